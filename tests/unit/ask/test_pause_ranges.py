"""`pause` with events of which only a range of days is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.counts import IntervalCount
from concerted.days import Window, after

START = Window.of(("2024-01-01", "2024-01-01")).first
WINDOW = Window(after(START, 40), after(START, 49))


def counts_of(*ranges: tuple[int, int, int], values: np.ndarray | None = None, **more: object) -> cc.Counts:
    """Return a census of 100 days with one event a day outside the window, and ranges (first day, last day, events)."""
    if values is None:
        values = np.ones((1, 100), dtype=int)
        values[0, 40:50] = 0
        values[0, 44] = 1
    if not {"observed", "coverage"} & set(more):
        more["coverage"] = np.full(values.shape, 2)
    counts = cc.Counts.from_arrays(values, ["A"], START, **more)  # type: ignore[arg-type]
    return replace(counts, intervals=tuple(IntervalCount("A", after(START, i), after(START, j), n) for i, j, n in ranges))


def asked(*ranges: tuple[int, int, int], **more: object) -> cc.Finding:
    return cc.pause(counts_of(*ranges, **more), "A", WINDOW)


def exact(window: int, baseline: int, days: int = 90) -> float:
    return float(stats.binomtest(window, window + baseline, 10 / (10 + days)).pvalue)


def test_a_range_in_the_window_or_in_the_baseline_counts_there() -> None:
    assert asked((42, 46, 3)).count == 4
    assert asked((10, 20, 9)).expected_count == pytest.approx((90 + 9) / 9)
    assert not [v for v in asked((42, 46, 3), (10, 20, 9)).variants if v.kind == "range"]


@pytest.mark.parametrize("hidden", ["given", "unobserved", "exposure"])
def test_a_range_that_lies_on_days_that_take_no_part_is_no_event_of_the_baseline(hidden: str) -> None:
    observed, exposure = np.ones((1, 100), dtype=bool), np.ones((1, 100))
    values = np.ones((1, 100), dtype=int)
    observed[0, 10:20], exposure[0, 10:20] = hidden != "unobserved", hidden != "exposure"
    values[0, 10:20] = hidden == "given"
    days = [after(START, i) for i in range(10, 20)] if hidden == "given" else ()
    with_it = {"observed": observed, "values": values, **({"exposure": exposure} if hidden == "exposure" else {})}
    ranged, plain = (cc.pause(counts_of(*some, **with_it), "A", WINDOW, given=days) for some in ([(12, 17, 50)], []))
    assert plain.expected_count == pytest.approx(10)
    assert (ranged.expected_count, ranged.p, ranged.p_dispersed) == (plain.expected_count, plain.p, plain.p_dispersed)
    (told,) = [v for v in ranged.variants if v.kind == "range"]
    assert told.note == "50 events can lie only on days that take no part, and are left out"


def test_a_range_that_is_in_part_unobserved_may_lie_there() -> None:
    observed = np.ones((1, 100), dtype=bool)
    observed[0, 14] = False
    base = [v for v in asked((12, 14, 2), observed=observed).variants if v.name == "both"]
    assert "baseline between 89 and 91" in base[0].note


def test_a_range_does_not_lie_on_unobserved_days_of_no_exposure() -> None:
    observed, exposure = np.ones((1, 100), dtype=bool), np.ones((1, 100))
    observed[0, 14], exposure[0, 14], exposure[0, 90] = False, 0, 2
    values = np.ones((1, 100), dtype=int)
    finding = cc.pause(counts_of((12, 14, 2), values=values, observed=observed, exposure=exposure), "A", WINDOW, "before")
    assert finding.expected_count == pytest.approx(41 * 10 / 39)


@pytest.mark.parametrize("ranges", [[(38, 42, 3)], [(38, 42, 2), (48, 52, 3)], [(30, 60, 4), (45, 55, 2)]])
def test_the_largest_p_and_the_hull_are_those_of_all_placements(ranges: list[tuple[int, int, int]]) -> None:
    finding = asked(*ranges)
    base, n = 90, sum(n for *_, n in ranges)
    each = [(1 + k, base + n - k) for k in range(n + 1)]
    assert finding.p == pytest.approx(max(exact(*one) for one in each))
    shares = [stats.binomtest(x, x + y).proportion_ci(0.95, "exact") for x, y in each]
    assert finding.low == pytest.approx(min(9 * s.low / (1 - s.low) for s in shares))
    assert finding.high == pytest.approx(max(9 * s.high / (1 - s.high) for s in shares))
    assert finding.p_dispersed is not None
    assert finding.p is not None
    assert finding.p_dispersed >= finding.p


def test_a_fall_that_stands_wherever_the_events_lie_is_one() -> None:
    finding = asked((38, 42, 1))
    assert finding.verdict == "shared causes suffice"
    assert "wherever in their ranges the events lie" in finding.reason
    assert "between 1 and 2 attacks were counted and between 90 and 91 in" in finding.sentence
    assert "The range of what is possible is given" in finding.sentence
    assert "totals" not in finding.sentence
    assert finding.count == 2


def test_a_fall_that_hangs_on_where_the_events_lie_cannot_be_told() -> None:
    finding = asked((38, 42, 8))
    assert finding.verdict == "cannot say"
    assert "at least one way" in finding.reason
    assert finding.p == pytest.approx(max(exact(1 + k, 98 - k) for k in range(9)))
    assert finding.settle is not None
    assert finding.settle.startswith("the days of these events")


def test_too_many_ranges_bound_the_counts_and_say_so() -> None:
    finding = asked((30, 60, 500))
    assert finding.p is None
    assert finding.verdict == "cannot say"
    assert "The ranges of days bound the window" in finding.sentence
    assert "known only as a range of days" in finding.reason


def test_events_that_may_lie_on_left_out_days_may_be_none() -> None:
    """A range over the window's edge of which the middle is given: in the window, in the baseline, or nowhere."""
    counts = counts_of((38, 41, 2))
    finding = cc.pause(counts, "A", WINDOW, given=[after(START, 39)])
    possible = [(1 + x, 89 + y) for x, y in product(range(3), range(3)) if x + y <= 2]
    assert finding.p == pytest.approx(max(exact(x, y, 89) for x, y in possible))
    (told,) = [v for v in finding.variants if v.kind == "range"]
    assert told.note.startswith("2 events can lie in more than one of")


