"""Attacks in a window that nobody claims and no page lays to anybody."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.actors import Register
from concerted.case import Case
from concerted.case.records import EventRow
from concerted.days import Window

_SOMEBODY = ("claimed", "attributed", "attributed_to_others")


def in_doubt(case: Case, register: Register, window: Window, fronts: Sequence[str], targets: Sequence[str]) -> tuple[EventRow, ...]:
    """Return the rows of unidentified actors in a window that are neither claimed nor attributed."""
    return tuple(
        row
        for row in case.events
        if row.date in window
        and set(case.settings.front_aliases.get(row.front, (row.front,))) & set(fronts)
        and (not targets or row.target_class in targets)
        and not any(word in _SOMEBODY for word in row.status)
        and _unidentified(register, row)
    )


def _unidentified(register: Register, row: EventRow) -> bool:
    owners = [match.organisation for match in register.resolve_joint(row.actor, row.date)]
    return all(owner is None or register.organisation(owner).kind == "unidentified" for owner in owners)
