"""A window's rate against one baseline."""

from __future__ import annotations

from dataclasses import dataclass, replace

from concerted.ask.series import widest
from concerted.chance.bursty_rates import BurstyRates
from concerted.chance.steady_rates import SteadyRates
from concerted.finding import Variant
from concerted.measure import pause as measure
from concerted.measure.pause import Tally
from concerted.words.numbers import bound


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
    """

    baseline: str
    window: Tally
    base: Tally
    dispersion: float | None
    about: float | None = None

    def known(self) -> bool:
        """Tell whether both counts are known."""
        return self.window.exact and self.base.exact

    def null(self, window: float, base: float) -> SteadyRates:
        """Return the null model of one steady rate for these counts."""
        return SteadyRates(int(window + base), self.window.days, self.base.days)

    def p(self, window: float, base: float) -> float:
        """Return the exact two-sided p for these counts."""
        return self.null(window, base).distribution().two_sided(int(window))

    def p_dispersed(self, window: float, base: float) -> float | None:
        """Return the p that allows for bursts; None where their size is unknown."""
        if self.dispersion is None:
            return None
        model = BurstyRates(int(window + base), self.window.days, self.base.days, self.dispersion)
        # Bursts never make a difference surer than it is without them.
        return max(self.p(window, base), model.distribution().doubled(int(window)))

    def worst(self) -> tuple[float, float]:
        """Return the permitted counts that speak least for a pause."""
        return self.window.high, self.base.low


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
    base = one.base
    approximate = one.about is not None and not base.exact
    if approximate and one.about is not None:
        base = Tally(one.about, one.about, base.days)
        note = "; ".join(filter(None, [f"end total stated as approximate; firm bounds give {bound(one.base.low, one.base.high)}", note]))
    window = Tally(max(0, one.window.low - less), max(0, one.window.high - less), one.window.days)
    if not (window.exact and base.exact):
        seen = f"window {bound(window.low, window.high)}, baseline {bound(base.low, base.high)}"
        return Variant(name, kind, note=f"bounds only: {seen}. {note}".strip())
    if window.low + base.low == 0:
        return Variant(name, kind, count=0, expected_count=0, note=f"no event in either. {note}".strip())
    exact = replace(one, window=window, base=base)
    low, high = exact.null(window.low, base.low).ratio_interval(int(window.low))
    ratio = measure.rate_ratio(window, base)
    return Variant(
        name,
        kind,
        p=exact.p(window.low, base.low),
        p_dispersed=exact.p_dispersed(window.low, base.low),
        effect=widest(ratio),
        low=widest(low),
        high=widest(high),
        count=window.low,
        expected_count=measure.expected_count(window, base),
        note=note,
    )


def fell(row: Variant, alpha: float) -> bool:
    """Tell whether a line shows a fall, bursts allowed for."""
    return row.p is not None and max(row.p, row.p_dispersed or 0.0) < alpha and row.effect is not None and row.effect < 1
