"""Rows of one dataset that tell of one event: mirror coding, and joint attacks split over dyads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from concerted.events.incident import Report, Rule, folded, is_empty


def mirrored(ordered: Sequence[Report], rule: Rule) -> list[tuple[Report, Report, str]]:
    """Return pairs coded from both sides (A-B and B-A, same day, place and kind), each row in one pair at most.

    Parameters
    ----------
    ordered : sequence of Report
        The order decides which row of a pair comes first.
    rule : Rule
        Its place counts; its days do not.

    Returns
    -------
    list of (Report, Report, str)
        The row to keep, its mirror, and the reason.
    """
    found: list[tuple[Report, Report, str]] = []
    used: set[int] = set()
    for group in _same_day_and_kind([one for one in ordered if one.actors and one.targets], by_sides=True):
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                if used.isdisjoint({a.row, b.row}) and _is_mirror(a, b, rule):
                    used |= {a.row, b.row}
                    found.append((a, b, f"mirror coding: the same day, place and kind with the sides exchanged{_sources(a, b)}"))
    return found


def split_attacks(ordered: Sequence[Report], rule: Rule) -> list[tuple[Report, Report, str]]:
    """Return pairs that may be one joint attack split over dyads: one side is the same, the other differs.

    The day, place and kind must be the same, and the source; where no source is named, the number of people killed, above zero.
    """
    found: list[tuple[Report, Report, str]] = []
    merged: set[int] = set()
    for group in _same_day_and_kind(ordered):
        for j, b in enumerate(group):
            first = next((a for a in group[:j] if a.row not in merged and _is_split(a, b, rule)), None)
            if first is not None:
                merged.add(b.row)
                found.append(
                    (first, b, f"one joint attack split over dyads: {_difference(first, b)}{_sources(first, b) or ', same number killed'}")
                )
    return found


def _same_day_and_kind(ordered: Sequence[Report], *, by_sides: bool = False) -> list[list[Report]]:
    groups: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for one in ordered:
        if one.first is not None and (one.place or one.point) and _kind(one):
            sides = frozenset({one.actors, one.targets}) if by_sides else None
            groups[one.dataset, one.first, one.last, one.place, _kind(one), sides].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _kind(one: Report) -> str:
    """Return the kind of act; the code where there is one. A row without a kind is compared with nothing."""
    return next((folded(one.cells[name]) for name in ("action_code", "action") if not is_empty(one.cells.get(name))), "")


def _may_be_joined(a: Report, b: Report) -> bool:
    # A row that has taken in one of its own dataset takes in no other: joining again must change nothing.
    return a.dataset not in a.datasets and b.dataset not in b.datasets


def _is_mirror(a: Report, b: Report, rule: Rule) -> bool:
    sides = bool(a.actors and a.targets) and a.actors == b.targets and a.targets == b.actors and a.actors != a.targets
    return sides and _may_be_joined(a, b) and rule.distance(a, b) is not None


def _is_split(a: Report, b: Report, rule: Rule) -> bool:
    sides = bool(a.actors and b.actors and a.targets and b.targets) and (a.actors == b.actors) != (a.targets == b.targets)
    return sides and _may_be_joined(a, b) and _same_evidence(a, b) and rule.distance(a, b) is not None


def _same_evidence(a: Report, b: Report) -> bool:
    ours, theirs = a.cells.get("source"), b.cells.get("source")
    if not (is_empty(ours) and is_empty(theirs)):
        return not is_empty(ours) and not is_empty(theirs) and folded(ours) == folded(theirs)
    killed, also = a.cells.get("killed_best"), b.cells.get("killed_best")
    return isinstance(killed, int) and killed > 0 and killed == also


def _difference(a: Report, b: Report) -> str:
    column = "target" if a.actors == b.actors else "actor"
    return f"{column} {a.cells.get(column)!r} and {b.cells.get(column)!r}"


def _sources(a: Report, b: Report) -> str:
    ours, theirs = a.cells.get("source"), b.cells.get("source")
    if is_empty(ours) or is_empty(theirs):
        return ""
    return ", same source" if folded(ours) == folded(theirs) else ", different sources"
