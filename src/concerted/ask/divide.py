"""Do the groups split the places (fronts or targets) that more than one of them can reach?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.chance.swaps import Swaps
from concerted.counts import columns_of
from concerted.days import as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import divide as measure
from concerted.words import divide as words
from concerted.words.numbers import capital, figure, p_text

_FEWEST_EVENTS = 10
_STRATUM_DAYS = 28
# A division of less than this is of no interest: the groups meet in most of what they share.
_SMALLEST_DIVISION = 0.2


@dataclass(frozen=True, eq=False)
class _Table:
    """Events in cells that their group can reach."""

    groups: tuple[str, ...]
    places: tuple[str, ...]
    group: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    stratum: npt.NDArray[np.int64]
    reachable: npt.NDArray[np.bool_]

    def counts(self) -> npt.NDArray[np.int64]:
        """Events by group and place."""
        table = np.zeros(self.reachable.shape, dtype=np.int64)
        np.add.at(table, (self.group, self.place), 1)
        return table

    def shared(self) -> _Table:
        """Return the events at places that at least two groups can reach."""
        places = self.reachable.sum(axis=0) >= 2
        keep = places[self.place]
        reachable = self.reachable & places[None, :]
        return _Table(self.groups, self.places, self.group[keep], self.place[keep], self.stratum[keep], reachable)

    def choosers(self) -> list[tuple[str, int]]:
        """Return each group that can choose between two places or more, and its events."""
        choice = self.reachable.sum(axis=1) >= 2
        events = np.bincount(self.group, minlength=len(self.groups))
        return [(name, int(events[i])) for i, name in enumerate(self.groups) if choice[i] and events[i]]


def divide(
    events: Any,
    by: str = "actor",
    over: str = "target",
    reach: Mapping[str, Iterable[str]] | None = None,
    *,
    given: Iterable[Any] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
    draws: int = 999,
) -> Finding:
    """Test whether groups keep to places of their own within what several of them can reach.

    Parameters
    ----------
    events : frame
        One row an event, with the columns `by` and `over` and, where there is one, `date` (groups are then exchanged within stretches
        of 28 days only).
    by, over : str
        Columns with the group and with the place or class of target.
    reach : mapping of str to iterable of str, optional
        The places that each group can reach. Without it every group is taken to reach every place, and the verdict never
        exceeds "shared causes suffice": geography may be the cause.
    given : iterable of days, optional
        Events on these days are left out.
    controls : sequence of str, optional
        Groups without a part in the question: left out of the table.
    alpha : float
        Level of the test.
    seed : int
        Of the permutations.
    draws : int
        Number of permutations.

    Returns
    -------
    Finding
        Effect: H2' within shared cells.

    Raises
    ------
    DataError
        If a column is missing.
    """
    arguments.whole(seed, "seed", 0)
    arguments.whole(draws, "draws", 1)
    arguments.level(alpha)
    if reach is not None and not isinstance(reach, Mapping):
        raise DataError(f"expected reach as a mapping from group to its places; found {type(reach).__name__}.")
    skipped = {as_day(day) for day in arguments.several(given, "given")}
    table = _table(events, by, over, reach, skipped, set(arguments.several(controls, "controls")))
    shared = table.shared()
    counted = shared.choosers()
    enough = sum(n >= _FEWEST_EVENTS for _, n in counted) >= 2
    main = _main(shared, seed, draws)
    verdict, reason, settle = _verdict(main, enough, counted, reach is not None, alpha)
    return _finding(over, table, shared, main, verdict, reason, settle)


def _table(events: Any, by: str, over: str, reach: Mapping[str, Iterable[str]] | None, skip: set[Any], controls: set[str]) -> _Table:
    columns = columns_of(events)
    for name in (by, over):
        if name not in columns:
            raise DataError(f"expected a column {name!r}; found {', '.join(sorted(columns))}. Name the column or rename it.")
    days = [as_day(day) for day in columns["date"]] if "date" in columns else [None] * len(columns[by])
    # A missing number of a frame differs from itself.
    if any(cell is None or cell != cell or cell == "" for cell in (*columns[by], *columns[over])):
        raise DataError(f"expected a group and a place in every row; found empty cells in {by!r} or {over!r}. Fill or drop these rows.")
    rows = [
        (str(group), str(place), day)
        for group, place, day in zip(columns[by], columns[over], days, strict=True)
        if day not in skip and group not in controls
    ]
    can = {g: set(places) for g, places in reach.items()} if reach is not None else None
    inside = [row for row in rows if can is None or row[1] in can.get(row[0], ())]
    groups = tuple(sorted({row[0] for row in rows} | set(can or ())))
    places = tuple(sorted({row[1] for row in rows} | {place for some in (can or {}).values() for place in some}))
    reachable = np.array([[can is None or place in can.get(g, ()) for place in places] for g in groups], dtype=bool)
    first = min((row[2] for row in inside if row[2] is not None), default=None)
    stratum = [(row[2] - first).days // _STRATUM_DAYS if row[2] is not None and first is not None else 0 for row in inside]
    return _Table(
        groups,
        places,
        np.array([groups.index(row[0]) for row in inside], dtype=np.int64),
        np.array([places.index(row[1]) for row in inside], dtype=np.int64),
        np.array(stratum, dtype=np.int64),
        reachable.reshape(len(groups), len(places)),
    )


@dataclass(frozen=True)
class _Division:
    """H2' within shared cells and what permutations give."""

    h2: float | None
    expected: float
    p: float
    low: float | None
    high: float | None
    events: int
    fixed: bool


