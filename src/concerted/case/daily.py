"""Faults of the tables that say something of each day: who searched and how much was read, and what could be acted against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from concerted.case.records import ControlRow, CoverageRow, EventRow, ExposureRow, SearchRow
from concerted.case.scopes import EVERYBODY, Scope, Scopes
from concerted.case.settings import FileSettings, Settings, folded
from concerted.days import Window
from concerted.errors import Fault

# A list of missing days longer than this is cut; the number of days stands behind it.
_MOST_STRETCHES = 8


@dataclass(frozen=True)
class _Said:
    """What a row says of one group, on some fronts and days."""

    row: int
    group: str
    scope: Scope
    days: Window
    level: str
    pages: int | None = None
    searched: bool = False


def days_of(row: SearchRow | ExposureRow) -> Window | None:
    """Return the days that a row speaks of; None where it names none, both a day and a stretch, half a stretch or a reversed one."""
    first, last = (row.first, row.last) if row.day is None else (row.day, row.day)
    both = row.day is not None and (row.first is not None or row.last is not None)
    return None if both or first is None or last is None or last < first else Window(first, last)


def searched_level(row: SearchRow) -> str:
    """Return the coverage that a search gives: without a page read nobody looked."""
    if row.pages_read == 0:
        return "none"
    return "census" if row.complete == "y" else "sample"


def daily_faults(settings: Settings, files: FileSettings, tables: dict[str, Any], owner: dict[str, str]) -> Iterator[Fault]:
    """Yield the faults of searches.csv and exposure.csv, alone and against the other tables.

    Parameters
    ----------
    owner : dict
        From a folded alias to the id of its organisation; empty where the organisations could not be read.
    """
    searches, exposure = tables.get("searches", ()), tables.get("exposure", ())
    period = Window(settings.case.start, settings.case.end) if settings.case.end >= settings.case.start else None
    for name, rows in ((files.searches or "", searches), (files.exposure or "", exposure)):
        for row in rows:
            yield from _day_faults(name, row, period)
            if " + " in row.group and owner and folded(row.group) not in owner:
                yield Fault(name, row.row, "group", "one group", repr(row.group), "Write a row for each group.")
    yield from _search_faults(files.searches or "", searches, Scopes(settings))
    yield from _contradictions(settings, files, tables, owner)
    if period is not None and owner:
        yield from _exposure_faults(settings, files, tables, owner, period)


def _day_faults(file: str, row: SearchRow | ExposureRow, period: Window | None) -> Iterator[Fault]:
    days = days_of(row)
    if days is None:
        if row.day is None and row.first is not None and row.last is not None:
            found = f"{row.first} to {row.last}"
            yield Fault(file, row.row, "last", "an end that is not before its start", found, "Swap the two days.")
        else:
            found = ", ".join(f"{name} {getattr(row, name)}" for name in ("day", "first", "last") if getattr(row, name)) or "no day"
            yield Fault(file, row.row, "day", "a day, or a first and a last one", found, "Fill `day` alone, or both `first` and `last`.")
    elif period is not None and period.overlap(days) != days:
        found = str(days.first) if len(days) == 1 else f"{days.first} to {days.last}"
        column = "day" if row.day else "first, last"
        yield Fault(file, row.row, column, f"days from {period.first} to {period.last}", found, "Leave them out, or widen the period.")


def _search_faults(file: str, rows: Iterable[SearchRow], scopes: Scopes) -> Iterator[Fault]:
    for row in rows:
        for part in scopes.unknown(row.front):
            yield Fault(file, row.row, "front", "a front of case.toml", repr(part), "Mend the name, or add it to `fronts`.")
        if row.complete == "y" and not row.source:
            yield Fault(file, row.row, "source", "who searched", "an empty cell", "A complete search needs its source.")
        if row.complete == "y" and row.pages_read == 0:
            advice = "Write n where nobody read, or the pages that were read."
            yield Fault(file, row.row, "complete", "n where no page was read", "'y' and 0 pages", advice)


def _contradictions(settings: Settings, files: FileSettings, tables: dict[str, Any], owner: dict[str, str]) -> Iterator[Fault]:
    """Yield rows of searches.csv that say of a group, front and day what another row denies; one fault a row and column."""
    scopes, told = Scopes(settings), set()
    said = list(_searched(tables.get("searches", ()), scopes, settings.case.groups, owner))
    said += _covered(tables.get("coverage", ()), scopes, settings.case.groups, owner) if said else []
    for one, other in _meeting(said):
        for column, expected, found, advice in _denied(one, other, files.coverage or ""):
            if (one.row, column) not in told:
                told.add((one.row, column))
                yield Fault(files.searches or "", one.row, column, expected, found, advice)


def _searched(rows: Iterable[SearchRow], scopes: Scopes, groups: Sequence[str], owner: dict[str, str]) -> Iterator[_Said]:
    for row in rows:
        days = days_of(row)
        if days is not None:
            for group in _owners(row.group, groups, owner):
                yield _Said(row.row, group, scopes.of(row.front), days, searched_level(row), row.pages_read, searched=True)


def _covered(rows: Iterable[CoverageRow], scopes: Scopes, groups: Sequence[str], owner: dict[str, str]) -> Iterator[_Said]:
    for row in rows:
        if row.period_start <= row.period_end:
            for group in _owners(row.group, groups, owner):
                yield _Said(row.row, group, scopes.of(row.front), Window(row.period_start, row.period_end), row.coverage)


def _owners(group: str, groups: Sequence[str], owner: dict[str, str]) -> Sequence[str]:
    return groups if group == EVERYBODY else (owner.get(folded(group), group),)


def _meeting(said: list[_Said]) -> Iterator[tuple[_Said, _Said]]:
    """Yield pairs that speak of one group, front and day: first a row of searches.csv, the later one where both are."""
    ordered = sorted(said, key=lambda one: (one.group, one.days.first, one.row))
    for _, of_group in groupby(ordered, key=lambda one: one.group):
        running: list[_Said] = []
        for one in of_group:
            running = [other for other in running if other.days.last >= one.days.first]
            for other in running:
                if (one.searched or other.searched) and one.scope.meets(other.scope):
                    yield (one, other) if (one.searched, one.row) > (other.searched, other.row) else (other, one)
            running.append(one)


def _denied(one: _Said, other: _Said, coverage: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield column, expectation, finding and advice for each thing of a search that another row denies."""
    if one.pages is not None and other.pages is not None and one.pages != other.pages:
        found = f"{one.pages}, and {other.pages} in row {other.row}"
        yield "pages_read", "one number for each group, front and day", found, "Mend one of the rows, or write their sum once."
    if {one.level, other.level} == {"census", "none"}:
        column, own = ("complete", "a complete search") if one.level == "census" else ("pages_read", "0 pages")
        against = f"0 pages in row {other.row}" if other.level == "none" else f"a complete search in row {other.row}"
        against = against if other.searched else f"{other.level!r} in row {other.row} of {coverage}"
        yield column, "rows that agree on whether anybody looked", f"{own}, and {against}", "Mend one of the two."


