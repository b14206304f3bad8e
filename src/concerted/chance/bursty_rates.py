"""As `steady_rates`, for events that come in bursts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from concerted.chance.distribution import Exact
from concerted.chance.steady_rates import SteadyRates
from concerted.measure.dispersion import FEWEST_STRETCHES


@dataclass(frozen=True)
class BurstyRates:
    """Gamma-Poisson events of one rate in a window and a baseline; given their sum, the window's count is beta-binomial.

    If daily counts are independent negative binomial with one mean m and variance m times `dispersion`, the sums over stretches are
    negative binomial with one probability, so that given the total the window's count is beta-binomial whatever m is. Cannot see bursts
    that last longer than the stretches from which the dispersion was measured.

    Attributes
    ----------
    total : int
        Events in window and baseline together.
    window_days, baseline_days : float
        Days at risk in each.
    dispersion : float
        Variance over mean of the counts outside the window, taken as known; 1 or less gives `SteadyRates`.
    """

    total: int
    window_days: float
    baseline_days: float
    dispersion: float

    name: ClassVar[str] = "one rate with bursts in window and baseline (exact, conditional on their sum and on the dispersion)"
    keeps: ClassVar[tuple[str, ...]] = (
        "the number of events",
        "the lengths of window and baseline",
        "the variance of the counts outside the window",
    )
    breaks: ClassVar[tuple[str, ...]] = ("any difference in rate between window and baseline",)
    cannot_see: ClassVar[tuple[str, ...]] = ("lulls and bursts longer than the stretches between totals", "why a rate fell")

    def distribution(self) -> Exact:
        """Return the distribution of the window's count: beta-binomial."""
        if self.dispersion <= 1 or self.total == 0:
            return SteadyRates(self.total, self.window_days, self.baseline_days).distribution()
        rate = self.total / (self.window_days + self.baseline_days)
        size = rate / (self.dispersion - 1)
        a, b = size * self.window_days, size * self.baseline_days
        k = np.arange(self.total + 1)
        log_choose = gammaln(self.total + 1) - gammaln(k + 1) - gammaln(self.total - k + 1)
        log_weights = log_choose + _log_rising(a, self.total) + _log_rising(b, self.total)[::-1]
        weights = np.exp(log_weights - log_weights.max())
        return Exact(weights / weights.sum())


def _log_rising(a: float, n: int) -> npt.NDArray[np.float64]:
    """Return the logarithms of a (a + 1) ... (a + k - 1) for k from 0 to n.

    Summed, not taken from gamma functions: with a dispersion next to 1, `a` is so large that their differences are rounding only.
    """
    return np.concatenate(([0.0], np.cumsum(np.log(a + np.arange(n)))))


def dispersion(counts: npt.NDArray[np.float64], days: npt.NDArray[np.float64]) -> float | None:
    """Return variance over mean of counts over stretches of unequal length, or None with fewer than four stretches.

    Parameters
    ----------
    counts, days : ndarray of float64, shape (n_stretches,)
        Events and days of each stretch.

    Notes
    -----
    Pearson's statistic over its degrees of freedom, under one rate for all stretches.
    """
    if counts.size < FEWEST_STRETCHES or counts.sum() == 0:
        return None
    expected = counts.sum() * days / days.sum()
    return float(((counts - expected) ** 2 / expected).sum() / (counts.size - 1))
