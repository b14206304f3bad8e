"""What counts refuse, and in which words."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from arro3.core import Table

import concerted as cc
from concerted.counts import IntervalCount
from concerted.days import Window, as_day
from concerted.errors import DataError, UnknownGroupError, WindowError

GOOD: dict[str, Any] = {"values": [[0, 1, 2], [3, 0, 0]], "groups": ["A", "B"], "start": "2023-10-07"}
FOUND = "expected .*found "


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"values": [[0, -1, 2], [0, 0, 0]]}, FOUND + "-1"),
        ({"values": [[0, 1.5, 2], [0, 0, 0]]}, FOUND + "fractional or missing"),
        ({"values": [[0, np.nan, 2], [0, 0, 0]]}, FOUND + "fractional or missing"),
        ({"values": [[0, np.inf, 2], [0, 0, 0]]}, FOUND + "fractional or missing"),
        ({"values": [[0, 10**9, 2], [0, 0, 0]]}, FOUND + "0 to 1000000000. Look for running totals"),
        ({"values": [[0, 1], [0, 1, 2]]}, FOUND + "rows of several lengths"),
        ({"values": [0, 1, 2]}, FOUND + r"shape \(3,\)"),
        ({"values": [[], []]}, FOUND + r"shape \(2, 0\)"),
        ({"values": [["a", "b"], ["c", "d"]]}, FOUND + "values of type"),
        ({"values": [[None, 1], [0, 0]]}, FOUND + "values of type object"),
        ({"groups": ["A"]}, "one group name a row, 2 in all; found 1"),
        ({"groups": ["A", "A"]}, "each group once; found A more than once. Merge or rename"),
        ({"start": "7 October"}, FOUND + "'7 October'"),
        ({"observed": [[True, True, True]]}, FOUND + r"\(1, 3\)"),
        ({"observed": [[1, 1, 0], [1, 1, 1]]}, "True or False in `observed`"),
        ({"coverage": [[2, 2, 3], [0, 0, 0]]}, r"coverage 0 \(nobody looked\), 1 \(sample\) or 2 \(census\)"),
        ({"coverage": [[2, 2, np.nan], [0, 0, 0]]}, "coverage 0"),
        ({"coverage": np.full((2, 3), 2), "observed": np.ones((2, 3), dtype=bool)}, "found both"),
        ({"exposure": [[1.0, 1.0], [1.0, 1.0]]}, FOUND + r"\(2, 2\)"),
        ({"exposure": [[1.0, -1.0, 1.0], [1.0, 1.0, np.nan]]}, FOUND + "negative or missing"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused_in_words(change: dict[str, Any], match: str) -> None:
    with pytest.raises(cc.ConcertedError, match=match):
        cc.Counts.from_arrays(**{**GOOD, **change})


def test_observed_days_are_a_census() -> None:
    counts = cc.Counts.from_arrays(**GOOD, observed=np.array([[True, False, True], [True, True, True]]))
    assert counts.coverage.tolist() == [[2, 0, 2], [2, 2, 2]]


def test_a_group_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(UnknownGroupError, match=r"'A', 'B'; found 'C'. Check the spelling"):
        cc.together(cc.Counts.from_arrays(**GOOD), "A", "C")


def test_a_window_outside_the_record_is_refused() -> None:
    with pytest.raises(WindowError, match="inside the record"):
        cc.Counts.from_arrays(**GOOD).inside(Window.of(("2023-10-08", "2023-10-10")))


ROWS = [{"actor": "A", "date": "2023-10-07"}, {"actor": "B", "date": "2023-10-09"}]


def counted(rows: Any, **options: Any) -> cc.Counts:
    return cc.Counts.from_events(rows, start="2023-10-07", end="2023-10-09", **options)


@pytest.mark.parametrize(
    ("rows", "options", "match"),
    [
        ([{"actor": "A", "date": "2023-10-12"}], {}, "found 1 outside, the first of A on 2023-10-12"),
        ([{"actor": None, "date": "2023-10-08"}], {}, "a group and a whole number of events in row 1; found None"),
        ([*ROWS, {"date": "2023-10-08"}], {}, "in row 3; found None"),
        ([{"actor": "A", "date": None}], {}, FOUND + "None"),
        ([{"actor": "A", "date": "2023-10-08", "n": 2.5}], {"weight": "n"}, "in row 1; found 'A' and 2.5"),
        ([{"actor": "A", "date": "2023-10-08", "n": float("nan")}], {"weight": "n"}, "found 'A' and nan"),
        ([{"actor": "A", "date": "2023-10-08", "n": -1}], {"weight": "n"}, "found 'A' and -1"),
        ([{"actor": "A", "date": "2023-10-08", "n": 10**30}], {"weight": "n"}, "found 'A' and 10"),
        ([{"actor": "A", "date": "2023-10-08", "n": "three"}], {"weight": "n"}, "found 'A' and 'three'"),
        ([{"actor": "A", "date": "2023-10-08", "first": "2023-10-09", "last": "2023-10-08"}], {}, "first day not after the last in row 1"),
        (ROWS, {"by": "group"}, "a column 'group'; found actor, date"),
        (ROWS, {"weight": "attacks"}, "a column 'attacks'"),
        ({"actor": ["A", "B"], "date": ["2023-10-08"]}, {}, "one length; found actor 2, date 1"),
        ([], {}, "at least one event"),
        ("events.csv", {}, "a table .*found str"),
        (7, {}, "a table .*found int"),
    ],
)
def test_rows_that_cannot_be_counted_are_refused_in_words(rows: Any, options: dict[str, Any], match: str) -> None:
    with pytest.raises(DataError if "found None" not in match else cc.ConcertedError, match=match):
        counted(rows, **options)


def test_a_reversed_record_is_refused() -> None:
    with pytest.raises(WindowError, match="Swap"):
        cc.Counts.from_events(ROWS, start="2023-10-09", end="2023-10-07")


@pytest.mark.parametrize("kind", [pl.DataFrame, lambda rows: Table.from_arrow(pl.DataFrame(rows)), list], ids=["frame", "arrow", "rows"])
def test_any_table_will_do(kind: Any) -> None:
    counts = counted(kind(ROWS))
    assert counts.groups == ("A", "B")
    assert counts.values.tolist() == [[1, 0, 0], [0, 0, 1]]


def test_dates_known_as_a_range_stand_apart() -> None:
    rows = [{**ROWS[0], "first": "2023-10-07", "last": last, "n": n} for last, n in (("2023-10-09", 3), ("2023-10-07", 1))]
    counts = counted(rows, weight="n")
    assert counts.values.tolist() == [[1, 0, 0]]
    assert counts.intervals == (IntervalCount("A", as_day("2023-10-07"), as_day("2023-10-09"), 3),)


def test_counts_say_what_they_are() -> None:
    assert repr(cc.Counts.from_arrays(**GOOD)) == "Counts(2 groups, 2023-10-07 to 2023-10-09, 6 events)"
