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
from concerted.store.mend import LONGEST_LINE, mend
from concerted.store.survey import Survey, survey

if TYPE_CHECKING:
    from arro3.core import Table

# A dictionary is given up early: identifiers, all of them different, would fill it for nothing.
_KEPT = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000, DICTIONARY_SIZE_LIMIT 5000, WRITE_BLOOM_FILTER false)"
# What is read once and deleted is packed lightly: 2.5 million rows took 6.9 s of one core so, and 7.4 s as above.
_PASSING = "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 100000, DICTIONARY_SIZE_LIMIT 1000, WRITE_BLOOM_FILTER false)"
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
    """Write one row of Parquet, to be read again and deleted, for each readable row of a file, in the file's order.

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
    query = f"COPY (SELECT {expressions} FROM {{table}}) TO {_literal(str(partial))} {_PASSING}"  # noqa: S608
    try:
        _, bad = _read(source, shape, query, memory, whole=True)
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


def amend(parquet: Path, query: str, other: Path) -> None:
    """Replace a Parquet file by the rows of a query in which `{table}` stands for it with its `file_row_number`, and `{other}` for another one.

    Raises
    ------
    OutputError
        If the result cannot be written.
    """
    partial = parquet.with_name(f".{parquet.name}.partial")
    _copy(parquet, query.replace("{other}", _table(other)), partial, _PASSING)
    partial.replace(parquet)


def select_rows(parquet: Path, columns: Mapping[str, str], where: str, out: Path) -> None:
    """Write expressions over a Parquet file, `file_row_number` included, as another one, in the file's order.

    Raises
    ------
    OutputError
        If the result cannot be written.
    """
    names = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    _copy(parquet, f"SELECT {names} FROM {{table}} WHERE {where}", out, _KEPT)  # noqa: S608


def _copy(parquet: Path, query: str, out: Path, packing: str) -> None:
    try:
        with _connection("1GB") as connection:
            connection.execute(f"COPY ({query.replace('{table}', _table(parquet))}) TO {_literal(str(out))} {packing}")
    except duckdb.Error as error:
        raise _plain(parquet, out, error) from error


def differences(old: Path, new: Path, key: str, columns: Sequence[str]) -> tuple[int, int, int] | None:
    """Count rows of a Parquet file that an earlier one lacks, rows of a shared key that differ, and rows that it lacks.

    Parameters
    ----------
    old, new : path
    key : str
        Column that names a row. Rows without a key are compared as a whole: one that differs is an added row and a deleted one.
    columns : sequence of str
        What is compared.

    Returns
    -------
    (added, changed, deleted), or None where the earlier file is broken or lacks a column.
    """
    cells = ", ".join(f'"{name}"' for name in columns)
    side = (
        f"SELECT coalesce(\"{key}\", 'row ' || hash({cells})) AS name, hash({cells}) AS cells, count(*) AS n "  # noqa: S608
        "FROM read_parquet({file}) GROUP BY ALL"
    )
    # Rows that share a key are counted by what stands in them: those on both sides are the same, of the others as many as can be are changed.
    query = (
        f"WITH old AS ({side.format(file=_literal(str(old)))}), new AS ({side.format(file=_literal(str(new)))}), "  # noqa: S608
        "same AS (SELECT name, sum(least(old.n, new.n)) AS n FROM old JOIN new USING (name, cells) GROUP BY name), "
        "counted AS (SELECT coalesce(a.n, 0) - coalesce(same.n, 0) AS a, coalesce(b.n, 0) - coalesce(same.n, 0) AS b "
        "FROM (SELECT name, sum(n) AS n FROM old GROUP BY name) AS a FULL JOIN (SELECT name, sum(n) AS n FROM new GROUP BY name) AS b "
        "USING (name) LEFT JOIN same USING (name)) "
        "SELECT coalesce(sum(b - least(a, b)), 0), coalesce(sum(least(a, b)), 0), coalesce(sum(a - least(a, b)), 0) FROM counted"
    )
    try:
        with _connection("1GB") as connection:
            added, changed, deleted = connection.execute(query).fetchall()[0]
    except duckdb.Error:
        return None
    return int(added), int(changed), int(deleted)


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


def _read(
    source: Path, shape: Delimited | Columnar, query: str, memory: str, *, whole: bool = False
) -> tuple[list[tuple[Any, ...]], tuple[BadLine, ...]]:
    """Run a query; where it is a copy of the `whole` file, its count of rows is held against a count of its own."""
    if isinstance(shape, Columnar):
        with _connection(memory) as connection:
            return connection.execute(query.replace("{table}", _columnar(source, shape))).fetchall(), ()
    found = survey(source, quoted=False)
    if shape.quoted and not found.plain:
        found = survey(source, quoted=True)
    if found.plain:
        try:
            answer, bad = _run(source, shape, query, memory)
        except duckdb.InvalidInputException:
            pass  # What the survey takes for a line end is none for DuckDB, or the other way round.
        else:
            hiding = _HIDING.intersection(kind for _, kind in bad)
            if not hiding and (not whole or _holds(source, shape, found.records, _counted(answer, bad, shape))):
                return answer, _bad_lines(bad)
    with tempfile.TemporaryDirectory(prefix="concerted-") as folder:
        copy = Path(folder) / "mended.csv"
        removed, stayed = mend(source, shape, copy)
        answer, bad = _run(copy, shape, query, memory)
        if whole and (counted := _counted(answer, bad, shape)) != stayed:
            raise DataError(
                f"expected {stayed} rows in {source.name}, with its header; found {counted}. Please report this fault of the program."
            )
        return answer, placed(_bad_lines(bad), removed, shape.first_row)


def _holds(source: Path, shape: Delimited, records: int, counted: int) -> bool:
    """Tell whether a count of records is right; line breaks between quotation marks are looked for only where it seems wrong."""
    return counted == records or (shape.quoted and survey(source, quoted=True) == Survey(plain=True, records=counted))


def _counted(answer: list[tuple[Any, ...]], bad: list[tuple[int, str]], shape: Delimited) -> int:
    """Return how many records were copied, refused or skipped as the header."""
    return int(answer[0][0]) + len({line for line, _ in bad}) + shape.first_row - 1


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
    first = str(error).splitlines()[0].rstrip(".")
    if isinstance(error, duckdb.IOException) and ("write" in first.lower() or "space" in first.lower()):
        return OutputError(f"expected to write {out}; the system says: {first}. Check rights and space; nothing was changed.")
    return DataError(f"expected a table in {source.name}; found what cannot be read: {first}. Export it again as CSV in UTF-8.")
