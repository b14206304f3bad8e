"""Text files to Parquet, and Parquet to Arrow, in one pass each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from concerted.errors import DataError, OutputError
from concerted.store.delimited import BadLine, Delimited

if TYPE_CHECKING:
    from arro3.core import Table

# A longer line is a broken quotation mark or no table at all.
_LONGEST_LINE = 2_000_000
_ROW_GROUP = 100_000
_REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "a quotation mark that is not closed, or text after a closed one",
    "INVALID ENCODING": "bytes that are no UTF-8",
    "LINE SIZE OVER MAXIMUM": f"a line of more than {_LONGEST_LINE:,} bytes",
    "INVALID STATE": "quotation marks that do not match",
}


def write_parquet(
    source: Path, shape: Delimited, select: Mapping[str, str], out: Path, *, memory: str = "1GB"
) -> tuple[BadLine, ...]:
    """Write one row of Parquet for each readable row of a text file, in the file's order.

    Parameters
    ----------
    source : path
    shape : Delimited
    select : mapping of str to str
        From the name of a column of the result to a DuckDB expression over the columns of the file, all of which are text.
    out : path
        Written under another name and moved into place when it is whole.
    memory : str
        What DuckDB may hold in memory.

    Returns
    -------
    tuple of BadLine
        Rows that could not be cut into cells; they are not in the result.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    OutputError
        If the result cannot be written.
    """
    expressions = ", ".join(f'{expression} AS "{name}"' for name, expression in select.items())
    partial = out.with_name(f".{out.name}.partial")
    with _connection(memory) as connection:
        try:
            connection.execute(
                f"COPY (SELECT {expressions} FROM {_reader(source, shape)}) TO {_literal(str(partial))} "  # noqa: S608
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
            )
            bad = connection.execute("SELECT line, error_type FROM bad_lines ORDER BY line, error_type").fetchall()
        except duckdb.Error as error:
            partial.unlink(missing_ok=True)
            raise _plain(source, out, error) from error
    os.replace(partial, out)
    return _bad_lines(bad)


def arrow(parquet: Path, columns: Mapping[str, str], where: str = "TRUE") -> Table:
    """Return expressions over a Parquet file, `file_row_number` included, as an Arrow table in the file's order."""
    from arro3.core import Table

    names = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    with _connection("1GB") as connection:
        query = f"SELECT {names} FROM read_parquet({_literal(str(parquet))}, file_row_number = true) WHERE {where} ORDER BY file_row_number"  # noqa: S608
        return Table.from_arrow(connection.sql(query))


def rows(parquet: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in which `{table}` stands for a Parquet file with its `file_row_number`."""
    with _connection("1GB") as connection:
        table = f"read_parquet({_literal(str(parquet))}, file_row_number = true)"
        return connection.execute(query.replace("{table}", table)).fetchall()


@contextmanager
def _connection(memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    # Nothing is fetched or loaded from outside: no extensions, no configuration of the user's.
    settings: dict[str, Any] = {"memory_limit": memory, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config=settings)
    try:
        yield connection
    finally:
        connection.close()


def _reader(source: Path, shape: Delimited) -> str:
    columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in shape.columns)
    quote = "'\"'" if shape.quoted else "''"
    return (
        f"read_csv({_literal(str(source))}, auto_detect = false, columns = {{{columns}}}, header = {str(shape.header).lower()}, "
        f"delim = {_literal(shape.delimiter)}, quote = {quote}, escape = {quote}, max_line_size = {_LONGEST_LINE}, "
        "ignore_errors = true, store_rejects = true, rejects_table = 'bad_lines', rejects_scan = 'bad_scans', rejects_limit = 0)"
    )


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _bad_lines(found: Sequence[tuple[int, str]]) -> tuple[BadLine, ...]:
    reasons: dict[int, str] = {}
    for line, kind in found:
        reasons.setdefault(int(line), _REASONS.get(kind, kind.lower()))
    return tuple(BadLine(row, reason) for row, reason in sorted(reasons.items()))


def _plain(source: Path, out: Path, error: duckdb.Error) -> DataError | OutputError:
    first = str(error).splitlines()[0]
    if isinstance(error, duckdb.IOException) and ("write" in first.lower() or "space" in first.lower()):
        return OutputError(f"expected to write {out}; the system says: {first}. Check rights and space; nothing was changed.")
    return DataError(f"expected a table in {source.name}; found what cannot be read: {first}. Export it again as CSV in UTF-8.")
