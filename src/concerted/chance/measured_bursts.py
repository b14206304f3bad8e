"""As `bursty_rates`, where the size of the bursts was measured and is not known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from concerted.chance.distribution import Exact, two_sided
from concerted.chance.steady_rates import SteadyRates

Numbers = npt.NDArray[np.float64]

# Seven points and weights of a normal distribution (Gauss and Hermite): the mean over sizes that they stand for.
_POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
# A size this near to 1 is 1: below, differences of logarithms of gamma functions are rounding only.
_NO_BURSTS = 1e-3
# The distribution is held on at most so many counts; where more are possible, on every second, third, ... of them.
_MOST_COUNTS = 4000
# Standard deviations on either side beyond which nothing is held: of the longest tail, that of a gamma of shape 1, e^-31 lies beyond. For
# the ends of an interval, which ask only whether p is above .05, e^-9 will do.
_REACH, _SHORT_REACH = 30.0, 8.0
# An interval has no end where none is found within e^40 times what was seen.
_STEPS, _FARTHEST = 5, 40.0
_LEVEL = 0.05


@dataclass(frozen=True)
class MeasuredBursts:
    """Events in bursts with one rate in a window and a baseline, averaged over what the size of the bursts may be.

    Given the sum, the window's count is beta-binomial as in `BurstyRates`. Its dispersion was measured with so many degrees of freedom, so it
    is the measured one times these over a chi-square, never below 1; the distribution is the mean over that. This is to `BurstyRates` what
    Student's t is to the normal distribution. With a dispersion of 1 all is as in `SteadyRates`.

    Where the rates differ, so that the window has `ratio` times that of the baseline: below 1 each event of the window is as if kept with that
    chance, and what its variance has beyond the mean shrinks in proportion (exact if the rate of each day is lowered, whatever the bursts);
    above 1 the dispersion stays.

    Attributes
    ----------
    total : int
        Events in window and baseline together.
    window_days, baseline_days : float
        Days at risk in each.
    dispersion : float
        Variance over mean of counts over stretches as long as the window.
    freedom : float
        Degrees of freedom with which it was measured.
    """

    total: int
    window_days: float
    baseline_days: float
    dispersion: float
    freedom: float

    name: ClassVar[str] = "one rate in window and baseline with bursts as large as those outside the window (conditional on the sum)"
    keeps: ClassVar[tuple[str, ...]] = (
        "the number of events",
        "the lengths of window and baseline",
        "the variance of stretches as long as the window, and how well it is known",
    )
    breaks: ClassVar[tuple[str, ...]] = ("any difference in rate between window and baseline",)
    cannot_see: ClassVar[tuple[str, ...]] = ("a rate that changes for good at the window's edge", "why a rate fell")

    def distribution(self) -> Exact:
        """Return the distribution of the window's count with one rate in both."""
        if not self.bursts:
            return self._steady.distribution()
        return Exact(self._weights(np.arange(self.total + 1.0), 1.0))

    @property
    def bursts(self) -> bool:
        """Whether there is anything beyond chance."""
        return self.dispersion > 1 and self.total > 0

    def p(self, window_count: int) -> float:
        """Return the two-sided p of a count in the window; never below that of steady rates, for bursts make no difference surer."""
        plain = self._steady.distribution().two_sided(window_count)
        return max(plain, self._p(window_count, 1.0)) if self.bursts else plain

    def ratio_interval(self, window_count: int) -> tuple[float, float]:
        """Return the 95 % interval of the ratio of rates: the ratios that the two-sided test does not refuse.

        With a dispersion of 1 that of Clopper and Pearson.
        """
        if not self.bursts:
            return self._steady.ratio_interval(window_count)
        plain, rest = self._steady.ratio_interval(window_count), self.total - window_count
        middle = math.log((window_count + 0.5) / (rest + 0.5) * self.baseline_days / self.window_days)
        step = 2 * math.sqrt(self.dispersion * (1 / (window_count + 0.5) + 1 / (rest + 0.5)))

        def score(log_ratio: float) -> float:
            return math.sqrt(-math.log(self._p(window_count, math.exp(log_ratio), _SHORT_REACH)))

        low = 0.0 if window_count == 0 else math.exp(_end(score, middle, -step))
        high = math.inf if rest == 0 else math.exp(_end(score, middle, step))
        return min(low, plain[0]), max(high, plain[1])

    @property
    def _steady(self) -> SteadyRates:
        return SteadyRates(self.total, self.window_days, self.baseline_days)

    def _p(self, window_count: int, ratio: float, reach: float = _REACH) -> float:
        counts = self._counts(window_count, ratio, reach)
        weights = self._weights(counts, ratio)
        return two_sided(weights, int(np.searchsorted(counts, window_count)))

    def _counts(self, window_count: int, ratio: float, deviations: float) -> Numbers:
        """Return the counts on which the distribution is held; the observed one is among them."""
        share = ratio * self.window_days / (ratio * self.window_days + self.baseline_days)
        mean = self.total * share
        reach = deviations * math.sqrt(float(self._sizes[0].max()) * (mean * (1 - share) + 1))
        first, last = max(0.0, min(mean - reach, window_count)), min(float(self.total), max(mean + reach, window_count))
        every = max(1, math.ceil((last - first) / _MOST_COUNTS))
        start = window_count - every * int((window_count - first) // every)
        return np.arange(start, math.floor(last) + 1, every, dtype=np.float64)

    def _weights(self, counts: Numbers, ratio: float) -> Numbers:
        """Return probabilities of counts in the window, averaged over the sizes."""
        sizes, chances = self._sizes
        log = -gammaln(counts + 1) - gammaln((self.total - counts) + 1) + self._log_rising(counts, sizes[:, None], ratio)
        weights = np.exp(log - log.max(axis=1, keepdims=True))
        return np.asarray(chances @ (weights / weights.sum(axis=1, keepdims=True)))

    def _log_rising(self, counts: Numbers, sizes: Numbers, ratio: float) -> Numbers:
        """Return what the chance of counts depends on: that of negative binomial ones in window and baseline; shape (n_sizes, n_counts)."""
        rate = self.total / (ratio * self.window_days + self.baseline_days)
        beyond = np.maximum(sizes - 1, _NO_BURSTS)
        window, baseline = rate * self.window_days * max(1.0, ratio) / beyond, rate * self.baseline_days / beyond
        kept = min(1.0, ratio)
        tilt = np.log(kept * (1 + beyond) / (1 + kept * beyond))
        return np.asarray(gammaln(window + counts) + gammaln(baseline + (self.total - counts)) + counts * tilt)

    @cached_property
    def _sizes(self) -> tuple[Numbers, Numbers]:
        """Return what the dispersion may be, and how likely each is.

        The points of chi-square are those of Wilson and Hilferty (1931): its cube root is nearly normal. All that is not above 1 is one point.
        """
        spread = 2 / (9 * self.freedom)
        root = np.maximum(1 - spread + _POINTS * math.sqrt(spread), 0.1)
        sizes, chances = np.maximum(1.0, self.dispersion / root**3), _WEIGHTS / _WEIGHTS.sum()
        above = sizes > 1 + _NO_BURSTS
        rest = float(chances[~above].sum())
        return (np.append(sizes[above], 1.0), np.append(chances[above], rest)) if rest else (sizes, chances)


def _end(score: Callable[[float], float], inside: float, step: float) -> float:
    """Return where a test that keeps `inside` begins to refuse, in the direction of `step`.

    The root of -log p grows nearly evenly with the logarithm of a ratio, but in small jumps, so that steps towards where it should reach its
    limit and halvings take turns.
    """
    limit = math.sqrt(-math.log(_LEVEL))
    step = math.copysign(min(abs(step), _FARTHEST / 8), step)
    near, far, at_near, at_far = inside, inside + step, 0.0, score(inside + step)
    while at_far <= limit:
        if abs(far - inside) > _FARTHEST:
            return math.copysign(math.inf, step)
        near, at_near, step = far, at_far, 2 * step
        far = near + step
        at_far = score(far)
    for turn in range(_STEPS):
        share = (limit - at_near) / (at_far - at_near) if turn % 3 < 2 else 0.5
        middle = near + min(max(share, 0.02), 0.98) * (far - near)
        found = score(middle)
        near, at_near, far, at_far = (near, at_near, middle, found) if found > limit else (middle, found, far, at_far)
    return far
