"""The first sheet of an Excel workbook as a table. Formulas are never run: a cell holds the value that was saved with it, or nothing."""

from __future__ import annotations

import datetime as dt
import importlib
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from concerted.errors import DataError
from concerted.store.delimited import BadLine
from concerted.store.files import TableFile, write_copy
from concerted.store.unpack import LARGEST_RATIO, UNCHECKED_BYTES

_MOST_BYTES = 1_000_000_000
_MIDNIGHT = dt.time(0)


def sheet(source: Path, folder: Path) -> TableFile:
    """Return the first sheet of a workbook as a table, its first row holding the names.

    Raises
    ------
    DataError
        If openpyxl is not installed, or the file is no workbook, unpacks to more than a gigabyte or 200 times its size, or has no row.
    """
    _check_size(source)
    try:
        openpyxl: Any = importlib.import_module("openpyxl")
    except ImportError:
        raise DataError(f"expected openpyxl, to read {source.name}; found none. Install concerted[excel], or save it as CSV.") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        except (KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
            raise DataError(f"expected an Excel workbook in {source.name}; found what cannot be read: {error}. Save it as CSV.") from error
        try:
            return _sheet(book, source, folder)
        finally:
            book.close()


def _sheet(book: Any, source: Path, folder: Path) -> TableFile:
    if not book.worksheets:
        raise DataError(f"expected a sheet with rows in {source.name}; found none. Save the table as CSV.")
    first = book.worksheets[0]
    # The size that the file states may be wrong.
    first.reset_dimensions()
    lines = ([_cell(value) for value in row] for row in first.iter_rows(values_only=True))
    header = _trimmed(next(lines, []))
    if not header:
        raise DataError(
            f"expected names of columns in row 1 of sheet {first.title!r} of {source.name}; found an empty row. Put the table first."
        )
    removed: list[BadLine] = []
    copy = folder / "sheet.csv"
    write_copy(copy, _filled(lines, len(header), removed))
    others = [one.title for one in book.worksheets[1:]]
    notes = (f"only the first sheet, {first.title!r}, was read; others: {', '.join(others)}",) if others else ()
    return TableFile(copy, "excel", tuple(name.strip() for name in header), 2, tuple(removed), notes)


def _filled(lines: Iterator[list[str]], width: int, removed: list[BadLine]) -> Iterator[list[str]]:
    for row, line in enumerate(lines, start=2):
        cells = _trimmed(line)
        if not cells:
            removed.append(BadLine(row, ""))
            continue
        yield cells + [""] * (width - len(cells))


def _trimmed(cells: list[str]) -> list[str]:
    last = max((i for i, cell in enumerate(cells) if cell.strip()), default=-1)
    return cells[: last + 1]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_size(source: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DataError(f"expected an Excel workbook in {source.name}; found a broken file. Save it again, or as CSV.") from error
    if size > _MOST_BYTES or (size > UNCHECKED_BYTES and size > LARGEST_RATIO * source.stat().st_size):
        raise DataError(
            f"expected at most {_MOST_BYTES:,} bytes and {LARGEST_RATIO} times the packed size in {source.name}; found {size:,} once unpacked. "
            "Save the table as CSV."
        )
