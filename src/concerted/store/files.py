"""Which kind of table a file is: delimited text and Parquet are read as they are, JSON and Excel through a delimited copy."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from concerted.errors import DataError
from concerted.store.delimited import BadLine, Columnar, Delimited, header_of, placed

_PARQUET, _ZIP, _JSON = b"PAR1", b"PK\x03\x04", (b"{", b"[")
_STEP = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TableFile:
    """A file that can be read as a table.

    Attributes
    ----------
    path : path
        The file, or its delimited copy.
    kind : str
        "delimited", "parquet", "json" or "excel".
    columns : tuple of str or None
        Names of the columns; None for delimited text, whose first line is read with the delimiter of its format.
    first_row : int
        Number of the first row of data; 0 for delimited text, where it depends on whether the format has a header.
    removed : tuple of BadLine
        Rows that the copy lacks.
    notes : tuple of str
        What was guessed of the file.
    """

    path: Path
    kind: str
    columns: tuple[str, ...] | None = None
    first_row: int = 0
    removed: tuple[BadLine, ...] = ()
    notes: tuple[str, ...] = ()

    def header(self, delimiter: str, *, quoted: bool = True) -> tuple[str, ...]:
        """Return the names of the columns, or the cells of the first line."""
        return header_of(self.path, delimiter, quoted=quoted) if self.columns is None else self.columns

    def placed(self, bad: Sequence[BadLine]) -> tuple[BadLine, ...]:
        """Return the bad lines of the copy together with the rows that the copy lacks, with the row numbers of the file."""
        if self.first_row == 0:
            return tuple(bad)
        moved = [BadLine(line.row + self.first_row - 1, line.reason) for line in bad]
        return placed(moved, self.removed, self.first_row)

    def shape(self, wanted: Delimited, delimiter: str) -> Delimited | Columnar:
        """Return how the file is cut into cells, from what its format says of text files."""
        columns = _distinct(wanted.columns)
        if self.kind == "parquet":
            return Columnar(columns)
        if self.columns is not None:
            return Delimited(columns, header=False)
        return Delimited(columns, delimiter, wanted.header, wanted.quoted)


def table_file(source: Path, folder: Path) -> TableFile:
    """Return a file as a table; copies go to a folder.

    Raises
    ------
    DataError
        If there is no such file, or it is of a kind that cannot be read.
    """
    if not source.is_file():
        raise DataError(f"expected an event table; found no file {source}. Check the path.")
    with source.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_WIDE):
        raise DataError(f"expected UTF-8 in {source.name}; found UTF-16. Save it again as UTF-8.")
    if start.startswith(_PARQUET):
        return _parquet(source)
    if start.startswith(_ZIP) and source.suffix.lower() in (".xlsx", ".xlsm"):
        from concerted.store.excel import sheet

        return sheet(source, folder)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_JSON):
        from concerted.store.json_records import records

        return records(source, folder)
    if _returns_only(source):
        return TableFile(
            _with_line_feeds(source, folder), "delimited", notes=("its lines end with carriage returns only, as on old Macintoshes",)
        )
    return TableFile(source, "delimited")


def _returns_only(source: Path) -> bool:
    """Tell whether all lines of a file end with a carriage return, which readers take for one line or number wrongly."""
    found = False
    with source.open("rb") as file:
        while block := file.read(_STEP):
            if b"\n" in block:
                return False
            found = found or b"\r" in block
    return found


def _with_line_feeds(source: Path, folder: Path) -> Path:
    copy = folder / "lines.csv"
    with source.open("rb") as file, copy.open("wb") as out:
        while block := file.read(_STEP):
            out.write(block.replace(b"\r", b"\n"))
    return copy


def write_copy(path: Path, table: Iterable[Sequence[str]]) -> None:
    """Write rows as delimited text in which every cell is quoted, without a header."""
    # Half of a surrogate pair is no UTF-8: written as it is, the row is set aside by the reader.
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)


def _parquet(source: Path) -> TableFile:
    from concerted.store.parquet import look

    quoted = str(source).replace("'", "''")
    try:
        columns = look(source, Columnar(()), f"DESCRIBE SELECT * FROM read_parquet('{quoted}')")  # noqa: S608
    except DataError:
        raise DataError(f"expected Parquet in {source.name}; found a file that is cut off or broken. Get it again.") from None
    return TableFile(source, "parquet", tuple(str(row[0]) for row in columns), 1)


def _distinct(columns: Sequence[str]) -> tuple[str, ...]:
    """Return names that are not empty and differ even without regard to capitals, as DuckDB wants them; the first of equals keeps its name."""
    seen: set[str] = set()
    result = []
    for i, given in enumerate(columns):
        name = new = given or f"unnamed_{i}"
        n = 2
        while new.lower() in seen:
            new, n = f"{name} ({n})", n + 1
        seen.add(new.lower())
        result.append(new)
    return tuple(result)
