"""Running totals of a case as bounds.

exact n: between n and n; at_least n: n or more; more_than n: n + 1 or more; no_new_attack: no rise since the last exact total. Totals that are
approximate or inconsistent bound nothing; they are set aside and listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from concerted.case import Case
from concerted.case.records import TotalRow
from concerted.case.settings import SeriesSettings
from concerted.counts import TotalBound


@dataclass(frozen=True)
class SetAside:
    """A statement that bounds nothing, and why."""

    row: TotalRow
    why: str


def part_name(series: str, part: str) -> str:
    """Return the name of a part of a series."""
    return f"{series}: {part.capitalize()}"


def case_totals(case: Case) -> tuple[tuple[TotalBound, ...], tuple[SetAside, ...]]:
    """Return the bounds of all series, and the statements set aside."""
    bounds: list[TotalBound] = []
    aside: list[SetAside] = []
    for series in case.settings.series:
        rows = sorted((row for row in case.totals if row.series == series.id), key=lambda row: (row.as_of_date, row.row))
        for row in rows:
            found, why = _bounds(series, row, rows)
            bounds += found
            if why:
                aside.append(SetAside(row, why))
    return tuple(bounds), tuple(aside)


def _bounds(series: SeriesSettings, row: TotalRow, rows: Iterable[TotalRow]) -> tuple[list[TotalBound], str]:
    if row.qualifier == "inconsistent":
        return [], "the statement contradicts itself"
    if row.qualifier == "approx":
        about = TotalBound(series.group, series.name, series.start, row.as_of_date, 0, None, row.source_url, row.cumulative_total)
        return [about], "stated as approximate"
    if row.qualifier == "no_new_attack":
        return _unchanged(series, row, rows)
    low, high = _ends(row.qualifier, row.cumulative_total or 0)
    found = [TotalBound(series.group, series.name, series.start, row.as_of_date, low, high, row.source_url)]
    for part in series.parts:
        number = getattr(row, part)
        if number is not None:
            low, high = _ends(row.qualifier, number)
            name = part_name(series.name, part)
            found.append(TotalBound(series.group, name, series.start, row.as_of_date, low, high, row.source_url))
    return found, ""


def _ends(qualifier: str, number: int) -> tuple[int, int | None]:
    return {"exact": (number, number), "at_least": (number, None), "more_than": (number + 1, None)}[qualifier]


def _unchanged(series: SeriesSettings, row: TotalRow, rows: Iterable[TotalRow]) -> tuple[list[TotalBound], str]:
    # A statement of no new attack that prints its total is as good as an exact one.
    exact = [
        other.cumulative_total
        for other in rows
        if other.qualifier in ("exact", "no_new_attack") and other.as_of_date <= row.as_of_date and other.cumulative_total is not None
    ]
    if not exact:
        return [], "no exact total stands before it"
    n = max(exact)
    return [TotalBound(series.group, series.name, series.start, row.as_of_date, n, n, row.source_url)], ""
