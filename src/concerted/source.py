"""Where a fact was read: the source, and the place in its text with the exact words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """A document as it was found.

    Attributes
    ----------
    id : str
        "source:" and the hash of the raw bytes, so that the same bytes are the same source.
    kind : str
        "article", "pdf", "statement" or "dataset".
    raw_sha256 : str
        Of the bytes as they were found, before anything was taken out of them.
    url, publisher, byline : str
        As far as they are known; empty where not. A byline is printed with the source and leads to no record of a person.
    published_at, retrieved_at : str
        Days or times as ISO 8601 writes them; empty where not known.
    language : str
        Code of ISO 639; empty where not known.
    translated_by : str
        Who translated the text; empty where it is the original.
    custody : tuple of str
        Through whose hands it went, the first first.
    """

    id: str
    kind: str
    raw_sha256: str
    url: str = ""
    publisher: str = ""
    byline: str = ""
    published_at: str = ""
    retrieved_at: str = ""
    language: str = ""
    translated_by: str = ""
    custody: tuple[str, ...] = field(default=())


@dataclass(frozen=True, order=True)
class Span:
    """A place in one text, in both ways in which it can be found again: position and words.

    Attributes
    ----------
    start, end : int
        Code points from the start of the text, half open: `text[start:end] == exact`.
    exact : str
        The words as they stand in the text.
    prefix, suffix : str
        Some characters before and after.
    text : str
        Hash of the text that the positions count in.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    text: str = ""

    def __len__(self) -> int:
        """Return the number of code points."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Tell whether two spans of one text share a character."""
        return self.start < other.end and other.start < self.end
