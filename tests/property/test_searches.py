"""No sequence of lines turns a day of which none speaks into an observed one, and none says more than its most careful line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.case.records import CoverageRow, SearchRow
from concerted.counts import COVERAGE_NAMES
from concerted.days import Window
from concerted.events import Coverage, case_rows
from small_case import write_small_case

FIRST = dt.date(2020, 1, 1)
PERIOD = Window(FIRST, dt.date(2020, 2, 29))
GROUPS = {
    "Reds": ("reds",),
    "Red Front": ("reds",),
    "Blues": ("blues",),
    "all case groups": ("reds", "blues"),
    "official count": ("official count",),
}
FRONTS = {"North": "North", "South": "South", "North/South": "North South", "South+East": "South East", "all": "North South East"}


@cache
def small() -> Case:
    with TemporaryDirectory() as folder:
        case, faults = read_case(write_small_case(Path(folder)))
    assert faults == ()
    assert case is not None
    return case


# Days before and after the period too: the lines need not have passed `check`.
days = st.integers(-5, 65).map(lambda i: FIRST + dt.timedelta(days=i))
stretches = st.tuples(days, days).map(sorted)


@st.composite
def searches(draw: st.DrawFn) -> SearchRow:
    first, last = draw(stretches)
    when: dict[str, Any] = {"day": first} if draw(st.booleans()) else {"first": first, "last": last}
    pages = draw(st.none() | st.integers(0, 3))
    return SearchRow(
        row=2,
        group=draw(st.sampled_from(list(GROUPS))),
        front=draw(st.sampled_from(list(FRONTS))),
        pages_read=pages,
        complete=draw(st.sampled_from("yn")),
        **when,
    )


@st.composite
def covered(draw: st.DrawFn) -> CoverageRow:
    first, last = draw(stretches)
    group, front = draw(st.sampled_from(list(GROUPS))), draw(st.sampled_from(list(FRONTS)))
    return CoverageRow(
        row=2, group=group, front=front, period_start=first, period_end=last, coverage=draw(st.sampled_from(COVERAGE_NAMES)), why="why"
    )


def said(case: Case, group: str, front: str, day: dt.date) -> list[int]:
    """Return the level that each line gives of a group, front and day, line by line."""
    levels = [
        COVERAGE_NAMES.index(line.coverage)
        for line in case.coverage
        if group in GROUPS[line.group] and front in FRONTS[line.front].split() and line.period_start <= day <= line.period_end
    ]
    for search in case.searches:
        first, last = (search.day, search.day) if search.day else (search.first, search.last)
        assert first is not None
        assert last is not None
        if group in GROUPS[search.group] and front in FRONTS[search.front].split() and first <= day <= last:
            levels.append(0 if search.pages_read == 0 else 2 if search.complete == "y" else 1)
    return levels


@given(st.lists(covered(), max_size=6), st.lists(searches(), max_size=8))
@settings(deadline=None, max_examples=60)
def test_a_day_is_observed_only_where_a_line_says_so(lines: list[CoverageRow], log: list[SearchRow]) -> None:
    case = replace(small(), coverage=tuple(lines), searches=tuple(log))
    register = Register(case.organisations)
    looked = Coverage(case, register)
    counts = case_rows(case, register, looked).counts(looked, PERIOD, register.name)
    for group in ("reds", "blues", "official count", "nobody"):
        whole = looked.days(group)
        for i, day in enumerate(PERIOD):
            levels = {front: said(case, group, front, day) for front in ("North", "South", "East")}
            for front, told in levels.items():
                assert looked.level(group, [front], "", day) == min(told, default=0)
            if not any(levels.values()):
                assert whole[i] == 0
                assert group not in case.settings.case.groups or not counts.observed[case.settings.case.groups.index(group), i]
            assert whole[i] <= max((min(told, default=0) for told in levels.values()), default=0)


@given(st.lists(covered(), max_size=3), st.lists(searches(), max_size=8))
@settings(deadline=None, max_examples=60)
def test_effort_is_above_zero_wherever_it_is_used_and_never_made_up(lines: list[CoverageRow], log: list[SearchRow]) -> None:
    case = replace(small(), coverage=tuple(lines), searches=tuple(log))
    register = Register(case.organisations)
    looked = Coverage(case, register)
    rows = case_rows(case, register, looked)
    counts = rows.counts(looked, PERIOD, register.name)
    known = [rows.effort_known(looked, group) for group in rows.groups]
    assert (counts.effort is not None) == any(of > 0 and days == of for days, of in known)
    if counts.effort is not None:
        assert np.isfinite(counts.effort).all()
        assert (counts.effort[counts.observed] > 0).all()
    for row, (days, of) in enumerate(known):
        if counts.effort is not None and days == of > 0:
            numbers = {search.pages_read for search in log if rows.groups[row] in GROUPS[search.group]}
            # No more than one search for each front adds up, and each number is one that a line gives.
            assert counts.effort[row].max() <= 3 * max(n for n in numbers if n is not None)
