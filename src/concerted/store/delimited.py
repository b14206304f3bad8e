"""The shape of a delimited text file, and lines of it that cannot be read."""

from __future__ import annotations

import csv
import io
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


@dataclass(frozen=True, order=True)
class BadLine:
    """A row that could not be cut into cells."""

    row: int
    reason: str


def header_of(path: Path, delimiter: str) -> tuple[str, ...]:
    """Return the cells of the first line of a file, decoded as far as UTF-8 goes; empty for an empty file."""
    with path.open("rb") as file:
        line = file.readline(_LONGEST_HEADER)
    text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").rstrip("\r\n")
    if not text:
        return ()
    return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text), delimiter=delimiter)))
