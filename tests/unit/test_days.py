"""Days and windows in words."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from concerted.days import Window, after, as_day, before, day_numbers, precision, spoken
from concerted.errors import WindowError


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-11-24", "2023-11-30", "24-30 November 2023"),
        ("2023-11-24", "2023-11-24", "24 November 2023"),
        ("2023-11-24", "2023-12-03", "24 November - 3 December 2023"),
        ("2023-12-28", "2024-01-03", "28 December 2023 - 3 January 2024"),
    ],
)
def test_a_window_is_spoken(first: str, last: str, words: str) -> None:
    assert str(Window.of((first, last))) == words


@pytest.mark.parametrize("value", ["2024-02-29", dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 23, 59), np.datetime64("2024-02-29T12")])  # noqa: DTZ001
def test_a_day_may_come_in_several_kinds(value: object) -> None:
    assert as_day(value) == dt.date(2024, 2, 29)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["2023-02-29", "29 Feb 2024", "", None, np.datetime64("NaT")])
def test_what_is_no_day_is_refused_with_what_was_found(value: object) -> None:
    with pytest.raises(WindowError, match=r"expected a day such as 2023-11-24; found .*Write year-month-day"):
        as_day(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", ["2023-11-24", ("2023-11-24",), None, ("2023-11-24", "2023-11-25", "2023-11-26"), 7])
def test_what_is_no_pair_of_days_is_refused(pair: object) -> None:
    with pytest.raises(WindowError):
        Window.of(pair)  # type: ignore[arg-type]


def test_days_are_counted_across_a_leap_day() -> None:
    assert after(dt.date(2024, 2, 28), 2) == dt.date(2024, 3, 1)
    assert before(dt.date(2024, 3, 1), 2) == dt.date(2024, 2, 28)
    assert day_numbers(dt.date(2024, 2, 28), 3).astype(str).tolist() == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert spoken(dt.date(2024, 3, 1)) == "1 March 2024"


@pytest.mark.parametrize(
    ("text", "day", "first", "last"),
    [
        ("range 28 Dec-3 Jan", "2024-01-02", "2023-12-28", "2024-01-03"),
        ("range 28 Dec-3 Jan", "2023-12-30", "2023-12-28", "2024-01-03"),
        ("range Feb 2024", "2023-05-01", "2024-02-01", "2024-02-29"),
        ("range Dec 2023", "2023-05-01", "2023-12-01", "2023-12-31"),
        ("range 28-30 Jan", "2024-01-28", "2024-01-28", "2024-01-30"),
        ("", "2024-01-28", "2024-01-28", "2024-01-28"),
    ],
)
def test_a_precision_says_which_days(text: str, day: str, first: str, last: str) -> None:
    assert precision(text, as_day(day)) == Window.of((first, last))
