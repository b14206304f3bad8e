"""The chains of `measure.shared_level` as loops that numba compiles: the same sums, eight groups side by side. Needs the extra `fast`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Group = tuple[Marks, Marks, Days]
# Day by day the probability of what was seen of A, of what was seen of each B, and of no act of each B, by level, a row of eight B's each;
# and the chance of each move of each B's chain.
Lanes = tuple[Days, Days]
Five = tuple[float, float, float, float, float]

_WEEK = 7
# Groups that are worked on side by side, each by its own chain: the innermost loops then fill the processor's registers.
# One at a time a pair of 1,000 days took 1,059 millionths of a second.
_ABREAST = 8
_STATES = 5
# Places count without a sign: of others numba asks each time whether they are below 0, and no loop is worked on four numbers at once.
_U = np.uint64
_EIGHT, _DAY = _U(_ABREAST), _U(_STATES * _ABREAST)
# In one array: a loop over more than five arrays numba would not work on four at once either.
_OWN, _QUIET, _ALL = _DAY, _DAY + _DAY, _DAY + _DAY + _DAY
_SURE, _FAR = 1 - 1e-9, 500.0


@njit(cache=True)
def expected(acts: Marks, odds: Days, halvings: int, widest: float) -> Days:
    """Return what `shared_level` expects of groups with these odds of each day; shape (n_groups, n_days)."""
    found = np.empty(odds.shape)
    for i in range(len(odds)):
        active = acts[i].sum()
        below, above = -widest, widest
        for _ in range(halvings):
            middle = (below + above) / 2
            if _acting(odds[i], np.exp(middle)) > active:
                above = middle
            else:
                below = middle
        found[i] = np.log1p(np.exp((below + above) / 2) * odds[i])
    return found


@njit(cache=True, fastmath={"contract", "reassoc", "nsz"}, error_model="numpy")
def _acting(odds: Days, scale: float) -> float:
    """Return the sum of the probabilities with these odds, scaled."""
    total = 0.0
    for day in range(_U(odds.size)):
        scaled = scale * odds[day]
        total += scaled / (1 + scaled)
    return total


@njit(cache=True)
def evidence_alone(group: Group, chains: tuple[Days, Days, Days]) -> Days:
    """Return the logarithm of the probability of each group's days, by chain; shape (n_groups, n_chains)."""
    groups, days = group[2].shape
    evidence = np.empty((groups, len(chains[0])))
    lanes, inside, sums = _lanes(days), np.empty(days * _STATES * _ABREAST), np.empty(_ABREAST)
    for m in range(evidence.shape[1]):
        for first in range(0, groups, _ABREAST):
            several = min(_ABREAST, groups - first)
            for j in range(several):
                _emitted(group, first + j, j, m, chains, lanes)
            _forth(lanes, chains[2], _WEEK, _wide(several), inside, sums)
            for j in range(several):
                evidence[first + j, m] = sums[j]
    return evidence


@njit(cache=True)
def alone(group: Group, chains: tuple[Days, Days, Days], window_days: int) -> tuple[Days, Days]:
    """Return what `Acts.alone` gives: the evidence, shape (n_groups, n_chains), and how likely each group is to act on each day."""
    groups, days = group[2].shape
    evidence, likely = np.empty((groups, len(chains[0]))), np.empty((groups, len(chains[0]), days))
    lanes, inside = _lanes(days), np.empty(days * _STATES * _ABREAST)
    told, sums = np.empty(days * _ABREAST), np.empty(_ABREAST)
    for m in range(evidence.shape[1]):
        for first in range(0, groups, _ABREAST):
            several = min(_ABREAST, groups - first)
            for j in range(several):
                _emitted(group, first + j, j, m, chains, lanes)
            _forth(lanes, chains[2], window_days, _wide(several), inside, sums)
            _back(lanes, window_days, _wide(several), inside, told)
            for j in range(several):
                evidence[first + j, m] = sums[j]
                for day in range(days):
                    likely[first + j, m, day] = told[day * _ABREAST + j]
    return evidence, likely


@njit(cache=True)
def shared(
    a: Group, b: Group, rows: Whole, chain: Whole, chains: tuple[Days, Days, Days], window_days: int, own: tuple[Days, Days, Days]
) -> Days:
    """Return what `shared_level` does; shape (n, n_days).

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
    own : tuple of ndarray, shapes (n,), (n_groups, n_chains, n_days) and (n_groups, n_days)
        The evidence if each has its own level, how likely each B then is to act, and its odds at the usual level.
    """
    days = a[0].size
    apart, likely, usual = own
    odds, always = np.empty((rows.size, days)), _always(a, chains[0])
    lanes, inside = _lanes(days), np.empty(days * _STATES * _ABREAST)
    told, sums = np.empty(days * _ABREAST), np.empty(_ABREAST)
    for first in range(0, rows.size, _ABREAST):
        several = min(_ABREAST, rows.size - first)
        for j in range(several):
            i, m = rows[first + j], chain[first + j]
            _emitted(b, i, j, m, chains, lanes)
            _known(always[m], j, lanes[0])
        _forth(lanes, chains[2], window_days, _wide(several), inside, sums)
        _back(lanes, window_days, _wide(several), inside, told)
        for j in range(several):
            i, m = rows[first + j], chain[first + j]
            one = 1 / (1 + np.exp(min(max(apart[first + j] - sums[j], -_FAR), _FAR)))
            _mixed(told, j, one, likely[i, m], usual[i], odds[first + j])
    return odds


