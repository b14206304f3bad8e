"""A level that two groups share: does B act more on days near A's days than on others, apart from the lags that are tested?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from concerted.measure.stretches import Stretches
from concerted.measure.together import weekday_profile

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int64]

# The level is told from days at most this far off, near ones most.
_REACH, _DECAY = 6, 3.0
# Drift is diagnosed within six weeks, from A's days at most two weeks off.
_DRIFT_STRATUM, _DRIFT_REACH = 42, 14
# A level that changes from week to week need not show over six weeks. Both groups busier in the same week of a fortnight say so, but so
# does concert: only a score this much greater counts, and never for more than strata of a week.
_WEEKLY_MARGIN, _MOST_WEEKLY = 2.0, 1.0
# Information with which the estimate of a shared level starts, in expected squared deviations: it draws the estimate towards none.
_PRIOR_INFORMATION = 5.0
_WEEK = 7
_MOST_LEVEL, _LEAST_WEIGHT = 0.95, 0.02


@dataclass(frozen=True, eq=False)
class Within:
    """The odds of several B's days within stretches of days.

    Attributes
    ----------
    stretches : Stretches
    acts : ndarray of float64, shape (n_targets, n_days)
        1 on active days that take part.
    share : ndarray of float64, shape (n_targets, n_days)
        Odds of each day, of its stretch's.
    k, left : ndarray of float64, shape (n_targets, n_stretches)
        Active days, and the share of the variance that days which take each other's room leave.
    """

    stretches: Stretches
    acts: Days
    share: Days
    k: Days
    left: Days
    compiled: bool = False

    @classmethod
    def of(cls, b: Known, stretches: Stretches) -> Within:
        """Return the odds of all B's."""
        total, days, k = (stretches.total(one) for one in (b.weights, b.usable, b.active))
        share = b.weights * stretches.spread(1 / np.where(total > 0, total, 1.0))
        return cls(stretches, b.active.astype(np.float64), share, k, (days - k) / np.maximum(days - 1, 1), b.compiled)

    def rows(self, chosen: Labels) -> Within:
        """Return some of the B's."""
        return Within(self.stretches, self.acts[chosen], self.share[chosen], self.k[chosen], self.left[chosen], self.compiled)

    def score(self, told: Days) -> tuple[Days, Days]:
        """Return the score of B's acts on what the surroundings tell, of shape (n_targets, n_days), and its variance under no relation."""
        shared = self.share * told
        mean, square = self.stretches.total(shared), self.stretches.total(shared * told)
        near = (self.acts * told).sum(axis=1)
        information = self.k * self.left * (square - mean**2)
        return near - (self.k * mean).sum(axis=1), np.maximum(information, 0.0).sum(axis=1)

    @cached_property
    def _likely(self) -> Days:
        """How many acts each day lets expect."""
        return self.share * self.stretches.spread(self.k)

    @cached_property
    def _beyond(self) -> Days:
        """Acts beyond expectation."""
        return self.acts - self._likely

    def scores(self, told: Days) -> tuple[Days, Days]:
        """Return the same, as if no day took another's room, of what several sources' surroundings tell of every B.

        From shape (n_sources, n_days) to (n_sources, n_targets). Sums over all days are products of matrices: ten times as fast as loops.
        Days of one stretch must be neighbours.
        """
        information = (told * told) @ self._likely.T
        ends = np.cumsum(self.stretches.sizes)
        for first, last, k in zip(ends - self.stretches.sizes, ends, self.k.T, strict=True):
            information -= k * (told[:, first:last] @ self.share[:, first:last].T) ** 2
        return told @ self._beyond.T, np.maximum(information, 0.0)


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the days of several B's before their level is told. What depends on them alone is worked out once.

    Attributes
    ----------
    active, observed, usable : ndarray of bool, shape (n_targets, n_days)
        Acts on days that take part, days on which somebody looked for B, and days that take part.
    weights : ndarray of float64, shape (n_targets, n_days)
        Odds of each day without the level; 0 where it takes no part.
    compiled : bool
        Whether to take the loops that numba compiles.
    """

    active: Marks
    observed: Marks
    usable: Marks
    weights: Days
    compiled: bool = False
    _within: dict[int, Within] = field(default_factory=dict, init=False, repr=False)
    _near: dict[tuple[int, int], tuple[Days, Days]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def change(self) -> Days:
        """Active days beyond expectation of each second week, less those of the first; shape (n_targets, n_fortnights)."""
        return _change(self.active, self.usable)

    def within(self, stretches: Stretches, days: int) -> Within:
        """Return the odds within strata of so many days."""
        if days not in self._within:
            self._within[days] = Within.of(self, stretches)
        return self._within[days]

    def near(self, days: int, kernel: Days) -> tuple[Days, Days]:
        """Return B's active days around each day and how many are expected there, from other windows of so many days only."""
        key = days, kernel.size
        if key not in self._near:
            # Where B's days fall within their own stratum is what is tested.
            first, second = (_from_other_windows(one, kernel, days) for one in _seen_and_expected(self.active, self.observed))
            self._near[key] = first, second
        return self._near[key]


def drift(active_a: Marks, observed_a: Marks, b: Known, lags: tuple[int, ...]) -> Days:
    """Return what `drifts` does for one source: from shape (n_days,) to (n_targets,)."""
    return np.asarray(drifts(active_a[None], observed_a[None], b, lags)[0])


