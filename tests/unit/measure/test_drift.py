"""A level that two groups share, told from days that are not tested."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.measure.drift import drift, level

DAYS = 4200
EVERY = np.ones(DAYS, dtype=bool)
FORTNIGHTS = np.arange(DAYS) // 14
LAGS = (0, 1)


def pair(busy: npt.NDArray[np.bool_], seed: int) -> npt.NDArray[np.bool_]:
    return np.random.default_rng(seed).random((2, DAYS)) < np.where(busy, 0.5, 0.05)


def scored(active: npt.NDArray[np.bool_], lags: tuple[int, ...] = LAGS) -> float:
    return drift(active[0], EVERY, active[1], EVERY, np.ones(DAYS), lags)


def leveled(active: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    return level(active[0], EVERY, active[1], EVERY, FORTNIGHTS, np.ones(DAYS), LAGS, 14)


def test_surges_of_three_weeks_are_drift_and_weigh_busy_days() -> None:
    busy = np.repeat(np.random.default_rng(1).random(DAYS // 21) < 0.3, 21)
    active = pair(busy, 2)
    assert scored(active) > 3
    weights = leveled(active)
    assert weights[busy].mean() > 1.5 * weights[~busy].mean()


def test_groups_of_their_own_share_no_level() -> None:
    active = pair(np.zeros(DAYS, dtype=bool), 3)
    assert abs(scored(active)) < 2.5
    own = np.repeat(np.random.default_rng(4).random((2, DAYS // 21)) < 0.3, 21, axis=1)
    assert abs(scored(np.stack([pair(own[0], 5)[0], pair(own[1], 6)[1]]))) < 3


def test_busy_weeks_in_common_are_drift() -> None:
    active = pair(np.repeat(np.random.default_rng(7).random(DAYS // 7) < 0.5, 7), 8)
    assert scored(active) >= 1.0


def test_what_is_tested_is_no_drift() -> None:
    """A follower of A at the tested lags looks as free of a shared level as anybody."""
    a = np.random.default_rng(9).random(DAYS) < 0.1
    assert scored(np.stack([a, np.roll(a, 1)])) < 1.01


def test_nobody_looked_and_nothing_happened() -> None:
    nothing = np.zeros(DAYS, dtype=bool)
    assert drift(nothing, nothing, nothing, nothing, np.ones(DAYS), LAGS) <= 0
    assert level(nothing, nothing, nothing, nothing, np.full(DAYS, -1), np.ones(DAYS), LAGS, 7).tolist() == [1.0] * DAYS
