"""Links planted in worlds without one: active days are moved as a whole, never added, and never to a day on which nobody looked."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.simulate.linked import Drawn, moved_days

DRAWN = Drawn(shares=(0.3, 0.6), moments=(0.02, 0.1), lags=(0, 1))


def batches(groups: int = 4, days: int = 400) -> np.ndarray:
    rng = np.random.default_rng(1)
    return 3 * (rng.random((groups, days)) < 0.1).astype(np.int64)


@pytest.mark.parametrize("plant", ["imitation", "one_source"])
def test_events_are_moved_and_batches_stay_whole(plant: str) -> None:
    values = batches()
    known = np.ones(values.shape, dtype=bool)
    known[:, 200:] = False
    values[~known] = 0
    changed = 0
    for seed in range(20):
        rows = getattr(DRAWN, plant)(np.random.default_rng(seed), values, known)
        assert rows.sum(axis=1) == pytest.approx(values.sum(axis=1))
        assert not (rows % 3).any()
        assert not rows[~known].any()
        changed += bool((rows != values).any())
    assert changed >= 18  # by chance no day of a trigger may be one on which somebody looked


def test_of_those_who_copy_all_follow_one() -> None:
    values = batches()
    rows = DRAWN.imitation(np.random.default_rng(5), values, np.ones(values.shape, dtype=bool))
    assert not (rows != values).any(axis=1).all()


def test_where_there_is_no_place_nothing_moves() -> None:
    own = np.array([1, 0, 2])
    moved = moved_days(np.random.default_rng(1), own, np.array([2]), np.array([True, True, False]), lags=(0,), share=1.0)
    assert moved.tolist() == [1, 0, 2]
