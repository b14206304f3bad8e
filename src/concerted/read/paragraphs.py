"""The paragraphs of a text: its lines, or several where a text is broken at the width of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LINE = re.compile(r"[^\n\r]+")
_BREAK = re.compile(r"\r\n?|\n")
# A text is broken at a width if no line is longer than a page is wide, and of the lines with another right below, at least so many are full:
# the next word would not have stood there.
_WIDEST, _FEWEST_FULL, _SHARE_FULL = 130, 3, 0.6
# Longer ones are no prose; the work of a parser grows faster than its paragraph, so that they are cut in small pieces.
_LONGEST, _PIECE = 8_000, 2_000
_STOP = re.compile(r"[.!?][”\"’')]*\s|\s")

Paragraph = tuple[int, str]


def paragraphs(text: str) -> list[Paragraph]:
    """Return where each paragraph of a text begins, and its words.

    Line ends inside of a paragraph are blanks there, one for each character, so that places count in the text itself. Paragraphs of more
    than 8,000 characters are cut in pieces of at most 2,000, at the end of a sentence where there is one.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    return [piece for start, end in _whole(text, lines) for piece in _pieces(start, _BREAK.sub(_blanks, text[start:end]))]


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _whole(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    full = _full(text, lines)
    start = None
    for i, (first, last) in enumerate(lines):
        start = first if start is None else start
        if i not in full:
            yield start, last
            start = None


def _full(text: str, lines: Sequence[tuple[int, int]]) -> set[int]:
    """Return the lines that the next one goes on; none where a text is not broken at a width."""
    width = max((len(text[start:end].rstrip()) for start, end in lines), default=0)
    if width > _WIDEST:
        return set()
    below = [i for i, (one, other) in enumerate(pairwise(lines)) if len(_BREAK.findall(text[one[1] : other[0]])) == 1]
    full = {i for i in below if len(text[slice(*lines[i])].rstrip()) + 1 + len(text[slice(*lines[i + 1])].split()[0]) > width}
    return full if len(full) >= max(_FEWEST_FULL, _SHARE_FULL * len(below)) else set()


def _pieces(start: int, words: str) -> Iterator[Paragraph]:
    most = _PIECE if len(words) > _LONGEST else _LONGEST
    while len(words) > most:
        ends = [match.end() for match in _STOP.finditer(words, most // 2, most)]
        stops = [end for end in ends if not words[end - 2].isalnum()]
        at = max(stops or ends or [most])
        yield start, words[:at]
        start, words = start + at, words[at:]
    if words.strip():
        yield start, words
