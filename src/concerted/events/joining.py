"""Reports of one event made one, across datasets and within one. Nothing is merged in silence, and each merge can be undone.

The rule across datasets is that of Donnay et al. (2019), written anew from its description: two rows can be reports of one event if they lie
within a window of days and of space and agree in kind; of several such pairs the best goes first; each row meets at most one row of each
other dataset; datasets are joined one after another. See docs/method/joining.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from concerted.counts import columns_of
from concerted.errors import DataError
from concerted.events.incident import Likeness, Report, Rule, Taxonomy, is_empty, report, reports, taking_in
from concerted.events.ledger import KEPT, MERGED, Entry, Ledger
from concerted.events.origins import Origin, wire_origins
from concerted.events.repeats import mirrored, split_attacks
from concerted.events.schema import SCHEMA

if TYPE_CHECKING:
    from arro3.core import Table

__all__ = ["ACROSS", "MIRROR", "RANGE", "SPLIT", "Joined", "Merge", "Origin", "join", "wire_origins"]

ACROSS, MIRROR, SPLIT, RANGE = "across", "mirror", "split", "range"
# Whether the other row's actors acted jointly with the kept row's: in a mirror they are its targets; None lets the rows decide.
_JOINT = {ACROSS: None, RANGE: None, SPLIT: True, MIRROR: False}
_Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, order=True)
class Merge:
    """One row merged into another, or a proposal to do so.

    Attributes
    ----------
    kept, merged : int
        Positions of both rows in the table given, from 0. A row that is kept here may itself be merged into another one.
    kind : str
        "across" datasets, "mirror" coding, "split" joint attack, "range" (one row is a day, the other a range of days).
    reason : str
    kept_id, merged_id : (str, str)
        Dataset and identifier of both rows.
    """

    kept: int
    merged: int
    kind: str
    reason: str
    kept_id: tuple[str, str]
    merged_id: tuple[str, str]


@dataclass(frozen=True)
class Joined:
    """What a joining gives.

    Attributes
    ----------
    events : Arrow table
        The rows that were kept, in the order given. `joined` names the rows merged into each one (JSON: dataset and identifier);
        `actor_joint` holds actors of merged rows that record or show a joint act. Every other cell is as it was given.
    merges : tuple of Merge
        What was merged.
    proposed : tuple of Merge
        What may be one event too and is left to people; in `events` these rows are still apart.
    ledger : Ledger
        Its rows are positions in the table given + 2, as a spreadsheet would count them.
    """

    events: Table
    merges: tuple[Merge, ...]
    proposed: tuple[Merge, ...]
    ledger: Ledger
    _given: _Columns = field(repr=False, compare=False)

    def accept(self, proposals: Iterable[Merge]) -> Joined:
        """Return the joining with proposals merged as well.

        Raises
        ------
        DataError
            If one of them was not proposed, or its row is merged already.
        """
        wanted = set(proposals)
        if not wanted <= set(self.proposed):
            raise DataError("expected merges that this joining proposes; found others. Take them from `proposed`.")
        rest = [one for one in self.proposed if one not in wanted]
        return _joined(self._given, [*self.merges, *(one for one in self.proposed if one in wanted)], rest)

    def undo(self, merges: Iterable[Merge]) -> Joined:
        """Return the joining without some of its merges; they become proposals.

        Raises
        ------
        DataError
            If one of them was not merged.
        """
        unwanted = set(merges)
        if not unwanted <= set(self.merges):
            raise DataError("expected merges of this joining; found others. Take them from `merges`.")
        rest = [one for one in self.merges if one not in unwanted]
        return _joined(self._given, rest, [*(one for one in self.merges if one in unwanted), *self.proposed])


def join(
    events: Any,
    *,
    days: int = 2,
    place: str = "admin1",
    km: float | None = None,
    same: Sequence[str] = ("actor",),
    taxonomies: Mapping[str, Any] | None = None,
    order: Sequence[str] = (),
) -> Joined:
    """Join rows that report one event.

    Within a dataset only mirror coding is merged (A-B and B-A on one day, in one place, of one kind). Joint attacks split over dyads, and
    pairs of a day and a range of days, are proposed.

    Parameters
    ----------
    events : table
        Anything with columns, such as `load(path).events`; several datasets stand below each other and are told apart by `dataset`.
    days : int
        How many days two reports of one event may lie apart. Two ranges may differ so much at both ends.
    place : str
        "country", "admin1" (country and first-level unit), "front", or "km" with the columns `latitude` and `longitude`.
    km : float, optional
        How far apart, with place="km".
    same : sequence of str
        Columns that must agree. Names are compared without case and accents; of `actor` and `target` one row may name a part of the other's
        joint actors. An empty cell agrees with nothing.
    taxonomies : mapping of str to table, optional
        For a column whose words differ between datasets: a table of dataset, category, and one column for each level, from the finest to the
        coarsest. Two rows must agree on some level.
    order : sequence of str
        Datasets from the one whose rows are kept to the last; by name where left out. The order of rows is of no weight.

    Returns
    -------
    Joined

    Raises
    ------
    DataError
        If a column is missing, a cell cannot be read, or a category has no place in its taxonomy.
    """
    columns = columns_of(events)
    tables = tuple(Taxonomy(column, table) for column, table in (taxonomies or {}).items())
    rule = Rule(days, place, km, tuple(same), tables)
    rows = reports(columns, rule)
    work = _Work(rows, rule, _ranks(rows, order))
    while work.mirrors() + work.across():
        pass
    return _joined(columns, work.merges, work.proposals())


class _Work:
    """Rows that are still apart, by position, and what was merged so far."""

    def __init__(self, rows: Sequence[Report], rule: Rule, ranks: Mapping[str, int]) -> None:
        self._rule, self._ranks = rule, ranks
        self._live = {one.row: one for one in sorted(rows, key=self._order)}
        self._places = {row: place for place, row in enumerate(self._live)}
        self.merges: list[Merge] = []

    def mirrors(self) -> int:
        """Merge rows coded from both sides, and return how many."""
        found = mirrored(list(self._live.values()), self._rule)
        for kept, merged, why in found:
            self._merge(kept, merged, MIRROR, why)
        return len(found)

    def across(self) -> int:
        """Join dataset after dataset to those before it, and return how many rows were merged."""
        before = len(self.merges)
        for rank in sorted(set(self._ranks.values()))[1:]:
            used: set[int] = set()
            for likeness, a, b in sorted(self._pairs(rank, ranges=False), key=self._best_first):
                if used.isdisjoint({a.row, b.row}):
                    used |= {a.row, b.row}
                    self._merge(a, b, ACROSS, f"one event in two datasets: {likeness.why}")
        return len(self.merges) - before

    def proposals(self) -> list[Merge]:
        """Return pairs that may be one event: split attacks, and a day with a range of days."""
        found = [_merge(a, b, SPLIT, why) for a, b, why in split_attacks(list(self._live.values()), self._rule)]
        for rank in sorted(set(self._ranks.values()))[1:]:
            pairs = sorted(self._pairs(rank, ranges=True), key=self._best_first)
            found += [_merge(a, b, RANGE, f"one is a day, the other a range of days: {likeness.why}") for likeness, a, b in pairs]
        return found

    def _pairs(self, rank: int, *, ranges: bool) -> Iterator[tuple[Likeness, Report, Report]]:
        """Go through the pairs of a row of an earlier dataset and one of this dataset that can be of one event."""
        earlier = _by_day([one for one in self._live.values() if self._ranks[one.dataset] < rank])
        for b in [one for one in self._live.values() if self._ranks[one.dataset] == rank]:
            near = {a.row: a for day in b.days(self._rule.days) for a in earlier.get((day, b.place), ())}
            for a in near.values():
                likeness = self._rule.compare(a, b) if _free(a, b) and (a.is_range != b.is_range) == ranges else None
                if likeness is not None:
                    yield likeness, a, b

    def _merge(self, kept: Report, merged: Report, kind: str, why: str) -> None:
        self.merges.append(_merge(kept, merged, kind, why))
        del self._live[merged.row]
        # Read again, as a later joining would read it: so a second joining finds nothing more.
        cells = taking_in(kept.cells, merged.cells, joint=_JOINT[kind])
        self._live[kept.row] = report(kept.row, cells, self._rule)

    def _best_first(self, pair: tuple[Likeness, Report, Report]) -> tuple[Any, ...]:
        likeness, a, b = pair
        return *likeness.order, self._places[a.row], self._places[b.row]

    def _order(self, one: Report) -> tuple[Any, ...]:
        # By what the rows say, never by where they stand. Identifiers that are numbers are ordered as numbers.
        day = one.first or dt.date.max
        cells = sorted((name, str(value)) for name, value in one.cells.items())
        return self._ranks[one.dataset], day, one.last or day, len(one.event_id), one.event_id, cells


def _ranks(rows: Sequence[Report], order: Sequence[str]) -> dict[str, int]:
    found = sorted({one.dataset for one in rows})
    unknown = [name for name in order if name not in found]
    if unknown or len(set(order)) < len(order):
        raise DataError(
            f"expected each dataset of the table once at most in order; found {', '.join(order)}. The table has {', '.join(found)}."
        )
    return {name: rank for rank, name in enumerate([*order, *(name for name in found if name not in order)])}


def _by_day(rows: Iterable[Report]) -> Mapping[tuple[dt.date, tuple[str, ...]], list[Report]]:
    found: dict[tuple[dt.date, tuple[str, ...]], list[Report]] = defaultdict(list)
    for one in rows:
        for day in one.days(0):
            found[day, one.place].append(one)
    return found


def _free(a: Report, b: Report) -> bool:
    """Tell whether neither row has yet met one of the other's datasets: a row meets one of each at most."""
    return (a.datasets | {a.dataset}).isdisjoint(b.datasets | {b.dataset})


