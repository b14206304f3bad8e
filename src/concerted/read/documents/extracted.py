"""What comes out of a document, before it has a source."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableError(Exception):
    """A document that cannot be read; its message is one plain line for the user."""


@dataclass(frozen=True)
class Extracted:
    """The text of a document, or of one page of an archive.

    Attributes
    ----------
    text : str
    extractor, version : str
    options : str
        The extractor's options as they were set, in one line.
    title, url, publisher, byline, published_at, language : str
        As far as the document says so itself.
    raw_sha256 : str
        Of the bytes of this page, for pages of an archive; empty where the document is one text.
    notes : tuple of str
    """

    text: str
    extractor: str
    version: str
    options: str = ""
    title: str = ""
    url: str = ""
    publisher: str = ""
    byline: str = ""
    published_at: str = ""
    language: str = ""
    raw_sha256: str = ""
    notes: tuple[str, ...] = ()
