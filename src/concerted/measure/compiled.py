"""The levels of `measure.drift` as loops that numba compiles: the same sums, without arrays in between. Needs the extra `fast`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@njit(cache=True)
def level(
    rows: Labels,
    around: tuple[Days, Days, Days, Days],
    own: tuple[Days, Days],
    within: tuple[Days, Days, Days, Days],
    index: Labels,
    limits: tuple[float, float, float],
) -> Days:
    """Return what `drift.level` gives; shape (rows.size, n_days).

    Parameters
    ----------
    rows : ndarray of int64
    around : tuple of ndarray of float64, shape (n_days,)
        Days of A around each day, seen and expected; the same without the tested lags.
    own : tuple of ndarray of float64, shape (n_targets, n_days)
        Days of each B around each day, seen and expected.
    within : tuple of ndarray of float64
        Acts, shares, active days and room of `Within`.
    index : ndarray of int64, shape (n_days,)
        Stratum of each day.
    limits : tuple of float
        Information that the estimate starts with, the greatest share, the least weight.
    """
    full_seen, full_expected, far_seen, far_expected = around
    acts, share, k, left = within
    days = full_seen.size
    result = np.empty((rows.size, days))
    mean, square = np.zeros(k.shape[1]), np.zeros(k.shape[1])
    for j in range(rows.size):
        i = rows[j]
        mean[:] = 0.0
        square[:] = 0.0
        near = 0.0
        information = 0.0
        for day in range(days):
            told = (far_seen[day] + own[0][i, day]) / max(far_expected[day] + own[1][i, day], 1e-9)
            shared = share[i, day] * told
            mean[index[day]] += shared
            square[index[day]] += shared * told
            near += acts[i, day] * told
        for s in range(mean.size):
            near -= k[i, s] * mean[s]
            information += max(0.0, k[i, s] * left[i, s] * (square[s] - mean[s] * mean[s]))
        part = min(max(near / (information + limits[0]), 0.0), limits[1])
        for day in range(days):
            busy = (full_seen[day] + own[0][i, day]) / max(full_expected[day] + own[1][i, day], 1e-9)
            result[j, day] = max(1 - part + part * busy, limits[2])
    return result
