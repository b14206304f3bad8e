"""WARC and WACZ: each page of a web archive is a document of its own."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import IO, Any

from concerted.read.documents import html, plain
from concerted.read.documents.extracted import Extracted, UnreadableError

_MOST_PAGES = 5000
_LARGEST_PAGE = 50 * 2**20
# Archives of text shrink five- to thirtyfold, a bomb a thousandfold.
_LARGEST_RATIO = 200
_READ = ("text/html", "application/xhtml", "text/plain")
_OTHER_DOCUMENTS = ("application/pdf", "application/msword", "application/vnd.")


def extract_warc(raw: bytes) -> list[Extracted]:
    """Take the text out of each page of a WARC file.

    Raises
    ------
    UnreadableError
        If it is broken, or holds no page with text.
    """
    notes: list[str] = []
    return _all(_pages(io.BytesIO(raw), len(raw), notes), notes)


def extract_wacz(raw: bytes) -> list[Extracted]:
    """Take the text out of each page of a WACZ file: a zip file around WARC files.

    Raises
    ------
    UnreadableError
        If it is broken or a bomb, or holds no page with text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = [one for one in archive.infolist() if one.filename.startswith("archive/") and ".warc" in one.filename]
            if sum(one.file_size for one in inside) > max(_LARGEST_PAGE, _LARGEST_RATIO * len(raw)):
                raise UnreadableError("expected a web archive; it would unpack to more than 200 times its size")
            notes: list[str] = []
            return _all((page for one in inside for page in _pages(archive.open(one), one.file_size, notes)), notes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableError("expected a WACZ file; it is broken or cut off") from error


def _all(pages: Iterator[Extracted], notes: list[str]) -> list[Extracted]:
    from warcio.exceptions import ArchiveLoadFailed

    # By address and text: a crawler may have asked for a page twice.
    found: dict[tuple[str, str], Extracted] = {}
    try:
        for page in pages:
            found.setdefault((page.url, page.text), page)
            if len(found) > _MOST_PAGES:
                raise UnreadableError(f"expected at most {_MOST_PAGES:,} pages with text; found more")
    except _TooLargeError:
        notes.append("read up to this page: the next one unpacks to more than it may")
        _check_found(found, "one of its pages unpacks to more than it may")
    except (ArchiveLoadFailed, EOFError, OSError, ValueError):
        notes.append("the archive is cut off here")
        _check_found(found, "it is broken or cut off")
    _check_found(found, "it holds no page with text")
    *others, last = found.values()
    return [*others, replace(last, notes=(*last.notes, *notes))]


def _check_found(found: Collection[object], why: str) -> None:
    if not found:
        raise UnreadableError(f"expected a web archive with pages of text; {why}")


class _TooLargeError(Exception):
    """A page that unpacks to more than it may."""


def _pages(stream: IO[bytes], size: int, notes: list[str]) -> Iterator[Extracted]:
    """Go through the pages of a WARC file; what else is to be said of it goes into `notes`."""
    from warcio.archiveiterator import ArchiveIterator

    unpacked = 0
    others: Counter[str] = Counter()
    for record in ArchiveIterator(stream):
        kind = _content_type(record)
        if not kind.startswith(_READ):
            others[kind] += kind.startswith(_OTHER_DOCUMENTS)
            continue
        body = record.content_stream().read(_LARGEST_PAGE + 1)
        unpacked += len(body)
        if len(body) > _LARGEST_PAGE or unpacked > max(_LARGEST_PAGE, _LARGEST_RATIO * size):
            raise _TooLargeError
        # What the record says that it holds is more than what was there.
        notes += ["the archive is cut off here"] if getattr(record.raw_stream, "limit", 0) > 0 else []
        yield from _page(record, body, kind)
    left = ", ".join(f"{n} {kind}" for kind, n in sorted(others.items()) if n)
    notes += [f"other documents of the archive, not read: {left}"] if left else []


def _content_type(record: Any) -> str:
    """Return the type of a page as its server gave it; empty for what is no answer of a server."""
    if record.rec_type != "response" or not record.http_headers:
        return ""
    return str(record.http_headers.get_header("Content-Type", "")).partition(";")[0].strip().lower()


def _page(record: Any, body: bytes, kind: str) -> Iterator[Extracted]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    retrieved = record.rec_headers.get_header("WARC-Date") or ""
    try:
        for one in plain.extract(body) if kind.startswith("text/plain") else html.extract(body, url):
            yield replace(one, url=url, notes=(*one.notes, f"archived {retrieved}"))
    except UnreadableError:
        # A page without text (a picture's frame, an empty answer) is no document.
        return
