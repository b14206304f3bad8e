"""PDF: the text layer, its lines made paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from concerted.read.documents.extracted import Extracted, UnreadableError
from concerted.read.documents.pdf_lines import Line, lines_of
from concerted.read.documents.typeset import Typeset, typeset

_MOST_PAGES = 2000
_MOST_SHOWN = 5
# How lines become paragraphs: another way gives another text, and another hash of options.
_OPTIONS = "paragraphs=1"
_DAY = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def extract(raw: bytes) -> list[Extracted]:
    """Take the text out of a PDF.

    Raises
    ------
    UnreadableError
        If it is broken, encrypted, has too many pages, or no text layer (a scan).
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        why = "encrypted: save a copy without a password" if "password" in str(error).lower() else "broken or cut off"
        raise UnreadableError(f"expected a PDF that opens; it is {why}") from error
    with pdf:
        if len(pdf) > _MOST_PAGES:
            raise UnreadableError(f"expected at most {_MOST_PAGES:,} pages; found {len(pdf):,}")
        pages = [_page(pdf, i) for i in range(len(pdf))]
        made = _DAY.match(pdf.get_metadata_dict().get("CreationDate", ""))
        title = pdf.get_metadata_dict().get("Title", "")
    found = typeset(pages)
    if not found.text.strip():
        raise UnreadableError("expected a PDF with text; found pages without any: scanned pages have to be recognised by another program first")
    published = "-".join(made.groups()) if made else ""
    notes = tuple(_notes(pages, found, published))
    return [Extracted(found.text, "pypdfium2", version("pypdfium2"), options=_OPTIONS, title=title, published_at=published, notes=notes)]


def _page(pdf: Any, i: int) -> list[Line]:
    page = pdf[i]
    layer = page.get_textpage()
    try:
        return lines_of(layer, i)
    finally:
        layer.close()
        page.close()


def _notes(pages: Sequence[Sequence[Line]], found: Typeset, published: str) -> Iterator[str]:
    yield f"{len(pages)} pages"
    empty = [str(i) for i, page in enumerate(pages, start=1) if not page]
    if empty:
        yield f"no text on pages {', '.join(empty)}"
    if found.left_out:
        shown = "; ".join(repr(text) for text in found.left_out[:_MOST_SHOWN])
        yield f"left out as head or foot of pages: {shown}" + ("; …" if len(found.left_out) > _MOST_SHOWN else "")
    if found.joined or found.kept:
        yield f"words cut by a line's end: {found.joined} made one, {found.kept} kept with a hyphen"
    if published:
        yield "the date is the one on which the file was made"
