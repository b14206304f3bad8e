"""What links groups: nothing, a shared cause, imitation, a command? Weights, and how often data like these are placed rightly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from concerted.ask import arguments
from concerted.counts import Counts
from concerted.days import DayLike
from concerted.errors import DataError
from concerted.simulate.wanted import COMMAND, IMITATION, INDEPENDENT, KINDS, SHARED_CAUSE
from concerted.weigh.structure_runs import CANNOT_TELL, ONE_SOURCE, Learned, Wanted, learned, looked_at
from concerted.words import structure as words
from concerted.words.numbers import capital, percent

if TYPE_CHECKING:
    from arro3.core import Table

# How much likelier than a shared cause a mark that is not timing makes a command. A convention: no data here could measure it.
_ODDS_OF_A_MARK = 9
_LONGEST_LAG = 14
_FEWEST_RUNS = 50
_FEWEST_DAYS = 10


@dataclass(frozen=True)
class Structure:
    """What links groups, as far as their days tell.

    Attributes
    ----------
    best : str
        One of the four kinds, or "cannot tell". Never "command" on timing alone.
    among : tuple of str
        Where it cannot tell, the kinds between which; else the one.
    weights : mapping of str to float
        By kind; they add up to 1. Those of "shared cause" and "command" are equal unless a mark differs.
    recognised : mapping of str to float
        By kind: in what share of simulated worlds of that kind, drawn like these data, the kind is given back. "Shared cause" and
        "command" count as given back where it was seen that one of the two it is.
    called : mapping of str to mapping of str to float
        By kind: in what share of such worlds it was called "independent", "imitation", "shared cause or command" or "cannot tell".
    reason, settle : str, str or None
        Why, and for "cannot tell" what would settle it.
    groups, few : tuple of str
        Groups that were weighed, and those with too few active or quiet days.
    days : int
    runs, seed : int
        Simulated worlds of each kind.
    marks : bool
        Whether a mark that is not timing was given.
    """

    best: str
    among: tuple[str, ...]
    weights: Mapping[str, float]
    recognised: Mapping[str, float]
    called: Mapping[str, Mapping[str, float]]
    reason: str
    settle: str | None
    groups: tuple[str, ...]
    few: tuple[str, ...]
    days: int
    runs: int
    seed: int
    marks: bool = False
    assumes: tuple[str, ...] = words.ASSUMES
    cannot_show: tuple[str, ...] = words.CANNOT_SHOW

    @property
    def recognised_in_all(self) -> float:
        """Share of simulated worlds placed rightly, each kind as often."""
        return sum(self.recognised.values()) / len(self.recognised)

    @property
    def sentence(self) -> str:
        """The weights and what follows from them, with the numbers."""
        between = f" between {self.among[0]} and {self.among[1]}" if len(self.among) == 2 and self.best == CANNOT_TELL else ""
        known = [(INDEPENDENT, self.recognised[INDEPENDENT]), (IMITATION, self.recognised[IMITATION])]
        known.append((f"{ONE_SOURCE}, as one of the two,", self.recognised[SHARED_CAUSE]))
        return words.sentence(len(self.groups), self.days, self.weights, f"{capital(self.best)}{between}: {self.reason}", known)

    def table(self) -> Table:
        """Return an Arrow table with a row for each kind: kind, weight, recognised, and what such worlds were called."""
        from arro3.core import Array, DataType, Field, Schema, Table

        cells: dict[str, list[Any]] = {name: [row[name] for row in self._rows()] for name in self._rows()[0]}
        fields = [Field(name, DataType.string() if name == "kind" else DataType.float64(), nullable=False) for name in cells]
        return Table.from_arrays([Array(values, one) for one, values in zip(fields, cells.values(), strict=True)], schema=Schema(fields))

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": kind,
                "weight": self.weights[kind],
                "recognised": self.recognised[kind],
                **{f"called {name}": share for name, share in self.called[kind].items()},
            }
            for kind in KINDS
        ]

    def _repr_html_(self) -> str:
        """Return the weights as a notebook shows them."""
        rows = self._rows()
        head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(v if isinstance(v, str) else percent(v))}</td>" for v in r.values()) + "</tr>" for r in rows
        )
        settle = "" if self.settle is None else f"<p>What would settle it: {escape(self.settle)}</p>"
        said = f"<p><strong>{escape(self.best)}</strong>. {escape(self.sentence)}</p>"
        return f"<section><h4>structure: {escape(', '.join(self.groups))}</h4>{said}<table><tr>{head}</tr>{body}</table>{settle}</section>"


def structure(
    counts: Counts,
    *,
    groups: Sequence[str] | None = None,
    given: Iterable[DayLike | str] | None = None,
    controls: Sequence[str] | None = None,
    marks: bool | Sequence[Any] | None = None,
    lags: tuple[int, ...] = (0, 1),
    shares: tuple[float, float] = (0.2, 0.6),
    runs: int = 300,
    seed: int = 1,
    workers: int = 1,
) -> Structure:
    """Weigh what may link groups: nothing, a shared cause, imitation, a command.

    Worlds like these data are simulated without a link, with some groups that copy one of them, and with some that one source moves;
    a dozen numbers of each world say which kind the data are likest to.

    Parameters
    ----------
    counts : Counts
    groups : sequence of str, optional
        All that are neither controls nor given if left out.
    given : iterable of days or groups, optional
        Known triggers: their days and the three days after take no part. Opponents: what the groups' days owe to them is part of every
        simulated world.
    controls : sequence of str, optional
        Unrelated groups of the same sources: they tell the effort of reporting, which is part of every simulated world.
    marks : bool or sequence, optional
        Whether there are marks that bear on command and are not timing, or a list of them. They alone move weight from "shared cause" to
        "command": nine to one, by convention.
    lags : tuple of int
        Days after which a copy, or what an order or trigger moves, may fall; at most 14.
    shares : (float, float)
        Least and largest share of a group's active days that a simulated link moves. Smaller links count as none.
    runs : int
        Simulated worlds of each kind.
    seed : int
        Row g of run i uses the stream SeedSequence(seed, spawn_key=(i, g)).
    workers : int
        Processes; the answer is the same with any number.

    Returns
    -------
    Structure

    Raises
    ------
    UnknownGroupError, DataError
    """
    wanted = Wanted(
        names=_names(counts, groups, given, controls),
        given=arguments.several(given, "given"),
        controls=tuple(str(name) for name in arguments.several(controls, "controls")),
        lags=_lags(lags),
        shares=_shares(shares),
        runs=arguments.whole(runs, "runs", _FEWEST_RUNS),
        seed=arguments.whole(seed, "seed", 0),
    )
    if workers != -1:
        arguments.whole(workers, "workers", 1)
    marked = bool(marks) if marks is None or isinstance(marks, bool) else bool(arguments.several(marks, "marks"))
    enough, few = looked_at(counts, wanted, _FEWEST_DAYS)
    if len(enough) < 2:
        reason = words.few(len(enough), _FEWEST_DAYS)
        return _structure(_nothing(), CANNOT_TELL, (reason, words.MORE_DAYS), counts, wanted, enough, few, marked=marked)
    found = learned(counts, wanted, enough, workers)
    best, why = _best(found, marked)
    return _structure(found, best, why, counts, wanted, enough, few, marked=marked)


def _names(counts: Counts, groups: Any, given: Any, controls: Any) -> tuple[str, ...]:
    """Return the groups that are meant, each of them known."""
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    triggers = tuple(one for one in arguments.several(given, "given") if isinstance(one, str) and one in counts.groups)
    chosen = tuple(str(name) for name in arguments.several(groups, "groups"))
    for name in (*chosen, *others):
        counts.index(name)
    if len(set(chosen)) < len(chosen):
        raise DataError(f"expected each group once; found groups={chosen!r}. Leave out the second of a name.")
    if shared := sorted({*chosen, *triggers} & {*others} | {*chosen} & {*triggers}):
        raise DataError(f"expected groups, controls and triggers apart; found {', '.join(shared)} in two of them. Name each in one.")
    return chosen or tuple(name for name in counts.groups if name not in (*others, *triggers))


def _lags(lags: Any) -> tuple[int, ...]:
    days = arguments.lags(lags, 0)
    if days[-1] > _LONGEST_LAG:
        raise DataError(f"expected lags of at most {_LONGEST_LAG} days; found {days[-1]}. A link that takes longer is a shared level here.")
    return days


def _shares(shares: Any) -> tuple[float, float]:
    given = arguments.several(shares, "shares")
    if len(given) != 2:
        raise DataError(f"expected a least and a largest share, such as (0.2, 0.6); found shares={shares!r}.")
    low, high = (arguments.share(one) for one in given)
    if low > high:
        raise DataError(f"expected a least share not above the largest; found shares={shares!r}. Swap the two.")
    return low, high


def _best(found: Learned, marked: bool) -> tuple[str, tuple[str, str | None]]:
    """Return what the data are, or that they do not tell, with the reason and what would settle it."""
    if not found.effort_known:
        return CANNOT_TELL, (words.EFFORT, words.EFFORT_WANTED)
    if found.answer == CANNOT_TELL:
        return CANNOT_TELL, (words.NOTHING_STANDS_OUT, words.MORE_DAYS)
    if found.answer != ONE_SOURCE:
        return found.answer, (words.alone(_weights(found, marked), found.answer), None)
    if marked:
        return COMMAND, (words.BY_A_MARK, None)
    return CANNOT_TELL, (words.SAME_COUNTS, words.MARKS_WANTED)


def _weights(found: Learned, marked: bool) -> dict[str, float]:
    of_command = _ODDS_OF_A_MARK / (_ODDS_OF_A_MARK + 1) if marked else 0.5
    one_source = found.weights[ONE_SOURCE]
    known = {COMMAND: of_command * one_source, SHARED_CAUSE: (1 - of_command) * one_source}
    return {kind: known.get(kind, found.weights.get(kind, 0.0)) for kind in KINDS}


def _nothing() -> Learned:
    """Return what is known before anything was simulated: nothing is ever told."""
    told = {INDEPENDENT: 0.0, IMITATION: 0.0, ONE_SOURCE: 0.0, CANNOT_TELL: 1.0}
    return Learned(
        {INDEPENDENT: 0.25, IMITATION: 0.25, ONE_SOURCE: 0.5}, CANNOT_TELL, dict.fromkeys((INDEPENDENT, IMITATION, ONE_SOURCE), told), 0
    )


def _structure(
    found: Learned,
    best: str,
    why: tuple[str, str | None],
    counts: Counts,
    wanted: Wanted,
    enough: tuple[str, ...],
    few: tuple[str, ...],
    *,
    marked: bool,
) -> Structure:
    place = {kind: kind if kind in found.called else ONE_SOURCE for kind in KINDS}
    among = (SHARED_CAUSE, COMMAND) if why[0] == words.SAME_COUNTS else KINDS
    return Structure(
        best=best,
        among=among if best == CANNOT_TELL else (best,),
        weights=_weights(found, marked),
        recognised={kind: found.called[place[kind]][place[kind]] for kind in KINDS},
        called={kind: found.called[place[kind]] for kind in KINDS},
        reason=why[0],
        settle=why[1],
        groups=enough,
        few=few,
        days=int(counts.days.size),
        runs=found.runs,
        seed=wanted.seed,
        marks=marked,
    )
