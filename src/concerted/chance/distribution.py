"""Distributions of a statistic under a null model: exact ones and drawn ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

# Two outcomes whose probabilities agree to this factor count as equally likely; without it rounding decides which tail they are in.
_TIE = 1 + 1e-7


class Distribution(Protocol):
    """How a statistic is distributed when there is nothing to be found."""

    @property
    def mean(self) -> float:
        """Expected value of the statistic."""

    def upper(self, observed: float) -> float:
        """Return the probability of the observed value or a greater one."""

    def lower(self, observed: float) -> float:
        """Return the probability of the observed value or a smaller one."""


@dataclass(frozen=True, eq=False)
class Exact:
    """A known distribution on whole numbers.

    Attributes
    ----------
    probabilities : ndarray of float64, shape (n,)
        Probability of 0, 1, ..., n - 1; sums to 1.
    """

    probabilities: npt.NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(np.arange(self.probabilities.size) @ self.probabilities)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        values = np.arange(self.probabilities.size)
        return float(np.sqrt(max(0.0, float((values - self.mean) ** 2 @ self.probabilities))))

    def upper(self, observed: float) -> float:
        """Return the probability of `observed` or more."""
        return _probability(self.probabilities[max(0, int(np.ceil(observed))) :].sum())

    def lower(self, observed: float) -> float:
        """Return the probability of `observed` or less."""
        return _probability(self.probabilities[: int(np.floor(observed)) + 1].sum()) if observed >= 0 else 0.0

    def two_sided(self, observed: int) -> float:
        """Return the probability of all outcomes that are no likelier than the observed one (as R's binom.test does)."""
        return two_sided(self.probabilities, observed)

    def doubled(self, observed: int) -> float:
        """Return twice the smaller tail, at most 1: for distributions with two humps, where likelihood does not order outcomes."""
        return min(1.0, 2 * min(self.upper(observed), self.lower(observed)))

    def critical(self, alpha: float) -> int:
        """Return the least value whose upper tail is at most alpha; the number of outcomes where there is none."""
        tails = np.cumsum(self.probabilities[::-1])[::-1]
        fires = np.flatnonzero(tails <= alpha)
        return int(fires[0]) if fires.size else int(self.probabilities.size)


@dataclass(frozen=True, eq=False)
class Draws:
    """A distribution known from draws; its p is (k + 1) / (n + 1), never 0.

    Attributes
    ----------
    values : ndarray of float64, shape (n_draws,)
    """

    values: npt.NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Mean of the draws."""
        return float(self.values.mean())

    def upper(self, observed: float) -> float:
        """Return the share of draws at or above `observed`, the observed one included."""
        slack = 1e-12 * max(1.0, abs(observed))
        return (int((self.values >= observed - slack).sum()) + 1) / (self.values.size + 1)

    def lower(self, observed: float) -> float:
        """Return the share of draws at or below `observed`, the observed one included."""
        slack = 1e-12 * max(1.0, abs(observed))
        return (int((self.values <= observed + slack).sum()) + 1) / (self.values.size + 1)


def two_sided(probabilities: npt.NDArray[np.float64], observed: int) -> float:
    """Return the probability of all outcomes that are no likelier than the one at this place."""
    return _probability(probabilities[probabilities <= probabilities[observed] * _TIE].sum())


def convolved(parts: list[npt.NDArray[np.float64]]) -> Exact:
    """Return the distribution of a sum of independent whole numbers, given the probabilities of each."""
    total = np.ones(1)
    for part in parts:
        total = np.convolve(total, part)
    return Exact(total / total.sum())


def _probability(value: float) -> float:
    # Sums of a thousand doubles can pass 1 by rounding, and a far tail can underflow; a p is neither above 1 nor 0.
    return float(min(1.0, max(value, np.finfo(np.float64).tiny)))
