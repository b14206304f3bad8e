"""The effort of reporting that unrelated groups of the same sources show: known only as far as their daily sum tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from concerted.simulate import smoothing
from concerted.simulate.smoothing import Mask, Reals

# A shared effort counts as one only so many standard errors above none, and a group is without it only so many below all of it.
_CLEAR = 2.0


@dataclass(frozen=True, eq=False)
class HiddenEffort:
    """A daily gamma with mean 1, given what the controls showed of it.

    Attributes
    ----------
    variance : float
        Of the effort: the square of its coefficient of variation.
    seen, expected : ndarray of float64, shape (n_days,)
        The controls' daily sum and what their levels expect, both over their own dispersion.
    """

    variance: float
    seen: Reals
    expected: Reals

    @property
    def mean(self) -> Reals:
        """Expected effort of each day; shape (n_days,)."""
        return np.asarray((1 / self.variance + self.seen) / (1 / self.variance + self.expected))

    def draw(self, rng: np.random.Generator) -> Reals:
        """Return an effort that could have given what the controls showed; shape (n_days,)."""
        return np.asarray(rng.gamma(1 / self.variance + self.seen) / (1 / self.variance + self.expected))

    def follows(self, values: Reals, expected: Reals, known: Mask) -> float:
        """Return how much of the effort a group shows: 1 all of it, as controls of the same sources are meant to, unless the data deny it."""
        excess = self.mean - 1
        weight = float((expected * excess**2)[known].sum())
        if weight == 0:
            return 1.0
        shown = float(((values - expected) * excess)[known].sum()) / weight
        return 1.0 if shown + _CLEAR / np.sqrt(weight) >= 1 else max(0.0, shown)


def hidden_effort(values: Reals, known: Mask, weekday: npt.NDArray[np.int64], rows: Sequence[int]) -> HiddenEffort | None:
    """Return the effort that control rows share; None where they show none.

    Parameters
    ----------
    values : ndarray of float64, shape (n_groups, n_days)
    known : ndarray of bool, same shape
    weekday : ndarray of int64, shape (n_days,)
    rows : sequence of int
    """
    if not rows:
        return None
    seen = [np.where(known[row], values[row], 0.0) for row in rows]
    expected = [np.where(known[row], _expected(values[row], known[row], weekday), 0.0) for row in rows]
    variance = _shared_variance(seen, expected)
    if variance is None:
        return None
    total, wanted = np.sum(seen, axis=0), np.sum(expected, axis=0)
    own = max(1.0, float((((total - wanted) ** 2).sum() - variance * (wanted**2).sum()) / wanted.sum()))
    return HiddenEffort(variance, total / own, wanted / own)


def _expected(values: Reals, known: Mask, weekday: npt.NDArray[np.int64]) -> Reals:
    mean = smoothing.level(values, known, np.ones(values.size))
    return mean * smoothing.weekdays(values, mean, known, weekday)


def _shared_variance(seen: list[Reals], expected: list[Reals]) -> float | None:
    """Return the variance of the effort: covariance of two controls over the product of what was expected, or one control's excess."""
    if len(seen) == 1:
        noise = (seen[0] - expected[0]) ** 2 - seen[0]
        weight, spread = (expected[0] ** 2).sum(), np.sqrt(2 * (expected[0] ** 2).sum())
        found = noise.sum()
    else:
        pairs = list(combinations(range(len(seen)), 2))
        found = sum(((seen[i] - expected[i]) * (seen[j] - expected[j])).sum() for i, j in pairs)
        weight = sum((expected[i] * expected[j]).sum() for i, j in pairs)
        spread = np.sqrt(weight)
    return float(found / weight) if weight > 0 and found > _CLEAR * spread else None
