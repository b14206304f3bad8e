"""Counts by group, front and day from the table that `[remote]` of a case names; what was not counted is told by reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from concerted.actors import Register
from concerted.case import Case
from concerted.case.connection import Connection, connection_of
from concerted.case.settings import RemoteSettings
from concerted.counts import SAMPLE, Counts, IntervalCount
from concerted.days import Day, Window
from concerted.errors import DataError

if TYPE_CHECKING:
    from concerted.store.daily import Reduction


@dataclass(frozen=True, order=True)
class DailyCount:
    """Rows of one group on one front that name the same day, or the same range of days."""

    group: str
    front: str
    first: Day
    last: Day
    n: int


@dataclass(frozen=True)
class RemoteCounts:
    """What a table holds of the groups of a case.

    Attributes
    ----------
    counted : tuple of DailyCount
        In the order of group, front and day.
    fell_out : mapping of str to int
        Rows that were not counted, by the reason that applied first.
    engine : str
        What ran the query.
    sql : str
        The query.
    """

    counted: tuple[DailyCount, ...]
    fell_out: Mapping[str, int]
    engine: str
    sql: str

    @property
    def read(self) -> int:
        """Rows that the table holds: those that were counted and those that were not."""
        return sum(one.n for one in self.counted) + sum(self.fell_out.values())

    def counts(self, groups: Mapping[str, str], period: Window, *, fronts: Sequence[str] = ()) -> Counts:
        """Return counts by group and day; ranges stand in `intervals`. Such a table is a sample: a day without rows is no evidence of silence.

        Parameters
        ----------
        groups : mapping of str to str
            Ids of the groups that are wanted and the names that they get.
        period : Window
            That of the reduction.
        fronts : sequence of str
            Only these; all where empty.
        """
        ids = list(groups)
        values = np.zeros((len(ids), len(period)), dtype=np.int64)
        wanted = [one for one in self.counted if one.group in groups and (not fronts or one.front in fronts)]
        for one in (one for one in wanted if one.first == one.last):
            values[ids.index(one.group), (one.first - period.first).days] += one.n
        ranged = tuple(IntervalCount(groups[one.group], one.first, one.last, one.n) for one in wanted if one.first < one.last)
        coverage = np.full(values.shape, SAMPLE, dtype=np.uint8)
        return replace(Counts.from_arrays(values, list(groups.values()), period.first, coverage=coverage), intervals=ranged)


def remote_case_counts(case: Case, register: Register) -> RemoteCounts | None:
    """Reduce the table that a case names in `[remote]`; None where it names none.

    Raises
    ------
    DataError
        As `remote_counts` and `fronts_of`.
    """
    settings = case.settings.remote
    if settings is None:
        return None
    fronts = fronts_of(settings, (*case.settings.fronts, *case.settings.control_fronts))
    actors = groups_of(written_actors(settings, case.folder), register)
    return remote_counts(settings, case.folder, actors=actors, fronts=fronts, period=Window(case.settings.case.start, case.settings.case.end))


def remote_counts(
    settings: RemoteSettings, folder: Path, *, actors: Mapping[str, str], fronts: Mapping[str, str], period: Window
) -> RemoteCounts:
    """Reduce the rows of a table to counts, where the table lies.

    Parameters
    ----------
    settings : RemoteSettings
    folder : path
        The case; a path of the connection may be relative to it.
    actors : mapping of str to str
        From an actor as written, several together joined by " + ", to its group. Names are compared letter by letter.
    fronts : mapping of str to str
        From a country or first-level unit as written to its front; the unit wins.
    period : Window

    Raises
    ------
    DataError
        If the table cannot be read, or an extra or a driver is missing.
    """
    from concerted.store.daily import ACTORS, COUNTED, FRONTS, daily_rows

    connection, asked = connection_of(settings.connection), _reduction(settings, period)
    lookups = {ACTORS: actors, FRONTS: fronts}
    if connection.engine == "duckdb":
        rows, sql = daily_rows(asked, _path(connection, folder), settings.table, lookups)
    else:
        from concerted.store.remote import remote_rows

        rows, sql = remote_rows(asked, connection.engine, connection.address, settings.table, lookups)
    counted = sorted(DailyCount(row[1], row[2], row[3], row[4], int(row[5])) for row in rows if row[0] == COUNTED)
    fell_out = {str(row[0]): int(row[5]) for row in sorted(rows, key=lambda row: str(row[0])) if row[0] != COUNTED}
    return RemoteCounts(tuple(counted), fell_out, connection.engine, sql)


def written_actors(settings: RemoteSettings, folder: Path) -> dict[str, int]:
    """Return the actors of a table as written and the number of rows of each, the most frequent first.

    Raises
    ------
    DataError
        As `remote_counts`.
    """
    from concerted.store.daily import written_rows

    # The names of all days are asked for; the period is not part of that query.
    connection, asked = connection_of(settings.connection), _reduction(settings, Window(Day.min, Day.max))
    if connection.engine == "duckdb":
        rows = written_rows(asked, _path(connection, folder), settings.table)
    else:
        from concerted.store.remote import remote_written

        rows = remote_written(asked, connection.engine, connection.address, settings.table)
    return {str(name): int(n) for name, n in sorted(rows, key=lambda row: (-row[1], str(row[0]))) if name is not None}


def groups_of(written: Iterable[str], register: Register) -> dict[str, str]:
    """Return the organisation of each name that is a listed alias; acts of several actors together have none and are counted apart."""
    # Likeness is for a person to confirm; nobody reads through the thousands of names of such a table.
    resolved = {name: register.listed(name).organisation for name in written}
    return {name: organisation for name, organisation in resolved.items() if organisation is not None}


def fronts_of(settings: RemoteSettings, fronts: Iterable[str]) -> dict[str, str]:
    """Return the front of each place: those of `[remote.fronts]`, and each front of the case under its own name.

    Raises
    ------
    DataError
        If a place stands for what is no front of the case.
    """
    known = dict.fromkeys(fronts)
    for place, front in settings.fronts.items():
        if front not in known:
            names = ", ".join(repr(name) for name in known)
            raise DataError(f"expected one of the fronts {names} for {place!r} in [remote.fronts]; found {front!r}. Check the spelling.")
    return {name: name for name in known} | dict(settings.fronts)


def _reduction(settings: RemoteSettings, period: Window) -> Reduction:
    from concerted.store.daily import Reduction, RowColumns

    columns = RowColumns(**settings.columns.model_dump())
    return Reduction(columns, period.first, period.last, settings.dates, settings.actions)


def _path(connection: Connection, folder: Path) -> str:
    return str(folder / connection.address["path"])
