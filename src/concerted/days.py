"""Days, windows of days, and dates known only as a range."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.errors import WindowError

Day = dt.date
DayLike = str | dt.date | np.datetime64

# Spelled out rather than asked of strftime, whose words change with the machine's locale.
_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, start=1)}
_DAYS_OF_MONTH = re.compile(r"range (\d{1,2})-(\d{1,2}) ([A-Z][a-z]{2})$")
_ACROSS_MONTHS = re.compile(r"range (\d{1,2}) ([A-Z][a-z]{2})-(\d{1,2}) ([A-Z][a-z]{2})$")
_WHOLE_MONTH = re.compile(r"range ([A-Z][a-z]{2}) (\d{4})$")
_ISO_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})$")


def as_day(value: DayLike) -> Day:
    """Return one day from an ISO string, a date or a numpy day.

    Raises
    ------
    WindowError
        If the value names no real day.
    """
    # A missing time of a frame is a datetime that differs from itself; it names no day.
    if isinstance(value, dt.datetime) and value == value:
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10] if isinstance(value, np.datetime64) else str(value))
    except ValueError:
        raise WindowError(f"expected a day such as 2023-11-24; found {value!r}. Write year-month-day.") from None


@dataclass(frozen=True, order=True)
class Window:
    """Consecutive days, both ends included."""

    first: Day
    last: Day

    def __post_init__(self) -> None:
        """Refuse a reversed window.

        Raises
        ------
        WindowError
            If the last day lies before the first.
        """
        if self.last < self.first:
            raise WindowError(
                f"expected a window whose last day is not before its first; found {self.first} to {self.last}. Swap the two days."
            )

    @classmethod
    def of(cls, days: tuple[DayLike, DayLike] | Window) -> Window:
        """Return a window from a pair of days."""
        if isinstance(days, Window):
            return days
        try:
            first, last = days
        except (TypeError, ValueError):
            raise WindowError(f"expected a pair (first day, last day); found {days!r}.") from None
        return cls(as_day(first), as_day(last))

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: Day) -> bool:
        """Tell whether a day lies in the window."""
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[Day]:
        """Go through the days in order."""
        return (self.first + dt.timedelta(days=i) for i in range(len(self)))

    def __str__(self) -> str:
        """Return the window in words, such as "24-30 November 2023"."""
        if self.first == self.last:
            return spoken(self.first)
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day}-{spoken(self.last)}"
        if self.first.year == self.last.year:
            return f"{spoken(self.first).rsplit(' ', 1)[0]} - {spoken(self.last)}"
        return f"{spoken(self.first)} - {spoken(self.last)}"

    def overlaps(self, other: Window) -> bool:
        """Tell whether two windows share a day."""
        return self.first <= other.last and other.first <= self.last

    def overlap(self, other: Window) -> Window | None:
        """Return the days that two windows share, or None."""
        if not self.overlaps(other):
            return None
        return Window(max(self.first, other.first), min(self.last, other.last))


def spoken(day: Day) -> str:
    """Return a day in words: "3 January 2024"."""
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"


def before(day: Day, days: int = 1) -> Day:
    """Return the day that lies so many days earlier."""
    return day - dt.timedelta(days=days)


def after(day: Day, days: int = 1) -> Day:
    """Return the day that lies so many days later."""
    return day + dt.timedelta(days=days)


def day_numbers(first: Day, days: int) -> npt.NDArray[np.datetime64]:
    """Return `days` consecutive numpy days from the first on; shape (days,).

    Raises
    ------
    WindowError
        If the last is later than a calendar of four-figure years.
    """
    if days > (dt.date.max - first).days + 1:
        raise WindowError(f"expected a record that ends by {dt.date.max}; found {days:,} days from {first} on. Check the first day.")
    return np.arange(np.datetime64(first, "D"), np.datetime64(first, "D") + days)


def precision(text: str, day: Day) -> Window:
    """Return the days on which a dated thing can have happened.

    Parameters
    ----------
    text : str
        "day" or "inferred" (the day itself), "range 28-30 Jan", "range 28 Dec-3 Jan", "range Jan 2024", or an ISO
        range "2024-01-28/2024-01-30".
    day : date
        The day that the row carries; it gives the year where the text has none.

    Raises
    ------
    WindowError
        If the text is none of these or names no real day.
    """
    if text in ("day", "inferred", ""):
        return Window(day, day)
    try:
        return _range(text, day)
    except (KeyError, ValueError):
        raise WindowError(
            f'expected "day", "inferred" or a range such as "range 28-30 Jan" or "2024-01-28/2024-01-30"; found {text!r}.'
        ) from None


def _range(text: str, day: Day) -> Window:
    if found := _ISO_RANGE.match(text):
        return Window(dt.date.fromisoformat(found[1]), dt.date.fromisoformat(found[2]))
    if found := _WHOLE_MONTH.match(text):
        first = dt.date(int(found[2]), _MONTHS[found[1]], 1)
        return Window(first, before(dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)))
    if found := _DAYS_OF_MONTH.match(text):
        month = _MONTHS[found[3]]
        return Window(dt.date(day.year, month, int(found[1])), dt.date(day.year, month, int(found[2])))
    if found := _ACROSS_MONTHS.match(text):
        first_month, last_month = _MONTHS[found[2]], _MONTHS[found[4]]
        first_year = day.year - (first_month > last_month and day.month <= last_month)
        last_year = first_year + (first_month > last_month)
        return Window(dt.date(first_year, first_month, int(found[1])), dt.date(last_year, last_month, int(found[3])))
    raise ValueError(text)
