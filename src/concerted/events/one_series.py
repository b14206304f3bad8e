"""One incident, one series: reports of one event in several tables of a case are made one. Each step is listed, and a person can undo it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from concerted.actors import Match, Register
from concerted.case import Case
from concerted.case.records import EventRow
from concerted.case.settings import ApartSettings
from concerted.counts import columns_of
from concerted.days import precision
from concerted.errors import Fault
from concerted.events.chosen import Chosen, ImportedRow
from concerted.events.incident import folded
from concerted.events.joining import Joined, Merge, join
from concerted.events.origins import wire_origins

MERGED, PROPOSED, APART, TWO_GROUPS = "merged", "proposed", "kept apart", "two groups"
_JOINT = " + "
# Tables of a case name a front, no first-level unit. So wide a place takes a narrow window: a night's event is dated a day apart at most.
_DAYS_BY_FRONT = 1


@dataclass(frozen=True)
class Step:
    """Two rows that are reports of one event, or may be.

    Attributes
    ----------
    state : str
        "merged"; "proposed" (both rows stay); "kept apart" (a person said so); "two groups" (one event under two groups: in neither's series).
    kind : str
        As of `joining.Merge`, or "two groups".
    kept, merged : str
        Ids of both rows.
    reason : str
    """

    state: str
    kind: str
    kept: str
    merged: str
    reason: str


@dataclass(frozen=True)
class Joining:
    """The rows of a case after reports of one event were made one.

    Attributes
    ----------
    rows : tuple of EventRow
        Rows of the event table first, then those of each import.
    steps : tuple of Step
    disputed : tuple of EventRow
        Rows of one event that two sources lay to two groups; not among `rows`.
    reports, origins : int
        Rows that give an address, and how many independent origins these addresses and the texts have.
    """

    rows: tuple[EventRow, ...]
    steps: tuple[Step, ...] = ()
    disputed: tuple[EventRow, ...] = ()
    reports: int = 0
    origins: int = 0

    def of(self, state: str) -> tuple[Step, ...]:
        """Return the steps of one state."""
        return tuple(step for step in self.steps if step.state == state)


def one_series(case: Case, register: Register, chosen: Sequence[Chosen]) -> Joining:
    """Join the reports of one event across the imports and the event table of a case."""
    reports, origins = _origins([*case.events, *(row for one in chosen for row in one.rows)])
    if not chosen:
        return Joining(case.events, reports=reports, origins=origins)
    work = _Work(case, register, chosen)
    work.within_imports()
    work.with_events()
    disputed = work.two_groups()
    return Joining(tuple(work.rows.values()), work.told(), disputed, reports, origins)


def strangers(case: Case, chosen: Sequence[Chosen]) -> tuple[Fault, ...]:
    """Return a fault for each row that is to be kept apart and that no table of the case has."""
    known = {row.event_id for row in (*case.events, *(row for one in chosen for row in one.rows))}
    named = [(key, id_) for one in case.settings.apart for key, id_ in (("first", one.first), ("second", one.second))]
    advice = "Take the id from the report: an event_id of the event table, or table:identifier of an imported one."
    return tuple(
        Fault("case.toml", 0, f"apart.{key}", "the id of a row of the case", repr(id_), advice) for key, id_ in named if id_ not in known
    )


class _Work:
    """Rows that are still apart, by id, and what was done so far."""

    def __init__(self, case: Case, register: Register, chosen: Sequence[Chosen]) -> None:
        self._case, self._register = case, register
        self._file = case.settings.files.events or "events.csv"
        self._pairs = {frozenset((one.first, one.second)): one for one in case.settings.apart}
        self.rows: dict[str, EventRow] = {row.event_id: row for row in (*case.events, *(row for one in chosen for row in one.rows))}
        self._tables = [one.table.name for one in chosen if one.table.name not in case.settings.imports or self._joins(one.table.name)]
        self._cells: dict[str, dict[str, Any]] = {}
        # Few names come back on many rows: looked up each time they took 13 of 52 seconds on 140,000 rows.
        self._resolved = cache(register.resolve_joint)
        self.steps: list[Step] = []

    def _joins(self, name: str) -> bool:
        return self._case.settings.imports[name].joined

    def within_imports(self) -> None:
        """Join the imported tables with each other, by first-level unit."""
        self._cells = {row.event_id: self._imported(row) for row in self._of_tables(self._tables)}
        self._join(list(self._cells), days=2, place="admin1")

    def with_events(self) -> None:
        """Join what is left of each imported table with the event table, by front."""
        self._cells |= {row.event_id: self._event(row) for row in self._case.events}
        for name in self._tables if self._case.events else ():
            here = [row.event_id for row in self._of_tables([name])]
            self._join([*(row.event_id for row in self._case.events), *here], days=_DAYS_BY_FRONT, place="front", order=(self._file, name))

    def two_groups(self) -> tuple[EventRow, ...]:
        """Take out rows that lay one event to two groups: they count for neither."""
        gone: dict[str, EventRow] = {}
        for reason, same_table, groups in self._same_evidence():
            for pair in _pairs(groups, same_table=same_table, taken=gone):
                first, second = (row.event_id for row in pair)
                if (said := self._pairs.get(frozenset((first, second)))) is not None:
                    self.steps.append(Step(APART, TWO_GROUPS, first, second, f"{reason}; {_said(said)}"))
                    continue
                gone |= {row.event_id: row for row in pair}
                self.steps.append(Step(TWO_GROUPS, TWO_GROUPS, first, second, f"one event under two groups: {reason}"))
        for id_ in gone:
            del self.rows[id_]
        return tuple(gone.values())

    def told(self) -> tuple[Step, ...]:
        """Return the steps; proposals whose rows found another partner later have gone."""
        left = self.rows.keys()
        return tuple(step for step in self.steps if step.state != PROPOSED or {step.kept, step.merged} <= left)

    def _of_tables(self, names: Iterable[str]) -> Iterator[ImportedRow]:
        wanted = set(names)
        return (row for row in self.rows.values() if isinstance(row, ImportedRow) and row.table in wanted)

    def _join(self, ids: Sequence[str], *, days: int, place: str, order: tuple[str, ...] = ()) -> None:
        cells = [self._cells[id_] for id_ in ids]
        if not cells:
            return
        hidden = {"action", "action_code"} if place == "front" else set()
        columns = {name: [one.get(name) for one in cells] for name in cells[-1] if name not in hidden}
        present = {one["dataset"] for one in cells}
        found = join(columns, days=days, place=place, order=[name for name in order if name in present])
        unwanted = [one for one in found.merges if self._apart(one) is not None]
        kept = found.undo(unwanted) if unwanted else found
        self.steps += [self._step(MERGED, one) for one in kept.merges]
        for one in kept.proposed:
            self.steps.append(self._step(PROPOSED if self._apart(one) is None else APART, one))
        self._take(kept)

    def _apart(self, merge: Merge) -> ApartSettings | None:
        return self._pairs.get(frozenset((merge.kept_id[1], merge.merged_id[1])))

    def _step(self, state: str, merge: Merge) -> Step:
        ids = (merge.kept_id[1], merge.merged_id[1])
        reason = merge.reason
        if any(isinstance(row := self.rows.get(id_), ImportedRow) and not row.redistributable for id_ in ids):
            # What follows the colon of a split attack quotes cells of the rows.
            reason = reason.partition(":")[0] if merge.kind == "split" else reason
        said = self._apart(merge) if state == APART else None
        return Step(state, merge.kind, *ids, f"{reason}; {_said(said)}" if said else reason)

    def _take(self, joined: Joined) -> None:
        """Take over which rows are left, and who acted in them."""
        columns = columns_of(joined.events)
        left = dict(zip(columns["event_id"], zip(columns["actor_joint"], columns["joined"], strict=True), strict=True))
        for merge in joined.merges:
            self.rows.pop(merge.merged_id[1], None)
        for id_, (joint, told) in left.items():
            cells = self._cells[id_]
            if joint != cells["actor_joint"]:
                self.rows[id_] = replace(self.rows[id_], actor=_JOINT.join([cells["actor"], *([joint] if joint else [])]))
            cells |= {"actor_joint": joint, "joined": told}

    def _imported(self, row: ImportedRow) -> dict[str, Any]:
        first = precision(row.date_precision, row.date).first
        return {
            **self._named(row, row.table),
            "target": row.target or None,
            "first": first,
            "last": row.last,
            "country": row.country or None,
            "admin1": row.admin1 or None,
            "action": row.action or None,
            "action_code": row.action_code or None,
            "killed_best": row.killed_best,
            "source": row.source or None,
        }

    def _event(self, row: EventRow) -> dict[str, Any]:
        when = precision(row.date_precision, row.date)
        return {**self._named(row, self._file), "first": when.first, "last": when.last, "source": row.source_url}

    def _named(self, row: EventRow, dataset: str) -> dict[str, Any]:
        """Return the cells that every row has; names are those of the register, so that two spellings are one actor."""
        parts = [row.actor] if len(self._matches(row)) == 1 else row.actor.split(_JOINT)
        names = [self._name(match.organisation, part) for match, part in zip(self._matches(row), parts, strict=True)]
        cells = {"dataset": dataset, "event_id": row.event_id, "date": row.date, "front": row.front or None}
        return {**cells, "actor": names[0], "actor_joint": _JOINT.join(dict.fromkeys(names[1:])) or None, "joined": None}

    def _matches(self, row: EventRow) -> tuple[Match, ...]:
        return self._resolved(row.actor, row.date)

    def _name(self, id_: str | None, written: str) -> str:
        if id_ is None:
            return written
        names = [self._register.name(id_), *(alias for alias, _ in self._register.organisation(id_).aliases)]
        return next((name for name in names if self._register.listed(name).organisation == id_), written)

    def _same_evidence(self) -> Iterator[tuple[str, bool, list[tuple[str, EventRow]]]]:
        """Go through rows of single groups that tell of one event by more than their day and place, with what says so."""
        rows = [(owner, row) for row in self.rows.values() if (owner := self._group(row)) is not None]
        yield from ((f"one identifier in {key[0]}", True, found) for key, found in _grouped(rows, _identifier))
        yield from (("the same day, front and address", False, found) for _, found in _grouped(rows, _address))
        yield from (("the same day, place, target and number killed", False, found) for _, found in _grouped(rows, _toll))

    def _group(self, row: EventRow) -> str | None:
        matches = self._matches(row)
        owner = matches[0].organisation if len(matches) == 1 else None
        return owner if owner in self._case.settings.case.groups else None


def _said(apart: ApartSettings) -> str:
    return f"kept apart by {apart.by}: {apart.reason}"


def _grouped(rows: Sequence[tuple[str, EventRow]], key: Callable[[EventRow], Hashable]) -> Iterator[tuple[Any, list[tuple[str, EventRow]]]]:
    groups: dict[Any, list[tuple[str, EventRow]]] = defaultdict(list)
    for owner, row in rows:
        if (found := key(row)) is not None:
            groups[found].append((owner, row))
    return ((found, some) for found, some in groups.items() if len({owner for owner, _ in some}) > 1)


def _identifier(row: EventRow) -> Hashable:
    return (row.table, row.identifier) if isinstance(row, ImportedRow) and row.identifier else None


def _address(row: EventRow) -> Hashable:
    return (row.date, row.front, row.source_url) if row.front and row.source_url and _is_day(row) else None


def _toll(row: EventRow) -> Hashable:
    if not isinstance(row, ImportedRow) or not row.killed_best or not row.target or not row.admin1 or not _is_day(row):
        return None
    return row.date, folded(row.country), folded(row.admin1), folded(row.target), row.killed_best


def _is_day(row: EventRow) -> bool:
    return row.date_precision in ("day", "inferred", "")


def _pairs(rows: Sequence[tuple[str, EventRow]], *, same_table: bool, taken: Mapping[str, EventRow]) -> Iterator[tuple[EventRow, EventRow]]:
    """Go through pairs of rows of two groups, of two tables unless the identifier is the table's own; each row in one pair at most."""
    used = set(taken)
    for i, (owner, row) in enumerate(rows):
        others = (other for group, other in rows[i + 1 :] if group != owner and other.event_id not in used)
        other = next((one for one in others if same_table or _table(one) != _table(row)), None)
        if other is not None and row.event_id not in used:
            used |= {row.event_id, other.event_id}
            yield row, other


def _table(row: EventRow) -> str:
    return row.table if isinstance(row, ImportedRow) else ""


def _origins(rows: Sequence[EventRow]) -> tuple[int, int]:
    """Return how many rows give an address, and how many origins these rows have."""
    told = [row for row in rows if row.source_url]
    columns: dict[str, list[str | dt.date]] = {
        "date": [row.date for row in told],
        "actor": [row.actor for row in told],
        "summary": ["" if isinstance(row, ImportedRow) else row.summary for row in told],
        "source_url": [row.source_url for row in told],
    }
    return len(told), len(wire_origins(columns))