@njit(cache=True, error_model="numpy")
def _mixed(told: Days, j: int, one: float, alone: Days, usual: Days, odds: Days) -> None:
    """Fill in the odds of each day against the usual ones, from what is told if a level is shared and if not."""
    lane = _U(j)
    for day in range(_U(odds.size)):
        likely = min(one * told[day * _EIGHT + lane] + (1 - one) * alone[day], _SURE)
        odds[day] = likely / (1 - likely) / usual[day] if usual[day] > 0 else 1.0


@njit(cache=True)
def _lanes(days: int) -> Lanes:
    """Return room for eight groups of which nothing is known."""
    return np.ones(3 * days * _STATES * _ABREAST), np.ones(_STATES * _STATES * _ABREAST)


@njit(cache=True)
def _wide(several: int) -> int:
    """Return how many lanes to work on: four at once."""
    return (several + 3) // 4 * 4


@njit(cache=True)
def _always(a: Group, levels: Days) -> Days:
    """Return the probability of what was seen of A on each day at each level; shape (n_chains, n_days, n_states)."""
    active, seen, mean = a
    always, quiet = np.ones((len(levels), mean.size, _STATES)), np.empty((len(levels), mean.size, _STATES))
    for m in range(len(levels)):
        for day in range(mean.size):
            again = day >= _WEEK and mean[day] == mean[day - _WEEK]
            for k in range(_STATES):
                none = quiet[m, day - _WEEK, k] if again else np.exp(-mean[day] * levels[m, k])
                quiet[m, day, k] = none
                if seen[day]:
                    always[m, day, k] = 1 - none if active[day] else none
    return always


@njit(cache=True)
def _known(always: Days, j: int, known: Days) -> None:
    """Fill in what is known of A by the chain of one group."""
    lane = _U(j)
    for day in range(_U(len(always))):
        for k in range(_U(_STATES)):
            known[day * _ALL + k * _EIGHT + lane] = always[day, k]


@njit(cache=True)
def _emitted(b: Group, i: int, j: int, m: int, chains: tuple[Days, Days, Days], lanes: Lanes) -> None:
    """Fill in the probability of no act of B number i, and of what was seen, on each day at each level, and its moves."""
    active, seen, mean = b[0][i], b[1][i], b[2][i]
    level, lane, week = chains[0][m], _U(j), _U(_WEEK)
    told, moves = lanes
    for here in range(_STATES):
        for there in range(_STATES):
            moves[(here * _STATES + there) * _ABREAST + j] = chains[1][m, here, there]
    for day in range(_U(mean.size)):
        # Days differ by weekday for the most part, and exponentials are slow.
        again = day >= week and mean[day] == mean[day - week]
        for k in range(_U(_STATES)):
            at = day * _ALL + k * _EIGHT + lane
            none = told[at + _QUIET - week * _ALL] if again else np.exp(-mean[day] * level[k])
            told[at + _QUIET] = none
            told[at + _OWN] = (1 - none if active[day] else none) if seen[day] else 1.0


# Straight-line code, put where it is called, on rows of one fixed length: only so the innermost loop is worked on four groups at once.
@njit(inline="always")
def _moved(a: float, b: float, c: float, d: float, e: float, moves: Days, j: int | np.uint64) -> Five:
    """Return the weights of the states a day later."""
    first = moves[j] * a + moves[_U(40) + j] * b + moves[_U(80) + j] * c + moves[_U(120) + j] * d + moves[_U(160) + j] * e
    second = moves[_U(8) + j] * a + moves[_U(48) + j] * b + moves[_U(88) + j] * c + moves[_U(128) + j] * d + moves[_U(168) + j] * e
    third = moves[_U(16) + j] * a + moves[_U(56) + j] * b + moves[_U(96) + j] * c + moves[_U(136) + j] * d + moves[_U(176) + j] * e
    fourth = moves[_U(24) + j] * a + moves[_U(64) + j] * b + moves[_U(104) + j] * c + moves[_U(144) + j] * d + moves[_U(184) + j] * e
    fifth = moves[_U(32) + j] * a + moves[_U(72) + j] * b + moves[_U(112) + j] * c + moves[_U(152) + j] * d + moves[_U(192) + j] * e
    return first, second, third, fourth, fifth


@njit(inline="always")
def _weights(values: Days, at: int | np.uint64) -> Five:
    """Return the weights of the states of one group."""
    return values[at], values[at + _U(8)], values[at + _U(16)], values[at + _U(24)], values[at + _U(32)]


@njit(inline="always")
def _keep(values: Days, at: int | np.uint64, weights: Five) -> None:
    """Keep the weights of the states of one group."""
    values[at], values[at + _U(8)], values[at + _U(16)], values[at + _U(24)], values[at + _U(32)] = weights


