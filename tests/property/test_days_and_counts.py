"""Days, windows and counts: what goes in comes out, and what cannot be used is refused with one kind of error."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import numpy as np
import polars as pl
import pytest
from arro3.core import Table
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import concerted as cc
from concerted.days import Window, after, as_day, precision, spoken
from concerted.errors import ConcertedError, WindowError

some = settings(max_examples=150, deadline=None, derandomize=True)
days = st.dates(dt.date(1946, 1, 1), dt.date(2100, 12, 31))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@given(days, st.integers(0, 400))
@some
def test_a_window_holds_its_days(first: dt.date, more: int) -> None:
    window = Window.of((first.isoformat(), np.datetime64(first) + more))
    assert len(window) == more + 1 == len(list(window))
    assert window.first in window
    assert after(window.last) not in window
    assert Window.of(window) is window
    assert spoken(window.last) in str(window)


@given(days, days)
@some
def test_a_reversed_window_is_refused(first: dt.date, last: dt.date) -> None:
    if last < first:
        with pytest.raises(WindowError, match="Swap"):
            Window(first, last)
    else:
        assert Window(first, last).first == first


@given(days, st.integers(0, 40), days, st.integers(0, 40))
@some
def test_an_overlap_holds_the_days_of_both(first: dt.date, n: int, other: dt.date, m: int) -> None:
    a, b = Window(first, after(first, n)), Window(other, after(other, m))
    shared = [day for day in a if day in b]
    found = a.overlap(b)
    assert a.overlaps(b) == b.overlaps(a) == bool(shared)
    assert (list(found) if found else []) == shared


@given(days, st.integers(0, 60))
@some
def test_ranges_of_days_are_read_as_written(first: dt.date, more: int) -> None:
    window = Window(first, after(first, more))
    month = MONTHS[window.last.month - 1]
    assert precision(f"{window.first}/{window.last}", dt.date(1999, 1, 1)) == window
    assert precision("day", first) == precision("inferred", first) == Window(first, first)
    if (window.first.year, window.first.month) == (window.last.year, window.last.month):
        assert precision(f"range {window.first.day}-{window.last.day} {month}", first) == window
    else:
        across = f"range {window.first.day} {MONTHS[window.first.month - 1]}-{window.last.day} {month}"
        # Written in a row that carries either end, as tables do.
        assert precision(across, window.first) == precision(across, window.last) == window


@given(st.integers(1950, 2100), st.integers(1, 12))
@some
def test_a_month_is_all_of_its_days(year: int, month: int) -> None:
    window = precision(f"range {MONTHS[month - 1]} {year}", dt.date(2023, 5, 5))
    assert all((day.year, day.month) == (year, month) for day in window)
    assert after(window.last).day == 1
    assert window.first.day == 1


@given(st.text(max_size=25))
@some
def test_any_other_precision_is_refused_and_nothing_else_is_raised(text: str) -> None:
    with suppress(WindowError):
        assert isinstance(precision(text, dt.date(2024, 1, 31)), Window)


@pytest.mark.parametrize("text", ["range 30-28 Jan", "range 31-32 Jan", "range 3-5 Foo", "range 30 Feb-2 Mar", "week", "2024-02-30/2024-03-01"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(WindowError):
        precision(text, dt.date(2024, 1, 31))


@given(st.one_of(st.text(max_size=12), st.none(), st.integers(), st.floats(), st.lists(st.integers(), max_size=3)))
@some
def test_a_day_is_a_day_or_is_refused(value: Any) -> None:
    with suppress(WindowError):
        assert isinstance(as_day(value), dt.date)


@given(hnp.arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(1, 20)), elements=st.integers(0, 9)), st.data())
@some
def test_arrays_come_back_as_they_went_in(values: Any, data: st.DataObject) -> None:
    coverage = data.draw(hnp.arrays(np.uint8, values.shape, elements=st.integers(0, 2)))
    names = [f"g{i}" for i in range(values.shape[0])]
    given_values = values.copy()
    counts = cc.Counts.from_arrays(values, names, "2023-10-07", coverage=coverage)
    values += 1
    np.testing.assert_array_equal(counts.values, given_values)
    np.testing.assert_array_equal(counts.coverage, coverage)
    np.testing.assert_array_equal(counts.observed, coverage > 0)
    assert counts.days[0] == np.datetime64("2023-10-07")
    assert counts.days.size == values.shape[1] == len(counts.window)
    assert (counts.values.dtype, counts.coverage.dtype) == (np.int64, np.uint8)
    with pytest.raises(ValueError, match="read-only"):
        counts.values[0, 0] = 5


dated_rows = st.tuples(st.sampled_from("ABC"), st.integers(0, 14), st.integers(0, 4))


@given(st.lists(dated_rows, min_size=1, max_size=30), st.randoms(use_true_random=False))
@some
def test_events_are_counted_by_group_and_day(rows: list[tuple[str, int, int]], random: Any) -> None:
    start = dt.date(2023, 10, 7)
    table = [{"actor": name, "date": after(start, day).isoformat(), "attacks": n} for name, day, n in rows]
    expected = {(name, day): 0 for name, day, _ in rows}
    for name, day, n in rows:
        expected[name, day] += n
    random.shuffle(table)
    columns = {name: [row[name] for row in table] for name in ("actor", "date", "attacks")}
    for events in (table, columns, pl.DataFrame(columns), Table.from_arrow(pl.DataFrame(columns))):
        counts = cc.Counts.from_events(events, start=start, end=after(start, 14), weight="attacks")
        assert counts.groups == tuple(sorted({name for name, _, _ in rows}))
        assert counts.values.sum() == sum(n for *_, n in rows)
        assert all(counts.values[counts.index(name), day] == n for (name, day), n in expected.items())
        assert (counts.coverage == 1).all()


odd_numbers = st.sampled_from([0.0, 1.0, 2.5, float("nan"), float("inf"), -float("inf"), 1e9, 10**9, 10**30, True])
numbers = st.one_of(st.integers(-2, 12), odd_numbers, st.none(), st.text(max_size=3))


@given(st.lists(st.lists(numbers, max_size=4), max_size=3), st.lists(st.sampled_from("AB"), max_size=3))
@some
def test_counts_are_whole_and_bounded_or_refused(values: list[list[Any]], names: list[str]) -> None:
    try:
        counts = cc.Counts.from_arrays(values, names, "2023-10-07")
    except ConcertedError:
        return
    assert len(set(counts.groups)) == len(values)
    assert ((counts.values >= 0) & (counts.values <= 10**6)).all()


faulty_rows = st.fixed_dictionaries(
    {"date": st.sampled_from(["2023-10-08", "2023-11-30", "soon", None]), "n": numbers},
    optional={"actor": st.sampled_from(["A", "B", "", None, float("nan")])},
)


@given(st.lists(faulty_rows, max_size=4))
@some
def test_rows_are_counted_or_refused(rows: list[dict[str, Any]]) -> None:
    try:
        counts = cc.Counts.from_events(rows, start="2023-10-07", end="2023-10-10", weight="n")
    except ConcertedError:
        return
    assert set(counts.groups) <= {"A", "B"}
    assert counts.values.sum() == sum(row["n"] for row in rows)


@st.composite
def small_counts(draw: st.DrawFn) -> cc.Counts:
    shape = (draw(st.integers(2, 3)), draw(st.integers(1, 40)))
    cells = st.one_of(st.just(0), st.integers(0, 3), st.sampled_from([40, 10**6]))
    if draw(st.booleans()):
        values = np.random.default_rng(draw(st.integers(0, 999))).poisson(draw(st.sampled_from([0.1, 0.4, 3.0])), shape)
    else:
        values = draw(hnp.arrays(np.int64, shape, elements=cells, fill=st.just(0)))
    coverage = draw(st.one_of(st.just(np.full(shape, 2)), hnp.arrays(np.uint8, shape, elements=st.integers(0, 2))))
    return cc.Counts.from_arrays(values, ["A", "B", "C"][: shape[0]], "2023-10-07", coverage=coverage)


def assert_sound(finding: cc.Finding) -> None:
    assert finding.verdict in cc.VERDICTS
    assert (finding.settle is not None) == (finding.verdict == "cannot say")
    for line in (finding, *finding.variants, *finding.controls):
        for name in ("p", "p_dispersed", "effect", "low", "high", "count", "expected_count"):
            value = getattr(line, name)
            assert value is None or np.isfinite(value), (name, value)
        assert line.p is None or 0 < line.p <= 1
    assert finding.power is None or -1e-12 <= finding.power <= 1 + 1e-9
    assert "nan" not in finding.sentence


some_lags = st.sets(st.integers(0, 5), min_size=1, max_size=3)


@given(small_counts(), some_lags, st.sampled_from([2, 3, 7, 14]), st.sampled_from([(), ("C",)]), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_together_always_gives_a_sound_finding(counts: cc.Counts, lags: set[int], window: int, controls: tuple[str, ...], given_: bool) -> None:
    controls = controls if "C" in counts.groups else ()
    others = ["C"] if "C" in counts.groups and not controls else []
    given_days = ["2023-10-09", *others] if given_ else None
    assert_sound(cc.together(counts, "A", "B", tuple(lags), window_days=window, controls=controls, given=given_days))


@given(small_counts(), st.integers(0, 39), st.integers(1, 10), st.sampled_from(["both", "before", "after", "just after"]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_pause_always_gives_a_sound_finding_or_refuses(counts: cc.Counts, first: int, length: int, baseline: str) -> None:
    small = cc.Counts.from_arrays(np.minimum(counts.values, 40), counts.groups, "2023-10-07", coverage=counts.coverage)
    start = after(dt.date(2023, 10, 7), first)
    try:
        finding = cc.pause(small, ("A", "B") if length % 2 else "A", (start, after(start, length - 1)), baseline)
    except ConcertedError:
        assert first + length > counts.days.size
        return
    assert_sound(finding)


placed_rows = st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz"))
reaches = st.dictionaries(st.sampled_from("ABC"), st.sets(st.sampled_from("xyz")))


@given(st.lists(placed_rows, max_size=30), st.one_of(st.none(), reaches))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_divide_always_gives_a_sound_finding(rows: list[tuple[str, str]], reach: dict[str, set[str]] | None) -> None:
    table = {"actor": [a for a, _ in rows], "target": [t for _, t in rows]}
    assert_sound(cc.divide(table, reach=reach, draws=19))


@pytest.mark.parametrize("asked", [{"lags": ()}, {"lags": (-1,)}, {"lags": (0.5,)}, {"window_days": 1}, {"window_days": -7}])
def test_together_refuses_what_it_cannot_test(asked: dict[str, Any]) -> None:
    counts = cc.Counts.from_arrays(np.ones((2, 30), dtype=int), ["A", "B"], "2023-10-07")
    with pytest.raises(ConcertedError, match="expected"):
        cc.together(counts, "A", "B", **asked)
