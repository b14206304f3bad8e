"""A text as it was taken out of a document: offsets always refer to one text, and the text never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from concerted.read.folding import Folded, fold
from concerted.source import Source, Span

# As many characters before and after a span as tell two places with the same words apart.
_CONTEXT = 32


@dataclass(frozen=True)
class Text:
    """The text of a document.

    Attributes
    ----------
    text : str
    source : Source
    extractor, version : str
        What took the text out of the document. Another extractor or version gives another text, and spans have to be anchored anew.
    options_hash : str
        Of the options of the extractor; empty where it has none.
    notes : tuple of str
        What a reader must know of the extraction.
    """

    text: str
    source: Source
    extractor: str = "plain"
    version: str = "1"
    options_hash: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Hash of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def id(self) -> str:
        """Return the name under which statements and spans refer to this text."""
        return f"text:{self.sha256}"

    @cached_property
    def folded(self) -> Folded:
        """The text with its typography and white space folded, and the way back."""
        return fold(self.text)

    def span(self, start: int, end: int) -> Span:
        """Return the span between two positions.

        Raises
        ------
        ValueError
            If it is empty or reaches outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"expected a span inside 0 to {len(self.text)}; found {start} to {end}")
        prefix, suffix = self.text[max(0, start - _CONTEXT) : start], self.text[end : end + _CONTEXT]
        return Span(start, end, self.text[start:end], prefix, suffix, self.sha256)


def plain_text(text: str, *, url: str = "", language: str = "") -> Text:
    """Return a text that was typed or pasted, with a source of its own."""
    raw = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Text(text, Source(f"source:{raw}", "statement", raw, url=url, language=language))