@njit(cache=True, fastmath={"contract"})
def _forth(lanes: Lanes, start: Days, window_days: int, wide: int, inside: Days, evidence: Days) -> None:
    """Go through the days from the first on.

    Parameters
    ----------
    lanes : tuple
        See `Lanes`.
    start : ndarray of float64, shape (n_states,)
    window_days : int
    wide : int
        How many of the eight to work on. Of a number known beforehand numba would not work on four at once.
    inside : ndarray of float64, shape (n_days * n_states * abreast,)
        Filled: the weights of the states of each day by the days before its window, and by what is known of every day up to it.
    evidence : ndarray of float64, shape (abreast,)
        Filled.
    """
    told, moves = lanes
    several = _U(wide)
    now, held = np.repeat(start, _ABREAST), np.empty(_STATES * _ABREAST)
    evidence[:] = 0.0
    left = 0
    at, to = _U(0), _U(0)
    for _ in range(told.size // (3 * _STATES * _ABREAST)):
        if left == 0:
            _to_one(now, evidence, several)
            held[:] = now
            left = window_days
        left -= 1
        for j in range(several):
            a, b, c, d, e = _weights(told, at + j)
            p, q, r, s, t = _weights(held, j)
            p, q, r, s, t = p * a, q * b, r * c, s * d, t * e
            _keep(inside, to + j, (p, q, r, s, t))
            _keep(held, j, _moved(p, q, r, s, t, moves, j))
        for j in range(several):
            a, b, c, d, e = _weights(told, at + j)
            p, q, r, s, t = _weights(now, j)
            v, w, x, y, z = _weights(told, at + _OWN + j)
            _keep(now, j, _moved(p * (a * v), q * (b * w), r * (c * x), s * (d * y), t * (e * z), moves, j))
        at += _ALL
        to += _DAY
    _to_one(now, evidence, several)


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _back(lanes: Lanes, window_days: int, wide: int, inside: Days, likely: Days) -> None:
    """Go through the days from the last on, and fill in how likely each B is to act on each; shape (n_days * abreast,)."""
    told, moves = lanes
    several = _U(wide)
    turned = np.empty(moves.size)
    for there in range(_STATES):
        for first in range(_STATES):
            for j in range(_ABREAST):
                turned[(there * _STATES + first) * _ABREAST + j] = moves[(first * _STATES + there) * _ABREAST + j]
    after, later, unused = np.ones(_STATES * _ABREAST), np.ones(_STATES * _ABREAST), np.zeros(_ABREAST)
    days = likely.size // _ABREAST
    left = days - (days - 1) // window_days * window_days
    at, here, to = _U(told.size), _U(inside.size), _U(likely.size)
    for _ in range(days):
        at -= _ALL
        here -= _DAY
        to -= _EIGHT
        _acts(told, at, turned, later, inside, here, likely, to, several)
        _a_day_back(told, at, turned, after, several)
        left -= 1
        if left == 0:
            left = window_days
            _to_one(after, unused, several)
            later[:] = after


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _acts(
    told: Days, at: np.uint64, turned: Days, later: Days, inside: Days, here: np.uint64, likely: Days, to: np.uint64, wide: np.uint64
) -> None:
    """Move what is told of a day without its window's own days, fill in how likely an act is, and take in what is known of the day."""
    for j in range(wide):
        a, b, c, d, e = _weights(later, j)
        a, b, c, d, e = _moved(a, b, c, d, e, turned, j)
        v, w, x, y, z = _weights(inside, here + j)
        v, w, x, y, z = v * a, w * b, x * c, y * d, z * e
        p, q, r, s, t = _weights(told, at + _QUIET + j)
        some = v * (1 - p) + w * (1 - q) + x * (1 - r) + y * (1 - s) + z * (1 - t)
        likely[to + j] = some / (v + w + x + y + z)
        p, q, r, s, t = _weights(told, at + j)
        _keep(later, j, (a * p, b * q, c * r, d * s, e * t))


@njit(cache=True, fastmath={"contract"})
def _a_day_back(told: Days, at: np.uint64, turned: Days, after: Days, wide: np.uint64) -> None:
    """Move what the days after a day tell of it, and take in what is told of the day."""
    for j in range(wide):
        p, q, r, s, t = _weights(after, j)
        p, q, r, s, t = _moved(p, q, r, s, t, turned, j)
        a, b, c, d, e = _weights(told, at + j)
        v, w, x, y, z = _weights(told, at + _OWN + j)
        _keep(after, j, (p * (a * v), q * (b * w), r * (c * x), s * (d * y), t * (e * z)))


@njit(cache=True)
def _to_one(values: Days, logs: Days, wide: np.uint64) -> None:
    """Scale the weights of the states to a sum of 1, and add its logarithm."""
    for j in range(wide):
        a, b, c, d, e = _weights(values, j)
        whole = a + b + c + d + e
        _keep(values, j, (a / whole, b / whole, c / whole, d / whole, e / whole))
        logs[j] += np.log(whole)
