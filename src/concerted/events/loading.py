"""Reads an event table of any known format into the schema, with a ledger of its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from concerted.errors import DataError, OutputError
from concerted.events.formats import Format, Layout, acled, asam, gdelt, table, ucdp
from concerted.events.formats.format import literal, quoted
from concerted.events.ledger import KEPT, SET_ASIDE, Entry, Ledger
from concerted.events.schema import SCHEMA
from concerted.store import BadLine, Columnar, Delimited, TableFile, amend, arrow, look, rows, select_rows, table_file, write_parquet
from concerted.store.unpack import opened

if TYPE_CHECKING:
    from arro3.core import Table

# The order in which formats are asked whether a file is theirs; the table, which takes any file with days and actors, comes last.
FORMATS: tuple[Format, ...] = (ucdp.FORMAT, acled.FORMAT, asam.FORMAT, gdelt.GDELT2, gdelt.GDELT1, table.FORMAT)
DOUBT = "doubt"
_ASIDE, _CELLS = "set_aside", "cells"
_FORMULA = "a cell begins with = like a formula of a spreadsheet; it is kept as text and never run"
_TWICE = "a double: every cell is that of an earlier row"


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
    version : str
        Of the dataset or of its layout.
    choices : tuple of str
        What was guessed and can be stated instead: the format, the mapping, the order of day and month.
    notes : tuple of str
        What else was guessed of the file, or must be known of it.
    ledger : Ledger
    unreadable : int
        How many rows could not be cut into cells.
    row : str
        Expression for the row of the file over the Parquet file's `file_row_number`.
    mapping : mapping of str to str
        From columns of the schema to columns of the file, for the format "table".
    day_first : bool or None
        Order of day and month, where it mattered.
    """

    format: Format
    version: str
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    ledger: Ledger
    unreadable: int
    row: str
    mapping: Mapping[str, str]
    day_first: bool | None

    def write(self, parquet: Path, out: Path) -> None:
        """Write the kept rows of the Parquet file as another one: the columns of `SCHEMA`, and `doubt`."""
        columns = {name: self.row if name == "original_row" else quoted(name) for name in SCHEMA}
        select_rows(parquet, columns | {DOUBT: DOUBT}, f"{_ASIDE} IS NULL", out)


def load(
    path: str | Path,
    format: str = "auto",  # noqa: A002
    mapping: Mapping[str, str] | None = None,
    day_first: bool | None = None,
) -> Loaded:
    """Read an event table.

    Parameters
    ----------
    path : path
        Delimited text, JSON, JSON lines, Parquet or Excel.
    format : str
        Name of a format, or "auto": then the header decides, and `guesses` says what was guessed.
    mapping : mapping of str to str, optional
        From columns of `SCHEMA` to columns of the file, for the format "table".
    day_first : bool, optional
        Whether 03/04/2020 is the third of April, for the format "table"; found from the rows where it can be.

    Raises
    ------
    DataError
        If the file is of no known format, empty, or cannot be read as a table.
    """
    with tempfile.TemporaryDirectory(prefix="concerted-") as folder:
        parquet = Path(folder) / "events.parquet"
        done = import_file(Path(path), parquet, format, mapping, day_first)
        columns = {name: done.row if name == "original_row" else quoted(name) for name in SCHEMA}
        return Loaded(arrow(parquet, columns, f"{_ASIDE} IS NULL"), done.ledger, done.format, (*done.choices, *done.notes))


def import_file(
    source: Path,
    parquet: Path,
    format_name: str = "auto",
    mapping: Mapping[str, str] | None = None,
    day_first: bool | None = None,
) -> Imported:
    """Write an event table as Parquet: all readable rows, with the reason on those set aside, and return the ledger."""
    wanted = _wanted(format_name, mapping, day_first)
    try:
        return _imported(source, parquet, wanted, mapping, day_first)
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"expected room to work on {source.name}; the system says: {why}. Free space, or set TMPDIR.") from error


def _imported(source: Path, parquet: Path, wanted: str, mapping: Mapping[str, str] | None, day_first: bool | None) -> Imported:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="concerted-"))
        plain = stack.enter_context(opened(source))
        file = table_file(plain.path, Path(folder))
        chosen, layout, shape = _recognised(file, source.name, wanted, mapping, day_first)
        if day_first is not None and chosen is not table.FORMAT:
            raise DataError(
                f"expected an order of day and month for a table only; found {source.name} to be {chosen.title}, which states its days. "
                "Leave the order out, or name the format 'table'."
            )
        bad = file.placed(write_parquet(file.path, shape, _select(chosen, layout), parquet))
        if layout.doubles and _has_doubles(parquet):
            # Few files have any, so the cells of a row are made one number only here, in a second reading: 31 cells took a tenth of the first.
            cells = Path(folder) / "cells.parquet"
            write_parquet(file.path, shape, {_CELLS: f"hash({', '.join(quoted(name) for name in shape.columns)})"}, cells)
            _flag_doubles(parquet, cells, layout.doubles)
    taken = (f"taken as {chosen.title} by its first row",) if wanted == "auto" else ()
    notes = (*plain.notes, *file.notes, *layout.guesses)
    first_row = file.first_row or shape.first_row
    row = _original_row(bad, first_row)
    ledger = _ledger(parquet, bad, row)
    if not ledger.read:
        raise DataError(f"expected rows in {source.name}; found an empty answer: a header only. Check what was asked for, and the account.")
    return Imported(
        chosen,
        layout.version,
        (*taken, *layout.choices),
        notes,
        ledger,
        sum(bool(line.reason) for line in bad),
        row,
        layout.mapping,
        layout.day_first,
    )


