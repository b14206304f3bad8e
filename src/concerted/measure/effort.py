"""How much the reporting of a day varies, from groups that have nothing to do with one another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from concerted.measure.together import weekday_profile

_WINDOW = 7
# Without coincidences of different days nothing is known: any variance may be.
_UNKNOWN = 9.0
# Coincidences this much rarer than chance give are no effort at all; a ratio of none has no logarithm.
_LEAST_RATIO = 0.5


@dataclass(frozen=True)
class SharedVariance:
    """Relative variance of a factor that multiplies all groups' counts of a day.

    Attributes
    ----------
    estimate, error : float
        Estimate (it may lie below 0) and its standard error.
    """

    estimate: float
    error: float

    @property
    def width(self) -> float:
        """Width of the 95 % interval, relative to one plus the estimate: on the scale of coincidences, where it does not shrink by luck."""
        return 3.92 * self.log_error

    @property
    def log_error(self) -> float:
        """Standard error of the logarithm of one plus the variance."""
        return self.error / max(1 + self.estimate, _LEAST_RATIO)

    def at(self, deviate: float) -> float:
        """Return the variance so many standard errors above the estimate; 0 or more."""
        return max(0.0, float(max(1 + self.estimate, _LEAST_RATIO) * np.exp(deviate * self.log_error)) - 1)


def shared_variance(values: npt.NDArray[np.int64], observed: npt.NDArray[np.bool_], linked: tuple[int, int] | None = None) -> SharedVariance:
    """Return the variance of the shared daily factor: coincidences of one day over those of different days of a week, less one.

    Parameters
    ----------
    values, observed : ndarray, shape (n_groups, n_days)
    linked : pair of int, optional
        Rows whose coincidences are what is asked, and so are left out.

    Notes
    -----
    If counts are independent given a factor of mean 1 and variance v that is drawn each day, E[X_t Y_t] = (1 + v) E[X_t Y_s] for days s
    of the same week. The standard error takes weeks as independent, and is at least that of
    Poisson coincidences of active days. *Cannot see*: a factor that stays for weeks.
    """
    label = np.arange(values.shape[1]) // _WINDOW
    weeks = int(label[-1]) + 1
    same, apart, pairs = np.zeros(weeks), np.zeros(weeks), 0.0
    acted = (values > 0) & observed
    flat = np.stack([_without_weekdays(*row) for row in zip(values, observed, strict=True)])
    for i, j in combinations(range(len(values)), 2):
        if linked is None or {i, j} != set(linked):
            both = observed[i] & observed[j]
            day, first, second, products = (np.bincount(label, x * both, weeks) for x in (both, flat[i], flat[j], flat[i] * flat[j]))
            same += np.where(day > 1, products, 0.0)
            apart += np.where(day > 1, (first * second - products) / np.maximum(day - 1, 1), 0.0)
            pairs += float((acted[i] & both).sum() * (acted[j] & both).sum() / max(1, both.sum()))
    if apart.sum() <= 0 or pairs == 0:
        return SharedVariance(0.0, _UNKNOWN)
    ratio = same.sum() / apart.sum()
    by_weeks = np.sqrt(((same - ratio * apart) ** 2).sum()) / apart.sum()
    # Where hardly a day was shared weeks differ little, which is no knowledge: shared active days vary at least as Poisson ones.
    return SharedVariance(float(ratio - 1), float(max(by_weeks, 1 / np.sqrt(pairs))))


def _without_weekdays(values: npt.NDArray[np.int64], observed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    return np.where(observed, values / weekday_profile((values > 0) & observed, observed), 0.0)


def effort_odds(shown: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], variance: float, rate: float) -> npt.NDArray[np.float64]:
    """Return the odds that a group acts on each day, given what others showed that day; shape (n_days,), in any unit.

    Parameters
    ----------
    shown, expected : ndarray of float64, shape (n_days,)
        Events of the others that day, and how many a usual day has.
    variance : float
        Relative variance of the effort; 0 or less gives equal odds.
    rate : float
        Events a day of the group.

    Notes
    -----
    With a gamma effort and Poisson counts the effort of a day, given the others' counts, is gamma with shape 1/v + shown and rate
    1/v + expected; the chance of no event is its Laplace transform at the group's rate.
    """
    if variance <= 0:
        return np.ones(shown.size)
    shape, scale = 1 / variance + shown, 1 / variance + expected
    return np.asarray(np.expm1(shape * np.log1p(rate / scale)) / np.expm1(rate))
