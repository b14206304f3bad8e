"""A window's rate against one baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from concerted.ask.series import widest
from concerted.chance.bursty_rates import BurstyRates
from concerted.chance.distribution import Exact
from concerted.chance.measured_bursts import MeasuredBursts
from concerted.chance.steady_rates import SteadyRates
from concerted.errors import DataError
from concerted.finding import Variant
from concerted.measure import pause as measure
from concerted.measure.dispersion import Dispersion
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements
from concerted.words import pause as words
from concerted.words.numbers import bound

# The exact distributions hold a number for every possible count; more events than this would not fit into memory.
MOST_EVENTS = 2_000_000
# Each number of events that a sum may hold is a distribution of its own; where more are free than this, only bounds are told.
_MOST_FREE = 200
# An interval with bursts takes some 2 ms, and of two hundred free events there are two hundred sums.
_MOST_SUMS = 20


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
        Variance over mean of the counts between totals outside the window.
    about : float or None
        The baseline's count where its end total was stated as approximate only.
    placements : Placements
        Events known only as a range of days that can lie in more than one place.
    bursts : Dispersion or None
        Of daily values outside the window. Where it is known, p and interval allow for it.
    """

    baseline: str
    window: Tally
    base: Tally
    dispersion: float | None
    about: float | None = None
    placements: Placements = field(default_factory=Placements)
    bursts: Dispersion | None = None

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

    def measured(self, window: float, base: float) -> MeasuredBursts | None:
        """Return the null model of daily values with bursts; None where their size was not measured."""
        if self.bursts is None:
            return None
        total = self.null(window, base).total
        return MeasuredBursts(total, self.window.days, self.base.days, self.bursts.size, self.bursts.freedom)

    def bursty(self, window: float, base: float) -> Exact | None:
        """Return the distribution of the window's count under bursts; None where their size is unknown."""
        if (measured := self.measured(window, base)) is not None:
            return measured.distribution()
        if self.dispersion is None:
            return None
        return BurstyRates(int(window + base), self.window.days, self.base.days, self.dispersion).distribution()

    def p_poisson(self, window: float, base: float) -> float:
        """Return the exact two-sided p of counts without bursts."""
        return self.null(window, base).distribution().two_sided(int(window))

    def p_dispersed(self, window: float, base: float) -> float | None:
        """Return the p that allows for bursts; None where their size is unknown."""
        if (measured := self.measured(window, base)) is not None:
            return measured.p(int(window))
        bursty = self.bursty(window, base)
        # Bursts never make a difference surer than it is without them.
        return None if bursty is None else max(self.p_poisson(window, base), bursty.doubled(int(window)))

    def p(self, window: float, base: float) -> float:
        """Return the p of a finding: with bursts where daily values measured them, else the exact one without."""
        measured = self.measured(window, base)
        return self.p_poisson(window, base) if measured is None else measured.p(int(window))

    def interval(self, window: float, base: float) -> tuple[float, float]:
        """Return the 95 % interval of the ratio that belongs to `p`."""
        return (self.measured(window, base) or self.null(window, base)).ratio_interval(int(window))

    def larger_p(self, window: float, base: float) -> float:
        """Return the p that decides: for totals the larger of both."""
        if self.bursts is not None:
            return self.p(window, base)
        return max(self.p(window, base), self.p_dispersed(window, base) or 0.0)

    def worst(self) -> tuple[float, float]:
        """Return the permitted counts that speak least for a pause."""
        return self.window.high, self.base.low

    def possible(self, less: int = 0) -> Iterator[tuple[int, int, int]]:
        """Go through what is possible: all events, and the least and the most of them in the window."""
        window, base = max(0, int(self.window.low) - less), int(self.base.low)
        for free, least, most in self.placements.sums():
            yield window + base + free, window + least, window + most

    def extremes(self, less: int = 0) -> Iterator[Comparison]:
        """Go through the fewest and the most events in the window with each sum; of many sums every second, third, ... and the last."""
        sums = list(self.possible(less))
        for total, least, most in [*sums[:: max(1, len(sums) // _MOST_SUMS)], sums[-1]]:
            yield self.known_as(least, total - least)
            yield self.known_as(most, total - most)

    def known_as(self, window: int, base: int) -> Comparison:
        """Return the comparison with these counts."""
        tallies = Tally(window, window, self.window.days), Tally(base, base, self.base.days)
        return replace(self, window=tallies[0], base=tallies[1], placements=Placements())


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
    return replace(_chances(exact, name, kind, note), **_intervals([exact]))


def _chances(exact: Comparison, name: str, kind: str, note: str) -> Variant:
    """Return the line of counts that are known, without its interval."""
    window, base = exact.window, exact.base
    p = exact.p(window.low, base.low)
    return Variant(
        name,
        kind,
        p=p,
        p_dispersed=p if exact.bursts is not None else exact.p_dispersed(window.low, base.low),
        p_poisson=exact.p_poisson(window.low, base.low),
        effect=widest(measure.rate_ratio(window, base)),
        count=window.low,
        expected_count=measure.expected_count(window, base),
        note=note,
    )


def _intervals(possible: Iterable[Comparison]) -> dict[str, Any]:
    """Return the ends of the intervals, the widest over all counts."""
    counts = [(one, one.window.low, one.base.low) for one in possible if one.window.low + one.base.low > 0]
    lows, highs = zip(*(one.interval(window, base) for one, window, base in counts), strict=True)
    plain = [one.null(window, base).ratio_interval(int(window)) for one, window, base in counts]
    return {
        "low": widest(min(lows)),
        "high": widest(max(highs)),
        "poisson_low": widest(min(low for low, _ in plain)),
        "poisson_high": widest(max(high for _, high in plain)),
    }


def _over_placements(one: Comparison, name: str, kind: str, note: str, less: int) -> Variant:
    """Return the most cautious line over all that is possible: the largest p, and an interval that holds the interval of each."""
    rows = [_chances(exact, name, kind, "") for exact in _candidates(one, less) if exact.window.low + exact.base.low > 0]
    if not rows:
        return Variant(name, kind, count=0, expected_count=0, note=f"no event in either, wherever they lie. {note}".strip())
    weakest = max(rows, key=lambda row: (max(row.p or 0.0, row.p_dispersed or 0.0), row.p))
    where = words.possible(one.window.low - less, one.window.high - less, one.base.low, one.base.high, one.placements.events)
    largest: dict[str, Any] = {
        of: max((p for row in rows if (p := getattr(row, of)) is not None), default=None) for of in ("p", "p_dispersed", "p_poisson")
    }
    return replace(
        weakest,
        **largest,
        **_intervals(one.extremes(less)),
        note="; ".join(filter(None, [where, note])),
    )


def _candidates(one: Comparison, less: int) -> Iterator[Comparison]:
    """Go through placements among which the largest p and both ends of the intervals are.

    With the sum of events given, p is the largest where the count is the likeliest of those that are possible; of twice the smaller tail (for
    totals) at the median, or at the end that lies nearest to it.
    """
    for total, least, most in one.possible(less):
        middles = [_likeliest(one.null(total, 0).distribution(), least, most)]
        if (bursty := one.bursty(total, 0)) is not None:
            middles.append(_likeliest(bursty, least, most))
            middles.append(min(max(int(np.searchsorted(np.cumsum(bursty.probabilities), 0.5)), least), most))
        for window in sorted({least, most, *middles}):
            yield one.known_as(window, total - window)


def _likeliest(model: Exact, least: int, most: int) -> int:
    return least + int(model.probabilities[least : most + 1].argmax())
