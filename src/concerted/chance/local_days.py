"""Active days stay in their own week but may fall on any of its days."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Exact, convolved


@dataclass(frozen=True, eq=False)
class LocalDays:
    """B's active days, each free to fall on any day of its own stratum; the statistic is how many fall on covered days.

    Within a stratum the number of active days is fixed and every set of days has a probability proportional to the product of its days'
    weights; with equal weights the count is hypergeometric, with one active day a stratum the sum is Poisson-binomial. The sum over strata is
    exact, by convolution. After the interval jitter of Amarasingham et al. (2012), here for days and with weights.

    Attributes
    ----------
    active : ndarray of bool, shape (n_days,)
        Days on which B acted.
    covered : ndarray of bool, shape (n_days,)
        Days that A's days and the lags cover.
    strata : ndarray of int64, shape (n_days,)
        Stratum of each day; -1 for days that take no part because nobody looked.
    weights : ndarray of float64, shape (n_days,)
        How likely a day is for B, in any unit; above 0.
    """

    active: npt.NDArray[np.bool_]
    covered: npt.NDArray[np.bool_]
    strata: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]

    name: ClassVar[str] = "B's active days moved within their own week (exact)"
    keeps: ClassVar[tuple[str, ...]] = (
        "all of A's days",
        "how many active days B has in each stratum, and so B's level, trend and slow surges",
        "the weights of the days (weekday, reporting effort)",
        "days on which nobody looked",
    )
    breaks: ClassVar[tuple[str, ...]] = ("which days of its stratum B acted on",)
    cannot_see: ClassVar[tuple[str, ...]] = (
        "an unlisted cause that moves both groups within a few days: it looks like concert",
        "concert that spreads over more than a week: it is taken for a shared level",
    )

    @property
    def count(self) -> int:
        """B's active days that take part."""
        return int((self.active & (self.strata >= 0)).sum())

    @property
    def observed(self) -> int:
        """B's active days that fall on covered days."""
        return int((self.active & self.covered & (self.strata >= 0)).sum())

    def distribution(self) -> Exact:
        """Return the distribution of the number of active days on covered days."""
        return convolved([_hits(k, covered, free) for k, covered, free in self._strata()])

    def planted(self, share: float) -> Exact:
        """Return the same where each active day follows A with probability `share` (or, below zero, avoids A's days).

        A day that follows takes a covered day of its stratum while there is one; the others fall as under the null. Exact for equal
        weights; with unequal ones the covered days that are left count with their mean weight.
        """
        return convolved(self._planted_strata(share))

    def planted_mean(self, share: float) -> float:
        """Return the mean of `planted(share)`, without the convolution."""
        return float(sum(np.arange(row.size) @ row for row in self._planted_strata(share)))

    def _planted_strata(self, share: float) -> list[npt.NDArray[np.float64]]:
        tables = [following if share >= 0 else avoiding for following, avoiding in self._placements]
        return [_binomial(table.shape[0] - 1, abs(share)) @ table for table in tables]

    @cached_property
    def _placements(self) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
        """Per stratum: probabilities of 0..k hits (columns) when 0..k days follow (rows), and the same when they avoid."""
        pairs = []
        for k, covered, free in self._strata():
            pairs.append((_following(k, covered, free), _following(k, free, covered)[:, ::-1]))
        return pairs

    def _strata(self) -> Iterator[tuple[int, npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
        order = np.argsort(self.strata, kind="stable")
        labels = self.strata[order]
        for days in np.split(order, np.flatnonzero(np.diff(labels)) + 1):
            k = int(self.active[days].sum())
            if k and self.strata[days[0]] >= 0:
                covered = self.covered[days]
                yield k, self.weights[days[covered]], self.weights[days[~covered]]


def _following(k: int, covered: npt.NDArray[np.float64], free: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    table = np.zeros((k + 1, k + 1))
    for wanted in range(k + 1):
        # No more days can follow than there are covered ones.
        taken = min(wanted, covered.size)
        left = covered if taken == 0 else np.full(covered.size - taken, covered.mean())
        table[wanted, taken:] = _hits(k - taken, left, free)
    return table


def _hits(k: int, covered: npt.NDArray[np.float64], free: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probabilities of 0..k hits when k days are picked from covered and free ones by weight."""
    if k == 0:
        return np.ones(1)
    n = covered.size + free.size
    # One factor for all weights changes nothing; this one makes k the likely number, so that strata of any length stay within a double.
    scale = k / (n - k + 1) / np.exp((np.log(covered).sum() + np.log(free).sum()) / n)
    products = _picked(covered * scale, k) * _picked(free * scale, k)[::-1]
    return np.asarray(products / products.sum())


def _picked(odds: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Return the probabilities that 0..k of the days are picked, each on its own with these odds."""
    chances = np.zeros(k + 1)
    chances[0] = 1.0
    for p in odds / (1 + odds):
        chances[1:] = chances[1:] * (1 - p) + chances[:-1] * p
        chances[0] *= 1 - p
    return chances


def _binomial(n: int, p: float) -> npt.NDArray[np.float64]:
    k = np.arange(n + 1)
    choose = np.array([math.comb(n, i) for i in range(n + 1)], dtype=np.float64)
    return np.asarray(choose * p**k * (1 - p) ** (n - k))