def drifts(active_a: Marks, observed_a: Marks, b: Known, lags: tuple[int, ...]) -> Days:
    """Return a z-score of B's acts near each A's, or of busy weeks in common; above 0 the groups share a level that changes.

    Parameters
    ----------
    active_a, observed_a : ndarray of bool, shape (n_sources, n_days)
    b : Known
    lags : tuple of int
        The lags that are tested; A's days at these, and a day to either side, take no part in the score.

    Returns
    -------
    ndarray of float64, shape (n_sources, n_targets)
    """
    offset = np.arange(-_DRIFT_REACH, _DRIFT_REACH + 1)
    kernel = np.where(_tested(offset, lags), 0.0, 1 - np.abs(offset) / (_DRIFT_REACH + 4))
    around = [_smoothed(*one, kernel) for one in zip(active_a, observed_a, strict=True)]
    within = b.within(Stretches(np.arange(active_a.shape[1]) // _DRIFT_STRATUM), _DRIFT_STRATUM)
    score, information = within.scores(np.stack([seen / np.maximum(expected, 1e-9) for seen, expected in around]))
    near = np.where(information > 0, score / np.sqrt(np.where(information > 0, information, 1.0)), 0.0)
    return np.maximum(near, np.minimum(_weekly(_change(active_a, observed_a), b.change) - _WEEKLY_MARGIN, _MOST_WEEKLY))


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


def level(active_a: Marks, observed_a: Marks, b: Known, rows: Labels, stretches: Stretches, lags: tuple[int, ...], days: int) -> Days:
    """Return how busy each day is by the days around it; shape (rows.size, n_days), 1 on average.

    How much the surroundings tell is estimated from A's days that lie further off than the lags and from B's days outside the stratum.
    Where they tell nothing all days weigh alike.

    Parameters
    ----------
    active_a, observed_a : ndarray of bool, shape (n_days,)
    b : Known
    rows : ndarray of int64
        Which B's.
    stretches : Stretches
        Strata.
    lags : tuple of int
    days : int
        Length of the strata.
    """
    reach = max(_REACH, max(lags) + 5)
    offset = np.arange(-reach, reach + 1)
    kernel = np.exp(-np.abs(offset) / _DECAY)
    full = _smoothed(active_a, observed_a, kernel)
    far = _smoothed(active_a, observed_a, np.where(_tested(offset, lags), 0.0, kernel))
    if b.compiled:
        return _compiled_level((full[0], full[1], far[0], far[1]), b, rows, stretches, days, kernel)
    own = [one[rows] for one in b.near(days, kernel)]
    near = (full[0] + own[0]) / np.maximum(full[1] + own[1], 1e-9)
    told = (far[0] + own[0]) / np.maximum(far[1] + own[1], 1e-9)
    score, information = b.within(stretches, days).rows(rows).score(told)
    shared = np.clip(score / (information + _PRIOR_INFORMATION), 0.0, _MOST_LEVEL)[:, None]
    return np.maximum(1 - shared + shared * near, _LEAST_WEIGHT)


def _compiled_level(around: tuple[Days, Days, Days, Days], b: Known, rows: Labels, stretches: Stretches, days: int, kernel: Days) -> Days:
    from concerted.measure.compiled import level as quick

    within = b.within(stretches, days)
    limits = (_PRIOR_INFORMATION, _MOST_LEVEL, _LEAST_WEIGHT)
    parts = (within.acts, within.share, within.k, within.left)
    return np.asarray(quick(rows, around, b.near(days, kernel), parts, stretches.index, limits))


def _tested(offset: Labels, lags: tuple[int, ...]) -> Marks:
    """Tell which distances of B's day from A's are tested, or next to one that is."""
    return np.asarray((offset >= min(lags) - 1) & (offset <= max(lags) + 1))


def _smoothed(active: Marks, observed: Marks, kernel: Days) -> tuple[Days, Days]:
    """Return the active days around each day, and how many its weekdays and the observed days let expect; shape (n_days,)."""
    return _smoothed_once(active.tobytes(), observed.tobytes(), kernel.tobytes())


@lru_cache(maxsize=8)
def _smoothed_once(*parts: bytes) -> tuple[Days, Days]:
    # One source is held against sets of targets in turn, each of which asks for the same.
    active, observed = (np.frombuffer(one, dtype=bool) for one in parts[:2])
    kernel = np.frombuffer(parts[2])
    middle = kernel.size // 2
    both = [np.convolve(days, kernel)[middle : middle + active.size] for days in _seen_and_expected(active, observed)]
    return both[0], both[1]


def _seen_and_expected(active: Marks, observed: Marks) -> tuple[Days, Days]:
    """Return the active days, and how many their weekdays and the observed days let expect; shape (…, n_days) each."""
    acts = active & observed
    profile = np.where(observed, weekday_profile(acts, observed), 0.0)
    rate = acts.sum(axis=-1, keepdims=True) / np.maximum(profile.sum(axis=-1, keepdims=True), 1e-9)
    return acts.astype(np.float64), rate * profile


def _from_other_windows(values: Days, kernel: Days, days: int) -> Days:
    """Return sums over neighbouring days, by the kernel, that leave out the days of a day's own window of `days` days."""
    size, reach = values.shape[-1], kernel.size // 2
    windows = -(-size // days)
    rows = np.zeros((*values.shape[:-1], windows * days))
    rows[..., :size] = values
    blocks = rows.reshape(*values.shape[:-1], windows, days)
    result = np.zeros_like(blocks)
    day = np.arange(days)
    for away in range(1, min(-(-reach // days), windows - 1) + 1):
        # From each day of one window to each of another: how far the second lies behind the first.
        for shift in (away, -away):
            far = day[None, :] - day[:, None] + shift * days
            weight = np.where(np.abs(far) <= reach, kernel[np.clip(far + reach, 0, 2 * reach)], 0.0)
            here, there = (slice(shift, None), slice(None, -shift)) if shift > 0 else (slice(None, shift), slice(-shift, None))
            result[..., here, :] += blocks[..., there, :] @ weight
    return np.asarray(result.reshape(rows.shape)[..., :size])
