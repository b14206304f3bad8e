"""Bounds from running totals hold whatever was stated, as long as it was true."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.counts import TotalBound
from concerted.days import Window, after
from concerted.errors import ConcertedError, DataError, WindowError
from concerted.measure.totals import curve, segments, with_parts

START = dt.date(2023, 10, 17)
increments = st.lists(st.integers(0, 6), min_size=1, max_size=25)
true_to_life = settings(max_examples=150, deadline=None, derandomize=True)


def totals_of(daily: list[int]) -> npt.NDArray[np.int64]:
    """Return the true total at the end of each day; element 0 is the eve of the first."""
    return np.concatenate(([0], np.cumsum(daily)))


@st.composite
def statements(draw: st.DrawFn, daily: list[int], group: str = "A", series: str = "all") -> list[TotalBound]:
    """Return true statements: exact, "at least", "at most", between, or approximate."""
    totals, said = totals_of(daily), []
    for _ in range(draw(st.integers(1, 8))):
        i = draw(st.integers(0, len(daily) - 1))
        truth = int(totals[i + 1])
        low = draw(st.sampled_from([truth, truth, max(0, truth - draw(st.integers(0, 5))), 0]))
        high = draw(st.sampled_from([truth, truth, truth + draw(st.integers(0, 5)), None]))
        said.append(TotalBound(group, series, START, after(START, i), low, high))
    return said


@st.composite
def stated(draw: st.DrawFn) -> tuple[list[int], list[TotalBound]]:
    daily = draw(increments)
    return daily, draw(statements(daily))


@given(stated())
@true_to_life
def test_the_truth_lies_between_the_bounds(one: tuple[list[int], list[TotalBound]]) -> None:
    daily, said = one
    end = after(START, len(daily) - 1)
    found, totals = curve(said, end), totals_of(daily)
    assert (found.low <= totals).all()
    assert (totals <= found.high).all()
    assert (np.diff(found.low) >= 0).all()
    assert (found.high[1:] >= found.high[:-1]).all()
    assert (found.low[0], found.high[0]) == (0, 0)


@given(stated(), st.data())
@true_to_life
def test_the_events_of_any_window_lie_between_the_bounds(one: tuple[list[int], list[TotalBound]], data: st.DataObject) -> None:
    daily, said = one
    found = curve(said, after(START, len(daily) - 1))
    i = data.draw(st.integers(0, len(daily) - 1))
    j = data.draw(st.integers(i, len(daily) - 1))
    low, high = found.increase(Window(after(START, i), after(START, j)))
    assert 0 <= low <= sum(daily[i : j + 1]) <= high


@given(stated(), st.randoms(use_true_random=False))
@true_to_life
def test_the_order_of_statements_does_not_matter(one: tuple[list[int], list[TotalBound]], random: object) -> None:
    daily, said = one
    turned = list(said)
    random.shuffle(turned)  # type: ignore[attr-defined]
    end = after(START, len(daily) - 1)
    np.testing.assert_array_equal(curve(said, end).low, curve(turned, end).low)
    np.testing.assert_array_equal(curve(said, end).high, curve(turned, end).high)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5))
@true_to_life
def test_exact_totals_of_one_day_that_differ_give_the_interval_of_all(totals: list[int]) -> None:
    found = curve([TotalBound("A", "all", START, after(START, 3), n, n) for n in totals], after(START, 6))
    assert (found.low[4], found.high[4]) == (min(totals), max(totals))


@given(st.data())
@true_to_life
def test_parts_and_total_tighten_each_other_and_never_shut_out_the_truth(data: st.DataObject) -> None:
    days = data.draw(st.integers(1, 15))
    dailies = [data.draw(st.lists(st.integers(0, 5), min_size=days, max_size=days)) for _ in range(data.draw(st.integers(1, 3)))]
    whole = np.sum(dailies, axis=0).tolist()
    end = after(START, days - 1)
    total = curve(data.draw(statements(whole)), end)
    parts = [curve(data.draw(statements(daily, series=f"all: {i}")), end) for i, daily in enumerate(dailies)]
    tighter, tight_parts = with_parts(total, parts, "all")
    for before, found, daily in zip([total, *parts], [tighter, *tight_parts], [whole, *dailies], strict=True):
        truth = totals_of(daily)
        assert (found.low <= truth).all()
        assert (truth <= found.high).all()
        assert (found.low >= before.low).all()
        assert (found.high <= before.high).all()


def test_a_total_is_bounded_by_its_parts() -> None:
    end = after(START, 2)
    total = curve([TotalBound("A", "all", START, end, 10, 10)], end)
    first, second = (curve([TotalBound("A", f"all: {n}", START, end, n, n)], end) for n in (4, 6))
    unknown = curve([TotalBound("A", "all: rest", START, end, 0, None)], end)
    assert with_parts(total, [first, unknown])[1][1].increase(Window(START, end)) == (6, 6)
    assert with_parts(curve([TotalBound("A", "all", START, end, 0, None)], end), [first, second])[0].increase(Window(START, end)) == (10, 10)


def test_parts_without_their_total_contradict_it() -> None:
    end = after(START, 2)
    total, part = (curve([TotalBound("A", "all", START, end, n, n)], end) for n in (3, 5))
    with pytest.raises(DataError, match="never go down"):
        with_parts(total, [part], "all")


def test_parts_with_another_first_day_are_refused() -> None:
    end = after(START, 9)
    total = curve([TotalBound("A", "all", START, end, 5, 5)], end)
    part = curve([TotalBound("A", "all: one", after(START, 2), end, 5, 5)], end)
    with pytest.raises(DataError, match="first day"):
        with_parts(total, [part], "all")


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, 10), (-4, -2), (12, 14)])
def test_a_window_outside_the_count_is_refused(first: int, last: int) -> None:
    found = curve([TotalBound("A", "all", START, after(START, 5), 7, 7)], after(START, 9))
    with pytest.raises(WindowError, match="inside the count"):
        found.increase(Window(after(START, first), after(START, last)))


@pytest.mark.parametrize("said", [[(5, 9, 9), (7, 8, 8)], [(3, 4, None), (6, 0, 2)], [(2, 5, 3)]])
def test_totals_that_go_down_are_refused_with_the_day(said: list[tuple[int, int, int | None]]) -> None:
    bounds = [TotalBound("A", "attacks", START, after(START, day), low, high) for day, low, high in said]
    with pytest.raises(DataError, match=r"'attacks' that never go down.*around 2023-10"):
        curve(bounds, after(START, 9))


def test_statements_with_two_first_days_are_refused() -> None:
    bounds = [TotalBound("A", "all", after(START, i), after(START, 5), 3, 3) for i in range(2)]
    with pytest.raises(ConcertedError, match="one first day"):
        curve(bounds, after(START, 9))


def test_stretches_lie_between_neighbouring_exact_totals() -> None:
    bounds = [TotalBound("A", "all", START, after(START, i), n, n) for i, n in ((1, 3), (4, 9), (9, 10))]
    counts, days = segments(curve(bounds, after(START, 12)), [after(START, i) for i in range(5)])
    assert counts.tolist() == [3, 6]
    assert days.tolist() == [2, 3]
