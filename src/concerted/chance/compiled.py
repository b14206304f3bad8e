"""`many_days` as loops that numba compiles: the same chances, each sum convolved where it stands. Needs the extra `fast`.

The strata of one pair stand side by side, so that the processor works on several at once: `ROW` places of the room for each quantity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from concerted.chance.compiled_strata import LANES, MEAN, ODDS, ROW, VARIANCE, all_few, few_of, many, placed, short_sums, whole_fours
from concerted.chance.compiled_sums import PAD, cleared, convolved, convolved_long, joint_tail, joint_with

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]
# First strata of each target, strata, active days in each, days that take part as bits; first days of each target, and active days.
Acts = tuple[Small, Small, Small, Bits, Small, Small]
# Odds of the days of the strata in which each target acts, a row a day, and where those of each target begin; none where they are not known.
Laid = tuple[Days, Whole]
# Odds, where those of a target begin, and how many strata stand side by side: 0 where the odds are those of the days.
Columns = tuple[Days, np.uint64, int]
# Covered days, those of each stratum as bits, and the days of the strata.
Source = tuple[Marks, Bits, Small]

# A tail smaller than this is summed again with nothing left out at its far end.
_SMALL, _FAR = 1e-25, 1e-40
_U = np.uint64
_NONE = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_ONE, _TWO, _FOUR = _U(1), _U(2), _U(4)


@njit(cache=True)
def acted(active: Marks, usable: Marks, table: Small) -> Acts:
    """Return the strata in which each target acts and its active days: what depends on the targets alone.

    Parameters
    ----------
    active, usable : ndarray of bool, shape (n_targets, n_days)
    table : ndarray of int32, shape (n_strata, longest)
        Days of each stratum, -1 after the last.

    Returns
    -------
    tuple
        See `Acts`. Strata with one number of active days stand together.
    """
    n, whole = len(active), int(active.sum())
    first, start = np.zeros(n + 1, dtype=np.int32), np.zeros(n + 1, dtype=np.int32)
    stratum, times, when = np.empty(whole, dtype=np.int32), np.empty(whole, dtype=np.int32), np.empty(whole, dtype=np.int32)
    there = np.empty(whole, dtype=np.uint64)
    k = np.zeros(len(table), dtype=np.int32)
    for i in range(n):
        days = np.flatnonzero(active[i])
        start[i + 1] = start[i] + days.size
        when[start[i] : start[i + 1]] = days
        for s in range(len(table)):
            k[s] = 0
            for day in table[s]:
                k[s] += day >= 0 and active[i, day]
        place = first[i]
        for number in range(1, k.max() + 1):
            for row in np.flatnonzero(k == number):
                stratum[place], times[place], there[place] = row, number, _marked(usable[i], table[row])
                place += 1
        first[i + 1] = place
    return first, stratum[: first[n]], times[: first[n]], there[: first[n]], start, when


@njit(cache=True)
def laid(acts: Acts, table: Small, odds: Days) -> Laid:
    """Return the odds of the days of the strata in which each target acts, side by side; odds of shape (n_targets, n_days).

    Laid out for each pair anew they took a fifth of its time.
    """
    first, stratum = acts[0], acts[1]
    rows = table.shape[1] + table.shape[1] % 2
    start = np.zeros(first.size, dtype=np.int64)
    for i in range(first.size - 1):
        start[i + 1] = start[i] + rows * whole_fours(first[i + 1] - first[i])
    found = np.zeros(start[-1])
    for i in range(first.size - 1):
        width = whole_fours(first[i + 1] - first[i])
        for item in range(first[i], first[i + 1]):
            for place in range(table.shape[1]):
                day = table[stratum[item], place]
                if day >= 0:
                    found[start[i] + place * width + item - first[i]] = odds[i, day]
    return found, start


@njit(cache=True)
def _marked(marks: Marks, days: Small) -> np.uint64:
    """Return which of some days are marked, as bits."""
    bits = _U(0)
    for place in range(days.size):
        if days[place] >= 0 and marks[days[place]]:
            bits |= _ONE << _U(place)
    return bits


@njit(cache=True)
def covered_bits(table: Small, covered: Marks) -> Bits:
    """Return which days of each stratum are covered; shape (n_strata,)."""
    bits = np.empty(len(table), dtype=np.uint64)
    for s in range(len(table)):
        bits[s] = _marked(covered, table[s])
    return bits


@njit(cache=True)
def _times(bits: np.uint64) -> int:
    """Return how many bits are set."""
    bits -= (bits >> _ONE) & _U(0x5555555555555555)
    bits = (bits & _U(0x3333333333333333)) + ((bits >> _TWO) & _U(0x3333333333333333))
    bits = (bits + (bits >> _FOUR)) & _U(0x0F0F0F0F0F0F0F0F)
    return int((bits * _U(0x0101010101010101)) >> _U(56))


@njit(cache=True)
def _moving(acts: Acts, i: int, source: Source, half: Days, even: Days, lanes: Small, bits: Bits) -> tuple[int, int]:
    """Fill in the strata of one target in which something can move; return how many, and the hits in those where it cannot.

    Parameters
    ----------
    half : ndarray of float64, shape (days, k, covered, 8)
    even : ndarray of float64, shape (8,)
        Filled: what these strata add, by `half`.
    lanes : ndarray of int32, shape (5, n_strata + 8)
        Filled: stratum, active days, greatest number of hits, and which of all strata; then the active days of all.
    bits : ndarray of uint64, shape (n_strata + 8,)
        Filled: covered days of all strata.
    """
    first, stratum, times, there, _, _ = acts
    n, fixed = 0, 0
    even[:] = 0.0
    for item in range(_U(first[i]), _U(first[i + 1])):
        s, k = stratum[item], times[item]
        over = source[1][s] & there[item]
        column = item - _U(first[i])
        lanes[4, column], bits[column] = k, over
        # Where the source covers nothing, nothing can be hit.
        if over == 0:
            continue
        if over == there[item]:
            fixed += k
            continue
        n_over = _times(over)
        lanes[0, n], lanes[1, n], lanes[2, n], lanes[3, n] = s, k, min(k, n_over), column
        n += 1
        n_all = _times(there[item])
        for q in range(8):
            even[q] += half[n_all, k, n_over, q]
    return n, fixed


@njit(cache=True)
def _closed(lanes: Small, bits: Bits, n: int) -> None:
    """Leave the strata out in which nothing can move."""
    for lane in range(_U(n)):
        bits[lane] = bits[_U(lanes[3, lane])]
        lanes[3, lane], lanes[4, lane] = lane, lanes[1, lane]


@njit(cache=True, fastmath={"contract"})
def tally(
    acts: Acts, rows: Whole, source: Source, usable: Marks, weights: Days, place: Whole, known: Laid, half: Days, sums: Days, seen: Whole
) -> None:
    """Fill in what `many_days` works out for each target.

    Parameters
    ----------
    acts : tuple
        As `acted` gives it.
    rows : ndarray of int64, shape (n,)
        Which of its targets.
    source : tuple
        See `Source`.
    usable : ndarray of bool, shape (n_targets, n_days)
    weights : ndarray of float64, shape (n_members, n_weights, n_days)
        0 on days that take no part.
    place : ndarray of int64, shape (n,)
        The weights of each target.
    known : tuple
        The weights of all targets as `laid` gives them, or none.
    half : ndarray of float64, shape (days, k, covered, 8)
        What a stratum adds to `sums` from the fifth on.
    sums : ndarray of float64, shape (11, n)
        Filled: p, least p, expected, variance, expected with equal odds, hits where all avoid, half avoid, half follow and all follow,
        variances where half avoid and half follow.
    seen : ndarray of int64, shape (5, n)
        Filled: active days, those on covered days, hits that cannot be otherwise, days that take part, covered ones.
    """
    table, members = source[2], len(weights)
    lanes, bits = np.zeros((5, len(table) + 8), dtype=np.int32), np.zeros(len(table) + 8, dtype=np.uint64)
    room, work = np.zeros((12 + table.shape[1] + 1) * (LANES + 8)), np.zeros((3, table.shape[1] + PAD))
    lines, even = np.zeros(4 * (source[0].size + 2 * table.shape[1] + 4 * PAD)), np.zeros(8)
    for n in range(rows.size):
        i = rows[n]
        _count(acts, i, source[0], usable[i], seen[:, n])
        moving, seen[2, n] = _moving(acts, i, source, half, even, lanes, bits)
        wanted, square = seen[1, n] - seen[2, n], 0.0
        # Where few strata are left, they are put side by side.
        whole = known[0].size > 0 and 2 * moving > acts[0][i + 1] - acts[0][i]
        if not whole:
            _closed(lanes, bits, moving)
        for m in range(members):
            columns = (known[0], _U(known[1][i]), acts[0][i + 1] - acts[0][i]) if whole else (weights[m, place[n]], _U(0), 0)
            p, least, mean, variance = _summed(table, lanes, bits, moving, columns, room, work, lines, wanted, _FAR)
            if p < _SMALL:
                p, least, mean, variance = _summed(table, lanes, bits, moving, columns, room, work, lines, wanted, 0.0)
            sums[0, n] += p / members
            sums[1, n] += least / members
            sums[2, n] += mean / members
            sums[3, n] += variance / members
            square += mean * mean / members
        # Members differ in their means as well.
        sums[3, n] += max(0.0, square - sums[2, n] ** 2) if members > 1 else 0.0
        for q in range(7):
            sums[4 + q, n] = even[q]


@njit(cache=True)
def _count(acts: Acts, i: int, covered: Marks, usable: Marks, seen: Whole) -> None:
    """Fill in a target's active days, those on covered days, and the days that take part, all and covered ones."""
    start, when = acts[4], acts[5]
    hits, all_days, on = 0, 0, 0
    for at in range(_U(start[i]), _U(start[i + 1])):
        hits += covered[_U(when[at])]
    for day in range(_U(covered.size)):
        all_days += usable[day]
        on += usable[day] & covered[day]
    seen[0], seen[1], seen[3], seen[4] = start[i + 1] - start[i], hits, all_days, on


