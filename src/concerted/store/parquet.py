"""Tables to Parquet, and Parquet to Arrow, in one pass each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from concerted.errors import DataError, OutputError
from concerted.store.delimited import BadLine, Columnar, Delimited, placed
from concerted.store.mend import LONGEST_LINE, mend, wants_mending

if TYPE_CHECKING:
    from arro3.core import Table

_PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
# One such line can hide many good ones behind it: a quotation mark that is not closed swallows all up to the next mark.
_HIDING = {"UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM", "INVALID STATE"}
_REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "a quotation mark that is not closed, or text after a closed one",
    "INVALID ENCODING": "bytes that are no UTF-8",
    "LINE SIZE OVER MAXIMUM": f"a line of more than {LONGEST_LINE:,} bytes",
    "INVALID STATE": "quotation marks that do not match",
}


def write_parquet(
    source: Path, shape: Delimited | Columnar, select: Mapping[str, str], out: Path, *, memory: str = "1GB"
) -> tuple[BadLine, ...]:
    """Write one row of Parquet for each readable row of a file, in the file's order.

    Parameters
    ----------
    source : path
    shape : Delimited or Columnar
    select : mapping of str to str
        From the name of a column of the result to a DuckDB expression over the columns of the file, all of which are text.
    out : path
        Written under another name and moved into place when it is whole.
    memory : str
        What DuckDB may hold in memory.

    Returns
    -------
    tuple of BadLine
        Rows that could not be cut into cells, and empty lines; they are not in the result.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    OutputError
        If the result cannot be written.
    """
    expressions = ", ".join(f'{expression} AS "{name}"' for name, expression in select.items())
    partial = out.with_name(f".{out.name}.partial")
    query = f"COPY (SELECT {expressions} FROM {{table}}) TO {_literal(str(partial))} {_PARQUET}"  # noqa: S608
    try:
        _, bad = _read(source, shape, query, memory)
    except duckdb.Error as error:
        partial.unlink(missing_ok=True)
        raise _plain(source, out, error) from error
    partial.replace(out)
    return bad


def look(source: Path, shape: Delimited | Columnar, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in which `{table}` stands for a file, all of its columns being text.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    """
    try:
        return _read(source, shape, query, "1GB")[0]
    except duckdb.Error as error:
        raise _plain(source, source, error) from error


def amend(parquet: Path, query: str) -> None:
    """Replace a Parquet file by the rows of a query in which `{table}` stands for it with its `file_row_number`."""
    partial = parquet.with_name(f".{parquet.name}.partial")
    with _connection("1GB") as connection:
        connection.execute(f"COPY ({query.replace('{table}', _table(parquet))}) TO {_literal(str(partial))} {_PARQUET}")
    partial.replace(parquet)


def arrow(parquet: Path, columns: Mapping[str, str], where: str = "TRUE") -> Table:
    """Return expressions over a Parquet file, `file_row_number` included, as an Arrow table in the file's order."""
    from arro3.core import Table

    names = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    with _connection("1GB") as connection:
        query = f"SELECT {names} FROM {_table(parquet)} WHERE {where} ORDER BY file_row_number"  # noqa: S608
        return Table.from_arrow(connection.sql(query))


def rows(parquet: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in which `{table}` stands for a Parquet file with its `file_row_number`."""
    with _connection("1GB") as connection:
        return connection.execute(query.replace("{table}", _table(parquet))).fetchall()


def _read(source: Path, shape: Delimited | Columnar, query: str, memory: str) -> tuple[list[tuple[Any, ...]], tuple[BadLine, ...]]:
    if isinstance(shape, Columnar):
        with _connection(memory) as connection:
            return connection.execute(query.replace("{table}", _columnar(source, shape))).fetchall(), ()
    if not wants_mending(source):
        try:
            answer, bad = _run(source, shape, query, memory)
        except duckdb.InvalidInputException:
            pass  # Line ends of two kinds; the mended copy has one.
        else:
            if not _HIDING.intersection(kind for _, kind in bad):
                return answer, _bad_lines(bad)
    with tempfile.TemporaryDirectory(prefix="concerted-") as folder:
        copy = Path(folder) / "mended.csv"
        removed = mend(source, shape, copy)
        answer, bad = _run(copy, shape, query, memory)
        return answer, placed(_bad_lines(bad), removed, shape.first_row)


def _run(source: Path, shape: Delimited, query: str, memory: str) -> tuple[list[tuple[Any, ...]], list[tuple[int, str]]]:
    with _connection(memory) as connection:
        answer = connection.execute(query.replace("{table}", _reader(source, shape))).fetchall()
        return answer, connection.execute("SELECT line, error_type FROM bad_lines ORDER BY line, error_type").fetchall()


@contextmanager
def _connection(memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    # Nothing is fetched or loaded from outside: no extensions, no configuration of the user's.
    settings: dict[str, Any] = {"memory_limit": memory, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    settings |= {"temp_directory": tempfile.gettempdir()}
    connection = duckdb.connect(config=settings)
    # Its bar goes to standard output, where a machine may be reading.
    connection.execute("SET enable_progress_bar = false")
    try:
        yield connection
    finally:
        connection.close()


def _table(parquet: Path) -> str:
    return f"read_parquet({_literal(str(parquet))}, file_row_number = true)"


def _columnar(source: Path, shape: Columnar) -> str:
    names = ['"' + name.replace('"', '""') + '"' for name in shape.columns]
    cells = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in names)
    return f"(SELECT {cells} FROM read_parquet({_literal(str(source))}) AS file({', '.join(names)}))"  # noqa: S608


def _reader(source: Path, shape: Delimited) -> str:
    columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in shape.columns)
    quote = "'\"'" if shape.quoted else "''"
    return (
        f"read_csv({_literal(str(source))}, auto_detect = false, columns = {{{columns}}}, header = {str(shape.header).lower()}, "
        f"delim = {_literal(shape.delimiter)}, quote = {quote}, escape = {quote}, max_line_size = {LONGEST_LINE}, "
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
