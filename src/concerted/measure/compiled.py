"""The chains of `measure.shared_level` as loops that numba compiles: the same sums, eight groups side by side. Needs the extra `fast`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Group = tuple[Marks, Marks, Days]
# What was seen of A on each day, of each B on its own days, and no act of each B, at each level, shape (n_days, n_states, abreast);
# and the moves of each B's chain, shape (n_states, n_states, abreast).
Lanes = tuple[Days, Days, Days, Days]
Five = tuple[float, float, float, float, float]

_WEEK = 7
# Groups that are worked on side by side, each by its own chain: the innermost loops then fill the processor's registers.
# One at a time a pair of 1,000 days took 1,059 millionths of a second.
_ABREAST = 8
_STATES = 5
# Places count without a sign: of others numba asks each time whether they are below 0, and no loop is worked on four numbers at once.
_U = np.uint64
_EIGHT = _U(_ABREAST)
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
    lanes, inside, sums = _lanes(days), np.empty((days, _STATES, _ABREAST)), np.empty(_ABREAST)
    for m in range(evidence.shape[1]):
        for first in range(0, groups, _ABREAST):
            for j in range(min(_ABREAST, groups - first)):
                _emitted(group, first + j, j, m, chains, lanes)
            _forth(lanes, chains[2], _WEEK, inside, sums)
            for j in range(min(_ABREAST, groups - first)):
                evidence[first + j, m] = sums[j]
    return evidence


@njit(cache=True)
def alone(group: Group, chains: tuple[Days, Days, Days], window_days: int) -> tuple[Days, Days]:
    """Return what `Acts.alone` gives: the evidence, shape (n_groups, n_chains), and how likely each group is to act on each day."""
    groups, days = group[2].shape
    evidence, likely = np.empty((groups, len(chains[0]))), np.empty((groups, len(chains[0]), days))
    lanes, inside = _lanes(days), np.empty((days, _STATES, _ABREAST))
    told, sums = np.empty((days, _ABREAST)), np.empty(_ABREAST)
    for m in range(evidence.shape[1]):
        for first in range(0, groups, _ABREAST):
            for j in range(min(_ABREAST, groups - first)):
                _emitted(group, first + j, j, m, chains, lanes)
            _forth(lanes, chains[2], window_days, inside, sums)
            _back(lanes, window_days, inside, told)
            for j in range(min(_ABREAST, groups - first)):
                evidence[first + j, m] = sums[j]
                for day in range(days):
                    likely[first + j, m, day] = told[day, j]
    return evidence, likely


@njit(cache=True)
def shared(a: Group, b: Group, rows: Whole, chain: Whole, chains: tuple[Days, Days, Days], window_days: int, own: tuple[Days, Days, Days]) -> Days:
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
    lanes, inside = _lanes(days), np.empty((days, _STATES, _ABREAST))
    told, sums = np.empty((days, _ABREAST)), np.empty(_ABREAST)
    for first in range(0, rows.size, _ABREAST):
        several = min(_ABREAST, rows.size - first)
        for j in range(several):
            i, m = rows[first + j], chain[first + j]
            _emitted(b, i, j, m, chains, lanes)
            _known(always[m], j, lanes[0])
        _forth(lanes, chains[2], window_days, inside, sums)
        _back(lanes, window_days, inside, told)
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
        likely = min(one * told[day, lane] + (1 - one) * alone[day], _SURE)
        odds[day] = likely / (1 - likely) / usual[day] if usual[day] > 0 else 1.0


@njit(cache=True)
def _lanes(days: int) -> Lanes:
    """Return room for eight groups of which nothing is known."""
    shape = (days, _STATES, _ABREAST)
    return np.ones(shape), np.ones(shape), np.ones(shape), np.ones((_STATES, _STATES, _ABREAST))


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
            known[day, k, lane] = always[day, k]


@njit(cache=True)
def _emitted(b: Group, i: int, j: int, m: int, chains: tuple[Days, Days, Days], lanes: Lanes) -> None:
    """Fill in the probability of no act of B number i, and of what was seen, on each day at each level, and its moves."""
    active, seen, mean = b[0][i], b[1][i], b[2][i]
    level, lane, week = chains[0][m], _U(j), _U(_WEEK)
    _known_at, own, quiet, moves = lanes
    for here in range(_STATES):
        for there in range(_STATES):
            moves[here, there, j] = chains[1][m, here, there]
    for day in range(_U(mean.size)):
        # Days differ by weekday for the most part, and exponentials are slow.
        again = day >= week and mean[day] == mean[day - week]
        for k in range(_U(_STATES)):
            none = quiet[day - week, k, lane] if again else np.exp(-mean[day] * level[k])
            quiet[day, k, lane] = none
            own[day, k, lane] = (1 - none if active[day] else none) if seen[day] else 1.0


# Straight-line code, put where it is called: only so the innermost loop is worked on four groups at once.
@njit(inline="always")
def _moved(a: float, b: float, c: float, d: float, e: float, moves: Days, j: np.uint64) -> Five:
    """Return the weights of the states a day later."""
    first = moves[0, 0, j] * a + moves[1, 0, j] * b + moves[2, 0, j] * c + moves[3, 0, j] * d + moves[4, 0, j] * e
    second = moves[0, 1, j] * a + moves[1, 1, j] * b + moves[2, 1, j] * c + moves[3, 1, j] * d + moves[4, 1, j] * e
    third = moves[0, 2, j] * a + moves[1, 2, j] * b + moves[2, 2, j] * c + moves[3, 2, j] * d + moves[4, 2, j] * e
    fourth = moves[0, 3, j] * a + moves[1, 3, j] * b + moves[2, 3, j] * c + moves[3, 3, j] * d + moves[4, 3, j] * e
    fifth = moves[0, 4, j] * a + moves[1, 4, j] * b + moves[2, 4, j] * c + moves[3, 4, j] * d + moves[4, 4, j] * e
    return first, second, third, fourth, fifth


@njit(inline="always")
def _weights(values: Days, j: np.uint64) -> Five:
    """Return the weights of the states of one group."""
    return values[0, j], values[1, j], values[2, j], values[3, j], values[4, j]


@njit(inline="always")
def _keep(values: Days, j: np.uint64, weights: Five) -> None:
    """Keep the weights of the states of one group."""
    values[0, j], values[1, j], values[2, j], values[3, j], values[4, j] = weights


@njit(cache=True, fastmath={"contract"})
def _forth(lanes: Lanes, start: Days, window_days: int, inside: Days, evidence: Days) -> None:
    """Go through the days from the first on.

    Parameters
    ----------
    lanes : tuple
        See `Lanes`.
    start : ndarray of float64, shape (n_states,)
    window_days : int
    inside : ndarray of float64, shape (n_days, n_states, abreast)
        Filled: the weights of the states of each day by the days before its window, and by what is known of every day up to it.
    evidence : ndarray of float64, shape (abreast,)
        Filled.
    """
    known, own, _, moves = lanes
    now, held = np.empty((_STATES, _ABREAST)), np.empty((_STATES, _ABREAST))
    for k in range(_STATES):
        now[k] = start[k]
    evidence[:] = 0.0
    for day in range(_U(len(known))):
        if day % _U(window_days) == 0:
            _to_one(now, evidence)
            held[:] = now
        _a_day_on(known[day], own[day], moves, now, held, inside[day])
    _to_one(now, evidence)


@njit(cache=True, fastmath={"contract"})
def _a_day_on(known: Days, own: Days, moves: Days, now: Days, held: Days, inside: Days) -> None:
    """Take a day into what is told by all days, and into what is told without the window's own days."""
    for j in range(_EIGHT):
        a, b, c, d, e = _weights(known, j)
        p, q, r, s, t = _weights(held, j)
        p, q, r, s, t = p * a, q * b, r * c, s * d, t * e
        _keep(inside, j, (p, q, r, s, t))
        _keep(held, j, _moved(p, q, r, s, t, moves, j))
    for j in range(_EIGHT):
        a, b, c, d, e = _weights(known, j)
        p, q, r, s, t = _weights(now, j)
        v, w, x, y, z = _weights(own, j)
        _keep(now, j, _moved(p * (a * v), q * (b * w), r * (c * x), s * (d * y), t * (e * z), moves, j))


