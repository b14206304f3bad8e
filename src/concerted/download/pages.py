"""Tables that come page by page, as JSON: got one after another, noted in a journal, put together as they were answered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from concerted.download import changes, columns
from concerted.download.changes import Index
from concerted.download.connection import Ask, Connection, DamagedError
from concerted.download.record import TAKEN, Part, described, read_ledger, read_record, tables, write_ledger, write_record
from concerted.download.session import Done, Progress, Session
from concerted.download.sources import Source
from concerted.download.work import LEDGER, RECORD, Work, digest, working
from concerted.errors import DownloadError

_MOST_PAGES = 100_000
LARGEST_PAGE = 256 * 2**20


@dataclass(frozen=True)
class Read:
    """What one page says.

    Attributes
    ----------
    rows : list of dict
    next : str
        The mark of the next page; empty where there is none.
    total : int or None
        How many rows there are in all, where the source says so.
    """

    rows: list[dict[str, Any]]
    next: str
    total: int | None = None


class Paged(Protocol):
    """How one source is asked for pages."""

    source: Source
    first: str
    file: str

    def ready(self, connection: Connection) -> None:
        """Learn the connection, before anything is asked."""

    def ask(self, mark: str) -> Ask:
        """Return the request for a page."""

    def read(self, body: Mapping[str, Any], mark: str) -> Read:
        """Return what a page says; raises `DownloadError` where it is a refusal."""

    def confirmed(self, connection: Connection, gone: tuple[str, ...], since: str, out: Path) -> int | None:
        """Return how many of these events the source says that it deleted; None where it does not say."""


@dataclass(frozen=True)
class _Page:
    mark: str
    next: str
    rows: int
    bytes: int
    sha256: str
    columns: list[str]
    total: int | None


def get_pages(paged: Paged, query: Mapping[str, Any], out: Path, session: Session, version: str) -> Done:
    """Get all pages of a query into a folder, and tell what changed since the earlier download there.

    Raises
    ------
    DownloadError
        If the source refuses, answers nothing or something else, or its columns changed; the earlier download then stands as it was.
    """
    source = paged.source
    with working(out) as work:
        earlier = read_record(work.target)
        _same_question(earlier, source, query, out)
        work.begin({"source": source.name, "address": session.address_of(source), "query": _plain(query)}, session.time.now())
        with session.connection(source) as connection:
            paged.ready(connection)
            pages = _all_pages(paged, connection, work, session.progress)
            if not sum(page.rows for page in pages):
                work.clear()
                raise DownloadError("expected rows; found 0 rows: check the filters and the account's access level. Nothing was replaced.")
            found = list(dict.fromkeys(name for page in pages for name in page.columns))
            notes = _notes(paged, pages, found, earlier, session)
            record = described(source, query, session, version)
            record |= {"complete": True, "rows": sum(page.rows for page in pages), "pages": len(pages), "columns": found}
            changed, more = _changes(paged, connection, work, earlier, pages)
        _put_together(work, paged.file, pages)
        record |= {"notes": notes + more} | ({"changes": changed} if changed else {}) | {"tables": tables(work.fresh, [paged.file])}
        return _place(work, source, record, paged.file, pages)


def _place(work: Work, source: Source, record: dict[str, Any], file: str, pages: list[_Page]) -> Done:
    write_ledger(work.fresh / LEDGER, (Part(str(i), TAKEN, page.rows, page.bytes, page.sha256) for i, page in enumerate(pages, start=1)))
    write_record(work.fresh / RECORD, record)
    names = [file, LEDGER, RECORD]
    if not source.format.redistributable:
        # What may not be given on does not slip into a public repository.
        (work.fresh / ".gitignore").write_text("*\n", encoding="utf-8")
        names.append(".gitignore")
    work.place(names, ())
    return Done(work.target, (file,), record)


def _plain(query: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(query)))
    return plain


def _same_question(earlier: Mapping[str, Any], source: Source, query: Mapping[str, Any], out: Path) -> None:
    """Refuse to compare what was asked otherwise; only the days and the version may differ."""
    if not earlier:
        return
    free = ("from", "to", "version")
    asked = {key: value for key, value in _plain(query).items() if key not in free and value not in (None, [])}
    was = {key: value for key, value in earlier.get("query", {}).items() if key not in free}
    if (earlier.get("format"), was) != (source.format.name, asked):
        raise DownloadError(
            f"expected the question of the earlier download in {out}: {earlier.get('source')} {was}; found {source.title} {asked}. "
            "Choose another folder with --out."
        )


def _all_pages(paged: Paged, connection: Connection, work: Work, progress: Progress) -> list[_Page]:
    pages = _kept(work)
    mark = pages[-1].next if pages else paged.first
    while mark:
        if len(pages) >= _MOST_PAGES or mark in {page.mark for page in pages}:
            raise DownloadError(f"expected an end of the pages; found that page {mark} comes again or there is none. Tell the source.")
        page = _one_page(paged, connection, work, mark, len(pages) + 1)
        if not page.rows:
            break
        if pages and page.sha256 == pages[-1].sha256:
            raise DownloadError(f"expected page {mark} of {paged.source.title}; found the page before it once more. Tell the source.")
        pages.append(page)
        work.note(asdict(page) for page in pages)
        done = sum(page.rows for page in pages)
        progress(f"{paged.source.title}: rows", done, page.total)
        mark = page.next
    return pages


def _kept(work: Work) -> list[_Page]:
    """Return the pages of a killed run, up to the first that is not as it was noted."""
    pages = []
    for number, noted in enumerate(work.journal(), start=1):
        path = _path(work, number)
        try:
            page = _Page(**noted)
        except TypeError:  # of another version of concerted
            break
        if not path.is_file() or digest(path) != page.sha256:
            break
        pages.append(page)
    return pages


def _path(work: Work, number: int) -> Path:
    return work.pages / f"{number:06d}.json"


def _one_page(paged: Paged, connection: Connection, work: Work, mark: str, number: int) -> _Page:
    path = _path(work, number)
    parsed: list[dict[str, Any]] = []
    connection.save(paged.ask(mark), path, lambda part: parsed.append(_parsed(part)))
    try:
        read = paged.read(parsed[-1], mark)
    except DownloadError:
        path.unlink()
        raise
    found = list(dict.fromkeys(name for row in read.rows for name in row))
    if read.rows:
        columns.require(paged.source.needed, found, f"page {number} of {paged.source.title}")
    return _Page(mark, read.next, len(read.rows), path.stat().st_size, digest(path), found, read.total)


def _parsed(path: Path) -> dict[str, Any]:
    body = path.read_bytes()
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        raise DownloadError(
            "expected JSON; found a web page. The account may lack access or have terms to accept: log in with a browser and look. "
            "Nothing was replaced."
        )
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise DamagedError("JSON that is cut off or broken") from None
    if not isinstance(value, dict):
        raise DamagedError("JSON that is no page")
    return value


def rows_of(body: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the list of records under a key of a page.

    Raises
    ------
    DownloadError
        If there is none.
    """
    rows = body.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DownloadError(f"expected a list of records under {key!r}; found a page with {', '.join(sorted(body)[:8]) or 'nothing'}.")
    return rows