@njit(cache=True, fastmath={"contract"})
def _summed(
    table: Small, lanes: Small, bits: Bits, moving: int, columns: Columns, room: Days, work: Days, lines: Days, wanted: int, far: float
) -> tuple[float, float, float, float]:
    """Return p, least p, expected hits and their variance of one target."""
    # Two sums, each of about half of the strata: a tail of both together is cheaper than one long sum.
    line = _U(lines.size // 4)
    here, there, other, beyond = _U(0), line, line + line, line + line + line
    cleared(lines, here)
    cleared(lines, other)
    low, size, low_other, size_other = 0, 1, 0, 1
    mean, variance, last = 0.0, 0.0, 1.0
    few = _NONE
    held, held_most = 0, 0
    given, at, together = columns
    odds, width = (given, _U(whole_fours(together))) if together else (room, ROW)
    rows, lane, strata = table.shape[1] + table.shape[1] % 2, 0, together or moving
    for start in range(0, strata, LANES):
        n = min(LANES, strata - start)
        if together:
            begin = at + _U(start)
        else:
            begin = ODDS
            placed(given, table, lanes, start, n, room)
        short_sums(room, odds, begin, width, bits, lanes, start, n, rows)
        all_few(room, lanes, start, n)
        while lane < moving and lanes[3, lane] < start + n:
            k, most, column = lanes[1, lane], lanes[2, lane], lanes[3, lane]
            lane += 1
            if held and (k > 3 or held + k > 6):
                low, size = convolved(few, held_most, lines, here, there, low, size, far)
                here, there, low, size, other, beyond, low_other, size_other = other, beyond, low_other, size_other, there, here, low, size
                few, held, held_most = _NONE, 0, 0
            if k <= 6:
                i = _U(column - start)
                each = few_of(room, i)
                few, held, held_most = joint_with(few, each, k), held + k, held_most + most
                last *= room[i + _U(most) * ROW]
                mean += room[i + MEAN]
                variance += room[i + VARIANCE]
            else:
                one, square = many(odds, begin + _U(column - start), width, bits[column], rows, k, work)
                last *= work[0, most]
                low, size = convolved_long(work[0], most, lines, here, there, low, size, far)
                here, there, low, size, other, beyond, low_other, size_other = other, beyond, low_other, size_other, there, here, low, size
                mean += one
                variance += square - one * one
    low, size = convolved(few, held_most, lines, here, there, low, size, far)
    return joint_tail(lines, there, low, size, other, low_other, size_other, wanted), last, mean, variance
