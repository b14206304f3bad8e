"""PDF: the text layer, page after page."""

from __future__ import annotations

import re
from importlib.metadata import version

from concerted.read.documents.extracted import Extracted, UnreadableError

_MOST_PAGES = 2000
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
    text = "\n\n".join(page for page in pages if page.strip())
    if not text.strip():
        raise UnreadableError("expected a PDF with text; found pages without any: scanned pages have to be recognised by another program first")
    empty = [i + 1 for i, page in enumerate(pages) if not page.strip()]
    notes = (f"{len(pages)} pages", *((f"no text on pages {', '.join(map(str, empty))}",) if empty else ()))
    published = "-".join(made.groups()) if made else ""
    return [Extracted(text, "pypdfium2", version("pypdfium2"), title=title, published_at=published, notes=notes)]


def _page(pdf: object, i: int) -> str:
    page = pdf[i]  # type: ignore[index]
    layer = page.get_textpage()
    try:
        words: str = layer.get_text_bounded()
    finally:
        layer.close()
        page.close()
    # A hyphen that only ends a line is marked by the library as such; the word is one word.
    return words.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\r\n", "\n")