def _wanted(format_name: str, mapping: Mapping[str, str] | None, day_first: bool | None) -> str:
    names = [one.name for one in FORMATS]
    if format_name != "auto" and format_name not in names:
        raise DataError(f"expected a format among auto, {', '.join(names)}; found {format_name!r}.")
    if mapping is None and (day_first is None or format_name == "auto"):
        return format_name
    if format_name not in ("auto", table.FORMAT.name):
        raise DataError(f"expected a mapping or day_first for the format 'table' only; found them for {format_name!r}. Leave them out.")
    return table.FORMAT.name


def _recognised(
    file: TableFile, name: str, wanted: str, mapping: Mapping[str, str] | None, day_first: bool | None
) -> tuple[Format, Layout, Delimited | Columnar]:
    for one in FORMATS:
        if wanted not in ("auto", one.name):
            continue
        found = _as_table(file, name, wanted, mapping, day_first) if one is table.FORMAT else _by_header(file, one)
        if found is not None:
            return one, *found
    title = next((one.title for one in FORMATS if one.name == wanted), "a known event table")
    cells = _widest(file, table.FORMAT)[0]
    if not cells or "\0" in "".join(cells):
        raise DataError(f"expected {title} in {name}; found {_nothing(file)}. Export the table again.")
    known = table.propose(cells, [["2020-01-01"] * len(cells)])
    lacking = " or ".join(word for column, word in (("date", "the day"), ("actor", "who acted")) if column not in known) or "the rest"
    raise DataError(
        f"expected {title} in {name}; found columns {', '.join(cell[:40] for cell in cells[:8])}. Nothing says which column holds {lacking}. "
        f"Say it in case.toml: {table.HOW_TO_MAP}; name the format; or export the table again."
    )


def _nothing(file: TableFile) -> str:
    """Return why a file has no names of columns."""
    if not file.path.stat().st_size:
        return "an empty file"
    with file.path.open("rb") as text:
        if b"\0" in text.read(4096):
            return "NUL bytes in row 1: it is no text in UTF-8"
    return "no names of columns in row 1: it is empty, or longer than 65,536 bytes"


def _by_header(file: TableFile, one: Format) -> tuple[Layout, Delimited | Columnar] | None:
    for delimiter in one.delimiter:
        layout = one.layout(file.header(delimiter, quoted=one.quoted))
        if layout is not None:
            return layout, file.shape(layout.shape, delimiter)
    return None


def _as_table(
    file: TableFile, name: str, wanted: str, mapping: Mapping[str, str] | None, day_first: bool | None
) -> tuple[Layout, Delimited | Columnar] | None:
    """Return the layout by a mapping, given or proposed; the order of days and months needs a look at all rows."""
    header, delimiter = _widest(file, table.FORMAT)
    if not header:
        return None
    shape = file.shape(Delimited(header), delimiter)
    if mapping is None:
        sample = [[str(cell or "") for cell in row] for row in look(file.path, shape, "SELECT * FROM {table} LIMIT 200")]
        # Without a row that can be read, names decide; the ledger then says what the rows are.
        chosen = table.propose(shape.columns, sample or [["2020-01-01"] * len(shape.columns)])
        if wanted == "auto" and not {"date", "actor"} <= chosen.keys():
            return None
    else:
        chosen = dict(mapping)
    layout = table.by_mapping(name, shape.columns, chosen, day_first, lambda query: look(file.path, shape, query))
    told = table.told(chosen) if mapping is None else ()
    return replace(layout, choices=(*told, *layout.choices)), shape


def _widest(file: TableFile, one: Format) -> tuple[tuple[str, ...], str]:
    headers = [(file.header(delimiter), delimiter) for delimiter in one.delimiter]
    return max(headers, key=lambda found: len(found[0]))


def _select(chosen: Format, layout: Layout) -> dict[str, str]:
    select = {name: layout.select.get(name, "NULL") for name in SCHEMA if name not in ("dataset", "version", "original_row")}
    typed = {name: f"CAST({expression} AS {SCHEMA[name].type})" for name, expression in select.items()}
    typed |= {"dataset": literal(chosen.name), "version": literal(layout.version)}
    typed |= {_ASIDE: _first(layout.set_aside), DOUBT: _all((*layout.doubts, *_formulas(select)))}
    return typed


