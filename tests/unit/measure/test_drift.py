"""A level that two groups share, told from days that are not tested."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.measure.drift import Known, drift, drifts, level
from concerted.measure.stretches import Stretches

DAYS = 4200
EVERY = np.ones(DAYS, dtype=bool)
FORTNIGHTS = Stretches(np.arange(DAYS) // 14)
LAGS = (0, 1)


def pair(busy: npt.NDArray[np.bool_], seed: int) -> npt.NDArray[np.bool_]:
    return np.random.default_rng(seed).random((2, DAYS)) < np.where(busy, 0.5, 0.05)


def known(active: npt.NDArray[np.bool_]) -> Known:
    return Known(active[None], EVERY[None], EVERY[None], np.ones((1, DAYS)))


def scored(active: npt.NDArray[np.bool_], lags: tuple[int, ...] = LAGS) -> float:
    return float(drift(active[0], EVERY, known(active[1]), lags)[0])


def leveled(active: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    return level(active[0], EVERY, known(active[1]), np.array([0]), FORTNIGHTS, LAGS, 14)[0]


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
    none = Known(nothing[None], nothing[None], nothing[None], np.zeros((1, DAYS)))
    assert drift(nothing, nothing, none, LAGS)[0] <= 0
    assert level(nothing, nothing, none, np.array([0]), FORTNIGHTS, LAGS, 14)[0].tolist() == [1.0] * DAYS


def test_near_days_are_those_of_other_windows() -> None:
    """On either side, as a loop over all pairs of days counts them."""
    active = np.random.default_rng(10).random((2, 45)) < 0.3
    looked = np.ones((2, 45), dtype=bool)
    kernel = np.exp(-np.abs(np.arange(-6, 7)) / 3.0)
    seen, _expected = Known(active, looked, looked, np.ones((2, 45))).near(4, kernel)
    for row in range(2):
        for day in range(45):
            others = [other for other in range(45) if other // 4 != day // 4 and abs(other - day) <= 6]
            assert np.isclose(seen[row, day], sum(active[row, other] * kernel[other - day + 6] for other in others))


def test_several_sources_at_once_score_as_one_by_one() -> None:
    rng = np.random.default_rng(5)
    acts, looked = rng.random((4, EVERY.size)) < 0.2, rng.random((4, EVERY.size)) < 0.95
    b = known(rng.random(EVERY.size) < 0.15)
    alone = [drift(*one, b, LAGS) for one in zip(acts, looked, strict=True)]
    np.testing.assert_allclose(drifts(acts, looked, b, LAGS), alone, rtol=1e-9, atol=1e-12)
