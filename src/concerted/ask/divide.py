"""Do the groups split the places (fronts or targets) that more than one of them can reach?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.ask.divide_table import Table, table_of
from concerted.chance.distribution import Draws
from concerted.chance.streams import streams
from concerted.chance.swaps import Swaps
from concerted.days import as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import divide as measure
from concerted.words import divide as words
from concerted.words.numbers import capital, figure, p_text

_FEWEST_EVENTS = 10
# A division of less than this is of no interest: the groups meet in most of what they share.
_SMALLEST_DIVISION = 0.2


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
        of 28 days only). An event is known as a range of days by `first` and `last`, by `date_end`, or by `date_precision` as in a
        case; one whose range crosses such a stretch is left out and told in the sentence.
    by, over : str
        Columns with the group and with the place or class of target.
    reach : mapping of str to iterable of str, optional
        The places that each group can reach. Without it every group is taken to reach every place, and the verdict never
        exceeds "shared causes suffice": geography may be the cause.
    given : iterable of days, optional
        Events on these days are left out, and those known as a range of which only a part lies on them.
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
        If a column is missing, a cell is empty, or a range ends before it begins.
    """
    arguments.whole(seed, "seed", 0)
    arguments.whole(draws, "draws", 1)
    arguments.level(alpha)
    if reach is not None and not isinstance(reach, Mapping):
        raise DataError(f"expected reach as a mapping from group to its places; found {type(reach).__name__}.")
    skipped = [as_day(day) for day in arguments.several(given, "given")]
    table = table_of(events, by, over, reach, skipped, arguments.several(controls, "controls"))
    shared = table.shared()
    counted = shared.choosers()
    enough = sum(n >= _FEWEST_EVENTS for _, n in counted) >= 2
    main = _main(shared, seed, draws)
    verdict, reason, settle = _verdict(main, enough, counted, reach is not None, alpha)
    return _finding(over, table, shared, main, verdict, reason, settle)


def p_of(events: Any, by: str, over: str, reach: Mapping[str, Iterable[str]] | None, *, seed: int, draws: int) -> float | None:
    """Return the p of a finding without the rest of it; None where there is none.

    Parameters
    ----------
    events, by, over, reach
    seed, draws : int
        As for `divide`.
    """
    shared = table_of(events, by, over, reach, (), ()).shared()
    return _drawn(shared.choices(), seed, draws)[0] if shared.group.size else None


@dataclass(frozen=True)
class _Division:
    """H2' within shared cells and what permutations give."""

    h2: float | None
    expected: float | None
    p: float
    low: float | None
    high: float | None
    events: int
    choices: int
    fixed: bool
    settled: bool


def _main(shared: Table, seed: int, draws: int) -> _Division | None:
    if shared.group.size == 0:
        return None
    once = shared.choices()
    here = once.counts()
    scale = measure.scale(here, shared.reachable)
    h2 = scale.size(float(measure.entropy(here[None])[0]))
    p, drawn = _drawn(once, seed, draws)
    low, high = (None, None) if h2 is None else _interval(once, seed)
    expected = scale.size(-drawn.mean)
    fixed = bool(np.ptp(drawn.values) == 0)
    return _Division(h2, expected, p, low, high, int(shared.group.size), int(once.group.size), fixed, scale.settled)


def _drawn(once: Table, seed: int, draws: int) -> tuple[float, Draws]:
    """Return p, and the permutations behind it.

    Low entropy is division, so the statistic is its negative: p is the share of permutations at least as divided.
    """
    drawn = Swaps(once.group, once.place, once.stratum, once.reachable, _negative_entropy, seed, draws).distribution()
    return drawn.upper(float(_negative_entropy(once.counts()[None])[0])), drawn


def _negative_entropy(tables: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return -measure.entropy(tables)


def _interval(shared: Table, seed: int, draws: int = 199) -> tuple[float, float]:
    """Return the 2.5 and 97.5 % points of H2' when each group's events are drawn again with replacement."""
    table = shared.counts()
    rows = table.sum(axis=1)
    places = table / np.maximum(1, rows)[:, None]
    again = np.stack([rng.multinomial(rows, places) for rng in streams(seed, draws, key=(1,))])
    values = [h2 for h2 in measure.h2_primes(again, shared.reachable) if h2 is not None]
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
    if not main.settled:
        return CANNOT_SAY, words.UNSETTLED, settle
    if main.h2 is None or main.high is None:
        return CANNOT_SAY, "reach and the totals of groups and places leave no room for a division", settle
    if main.p < alpha and main.h2 >= _SMALLEST_DIVISION:
        if with_reach:
            return BEYOND, "the groups keep apart where they could meet, beyond what permutations within reach give", None
        return SHARED_CAUSES, "the groups keep apart, but nothing says what each can reach: geography may be enough", None
    if main.high < _SMALLEST_DIVISION:
        return NO_SIGN, f"the interval leaves out a division of {_SMALLEST_DIVISION} within shared places", None
    return CANNOT_SAY, "within chance, and a division is not ruled out", settle


def _finding(over: str, table: Table, shared: Table, main: _Division | None, verdict: str, reason: str, settle: str | None) -> Finding:
    places = [shared.places[j] for j in np.flatnonzero(shared.reachable.any(axis=0))]
    alone = int(table.group.size - shared.group.size)
    met = [table.places[j] for j in np.flatnonzero((table.counts() > 0).sum(axis=0) >= 2)]
    sentence = f"{capital(words.geography(alone, int(table.group.size), places, met))}. {words.left_out(table.crossing, table.doubtful)}"
    if main is not None:
        sentence += f"For {words.shared(main.events, main.choices)} {_tested(main)}. "
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
        cannot_show=words.CANNOT_SHOW + Swaps.cannot_see + ((words.WITHOUT_DAYS,) if table.crossing + table.doubtful else ()),
        variants=_group_rows(table),
    )


def _tested(main: _Division) -> str:
    """Return the size and p of a division, or why it has no size."""
    if main.fixed:
        return f"reach leaves no two whose groups could be exchanged (p {p_text(main.p)})"
    if not main.settled:
        return f"{words.UNSETTLED} (p {p_text(main.p)})"
    if main.h2 is None or main.expected is None:
        return f"the totals of groups and places leave no room for a division (p {p_text(main.p)})"
    return words.size(main.h2, main.low, main.high, main.expected, main.p)


def _group_rows(table: Table) -> tuple[Variant, ...]:
    """Return d' of each group over all cells: how far it keeps to itself, whatever the reason."""
    counts = table.counts()
    apart = measure.d_prime(counts)
    return tuple(
        Variant(f"{name}: d' over all cells", "part", effect=float(apart[i]), count=int(counts[i].sum()), note=_spread(table, counts, i))
        for i, name in enumerate(table.groups)
        if counts[i].sum()
    )


def _spread(table: Table, counts: npt.NDArray[np.int64], i: int) -> str:
    order = np.argsort(-counts[i], kind="stable")
    return ", ".join(f"{table.places[j]} {figure(float(counts[i, j]))}" for j in order if counts[i, j])