def _formulas(select: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the condition under which a cell of text would be run by a spreadsheet; only the sign "=" is never the start of a plain word."""
    cells = [cell for name, cell in select.items() if SCHEMA[name].type == "VARCHAR" and cell != "NULL" and not cell.startswith("'")]
    return ((" OR ".join(f"starts_with({cell}, '=')" for cell in cells), _FORMULA),)


def _flag_doubles(parquet: Path, cells: Path, doubles: str) -> None:
    """Set aside the later ones of rows that are the same in every cell; flag those that share an identifier and differ."""
    flags = (
        f"SELECT place, nth > 1 AS again, nth = 1 AND count(*) FILTER (nth = 1) OVER (PARTITION BY event_id) > 1 AS differs FROM ("  # noqa: S608
        f"SELECT file_row_number AS place, event_id, row_number() OVER (PARTITION BY event_id, {_CELLS} ORDER BY file_row_number) AS nth "
        f"FROM {{table}} JOIN (SELECT file_row_number, {_CELLS} FROM {{other}}) USING (file_row_number) "
        f"WHERE {_ASIDE} IS NULL AND event_id IS NOT NULL)"
    )
    differs = "differs" if doubles == "ids" else "FALSE"
    doubt = f"CASE WHEN {differs} THEN concat_ws('; ', 'the reference occurs twice, in rows that differ', {DOUBT}) ELSE {DOUBT} END"
    query = (
        "SELECT * EXCLUDE (file_row_number, place, again, differs) "  # noqa: S608
        f"REPLACE (CASE WHEN again THEN {literal(_TWICE)} ELSE {_ASIDE} END AS {_ASIDE}, {doubt} AS {DOUBT}) "
        f"FROM {{table}} LEFT JOIN ({flags}) ON place = file_row_number ORDER BY file_row_number"
    )
    amend(parquet, query, cells)


def _has_doubles(parquet: Path) -> bool:
    found = rows(
        parquet,
        f"SELECT 1 FROM {{table}} WHERE {_ASIDE} IS NULL AND event_id IS NOT NULL GROUP BY event_id HAVING count(*) > 1 LIMIT 1",  # noqa: S608
    )
    return bool(found)


def _first(conditions: Sequence[tuple[str, str]]) -> str:
    """Return an expression for the reason of the first condition that holds; null where none does."""
    cases = " ".join(f"WHEN {condition} THEN {literal(reason)}" for condition, reason in conditions)
    return f"CASE {cases} END" if conditions else "CAST(NULL AS VARCHAR)"


def _all(conditions: Sequence[tuple[str, str]]) -> str:
    """Return an expression for the reasons of all conditions that hold, joined; null where none does."""
    cases = ", ".join(f"CASE WHEN {condition} THEN {literal(reason)} END" for condition, reason in conditions)
    return f"nullif(concat_ws('; ', {cases}), '')" if conditions else "CAST(NULL AS VARCHAR)"


def _ledger(parquet: Path, bad: Sequence[BadLine], row: str) -> Ledger:
    counted = rows(parquet, f"SELECT count(*), count({_ASIDE}) FROM {{table}}")[0]  # noqa: S608
    told = rows(
        parquet,
        f"SELECT {row}, {_ASIDE}, {DOUBT} FROM {{table}} WHERE {_ASIDE} IS NOT NULL OR {DOUBT} IS NOT NULL",  # noqa: S608
    )
    # A bad line without a reason is an empty one: it counts as a row of the sheet and is no row of data.
    entries = [Entry(line.row, SET_ASIDE, line.reason) for line in bad if line.reason]
    unreadable = len(entries)
    entries += [Entry(int(number), SET_ASIDE if aside else KEPT, aside or doubt) for number, aside, doubt in told]
    readable, aside = int(counted[0]), int(counted[1])
    return Ledger(readable + unreadable, readable - aside, 0, aside + unreadable, tuple(sorted(entries)))


def _original_row(bad: Sequence[BadLine], first_row: int) -> str:
    """Return an expression for the row of the file, counted through the unreadable lines between the readable ones."""
    # The j-th unreadable line lies before all readable rows from this index on.
    steps = {line.row - first_row - j: j + 1 for j, line in enumerate(bad)}
    skipped = _steps([0, *steps.values()], list(steps))
    return f"CAST(file_row_number + {first_row} + {skipped} AS BIGINT)"


def _steps(values: Sequence[int], starts: Sequence[int]) -> str:
    """Return an expression for a step function of the row number, as a tree: a list would be searched anew for each row."""
    if not starts:
        return str(values[0])
    half = len(starts) // 2
    low, high = _steps(values[: half + 1], starts[:half]), _steps(values[half + 1 :], starts[half + 1 :])
    return f"CASE WHEN file_row_number < {starts[half]} THEN {low} ELSE {high} END"
