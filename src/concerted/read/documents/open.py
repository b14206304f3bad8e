"""One document: raw bytes and their hash first, then the text, as a versioned step of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from concerted.errors import DataError
from concerted.read.documents import kinds, outside, plain
from concerted.read.documents.dates import day_printed
from concerted.read.documents.extracted import Extracted, UnreadableError
from concerted.read.documents.language import language_told
from concerted.read.text import Text
from concerted.source import Source

LARGEST_BYTES = 50 * 2**20
# About five long books. Grammar reads some hundred thousand words a minute.
MOST_CHARACTERS = 5_000_000
# Where the language or the day of publication is from: a person, what the page says of itself, a line of the text, its letters and words.
GIVEN, PAGE, LINE, LETTERS = "given", "page", "line", "letters"
# Characters that turn the direction of reading: what is shown is then not what is stored.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Page:
    """A text, and where what is known of it is from.

    Attributes
    ----------
    text : Text
    language_from, published_from : str
        "given", "page", "line" or "letters"; empty where it is not known.
    """

    text: Text
    language_from: str = ""
    published_from: str = ""


def document(path: str | Path, *, url: str = "", published: str = "", language: str = "") -> Text:
    """Read one document.

    Parameters
    ----------
    path : path
        Text, HTML or PDF. For archives with several pages see `documents`.
    url, published, language : str
        What the document does not say itself; `published` as ISO 8601. What is given here goes before what was found.

    Raises
    ------
    DataError
        If it cannot be read, or holds several pages.
    """
    found = documents(path, url=url, published=published, language=language)
    if len(found) > 1:
        raise DataError(f"expected one document in {Path(path).name}; found an archive of {len(found)} pages. Use `documents`.")
    return found[0]


def documents(path: str | Path, *, url: str = "", published: str = "", language: str = "") -> list[Text]:
    """Read all pages of a document or a web archive; as `document`."""
    file = Path(path)
    try:
        raw = raw_bytes(file)
        return texts(raw, file.name, url=url, published=published, language=language)
    except UnreadableError as error:
        raise DataError(f"{file.name}: {error}.") from error


def raw_bytes(file: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    UnreadableError
        If it is too large or cannot be read.
    """
    try:
        size = file.stat().st_size
        if size > LARGEST_BYTES:
            raise UnreadableError(f"expected at most {LARGEST_BYTES // 2**20} MB; found {size / 2**20:.0f} MB")
        return file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"expected a readable file; the system says: {error.strerror or type(error).__name__}") from error


def texts(raw: bytes, name: str, *, url: str = "", published: str = "", language: str = "") -> list[Text]:
    """Take the texts out of a document's bytes.

    Raises
    ------
    UnreadableError
    """
    return [page.text for page in pages(raw, name, url=url, published=published, language=language)]


def pages(raw: bytes, name: str, *, url: str = "", published: str = "", language: str = "") -> list[Page]:
    """Take the texts out of a document's bytes, with where their language and day are from.

    Raises
    ------
    UnreadableError
    """
    kind, instead = kinds.kind_of(raw, name)
    if not kind:
        raise UnreadableError(f"expected text, HTML, PDF, WARC or WACZ; found {instead}")
    extracted = plain.extract(raw) if kind == kinds.TEXT else outside.extract(raw, kind)
    longest = max(len(one.text) for one in extracted)
    if longest > MOST_CHARACTERS:
        raise UnreadableError(f"expected a text of at most {MOST_CHARACTERS:,} characters; found {longest:,}. Cut it in parts")
    whole = hashlib.sha256(raw).hexdigest()
    return [_page(one, whole, kind, name, url, published, language) for one in extracted]


def _page(page: Extracted, whole: str, kind: str, name: str, url: str, published: str, language: str) -> Page:
    sha256 = page.raw_sha256 or whole
    spoken, language_from = _first((language, GIVEN), *language_told(page.text, page.language))
    day, published_from = _first((published, GIVEN), (page.published_at, PAGE), (day_printed(page.text), LINE))
    source = Source(
        id=f"source:{sha256}",
        kind="pdf" if kind == kinds.PDF else "article",
        raw_sha256=sha256,
        url=url or page.url,
        publisher=page.publisher,
        byline=page.byline,
        published_at=day,
        language=spoken,
        custody=(name,),
    )
    notes = page.notes
    if _TURNING.search(page.text):
        notes = (*notes, "holds characters that turn the direction of reading: what is shown is not what is stored")
    options = hashlib.sha256(page.options.encode()).hexdigest()[:16] if page.options else ""
    return Page(Text(page.text, source, page.extractor, page.version, options, notes), language_from, published_from)


def _first(*found: tuple[str, str]) -> tuple[str, str]:
    """Return the first that is known, with where it is from."""
    return next((one for one in found if one[0]), ("", ""))
