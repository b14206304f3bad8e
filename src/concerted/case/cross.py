"""Faults that show only when a case's files are held against each other or against its period."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from concerted.case.daily import daily_faults
from concerted.case.scopes import Scopes
from concerted.case.settings import DatedAliasSettings, FileSettings, OrganisationsFile, Settings, folded
from concerted.days import Window, precision
from concerted.errors import Fault, WindowError

_SETTINGS = "case.toml"
# A year outside is a slip of the pen, and days would run out of the calendar.
_FIRST_YEAR, _LAST_YEAR = 1800, 2199


def cross_faults(settings: Settings, organisations: OrganisationsFile | None, files: FileSettings, tables: dict[str, Any]) -> Iterator[Fault]:
    """Yield every fault that one file alone cannot show; without an organisations file, those that do not need it."""
    yield from _reversed_settings(settings)
    yield from _audit_faults(settings)
    yield from _unknown_fronts(settings)
    yield from _doubles_in_settings(settings)
    owner: dict[str, str] = {}
    if organisations is not None:
        owner = {folded(alias.text): one.id for one in organisations.organisation for alias in one.names}
        yield from _unknown_ids(settings, organisations)
        yield from _organisation_faults(files.organisations, organisations)
    if settings.case.end >= settings.case.start:
        period = Window(settings.case.start, settings.case.end)
        for key in ("events", "controls"):
            yield from _event_faults(getattr(files, key) or "", tables.get(key, ()), settings, period)
        yield from _total_faults(files.totals or "", tables.get("totals", ()), settings, period)
    yield from daily_faults(settings, files, tables, owner)
    yield from _coverage_faults(files.coverage or "", tables.get("coverage", ()), settings)
    yield from _control_faults(files.controls or "", tables.get("controls", ()), settings, owner)
    yield from _reach_faults(files.reach or "", tables.get("reach", ()), settings, owner)
    yield from _claim_faults(files.claims or "", tables.get("claims", ()), settings)
    yield from _unmatched(settings, files, tables)


def _reversed_settings(settings: Settings) -> Iterator[Fault]:
    case = settings.case
    for key, day in (("start", case.start), ("end", case.end)):
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            yield Fault(_SETTINGS, 0, f"case.{key}", f"a year from {_FIRST_YEAR} to {_LAST_YEAR}", str(day), "Mend the year.")
    if case.end < case.start:
        yield _swapped(_SETTINGS, 0, "case", case.start, case.end)
    for window in settings.windows:
        if window.end < window.start:
            yield _swapped(_SETTINGS, 0, f"windows {window.id}", window.start, window.end)
        elif case.start <= case.end and not (case.start <= window.start and window.end <= case.end):
            found = f"{window.start} to {window.end}"
            yield Fault(_SETTINGS, 0, f"windows {window.id}", f"days from {case.start} to {case.end}", found, "Move the window or the period.")
    for series in settings.series:
        if not case.start <= series.start <= case.end:
            found = str(series.start)
            yield Fault(_SETTINGS, 0, f"series {series.id}", f"a start from {case.start} to {case.end}", found, "Mend the start.")


def _audit_faults(settings: Settings) -> Iterator[Fault]:
    if settings.audit and not settings.audit.low <= settings.audit.wrong_share <= settings.audit.high:
        found = f"{settings.audit.low} to {settings.audit.high} around {settings.audit.wrong_share}"
        yield Fault(_SETTINGS, 0, "audit", "an interval that holds the share", found, "Mend the figures.")


def _swapped(file: str, row: int, column: str, first: dt.date, last: dt.date) -> Fault:
    return Fault(file, row, column, "an end that is not before its start", f"{first} to {last}", "Swap the two days.")


def _unknown_ids(settings: Settings, organisations: OrganisationsFile) -> Iterator[Fault]:
    ids = {one.id for one in organisations.organisation}
    named = [("case.groups", group) for group in settings.case.groups]
    named += [("case.opponents", one) for one in settings.case.opponents]
    named += [(f"documents {name}", one.organisation) for name, one in settings.documents.items() if one.organisation]
    named += [(f"controls {one.group}", one.group) for one in settings.controls]
    named += [(f"series {one.id}", group) for one in settings.series for group in one.stands_for]
    for one in settings.controls:
        if one.group in settings.case.groups:
            advice = "A control has no part in the question: take it out of one of the two."
            yield Fault(_SETTINGS, 0, f"controls {one.group}", "a group that is not asked about", repr(one.group), advice)
    for place, group in named:
        if group not in ids:
            advice = "Add the organisation, or mend the id."
            yield Fault(_SETTINGS, 0, place, "the id of an organisation", repr(group), advice)
    names = Counter(one.name for one in organisations.organisation if one.id in settings.case.groups)
    for name in (name for name, times in names.items() if times > 1):
        advice = "Give one of the organisations another name."
        yield Fault(_SETTINGS, 0, "case.groups", "groups of different names", f"{name!r} twice", advice)


def _unknown_fronts(settings: Settings) -> Iterator[Fault]:
    plain, fronts = {*settings.fronts, *settings.control_fronts}, _fronts(settings)
    named = [(f"front_aliases {alias}", front, plain) for alias, names in settings.front_aliases.items() for front in names]
    named += [(f"series {one.id}", front, fronts) for one in settings.series for front in one.fronts]
    named += [(f"scopes {one.name}", front, plain) for one in settings.scopes for front in one.fronts]
    named += [(f"imports.{name}.fronts", front, fronts) for name, one in settings.imports.items() for front in one.fronts.values()]
    yield from (_front_fault(_SETTINGS, 0, place, front) for place, front, known in named if front not in known)


def _doubles_in_settings(settings: Settings) -> Iterator[Fault]:
    yield from _twice(_SETTINGS, "case.groups", settings.case.groups)
    yield from _twice(_SETTINGS, "windows", [one.id for one in settings.windows])
    yield from _twice(_SETTINGS, "series", [one.id for one in settings.series])
    yield from _twice(_SETTINGS, "series", [one.name for one in settings.series], "name")
    yield from _twice(_SETTINGS, "hypotheses", [one.id for one in settings.hypotheses])


def _twice(file: str, place: str, ids: Iterable[str], what: str = "id") -> Iterator[Fault]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield Fault(file, 0, place, f"each {what} once", f"{one!r} twice", f"Give one of them another {what}, or leave it out.")
        seen.add(one)


def _organisation_faults(file: str, organisations: OrganisationsFile) -> Iterator[Fault]:
    ids = [one.id for one in organisations.organisation]
    yield from _twice(file, "organisation", ids)
    yield from _alias_faults(file, organisations)
    for relation in organisations.relation:
        for end in (relation.subject, relation.object):
            if end not in ids:
                yield Fault(file, 0, "relation", "the id of an organisation", repr(end), "Add the organisation, or mend the id.")
        if relation.since and relation.until and relation.until < relation.since:
            yield _swapped(file, 0, f"relation {relation.subject}", relation.since, relation.until)


def _alias_faults(file: str, organisations: OrganisationsFile) -> Iterator[Fault]:
    owners: dict[str, list[tuple[str, DatedAliasSettings]]] = {}
    for one in organisations.organisation:
        for alias in one.names:
            for first, other in owners.setdefault(folded(alias.text), []):
                if first != one.id and alias.meets(other):
                    found = f"{alias.text!r} of {first} and of {one.id}"
                    advice = "Keep it where it is meant, or date both so that the days do not meet."
                    yield Fault(file, 0, f"organisation {one.id}", "an alias of one organisation only", found, advice)
            owners[folded(alias.text)].append((one.id, alias))
        for alias in one.dated_aliases:
            if alias.since and alias.until and alias.until < alias.since:
                yield _swapped(file, 0, f"organisation {one.id}", alias.since, alias.until)


def _fronts(settings: Settings) -> set[str]:
    return {*settings.fronts, *settings.control_fronts, *settings.front_aliases}


def _front_fault(file: str, row: int, column: str, front: str) -> Fault:
    return Fault(file, row, column, "a front of case.toml", repr(front), "Mend the name, or add it to `fronts`.")


def _event_faults(file: str, rows: Iterable[Any], settings: Settings, period: Window) -> Iterator[Fault]:
    fronts = _fronts(settings)
    for row in rows:
        if row.front not in fronts:
            yield _front_fault(file, row.row, "front", row.front)
        if row.date not in period:
            advice = "Leave the row out, or widen the period in case.toml."
            yield Fault(file, row.row, "date", f"a day from {period.first} to {period.last}", str(row.date), advice)
        try:
            when = precision(row.date_precision, row.date)
        except WindowError as error:
            expected = str(error).partition("; found ")[0].removeprefix("expected ")
            yield Fault(file, row.row, "date_precision", expected, repr(row.date_precision), "Mend the range.")
            continue
        if row.date not in when:
            expected = f"a range that holds the day of the row, {row.date}"
            yield Fault(file, row.row, "date_precision", expected, str(when), "Mend one of the two.")


def _total_faults(file: str, rows: Iterable[Any], settings: Settings, period: Window) -> Iterator[Fault]:
    series = {one.id: one for one in settings.series}
    for row in rows:
        if row.series not in series:
            yield Fault(file, row.row, "series", "a series of case.toml", repr(row.series), "Add [[series]] with its start and source.")
        elif row.as_of_date < series[row.series].start:
            expected = f"a day from the start of the count on, {series[row.series].start}"
            yield Fault(file, row.row, "as_of_date", expected, str(row.as_of_date), "Mend the day or the start.")
        if row.as_of_date not in period:
            yield Fault(file, row.row, "as_of_date", f"a day from {period.first} to {period.last}", str(row.as_of_date), "Leave it out.")
        if row.cumulative_total is None and row.qualifier not in ("no_new_attack", "inconsistent"):
            yield Fault(file, row.row, "cumulative_total", "a whole number", "an empty cell", "Fill it, or use no_new_attack.")
        if not _adds_up(row.cumulative_total, row.iraq, row.syria):
            found = " + ".join(str(part) for part in (row.iraq, row.syria) if part is not None) + f", not {row.cumulative_total}"
            yield Fault(file, row.row, "iraq, syria", "parts that add up to the total", found, "Mend the parts or mark it inconsistent.")


def _adds_up(total: int | None, *parts: int | None) -> bool:
    known = [part for part in parts if part is not None]
    return total is None or not known or (sum(known) <= total if len(known) < len(parts) else sum(known) == total)


def _coverage_faults(file: str, rows: Iterable[Any], settings: Settings) -> Iterator[Fault]:
    scopes = Scopes(settings)
    for row in rows:
        if row.period_end < row.period_start:
            yield _swapped(file, row.row, "period_end", row.period_start, row.period_end)
        yield from (_front_fault(file, row.row, "front", part) for part in scopes.unknown(row.front))
        if row.coverage == "census" and not row.source:
            yield Fault(file, row.row, "source", "who counted", "an empty cell", "A census needs its source.")


def _control_faults(file: str, rows: Iterable[Any], settings: Settings, owner: dict[str, str]) -> Iterator[Fault]:
    for row in rows:
        if owner.get(folded(row.control_group)) in settings.case.groups:
            advice = "Take it out of the controls or out of `groups`."
            yield Fault(file, row.row, "control_group", "a group that the case does not ask about", repr(row.control_group), advice)


def _reach_faults(file: str, rows: Iterable[Any], settings: Settings, owner: dict[str, str]) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.front not in settings.fronts:
            yield _front_fault(file, row.row, "front", row.front)
        if row.reached == "y" and not row.source_url:
            yield Fault(file, row.row, "source_url", "the page that shows it", "an empty cell", 'Add the page, or write "unknown".')
        key = (owner.get(folded(row.group), row.group), row.front)
        if key in seen:
            found = f"{row.group} at {row.front} as in row {seen[key]}"
            yield Fault(file, row.row, "front", "each group and front once", found, "Delete one of the rows.")
        seen.setdefault(key, row.row)


def _claim_faults(file: str, rows: Iterable[Any], settings: Settings) -> Iterator[Fault]:
    windows, fronts = {window.id for window in settings.windows}, _fronts(settings)
    for row in rows:
        if row.asks == "pause" and row.window not in windows:
            yield Fault(file, row.row, "window", "a window of case.toml", repr(row.window), "Add [[windows]], or mend the id.")
        named = row.fronts.split("; ") if row.fronts else []
        yield from (_front_fault(file, row.row, "fronts", front) for front in named if front not in fronts)
        if row.asks == "existence" and len(named) != 1:
            yield Fault(file, row.row, "fronts", "one front", repr(row.fronts), "Split the claim: one front a row.")


def _unmatched(settings: Settings, files: FileSettings, tables: dict[str, Any]) -> Iterator[Fault]:
    """Yield words of case.toml that no row of the table that they choose from holds, and that must be slips of the pen."""
    targets = {row.target_class for row in tables.get("events", ())}
    lines = {row.group for key in ("coverage", "searches") for row in tables.get(key, ())}
    wanted = [(f"series {one.id}", target, targets, files.events) for one in settings.series for target in one.targets]
    wanted += [(f"scopes {one.name}", target, targets, files.events) for one in settings.scopes for target in one.targets]
    looked = files.coverage or files.searches
    wanted += [(f"series {one.id}", one.coverage_group, lines, looked) for one in settings.series if one.coverage_group]
    for place, word, known, file in wanted:
        if known and word not in known:
            yield Fault(_SETTINGS, 0, place, f"a word that stands in {file}", repr(word), "Mend the word here or in the table.")
    yield from _misspelt_evidence(settings, files, tables)


def _misspelt_evidence(settings: Settings, files: FileSettings, tables: dict[str, Any]) -> Iterator[Fault]:
    """Yield kinds of evidence that are nearly those of the table; a kind of which there is no evidence at all is no fault."""
    kinds = {kind for row in tables.get("marks", ()) for kind in row.kind_of_mark.split("; ")}
    categories = {row.category for row in tables.get("references", ())}
    for one in settings.hypotheses:
        for words, known, file in ((one.marks, kinds, files.marks), (one.references, categories, files.references)):
            for word in words:
                close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.85)
                if word not in known and close:
                    advice = f"Did you mean {close[0]!r}?"
                    yield Fault(_SETTINGS, 0, f"hypotheses {one.id}", f"a kind that stands in {file}", repr(word), advice)
