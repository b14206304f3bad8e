"""A level that two groups share: does B act more on days near A's days than on others, apart from the lags that are tested?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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


def drift(active_a: Marks, observed_a: Marks, active_b: Marks, usable: Marks, weights: Days, lags: tuple[int, ...]) -> float:
    """Return a z-score of B's acts near A's, or of busy weeks in common; above 0 the groups share a level that changes.

    Parameters
    ----------
    active_a, observed_a, active_b, usable : ndarray of bool, shape (n_days,)
    weights : ndarray of float64, shape (n_days,)
        Odds of each day for B.
    lags : tuple of int
        The lags that are tested; A's days at these, and a day to either side, take no part in the score.
    """
    offset = np.arange(-_DRIFT_REACH, _DRIFT_REACH + 1)
    kernel = np.where(_tested(offset, lags), 0.0, 1 - np.abs(offset) / (_DRIFT_REACH + 4))
    seen, expected = _smoothed(active_a, observed_a, kernel)
    labels = np.where(usable, np.arange(usable.size) // _DRIFT_STRATUM, -1)
    score, information = _score(active_b, seen / np.maximum(expected, 1e-9), weights, labels, room=False)
    near = score / float(np.sqrt(information)) if information > 0 else 0.0
    return max(near, min(_weekly(active_a, observed_a, active_b, usable) - _WEEKLY_MARGIN, _MOST_WEEKLY))


def _weekly(active_a: Marks, observed_a: Marks, active_b: Marks, usable: Marks) -> float:
    """Return the z-score of both groups being busier in the same week of a fortnight."""
    changes = [_change(active_a, observed_a), _change(active_b, usable)]
    products = changes[0] * changes[1]
    squares = float((products**2).sum())
    return float(products.sum()) / np.sqrt(squares) if squares > 0 else 0.0


def _change(active: Marks, known: Marks) -> Days:
    """Return the active days beyond expectation of the second week of each fortnight, less those of the first."""
    beyond = np.where(known, active - (active & known).sum() / max(1, int(known.sum())), 0.0)
    weeks = beyond[: beyond.size - beyond.size % (2 * _WEEK)].reshape(-1, 2, _WEEK).sum(axis=2)
    return np.asarray(weeks[:, 1] - weeks[:, 0])


def level(
    active_a: Marks, observed_a: Marks, active_b: Marks, observed_b: Marks, labels: Labels, weights: Days, lags: tuple[int, ...], days: int
) -> Days:
    """Return how busy each day is by the days around it; shape (n_days,), 1 on average.

    How much the surroundings tell is estimated from A's days that lie further off than the lags and from B's days outside the stratum.
    Where they tell nothing all days weigh alike.

    Parameters
    ----------
    active_a, observed_a, active_b, observed_b : ndarray of bool, shape (n_days,)
    labels : ndarray of int64, shape (n_days,)
        Strata; -1 for days that take no part.
    weights : ndarray of float64, shape (n_days,)
        Odds of each day for B without the level.
    lags : tuple of int
    days : int
        Length of the strata.
    """
    reach = max(_REACH, max(lags) + 5)
    offset = np.arange(-reach, reach + 1)
    kernel = np.exp(-np.abs(offset) / _DECAY)
    full = _smoothed(active_a, observed_a, kernel)
    far = _smoothed(active_a, observed_a, np.where(_tested(offset, lags), 0.0, kernel))
    own = _outside(active_b, observed_b, kernel, offset, days)
    near = (full[0] + own[0]) / np.maximum(full[1] + own[1], 1e-9)
    told = (far[0] + own[0]) / np.maximum(far[1] + own[1], 1e-9)
    score, information = _score(active_b, told, weights, labels)
    shared = min(max(score / (information + _PRIOR_INFORMATION), 0.0), _MOST_LEVEL)
    return np.maximum(1 - shared + shared * near, _LEAST_WEIGHT)


def _tested(offset: Labels, lags: tuple[int, ...]) -> Marks:
    """Tell which distances of B's day from A's are tested, or next to one that is."""
    return np.asarray((offset >= min(lags) - 1) & (offset <= max(lags) + 1))


def _smoothed(active: Marks, observed: Marks, kernel: Days) -> tuple[Days, Days]:
    """Return the active days around each day, and how many its weekdays and the observed days let expect."""
    profile = np.where(observed, weekday_profile(active & observed, observed), 0.0)
    rate = float((active & observed).sum()) / max(float(profile.sum()), 1e-9)
    middle = kernel.size // 2
    both = [np.convolve(days, kernel)[middle : middle + active.size] for days in ((active & observed).astype(float), rate * profile)]
    return both[0], both[1]


def _outside(active: Marks, observed: Marks, kernel: Days, offset: Labels, days: int) -> tuple[Days, Days]:
    """Return the same from days of other strata only: where B's days fall within their own stratum is what is tested."""
    day = np.arange(active.size)
    profile = np.where(observed, weekday_profile(active & observed, observed), 0.0)
    rate = float((active & observed).sum()) / max(float(profile.sum()), 1e-9)
    seen, expected = np.zeros(active.size), np.zeros(active.size)
    for shift, weight in zip(offset, kernel, strict=True):
        source = np.clip(day - shift, 0, active.size - 1)
        elsewhere = (source == day - shift) & (source // days != day // days)
        seen += weight * (elsewhere & active[source] & observed[source])
        expected += weight * rate * elsewhere * profile[source]
    return seen, expected


def _score(active: Marks, told: Days, weights: Days, labels: Labels, *, room: bool = True) -> tuple[float, float]:
    """Return the score of B's acts on what the surroundings tell, within strata, and its variance under no relation."""
    usable = labels >= 0
    if not usable.any():
        return 0.0, 0.0
    label, odds, told, acts = labels[usable], weights[usable], told[usable], active[usable]
    total, days, k = np.bincount(label, odds), np.bincount(label), np.bincount(label, acts)
    share = odds / total[label]
    centred = told - np.bincount(label, share * told)[label]
    left = ((days - k) / np.maximum(days - 1, 1))[label] if room else 1.0
    return float((acts * centred).sum()), float((k[label] * share * left * centred**2).sum())