def _merge(kept: Report, merged: Report, kind: str, why: str) -> Merge:
    return Merge(kept.row, merged.row, kind, why, kept.id, merged.id)


def _joined(columns: _Columns, merges: Sequence[Merge], proposed: Sequence[Merge]) -> Joined:
    n = len(next(iter(columns.values()), ()))
    gone = {one.merged for one in merges}
    if len(gone) < len(merges):
        raise DataError("expected each row to be merged once; found one that is merged into two others. Accept one proposal for each row.")
    changed: dict[int, dict[str, Any]] = {}
    # In the order of the merges: what a row took in before it was merged itself goes with it.
    into: dict[int, int] = {}
    for one in merges:
        kept = _root(one.kept, into)
        into[one.merged] = kept
        changed[kept] = taking_in(_cells(columns, changed, kept), _cells(columns, changed, one.merged), joint=_JOINT[one.kind])
    rows = [_cells(columns, changed, row) for row in range(n) if row not in gone]
    names = dict.fromkeys([*columns, *(["actor_joint"] if "actor" in columns else []), "joined"])
    entries = [Entry(one.merged + 2, MERGED, f"{one.reason}; merged into row {one.kept + 2}") for one in merges]
    open_ = [one for one in proposed if one.merged not in gone]
    entries += [Entry(one.merged + 2, KEPT, f"may be one event with row {one.kept + 2}: {one.reason}") for one in open_]
    ledger = Ledger(n, len(rows), len(gone), 0, tuple(sorted(entries)))
    table = _table({name: [row.get(name) for row in rows] for name in names})
    return Joined(table, tuple(merges), tuple(proposed), ledger, columns)


