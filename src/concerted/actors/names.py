"""Names in a case's tables that the organisations file does not know."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from concerted.actors.register import Register
from concerted.case import Case
from concerted.errors import Fault

_EVERYBODY = "all case groups"


def unknown_names(case: Case, register: Register) -> Iterator[Fault]:
    """Yield a fault for each group in a table that resolves to no organisation."""
    files = case.settings.files
    for name, row, column, group in _named(case):
        for match, part in zip(register.resolve_joint(group), _parts(register, group), strict=True):
            if match.organisation is None:
                aliases = [alias for id_ in register.ids for alias, _ in register.organisation(id_).aliases]
                close = difflib.get_close_matches(part, aliases, n=1)
                hint = f"Did you mean {close[0]!r}? Otherwise add" if close else "Add"
                advice = f'{hint} it as an alias in {files.organisations}; several groups are joined by "; ".'
                yield Fault(getattr(files, name) or "", row, column, "a known group", repr(part), advice)


def _parts(register: Register, group: str) -> list[str]:
    return [group] if len(register.resolve_joint(group)) == 1 else group.split(" + ")


def _named(case: Case) -> Iterator[tuple[str, int, str, str]]:
    for event in case.events:
        yield "events", event.row, "actor", event.actor
    for control in case.controls:
        yield "controls", control.row, "actor", control.actor
        yield "controls", control.row, "control_group", control.control_group
    for reach in case.reach:
        yield "reach", reach.row, "group", reach.group
    counted = {series.coverage_group for series in case.settings.series}
    for line in case.coverage:
        if line.group not in {_EVERYBODY, *counted}:
            yield "coverage", line.row, "group", line.group
    for claim in case.claims:
        for group in claim.groups.split("; "):
            yield "claims", claim.row, "groups", group
