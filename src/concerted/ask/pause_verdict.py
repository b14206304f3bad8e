"""What a window against its baseline lets say of a pause."""

from __future__ import annotations

import math

from concerted.ask.comparison import Comparison, fell
from concerted.ask.daily_series import DailySeries
from concerted.ask.series import Series, coverage_words, weighted
from concerted.counts import CENSUS
from concerted.days import Window
from concerted.finding import CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Variant
from concerted.words import pause as words
from concerted.words.numbers import listed, p_text

# A pause of less than a halving is of no interest here: a group that "holds fire" and fires half as often does not hold it.
SMALLEST_RATIO = 0.5

Verdict = tuple[str, str, str | None]


def verdict(data: Series, one: Comparison | None, main: Variant, window: Window, alpha: float) -> Verdict:
    """Return the verdict, why it is so, and what would settle it."""
    if one is None:
        at_risk = "observed day with an exposure above 0" if weighted(data) else "observed day"
        return CANNOT_SAY, f"no {at_risk} lies in the window or in the baseline", "a census of the window and of days outside it"
    rate = one.base.low / one.base.days
    if one.window.high == one.base.high == 0:
        return CANNOT_SAY, "no event lies in the window or in the baseline", words.needed(rate, len(window))
    if main.p is None:
        return _bounded(data, one, alpha)
    if not (data.coverage == CENSUS).all():
        why = words.sample if isinstance(data, DailySeries) else words.no_census
        return CANNOT_SAY, why(coverage_words(data.coverage)), words.needed(rate, len(window))
    return _tested(main, one, words.needed(rate, len(window)), alpha)


def capped(found: Verdict, checks: tuple[Variant, ...], alpha: float) -> Verdict:
    """Return the verdict with what controls take away."""
    # The weaker evidence is enough to take a finding away: bursts are not allowed for.
    fired = [c.name for c in checks if c.p_poisson is not None and c.p_poisson < alpha and c.effect is not None and c.effect < 1]
    if not fired or found[0] in (CANNOT_SAY, NO_SIGN):
        return found
    reason = f"{listed(fired)}, without a part in the question, fell as well: reporting or another cause moved all counts"
    return CANNOT_SAY, reason, "counts from sources whose effort is known on every day"


def _tested(main: Variant, one: Comparison, needed: str, alpha: float) -> Verdict:
    wherever = ", wherever in their ranges the events lie" if one.ranged() else ""
    if fell(main, alpha):
        return SHARED_CAUSES, f"the rate fell{wherever}, and for one group's pause a public cause is always enough", None
    if main.p is not None and max(main.p, main.p_dispersed or 0.0) < alpha:
        return NO_SIGN, f"the rate rose in the window{wherever}", None
    if _no_halving(main, one.dispersion if one.bursts is None else one.bursts.size):
        return NO_SIGN, f"the interval leaves out a halving of the rate (ratio {SMALLEST_RATIO})", None
    if one.ranged():
        return (
            CANNOT_SAY,
            "at least one way in which the events can lie in their ranges is within chance",
            f"the days of these events; {needed}",
        )
    return CANNOT_SAY, "the difference is within chance, and a halving of the rate would not surely have been seen", needed


def _no_halving(main: Variant, dispersion: float | None) -> bool:
    """Tell whether a halving is ruled out, by the interval and by one that bursts widen on its log scale with the root of their size."""
    if main.low is None or main.low <= SMALLEST_RATIO:
        return False
    if main.effect is None:
        return True
    # The plain interval: that of a finding may allow for bursts already.
    plain = main.low if main.poisson_low is None else main.poisson_low
    widened = math.pow(plain / main.effect, math.sqrt(max(1.0, dispersion or 1.0)))
    return main.effect * widened > SMALLEST_RATIO


def _bounded(data: Series, one: Comparison, alpha: float) -> Verdict:
    high, low = one.worst()
    census = bool((data.coverage == CENSUS).all())
    if census and math.isfinite(high) and high + low > 0 and high / one.window.days < low / one.base.days:
        p = one.larger_p(high, low)
        if p < alpha:
            reason = f"even the bounds that speak least for it show a fall (p at most {p_text(p)}), and for one group a public cause is enough"
            return SHARED_CAUSES, reason, None
    if isinstance(data, DailySeries):
        return CANNOT_SAY, "too many events are known only as a range of days to tell a fall from none", "the day of each event"
    reason = "the totals bound the counts too loosely to tell a fall from none"
    return CANNOT_SAY, reason, "exact totals stated on the eve and on the last day of the window, and at both ends of the baseline"