def _root(row: int, into: Mapping[int, int]) -> int:
    while row in into:
        row = into[row]
    return row


def _cells(columns: _Columns, changed: Mapping[int, dict[str, Any]], row: int) -> dict[str, Any]:
    return changed[row] if row in changed else {name: values[row] for name, values in columns.items()}


def _table(columns: Mapping[str, Sequence[Any]]) -> Table:
    from arro3.core import Table as ArrowTable

    return ArrowTable.from_pydict({name: _array(name, values) for name, values in columns.items()})


def _array(name: str, values: Sequence[Any]) -> Any:
    from arro3.core import Array, DataType

    filled = [value for value in values if not is_empty(value)]
    # Asked in this order: a truth value is a whole number to Python, and a point in time is a day.
    if filled and all(isinstance(value, bool) for value in filled):
        return Array([None if is_empty(value) else value for value in values], type=DataType.bool())
    if filled and all(isinstance(value, int) for value in filled):
        return Array([None if is_empty(value) else value for value in values], type=DataType.int64())
    if filled and all(isinstance(value, (int, float)) for value in filled):
        return Array([None if is_empty(value) else float(value) for value in values], type=DataType.float64())
    if _is_day_column(name, filled):
        epoch = dt.date(1970, 1, 1).toordinal()
        days = [None if is_empty(value) else value.toordinal() - epoch for value in values]
        return Array(days, type=DataType.int32()).cast(DataType.date32())
    return Array([None if value is None else str(value) for value in values], type=DataType.utf8())


def _is_day_column(name: str, filled: Sequence[Any]) -> bool:
    if not filled:
        return name in SCHEMA and SCHEMA[name].type == "DATE"
    return all(isinstance(value, dt.date) for value in filled)
