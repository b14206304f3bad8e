"""The chains of `measure.shared_level` as loops that numba compiles: the same sums, eight groups side by side. Needs the extra `fast`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Group = tuple[Marks, Marks, Days]

_WEEK = 7
# Groups that are worked on side by side: the innermost loops then fill the processor's registers.
# One at a time a pair of 1,000 days took 1,059 millionths of a second.
_ABREAST = 8
_STATES = 5


@njit(cache=True)
def alone(active: Marks, seen: Marks, mean: Days, levels: Days, moves: Days, start: Days, window_days: int) -> tuple[Days, Days]:
    """Return what `Acts.alone` gives: the evidence, shape (n_groups, n_chains), and how likely each group is to act on each day."""
    groups, days = mean.shape
    evidence, likely = np.empty((groups, levels.shape[0])), np.empty((groups, levels.shape[0], days))
    known = np.ones((days, _STATES))
    for m in range(levels.shape[0]):
        each = np.arange(groups)
        evidence[:, m], likely[:, m] = _all_told(known, (active, seen, mean), each, levels[m], moves[m], start, window_days)
    return evidence, likely


@njit(cache=True)
def shared(a: Group, b: Group, rows: Whole, chain: Whole, chains: tuple[Days, Days, Days], window_days: int) -> tuple[Days, Days]:
    """Return the evidence of A's and each B's days if they share a level, shape (n,), and how likely B is to act on each day.

    Parameters
    ----------
    a : tuple of ndarray, shape (n_days,)
        Active days, days that tell something, acts expected.
    b : tuple of ndarray, shape (n_groups, n_days)
    rows, chain : ndarray of int64, shape (n,)
        Which B's, and the chain of each.
    chains : tuple of ndarray
        Levels, moves and start.
    window_days : int
    """
    levels, moves, start = chains
    days = a[0].size
    evidence, likely = np.empty(rows.size), np.empty((rows.size, days))
    known = np.empty((days, _STATES))
    for m in range(levels.shape[0]):
        mine = np.flatnonzero(chain == m)
        if mine.size == 0:
            continue
        for day in range(days):
            for k in range(_STATES):
                quiet = np.exp(-a[2][day] * levels[m, k])
                known[day, k] = 1.0 if not a[1][day] else 1 - quiet if a[0][day] else quiet
        evidence[mine], likely[mine] = _all_told(known, b, rows[mine], levels[m], moves[m], start, window_days)
    return evidence, likely


@njit(cache=True)
def _all_told(known: Days, b: Group, rows: Whole, level: Days, moves: Days, start: Days, window_days: int) -> tuple[Days, Days]:
    """Return the evidence, shape (n,), and how likely each B is to act on each day, shape (n, n_days), by one chain."""
    days = known.shape[0]
    evidence, likely = np.empty(rows.size), np.empty((rows.size, days))
    own, quiet = np.ones((days, _STATES, _ABREAST)), np.ones((days, _STATES, _ABREAST))
    told, sums = np.empty((days, _ABREAST)), np.empty(_ABREAST)
    for first in range(0, rows.size, _ABREAST):
        several = min(_ABREAST, rows.size - first)
        for j in range(several):
            _emitted(b, rows[first + j], level, quiet, own, j)
        _told(known, own, quiet, moves, start, window_days, told, sums)
        for j in range(several):
            evidence[first + j] = sums[j]
            for day in range(days):
                likely[first + j, day] = told[day, j]
    return evidence, likely


@njit(cache=True)
def _emitted(b: Group, i: int, level: Days, quiet: Days, own: Days, j: int) -> None:
    """Fill in the probability of no act of B number i, and of what was seen, on each day at each level."""
    active, seen, mean = b
    for day in range(mean.shape[1]):
        # Days differ by weekday for the most part, and exponentials are slow.
        again = day >= _WEEK and mean[i, day] == mean[i, day - _WEEK]
        for k in range(_STATES):
            quiet[day, k, j] = quiet[day - _WEEK, k, j] if again else np.exp(-mean[i, day] * level[k])
            own[day, k, j] = 1.0 if not seen[i, day] else 1 - quiet[day, k, j] if active[i, day] else quiet[day, k, j]


@njit(cache=True)
def _told(known: Days, own: Days, quiet: Days, moves: Days, start: Days, window_days: int, likely: Days, evidence: Days) -> None:
    """Fill in how likely each B is to act on each day, and the evidence.

    Parameters
    ----------
    known : ndarray of float64, shape (n_days, n_states)
        Probability of what is known of every day.
    own, quiet : ndarray of float64, shape (n_days, n_states, abreast)
        The same of B's own days, which tell of other windows only, and the probability of no act of B.
    moves : ndarray of float64, shape (n_states, n_states)
    start : ndarray of float64, shape (n_states,)
    window_days : int
    likely, evidence : ndarray of float64, shapes (n_days, abreast) and (abreast,)
        Filled.
    """
    days = known.shape[0]
    windows = (days + window_days - 1) // window_days
    before, inside = np.empty((windows, _STATES, _ABREAST)), np.empty((window_days, _STATES, _ABREAST))
    now, later, after = np.empty((_STATES, _ABREAST)), np.empty((_STATES, _ABREAST)), np.ones((_STATES, _ABREAST))
    room, whole = np.empty((_STATES, _ABREAST)), np.empty(_ABREAST)
    for k in range(_STATES):
        now[k] = start[k]
    evidence[:] = 0.0
    for window in range(windows):
        before[window] = now
        for day in range(window * window_days, min(days, (window + 1) * window_days)):
            _taken(now, known, own, day)
            _moved(now, moves, room)
        evidence += np.log(_to_one(now))
    turned = np.ascontiguousarray(moves.T)
    for window in range(windows - 1, -1, -1):
        first, end = window * window_days, min(days, (window + 1) * window_days)
        now[:] = before[window]
        for day in range(first, end):
            for k in range(_STATES):
                for j in range(_ABREAST):
                    now[k, j] *= known[day, k]
                    inside[day - first, k, j] = now[k, j]
            _moved(now, moves, room)
        later[:] = after
        for day in range(end - 1, first - 1, -1):
            _moved(later, turned, room)
            _moved(after, turned, room)
            _acts(inside, day - first, later, quiet, known, likely, day, whole)
            _taken(after, known, own, day)
        _to_one(after)


@njit(cache=True)
def _acts(inside: Days, place: int, later: Days, quiet: Days, known: Days, likely: Days, day: int, whole: Days) -> None:
    """Fill in how likely each B is to act on a day; then take what is known of the day into `later`."""
    for j in range(_ABREAST):
        whole[j] = 0.0
        likely[day, j] = 0.0
    for k in range(_STATES):
        for j in range(_ABREAST):
            weight = inside[place, k, j] * later[k, j]
            whole[j] += weight
            likely[day, j] += weight * (1 - quiet[day, k, j])
            later[k, j] *= known[day, k]
    for j in range(_ABREAST):
        likely[day, j] /= whole[j]


@njit(cache=True)
def _to_one(values: Days) -> Days:
    """Scale the weights of the states to a sum of 1; return what it was, shape (abreast,)."""
    whole: Days = values.sum(axis=0)
    for k in range(_STATES):
        values[k] /= whole
    return whole


@njit(cache=True)
def _taken(values: Days, known: Days, own: Days, day: int) -> None:
    """Take what was seen on a day into the weights of the states."""
    for k in range(_STATES):
        for j in range(_ABREAST):
            values[k, j] *= known[day, k] * own[day, k, j]


@njit(cache=True)
def _moved(values: Days, moves: Days, room: Days) -> None:
    """Move the weights of the states by a day."""
    for there in range(_STATES):
        for j in range(_ABREAST):
            room[there, j] = 0.0
        for here in range(_STATES):
            chance = moves[here, there]
            for j in range(_ABREAST):
                room[there, j] += chance * values[here, j]
    for k in range(_STATES):
        for j in range(_ABREAST):
            values[k, j] = room[k, j]
