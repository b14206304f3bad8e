"""Stretches between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING, _CLOSING, _EITHER = "“„«", "”»", '"'
_TWO_SINGLE = re.compile(r"''")
# A single mark opens before a word and after a blank, and closes after a word or a stop; between letters it is an apostrophe.
_SINGLE = re.compile(r"(?:^|(?<=[\s(—–-]))[‘'](?=\w)(.+?)(?<=[\w.,!?…])[’'](?=$|[\s).,;:!?—–-])")
# Shorter stretches in single marks are names and scare quotes.
_FEWEST_IN_SINGLE = 4


@dataclass(frozen=True, order=True)
class Quote:
    """One quotation.

    Attributes
    ----------
    first, last : int
        Place with its marks, half open.
    start, end : int
        Place of its words, without marks and a comma at the end.
    """

    first: int
    last: int
    start: int
    end: int

    def holds(self, place: int) -> bool:
        """Tell whether a place lies between the marks."""
        return self.first < place < self.last - 1


def quotes(paragraph: str) -> tuple[Quote, ...]:
    """Return the quotations of a paragraph, in order.

    A mark that is not closed quotes up to the end of the paragraph: long quotations are set so. Single marks count only where the paragraph
    has no double ones.
    """
    found = list(_pairs([match.span() for match in _TWO_SINGLE.finditer(paragraph)], len(paragraph)))
    found = found or list(_double(paragraph)) or list(_single(paragraph))
    made = (_quote(paragraph, *one) for one in found)
    return tuple(one for one in made if one.end > one.start)


def _double(paragraph: str) -> Iterator[tuple[int, int, int, int]]:
    opened: int | None = None
    for i, sign in enumerate(paragraph):
        if opened is None and (sign in _OPENING or sign == _EITHER):
            opened = i
        elif opened is not None and (sign in _CLOSING or sign == _EITHER):
            yield opened, i + 1, opened + 1, i
            opened = None
    if opened is not None and len(paragraph) - opened > 3:
        yield opened, len(paragraph), opened + 1, len(paragraph)


def _pairs(marks: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int, int, int]]:
    for i in range(0, len(marks), 2):
        opening = marks[i]
        closing = marks[i + 1] if i + 1 < len(marks) else (length, length)
        yield opening[0], closing[1], opening[1], closing[0]


def _single(paragraph: str) -> Iterator[tuple[int, int, int, int]]:
    for match in _SINGLE.finditer(paragraph):
        if len(match[1].split()) >= _FEWEST_IN_SINGLE:
            yield match.start(), match.end(), match.start(1), match.end(1)


def _quote(paragraph: str, first: int, last: int, start: int, end: int) -> Quote:
    while start < end and paragraph[start].isspace():
        start += 1
    while start < end and (paragraph[end - 1].isspace() or paragraph[end - 1] == ","):
        end -= 1
    return Quote(first, last, start, end)
