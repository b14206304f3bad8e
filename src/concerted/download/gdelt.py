"""GDELT: lists of files with sizes and checksums, and the files. A file that is listed and cannot be had stands in the ledger.

The files are kept as they came, and put together to one table that can be imported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from concerted.download.connection import Ask, Connection, DamagedError, NotThereError, SpoiltError
from concerted.download.gdelt_tables import TABLES, PutTogether, changes, put_together
from concerted.download.record import (
    DAMAGED,
    MISSING,
    NOT_LISTED,
    TAKEN,
    Part,
    described,
    read_ledger,
    read_record,
    tables,
    write_ledger,
    write_record,
)
from concerted.download.session import Done, Session
from concerted.download.sources import SOURCES, Source
from concerted.download.work import LEDGER, RECORD, Work, digest, working
from concerted.errors import DownloadError

_LARGEST_LIST = 2**30
_LARGEST_FILE = 2**31
_QUARTER = dt.timedelta(minutes=15)
_DAY = dt.timedelta(days=1)
# Version 1 comes a year a file, then a month a file, then a day a file; the last kind has a column more, the address of an article.
_MONTHLY, _DAILY = dt.date(2006, 1, 1), dt.date(2013, 4, 1)
_NAME_2 = re.compile(r"([0-9]{14})\.export\.CSV\.zip")
_NAME_1 = re.compile(r"[0-9]{4}\.zip|[0-9]{6}\.zip|[0-9]{8}\.export\.CSV\.zip")
_MD5 = re.compile(r"[0-9a-fA-F]{32}")


@dataclass(frozen=True)
class GdeltQuery:
    """What is asked of GDELT.

    Attributes
    ----------
    version : str
        "1" or "2".
    first, last : date
        Days on which rows were added, in UTC.
    """

    version: str
    first: dt.date
    last: dt.date

    def listed(self) -> dict[str, Any]:
        """Return it as it stands in the record."""
        return {"version": self.version, "from": self.first.isoformat(), "to": self.last.isoformat()}


@dataclass(frozen=True)
class _Listed:
    """A file as its list promises it; without a checksum it is not listed."""

    name: str
    path: str
    bytes: int = 0
    md5: str = ""


def get_gdelt(query: GdeltQuery, out: Path, session: Session) -> Done:
    """Get the files of some days into a folder and put them together to a table.

    Parameters
    ----------
    query : GdeltQuery
    out : path
        New, empty or an earlier download of the same version, which is then brought up to date.
    session : Session

    Raises
    ------
    DownloadError
        If the lists cannot be had, the server fails, or no file of these days can be had.
    """
    source = SOURCES[f"gdelt{query.version}"]
    with working(out) as work:
        earlier = read_record(work.target)
        if earlier and earlier.get("format") != source.format.name:
            raise DownloadError(
                f"expected {source.title} as in the earlier download in {out}; found {earlier.get('source')}. Choose another --out."
            )
        # Files are held against their checksums, so that one of any earlier run will do.
        work.begin({"source": source.name}, session.time.now(), longest_break=dt.timedelta.max)
        with session.connection(source) as connection:
            listed = _listed_2 if query.version == "2" else _listed_1
            parts = list(_files(listed(query, connection, work), connection, work, session, source))
        made = put_together(parts, work.fresh, lambda name: _where(work, name), accept_columns=session.accept_columns)
        if not sum(part.rows for part in made.parts):
            raise DownloadError(_nothing(made.parts))
        record = described(source, query.listed(), session, source.title.split()[-1]) | _told(made, work, earlier)
        return _place(work, earlier, record, made)


def _told(made: PutTogether, work: Work, earlier: Mapping[str, Any]) -> dict[str, Any]:
    taken = [part for part in made.parts if part.fate == TAKEN]
    lost = [part.part for part in made.parts if part.fate in (MISSING, DAMAGED)]
    told: dict[str, Any] = {"complete": not lost, "rows": sum(part.rows for part in taken), "files": len(taken), "missing": lost}
    told |= {"cells": list(made.cells), "notes": list(made.notes), "tables": tables(work.fresh, made.tables)}
    if earlier:
        found = changes(
            read_ledger(work.target), made.parts, lambda name: work.target / _stored(name), lambda name: _where(work, name), work.pages
        )
        told["changes"] = {"since": str(earlier.get("retrieved", "")), **found}
    return told


def _place(work: Work, earlier: Mapping[str, Any], record: dict[str, Any], made: PutTogether) -> Done:
    write_ledger(work.fresh / LEDGER, made.parts)
    write_record(work.fresh / RECORD, record)
    ours = {_stored(part.part) for part in made.parts if part.fate == TAKEN} | set(made.tables)
    old = {_stored(part.part) for part in read_ledger(work.target)} | {str(one.get("file")) for one in earlier.get("tables", [])}
    work.place([*ours, LEDGER, RECORD], filter(_is_ours, old - ours))
    return Done(work.target, made.tables, record)


def _stored(name: str) -> str:
    return f"files/{name}"


def _where(work: Work, name: str) -> Path:
    fresh = work.fresh / _stored(name)
    return fresh if fresh.exists() else work.target / _stored(name)


def _is_ours(name: str) -> bool:
    """Tell whether a file may be taken away: names come from a record that a hand may have changed."""
    base = name.removeprefix("files/")
    return name in TABLES or (name != base and bool(_NAME_1.fullmatch(base) or _NAME_2.fullmatch(base)))


def _nothing(parts: tuple[Part, ...]) -> str:
    fates = ", ".join(f"{sum(part.fate == fate for part in parts)} {fate}" for fate in (TAKEN, MISSING, DAMAGED, NOT_LISTED))
    return f"expected rows; found 0 rows in {len(parts)} files ({fates}): check the days. Nothing was replaced."


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _listed_2(query: GdeltQuery, connection: Connection, work: Work) -> list[_Listed]:
    """Return one entry for each quarter of an hour of the days."""
    first, after = _midnight(query.first), _midnight(query.last + _DAY)
    found: dict[str, _Listed] = {}
    for words in _list(connection, work, "gdeltv2/masterfilelist.txt"):
        name = words[-1].rsplit("/", 1)[-1]
        stamp = _NAME_2.fullmatch(name)
        if len(words) == 3 and stamp and f"{first:%Y%m%d%H%M%S}" <= stamp[1] < f"{after:%Y%m%d%H%M%S}":
            found[name] = _entry(name, f"gdeltv2/{name}", words[0], words[1])
    quarters = int((min(after, connection.time.now() + _QUARTER) - first) / _QUARTER)
    for number in range(quarters):
        name = f"{first + number * _QUARTER:%Y%m%d%H%M%S}.export.CSV.zip"
        found.setdefault(name, _Listed(name, ""))
    return [found[name] for name in sorted(found)]


def _listed_1(query: GdeltQuery, connection: Connection, work: Work) -> list[_Listed]:
    """Return one entry for each file that holds some of the days."""
    sizes = {words[-1]: words[0] for words in _list(connection, work, "events/filesizes") if len(words) == 2}
    sums = {words[-1]: words[0] for words in _list(connection, work, "events/md5sums") if len(words) == 2}
    wanted = dict.fromkeys(_name_1(query.first + number * _DAY) for number in range((query.last - query.first).days + 1))
    return [_entry(name, f"events/{name}", sizes.get(name, "0"), sums[name]) if name in sums else _Listed(name, "") for name in wanted]


def _name_1(day: dt.date) -> str:
    if day < _MONTHLY:
        return f"{day:%Y}.zip"
    return f"{day:%Y%m}.zip" if day < _DAILY else f"{day:%Y%m%d}.export.CSV.zip"


def _entry(name: str, path: str, size: str, md5: str) -> _Listed:
    if not (size.isascii() and size.isdigit() and _MD5.fullmatch(md5)):
        raise DownloadError(
            f"expected size and checksum of {name} in the list of GDELT; found {size[:40]!r} and {md5[:40]!r}. Try again later."
        )
    return _Listed(name, path, int(size), md5.lower())


def _list(connection: Connection, work: Work, path: str) -> Iterator[list[str]]:
    out = work.pages / "list.txt"
    connection.save(Ask(f"the list {path} of GDELT", path, _LARGEST_LIST), out, _is_list)
    with out.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if words := line.split():
                yield words


def _is_list(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(256).lstrip().startswith(b"<"):
            raise DownloadError("expected a list of files; found a web page. Try again later, or check --address.")
        file.seek(-1, 2) if path.stat().st_size else None
        if file.read(1) != b"\n":
            raise DamagedError("a list that is cut off")


def _files(listed: list[_Listed], connection: Connection, work: Work, session: Session, source: Source) -> Iterator[Part]:
    (work.fresh / "files").mkdir(exist_ok=True)
    for number, entry in enumerate(listed, start=1):
        yield _file(entry, connection, work)
        session.progress(f"{source.title}: files", number, len(listed))


def _file(entry: _Listed, connection: Connection, work: Work) -> Part:
    part = Part(entry.name, TAKEN, 0, entry.bytes, entry.md5)
    if not entry.md5:
        return replace(part, fate=NOT_LISTED, reason="the source's list has no such file")
    for folder in (work.fresh, work.target):
        with suppress(DamagedError, OSError):
            _verify(folder / _stored(entry.name), entry)
            return part
    ask = Ask(f"the file {entry.name} of GDELT", entry.path, _LARGEST_FILE, resume=True)
    try:
        connection.save(ask, work.fresh / _stored(entry.name), lambda path: _verify(path, entry))
    except NotThereError:
        return replace(part, fate=MISSING, reason="listed, but the server has no such file (404)")
    except SpoiltError as error:
        return replace(part, fate=DAMAGED, reason=str(error))
    return part


def _verify(path: Path, entry: _Listed) -> None:
    size = path.stat().st_size
    if entry.bytes and size != entry.bytes:
        raise DamagedError(f"{size:,} bytes where the list promises {entry.bytes:,}")
    if digest(path, "md5") != entry.md5:
        raise DamagedError("another checksum than the list promises")
