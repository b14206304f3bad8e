"""Did a weapon or tactic pass along ties?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.chance.relabelled_actors import RelabelledActors
from concerted.counts import columns_of
from concerted.days import as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, Finding, Variant
from concerted.measure import spread as measure
from concerted.words import spread as words
from concerted.words.numbers import capital

# With six actors 720 places can be exchanged; with fewer uses than eight the best order seldom stands out.
_FEWEST_ACTORS, _FEWEST_USES = 6, 8
_SMALLEST_SHARE = 0.2
# 2 x log-likelihood that a 95 % interval of one strength may fall short of the best.
_DROP = 3.84
_HEAVIEST_TIE = 1e6


def spread(
    first_uses: Any,
    ties: Any = None,
    *,
    given: Iterable[Any] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
    draws: int = 999,
) -> Finding:
    """Test whether first recorded uses follow ties.

    Parameters
    ----------
    first_uses : frame
        One row a use: actor, date and, where there are several weapons or tactics, item. Only the first of an actor and item counts.
    ties : iterable of pairs, iterable of (actor, actor, weight), or mapping of (actor, actor) to weight, optional
        Between whom it can have passed, in both directions. A mapping of actor to {actor: weight} has a direction: from, to. Actors without
        a use stand in the question too. Without ties the order alone is told.
    given : iterable of days, optional
        Uses on these days are left out, such as a day on which a common supplier served all.
    controls : sequence of str, optional
        Actors without a part in the question: left out.
    alpha : float
    seed, draws : int
        Of the exchanged places.

    Returns
    -------
    Finding
        Effect: estimated share of later first uses that came by a tie.

    Raises
    ------
    DataError
    """
    arguments.level(alpha)
    arguments.whole(seed, "seed", 0)
    arguments.whole(draws, "draws", 1)
    asked = _asked(first_uses, ties, given, controls)
    return _finding(asked, alpha, seed, draws)


@dataclass(frozen=True, eq=False)
class _Asked:
    """First uses, and the ties between the actors; the strongest tie is 1, for only ratios matter."""

    actors: tuple[str, ...]
    rows: list[tuple[str, Any, str]]
    uses: measure.Uptakes
    ties: npt.NDArray[np.float64]

    @property
    def enough(self) -> bool:
        """Whether there are ties and uses at all."""
        return bool(self.ties.any()) and self.uses.actor.size > 0

    def p(self, seed: int, draws: int) -> float:
        """Return the share of exchanged places that are as likely or likelier."""
        chances = RelabelledActors(self.ties, lambda others: _gains(self.uses, others), seed, draws).distribution()
        return chances.upper(float(_gains(self.uses, self.ties[None])[0]))


def p_of(first_uses: Any, ties: Any, *, seed: int, draws: int) -> float | None:
    """Return the p of a finding without the rest of it; None where there is none.

    Parameters
    ----------
    first_uses, ties
    seed, draws : int
        As for `spread`.
    """
    asked = _asked(first_uses, ties, None, None)
    return asked.p(seed, draws) if asked.enough else None


def _asked(first_uses: Any, ties: Any, given: Iterable[Any] | None, controls: Sequence[str] | None) -> _Asked:
    without = {str(name) for name in arguments.several(controls, "controls")}
    rows = _rows(first_uses, {as_day(day) for day in arguments.several(given, "given")}, without)
    weights = {pair: weight for pair, weight in _weights(ties).items() if not without & set(pair)}
    actors = tuple(sorted({row[0] for row in rows} | {name for pair in weights for name in pair}))
    uses = _uses(rows, actors)
    network = np.zeros((len(actors), len(actors)))
    for (source, target), weight in weights.items():
        network[actors.index(source), actors.index(target)] = weight
    return _Asked(actors, rows, uses, network / max(1e-300, float(network.max(initial=0.0))) if weights else network)


def _rows(first_uses: Any, skipped: set[Any], without: set[str]) -> list[tuple[str, Any, str]]:
    columns = columns_of(first_uses)
    for name in ("actor", "date"):
        if name not in columns:
            raise DataError(f"expected a column {name!r}; found {', '.join(sorted(columns))}. Name the column or rename it.")
    items = columns.get("item", [""] * len(columns["actor"]))
    if any(cell is None or cell != cell or cell == "" for cell in columns["actor"]):
        raise DataError("expected an actor in every row; found empty cells. Fill or drop these rows.")
    rows = [(str(actor), as_day(day), str(item)) for actor, day, item in zip(columns["actor"], columns["date"], items, strict=True)]
    return [row for row in rows if row[1] not in skipped and row[0] not in without]


def _weights(ties: Any) -> dict[tuple[str, str], float]:
    """Return the weight of each directed tie."""
    if ties is None:
        return {}
    if isinstance(ties, Mapping) and all(isinstance(reached, Mapping) for reached in ties.values()):
        found = [(source, target, weight) for source, reached in ties.items() for target, weight in reached.items()]
        return _checked(found, both_ways=False)
    if isinstance(ties, Mapping):
        return _checked([(*_pair(pair), weight) for pair, weight in ties.items()], both_ways=True)
    return _checked([(*_pair(tie[:2]), *tie[2:]) if isinstance(tie, tuple | list) else _pair(tie) for tie in arguments.several(ties, "ties")])


def _pair(pair: Any) -> tuple[Any, Any]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise DataError(f"expected ties as pairs of actors, such as [('A', 'B')]; found {pair!r}.")
    return pair[0], pair[1]


def _checked(found: Sequence[Sequence[Any]], both_ways: bool = True) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for one in found:
        source, target, weight = str(one[0]), str(one[1]), one[2] if len(one) > 2 else 1.0
        if isinstance(weight, bool) or not isinstance(weight, int | float | np.number) or not 0 <= weight <= _HEAVIEST_TIE:
            raise DataError(f"expected the weight of a tie from 0 to {_HEAVIEST_TIE:,.0f}; found {weight!r} for {source} and {target}.")
        if source == target:
            raise DataError(f"expected ties between two actors; found {source} tied to itself. Leave the pair out.")
        for pair in ((source, target), (target, source))[: 2 if both_ways else 1]:
            weights[pair] = max(weights.get(pair, 0.0), float(weight))
    return weights


def _uses(rows: list[tuple[str, Any, str]], actors: tuple[str, ...]) -> measure.Uptakes:
    items = sorted({row[2] for row in rows})
    codes = np.array([(actors.index(a), day.toordinal(), items.index(item)) for a, day, item in rows], dtype=np.int64).reshape(-1, 3)
    return measure.uptakes(codes[:, 0], codes[:, 1], codes[:, 2], len(actors))


def _gains(uses: measure.Uptakes, ties: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(2 * measure.log_ratios(uses, ties).max(axis=-1))


def _finding(asked: _Asked, alpha: float, seed: int, draws: int) -> Finding:
    actors, uses, ties = asked.actors, asked.uses, asked.ties
    tied = int((ties.any(axis=0) | ties.any(axis=1)).sum())
    p = share = low = high = None
    said = ""
    if asked.enough:
        p = asked.p(seed, draws)
        share, low, high = _size(uses, ties)
        said = words.found(len(actors), int(uses.actor.size), share, low, high, p) + " "
    verdict, reason, settle = _verdict(bool(ties.any()), tied, int(uses.actor.size), p, high, alpha)
    return Finding(
        question="spread",
        groups=actors,
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"first uses by {len(actors)} actors",
        sentence=f"{said}{capital(verdict)}: {reason}.",
        p=p,
        effect=share,
        effect_name=words.EFFECT,
        low=low,
        high=high,
        count=float(uses.actor.size),
        method=words.METHOD,
        null=RelabelledActors.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW + RelabelledActors.cannot_see,
        variants=_order(asked.rows),
    )


def _size(uses: measure.Uptakes, ties: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the share that came by ties at the likeliest strength, and over the strengths that are nearly as likely."""
    likelihood, shares = measure.log_likelihoods(uses, ties), measure.shares_by_ties(uses, ties)
    near = shares[2 * (likelihood.max() - likelihood) <= _DROP]
    return float(shares[int(likelihood.argmax())]), float(near.min()), float(near.max())


def _verdict(with_ties: bool, tied: int, uses: int, p: float | None, high: float | None, alpha: float) -> tuple[str, str, str | None]:
    if not with_ties:
        return CANNOT_SAY, words.NO_TIES, words.SETTLE
    if tied < _FEWEST_ACTORS or uses < _FEWEST_USES or p is None or high is None:
        return CANNOT_SAY, words.few(tied, uses), words.SETTLE
    if p < alpha:
        return BEYOND, "tied actors follow each other more than exchanged places give; a supplier that they share is not excluded", None
    if high < _SMALLEST_SHARE:
        return NO_SIGN, "the interval leaves out a share of 20 %", None
    return CANNOT_SAY, "within chance, and a share of 20 % is not ruled out", words.SETTLE


def _order(rows: list[tuple[str, Any, str]]) -> tuple[Variant, ...]:
    """Return who used what first, item by item and day by day."""
    first: dict[tuple[str, str], Any] = {}
    for actor, day, item in rows:
        first[item, actor] = min(day, first.get((item, actor), day))
    lines = sorted((item, day, actor) for (item, actor), day in first.items())
    return tuple(Variant(f"{actor}{', ' + item if item else ''}", "part", note=f"first recorded on {day}") for item, day, actor in lines)
