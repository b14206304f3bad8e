"""Which rows of an imported table concern a case: by its groups and what is tied to them, its days and its fronts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from concerted.actors import Register, Ties
from concerted.case import Case
from concerted.case.cells import STATUS_WORDS
from concerted.case.records import EventRow
from concerted.days import Window
from concerted.events.fronts import placing
from concerted.events.imported import ImportedTable

_JOINT = " + "
# The names of a row as one text, as the tables of a case have them.
_NAMES = f"concat_ws('{_JOINT}', actor, nullif(trim(actor_joint), ''))"
_FIRST, _LAST = "coalesce(first, date)", "coalesce(last, first, date)"
_COLUMNS = (
    "event_id",
    "target",
    "target_class",
    "country",
    "admin1",
    "front",
    "action",
    "action_code",
    "killed_best",
    "status",
    "source",
    "original_row",
)


@dataclass(frozen=True, kw_only=True)
class ImportedRow(EventRow):
    """One row of an imported table, as a case uses rows.

    `event_id` names it within the case: "table:identifier", or "table:row 12" where the dataset gives no identifier of its own or
    its rows may not be given on.
    """

    table: str
    redistributable: bool
    identifier: str
    last: dt.date
    country: str
    admin1: str
    target: str
    action: str
    action_code: str
    killed_best: int | None
    source: str


@dataclass(frozen=True)
class Chosen:
    """What a case takes from an imported table, and what it leaves there.

    Attributes
    ----------
    table : ImportedTable
    rows : tuple of ImportedRow
        Rows in the days of the case whose actors are its groups, its controls, or tied to a group.
    days : Window or None
        From the first to the last day of all rows; None where no row has a day.
    fronts : tuple of str
        Fronts of the case on which any row stands.
    outside : int
        Rows outside the days of the case.
    others : tuple of (str, int)
        Actors that have no part in the case, with the number of their rows, the most frequent first.
    second : int
        Rows of others in which a group of the case stands on the second side: against whom, or the second of two actors.
    """

    table: ImportedTable
    rows: tuple[ImportedRow, ...]
    days: Window | None
    fronts: tuple[str, ...]
    outside: int
    others: tuple[tuple[str, int], ...]
    second: int


def choose(case: Case, register: Register, table: ImportedTable) -> Chosen:
    """Return what a case takes from a table."""
    return _Choice(case, register, table).chosen()


class _Choice:
    def __init__(self, case: Case, register: Register, table: ImportedTable) -> None:
        self._case, self._register, self._table = case, register, table
        self._period = Window(case.settings.case.start, case.settings.case.end)
        self._near = _near(case, register)
        self._place = placing(case.settings, table.name)

    def chosen(self) -> Chosen:
        (first, last, kept, inside), *_ = self._ask(
            f"SELECT min({_FIRST}), max({_LAST}), count(*), count(*) FILTER ({self._inside}) FROM {{table}}"  # noqa: S608
        )
        query = f"SELECT {_NAMES}, count(*) FROM {{table}} WHERE {self._inside} GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
        named = dict(self._ask(query))
        wanted = {names for names in named if self._owners(names) & self._near}
        others = tuple((names, n) for names, n in named.items() if names not in wanted)
        days = None if first is None else Window(first, last)
        return Chosen(self._table, self._rows(wanted), days, self._fronts(), kept - inside, others, self._second(wanted))

    @property
    def _inside(self) -> str:
        return f"{_FIRST} <= DATE '{self._period.last}' AND {_LAST} >= DATE '{self._period.first}'"

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        # Loaded here: a case without imports needs no DuckDB.
        from concerted.store import rows

        return rows(self._table.parquet, query)

    def _owners(self, names: str) -> set[str]:
        # A name of several organisations is looked at row by row, as the day may decide.
        return {id_ for match in self._register.resolve_joint(names or "") for id_ in match.candidates}

    def _rows(self, wanted: Collection[str]) -> tuple[ImportedRow, ...]:
        found = self._ask(
            f"SELECT {_NAMES}, {_FIRST}, {_LAST}, {', '.join(_COLUMNS)} FROM {{table}} "  # noqa: S608
            f"WHERE {self._inside} AND {_among(_NAMES, wanted)} ORDER BY file_row_number"
        )
        cells = [(names, first, last, dict(zip(_COLUMNS, rest, strict=True))) for names, first, last, *rest in found]
        times = Counter(one["event_id"] for *_, one in cells)
        return tuple(self._row(names, first, last, one, alone=times[one["event_id"]] == 1) for names, first, last, one in cells)

    def _row(self, names: str, first: dt.date, last: dt.date, cells: Mapping[str, Any], *, alone: bool) -> ImportedRow:
        text = {name: str(value) if value is not None else "" for name, value in cells.items()}
        may_be_named = self._table.manifest.redistributable and alone and text["event_id"]
        reference = text["event_id"] if may_be_named else f"row {text['original_row']}"
        return ImportedRow(
            row=int(cells["original_row"]),
            event_id=f"{self._table.name}:{reference}",
            date=max(first, self._period.first),
            date_precision="day" if first == last else f"{first}/{last}",
            actor=names,
            front=self._place(text["front"], text["country"], text["admin1"]),
            target_class=text["target_class"],
            status=tuple(word for word in text["status"].split("+") if word in STATUS_WORDS) or ("reported",),
            confidence="",
            summary=text["action"],
            source_url=text["source"] if text["source"].startswith(("http://", "https://")) else "",
            table=self._table.name,
            redistributable=self._table.manifest.redistributable,
            identifier=text["event_id"],
            last=last,
            country=text["country"],
            admin1=text["admin1"],
            target=text["target"],
            action=text["action"],
            action_code=text["action_code"],
            killed_best=cells["killed_best"],
            source=text["source"],
        )

    def _fronts(self) -> tuple[str, ...]:
        places = self._ask("SELECT DISTINCT coalesce(front, ''), coalesce(country, ''), coalesce(admin1, '') FROM {table}")
        aliases = self._case.settings.front_aliases
        return tuple(sorted({front for place in places if (name := self._place(*place)) for front in aliases.get(name, (name,))}))

    def _second(self, wanted: Collection[str]) -> int:
        groups = set(self._case.settings.case.groups)
        found = self._ask(
            f"SELECT target, count(*) FROM {{table}} WHERE {self._inside} AND target IS NOT NULL AND NOT {_among(_NAMES, wanted)} GROUP BY 1"  # noqa: S608
        )
        return sum(n for target, n in found if groups & {id_ for part in (target, *target.split(", ")) for id_ in self._owners(part)})


def _near(case: Case, register: Register) -> set[str]:
    """Return the groups of a case, its controls, and all that is tied to a group."""
    ties, groups = Ties(register), case.settings.case.groups
    controls = {one.group for one in case.settings.controls}
    controls |= {id_ for row in case.controls if (id_ := register.listed(row.control_group).organisation)}
    return {*groups, *controls, *(id_ for group in groups for id_ in ties.around(group))}


def _among(expression: str, texts: Collection[str]) -> str:
    if not texts:
        return "FALSE"
    # Loaded here: the formats bring DuckDB, which a case without imports does not need.
    from concerted.events.formats.format import literal

    listed = ", ".join(literal(one) for one in sorted(texts))
    return f"coalesce({expression} IN ({listed}), FALSE)"
