"""The files of GDELT put together to tables that can be imported, and what is new in them since the earlier download."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from concerted.download.changes import Index, of_lines
from concerted.download.record import DAMAGED, NOT_LISTED, TAKEN, Part
from concerted.errors import DataError, DownloadError

# The last file of version 1 without the address of an article, and the name of the table of such files.
_WITHOUT_ADDRESS = "gdelt1-until-2013-03.export.CSV.gz"
_CELLS = {"gdelt2.export.CSV.gz": 61, "gdelt1.export.CSV.gz": 58, _WITHOUT_ADDRESS: 57}
TABLES = tuple(_CELLS)

Where = Callable[[str], Path]


@dataclass(frozen=True)
class PutTogether:
    """The tables.

    Attributes
    ----------
    parts : tuple of Part
        Those given, with their numbers of rows; those that cannot be opened are damaged.
    tables : tuple of str
    cells : tuple of int
        Cells of a row of each table.
    notes : tuple of str
    """

    parts: tuple[Part, ...]
    tables: tuple[str, ...]
    cells: tuple[int, ...]
    notes: tuple[str, ...]


def put_together(parts: Sequence[Part], folder: Path, where: Where, *, accept_columns: bool) -> PutTogether:
    """Write the rows of all files, in their order, as one table for each layout.

    Parameters
    ----------
    parts : sequence of Part
    folder : path
        For the tables.
    where : callable
        From the name of a file to its place.
    accept_columns : bool
        Whether to go on where the files have another number of columns.

    Raises
    ------
    DownloadError
        If they have, and that was not accepted.
    """
    done: list[Part] = []
    outs: dict[str, gzip.GzipFile] = {}
    odd = 0
    with ExitStack() as stack:
        for part in parts:
            if part.fate != TAKEN:
                done.append(part)
                continue
            name = _table(part.part)
            if name not in outs:
                raw = stack.enter_context((folder / name).open("wb"))
                outs[name] = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
            appended, other = _appended(part, where(part.part), outs[name], _CELLS[name], accept_columns=accept_columns)
            done.append(appended)
            odd += other
    return PutTogether(tuple(done), tuple(outs), tuple(_CELLS[name] for name in outs), tuple(_notes(done, outs, odd)))


def changes(old: Sequence[Part], new: Sequence[Part], old_where: Where, new_where: Where, folder: Path) -> dict[str, int]:
    """Return how many events were added, changed and deleted. Files that are the same in both are not read."""
    was = {part.part: part for part in old if part.fate == TAKEN}
    now = {part.part: part for part in new if part.fate == TAKEN}
    differing = [name for name in was.keys() & now.keys() if was[name].checksum != now[name].checksum and old_where(name).is_file()]
    with Index(folder) as index:
        for name in sorted(differing):
            index.old(of_lines(_lines(old_where(name))))
            index.new(name, of_lines(_lines(new_where(name))))
        found = index.changes()
    added = sum(part.rows for name, part in now.items() if name not in was)
    deleted = sum(part.rows for name, part in was.items() if name not in now)
    return {"added": found.added + added, "changed": found.changed, "deleted": found.deleted + deleted}


def _table(name: str) -> str:
    stamp = name.partition(".")[0]
    return {14: TABLES[0], 8: TABLES[1]}.get(len(stamp), _WITHOUT_ADDRESS)


def _notes(parts: Sequence[Part], outs: Mapping[str, object], odd: int) -> Iterator[str]:
    if odd:
        yield f"{odd} rows have another number of cells than {' or '.join(str(_CELLS[name]) for name in outs)}"
    if unlisted := sum(part.fate == NOT_LISTED for part in parts):
        yield f"{unlisted} of {len(parts)} files are not in the source's list: there are no data of those times"
    if _WITHOUT_ADDRESS in outs:
        yield "files before April 2013 hold a whole year or month, and are taken whole"


def _appended(part: Part, path: Path, out: gzip.GzipFile, cells: int, *, accept_columns: bool) -> tuple[Part, int]:
    """Append the rows of a file; return its part with their number, and how many have another number of cells."""
    rows = odd = 0
    try:
        for line in _lines(path):
            found = line.count(b"\t") + 1
            other = found != cells
            if other and not rows and not accept_columns:
                raise DownloadError(
                    f"expected {cells} columns in {part.part}; found {found}. Nothing was replaced. The source may have changed its "
                    "layout: look at its notes, then run again with --accept-columns."
                )
            rows, odd = rows + 1, odd + other
            out.write(line if line.endswith(b"\n") else line + b"\n")
    except DataError as error:
        return replace(part, fate=DAMAGED, reason=str(error)), 0
    return replace(part, rows=rows), odd


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of the one file in an archive that are not empty; the archive is unpacked before the first is given out."""
    from concerted.store.unpack import unpacked

    with unpacked(path) as plain, plain.open("rb") as file:
        for line in file:
            if line.strip():
                yield line
