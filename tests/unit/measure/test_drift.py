"""A level that two groups share, told from days that are not tested."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.measure.drift import Known, drifts

DAYS = 4200
EVERY = np.ones(DAYS, dtype=bool)
LAGS = (0, 1)


def pair(busy: npt.NDArray[np.bool_], seed: int) -> npt.NDArray[np.bool_]:
    return np.random.default_rng(seed).random((2, DAYS)) < np.where(busy, 0.5, 0.05)


def scored(active: npt.NDArray[np.bool_], lags: tuple[int, ...] = LAGS) -> tuple[float, float]:
    known = Known(active[1][None], EVERY[None], np.ones((1, DAYS)))
    whole, within = drifts(active[:1], EVERY[None], known, lags)[:, 0, 0]
    return float(whole), float(within)


def test_surges_of_three_weeks_are_drift_that_changes_fast() -> None:
    busy = np.repeat(np.random.default_rng(1).random(DAYS // 21) < 0.3, 21)
    whole, within = scored(pair(busy, 2))
    assert whole > 3
    assert within > 3


def test_one_step_is_drift_that_changes_slowly() -> None:
    whole, within = scored(pair(np.arange(DAYS) > DAYS // 2, 2))
    assert whole > 3
    assert within < 2


def test_groups_of_their_own_share_no_level() -> None:
    assert max(scored(pair(np.zeros(DAYS, dtype=bool), 3))) < 2.5


def test_what_is_tested_is_no_drift() -> None:
    """A follower of A at the tested lags looks as free of a shared level as anybody."""
    a = np.random.default_rng(9).random(DAYS) < 0.1
    whole, within = scored(np.stack([a, np.roll(a, 1)]))
    assert whole < 1.5
    # Busy weeks in common are of both; they never ask for strata of less than a week.
    assert within <= 3.0


def test_busy_weeks_in_common_change_fast() -> None:
    assert scored(pair(np.repeat(np.random.default_rng(7).random(DAYS // 7) < 0.5, 7), 8))[1] >= 2.0


def test_many_sources_are_scored_as_each_alone() -> None:
    rng = np.random.default_rng(10)
    active, usable = rng.random((5, 400)) < 0.2, rng.random((3, 400)) < 0.9
    known = Known(active[:3] & usable, usable, np.where(usable, rng.random((3, 400)), 0.0))
    seen = np.ones((2, 400), dtype=bool)
    alone = [drifts(active[[i]], seen[:1], known, LAGS)[:, 0] for i in (3, 4)]
    assert np.allclose(drifts(active[3:], seen, known, LAGS), np.stack(alone, axis=1))


def test_nobody_looked_and_nothing_happened() -> None:
    nothing = np.zeros((1, DAYS), dtype=bool)
    assert (drifts(nothing, nothing, Known(nothing, nothing, np.zeros((1, DAYS))), LAGS) == 0).all()
