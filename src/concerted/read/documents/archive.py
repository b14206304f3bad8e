"""WARC and WACZ: each page of a web archive is a document of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from concerted.read.documents import html, plain
from concerted.read.documents.extracted import Extracted, UnreadableError

_MOST_PAGES = 5000
_LARGEST_PAGE = 50 * 2**20
# Archives of text shrink five- to thirtyfold, a bomb a thousandfold.
_LARGEST_RATIO = 200
_READ = ("text/html", "application/xhtml", "text/plain")


def extract_warc(raw: bytes) -> list[Extracted]:
    """Take the text out of each page of a WARC file.

    Raises
    ------
    UnreadableError
        If it is broken, or holds no page with text.
    """
    return _all(_pages(io.BytesIO(raw), len(raw)))


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
            return _all(page for one in inside for page in _pages(archive.open(one), one.file_size))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableError("expected a WACZ file; it is broken or cut off") from error


def _all(pages: Iterator[Extracted]) -> list[Extracted]:
    from warcio.exceptions import ArchiveLoadFailed

    found: list[Extracted] = []
    try:
        for page in pages:
            found.append(page)
            if len(found) > _MOST_PAGES:
                raise UnreadableError(f"expected at most {_MOST_PAGES:,} pages with text; found more")
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        if not found:
            raise UnreadableError("expected a web archive; it is broken or cut off") from error
        found[-1] = replace(found[-1], notes=(*found[-1].notes, "the archive is cut off after this page"))
    if not found:
        raise UnreadableError("expected pages with text in the web archive; found none")
    return found


def _pages(stream: IO[bytes], size: int) -> Iterator[Extracted]:
    from warcio.archiveiterator import ArchiveIterator

    unpacked = 0
    for record in ArchiveIterator(stream):
        kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
        if record.rec_type != "response" or not kind.startswith(_READ):
            continue
        body = record.content_stream().read(_LARGEST_PAGE + 1)
        unpacked += len(body)
        if len(body) > _LARGEST_PAGE or unpacked > max(_LARGEST_PAGE, _LARGEST_RATIO * size):
            raise UnreadableError("expected a web archive; one of its pages unpacks to more than it may")
        yield from _page(record, body, kind)


def _page(record: Any, body: bytes, kind: str) -> Iterator[Extracted]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    retrieved = record.rec_headers.get_header("WARC-Date") or ""
    try:
        for one in plain.extract(body) if kind.startswith("text/plain") else html.extract(body, url):
            yield replace(one, url=url, notes=(*one.notes, f"archived {retrieved}"))
    except UnreadableError:
        # A page without text (a picture's frame, an empty answer) is no document.
        return