@njit(cache=True, fastmath={"contract"})
def _back(lanes: Lanes, window_days: int, inside: Days, likely: Days) -> None:
    """Go through the days from the last on, and fill in how likely each B is to act on each; shape (n_days, abreast)."""
    known, own, quiet, moves = lanes
    turned = np.empty((_STATES, _STATES, _ABREAST))
    for here in range(_STATES):
        for there in range(_STATES):
            turned[there, here] = moves[here, there]
    after, later, unused = np.ones((_STATES, _ABREAST)), np.ones((_STATES, _ABREAST)), np.empty(_ABREAST)
    days = _U(len(known))
    for back in range(days):
        day = days - back - _U(1)
        if (day + _U(1)) % _U(window_days) == 0:
            unused[:] = 0.0
            _to_one(after, unused)
            later[:] = after
        _a_day_back(known[day], own[day], turned, after, later)
        _acts(inside[day], quiet[day], known[day], later, likely[day])


@njit(cache=True, fastmath={"contract"})
def _a_day_back(known: Days, own: Days, turned: Days, after: Days, later: Days) -> None:
    """Take a day into what the days after it tell, and move what they tell without the window's own days."""
    for j in range(_EIGHT):
        p, q, r, s, t = _weights(later, j)
        _keep(later, j, _moved(p, q, r, s, t, turned, j))
    for j in range(_EIGHT):
        a, b, c, d, e = _weights(known, j)
        v, w, x, y, z = _weights(own, j)
        p, q, r, s, t = _weights(after, j)
        p, q, r, s, t = _moved(p, q, r, s, t, turned, j)
        _keep(after, j, (p * (a * v), q * (b * w), r * (c * x), s * (d * y), t * (e * z)))


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _acts(inside: Days, quiet: Days, known: Days, later: Days, likely: Days) -> None:
    """Fill in how likely each B is to act on a day; then take what is known of the day into `later`."""
    for j in range(_EIGHT):
        a, b, c, d, e = _weights(later, j)
        v, w, x, y, z = _weights(inside, j)
        v, w, x, y, z = v * a, w * b, x * c, y * d, z * e
        p, q, r, s, t = _weights(quiet, j)
        some = v * (1 - p) + w * (1 - q) + x * (1 - r) + y * (1 - s) + z * (1 - t)
        likely[j] = some / (v + w + x + y + z)
        p, q, r, s, t = _weights(known, j)
        _keep(later, j, (a * p, b * q, c * r, d * s, e * t))


@njit(cache=True)
def _to_one(values: Days, logs: Days) -> None:
    """Scale the weights of the states to a sum of 1, and add its logarithm."""
    for j in range(_EIGHT):
        a, b, c, d, e = _weights(values, j)
        whole = a + b + c + d + e
        _keep(values, j, (a / whole, b / whole, c / whole, d / whole, e / whole))
        logs[j] += np.log(whole)
