"""Sums over stretches of days."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.measure.stretches import Stretches


@pytest.mark.parametrize("label", [[0, 0, 0, 1, 1, 1, 2], [0, 0, 1, 1, 1, 2, 2], [3, 0, 3, 0, 7, 7, 3], [5] * 7])
def test_sums_are_those_of_a_loop(label: list[int]) -> None:
    """Whole windows, windows of several lengths, and days in any order."""
    stretches = Stretches(np.array(label))
    values = np.random.default_rng(1).random((2, 3, 7))
    names = sorted(set(label))
    expected = np.stack([values[..., np.array(label) == one].sum(axis=-1) for one in names], axis=-1)
    np.testing.assert_allclose(stretches.total(values), expected)
    assert stretches.spread(np.array(names, dtype=float)).tolist() == label
    assert [[day for day in row if day >= 0] for row in stretches.table().tolist()] == [
        [day for day in range(7) if label[day] == one] for one in names
    ]


def test_windows_are_kept_apart_by_their_condition() -> None:
    assert Stretches.of(np.array([0, 1, 0, 0, 0]), 3).index.tolist() == [0, 1, 0, 2, 2]


def test_no_day_at_all() -> None:
    none = Stretches(np.zeros(0, dtype=np.int64))
    assert none.total(np.zeros((2, 0))).shape == (2, 0)
    assert none.table().shape == (0, 0)