def test_doubtful_events_are_taken_out_of_every_placement() -> None:
    counts = counts_of((38, 42, 1))
    finding = cc.pause(counts, "A", WINDOW, in_doubt=1)
    (row,) = [v for v in finding.variants if v.name == "both, without the doubtful"]
    assert row.p == pytest.approx(max(exact(0, 91), exact(1, 90)))


def test_ranges_count_in_the_size_of_bursts() -> None:
    """Forty events of one known week are a burst, day or no day."""
    plain, burst = asked(), asked((70, 74, 40))
    assert plain.p_dispersed is not None
    assert burst.p_dispersed is not None
    assert burst.p_dispersed > 100 * plain.p_dispersed


def test_placebo_windows_hold_what_surely_and_possibly_lies_in_them() -> None:
    # Without ranges every other window of ten days holds ten; two hold nothing but for ranges.
    values = np.ones((1, 100), dtype=int)
    values[0, 40:50], values[0, 60:70] = 0, 0
    note = {}
    for name, ranges in {"none": [], "inside": [(62, 66, 2)], "across": [(66, 73, 2)]}.items():
        (row,) = [v for v in cc.pause(counts_of(*ranges, values=values), "A", WINDOW).variants if v.kind == "placebo"]
        note[name] = row.note
    assert "1 surely and 1 possibly" in note["none"]
    assert "0 surely and 0 possibly" in note["inside"]
    assert "0 surely and 1 possibly" in note["across"]


def test_a_range_beyond_the_record_may_lie_outside_it() -> None:
    counts = counts_of()
    outside = replace(counts, intervals=(IntervalCount("A", after(START, 98), after(START, 105), 3),))
    (row,) = [v for v in cc.pause(outside, "A", WINDOW).variants if v.name == "after"]
    assert "baseline between 50 and 53" in row.note
