"""Sums over windows and blocks, and what a named baseline stands for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from concerted.days import Window
from concerted.measure.pause import Tally, baseline_windows, block_sums, expected_count, rate_ratio, window_sums

RECORD, WINDOW = Window.of(("2023-11-01", "2023-11-30")), Window.of(("2023-11-11", "2023-11-15"))


@pytest.mark.parametrize(
    ("baseline", "stretches"),
    [
        ("before", [("2023-11-01", "2023-11-10")]),
        ("after", [("2023-11-16", "2023-11-30")]),
        ("both", [("2023-11-01", "2023-11-10"), ("2023-11-16", "2023-11-30")]),
        ("just after", [("2023-11-16", "2023-11-20")]),
    ],
)
def test_a_named_baseline_stands_for_days(baseline: str, stretches: list[tuple[str, str]]) -> None:
    assert list(baseline_windows(baseline, WINDOW, RECORD, 5)) == [Window.of(pair) for pair in stretches]


def test_a_baseline_ends_where_the_record_ends() -> None:
    late = Window.of(("2023-11-26", "2023-11-28"))
    assert baseline_windows("just after", late, RECORD, 9) == (Window.of(("2023-11-29", "2023-11-30")),)
    assert baseline_windows("after", Window.of(("2023-11-26", "2023-11-30")), RECORD, 9) == ()
    assert baseline_windows("both", RECORD, RECORD, 9) == ()


def test_rates_are_events_by_days() -> None:
    assert rate_ratio(Tally(1, 1, 7), Tally(73, 73, 38)) == pytest.approx(0.0743639921722)
    assert expected_count(Tally(1, 1, 7), Tally(73, 73, 38)) == pytest.approx(73 * 7 / 38)
    assert math.isinf(rate_ratio(Tally(1, 1, 7), Tally(0, 0, 38)))
    assert Tally(1, 2, 7) + Tally(0, math.inf, 3) == Tally(1, math.inf, 10)


def test_windows_with_a_hidden_or_a_shared_day_are_left_out() -> None:
    values, usable, apart = np.arange(8), np.ones(8, dtype=bool), np.zeros(8, dtype=bool)
    usable[2], apart[6] = False, True
    assert window_sums(values, usable, 2, apart).tolist() == [1, 7, 9]


def test_blocks_leave_out_hidden_days() -> None:
    usable = np.array([1, 0, 1, 0, 0, 0, 1], dtype=bool)
    counts, days = block_sums(np.array([1, 50, 2, 9, 9, 9, 4]), usable, 3)
    assert (counts.tolist(), days.tolist()) == ([3, 4], [2, 1])