def _notes(paged: Paged, pages: list[_Page], found: list[str], earlier: Mapping[str, Any], session: Session) -> list[str]:
    source = paged.source
    rows, total = sum(page.rows for page in pages), pages[-1].total
    words = [f"the source speaks of {total} rows in all and gave {rows}"] if total is not None and total != rows else []
    if "columns" in earlier:
        told = columns.compare(earlier["columns"], found, accepted=session.accept_columns)
        return [*words, *([f"other columns than in the earlier download: {told}"] if told else [])]
    told = columns.change(source.known, found) if source.known else ""
    return [*words, *([f"other columns than this version knows: {told}"] if told else [])]


def _changes(
    paged: Paged, connection: Connection, work: Work, earlier: Mapping[str, Any], pages: list[_Page]
) -> tuple[dict[str, Any], list[str]]:
    """Return what changed since the earlier download, and what is to be told besides."""
    old = _old_rows(paged, work, earlier)
    notes = ["the earlier table was changed by hand: nothing is said of what is new"] if earlier and old is None else []
    key = paged.source.key
    with Index(work.pages) as index:
        for number, page in enumerate(pages, start=1):
            rows = _rows_in(paged, _path(work, number).read_bytes(), page.mark)
            index.new(str(number), changes.of_records(rows, key))
        if twice := index.on_two_parts():
            notes.append(f"rows that stand on two pages: {twice}. The table changed while it was got; get it again, lest some stand on none")
        if old is None:
            return {}, notes
        index.old(changes.of_records(old, key))
        found = index.changes()
    since = str(earlier.get("retrieved", ""))
    told = {"since": since, "added": found.added, "changed": found.changed, "deleted": found.deleted}
    confirmed = paged.confirmed(connection, found.gone, since, work.pages / "deleted.json") if found.gone else None
    return told if confirmed is None else {**told, "deleted_by_source": confirmed}, notes


def _old_rows(paged: Paged, work: Work, earlier: Mapping[str, Any]) -> Iterator[dict[str, Any]] | None:
    path = work.target / paged.file
    listed = earlier.get("tables") or [{}]
    parts = read_ledger(work.target)
    if not parts or not path.is_file() or digest(path) != listed[0].get("sha256"):
        return None
    return _cut(paged, path, [part.bytes for part in parts])


def _cut(paged: Paged, path: Path, sizes: list[int]) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for size in sizes:
            yield from _rows_in(paged, file.read(size), "")
            file.read(1)


def _rows_in(paged: Paged, body: bytes, mark: str) -> list[dict[str, Any]]:
    return paged.read(json.loads(body), mark).rows


def _put_together(work: Work, name: str, pages: list[_Page]) -> None:
    """Write the pages as they were answered, one after another, each followed by a line end."""
    with (work.fresh / name).open("wb") as out:
        for number in range(1, len(pages) + 1):
            with _path(work, number).open("rb") as page:
                shutil.copyfileobj(page, out)
            out.write(b"\n")