def _main(shared: _Table, seed: int, draws: int) -> _Division | None:
    if shared.group.size == 0:
        return None
    here = shared.counts()
    h2 = measure.h2_prime(here, shared.reachable)
    # Low entropy is division, so the statistic is its negative: the p is the share of permutations at least as divided.
    null = Swaps(shared.group, shared.place, shared.stratum, shared.reachable, lambda t: -measure.entropy(t), seed, draws)
    drawn = null.distribution()
    p = drawn.upper(float(-measure.entropy(here[None])[0]))
    low, high = (None, None) if h2 is None else _interval(shared, seed)
    expected = measure.rescaled(-drawn.mean, here, shared.reachable)
    fixed = bool(np.ptp(drawn.values) == 0)
    return _Division(h2, expected, p, low, high, int(shared.group.size), fixed)


def _interval(shared: _Table, seed: int, draws: int = 199) -> tuple[float, float]:
    """Return the 2.5 and 97.5 % points of H2' when each group's events are drawn again with replacement."""
    values = []
    table = shared.counts()
    rows = table.sum(axis=1)
    for i in range(draws):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, i)))
        again = np.array([rng.multinomial(n, row / n) if n else row for n, row in zip(rows, table, strict=True)])
        h2 = measure.h2_prime(again, shared.reachable)
        if h2 is not None:
            values.append(h2)
    if not values:
        return 0.0, 1.0
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def _verdict(
    main: _Division | None, enough: bool, counted: list[tuple[str, int]], with_reach: bool, alpha: float
) -> tuple[str, str, str | None]:
    settle = (
        f"at least {_FEWEST_EVENTS} events each of two groups that can both choose between the same places, "
        "with a sourced list of who can reach what"
    )
    if not enough or main is None:
        return CANNOT_SAY, f"geography leaves too little: {words.choosers(counted)}", settle
    if main.h2 is None or main.high is None:
        return CANNOT_SAY, "reach and the totals of groups and places leave no room for a division", settle
    if main.p < alpha and main.h2 >= _SMALLEST_DIVISION:
        if with_reach:
            return BEYOND, "the groups keep apart where they could meet, beyond what permutations within reach give", None
        return SHARED_CAUSES, "the groups keep apart, but nothing says what each can reach: geography may be enough", None
    if main.high < _SMALLEST_DIVISION:
        return NO_SIGN, f"the interval leaves out a division of {_SMALLEST_DIVISION} within shared places", None
    return CANNOT_SAY, "within chance, and a division is not ruled out", settle


def _finding(over: str, table: _Table, shared: _Table, main: _Division | None, verdict: str, reason: str, settle: str | None) -> Finding:
    places = [shared.places[j] for j in np.flatnonzero(shared.reachable.any(axis=0))]
    alone = int(table.group.size - shared.group.size)
    met = [table.places[j] for j in np.flatnonzero((table.counts() > 0).sum(axis=0) >= 2)]
    sentence = f"{capital(words.geography(alone, int(table.group.size), places, met))}. "
    if main is not None and main.fixed:
        sentence += f"For {words.shared(main.events)} reach leaves no two whose groups could be exchanged (p {p_text(main.p)}). "
    elif main is not None and main.h2 is not None:
        sentence += f"For {words.shared(main.events)} {words.size(main.h2, main.low, main.high, main.expected, main.p)}. "
    elif main is not None:
        sentence += f"For {words.shared(main.events)} the totals of groups and places leave no room for a division (p {p_text(main.p)}). "
    return Finding(
        question="divide",
        groups=table.groups,
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"groups by {over}",
        sentence=f"{sentence}{capital(verdict)}: {reason}.",
        p=None if main is None else main.p,
        effect=None if main is None or main.fixed else main.h2,
        effect_name=words.EFFECT,
        low=None if main is None or main.fixed else main.low,
        high=None if main is None or main.fixed else main.high,
        count=float(shared.group.size),
        expected_count=None,
        method=words.METHOD,
        null=Swaps.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW + Swaps.cannot_see,
        variants=_group_rows(table),
    )


def _group_rows(table: _Table) -> tuple[Variant, ...]:
    """Return d' of each group over all cells: how far it keeps to itself, whatever the reason."""
    counts = table.counts()
    apart = measure.d_prime(counts)
    return tuple(
        Variant(f"{name}: d' over all cells", "part", effect=float(apart[i]), count=int(counts[i].sum()), note=_spread(table, counts, i))
        for i, name in enumerate(table.groups)
        if counts[i].sum()
    )


def _spread(table: _Table, counts: npt.NDArray[np.int64], i: int) -> str:
    order = np.argsort(-counts[i], kind="stable")
    return ", ".join(f"{table.places[j]} {figure(float(counts[i, j]))}" for j in order if counts[i, j])
