"""What the paper itself claims of organisations, in its own voice: invisible to whoever looks for quotations only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from concerted.read.attribution.found import Found, Place, trimmed
from concerted.read.relations import COLLECTIVE, relations
from concerted.read.statement import EXPLICIT, NARRATOR, Mention
from concerted.read.text import Text

# A sentence of which more than this is somebody's statement is not the paper's.
_ATTRIBUTED = 0.4
_FEWEST_WORDS = 5
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s+[A-Z“\"]|\s*$)[^.!?\n]*)*[.!?]?")


def sentences(paragraph: str) -> Iterator[Place]:
    """Go through the sentences of a paragraph by its stops; used where it was not parsed."""
    for match in _SENTENCE.finditer(paragraph):
        if match[0].strip():
            yield match.span()


def narrated(text: Text, places: Sequence[Place], found: Sequence[Found], mentions: Sequence[Mention]) -> Iterator[Found]:
    """Go through the paper's own claims: sentences that nobody is quoted for, with an organisation and a relation.

    Parameters
    ----------
    text : Text
    places : sequence of (int, int)
        The sentences of the text.
    found : sequence of Found
        What is attributed to somebody.
    mentions : sequence of Mention
    """
    if not mentions:
        return
    for first, last in places:
        start, end = trimmed(text.text, first, last)
        while end > start and text.text[end - 1] in ".!?":
            end -= 1
        if len(text.text[start:end].split()) < _FEWEST_WORDS or _attributed(found, start, end) > _ATTRIBUTED * (end - start):
            continue
        named = any(start <= one.span.start < end for one in mentions) or COLLECTIVE.search(text.text, start, end)
        if named and relations(text, start, end, mentions):
            yield Found(((start, end),), None, None, NARRATOR, EXPLICIT)


def _attributed(found: Sequence[Found], start: int, end: int) -> int:
    places = [place for one in found for place in (*one.parts, one.speaker, one.cue) if place is not None]
    return sum(max(0, min(end, last) - max(start, first)) for first, last in places)
