"""Two stretches of days with one steady rate: the count in the window given the count in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import betaincinv, gammaln, xlog1py, xlogy

from concerted.chance.distribution import Exact


@dataclass(frozen=True)
class SteadyRates:
    """Poisson events of one rate in a window and a baseline; given their sum, the window's count is binomial.

    Keeps the total number of events and the lengths of the stretches; breaks any difference in rate between them. Cannot see bursts:
    events that come in clusters make it fire too easily. Source: Przyborowski & Wilenski (1940), as in R's poisson.test.

    Attributes
    ----------
    total : int
        Events in window and baseline together.
    window_days, baseline_days : float
        Days at risk in each.
    """

    total: int
    window_days: float
    baseline_days: float

    name: ClassVar[str] = "one steady rate in window and baseline (exact, conditional on their sum)"
    keeps: ClassVar[tuple[str, ...]] = ("the number of events", "the lengths of window and baseline")
    breaks: ClassVar[tuple[str, ...]] = ("any difference in rate between window and baseline",)
    cannot_see: ClassVar[tuple[str, ...]] = ("bursts: events that come in clusters make it fire too easily", "why a rate fell")

    @property
    def share(self) -> float:
        """Share of all days that the window has."""
        return self.window_days / (self.window_days + self.baseline_days)

    def distribution(self) -> Exact:
        """Return the distribution of the window's count: binomial (total, share)."""
        k = np.arange(self.total + 1)
        log_choose = gammaln(self.total + 1) - gammaln(k + 1) - gammaln(self.total - k + 1)
        weights = np.exp(log_choose + xlogy(k, self.share) + xlog1py(self.total - k, -self.share))
        return Exact(weights / weights.sum())

    def ratio_interval(self, window_count: int, level: float = 0.95) -> tuple[float, float]:
        """Return the exact interval of the ratio of rates, window over baseline (Clopper & Pearson 1934).

        The upper end is infinite where the baseline holds no event.
        """
        tail = (1 - level) / 2
        rest = self.total - window_count
        low = 0.0 if window_count == 0 else float(betaincinv(window_count, rest + 1, tail))
        high = 1.0 if rest == 0 else float(betaincinv(window_count + 1, rest, 1 - tail))
        scale = self.baseline_days / self.window_days
        return scale * low / (1 - low), (np.inf if high == 1.0 else scale * high / (1 - high))
