"""`pause` from running totals: exposure, days left out, totals after the record, groups known by totals only, rows that contradict them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.counts import TotalBound
from concerted.days import after
from concerted.errors import UnknownGroupError

START = dt.date(2024, 1, 1)
DAYS = 100
WINDOW = (after(START, 40), after(START, 46))
# One a day before the window, one in it, two a day after it; element k is the total at the end of day k.
TRUE = np.cumsum(np.where(np.arange(DAYS) < 40, 1, np.where(np.arange(DAYS) < 47, 0, 2)) + (np.arange(DAYS) == 43))


def told(*days: int, group: str = "A", series: str = "all", start: dt.date = START) -> list[TotalBound]:
    return [TotalBound(group, series, start, after(START, day), int(TRUE[day]), int(TRUE[day])) for day in days]


def counts_of(*totals: TotalBound, groups: tuple[str, ...] = ("else",), values: Any = None, **more: Any) -> cc.Counts:
    values = np.zeros((len(groups), DAYS), dtype=int) if values is None else values
    return cc.Counts.from_arrays(values, groups, START, **more).with_totals(totals)


def lines(finding: cc.Finding, kind: str) -> dict[str, Any]:
    return {v.name: v for v in finding.variants if v.kind == kind}


def test_days_given_are_taken_out_of_totals_where_totals_enclose_them() -> None:
    counts = counts_of(*told(9, 12, 39, 46, 99))
    plain = cc.pause(counts, "A", WINDOW, "before")
    without = cc.pause(counts, "A", WINDOW, "before", given=[after(START, day) for day in (10, 11, 12)])
    assert (plain.expected_count, without.expected_count) == pytest.approx((40 * 7 / 40, 37 * 7 / 37))
    assert without.p == pytest.approx(stats.binomtest(1, 38, 7 / 44).pvalue)
    assert without.p != plain.p


def test_days_given_that_no_totals_enclose_leave_bounds() -> None:
    counts = counts_of(*told(9, 12, 39, 46, 99))
    finding = cc.pause(counts, "A", WINDOW, "before", given=[after(START, 20)])
    assert finding.p is None
    # Of the 27 between the totals of days 12 and 39 all or none can lie on the day left out.
    assert "the 39 days of the baseline to between 13 and 40" in finding.sentence
    inside = cc.pause(counts, "A", WINDOW, "before", given=[after(START, 43)])
    assert "to between 0 and 1 attacks" in inside.sentence


def test_days_given_are_no_part_of_other_windows_either() -> None:
    counts = counts_of(*told(*range(DAYS)))
    ranks = {}
    for name, days in {"all": (), "less": range(60, 90)}.items():
        (row,) = lines(cc.pause(counts, "A", WINDOW, given=[after(START, day) for day in days]), "placebo").values()
        ranks[name] = row.note
    assert "of 81 other windows" in ranks["all"]
    assert "of 45 other windows" in ranks["less"]
    assert not lines(cc.pause(counts, "A", WINDOW, given=[after(START, 42)]), "placebo")


def test_totals_count_by_exposure() -> None:
    exposure = np.ones((1, DAYS))
    exposure[0, 40:47] = 0.5
    counts = counts_of(*told(39, 46, 99), groups=("A",), values=np.zeros((1, DAYS), dtype=int), exposure=exposure, coverage=np.ones((1, DAYS)))
    finding = cc.pause(counts, "A", WINDOW, "before")
    assert finding.effect == pytest.approx((1 / 3.5) / (40 / 40))
    assert finding.p == pytest.approx(stats.binomtest(1, 41, 3.5 / 43.5).pvalue)
    assert "Days count by their exposure" in finding.sentence
    (alike,) = lines(finding, "exposure").values()
    assert alike.effect == pytest.approx((1 / 7) / 1)


def test_the_size_of_bursts_in_totals_counts_by_exposure() -> None:
    """Totals every ten days: uneven by days, even by exposure."""
    ships = np.tile(np.repeat([1.0, 3.0], 10), 5)
    total = np.cumsum(np.where((np.arange(DAYS) < 40) | (np.arange(DAYS) > 46), ships, 0)).astype(int)
    said = [
        TotalBound("A", "all", START, after(START, day), int(total[day]), int(total[day]))
        for day in (*range(9, 40, 10), 46, *range(49, 100, 10))
    ]
    p = {}
    for name, exposure in {"with": ships[None, :], "without": None}.items():
        p[name] = cc.pause(counts_of(*said, groups=("A",), exposure=exposure, coverage=np.ones((1, DAYS))), "A", WINDOW)
    assert p["with"].p_dispersed == pytest.approx(p["with"].p)
    assert (p["without"].p_dispersed or 0) > 2 * (p["without"].p or 1)


def test_an_exposure_of_others_only_is_told() -> None:
    counts = counts_of(*told(39, 46, 99), exposure=np.ones((1, DAYS)))
    assert [text for text in cc.pause(counts, "A", WINDOW).cannot_show if "what A could have acted against" in text]
    assert not [text for text in cc.pause(counts_of(*told(39, 46, 99)), "A", WINDOW).cannot_show if "acted against" in text]


def test_days_on_which_nobody_counted_are_no_days_at_risk() -> None:
    level = np.full(DAYS, 2)
    level[:20] = 0
    finding = cc.pause(counts_of(*told(39, 46, 99)), "A", WINDOW, "before", coverage=level)
    assert finding.expected_count == pytest.approx(40 * 7 / 20)
    assert finding.verdict == "cannot say"


def test_a_total_stated_after_the_record_bounds_its_end() -> None:
    counts = counts_of(*told(39, 46), TotalBound("A", "all", START, after(START, DAYS + 20), 50, 60))
    row = lines(cc.pause(counts, "A", WINDOW), "baseline")["after"]
    assert row.note == "bounds only: window 1, baseline between 0 and 19."
    late = (after(START, 90), after(START, DAYS - 1))
    finding = cc.pause(counts, "A", late, "before")
    assert "to between 0 and 19 attacks" in finding.sentence


def test_a_count_that_begins_before_the_record_is_used() -> None:
    early = TotalBound("A", "all", after(START, -30), after(START, -1), 100, 100)
    said = [TotalBound("A", "all", early.start, one.end, one.low + 100, one.low + 100) for one in told(39, 46, 99)]
    finding = cc.pause(counts_of(early, *said), "A", WINDOW, "before")
    assert (finding.count, finding.expected_count) == (1, pytest.approx(7))


@pytest.mark.parametrize("first", [DAYS, DAYS + 50])
def test_a_count_that_begins_after_the_record_is_refused(first: int) -> None:
    late = TotalBound("A", "all", after(START, first), after(START, first + 9), 3, 3)
    with pytest.raises(cc.DataError, match="counts days of the record"):
        cc.pause(counts_of(late), "A", WINDOW)


def test_a_control_known_by_one_total_is_held_against_it() -> None:
    counts = counts_of(*told(39, 46, 99), *told(39, 46, 99, group="B"))
    finding = cc.pause(counts, "A", WINDOW, controls=["B"])
    (check,) = finding.controls
    assert (check.p, check.count) == (finding.p, 1)
    assert "from the running total 'all'" in check.note
    assert finding.verdict == "cannot say"


@pytest.mark.parametrize("asked", [{"groups": "A"}, {"groups": "else", "controls": ["A"]}, {"groups": ("else", "A")}])
def test_a_group_known_by_several_totals_is_asked_for_by_name(asked: dict[str, Any]) -> None:
    counts = counts_of(*told(39, 46, 99), *told(39, 46, 99, series="other"))
    with pytest.raises(cc.DataError, match=r"daily values of 'A', or one running total of it; found .* the totals all and other") as error:
        cc.pause(counts, window=WINDOW, **asked)
    assert not isinstance(error.value, UnknownGroupError)


def test_a_group_that_nobody_knows_is_told_with_all_that_are_known() -> None:
    with pytest.raises(UnknownGroupError, match="'else', 'A'; found 'Z'"):
        cc.pause(counts_of(*told(39, 46, 99)), "Z", WINDOW)


def test_a_joint_pause_says_who_was_judged_by_what() -> None:
    values = np.ones((1, DAYS), dtype=int)
    values[0, 40:47] = 0
    counts = counts_of(*told(39, 46, 99), groups=("B",), values=values, coverage=np.full((1, DAYS), 2))
    finding = cc.pause(counts, ("A", "B"), WINDOW, "before")
    assert "Judged were A by the running total 'all' and B by its daily rows." in finding.sentence
    assert [v.note.split(";")[0] for v in finding.variants] == ["from the running total 'all'", "from daily rows"]
    assert "Judged" not in cc.pause(counts_of(groups=("A", "B"), values=np.repeat(values, 2, 0)), ("A", "B"), WINDOW).sentence


@pytest.mark.parametrize("named", [{"series": "all"}, {"parts": ["all: one"]}])
def test_a_total_named_for_several_groups_is_refused(named: dict[str, Any]) -> None:
    with pytest.raises(cc.DataError, match="one group with `series` or `parts`"):
        cc.pause(counts_of(*told(39, 46, 99)), ("A", "else"), WINDOW, **named)


def test_parts_of_no_total_are_refused() -> None:
    with pytest.raises(cc.DataError, match="`series` with `parts`"):
        cc.pause(counts_of(*told(39, 46, 99)), "A", WINDOW, parts=["all: one"])


@pytest.mark.parametrize(
    ("held", "coverage", "said"),
    [(7, 2, "hold 7"), (7, 1, "hold 7"), (0, 2, "hold 0"), (0, 1, ""), (1, 2, "")],
)
def test_rows_that_contradict_an_exact_total_are_flagged(held: int, coverage: int, said: str) -> None:
    values = np.diff(TRUE, prepend=0)[None, :]
    values[0, 43] = held
    level = np.full((1, DAYS), coverage)
    finding = cc.pause(counts_of(*told(39, 46, 99), groups=("A",), values=values, coverage=level), "A", WINDOW)
    rows = lines(finding, "contradiction")
    assert bool(rows) == bool(said)
    assert ("Rows and totals contradict each other" in finding.sentence) == bool(said)
    if said:
        assert f"rose by 1 and the daily rows {said}: they do not count the same, or one is wrong" in rows["rows against the total 'all'"].note


def test_rows_known_as_a_range_contradict_nothing_that_they_may_fit() -> None:
    from dataclasses import replace

    from concerted.counts import IntervalCount

    values = np.diff(TRUE, prepend=0)[None, :]
    values[0, 43] = 0
    counts = counts_of(*told(39, 46, 99), groups=("A",), values=values, coverage=np.full((1, DAYS), 2))
    ranged = replace(counts, intervals=(IntervalCount("A", after(START, 45), after(START, 48), 1),))
    # The window may hold the missing one, and then the days after it hold what they should.
    assert not lines(cc.pause(ranged, "A", WINDOW), "contradiction")
    assert lines(cc.pause(counts, "A", WINDOW), "contradiction")
