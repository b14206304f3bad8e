"""Reads an event table of any known format into the schema, with a ledger of its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from concerted.errors import DataError
from concerted.events.formats import Format, Layout, ucdp
from concerted.events.formats.format import literal, quoted
from concerted.events.ledger import KEPT, SET_ASIDE, Entry, Ledger
from concerted.events.schema import SCHEMA
from concerted.store import BadLine, arrow, header_of, rows, write_parquet

if TYPE_CHECKING:
    from arro3.core import Table

# The order in which formats are asked whether a file is theirs.
FORMATS: tuple[Format, ...] = (ucdp.FORMAT,)
_ASIDE, _DOUBT = "set_aside", "doubt"


@dataclass(frozen=True)
class Loaded:
    """An event table in the schema, and what became of its rows."""

    events: Table
    ledger: Ledger
    format: Format
    guesses: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """What an import wrote.

    Attributes
    ----------
    format : Format
    guesses : tuple of str
        What was guessed of the file.
    ledger : Ledger
    row : str
        Expression for the row of the file over the Parquet file's `file_row_number`.
    """

    format: Format
    guesses: tuple[str, ...]
    ledger: Ledger
    row: str


def load(path: str | Path, format: str = "auto") -> Loaded:  # noqa: A002
    """Read an event table.

    Parameters
    ----------
    path : path
    format : str
        Name of a format, or "auto": then the header decides, and `guesses` says what was guessed.

    Raises
    ------
    DataError
        If the file is of no known format, empty, or cannot be read as a table.
    """
    with tempfile.TemporaryDirectory(prefix="concerted-") as folder:
        parquet = Path(folder) / "events.parquet"
        done = import_file(Path(path), parquet, format)
        columns = {name: done.row if name == "original_row" else quoted(name) for name in SCHEMA}
        return Loaded(arrow(parquet, columns, f"{_ASIDE} IS NULL"), done.ledger, done.format, done.guesses)


def import_file(source: Path, parquet: Path, format_name: str = "auto") -> Imported:
    """Write an event table as Parquet: all readable rows, with the reason on those set aside, and return the ledger."""
    chosen, layout = _recognised(source, format_name)
    select = {name: layout.select.get(name, "NULL") for name in SCHEMA if name not in ("dataset", "version", "original_row")}
    typed = {name: f"CAST({expression} AS {SCHEMA[name].type})" for name, expression in select.items()}
    typed |= {"dataset": literal(chosen.name), "version": literal(layout.version)}
    typed |= {_ASIDE: _first(layout.set_aside), _DOUBT: _all(layout.doubts)}
    bad = write_parquet(source, layout.shape, typed, parquet)
    guesses = layout.guesses if format_name != "auto" else (f"taken as {chosen.title} by its header", *layout.guesses)
    first_row = layout.shape.first_row
    return Imported(chosen, guesses, _ledger(parquet, bad, first_row), _original_row(bad, first_row))


def _recognised(source: Path, format_name: str) -> tuple[Format, Layout]:
    known = {one.name: one for one in FORMATS}
    if format_name != "auto" and format_name not in known:
        raise DataError(f"expected a format among auto, {', '.join(known)}; found {format_name!r}.")
    if not source.is_file():
        raise DataError(f"expected an event table; found no file {source}. Check the path.")
    for one in FORMATS if format_name == "auto" else (known[format_name],):
        layout = one.layout(header_of(source, one.delimiter))
        if layout is not None:
            return one, layout
    wanted = "a known event table" if format_name == "auto" else known[format_name].title
    header = ", ".join(header_of(source, ",")[:8]) or "an empty file"
    raise DataError(f"expected {wanted} in {source.name}; found columns {header}. Name the format, or export the table again.")


def _first(conditions: Sequence[tuple[str, str]]) -> str:
    """Return an expression for the reason of the first condition that holds; null where none does."""
    cases = " ".join(f"WHEN {condition} THEN {literal(reason)}" for condition, reason in conditions)
    return f"CASE {cases} END" if conditions else "CAST(NULL AS VARCHAR)"


def _all(conditions: Sequence[tuple[str, str]]) -> str:
    """Return an expression for the reasons of all conditions that hold, joined; null where none does."""
    cases = ", ".join(f"CASE WHEN {condition} THEN {literal(reason)} END" for condition, reason in conditions)
    return f"nullif(concat_ws('; ', {cases}), '')" if conditions else "CAST(NULL AS VARCHAR)"


def _ledger(parquet: Path, bad: Sequence[BadLine], first_row: int) -> Ledger:
    counted = rows(parquet, f"SELECT count(*), count({_ASIDE}) FROM {{table}}")[0]  # noqa: S608
    told = rows(
        parquet,
        f"SELECT {_original_row(bad, first_row)}, {_ASIDE}, {_DOUBT} FROM {{table}} "  # noqa: S608
        f"WHERE {_ASIDE} IS NOT NULL OR {_DOUBT} IS NOT NULL",
    )
    entries = [Entry(line.row, SET_ASIDE, line.reason) for line in bad]
    entries += [Entry(int(row), SET_ASIDE if aside else KEPT, aside or doubt) for row, aside, doubt in told]
    readable, aside = int(counted[0]), int(counted[1])
    return Ledger(readable + len(bad), readable - aside, 0, aside + len(bad), tuple(sorted(entries)))


def _original_row(bad: Sequence[BadLine], first_row: int) -> str:
    """Return an expression for the row of the file, counted through the unreadable lines between the readable ones."""
    # The j-th unreadable line lies before all readable rows from this index on.
    indices = [line.row - first_row - j for j, line in enumerate(bad)]
    skipped = f" + len(list_filter({indices}, lambda i: i <= file_row_number))" if indices else ""
    return f"CAST(file_row_number + {first_row}{skipped} AS BIGINT)"
