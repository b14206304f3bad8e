"""`many_days` as loops that numba compiles: the same chances, each sum convolved where it stands. Needs the extra `fast`."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

# Below this what is left of a whole has lost digits, and the tail is summed itself.
_SMALL = 1e-4
_NOTHING = 1e-19


@njit(cache=True)
def strata_chances(active: Marks, usable: Marks, covered: Marks, odds: Days, table: Whole, chances: Days, margins: Whole) -> tuple[int, int]:
    """Fill in the probabilities of hits of each stratum in which something can move; return how many there are, and the fixed hits.

    Parameters
    ----------
    active, usable, covered : ndarray of bool, shape (n_days,)
    odds : ndarray of float64, shape (n_days,)
    table : ndarray of int64, shape (n_strata, longest)
    chances : ndarray of float64, shape (n_strata, longest + 1)
        Filled.
    margins : ndarray of int64, shape (n_strata, 4)
        Filled: active days, covered days, free days, greatest number of hits.
    """
    longest = table.shape[1]
    over, under = np.empty(longest + 1), np.empty(longest + 1)
    moving, fixed = 0, 0
    for s in range(table.shape[0]):
        k, n_over, n_under = _stratum(active, usable, covered, odds, table[s], over, under)
        if k > 0 and n_under == 0:
            fixed += k
        if k == 0 or n_under == 0 or n_over == 0:
            continue
        whole = 0.0
        most = min(k, n_over)
        for hits in range(most + 1):
            chances[moving, hits] = over[hits] * under[k - hits] if k - hits <= n_under else 0.0
            whole += chances[moving, hits]
        chances[moving, : most + 1] /= whole
        margins[moving, 0], margins[moving, 1], margins[moving, 2], margins[moving, 3] = k, n_over, n_under, most
        moving += 1
    return moving, fixed


@njit(cache=True)
def _stratum(active: Marks, usable: Marks, covered: Marks, odds: Days, days: Whole, over: Days, under: Days) -> tuple[int, int, int]:
    """Return a stratum's active, covered and free days; fill in the sums of products of its covered and of its free days' odds."""
    k, n_over, n_under = 0, 0, 0
    for day in days:
        k += day >= 0 and active[day]
    over[0], under[0] = 1.0, 1.0
    for day in days:
        if k == 0 or day < 0 or not usable[day]:
            continue
        if covered[day]:
            n_over += 1
            _take(over, n_over, k, odds[day])
        else:
            n_under += 1
            _take(under, n_under, k, odds[day])
    return k, n_over, n_under


@njit(cache=True)
def _take(sums: Days, n: int, k: int, odds: float) -> None:
    """Add a day to the sums of products of 0, 1, … of n days' odds, up to k of them."""
    if n <= k:
        sums[n] = 0.0
    for j in range(min(n, k), 0, -1):
        sums[j] += odds * sums[j - 1]


@njit(cache=True)
def upper_tail(chances: Days, margins: Whole, moving: int, observed: int, first: Days, second: Days) -> float:
    """Return the probability of the observed number of hits or more; `first` and `second` are room to work in."""
    if observed <= 0:
        return 1.0
    least = 1.0 - _summed(chances, margins, moving, observed, 0, first, second)
    return least if least >= _SMALL else _summed(chances, margins, moving, first.size, observed, first, second)


@njit(cache=True)
def _summed(chances: Days, margins: Whole, moving: int, end: int, start: int, first: Days, second: Days) -> float:
    """Return the probability of start, …, end - 1 hits; from 0 on to rounding, from elsewhere to as many digits as there are."""
    low, size = 0, 1
    first[0] = 1.0
    for s in range(moving):
        most = margins[s, 3]
        grown = min(size + most, end)
        second[low:grown] = 0.0
        for hits in range(most + 1):
            chance = chances[s, hits]
            for j in range(low, min(size, end - hits)):
                second[j + hits] += chance * first[j]
        first, second = second, first
        size = grown
        # What is left out of a whole is less than its rounding.
        while start == 0 and low < size - 1 and first[low] < _NOTHING:
            low += 1
    total = 0.0
    for j in range(max(start, low), size):
        total += first[j]
    return total


