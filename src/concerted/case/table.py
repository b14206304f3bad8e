"""Reads one CSV file of a case into records and gathers every fault on the way."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import io
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from concerted.case.cells import Kind
from concerted.errors import Fault

Record = TypeVar("Record")

# Longer cells are a broken quotation mark that swallowed half the file.
_LONGEST_CELL = 20_000
_LARGEST_FILE = 64 * 2**20


def read_table(name: str, raw: bytes, record: type[Record]) -> tuple[tuple[Record, ...], list[Fault]]:
    """Parse the bytes of a CSV file.

    Parameters
    ----------
    name : str
        Name of the file, for the faults.
    raw : bytes
        UTF-8, with or without a byte order mark, comma-separated, with a header.
    record : type
        A class of `records`; its fields are the columns.

    Returns
    -------
    records, faults
    """
    if len(raw) > _LARGEST_FILE:
        return (), [Fault(name, 0, "", "at most 64 MB", f"{len(raw):,} bytes", "Split the file or leave out what is not needed.")]
    text, faults = _decoded(name, raw)
    if text is None:
        return (), faults
    lines = _lines(name, text, faults)
    if not lines:
        advice = "Write the header and the rows, or take the file out of case.toml."
        return (), [*faults, Fault(name, 0, "", "a header and rows", "an empty file", advice)]
    (top, header), *body = lines
    columns = {f.name: f for f in dataclasses.fields(record) if f.name != "row"}  # type: ignore[arg-type]
    faults += _header_faults(name, top, header, columns)
    complete = all(column in header for column, f in columns.items() if not f.metadata["optional"])
    if not body:
        faults.append(Fault(name, 0, "", "at least one row", "a header only", "Add rows, or take the file out of case.toml."))
    records = []
    for number, cells in body:
        parsed, wrong = _row(name, number, header, cells, columns)
        faults += wrong
        if complete and not wrong:
            records.append(record(row=number, **parsed))  # type: ignore[call-arg]
    faults += _doubles(name, header, body, columns)
    return tuple(records), faults


def _decoded(name: str, raw: bytes) -> tuple[str | None, list[Fault]]:
    body = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    faults = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            found = f"byte 0x{line[error.start]:02x} at position {error.start + 1} of the line"
            faults.append(Fault(name, number, "", "text in UTF-8", found, "Save the file again as UTF-8."))
    return None, faults


def _lines(name: str, text: str, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with its number in a spreadsheet, where an empty row counts too."""
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        faults.append(Fault(name, row, "", "text", "a NUL character", "Export the table again as CSV."))
        text = text.replace("\x00", "")
    lines: list[list[str]] = []
    usual = csv.field_size_limit(_LARGEST_FILE)
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        faults.append(Fault(name, len(lines) + 1, "", "comma-separated cells", str(error), "Look for a quotation mark that is not closed."))
    finally:
        csv.field_size_limit(usual)
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line]
    for number, line in numbered:
        longest = max(map(len, line))
        if longest > _LONGEST_CELL:
            found = f"{longest:,} characters"
            faults.append(Fault(name, number, "", f"cells of at most {_LONGEST_CELL:,} characters", found, "Look for an open quotation mark."))
    return numbered


def _header_faults(name: str, row: int, header: list[str], columns: dict[str, Any]) -> list[Fault]:
    faults = []
    for column, field in columns.items():
        if column not in header and not field.metadata["optional"]:
            faults.append(Fault(name, row, column, "this column", "no such column", _hint(column, header)))
    for column in header:
        if column not in columns:
            faults.append(Fault(name, row, column, "a known column", "an unknown one", _hint(column, columns)))
        elif header.count(column) > 1:
            faults.append(Fault(name, row, column, "each column once", f"{header.count(column)} of them", "Remove or rename one."))
    return faults


def _hint(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else "See docs/reference/case.md for the columns."


def _row(name: str, number: int, header: list[str], cells: list[str], columns: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    if len(cells) != len(header):
        advice = "Look for a comma without quotation marks around its cell."
        return {}, [Fault(name, number, "", f"{len(header)} cells", f"{len(cells)}", advice)]
    parsed: dict[str, Any] = {}
    faults = []
    for column, cell in zip(header, cells, strict=True):
        if column not in columns:
            continue
        kind: Kind = columns[column].metadata["kind"]
        stripped = cell.strip()
        if not stripped and columns[column].metadata["optional"]:
            continue
        try:
            parsed[column] = kind.parse(stripped)
        except ValueError:
            faults.append(Fault(name, number, column, kind.expected, _shown(stripped), kind.advice))
    return parsed, faults


def _shown(cell: str) -> str:
    if not cell:
        return "an empty cell"
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}…")


def _doubles(name: str, header: list[str], body: Sequence[tuple[int, list[str]]], columns: dict[str, Any]) -> list[Fault]:
    """Return identifiers that occur twice, in rows with other faults as well."""
    faults = []
    for column in (c for c, f in columns.items() if f.metadata.get("unique") and c in header):
        first: dict[str, int] = {}
        place = header.index(column)
        for number, cells in body:
            key = cells[place].strip() if len(cells) > place else ""
            if key and key in first:
                advice = "Give one of them another identifier, or delete the double."
                faults.append(Fault(name, number, column, "each identifier once", f"{key!r} as in row {first[key]}", advice))
            first.setdefault(key, number)
    return faults