def _exposure_faults(settings: Settings, files: FileSettings, tables: dict[str, Any], owner: dict[str, str], period: Window) -> Iterator[Fault]:
    file = files.exposure or ""
    counted = {*settings.case.groups, *(owner.get(folded(row.control_group), "") for row in tables.get("controls", ()))}
    rows: dict[str, list[ExposureRow]] = {}
    for row in tables.get("exposure", ()):
        id_ = owner.get(folded(row.group))
        if id_ is not None and id_ not in counted:
            advice = "Leave the row out: only groups of the case and their controls are counted."
            yield Fault(file, row.row, "group", "a group of the case or a control", repr(row.group), advice)
        elif id_ is not None:
            rows.setdefault(id_, []).append(row)
    for id_, own in rows.items():
        by_day, faults = _by_day(file, own)
        yield from faults
        yield from _missing_days(file, own[0].group, by_day, period)
        for name, key in ((files.events, "events"), (files.controls, "controls")):
            yield from _impossible_events(name or "", tables.get(key, ()), id_, by_day, owner)


def _by_day(file: str, rows: Sequence[ExposureRow]) -> tuple[dict[dt.date, ExposureRow], list[Fault]]:
    """Return the first row of each day, and a fault for each row that says something else of a day or in another unit."""
    first: dict[dt.date, ExposureRow] = {}
    faults = []
    for row in rows:
        if row.unit != rows[0].unit:
            found = f"{row.unit!r}, and {rows[0].unit!r} in row {rows[0].row}"
            faults.append(Fault(file, row.row, "unit", "one unit for each group", found, "Write the series in one unit."))
        others = [first.setdefault(day, row) for day in days_of(row) or ()]
        other = next((one for one in others if one.exposure != row.exposure), None)
        if other is not None:
            found = f"{row.exposure:g}, and {other.exposure:g} in row {other.row}"
            faults.append(Fault(file, row.row, "exposure", "one number for each group and day", found, "Mend one of the rows."))
    return first, faults


def _missing_days(file: str, group: str, by_day: dict[dt.date, ExposureRow], period: Window) -> Iterator[Fault]:
    missing = [day for day in period if day not in by_day]
    if missing and by_day:
        expected = f"a number for {group} on each day from {period.first} to {period.last}"
        advice = "Add the days, with 0 where there was nothing to act against; or leave the group out, and each of its days counts alike."
        yield Fault(file, 0, "day", expected, f"no line for {_stretches(missing)}", advice)


def _stretches(days: Sequence[dt.date]) -> str:
    """Return days in words, neighbours as one stretch."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = [str(Window(run[0], run[-1])) for run in runs[:_MOST_STRETCHES]]
    more = f" and {len(runs) - len(told)} more stretches" if len(runs) > len(told) else ""
    return f"{', '.join(told)}{more} ({len(days)} {'day' if len(days) == 1 else 'days'})"


def _impossible_events(
    file: str, events: Iterable[EventRow], id_: str, by_day: dict[dt.date, ExposureRow], owner: dict[str, str]
) -> Iterator[Fault]:
    """Yield events on days on which there was nothing to act against; a row with a range of days stands on no day."""
    for row in events:
        there, actor = by_day.get(row.date), row.control_group if isinstance(row, ControlRow) else row.actor
        if there is not None and there.exposure == 0 and owner.get(folded(actor)) == id_ and row.date_precision in ("day", "inferred"):
            found = f"{row.date}, of exposure 0 in row {there.row} of the exposure"
            yield Fault(file, row.row, "date", "a day on which there was something to act against", found, "Mend one of the two.")
