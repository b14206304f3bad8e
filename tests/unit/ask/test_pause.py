"""What `pause` does with baselines, doubt, bounds and refusals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.ask.pause import compare
from concerted.counts import TotalBound
from concerted.days import Window, after

START = dt.date(2023, 10, 17)
WINDOW = (after(START, 40), after(START, 46))


def from_totals(*said: tuple[int, int, int | None], days: int = 100) -> cc.Counts:
    counts = cc.Counts.from_arrays(np.zeros((1, days), dtype=int), ["else"], START)
    return counts.with_totals([TotalBound("A", "all", START, after(START, day), low, high) for day, low, high in said])


def test_bounds_that_still_show_a_fall_are_enough() -> None:
    finding = cc.pause(from_totals((39, 80, 90), (46, 80, 105), (99, 300, 310)), "A", WINDOW)
    assert finding.p is None
    assert finding.verdict == "cannot say"
    sure = cc.pause(from_totals((39, 300, 301), (46, 300, 302), (99, 900, 901)), "A", WINDOW)
    assert sure.verdict == "shared causes suffice"
    assert "between 0 and 2" in sure.sentence


def test_a_window_between_two_totals_is_bounded_only() -> None:
    finding = cc.pause(from_totals((30, 60, 60), (60, 90, 90)), "A", WINDOW)
    assert finding.p is None
    assert finding.settle is not None
    assert "eve" in finding.settle


def test_events_in_doubt_are_taken_out_in_a_line_of_their_own() -> None:
    finding = cc.pause(from_totals((39, 60, 60), (46, 61, 61), (99, 150, 150)), "A", WINDOW, in_doubt=1)
    doubt = {v.name: v.count for v in finding.variants if v.kind == "doubt"}
    assert doubt["both, without the doubtful"] == 0


def test_parts_stand_beside_the_whole() -> None:
    counts = from_totals((39, 60, 60), (46, 61, 61), (99, 150, 150))
    said = {"all: one": ((39, 40), (46, 40), (99, 90)), "all: two": ((39, 20),)}
    parts = [TotalBound("A", name, START, after(START, day), n, n) for name, totals in said.items() for day, n in totals]
    finding = cc.pause(counts.with_totals([*counts.totals, *parts]), "A", WINDOW, series="all", parts=list(said))
    # The second part's later totals follow from those of the whole and of the first.
    assert [(v.name, v.count) for v in finding.variants if v.kind == "part"] == [("all: one, both", 0), ("all: two, both", 1)]


def test_a_series_that_does_not_reach_the_window_cannot_say() -> None:
    late = cc.Counts.from_arrays(np.zeros((1, 100), dtype=int), ["else"], START)
    late = late.with_totals([TotalBound("A", "all", after(START, 43), after(START, 60), 9, 9)])
    finding = cc.pause(late, "A", WINDOW)
    assert finding.verdict == "cannot say"
    assert "counts 29 November 2023" in finding.reason


def test_a_comparison_outside_a_series_is_none() -> None:
    counts = cc.Counts.from_arrays(np.zeros((1, 100), dtype=int), ["else"], START)
    counts = counts.with_totals([TotalBound("A", "all", after(START, 10), after(START, day), n, n) for day, n in ((39, 60), (46, 61))])
    inside = compare(counts, "A", "all", Window(*WINDOW), Window(after(START, 10), after(START, 39)), "x")
    outside = compare(counts, "A", "all", Window(*WINDOW), Window(START, after(START, 9)), "x")
    assert (inside.count, inside.effect) == (1, pytest.approx(30 / 7 / 60))
    assert (outside.p, outside.count) == (None, None)


def test_triggers_are_left_out_for_groups_and_controls_alike() -> None:
    values = np.ones((2, 100), dtype=int)
    values[:, 10:20] = 50
    counts = cc.Counts.from_arrays(values, ["A", "B"], START)
    finding = cc.pause(counts, "A", WINDOW, given=[after(START, day) for day in range(10, 20)], controls=["B"])
    assert finding.effect == finding.controls[0].effect == pytest.approx(1.0)


def test_the_group_that_decides_a_joint_pause_says_what_would_settle_it() -> None:
    """The sample's p is the smaller one, and still it is the sample that decides."""
    rng = np.random.default_rng(1)
    values = rng.poisson(4.0, size=(2, 100))
    values[0, 40:47], values[1, 40:47] = 0, 1
    coverage = np.full((2, 100), 2)
    coverage[0] = 1
    finding = cc.pause(cc.Counts.from_arrays(values, ["A", "B"], START, coverage=coverage), ("A", "B"), WINDOW)
    assert finding.verdict == "cannot say"
    assert "the weakest case is A" in finding.reason
    assert finding.settle is not None


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({"baseline": "yesterday"}, "a baseline among both, before|a baseline among before"),
        ({"window": ("2023-12-03", "2023-11-26")}, "Swap"),
        ({"window": ("2024-11-26", "2024-12-03")}, "inside the record"),
        ({"groups": "C"}, "found 'C'"),
        ({"groups": ()}, "one group or several"),
        ({"series": "none such"}, "a running total of 'A'"),
        ({"coverage": [2, 2, 2]}, r"each of 100 days; found other values or shape \(3,\)"),
        ({"coverage": np.full(100, 7)}, "coverage 0, 1 or 2"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], match: str) -> None:
    counts = cc.Counts.from_arrays(np.ones((1, 100), dtype=int), ["A"], START)
    with pytest.raises(cc.ConcertedError, match=match):
        cc.pause(counts, **{"groups": "A", "window": WINDOW, **asked})
