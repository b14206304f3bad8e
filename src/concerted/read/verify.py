"""Do these words stand in the text? Typography and white space folded, then containment; never likeness, never repair."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from concerted.read.folding import fold
from concerted.read.text import Text
from concerted.source import Span

_HYPHENS = "-‐‑\u00ad"
_IN_WORDS = "'’ʼʿʾ"
_IN_NUMBERS = ".,٫٬"
_RANGES = "-‐‑‒–−"


def verify(text: Text, quote: str, *, prefix: str = "", suffix: str = "") -> Span | None:
    """Find quoted words in a text.

    Parameters
    ----------
    text : Text
    quote : str
        The words as somebody gives them.
    prefix, suffix : str
        Words that stand directly before and after, needed where the quote occurs several times.

    Returns
    -------
    Span or None
        None where the words do not stand in the text as whole words and numbers, or stand there several times. "able to attack" is not
        found in "unable to attack", nor "3 rockets" in "13 rockets".
    """
    wanted = fold(quote).text
    if not any(sign.isalnum() for sign in wanted):
        return None
    before, after = fold(prefix).text, fold(suffix).text
    found = [place for place in _places(text, wanted) if _stands_between(text, place, before, after)]
    if len(found) != 1:
        return None
    return text.span(*text.folded.original(*found[0]))


def anchor(text: Text, span: Span) -> Span | None:
    """Find a span of another text in this one, by its words and what stood around them; None makes it an orphan."""
    if span.text == text.sha256:
        return span if text.text[span.start : span.end] == span.exact else None
    alone = verify(text, span.exact)
    if alone is not None:
        return alone
    return verify(text, span.exact, prefix=_whole_words(span.prefix, first=False), suffix=_whole_words(span.suffix, first=True))


def _places(text: Text, wanted: str) -> Iterator[tuple[int, int]]:
    folded = text.folded
    at = folded.text.find(wanted)
    while at >= 0:
        start, end = folded.original(at, at + len(wanted))
        if _whole(text.text, start, end):
            yield at, at + len(wanted)
        at = folded.text.find(wanted, at + 1)


def _stands_between(text: Text, place: tuple[int, int], before: str, after: str) -> bool:
    folded = text.folded.text
    return folded[: place[0]].rstrip().endswith(before) and folded[place[1] :].lstrip().startswith(after)


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch begins and ends where words and numbers do."""
    return not _cut(text[max(0, start - 2) : start][::-1], text[start]) and not _cut(text[end : end + 2], text[end - 1])


def _cut(outside: str, edge: str) -> bool:
    """Tell whether a word or a number goes on outside: `outside` holds the two characters next to the edge, the nearest first."""
    if not outside or not _in_word(edge):
        return False
    near, far = outside[0], outside[1:2]
    if _in_word(near):
        return True
    if not far or not _in_word(far):
        return False
    if near in _HYPHENS or (near in _IN_WORDS and far.isalpha() and edge.isalpha()):
        return True
    return far.isdigit() and edge.isdigit() and (near in _IN_NUMBERS or near in _RANGES)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M") or sign == "_"


def _whole_words(context: str, *, first: bool) -> str:
    """Return the words of some context without the one that its edge cuts through."""
    words = context.split()
    return " ".join(words[:-1] if first else words[1:])
