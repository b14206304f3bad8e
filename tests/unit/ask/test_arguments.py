"""Arguments that would make a test lie are refused, each in plain words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.counts import IntervalCount


@pytest.fixture
def counts() -> cc.Counts:
    values = np.random.default_rng(3).poisson(0.4, size=(3, 140))
    return cc.Counts.from_arrays(values, ["A", "B", "C"], "2023-01-01")


@pytest.mark.parametrize(
    "wrong",
    [
        {"alpha": 2},
        {"alpha": float("nan")},
        {"alpha": "5 %"},
        {"smallest_share": 2},
        {"window_days": 2.5},
        {"window_days": 1},
        {"lags": 1},
        {"lags": (float("nan"),)},
        {"lags": ("0",)},
        {"lags": ()},
        {"given": "2023-02-01"},
        {"controls": "C"},
        {"controls": ["A"]},
    ],
    ids=str,
)
def test_together_refuses(counts: cc.Counts, wrong: dict[str, Any]) -> None:
    with pytest.raises(cc.DataError, match=r"expected .*; found"):
        cc.together(counts, "A", "B", **wrong)


@pytest.mark.parametrize(
    "wrong", [{"alpha": 0}, {"in_doubt": -5}, {"just_after_days": 0}, {"given": "2023-02-01"}, {"controls": ["A"]}], ids=str
)
def test_pause_refuses(counts: cc.Counts, wrong: dict[str, Any]) -> None:
    with pytest.raises(cc.DataError, match=r"expected .*; found"):
        cc.pause(counts, "A", ("2023-02-01", "2023-02-07"), **wrong)


def test_one_group_twice_is_no_joint_pause(counts: cc.Counts) -> None:
    with pytest.raises(cc.DataError, match="different"):
        cc.pause(counts, ("A", "A"), ("2023-02-01", "2023-02-07"))


def test_a_shared_day_has_no_direction_and_no_order_of_groups(counts: cc.Counts) -> None:
    turned = cc.Counts.from_arrays(counts.values[[1, 0, 2]], ["B", "A", "C"], "2023-01-01")
    ps = {cc.together(c, a, b, lags=(0,)).p for c in (counts, turned) for a, b in (("A", "B"), ("B", "A"))}
    assert len(ps) == 1


def test_events_known_only_as_a_range_count_where_they_can_lie(counts: cc.Counts) -> None:
    from dataclasses import replace

    quiet = counts.values.copy()
    quiet[0, 31:59] = 0
    bare = cc.Counts.from_arrays(quiet, counts.groups, "2023-01-01")
    window = ("2023-02-01", "2023-02-28")
    assert cc.pause(bare, "A", window, "before").verdict == "shared causes suffice"
    inside = replace(bare, intervals=(IntervalCount("A", dt.date(2023, 2, 1), dt.date(2023, 2, 28), 30),))
    assert cc.pause(inside, "A", window, "before").count == 30
    across = replace(bare, intervals=(IntervalCount("A", dt.date(2023, 1, 20), dt.date(2023, 2, 10), 30),))
    assert cc.pause(across, "A", window, "before").verdict == "cannot say"


def test_exposure_is_days_at_risk(counts: cc.Counts) -> None:
    exposure = np.ones(counts.values.shape)
    exposure[0, 31:59] = 0.01
    values = counts.values.copy()
    values[0, 31:59] = 0
    plain = cc.Counts.from_arrays(values, counts.groups, "2023-01-01")
    exposed = cc.Counts.from_arrays(values, counts.groups, "2023-01-01", exposure=exposure)
    window = ("2023-02-01", "2023-02-28")
    assert (cc.pause(plain, "A", window).p or 1) < 0.1
    assert (cc.pause(exposed, "A", window).p or 0) > 0.5


def test_where_nothing_can_be_told_no_size_is_made_up() -> None:
    values = np.zeros((2, 70), dtype=int)
    values[1, ::3] = 1
    found = cc.together(cc.Counts.from_arrays(values, ["A", "B"], "2023-01-01"), "A", "B")
    assert (found.effect, found.low, found.high, found.verdict) == (None, None, None, "cannot say")


@pytest.mark.parametrize(
    "wrong", [{"draws": 0}, {"seed": -1}, {"seed": "x"}, {"reach": ["north"]}, {"alpha": 3}, {"given": "2023-01-01"}], ids=str
)
def test_divide_refuses(wrong: dict[str, Any]) -> None:
    rows = [{"actor": "A", "target": "north"}, {"actor": "B", "target": "south"}]
    with pytest.raises(cc.DataError, match=r"expected .*; found"):
        cc.divide(rows, **wrong)


@pytest.mark.parametrize("cell", [None, float("nan"), ""])
def test_divide_takes_no_row_without_a_place(cell: object) -> None:
    with pytest.raises(cc.DataError, match="every row"):
        cc.divide([{"actor": "A", "target": "north"}, {"actor": "B", "target": cell}])


@pytest.mark.parametrize("name", ["observed", "coverage", "exposure"])
def test_ragged_and_masked_tables_are_refused(name: str) -> None:
    for wrong in ([[1, 2], [3]], np.ma.masked_array([[1, 2]], mask=[[0, 1]])):
        with pytest.raises(cc.DataError, match="expected"):
            cc.Counts.from_arrays([[1, 2]], ["A"], "2023-01-01", **{name: wrong})  # type: ignore[arg-type]
