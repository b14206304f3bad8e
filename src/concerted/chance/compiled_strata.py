"""Chances of the hits in each stratum, from sums of products of its days' odds, as loops that numba compiles. Needs the extra `fast`.

The strata of one pair stand side by side, so that the processor works on several at once: `ROW` places of the room for each quantity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from concerted.chance.compiled_sums import Few

Days = npt.NDArray[np.float64]
Small = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]

# Strata that are worked on at once. Rows of a power of two would share one place near the processor.
LANES = 128
# Places count without a sign: of others numba asks each time whether they are below 0, and no loop is worked on four numbers at once.
_U = np.uint64
ROW = _U(LANES + 8)
_ONE, _TWO = _U(1), _U(2)
# Rows of the room: sums of products of 1, …, 6 covered days' odds, the same of free ones, then the odds of each day.
_B, _C, _D, _E, _F, _P, _Q, _R, _S, _T, _V, ODDS = (_U(n) * ROW for n in range(1, 13))
# Once the chances are worked out, their mean and variance.
MEAN, VARIANCE = _Q, _R


@njit(cache=True)
def whole_fours(n: int) -> int:
    """Return the number of places that n strata take: the processor works on four at once."""
    return (n + 3) // 4 * 4


@njit(cache=True, fastmath={"contract"})
def placed(odds: Days, table: Small, lanes: Small, start: int, n: int, room: Days) -> None:
    """Lay out the odds of the days of n strata from `start` on."""
    longest = table.shape[1]
    for lane in range(_U(whole_fours(n))):
        s = lanes[0, _U(start) + lane]
        at = ODDS + lane
        for place in range(_U(longest)):
            day = table[s, place]
            room[at] = odds[_U(day)] if day >= 0 else 0.0
            at += ROW
        if longest % 2:
            room[at] = 0.0


@njit(cache=True, fastmath={"contract"})
def _up_to_three(room: Days, odds: Days, at: np.uint64, width: np.uint64, bits: Bits, start: int, n: int, day: int) -> None:
    """Add two days to the sums of products of 1, 2 and 3 days' odds, covered ones and free ones, of n strata."""
    here = at + _U(day) * width
    beyond = here + width
    first, second = _ONE << _U(day), _TWO << _U(day)
    skipped = _U(start)
    for i in range(_U(n)):
        w, v = odds[here + i], odds[beyond + i]
        x, z = w if bits[skipped + i] & first else 0.0, v if bits[skipped + i] & second else 0.0
        y, u = w - x, v - z
        a, b, c = room[i], room[i + _B], room[i + _C]
        p, q, r = room[i + _P], room[i + _Q], room[i + _R]
        c, b, a = c + x * b, b + x * a, a + x
        r, q, p = r + y * q, q + y * p, p + y
        room[i + _C], room[i + _B], room[i] = c + z * b, b + z * a, a + z
        room[i + _R], room[i + _Q], room[i + _P] = r + u * q, q + u * p, p + u


@njit(cache=True, fastmath={"contract"})
def _up_to_six(room: Days, odds: Days, at: np.uint64, width: np.uint64, bits: Bits, start: int, first: int, n: int, day: int) -> None:
    """Add a day to the sums of products of 1, …, 6 days' odds of the strata from `start` on."""
    here, mark, skipped = at + _U(day) * width, _ONE << _U(day), _U(start)
    for i in range(_U(first), _U(n)):
        w = odds[here + i]
        x = w if bits[skipped + i] & mark else 0.0
        y = w - x
        a, b, c, d, e = room[i], room[i + _B], room[i + _C], room[i + _D], room[i + _E]
        p, q, r, s, t = room[i + _P], room[i + _Q], room[i + _R], room[i + _S], room[i + _T]
        room[i + _F] += x * e
        room[i + _E], room[i + _D], room[i + _C], room[i + _B], room[i] = e + x * d, d + x * c, c + x * b, b + x * a, a + x
        room[i + _V] += y * t
        room[i + _T], room[i + _S], room[i + _R], room[i + _Q], room[i + _P] = t + y * s, s + y * r, r + y * q, q + y * p, p + y


@njit(cache=True)
def short_sums(room: Days, odds: Days, at: np.uint64, width: np.uint64, bits: Bits, lanes: Small, start: int, n: int, rows: int) -> None:
    """Fill in the sums of products of 1, …, 6 days' odds of the n strata from `start` on."""
    short, middling = _ends(lanes, start, n)
    # Whole fours only: what is left over would be worked on one by one.
    end = whole_fours(middling)
    short = short // 4 * 4 if middling > short else end
    for row in range(_U(12)):
        for lane in range(_U(end)):
            room[row * ROW + lane] = 0.0
    for day in range(0, rows, 2):
        _up_to_three(room, odds, at, width, bits, start, short, day)
    for day in range(rows if end > short else 0):
        _up_to_six(room, odds, at, width, bits, start, short, end, day)


