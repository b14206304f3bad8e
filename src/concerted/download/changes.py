"""What is new, changed and gone since the earlier download, event by event. Both tables pass as identifiers and checksums, through a file."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Of how many events that are gone the source is asked whether it deleted them.
_MOST_GONE = 100_000
_COLUMNS = ("side", "part", "event", "checksum")
_SIDES = (
    "(SELECT event, string_agg(checksum, ' ' ORDER BY checksum) FILTER (WHERE side = 'old') AS o, "
    "string_agg(checksum, ' ' ORDER BY checksum) FILTER (WHERE side = 'new') AS n FROM {table} GROUP BY event)"
)

Line = tuple[str, str]


@dataclass(frozen=True)
class Changes:
    """How many events were added, changed and deleted; `gone` names the deleted ones, up to a limit."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    gone: tuple[str, ...] = ()


class Index(AbstractContextManager["Index"]):
    """Identifiers and checksums of the rows of two tables, in a file that goes when the context ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.csv"
        self._file = self._path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n")

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def old(self, lines: Iterable[Line]) -> None:
        """Take in rows of the earlier table."""
        self._writer.writerows(("old", "", *line) for line in lines)

    def new(self, part: str, lines: Iterable[Line]) -> None:
        """Take in rows of one part of the new table."""
        self._writer.writerows(("new", part, *line) for line in lines)

    def changes(self) -> Changes:
        """Return how events differ."""
        counted = self._look(
            f"SELECT count(*) FILTER (WHERE o IS NULL), count(*) FILTER (WHERE o <> n), count(*) FILTER (WHERE n IS NULL) FROM {_SIDES}"  # noqa: S608
        )
        added, changed, deleted = (int(number) for number in counted[0])
        query = f"SELECT event FROM {_SIDES} WHERE n IS NULL ORDER BY event LIMIT {_MOST_GONE}"  # noqa: S608
        return Changes(added, changed, deleted, tuple(str(row[0]) for row in self._look(query)) if deleted else ())

    def on_two_parts(self) -> int:
        """Return how many rows of the new table stand, the same in every cell, on two of its parts."""
        same = "SELECT 1 FROM {table} WHERE side = 'new' GROUP BY event, checksum HAVING count(DISTINCT part) > 1"
        return int(self._look(f"SELECT count(*) FROM ({same})")[0][0])  # noqa: S608

    def _look(self, query: str) -> list[tuple[Any, ...]]:
        from concerted.store import Delimited, look

        self._file.flush()
        return look(self._path, Delimited(_COLUMNS, header=False), query)


def of_records(records: Iterable[Mapping[str, Any]], key: str) -> Iterator[Line]:
    """Yield identifier and checksum of records, whatever the order of their keys."""
    for record in records:
        text = json.dumps(record, sort_keys=True, ensure_ascii=False)
        yield str(record.get(key, "")), _checksum(text.encode("utf-8", "surrogatepass"))


def of_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """Yield identifier (the first cell) and checksum of lines cut by tabs."""
    for line in lines:
        yield line.partition(b"\t")[0].decode("ascii", "replace"), _checksum(line.rstrip(b"\r\n"))


def _checksum(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()