@njit(cache=True)
def tally(active: Marks, usable: Marks, covered: Marks, weights: Days, table: Whole, half: Days, sums: Days, seen: Whole) -> None:
    """Fill in what `many_days` works out for each target.

    Parameters
    ----------
    active, usable : ndarray of bool, shape (n_targets, n_days)
    covered : ndarray of bool, shape (n_days,)
    weights : ndarray of float64, shape (n_members, n_targets, n_days)
    table : ndarray of int64, shape (n_strata, longest)
    half : ndarray of float64, shape (2, days, k, covered)
        As `many_days` has it.
    sums : ndarray of float64, shape (11, n_targets)
        Filled: p, least p, expected, variance, expected with equal odds, hits where all avoid, half avoid, half follow and all follow,
        variances where half avoid and half follow.
    seen : ndarray of int64, shape (3, n_targets)
        Filled: active days, those on covered days, hits that cannot be otherwise.
    """
    members, n, days = weights.shape
    chances = np.empty((table.shape[0], table.shape[1] + 1))
    margins = np.empty((table.shape[0], 4), dtype=np.int64)
    first, second = np.empty(days + 2), np.empty(days + 2)
    means, spreads = np.empty(members), np.empty(members)
    for i in range(n):
        for day in range(days):
            if active[i, day]:
                seen[0, i] += 1
                seen[1, i] += covered[day]
        moving = 0
        for m in range(members):
            moving, fixed = strata_chances(active[i], usable[i], covered, weights[m, i], table, chances, margins)
            seen[2, i] = fixed
            means[m], spreads[m], last = _moments(chances, margins, moving)
            sums[0, i] += upper_tail(chances, margins, moving, seen[1, i] - fixed, first, second) / members
            sums[1, i] += last / members
        sums[2, i] = means.mean()
        sums[3, i] = spreads.mean() + means.var()
        for s in range(moving):
            k, over, under, most = margins[s]
            both = over + under
            sums[4, i] += k * over / both
            sums[5, i] += max(k - under, 0)
            sums[6, i] += k - half[0, both, k, under]
            sums[7, i] += half[0, both, k, over]
            sums[8, i] += most
            sums[9, i] += half[1, both, k, under]
            sums[10, i] += half[1, both, k, over]


@njit(cache=True)
def _moments(chances: Days, margins: Whole, moving: int) -> tuple[float, float, float]:
    """Return mean and variance of the hits, and the probability of the greatest number."""
    mean, variance, last = 0.0, 0.0, 0.0
    for s in range(moving):
        one, square = 0.0, 0.0
        for hits in range(margins[s, 3] + 1):
            one += hits * chances[s, hits]
            square += hits * hits * chances[s, hits]
        mean += one
        variance += square - one * one
        last += np.log(chances[s, margins[s, 3]])
    return mean, variance, np.exp(last)


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
    result = np.empty((3, observed.size))
    for i in range(observed.size):
        middle, variance, shift = sums[2, i], sums[3, i], (sums[2, i] - sums[4, i]) / 2
        rises = (sums[7, i] + shift - middle, sums[8, i] - middle), (sums[6, i] + shift - middle, sums[5, i] - middle)
        spreads = (sums[10, i] - variance, -variance), (sums[9, i] - variance, -variance)
        for which in range(3):
            z = tail * ((which == 1) - (which == 2))
            wanted = observed[i] - 0.5 * ((which == 1) - (which == 2))
            below, above = -1.0, 1.0
            for _ in range(steps):
                share = (below + above) / 2
                side = 0 if share >= 0 else 1
                mean = middle + _parabola(rises[side], abs(share))
                spread = max(0.0, variance + _parabola(spreads[side], abs(share)))
                if mean + z * np.sqrt(spread) > wanted:
                    above = share
                else:
                    below = share
            result[which, i] = (below + above) / 2
    return result


@njit(cache=True)
def _parabola(values: tuple[float, float], at: float) -> float:
    """Return what is added at a share, given what is added half-way and all the way."""
    half, whole = values
    return at * (4 * half - whole + (2 * whole - 4 * half) * at)


@njit(cache=True)
def anywhere(active: Marks, usable: Marks, covered: Marks) -> Days:
    """Return what `many_days.anywhere` does; shape (n_targets,)."""
    result = np.ones(len(active))
    for i in range(len(active)):
        days, over, k, seen = 0, 0, 0, 0
        for day in range(covered.size):
            days += usable[i, day]
            over += usable[i, day] and covered[day]
            k += active[i, day]
            seen += active[i, day] and covered[day]
        if seen <= max(0, k - (days - over)):
            continue
        chance = np.exp(_choose(over, seen) + _choose(days - over, k - seen) - _choose(days, k))
        total = 0.0
        for hits in range(seen, min(k, over) + 1):
            total += chance
            chance *= (over - hits) * (k - hits) / ((hits + 1) * (days - over - k + hits + 1))
        result[i] = min(1.0, total)
    return result


@njit(cache=True)
def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
