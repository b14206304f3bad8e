"""Names in a case's tables that the organisations file does not know."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from concerted.actors.register import Register
from concerted.case import Case
from concerted.case.scopes import EVERYBODY
from concerted.errors import Fault


@dataclass(frozen=True)
class NamedInTable:
    """A name as a row of a table has it.

    Attributes
    ----------
    table : str
        Key of the table under `[files]`.
    row, column, name
    on : day or None
        The day of the row, where it has one.
    """

    table: str
    row: int
    column: str
    name: str
    on: dt.date | None = None


def unknown_names(case: Case, register: Register) -> Iterator[Fault]:
    """Yield a fault for each group in a table that resolves to no organisation."""
    files = case.settings.files
    for one in undecided(case, register):
        aliases = [alias for alias, _, _ in register.aliases()]
        close = difflib.get_close_matches(one.name, aliases, n=1)
        hint = f"Did you mean {close[0]!r}? Otherwise add" if close else "Add"
        advice = f'{hint} it as an alias in {files.organisations}; several groups are joined by "; ".'
        yield Fault(getattr(files, one.table) or "", one.row, one.column, "a known group", repr(one.name), advice)


def undecided(case: Case, register: Register) -> Iterator[NamedInTable]:
    """Go through the names in the tables that resolve to no organisation on their day; of a joint act each part."""
    for one in _named(case):
        matches = register.resolve_joint(one.name, one.on)
        parts = [one.name] if len(matches) == 1 else one.name.split(" + ")
        for match, part in zip(matches, parts, strict=True):
            if match.organisation is None:
                yield NamedInTable(one.table, one.row, one.column, part, one.on)


def _named(case: Case) -> Iterator[NamedInTable]:
    for event in case.events:
        yield NamedInTable("events", event.row, "actor", event.actor, event.date)
    for control in case.controls:
        yield NamedInTable("controls", control.row, "actor", control.actor, control.date)
        yield NamedInTable("controls", control.row, "control_group", control.control_group)
    for reach in case.reach:
        yield NamedInTable("reach", reach.row, "group", reach.group)
    counted = {series.coverage_group for series in case.settings.series}
    looked = [("coverage", line.row, line.group) for line in case.coverage] + [("searches", line.row, line.group) for line in case.searches]
    yield from (NamedInTable(name, row, "group", group) for name, row, group in looked if group not in {EVERYBODY, *counted})
    yield from (NamedInTable("exposure", line.row, "group", line.group) for line in case.exposure)
    for claim in case.claims:
        for group in claim.groups.split("; "):
            yield NamedInTable("claims", claim.row, "groups", group)
