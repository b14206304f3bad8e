"""A level that two groups share: does B act more on days near A's days than on others, apart from the lags that are tested?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.measure.shared_level import Acts
from concerted.measure.stretches import Stretches
from concerted.measure.together import weekday_profile

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int64]

# Drift is diagnosed from A's days at most two weeks off, over the whole record and within six weeks.
_REACH, _STRETCH = 14, 42
_WEEK = 7
_WEEKLY_MARGIN, _MOST_WEEKLY = 0.5, 3.0
# Less information than this is rounding.
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Within:
    """The odds of several B's days within stretches of days.

    Attributes
    ----------
    stretches : Stretches
        Days of one stretch are neighbours.
    acts : ndarray of float64, shape (n_targets, n_days)
        1 on active days that take part.
    share : ndarray of float64, shape (n_targets, n_days)
        Odds of each day, of its stretch's.
    k : ndarray of float64, shape (n_targets, n_stretches)
        Active days.
    """

    stretches: Stretches
    acts: Days
    share: Days
    k: Days

    @classmethod
    def of(cls, b: Known, stretches: Stretches) -> Within:
        """Return the odds of all B's."""
        total, k = stretches.total(b.weights), stretches.total(b.active)
        share = b.weights * stretches.spread(1 / np.where(total > 0, total, 1.0))
        return cls(stretches, b.active.astype(np.float64), share, k)

    @cached_property
    def _likely(self) -> Days:
        """How many acts each day lets expect."""
        return self.share * self.stretches.spread(self.k)

    @cached_property
    def _beyond(self) -> Days:
        """Acts beyond expectation."""
        return self.acts - self._likely

    def z(self, told: Days) -> Days:
        """Return z-scores of every B's acts on what the surroundings of several sources tell; 0 where nothing can be told.

        From shape (n_sources, n_days) to (n_sources, n_targets). Sums over all days are products of matrices: ten times as fast as loops.
        """
        information = (told * told) @ self._likely.T
        ends = np.cumsum(self.stretches.sizes)
        for first, last, k in zip(ends - self.stretches.sizes, ends, self.k.T, strict=True):
            information -= k * (told[:, first:last] @ self.share[:, first:last].T) ** 2
        some = information > _LEAST
        return np.where(some, told @ self._beyond.T / np.sqrt(np.where(some, information, 1.0)), 0.0)


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the days of several B's before their level is told. What depends on them alone is worked out once.

    Attributes
    ----------
    active, usable : ndarray of bool, shape (n_targets, n_days)
        Acts on days that take part, and days that take part.
    weights : ndarray of float64, shape (n_targets, n_days)
        Odds of each day without the level; 0 where it takes no part.
    compiled : bool
        Whether to take the loops that numba compiles.
    """

    active: Marks
    usable: Marks
    weights: Days
    compiled: bool = False
    _within: dict[int, Within] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def change(self) -> Days:
        """Active days beyond expectation of each second week, less those of the first; shape (n_targets, n_fortnights)."""
        return _change(self.active, self.usable)

    @cached_property
    def acts(self) -> Acts:
        """The B's as the chains that tell their level take them."""
        return Acts.of(self.active, self.usable, self.weights, compiled=self.compiled)

    def within(self, stretch_days: int) -> Within:
        """Return the odds within stretches of so many days."""
        if stretch_days not in self._within:
            self._within[stretch_days] = Within.of(self, Stretches(np.arange(self.active.shape[1]) // stretch_days))
        return self._within[stretch_days]


def drifts(active_a: Marks, observed_a: Marks, b: Known, lags: tuple[int, ...]) -> Days:
    """Return z-scores of B's acts near each A's: over the whole record, and within six weeks.

    Where the first is high the groups share a level that changes; where the second is high it changes fast. Busy weeks in common count for
    the second as well.

    Parameters
    ----------
    active_a, observed_a : ndarray of bool, shape (n_sources, n_days)
    b : Known
    lags : tuple of int
        The lags that are tested; A's days at these, and a day to either side, take no part in the scores.

    Returns
    -------
    ndarray of float64, shape (2, n_sources, n_targets)
    """
    offset = np.arange(-_REACH, _REACH + 1)
    kernel = np.where(_tested(offset, lags), 0.0, 1 - np.abs(offset) / (_REACH + 4))
    around = [_smoothed(*one, kernel) for one in zip(active_a, observed_a, strict=True)]
    told = np.stack([seen / np.maximum(expected, 1e-9) for seen, expected in around])
    whole, within = (b.within(days).z(told) for days in (max(1, told.shape[1]), _STRETCH))
    # A level that changes from week to week need not show within six weeks. Both groups busier in the same week of a fortnight say so, but
    # so does concert: only a score this much greater counts, and never for more than strata of a week.
    return np.stack([whole, np.maximum(within, np.minimum(_weekly(_change(active_a, observed_a), b.change) - _WEEKLY_MARGIN, _MOST_WEEKLY))])


def _weekly(change_a: Days, change_b: Days) -> Days:
    """Return the z-score of both groups being busier in the same week of a fortnight."""
    squares = change_a**2 @ (change_b**2).T
    return np.where(squares > 0, change_a @ change_b.T / np.sqrt(np.where(squares > 0, squares, 1.0)), 0.0)


def _change(active: Marks, known: Marks) -> Days:
    """Return the active days beyond expectation of the second week of each fortnight, less those of the first."""
    usual = (active & known).sum(axis=-1, keepdims=True) / np.maximum(1, known.sum(axis=-1, keepdims=True))
    beyond = np.where(known, active - usual, 0.0)
    fortnights = beyond.shape[-1] // (2 * _WEEK)
    weeks = beyond[..., : fortnights * 2 * _WEEK].reshape(*beyond.shape[:-1], fortnights, 2, _WEEK).sum(axis=-1)
    return np.asarray(weeks[..., 1] - weeks[..., 0])


def _tested(offset: Labels, lags: tuple[int, ...]) -> Marks:
    """Tell which distances of B's day from A's are tested, or next to one that is."""
    return np.asarray((offset >= min(lags) - 1) & (offset <= max(lags) + 1))


def _smoothed(active: Marks, observed: Marks, kernel: Days) -> tuple[Days, Days]:
    """Return the active days around each day, and how many its weekdays and the observed days let expect; shape (n_days,)."""
    middle = kernel.size // 2
    both = [np.convolve(days, kernel)[middle : middle + active.size] for days in _seen_and_expected(active, observed)]
    return both[0], both[1]


def _seen_and_expected(active: Marks, observed: Marks) -> tuple[Days, Days]:
    """Return the active days, and how many their weekdays and the observed days let expect; shape (…, n_days) each."""
    acts = active & observed
    profile = np.where(observed, weekday_profile(acts, observed), 0.0)
    rate = acts.sum(axis=-1, keepdims=True) / np.maximum(profile.sum(axis=-1, keepdims=True), 1e-9)
    return acts.astype(np.float64), rate * profile
