"""A copy of a text file without the lines that hide others: open quotation marks, NUL bytes, endless lines, empty lines.

Slow, line by line, and only for files that need it. A quotation mark that is not closed would swallow the rows after it; here it costs its own
line only. Row numbers hold: what is left out is returned, empty lines with an empty reason.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from concerted.store.delimited import BadLine, Delimited

# A longer line is a broken quotation mark or no table at all.
LONGEST_LINE = 2_000_000
# Line breaks within one cell; a quotation mark that is open for longer was never closed.
_MOST_BREAKS = 1_000
# Within a file of other line ends, a carriage return alone ends a line as well: so do spreadsheets read it.
_RETURN = re.compile(rb"(?<=\r)(?!\n)")
_EMPTY = ""
_NUL = "a NUL byte"
_TOO_LONG = f"a line of more than {LONGEST_LINE:,} bytes"
_OPEN = "a quotation mark that is not closed"
_AFTER = "text after a closed quotation mark"


def mend(source: Path, shape: Delimited, out: Path) -> tuple[tuple[BadLine, ...], int]:
    """Write a copy with one kind of line end and without unreadable and empty lines; return what was left out, and how many records stayed."""
    removed = []
    stayed = 0
    with source.open("rb") as file, out.open("wb") as copy:
        for row, (record, reason) in enumerate(_records(_Lines(file), shape), start=1):
            if reason is None or row < shape.first_row:
                # Names of columns are known already; a mark that stays open in their line would swallow the rows.
                copy.write((record if reason is None else record.replace(b'"', b"") or b"-") + b"\n")
                stayed += 1
            else:
                removed.append(BadLine(row, reason))
    return tuple(removed), stayed


class _Lines:
    """Lines of a file, which can be put back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._back: deque[bytes] = deque()

    def take(self) -> bytes:
        """Return the next line with its end; empty at the end of the file. A line that is too long is cut and so are its rests."""
        if self._back:
            return self._back.popleft()
        line = self._file.readline(LONGEST_LINE + 1)
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = self._file.readline(LONGEST_LINE + 1)
        if b"\r" not in line or len(line) > LONGEST_LINE:
            return line
        pieces: list[bytes] = [piece for piece in _RETURN.split(line) if piece]
        self.put_back(pieces[1:])
        return pieces[0]

    def put_back(self, lines: list[bytes]) -> None:
        self._back.extendleft(reversed(lines))


def _records(lines: _Lines, shape: Delimited) -> Iterator[tuple[bytes, str | None]]:
    whole, unclosed = _patterns(shape.delimiter)
    while line := lines.take():
        record, reason = line.rstrip(b"\r\n"), None
        if len(line) > LONGEST_LINE:
            reason = _TOO_LONG
        elif not record:
            reason = _EMPTY
        elif shape.quoted and b'"' in record and not whole.fullmatch(record):
            record, reason = _closed(line, lines, whole, unclosed) if unclosed.fullmatch(record) else (record, _AFTER)
        if reason is None and b"\0" in record:
            reason = _NUL
        yield record, reason


def _closed(first: bytes, lines: _Lines, whole: re.Pattern[bytes], unclosed: re.Pattern[bytes]) -> tuple[bytes, str | None]:
    """Return a record of several lines; where it does not end well, its first line and the reason, the others being put back."""
    taken: list[bytes] = []
    size = len(first)
    while len(taken) < _MOST_BREAKS and size <= LONGEST_LINE and (line := lines.take()):
        taken.append(line)
        size += len(line)
        if b'"' not in line:
            continue
        record = (first + b"".join(taken)).rstrip(b"\r\n")
        if whole.fullmatch(record):
            return record, None
        if not unclosed.fullmatch(record):
            break
    lines.put_back(taken)
    return first.rstrip(b"\r\n"), _OPEN


def _patterns(delimiter: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    mark = re.escape(delimiter.encode())
    inside = rb'"(?:[^"]++|"")*+'
    cell = rb"(?:" + inside + rb'"|[^"' + mark + rb"][^" + mark + rb"]*+|)"
    whole = re.compile(cell + rb"(?:" + mark + cell + rb")*+", re.DOTALL)
    unclosed = re.compile(rb"(?:" + cell + mark + rb")*+" + inside, re.DOTALL)
    return whole, unclosed
