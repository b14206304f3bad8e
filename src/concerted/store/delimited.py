"""The shape of a delimited text file, and lines of it that cannot be read."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST_HEADER = 65_536
_MOST_HEADER_LINES = 20


@dataclass(frozen=True)
class Delimited:
    """How a text file is cut into cells.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns, in the order of the file.
    delimiter : str
    header : bool
        Whether the first line holds the names.
    quoted : bool
        Whether cells may stand in quotation marks.
    """

    columns: tuple[str, ...]
    delimiter: str = ","
    header: bool = True
    quoted: bool = True

    @property
    def first_row(self) -> int:
        """Number of the first row of data, as a spreadsheet counts."""
        return 2 if self.header else 1


@dataclass(frozen=True)
class Columnar:
    """The columns of a Parquet file, all of them read as text; rows count from 1."""

    columns: tuple[str, ...]

    @property
    def first_row(self) -> int:
        """Number of the first row of data."""
        return 1


@dataclass(frozen=True, order=True)
class BadLine:
    """A row that could not be cut into cells; without a reason it is an empty line, which counts as a row and is no data."""

    row: int
    reason: str


def placed(found: Sequence[BadLine], removed: Sequence[BadLine], first_row: int) -> tuple[BadLine, ...]:
    """Return bad lines of a file and of its copy without them, together, with the row numbers of the file.

    Parameters
    ----------
    found : sequence of BadLine
        In the copy.
    removed : sequence of BadLine
        Rows of the file that the copy lacks, in order.
    first_row : int
        Number of the first row of data in both.
    """
    # The j-th removed row lies before all rows of the copy from this number on.
    before = [line.row - j for j, line in enumerate(removed)]
    moved = [BadLine(line.row + bisect_right(before, line.row), line.reason) for line in found if line.row >= first_row]
    return tuple(sorted([*removed, *moved]))


def header_of(path: Path, delimiter: str, *, quoted: bool = True) -> tuple[str, ...]:
    """Return the cells of the first row of a file, decoded as far as UTF-8 goes; empty where it is empty or longer than 65,536 bytes."""
    with path.open("rb") as file:
        start = file.read(_LONGEST_HEADER)
        ended = len(start) < _LONGEST_HEADER or b"\n" in start
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace") if ended else ""
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        return ()
    cells = _quoted_cells(text, line, delimiter) if quoted else line.split(delimiter)
    return tuple(cell.strip() for cell in cells)


def _quoted_cells(text: str, line: str, delimiter: str) -> list[str]:
    # A name in quotation marks may hold line breaks; a mark that is not closed within so many lines never is.
    for lines in range(1, _MOST_HEADER_LINES + 1):
        record = "\n".join(text.split("\n", lines)[:lines])
        if record.count('"') % 2 == 0:
            return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter))
