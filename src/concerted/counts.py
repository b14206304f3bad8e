"""Counts: events by group and day, and what is known of the days themselves.

Unobserved is not zero: a day on which nobody looked has coverage 0 and its value is never read. Dates known only as a range stand in
`Counts.intervals`, running totals in `Counts.totals`; neither is in `Counts.values`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.arrays import LARGEST_COUNT, amounts, plain_array, whole_numbers
from concerted.arrays import columns_of as columns_of
from concerted.days import Day, DayLike, Window, as_day, day_numbers
from concerted.errors import DataError, UnknownGroupError, WindowError

NOBODY_LOOKED, SAMPLE, CENSUS = 0, 1, 2
COVERAGE_NAMES = ("none", "sample", "census")


@dataclass(frozen=True)
class IntervalCount:
    """Events of which only a range of days is known: `n` events from `first` to `last`."""

    group: str
    first: Day
    last: Day
    n: int


@dataclass(frozen=True)
class TotalBound:
    """What a running total says: from `start` to `end` the series counted at least `low` and at most `high` events.

    Attributes
    ----------
    group : str
        Whose events the series counts.
    series : str
        Name of the counter; a part of it is written "series: part".
    start, end : date
        First day of the count and the day by which the total had been reached.
    low : int
        Least number of events.
    high : int or None
        Greatest number of events; None where no upper bound is known.
    source : str
        Address of the statement.
    about : int or None
        The figure where it was stated as approximate. It bounds nothing, so such a row has low 0 and high None.
    """

    group: str
    series: str
    start: Day
    end: Day
    low: int
    high: int | None
    source: str = ""
    about: int | None = None


@dataclass(frozen=True, eq=False)
class Counts:
    """Events by group and day.

    Attributes
    ----------
    groups : tuple of str
    days : ndarray of datetime64[D], shape (n_days,)
    values : ndarray of int64, shape (n_groups, n_days)
        Events per day; meaningless where coverage is 0. Not writeable.
    coverage : ndarray of uint8, shape (n_groups, n_days)
        0 nobody looked, 1 a sample was read, 2 a census. Not writeable.
    exposure : ndarray of float64, shape (n_groups, n_days), or None
        Days at risk times opportunity.
    intervals : tuple of IntervalCount
    totals : tuple of TotalBound
    effort : ndarray of float64, shape (n_groups, n_days), or None
        Reports or pages read that day in search of the group, in any unit of its own; None where it is not known. Above zero
        wherever coverage is, meaningless elsewhere. Not writeable.
    declared : bool
        True if somebody said what the table holds, by `coverage`. A census that nobody declared is none for `together` and `answer`.
    """

    groups: tuple[str, ...]
    days: npt.NDArray[np.datetime64]
    values: npt.NDArray[np.int64]
    coverage: npt.NDArray[np.uint8]
    exposure: npt.NDArray[np.float64] | None = None
    intervals: tuple[IntervalCount, ...] = field(default=())
    totals: tuple[TotalBound, ...] = field(default=())
    effort: npt.NDArray[np.float64] | None = None
    declared: bool = False

    @classmethod
    def from_arrays(
        cls,
        values: npt.ArrayLike,
        groups: Sequence[str],
        start: DayLike,
        observed: npt.ArrayLike | None = None,
        coverage: npt.ArrayLike | None = None,
        exposure: npt.ArrayLike | None = None,
        effort: npt.ArrayLike | None = None,
    ) -> Counts:
        """Build counts from arrays.

        Parameters
        ----------
        values : array_like of int, shape (n_groups, n_days)
            Events per day, none below zero.
        groups : sequence of str
            One name a row.
        start : str or date
            The first day.
        observed : array_like of bool, same shape, optional
            False where nobody looked that day. Without `coverage`, True means a census.
        coverage : array_like of int, same shape, optional
            Instead of `observed`: 0 nobody looked, 1 a sample was read, 2 a census.
        exposure : array_like of float, same shape, optional
            Days at risk times opportunity; zero where there was nothing to act against.
        effort : array_like of float, same shape, optional
            Reports or pages read that day in search of the group. Zero means that nobody read: without `observed` and `coverage`
            such a day is unobserved.

        Raises
        ------
        DataError
            If a value is negative, fractional or not a number, a name occurs twice, shapes differ, exposure is zero on an observed day
            that holds an event, or effort is zero on a day that holds an event or that `observed` or `coverage` calls observed.
        """
        table = whole_numbers(values)
        names = _names(groups)
        _check_names(names, table.shape)
        pages = None if effort is None else amounts(effort, "effort", table.shape)
        if pages is not None and observed is None and coverage is None:
            observed = _read_days(pages, table)
        levels = _coverage(observed, coverage, table.shape)
        _check_read(pages, levels)
        at_risk = None if exposure is None else amounts(exposure, "exposure", table.shape)
        if at_risk is not None:
            _check_possible(at_risk, table, levels, names)
        return cls(
            groups=names,
            days=_frozen(day_numbers(as_day(start), table.shape[1])),
            values=_frozen(table),
            coverage=_frozen(levels),
            exposure=None if at_risk is None else _frozen(at_risk),
            effort=None if pages is None else _frozen(pages),
            declared=coverage is not None,
        )

    @classmethod
    def from_events(
        cls,
        events: Any,
        by: str = "actor",
        *,
        start: DayLike,
        end: DayLike,
        weight: str | None = None,
        coverage: npt.ArrayLike | None = None,
        exposure: npt.ArrayLike | None = None,
        effort: npt.ArrayLike | None = None,
    ) -> Counts:
        """Count the rows of an event table by group and day.

        Parameters
        ----------
        events : frame
            Any table that narwhals or Arrow can read, with the columns `by` and `date`. Where it also has the columns `first` and
            `last`, rows on which they differ go to `intervals`.
        by : str
            Column that names the group.
        start, end : str or date
            First and last day of the record; rows outside are an error.
        weight : str, optional
            Column that says how many events a row stands for; without it each row is one.
        coverage, exposure, effort : array_like, shape (n_groups, n_days), optional
            As in `from_arrays`; rows follow the groups in sorted order. Without coverage the table is a sample: its gaps are no
            evidence of silence.

        Raises
        ------
        DataError
            If a column is missing, a cell is empty, or a row lies outside the record.
        """
        window = Window.of((start, end))
        rows = _event_rows(events, by, weight)
        _check_inside(rows, window)
        groups = tuple(sorted({row.group for row in rows}))
        if not groups:
            raise DataError("expected at least one event; found an empty table. Give rows, or use Counts.from_arrays.")
        values = np.zeros((len(groups), len(window)), dtype=np.int64)
        place = {group: i for i, group in enumerate(groups)}
        for row in rows:
            if row.first == row.last:
                values[place[row.group], (row.first - window.first).days] += row.n
        if coverage is None:
            read = np.ones(values.shape, bool) if effort is None else _read_days(amounts(effort, "effort", values.shape), values)
            coverage = np.where(read, SAMPLE, NOBODY_LOOKED)
        counts = cls.from_arrays(values, groups, window.first, coverage=coverage, exposure=exposure, effort=effort)
        return replace(counts, intervals=_interval_counts(rows))

    def __repr__(self) -> str:
        """Return a short description."""
        span = f"{self.days[0]} to {self.days[-1]}" if len(self.days) else "no days"
        return f"Counts({len(self.groups)} groups, {span}, {int(self.values.sum())} events)"

    @property
    def observed(self) -> npt.NDArray[np.bool_]:
        """Where somebody looked; shape (n_groups, n_days)."""
        return self.coverage > NOBODY_LOOKED

    @property
    def window(self) -> Window:
        """First and last day of the record."""
        return Window(self.days[0].astype(dt.date), self.days[-1].astype(dt.date))

    def index(self, group: str) -> int:
        """Return the row of a group.

        Raises
        ------
        UnknownGroupError
            If the counts hold no such group.
        """
        if group not in self.groups:
            raise UnknownGroupError(group, self.groups)
        return self.groups.index(group)

    def inside(self, window: Window) -> npt.NDArray[np.bool_]:
        """Tell which days of the record lie in a window; shape (n_days,).

        Raises
        ------
        WindowError
            If the window reaches outside the record.
        """
        if window.first < self.window.first or window.last > self.window.last:
            raise WindowError(f"expected a window inside the record, {self.window}; found {window}. Move the window or extend the record.")
        return np.asarray((self.days >= np.datetime64(window.first)) & (self.days <= np.datetime64(window.last)))

    def with_totals(self, totals: Sequence[TotalBound]) -> Counts:
        """Return the same counts with these running totals."""
        return replace(self, totals=tuple(totals))


@dataclass(frozen=True)
class _Row:
    group: str
    first: Day
    last: Day
    n: int


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array = array.copy()
    array.flags.writeable = False
    return array


def _names(groups: Any) -> tuple[str, ...]:
    try:
        given = tuple(groups)
    except TypeError:
        raise DataError(f"expected a list of names; found groups={groups!r}. Write groups=['A', 'B'].") from None
    # Not a number is not even itself.
    if nameless := [i + 1 for i, name in enumerate(given) if name is None or name != name or str(name) == ""]:
        raise DataError(f"expected a name for each group; found none in row {nameless[0]}. Name the row or leave it out.")
    return tuple(str(name) for name in given)


def _check_names(names: tuple[str, ...], shape: tuple[int, ...]) -> None:
    if len(names) != shape[0]:
        raise DataError(f"expected one group name a row, {shape[0]} in all; found {len(names)}.")
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise DataError(f"expected each group once; found {', '.join(twice)} more than once. Merge or rename the rows.")


def _coverage(observed: npt.ArrayLike | None, coverage: npt.ArrayLike | None, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    if coverage is not None and observed is not None:
        raise DataError("expected `observed` or `coverage`; found both. `coverage` says all that `observed` does.")
    if coverage is None:
        seen = np.ones(shape, dtype=bool) if observed is None else plain_array(observed, "observed")
        if seen.dtype != bool:
            raise DataError(f"expected True or False in `observed`; found values of type {seen.dtype}.")
        coverage = np.where(seen, CENSUS, NOBODY_LOOKED)
    table = plain_array(coverage, "coverage")
    if table.shape != shape:
        raise DataError(f"expected coverage of the shape of the values, {shape}; found {table.shape}.")
    if not np.isin(table, (NOBODY_LOOKED, SAMPLE, CENSUS)).all():
        raise DataError("expected coverage 0 (nobody looked), 1 (sample) or 2 (census); found other values.")
    return table.astype(np.uint8)


def _check_possible(
    exposure: npt.NDArray[np.float64], values: npt.NDArray[np.int64], coverage: npt.NDArray[np.uint8], names: tuple[str, ...]
) -> None:
    impossible = (exposure == 0) & (values > 0) & (coverage > NOBODY_LOOKED)
    if impossible.any():
        of = names[int(np.flatnonzero(impossible.any(axis=1))[0])]
        raise DataError(
            f"expected no event on a day of exposure 0, when there was nothing to act against; found {int(impossible.sum())} such days, "
            f"the first of {of}. Mend the exposure or the day."
        )


def _read_days(effort: npt.NDArray[np.float64], values: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return the days on which anybody read."""
    if (unread := (effort == 0) & (values > 0)).any():
        raise DataError(
            f"expected no event on a day of effort 0, when nobody read; found {int(unread.sum())} such days. "
            "Give the pages read, or leave the events out."
        )
    return effort > 0


