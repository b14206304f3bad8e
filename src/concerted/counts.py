"""Counts: events by group and day, and what is known of the days themselves.

Unobserved is not zero: a day on which nobody looked has coverage 0 and its value is never read. Dates known only as a range stand in
`Counts.intervals`, running totals in `Counts.totals`; neither is in `Counts.values`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.days import Day, DayLike, Window, as_day, day_numbers
from concerted.errors import DataError, UnknownGroupError, WindowError

NOBODY_LOOKED, SAMPLE, CENSUS = 0, 1, 2
COVERAGE_NAMES = ("none", "sample", "census")

# Larger daily counts are a slip of the pen: no group acts so often, and sums of them would leave the exact range of a double.
_LARGEST_COUNT = 10**6


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
    """

    groups: tuple[str, ...]
    days: npt.NDArray[np.datetime64]
    values: npt.NDArray[np.int64]
    coverage: npt.NDArray[np.uint8]
    exposure: npt.NDArray[np.float64] | None = None
    intervals: tuple[IntervalCount, ...] = field(default=())
    totals: tuple[TotalBound, ...] = field(default=())

    @classmethod
    def from_arrays(
        cls,
        values: npt.ArrayLike,
        groups: Sequence[str],
        start: DayLike,
        observed: npt.ArrayLike | None = None,
        coverage: npt.ArrayLike | None = None,
        exposure: npt.ArrayLike | None = None,
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
            Days at risk times opportunity.

        Raises
        ------
        DataError
            If a value is negative, fractional or not a number, a name occurs twice, or shapes differ.
        """
        table = _whole_numbers(values)
        names = tuple(str(name) for name in groups)
        _check_names(names, table.shape)
        return cls(
            groups=names,
            days=_frozen(day_numbers(as_day(start), table.shape[1])),
            values=_frozen(table),
            coverage=_frozen(_coverage(observed, coverage, table.shape)),
            exposure=None if exposure is None else _frozen(_exposure(exposure, table.shape)),
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
        coverage, exposure : array_like, shape (n_groups, n_days), optional
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
        for row in rows:
            if row.first == row.last:
                values[groups.index(row.group), (row.first - window.first).days] += row.n
        if coverage is None:
            coverage = np.full(values.shape, SAMPLE, dtype=np.uint8)
        counts = cls.from_arrays(values, groups, window.first, coverage=coverage, exposure=exposure)
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


def _whole_numbers(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    table = _array(values, "values")
    if table.ndim != 2 or table.shape[1] == 0:
        raise DataError(f"expected values of shape (groups, days) with at least one day; found shape {table.shape}.")
    if table.dtype.kind not in "iufb":
        raise DataError(f"expected whole numbers of events per day; found values of type {table.dtype}.")
    if not np.isfinite(table).all() or (table != np.floor(table)).any():
        raise DataError("expected whole numbers of events per day; found fractional or missing ones. Mark unobserved days in `observed`.")
    if (table < 0).any() or (table > _LARGEST_COUNT).any():
        raise DataError(
            f"expected between 0 and {_LARGEST_COUNT:,} events a day; found {table.min()} to {table.max()}. "
            "Look for running totals or typing errors."
        )
    return table.astype(np.int64)


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
        seen = np.ones(shape, dtype=bool) if observed is None else _array(observed, "observed")
        if seen.dtype != bool:
            raise DataError(f"expected True or False in `observed`; found values of type {seen.dtype}.")
        coverage = np.where(seen, CENSUS, NOBODY_LOOKED)
    table = _array(coverage, "coverage")
    if table.shape != shape:
        raise DataError(f"expected coverage of the shape of the values, {shape}; found {table.shape}.")
    if not np.isin(table, (NOBODY_LOOKED, SAMPLE, CENSUS)).all():
        raise DataError("expected coverage 0 (nobody looked), 1 (sample) or 2 (census); found other values.")
    return table.astype(np.uint8)


def _array(given: npt.ArrayLike, name: str, dtype: type | None = None) -> npt.NDArray[Any]:
    if isinstance(given, np.ma.MaskedArray):
        raise DataError(f"expected plain values in `{name}`; found a masked array. Mark unobserved days in `observed`.")
    try:
        return np.asarray(given, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"expected rows of one length, a number a day, in `{name}`; found rows of several lengths or cells that are no numbers. "
            "Fill up the short ones."
        ) from error


def _exposure(exposure: npt.ArrayLike, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    table = _array(exposure, "exposure", np.float64)
    if table.shape != shape:
        raise DataError(f"expected exposure of the shape of the values, {shape}; found {table.shape}.")
    if not np.isfinite(table).all() or (table < 0).any():
        raise DataError("expected exposure of zero or more on every day; found negative or missing values.")
    return table


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
    return isinstance(n, (int, float, np.number)) and bool(0 <= n <= _LARGEST_COUNT and n == int(n))


def columns_of(events: Any) -> Mapping[str, list[Any]]:
    """Return the columns of any table: a mapping, a list of rows, a frame, or anything with `__arrow_c_stream__`."""
    if isinstance(events, Mapping):
        return _of_one_length({str(name): list(values) for name, values in events.items()})
    if isinstance(events, Sequence) and all(isinstance(row, Mapping) for row in events):
        names = list(events[0]) if events else ["actor", "date"]
        return {str(name): [row.get(name) for row in events] for name in names}
    # Loaded here: narwhals is for frames only, and most calls bring rows.
    import narwhals as nw

    try:
        frame = nw.from_native(events, eager_only=True)
    except TypeError:
        return _arrow_columns(events)
    return {name: frame.get_column(name).to_list() for name in frame.columns}


def _of_one_length(columns: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise DataError(f"expected columns of one length; found {found}. Fill the empty cells.")
    return columns


def _arrow_columns(events: Any) -> Mapping[str, list[Any]]:
    if not hasattr(events, "__arrow_c_stream__"):
        raise DataError(f"expected a table (a frame, an Arrow table, a list of rows); found {type(events).__name__}.")
    from arro3.core import Table

    table = Table.from_arrow(events)
    return {name: list(table.column(name).to_pylist()) for name in table.column_names}


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
