"""The one schema that event tables of all formats become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: its type as DuckDB names it, and what stands in it."""

    type: str
    meaning: str


class Schema(Mapping[str, Column]):
    """The columns in order; iterates over their names, and is an Arrow schema to whoever asks for one."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names in order."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self._columns)

    def __arrow_c_schema__(self) -> Any:
        """Return the schema to Arrow consumers."""
        from arro3.core import DataType, Field
        from arro3.core import Schema as ArrowSchema

        types = {"VARCHAR": DataType.utf8(), "BIGINT": DataType.int64(), "DATE": DataType.date32(), "INTEGER": DataType.int32()}
        return ArrowSchema([Field(name, types[c.type], nullable=True) for name, c in self._columns.items()]).__arrow_c_schema__()


SCHEMA = Schema(
    {
        "event_id": Column("VARCHAR", "the dataset's own identifier"),
        "actor": Column("VARCHAR", "who acted, as written"),
        "actor_joint": Column("VARCHAR", "others recorded as acting together with the actor, as written, joined by ' + '"),
        "actor_code": Column("VARCHAR", "the dataset's code for the actor"),
        "actor_organisation": Column("VARCHAR", "id of the organisation that the actor resolves to"),
        "target": Column("VARCHAR", "against whom, as written; a dataset without direction names the second actor here"),
        "target_code": Column("VARCHAR", "the dataset's code for the target"),
        "target_organisation": Column("VARCHAR", "id of the organisation that the target resolves to"),
        "target_class": Column("VARCHAR", "class of target"),
        "action": Column("VARCHAR", "what happened, in the dataset's words"),
        "action_code": Column("VARCHAR", "the dataset's code for what happened"),
        "date": Column("DATE", "the day, or the first day where only a range is known"),
        "first": Column("DATE", "first day on which it can have happened"),
        "last": Column("DATE", "last day on which it can have happened"),
        "country": Column("VARCHAR", "country"),
        "admin1": Column("VARCHAR", "first-level administrative unit"),
        "front": Column("VARCHAR", "front of the case"),
        "killed_low": Column("BIGINT", "people killed, lowest figure"),
        "killed_best": Column("BIGINT", "people killed, best figure"),
        "killed_high": Column("BIGINT", "people killed, highest figure"),
        "status": Column("VARCHAR", "claimed, attributed, confirmed, reported, denied; joined by +"),
        "reports": Column("BIGINT", "how many sources or articles the dataset counts behind the row"),
        "source": Column("VARCHAR", "where the dataset says that it was read"),
        "dataset": Column("VARCHAR", "name of the dataset"),
        "version": Column("VARCHAR", "version of the dataset or of its layout"),
        "original_row": Column("BIGINT", "row of the file, as a spreadsheet counts (the header is row 1)"),
    }
)