@njit(cache=True)
def _products(odds: Days, at: np.uint64, width: np.uint64, bits: np.uint64, rows: int, k: int, over: Days, under: Days) -> None:
    """Fill in the sums of products of 0, 1, …, k days' odds of one stratum."""
    over[: k + 1], under[: k + 1] = 0.0, 0.0
    over[0], under[0] = 1.0, 1.0
    for day in range(rows):
        w = odds[at + _U(day) * width]
        sums = over if bits >> _U(day) & _ONE else under
        for j in range(k, 0, -1):
            sums[j] += w * sums[j - 1]


@njit(inline="always")
def _kept(room: Days, at: int | np.uint64, few: Few) -> None:
    """Put the chances of 0, …, 6 hits of a stratum in the place of its sums, and their mean and variance after them."""
    none, one, two, three, four, five, six = few
    whole = 1 / (none + one + two + three + four + five + six)
    mean = (one + 2 * two + 3 * three + 4 * four + 5 * five + 6 * six) * whole
    room[at], room[at + _B], room[at + _C], room[at + _D] = none * whole, one * whole, two * whole, three * whole
    room[at + _E], room[at + _F], room[at + _P] = four * whole, five * whole, six * whole
    room[at + _Q] = mean
    room[at + _R] = (one + 4 * two + 9 * three + 16 * four + 25 * five + 36 * six) * whole - mean * mean


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _few(room: Days, first: int, end: int, k: int) -> None:
    """Work out the chances of strata of k active days, at most three, from their sums of products, in their place."""
    begin, stop = _U(first), _U(end)
    if k == 1:
        for i in range(begin, stop):
            _kept(room, i, (room[i + _P], room[i], 0.0, 0.0, 0.0, 0.0, 0.0))
    elif k == 2:
        for i in range(begin, stop):
            _kept(room, i, (room[i + _Q], room[i] * room[i + _P], room[i + _B], 0.0, 0.0, 0.0, 0.0))
    elif k == 3:
        for i in range(begin, stop):
            a, b, c, p, q, r = room[i], room[i + _B], room[i + _C], room[i + _P], room[i + _Q], room[i + _R]
            _kept(room, i, (r, a * q, b * p, c, 0.0, 0.0, 0.0))


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _some(room: Days, first: int, end: int, k: int) -> None:
    """Work out those of strata of four to six active days."""
    for i in range(_U(first), _U(end)):
        a, b, c, p, q, r = room[i], room[i + _B], room[i + _C], room[i + _P], room[i + _Q], room[i + _R]
        d, e, f, s, t, v = room[i + _D], room[i + _E], room[i + _F], room[i + _S], room[i + _T], room[i + _V]
        if k == 4:
            _kept(room, i, (s, a * r, b * q, c * p, d, 0.0, 0.0))
        elif k == 5:
            _kept(room, i, (t, a * s, b * r, c * q, d * p, e, 0.0))
        else:
            _kept(room, i, (v, a * t, b * s, c * r, d * q, e * p, f))


@njit(cache=True)
def all_few(room: Days, lanes: Small, start: int, n: int) -> None:
    """Work out the chances of all strata of at most six active days; they stand in the order of these."""
    end = 0
    for k in range(1, 7):
        first = end
        while end < n and lanes[4, start + end] == k:
            end += 1
        if end > first and k <= 3:
            _few(room, first, end, k)
        elif end > first:
            _some(room, first, end, k)


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def many(odds: Days, at: np.uint64, width: np.uint64, bits: np.uint64, rows: int, k: int, work: Days) -> tuple[float, float]:
    """Fill in the chances of 0, 1, …, k hits of one stratum, work[0]; return their mean and their mean square."""
    chances, over, under = work[0], work[1], work[2]
    _products(odds, at, width, bits, rows, k, over, under)
    whole, one, square, hits = 0.0, 0.0, 0.0, 0.0
    for j in range(k + 1):
        each = over[j] * under[k - j]
        chances[j] = each
        whole += each
        one += hits * each
        square += hits * hits * each
        hits += 1.0
    for j in range(k + 1):
        chances[j] /= whole
    return one / whole, square / whole


@njit(cache=True)
def _ends(lanes: Small, start: int, n: int) -> tuple[int, int]:
    """Return how many of the strata from `start` on have at most three active days, and how many at most six: these stand first."""
    short, middling = 0, 0
    for lane in range(n):
        short += lanes[4, start + lane] <= 3
        middling += lanes[4, start + lane] <= 6
    return short, middling


@njit(inline="always")
def few_of(room: Days, at: int | np.uint64) -> Few:
    """Return the chances of 0, …, 6 hits of a stratum."""
    return room[at], room[at + _B], room[at + _C], room[at + _D], room[at + _E], room[at + _F], room[at + _P]
