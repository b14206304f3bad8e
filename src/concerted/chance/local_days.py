"""Active days stay in their own stretch of days but may fall on any of its days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlog1py, xlogy

from concerted.chance import weighted_picks
from concerted.chance.distribution import Exact, convolved
from concerted.chance.weighted_picks import Strata


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

    name: ClassVar[str] = "B's active days moved within their own stretch of days (exact)"
    keeps: ClassVar[tuple[str, ...]] = (
        "all of A's days",
        "how many active days B has in each stratum, and so B's level, trend and slow surges",
        "the weights of the days (weekday, level of the days around, reporting effort, answers to listed triggers)",
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
        return convolved(_rows(weighted_picks.hits(self._table), self._table.k))

    def planted(self, share: float) -> Exact:
        """Return the same where each active day follows A with probability `share` (or, below zero, avoids A's days).

        A day that follows takes a covered day of its stratum while there is one; the others fall as under the null. Exact for equal
        weights; with unequal ones the covered days that are left count with their mean weight.
        """
        return convolved(_rows(self._planted_strata(share), self._table.k))

    def planted_mean(self, share: float) -> float:
        """Return the mean of `planted(share)`, without the convolution."""
        planted = self._planted_strata(share)
        return float((planted @ np.arange(planted.shape[1])).sum())

    def _planted_strata(self, share: float) -> npt.NDArray[np.float64]:
        followed, avoided = self._placements
        followers = _binomial(self._table.k, abs(share), followed.shape[1])
        return np.asarray(np.einsum("sw,swh->sh", followers, followed if share >= 0 else avoided))

    @cached_property
    def _table(self) -> Strata:
        return weighted_picks.table(self.active, self.covered, self.strata, self.weights)

    @cached_property
    def _placements(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Per stratum: probabilities of 0..k hits (last axis) when 0..k days follow (middle axis), and the same when they avoid."""
        mirrored = weighted_picks.following(self._table.mirrored())
        # Avoiding days hit what the mirrored ones miss: h hits are k - h misses.
        hits = np.arange(mirrored.shape[2])
        misses = self._table.k[:, None] - hits
        avoided = np.take_along_axis(mirrored, np.maximum(misses, 0)[:, None, :].repeat(mirrored.shape[1], axis=1), axis=2)
        return weighted_picks.following(self._table), np.where(misses[:, None, :] >= 0, avoided, 0.0)


def _rows(chances: npt.NDArray[np.float64], k: npt.NDArray[np.int64]) -> list[npt.NDArray[np.float64]]:
    return [row[: most + 1] for row, most in zip(chances, k, strict=True)]


def _binomial(n: npt.NDArray[np.int64], p: float, size: int) -> npt.NDArray[np.float64]:
    """Return the probabilities of 0, 1, ... successes in each of several numbers of trials; shape (n.size, size)."""
    trials, k = n[:, None].astype(np.float64), np.arange(size, dtype=np.float64)
    left = np.maximum(trials - k, 0)
    logs = gammaln(trials + 1) - gammaln(k + 1) - gammaln(left + 1) + xlogy(k, p) + xlog1py(left, -p)
    return np.asarray(np.where(k <= trials, np.exp(logs), 0.0))
