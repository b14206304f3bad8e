"""Marks: what bears on concert and is not timing. For and against, by whom, and on how many independent origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concerted.case.records import EventRow, MarkRow
from concerted.days import Day, Window, spoken
from concerted.words.numbers import listed, plural

_ANNOUNCING = ("announced co-ordination", "operations room", "announcement of joint action")
_JOINT = ("joint claim", "announcement of joint action", "joint action")
SOURCE_KINDS = {
    "own_statement": "a group's own statement",
    "anonymous_group_member": "unnamed members of a group",
    "state_official": "officials of a state on the same side",
    "opponent_official": "officials of an opponent",
    "anonymous_other": "other unnamed sources",
    "media_regional": "regional media",
    "media_partisan": "partisan media",
    "media": "press",
    "analyst": "analysts",
}


@dataclass(frozen=True)
class Side:
    """The marks for or against concert from one kind of source."""

    kind_of_source: str
    marks: tuple[MarkRow, ...]

    @property
    def origins(self) -> int:
        """Origins that are surely independent."""
        return sum(mark.independent_origin == "y" for mark in self.marks)

    @property
    def unknown(self) -> int:
        """Marks that may be relays of others."""
        return sum(mark.independent_origin == "unknown" for mark in self.marks)


@dataclass(frozen=True)
class Confirmed:
    """Two groups of whom confirmed statements of two independent origins or more, no opponent's, say that they act together.

    Attributes
    ----------
    groups : (str, str)
        Names of the groups.
    statements : tuple of str
        Ids of the statements.
    origins : int
    """

    groups: tuple[str, str]
    statements: tuple[str, ...]
    origins: int


@dataclass(frozen=True)
class Marks:
    """All marks of a case, told apart by time and direction."""

    supporting: tuple[Side, ...]
    opposing: tuple[Side, ...]
    announcements: tuple[MarkRow, ...]
    joint_in_period: tuple[MarkRow, ...]
    recorded_joint: tuple[EventRow, ...]
    joint_after: tuple[MarkRow, ...]
    denials_on_the_day: tuple[MarkRow, ...]
    outside: tuple[MarkRow, ...]
    confirmed: tuple[Confirmed, ...] = ()

    def sentences(self, seen_until: Day | None) -> tuple[str, ...]:
        """Return what the marks say, in order of weight."""
        lines = [_origins("For", self.supporting), _origins("Against", self.opposing)]
        if self.announcements:
            days = listed([spoken(mark.date) for mark in self.announcements])
            lines.append(f"Groups announced co-ordination themselves on {days}.")
        if self.recorded_joint:
            lines.append(f"{plural(len(self.recorded_joint), 'act')} recorded as joint acts of two of the groups.")
        if self.joint_in_period:
            lines.append(f"{plural(len(self.joint_in_period), 'joint claim')} of one attack in the period.")
        else:
            later = f"; the first that was met is of {spoken(self.joint_after[0].date)}" if self.joint_after else ""
            lines.append(f"No joint claim of one attack by two groups was met in the period{later}.")
        lines += [
            f"{listed(one.groups)}: {plural(len(one.statements), 'confirmed statement')} of {plural(one.origins, 'independent origin')}, none "
            "of them an opponent's, say that they act together."
            for one in self.confirmed
        ]
        if self.denials_on_the_day and seen_until is not None:
            who = listed(sorted({mark.by_whom for mark in self.denials_on_the_day}))
            lines.append(f"On {spoken(seen_until)}, the day on which the claims appeared, command was denied by: {who}.")
        return tuple(lines)


def weigh_marks(
    rows: Sequence[MarkRow],
    period: Window,
    seen_until: Day | None,
    recorded_joint: Sequence[EventRow] = (),
    confirmed: Sequence[Confirmed] = (),
) -> Marks:
    """Sort the marks of a case; those outside the period decide nothing and stay listed.

    Parameters
    ----------
    rows : sequence of MarkRow
    period : Window
    seen_until : date or None
        The day on which the claims appeared.
    recorded_joint : sequence of EventRow
        Rows of the event table that name two of the groups as actors of one act.
    confirmed : sequence of Confirmed
        Pairs of groups of whom confirmed statements of two independent origins speak.
    """
    inside = [row for row in rows if row.date in period]
    return Marks(
        supporting=_sides(row for row in inside if row.claims_or_denies == "claims"),
        opposing=_sides(row for row in inside if row.claims_or_denies == "denies"),
        announcements=tuple(row for row in inside if _announces(row)),
        joint_in_period=tuple(row for row in inside if is_kind(row, _JOINT) and _own_claim(row)),
        recorded_joint=tuple(recorded_joint),
        joint_after=tuple(row for row in rows if row.date > period.last and is_kind(row, ("joint claim",))),
        denials_on_the_day=tuple(row for row in inside if row.date == seen_until and row.claims_or_denies == "denies"),
        outside=tuple(row for row in rows if row.date not in period),
        confirmed=tuple(confirmed),
    )


def _announces(row: MarkRow) -> bool:
    return _own_claim(row) and is_kind(row, _ANNOUNCING)


def _own_claim(row: MarkRow) -> bool:
    """Tell whether a group says it of itself: what an opponent or a newspaper says is listed, but is no announcement."""
    return row.claims_or_denies == "claims" and row.kind_of_source == "own_statement"


def is_kind(row: MarkRow, kinds: Iterable[str]) -> bool:
    """Tell whether one of the kinds of a mark, which "; " separates, is among those wanted."""
    return any(kind in row.kind_of_mark.split("; ") for kind in kinds)


def _sides(rows: Iterable[MarkRow]) -> tuple[Side, ...]:
    by_kind: dict[str, list[MarkRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind_of_source, []).append(row)
    return tuple(Side(kind, tuple(by_kind[kind])) for kind in SOURCE_KINDS if kind in by_kind)


def _origins(word: str, sides: Sequence[Side]) -> str:
    if not sides:
        return f"{word}: no mark in the period."
    parts = [f"{SOURCE_KINDS[side.kind_of_source]} {side.origins}" for side in sides]
    sure, unknown = sum(side.origins for side in sides), sum(side.unknown for side in sides)
    doubt = f", and {unknown} more that may be relays" if unknown else ""
    return f"{word}: {plural(sure, 'independent origin')}{doubt} ({', '.join(parts)})."
