"""Sums of hits, and the shares and chances read from them, as loops that numba compiles. Needs the extra `fast`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Few = tuple[float, float, float, float, float, float, float]

# Room for zeros before and after the chances of a sum: as many as a short stratum reaches back.
PAD = 8
# Of a sum's chances, what lies below its middle and is less than this may go: it is less than rounding in every upper tail.
_NOTHING = 1e-19
# Places count without a sign: of others numba asks each time whether they are below 0, and no loop is worked on four numbers at once.
_ONE, _TWO, _THREE, _FOUR, _FIVE, _SIX, _SEVEN = (np.uint64(n) for n in range(1, 8))


@njit(cache=True)
def cleared(lines: Days, line: np.uint64) -> None:
    """Make a sum that of no strata: surely 0."""
    for j in range(np.uint64(2 * PAD)):
        lines[line + j] = 0.0
    lines[line + np.uint64(PAD)] = 1.0


@njit(cache=True, fastmath={"contract"})
def joint_with(few: Few, more: Few, k: int) -> Few:
    """Return the chances of 0, …, 6 hits of some strata and one more of k active days; all of them have at most six."""
    a, b, c, d, e, f, g = few
    w, x, y, z, _, _, _ = more
    if k == 1:
        return w * a, w * b + x * a, w * c + x * b, w * d + x * c, w * e + x * d, w * f + x * e, w * g + x * f
    if k == 2:
        first = w * a, w * b + x * a, w * c + x * b + y * a, w * d + x * c + y * b
        return (*first, w * e + x * d + y * c, w * f + x * e + y * d, w * g + x * f + y * e)
    if k == 3:
        first = w * a, w * b + x * a, w * c + x * b + y * a, w * d + x * c + y * b + z * a
        return (*first, w * e + x * d + y * c + z * b, w * f + x * e + y * d + z * c, w * g + x * f + y * e + z * d)
    # Strata stand in the order of their active days: before one of more than three, none is held.
    return more


@njit(cache=True, fastmath={"contract"})
def convolved(few: Few, most: int, lines: Days, old: np.uint64, new: np.uint64, low: int, size: int, far: float) -> tuple[int, int]:
    """Fill in the chances of a sum and of a few hits more; return its first value, and one past its last.

    Parameters
    ----------
    few : tuple of float
        Chances of 0, 1, …, 6 hits.
    most : int
        The greatest number of them.
    lines : ndarray of float64
        Sums, one after the other; each from place PAD on, with zeros for PAD places before the first value and after the last.
    old, new : int
        Where the sum begins, and where it is to begin.
    low, size : int
        First value of the sum, and one past its last.
    far : float
        Chances at the far end that are smaller are left out.
    """
    a, b, c, d, e, f, g = few
    start, end = np.uint64(PAD + low), np.uint64(PAD + size + most)
    at, to = old + start, new + start
    # In whole eights: what is left over would be worked on one by one, and what is beyond the end is cleared.
    for j in range((end - start + _SEVEN) >> _THREE << _THREE):
        i = at + j
        near = a * lines[i] + b * lines[i - _ONE] + c * lines[i - _TWO] + d * lines[i - _THREE]
        lines[to + j] = near + e * lines[i - _FOUR] + f * lines[i - _FIVE] + g * lines[i - _SIX]
    return _narrowed(lines, new, start, end, far)


@njit(cache=True, fastmath={"contract"})
def convolved_long(chances: Days, most: int, lines: Days, old: np.uint64, new: np.uint64, low: int, size: int, far: float) -> tuple[int, int]:
    """Fill in the same with a stratum of any length."""
    start, end = np.uint64(PAD + low), np.uint64(PAD + size + most)
    for j in range(start, end):
        lines[new + j] = 0.0
    for hits in range(np.uint64(most + 1)):
        chance = chances[hits]
        for j in range(start, np.uint64(PAD + size)):
            lines[new + hits + j] += chance * lines[old + j]
    return _narrowed(lines, new, start, end, far)


@njit(cache=True)
def _narrowed(lines: Days, line: np.uint64, start: np.uint64, end: np.uint64, far: float) -> tuple[int, int]:
    """Leave out what is next to nothing at both ends; return the first value, and one past the last."""
    for j in range(np.uint64(PAD)):
        lines[line + start - _ONE - j] = 0.0
        lines[line + end + j] = 0.0
    while start < end - _ONE and lines[line + start] < _NOTHING:
        lines[line + start] = 0.0
        start += _ONE
    while start < end - _ONE and lines[line + end - _ONE] < far:
        end -= _ONE
        lines[line + end] = 0.0
    return int(start) - PAD, int(end) - PAD


@njit(cache=True, fastmath={"contract"})
def joint_tail(lines: Days, one: np.uint64, low: int, size: int, other: np.uint64, low_other: int, size_other: int, observed: int) -> float:
    """Return the probability that two sums together reach the observed value; the second is changed."""
    if observed <= 0:
        return 1.0
    pad = np.uint64(PAD)
    for j in range(size_other - 2, low_other - 1, -1):
        at = other + pad + np.uint64(j)
        lines[at] += lines[at + _ONE]
    # From here on the first sum reaches it with whatever the other has.
    sure: int = max(low, observed - low_other)
    total: float = 0.0
    for j in range(sure, size):
        total += lines[one + pad + np.uint64(j)]
    total *= lines[other + pad + np.uint64(low_other)]
    for j in range(max(low, observed - size_other + 1), min(sure, size)):
        total += lines[one + pad + np.uint64(j)] * lines[other + pad + np.uint64(observed - j)]
    return float(total)


@njit(cache=True)
def shares(sums: Days, observed: Whole, tail: float, steps: int) -> Days:
    """Return the shares that `many_days` works out, by the same curves; shape (3, n_targets).

    Parameters
    ----------
    sums : ndarray of float64, shape (11, n_targets)
        As `tally` fills them.
    observed : ndarray of int64, shape (n_targets,)
        Hits, without those that cannot be otherwise.
    tail : float
        Standard deviations to either end of the interval.
    steps : int
        Of the bisection.
    """
    n = observed.size
    curves = np.empty((8, n))
    for i in range(n):
        middle, variance, shift = sums[2, i], sums[3, i], (sums[2, i] - sums[4, i]) / 2
        curves[0, i], curves[1, i] = _parabola(sums[7, i] + shift - middle, sums[8, i] - middle)
        curves[2, i], curves[3, i] = _parabola(sums[6, i] + shift - middle, sums[5, i] - middle)
        curves[4, i], curves[5, i] = _parabola(sums[10, i] - variance, -variance)
        curves[6, i], curves[7, i] = _parabola(sums[9, i] - variance, -variance)
    result = np.empty((3, n))
    for which in range(3):
        sign = (which == 1) - (which == 2)
        result[which] = _crossing(sums[2], sums[3], curves, (observed - 0.5 * sign).astype(np.float64), tail * sign, steps)
    return result


@njit(cache=True)
def _parabola(half: float, whole: float) -> tuple[float, float]:
    """Return the slopes of what is added at a share, given what is added half-way and all the way."""
    return 4 * half - whole, 2 * whole - 4 * half


@njit(cache=True, fastmath={"contract"})
def _crossing(mean: Days, variance: Days, curves: Days, wanted: Days, z: float, steps: int) -> Days:
    """Return the share at which the mean and z standard deviations are what is wanted; many shares a step, for the processor's sake."""
    share, width = np.zeros(wanted.size), 1.0
    a, b, c, d, e, f, g, h = curves[0], curves[1], curves[2], curves[3], curves[4], curves[5], curves[6], curves[7]
    for _ in range(steps):
        width /= 2
        for i in range(wanted.size):
            at = abs(share[i])
            up = share[i] >= 0
            rise = (a[i] if up else c[i]) + (b[i] if up else d[i]) * at
            spread = variance[i] + at * ((e[i] if up else g[i]) + (f[i] if up else h[i]) * at)
            over = mean[i] + at * rise + z * np.sqrt(spread if spread > 0 else 0.0) > wanted[i]
            share[i] += -width if over else width
    return share


@njit(cache=True)
def fires_anywhere(count: Whole, observed: Whole, days: Whole, covered: Whole, logs: Days, alpha: float) -> npt.NDArray[np.bool_]:
    """Tell whether `many_days.anywhere` is below a level; shape (n_targets,).

    Parameters
    ----------
    count, observed, days, covered : ndarray of int64, shape (n_targets,)
        Active days, those on covered days, all days and covered days.
    logs : ndarray of float64
        Logarithms of the factorials.
    alpha : float
    """
    result = np.zeros(count.size, dtype=np.bool_)
    for i in range(count.size):
        k, seen, all_days, over = count[i], observed[i], days[i], covered[i]
        if seen <= max(0, k - (all_days - over)):
            continue
        log = logs[over] - logs[seen] - logs[over - seen] + logs[all_days - over] - logs[k - seen] - logs[all_days - over - k + seen]
        chance = np.exp(log - logs[all_days] + logs[k] + logs[all_days - k])
        total = 0.0
        for hits in range(seen, min(k, over) + 1):
            total += chance
            # What is still to come only adds.
            if total >= alpha:
                break
            chance *= (over - hits) * (k - hits) / ((hits + 1) * (all_days - over - k + hits + 1))
        result[i] = total < alpha
    return result
