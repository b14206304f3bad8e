"""The shape of a delimited text file, and lines of it that cannot be read."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST_HEADER = 65_536


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


def header_of(path: Path, delimiter: str) -> tuple[str, ...]:
    """Return the cells of the first line of a file, decoded as far as UTF-8 goes; empty for an empty file."""
    with path.open("rb") as file:
        line = file.readline(_LONGEST_HEADER)
    text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").rstrip("\r\n")
    if not text:
        return ()
    return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text), delimiter=delimiter)))
