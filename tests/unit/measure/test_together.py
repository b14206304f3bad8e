"""Covered days, bursts and strata, worked by hand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from concerted.measure.stretches import Stretches
from concerted.measure.together import clustering, covered_days, onsets, strata, weekday_weights


def marks(text: str) -> npt.NDArray[np.bool_]:
    return np.array([letter == "x" for letter in text])


@pytest.mark.parametrize(
    ("active", "observed", "lags", "covered", "known"),
    [
        ("x..x.", "xxxxx", (0,), "x..x.", "xxxxx"),
        # Nobody knows what happened on the eve of the record, so its first day is known only where it is covered.
        ("x..x.", "xxxxx", (0, 1), "xx.xx", "xxxxx"),
        (".x...", "xxxxx", (0, 1), ".xx..", ".xxxx"),
        # An act on a day that nobody saw covers nothing, and leaves its own day and the next unknown.
        ("x..x.", "xxx.x", (0, 1), "xx...", "xxx.."),
        ("x....", "xxxxx", (2,), "..x..", "..xxx"),
        ("x....", "xxxxx", (9,), ".....", "....."),
    ],
)
def test_days_are_covered_as_far_as_they_are_known(active: str, observed: str, lags: tuple[int, ...], covered: str, known: str) -> None:
    found = covered_days(marks(active), marks(observed), lags)
    assert [part.tolist() for part in found] == [marks(covered).tolist(), marks(known).tolist()]


def test_a_burst_counts_from_its_first_day() -> None:
    assert onsets(marks("xx.x....x..x")).tolist() == marks("x.......x..x").tolist()


def test_weekday_weights_are_odds() -> None:
    """On many weeks with two busy days in three on Mondays and one in three on others the odds are 2 to 1/2."""
    acts = np.tile(np.array([[1] * 7, [1] + [0] * 6, [0] * 7], dtype=bool).ravel(), 2000)
    weights = weekday_weights(acts, np.ones(acts.size, dtype=bool), 0)
    assert weights[0] / weights[1] == pytest.approx(4.0, rel=0.01)


@pytest.mark.parametrize("active", [np.zeros(30, dtype=bool), np.ones(30, dtype=bool)])
def test_weekdays_that_tell_nothing_weigh_alike(active: npt.NDArray[np.bool_]) -> None:
    assert weekday_weights(active, np.ones(30, dtype=bool), 2).tolist() == [1.0] * 30


def test_strata_are_weeks_by_condition() -> None:
    condition = marks(".x........")
    usable = marks("xxxxxx.xxx")
    assert strata(usable, condition, 7).tolist() == [0, 1, 0, 0, 0, 0, -1, 2, 2, 2]


def test_bursts_are_told_from_chance() -> None:
    rng = np.random.default_rng(1)
    weeks, everywhere = Stretches(np.arange(700) // 7), np.ones(700, dtype=bool)
    assert abs(clustering(rng.random(700) < 0.3, everywhere, weeks)) < 3
    assert clustering(np.repeat(rng.random(234) < 0.3, 3)[:700], everywhere, weeks) > 4


def test_a_weekly_cycle_is_no_burst() -> None:
    rng = np.random.default_rng(2)
    active = rng.random(3500) < np.where(np.arange(3500) % 7 < 3, 0.5, 0.1)
    weeks, everywhere = Stretches(np.arange(3500) // 7), np.ones(3500, dtype=bool)
    assert clustering(active, everywhere, weeks) > 4
    assert clustering(active, everywhere, weeks, weekday_weights(active, everywhere, 0)) < 2
