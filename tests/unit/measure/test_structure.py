"""The numbers that tell kinds of links apart, on days that are known."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.measure.structure import NAMES, summaries

DAYS = 1000


def acts(groups: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((groups, DAYS)) < 0.15


def named(rows: np.ndarray, known: np.ndarray | None = None) -> dict[str, float]:
    found = summaries(rows, np.ones(rows.shape, dtype=bool) if known is None else known, 1)
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_one_number_a_name() -> None:
    assert summaries(acts(3), np.ones((3, DAYS), dtype=bool), 2).shape == (len(NAMES),)


def test_two_groups_on_the_same_days_are_as_close_as_can_be() -> None:
    # Products of a surprise with itself, in units of its spread, sum to the number of days: a z-score of the root of it.
    row = acts(1)
    found = named(np.concatenate([row, row]))
    assert found["same day, all pairs"] == pytest.approx(np.sqrt(DAYS), rel=0.05)
    assert abs(found["difference of directions, largest of a pair"]) < 0.001


def test_a_group_a_day_behind_has_a_direction() -> None:
    rows = acts(3)
    rows[1, 1:] = rows[0, :-1]
    found = named(rows)
    assert found["difference of directions, largest of a pair"] == pytest.approx(np.sqrt(DAYS / 2), rel=0.1)
    assert found["days after, all pairs"] > 8


def test_names_of_the_groups_change_nothing() -> None:
    rows = acts(4)
    rows[1, 1:] |= rows[0, :-1]
    assert summaries(rows, np.ones(rows.shape, dtype=bool), 1) == pytest.approx(
        summaries(rows[[2, 1, 3, 0]], np.ones(rows.shape, dtype=bool), 1)
    )


def test_a_wave_that_all_share_is_not_closeness() -> None:
    rng = np.random.default_rng(3)
    wave = 0.15 * (1 + 0.9 * np.sin(np.arange(DAYS) / 60))
    assert abs(named(rng.random((2, DAYS)) < wave)["same day, all pairs"]) < 3


def test_three_groups_on_one_day_are_more_than_pairs() -> None:
    rows = acts(3)
    rows[:, ::50] = True
    assert named(rows)["three groups on one day"] > 5 > named(acts(3))["three groups on one day"]


@pytest.mark.parametrize("rows", [np.zeros((2, 40), dtype=bool), np.ones((3, 40), dtype=bool), np.zeros((2, 1), dtype=bool)])
def test_what_never_varies_says_nothing(rows: np.ndarray) -> None:
    found = summaries(rows, np.ones(rows.shape, dtype=bool), 14)
    assert np.isfinite(found).all()
    assert found == pytest.approx(np.zeros(len(NAMES)))


def test_days_without_anybody_looking_take_no_part() -> None:
    rows, known = acts(2), np.ones((2, DAYS), dtype=bool)
    known[:, 300:] = False
    other = rows.copy()
    other[:, 300:] = True
    assert summaries(rows, known, 1) == pytest.approx(summaries(other, known, 1))
