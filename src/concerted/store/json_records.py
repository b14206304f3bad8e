"""JSON records as a table: a list, pages that hold a list, or one record a line. Read piece by piece, never as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from concerted.errors import DataError
from concerted.store.delimited import BadLine
from concerted.store.files import TableFile, write_copy

# Keys under which pages of known interfaces hold their records.
PAGE_KEYS = ("data", "asam", "Result", "result", "results", "records", "events")
_PIECE = 1 << 20
_LONGEST_RECORD = 16_000_000
_MOST_COLUMNS = 2_000
_SPACE = re.compile(r"[\s,]*")
_NO_RECORD = "no JSON record"
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def records(source: Path, folder: Path) -> TableFile:
    """Return JSON records as a table; a cell that holds a list or another record is its JSON text.

    Raises
    ------
    DataError
        If the file is cut off, holds no record, or is a server's refusal.
    """
    copy = folder / "records.csv"
    columns: dict[str, None] = {}
    # Most files name all of their columns in their first record. Where a later one names more, the file is read again.
    first = next((one for one in _read(source) if one is not None), {})
    columns.update(dict.fromkeys(first))
    removed: list[BadLine] = []
    try:
        write_copy(copy, _cells(source, columns, removed))
    except _NewColumnError:
        for one in _read(source):
            columns.update(dict.fromkeys(one or ()))
            if len(columns) > _MOST_COLUMNS:
                raise DataError(f"expected a table in {source.name}; found more than {_MOST_COLUMNS:,} different keys.") from None
        removed.clear()
        write_copy(copy, _cells(source, columns, removed))
    if not columns:
        raise DataError(f"expected records in {source.name}; found an empty answer: not one record. Check what was asked for, and the account.")
    return TableFile(copy, "json", tuple(columns), 1, tuple(removed))


class _NewColumnError(Exception):
    """A record has a key that those before it had not."""


def _cells(source: Path, columns: dict[str, None], removed: list[BadLine]) -> Iterator[list[str]]:
    for row, one in enumerate(_read(source), start=1):
        if one is None:
            removed.append(BadLine(row, _NO_RECORD))
            continue
        if not one.keys() <= columns.keys():
            raise _NewColumnError
        yield [_cell(one.get(name)) for name in columns]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value).lower()


def _read(source: Path) -> Iterator[dict[str, Any] | None]:
    lines = source.suffix.lower() in (".jsonl", ".ndjson")
    # Bytes that are no UTF-8 become halves of surrogate pairs, and their record is set aside.
    with source.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        try:
            yield from _by_line(file) if lines else _by_piece(_Text(file, source.name))
        except RecursionError:
            raise DataError(f"expected records in {source.name}; found lists in lists without end.") from None


def _by_line(file: TextIO) -> Iterator[dict[str, Any] | None]:
    for line in file:
        try:
            value = _DECODER.decode(line) if line.strip() else None
        except ValueError:
            value = None
        if line.strip():
            yield from _records_of(value)


def _records_of(value: Any) -> Iterator[dict[str, Any] | None]:
    """Yield a record, the records of a page, or None for what is neither."""
    if not isinstance(value, dict):
        yield None
        return
    page = next((value[key] for key in PAGE_KEYS if isinstance(value.get(key), list)), None)
    if page is None:
        yield value
        return
    for one in page:
        yield one if isinstance(one, dict) else None


def _by_piece(text: _Text) -> Iterator[dict[str, Any] | None]:
    while mark := text.peek():
        if mark == "[":
            for value in text.items():
                yield from _records_of(value)
        elif mark == "{":
            yield from _page(text)
        else:
            raise text.broken()


def _page(text: _Text) -> Iterator[dict[str, Any] | None]:
    """Yield the records of one object: those of its list where it is a page, the object itself where it is a record."""
    text.skip()
    rest: dict[str, Any] = {}
    is_page = False
    while text.peek() != "}":
        key = text.value()
        if text.peek() != ":" or not isinstance(key, str):
            raise text.broken()
        text.skip()
        if key in PAGE_KEYS and text.peek() == "[":
            is_page = True
            for value in text.items():
                yield value if isinstance(value, dict) else None
        else:
            rest[key] = text.value()
    text.skip()
    if not is_page and (rest.get("success") is False or "error" in rest):
        said = rest.get("error") or rest.get("message") or "no reason given"
        raise DataError(f"expected records in {text.name}; found a server's refusal: {str(said)[:200]}. Ask again, with rights to the data.")
    if not is_page:
        yield rest


class _Text:
    """The text of a file, of which only a piece is held."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self.name = file, name
        self._text, self._at, self._ended = "", 0, False
        self._values = 0

    def peek(self) -> str:
        """Return the next sign that is no white space or comma; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Go on by one sign."""
        self._at += 1

    def value(self) -> Any:
        """Return the next value, whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except ValueError:
                end = -1
            # A number at the edge of a piece may go on in the next one.
            if end >= 0 and (end < len(self._text) or self._ended):
                self._at = end
                self._values += 1
                return value
            if len(self._text) - self._at > _LONGEST_RECORD or not self._more():
                raise self.broken()

    def items(self) -> Iterator[Any]:
        """Yield the values of the list that begins here."""
        self.skip()
        while (mark := self.peek()) != "]":
            if not mark:
                raise self.broken()
            yield self.value()
        self.skip()

    def broken(self) -> DataError:
        """Return the error to raise where the text is no JSON."""
        return DataError(
            f"expected JSON in {self.name}; found none after {self._values} whole values: the file is cut off or broken. Get it again."
        )

    def _more(self) -> bool:
        # Pieces grow with what could not be read, so that a long record is not tried again for each small piece.
        piece = self._file.read(max(_PIECE, len(self._text) - self._at))
        self._ended = self._ended or not piece
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)
