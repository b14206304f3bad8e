"""Sums of shuffled records, against records that are put in order day by day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from concerted.chance import ShuffledStretches

Floats = npt.NDArray[np.float64]


def order_of(days: int, length: int, seed: int, i: int) -> npt.NDArray[np.int64]:
    """Return the days of one draw in their new order."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,)))
    rolled = np.roll(np.arange(days), -int(rng.integers(length)))
    stretches = np.array_split(rolled, max(1, round(days / length)))
    return np.concatenate([stretches[k] for k in rng.permutation(len(stretches))])


@pytest.mark.parametrize(("days", "length"), [(1, 3), (20, 21), (50, 7), (53, 7), (100, 1)])
def test_each_day_has_the_sums_up_to_it(days: int, length: int) -> None:
    rows = np.random.default_rng(days).poisson(2.0, (days, 2)).astype(float)
    seen: list[Floats] = []

    def statistic(sums: Floats) -> Floats:
        seen.append(sums)
        return np.asarray(sums[:, 0, 0])

    ShuffledStretches(rows, length, statistic, seed=4, draws=30).distribution()
    for i, sums in enumerate(np.concatenate(seen)):
        order = order_of(days, length, 4, i)
        expected = np.empty_like(rows)
        expected[order] = np.cumsum(rows[order], axis=0)
        np.testing.assert_allclose(sums, expected, rtol=1e-13)


def test_only_the_days_that_are_looked_at_are_told_and_lots_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, days = np.random.default_rng(1).poisson(2.0, (60, 1)).astype(float), np.array([3, 17, 41])
    seen = {}
    for name, at_once in (("at once", 1000), ("in lots", 7)):
        monkeypatch.setattr("concerted.chance.shuffled_stretches._MOST_DAYS", at_once)
        seen[name] = ShuffledStretches(rows, 7, lambda sums: sums.sum(axis=(1, 2)), 4, 30, days).distribution().values
    monkeypatch.setattr("concerted.chance.shuffled_stretches._MOST_DAYS", 1000)
    seen["of all"] = ShuffledStretches(rows, 7, lambda sums: sums[:, days].sum(axis=(1, 2)), 4, 30).distribution().values
    np.testing.assert_array_equal(seen["at once"], seen["in lots"])
    np.testing.assert_array_equal(seen["at once"], seen["of all"])
