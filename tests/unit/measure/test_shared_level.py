"""What hidden Markov chains tell of a level that two groups share."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest

from concerted.measure import shared_level as measure
from concerted.measure.shared_level import LEVELS, MOVES, START, Acts, shared_level

DAYS = 420
ROW = np.array([0])


def groups(active: npt.NDArray[np.bool_], *, compiled: bool = False) -> tuple[Acts, Acts]:
    every = np.ones(active.shape[1], dtype=bool)
    odds = np.ones((len(active) - 1, every.size))
    a = Acts.of_source(active[0], every, compiled=compiled)
    return a, Acts.of(active[1:], np.ones_like(active[1:]), odds, compiled=compiled)


def plateaus(seed: int, groups: int = 2, days: int = DAYS) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    busy = np.repeat(rng.random(days // 21) < 0.4, 21)
    return busy, rng.random((groups, days)) < np.where(busy, 0.5, 0.05)


def test_what_is_told_is_the_sum_over_all_ways_of_the_level() -> None:
    """Six days in windows of two: every way through five levels, one by one."""
    rng = np.random.default_rng(3)
    a, b = (Acts(rng.random((1, 6)) < 0.5, rng.random((1, 6)) < 0.8, rng.random((1, 6))) for _ in range(2))
    chain = np.array([1])
    always, own = a.emitted(0, chain)[0], b.emitted(0, chain)[0]
    evidence, likely = measure._told(always[None], b, 0, chain, 2)
    wanted, weight, whole = np.zeros(6), np.zeros(6), 0.0
    for way in product(range(START.size), repeat=6):
        chance = START[way[0]] * np.prod([MOVES[1][here, there] for here, there in pairwise(way)])
        known, seen = np.array([always[day, way[day]] for day in range(6)]), np.array([own[day, way[day]] for day in range(6)])
        whole += chance * known.prod() * seen.prod()
        for day in range(6):
            others = [other for other in range(6) if other // 2 != day // 2]
            one = chance * known.prod() * seen[others].prod()
            weight[day] += one
            wanted[day] += one * (1 - np.exp(-b.mean[0, day] * LEVELS[1, way[day]]))
    assert evidence[0] == pytest.approx(np.log(whole), rel=1e-12)
    assert likely[0] == pytest.approx(wanted / weight, rel=1e-12)


def test_loops_tell_the_same_as_arrays() -> None:
    _busy, active = plateaus(4, groups=12)
    rows = np.arange(11)[::-1]
    for window_days in (7, 14):
        plain, quick = (shared_level(*groups(active, compiled=compiled), rows, window_days) for compiled in (False, True))
        assert np.allclose(plain, quick, rtol=1e-10)


def test_busy_weeks_in_common_weigh_more_up_to_their_edges() -> None:
    busy, active = plateaus(5)
    told = shared_level(*groups(active), ROW, 7)[0]
    assert told[busy].mean() > 4 * told[~busy].mean()


def test_groups_of_one_rate_tell_nothing() -> None:
    active = np.random.default_rng(6).random((2, DAYS)) < 0.2
    assert shared_level(*groups(active), ROW, 14)[0] == pytest.approx(np.ones(DAYS), abs=0.35)


def test_a_level_of_ones_own_is_not_taken_from_the_other() -> None:
    """A has plateaus, B none: B's days weigh as much on A's as on others."""
    busy, active = plateaus(7, days=2100)
    active[1] = np.random.default_rng(8).random(2100) < 0.2
    told = shared_level(*groups(active), ROW, 14)[0]
    assert told[busy].mean() == pytest.approx(told[~busy].mean(), rel=0.1)


def test_days_of_the_own_window_tell_nothing_of_where_they_fall() -> None:
    """Moving B's days within one window changes no weight of that window."""
    _busy, active = plateaus(9)
    active[1, 14:28] = False
    other = active.copy()
    active[1, [14, 15, 16]], other[1, [25, 26, 27]] = True, True
    first, second = (shared_level(*groups(one), ROW, 14)[0, 14:28] for one in (active, other))
    # The evidence for sharing a level, and with it their mixture, still sees the days.
    assert first == pytest.approx(second, rel=0.05)


def test_nothing_happened() -> None:
    active = np.zeros((2, 30), dtype=bool)
    assert np.isfinite(shared_level(*groups(active), ROW, 7)).all()


def test_every_day_was_active() -> None:
    active = np.ones((2, 30), dtype=bool)
    assert np.isfinite(shared_level(*groups(active), ROW, 7)).all()
