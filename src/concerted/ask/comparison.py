"""A window's rate against one baseline."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from concerted.ask.series import widest
from concerted.chance.bursty_rates import BurstyRates
from concerted.chance.distribution import Exact
from concerted.chance.steady_rates import SteadyRates
from concerted.errors import DataError
from concerted.finding import Variant
from concerted.measure import pause as measure
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements
from concerted.words import pause as words
from concerted.words.numbers import bound

# The exact distributions hold a number for every possible count; more events than this would not fit into memory.
MOST_EVENTS = 2_000_000
# Each number of events that a sum may hold is a distribution of its own; where more are free than this, only bounds are told.
_MOST_FREE = 200


@dataclass(frozen=True)
class Comparison:
    """A window against one baseline.

    Attributes
    ----------
    baseline : str
        Name of the baseline.
    window, base : Tally
        Events and days of each.
    dispersion : float or None
        Variance over mean of the counts outside the window.
    about : float or None
        The baseline's count where its end total was stated as approximate only.
    placements : Placements
        Events known only as a range of days that can lie in more than one place.
    """

    baseline: str
    window: Tally
    base: Tally
    dispersion: float | None
    about: float | None = None
    placements: Placements = field(default_factory=Placements)

    def known(self) -> bool:
        """Tell whether both counts are known."""
        return self.window.exact and self.base.exact

    def ranged(self) -> bool:
        """Tell whether the counts are known but for events that lie in one of a few places."""
        return 0 < self.placements.events <= _MOST_FREE

    def null(self, window: float, base: float) -> SteadyRates:
        """Return the null model of one steady rate for these counts.

        Raises
        ------
        DataError
            If there are more events than can be tested exactly.
        """
        if window + base > MOST_EVENTS:
            raise DataError(
                f"expected at most {MOST_EVENTS:,} events in window and baseline together; found {int(window + base):,}. "
                "Look for running totals taken as daily values, or for typing errors."
            )
        return SteadyRates(int(window + base), self.window.days, self.base.days)

    def bursty(self, window: float, base: float) -> Exact | None:
        """Return the distribution of the window's count under bursts; None where their size is unknown."""
        if self.dispersion is None:
            return None
        return BurstyRates(int(window + base), self.window.days, self.base.days, self.dispersion).distribution()

    def p(self, window: float, base: float) -> float:
        """Return the exact two-sided p for these counts."""
        return self.null(window, base).distribution().two_sided(int(window))

    def p_dispersed(self, window: float, base: float) -> float | None:
        """Return the p that allows for bursts; None where their size is unknown."""
        bursty = self.bursty(window, base)
        # Bursts never make a difference surer than it is without them.
        return None if bursty is None else max(self.p(window, base), bursty.doubled(int(window)))

    def larger_p(self, window: float, base: float) -> float:
        """Return the larger of both p, which decides."""
        return max(self.p(window, base), self.p_dispersed(window, base) or 0.0)

    def worst(self) -> tuple[float, float]:
        """Return the permitted counts that speak least for a pause."""
        return self.window.high, self.base.low

    def possible(self, less: int = 0) -> Iterator[tuple[int, int, int]]:
        """Go through what is possible: all events, and the least and the most of them in the window."""
        window, base = max(0, int(self.window.low) - less), int(self.base.low)
        for free, least, most in self.placements.sums():
            yield window + base + free, window + least, window + most


def line(one: Comparison | None, name: str, kind: str, note: str = "", less: int = 0) -> Variant:
    """Return a comparison as one line of a finding.

    Parameters
    ----------
    one : Comparison or None
    name, kind, note : str
        As in `Variant`.
    less : int
        Events of the window to be left out.
    """
    if one is None:
        return Variant(name, kind, note="no day of the record lies there")
    if one.ranged():
        return _over_placements(one, name, kind, note, less)
    base = one.base
    approximate = one.about is not None and not base.exact
    if approximate and one.about is not None:
        base = Tally(one.about, one.about, base.days)
        note = "; ".join(filter(None, [f"end total stated as approximate; firm bounds give {bound(one.base.low, one.base.high)}", note]))
    window = Tally(max(0, one.window.low - less), max(0, one.window.high - less), one.window.days)
    if not (window.exact and base.exact):
        seen = f"window {bound(window.low, window.high)}, baseline {bound(base.low, base.high)}"
        return Variant(name, kind, note=f"bounds only: {seen}. {note}".strip())
    return _tested(replace(one, window=window, base=base), name, kind, note)


def fell(row: Variant, alpha: float) -> bool:
    """Tell whether a line shows a fall, bursts allowed for."""
    return row.p is not None and max(row.p, row.p_dispersed or 0.0) < alpha and row.effect is not None and row.effect < 1


def _tested(exact: Comparison, name: str, kind: str, note: str) -> Variant:
    """Return the line of counts that are known."""
    window, base = exact.window, exact.base
    if window.low + base.low == 0:
        return Variant(name, kind, count=0, expected_count=0, note=f"no event in either. {note}".strip())
    low, high = exact.null(window.low, base.low).ratio_interval(int(window.low))
    return Variant(
        name,
        kind,
        p=exact.p(window.low, base.low),
        p_dispersed=exact.p_dispersed(window.low, base.low),
        effect=widest(measure.rate_ratio(window, base)),
        low=widest(low),
        high=widest(high),
        count=window.low,
        expected_count=measure.expected_count(window, base),
        note=note,
    )


def _over_placements(one: Comparison, name: str, kind: str, note: str, less: int) -> Variant:
    """Return the most cautious line over all that is possible: the largest p, and an interval that holds the interval of each."""
    rows = [_tested(exact, name, kind, "") for exact in _candidates(one, less)]
    rows = [row for row in rows if row.p is not None]
    if not rows:
        return Variant(name, kind, count=0, expected_count=0, note=f"no event in either, wherever they lie. {note}".strip())
    weakest = max(rows, key=lambda row: (max(row.p or 0.0, row.p_dispersed or 0.0), row.p))
    dispersed = [row.p_dispersed for row in rows if row.p_dispersed is not None]
    highs = [math.inf if row.high is None else row.high for row in rows]
    where = words.possible(one.window.low - less, one.window.high - less, one.base.low, one.base.high, one.placements.events)
    return replace(
        weakest,
        p=max(row.p for row in rows if row.p is not None),
        p_dispersed=max(dispersed, default=None),
        low=min(row.low for row in rows if row.low is not None),
        high=widest(max(highs)),
        note="; ".join(filter(None, [where, note])),
    )


def _candidates(one: Comparison, less: int) -> Iterator[Comparison]:
    """Go through placements among which the largest p and both ends of the intervals are.

    With the sum of events given, p rises towards the middle of its distribution (the likeliest count; the median for tails) and falls
    from there: the largest is at the middle, or at the end that lies nearest to it. The interval is at its lowest with the fewest events
    in the window and at its highest with the most.
    """
    for total, least, most in one.possible(less):
        middles = [int(one.null(total, 0).distribution().probabilities.argmax())]
        if (bursty := one.bursty(total, 0)) is not None:
            middles.append(int(np.searchsorted(np.cumsum(bursty.probabilities), 0.5)))
        for window in sorted({least, most, *(min(max(middle, least), most) for middle in middles)}):
            base = total - window
            yield replace(one, window=Tally(window, window, one.window.days), base=Tally(base, base, one.base.days), placements=Placements())