def _check_read(effort: npt.NDArray[np.float64] | None, coverage: npt.NDArray[np.uint8]) -> None:
    if effort is not None and (unread := (effort == 0) & (coverage > NOBODY_LOOKED)).any():
        raise DataError(
            f"expected effort above 0 on every observed day; found {int(unread.sum())} observed days of effort 0. "
            "Nobody read then: mark them as unobserved, or leave `effort` out where it is not known."
        )


def _event_rows(events: Any, by: str, weight: str | None) -> list[_Row]:
    columns = columns_of(events)
    for name in (by, "date", *([weight] if weight else [])):
        if name not in columns:
            raise DataError(f"expected a column {name!r}; found {', '.join(sorted(columns))}. Name the column or rename it.")
    size = len(columns["date"])
    firsts, lasts = columns.get("first", columns["date"]), columns.get("last", columns["date"])
    numbers = columns[weight] if weight else [1] * size
    rows = []
    for i in range(size):
        group, n = columns[by][i], numbers[i]
        if group in (None, "") or group != group or not _is_count(n):
            raise DataError(f"expected a group and a whole number of events in row {i + 1}; found {group!r} and {n!r}.")
        if as_day(lasts[i]) < as_day(firsts[i]):
            raise DataError(f"expected a first day not after the last in row {i + 1}; found {firsts[i]} to {lasts[i]}. Swap the two.")
        rows.append(_Row(str(group), as_day(firsts[i]), as_day(lasts[i]), int(n)))
    return rows


def _is_count(n: Any) -> bool:
    # Not a number fails every comparison, infinity the upper one.
    return isinstance(n, (int, float, np.number)) and bool(0 <= n <= LARGEST_COUNT and n == int(n))


def _check_inside(rows: list[_Row], window: Window) -> None:
    outside = [row for row in rows if row.first not in window or row.last not in window]
    if outside:
        row = outside[0]
        raise DataError(
            f"expected events from {window.first} to {window.last}; found {len(outside)} outside, the first of {row.group} on {row.first}. "
            "Set the record's start and end, or drop these rows."
        )


def _interval_counts(rows: list[_Row]) -> tuple[IntervalCount, ...]:
    ranged = [row for row in rows if row.first != row.last]
    return tuple(IntervalCount(row.group, row.first, row.last, row.n) for row in ranged)
