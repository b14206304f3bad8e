"""Quotations that no verb governs: the speaker goes on, is carried over, or stands below a pull quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from concerted.read.attribution.found import Found, Place, trimmed
from concerted.read.attribution.parser import Doc
from concerted.read.attribution.quotes import Quote
from concerted.read.statement import ADJACENCY, CARRIED, CONTINUATION, PARTIAL, PULL_QUOTE

# Shorter quotations that no verb governs are names and scare quotes.
_FEWEST_WORDS, _FEWEST_IN_PART = 3, 4
# What may stand between the cue of a quotation and its next sentence.
_FURTHEST = 150
_STOPS = ('"', "'", ".", "!", "?", ",", ";", "…", "”", "’")
_BYLINE = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4},? [^.!?]{3,80}")


def with_carried(paragraph: str, doc: Doc | None, quoted: Sequence[Quote], found: Sequence[Found], last: Found | None) -> list[Found]:
    """Return the attributions of a paragraph with the quotations that have no cue of their own.

    Parameters
    ----------
    paragraph : str
    doc : spaCy Doc or None
        The same paragraph, parsed; its sentences widen a partial quotation that ends one.
    quoted : sequence of Quote
    found : sequence of Found
        What has a cue.
    last : Found or None
        The last attribution of the paragraphs before.
    """
    done = list(found)
    for quote in quoted:
        if any(one.covers(quote.start, quote.end) for one in done):
            continue
        after = next((i for i, one in enumerate(done) if _begins(paragraph, one, quote)), None)
        if after is not None:
            done[after] = replace(done[after], parts=((quote.start, quote.end), *done[after].parts))
            continue
        if len(paragraph[quote.start : quote.end].split()) < _FEWEST_WORDS:
            continue
        before = [i for i, one in enumerate(done) if one.start < quote.start]
        if before and _goes_on(paragraph, done[before[-1]], quote):
            one = done[before[-1]]
            done[before[-1]] = replace(one, parts=(*one.parts, (quote.start, quote.end)))
            continue
        carried = _carried(paragraph, doc, quote, done, bool(before), last is not None)
        if carried is not None:
            done.append(carried)
    return sorted(done, key=lambda one: one.start)


def _begins(paragraph: str, one: Found, quote: Quote) -> bool:
    """Tell whether a quotation is the first half of one that its speaker parts: "The truce," he said, "will hold"."""
    if one.cue is None or one.start < one.cue[1] or "," not in paragraph[quote.end : quote.last + 1]:
        return False
    owner = one.cue[0] if one.speaker is None else min(one.cue[0], one.speaker[0])
    return quote.last <= owner and not paragraph[quote.last : owner].strip(" ,")


def _goes_on(paragraph: str, one: Found, quote: Quote) -> bool:
    """Tell whether a quotation is the next sentence of one that has a cue: "...", he said. "..."."""
    if one.cue is None:
        return False
    between = paragraph[max(one.cue[1], one.end) : quote.first]
    stop = paragraph[max(0, quote.first - 2) : quote.first].strip()
    return len(between) < _FURTHEST and between.count(".") <= 2 and stop in (".", "!", "?", ",", ";", "...")


def _carried(paragraph: str, doc: Doc | None, quote: Quote, done: Sequence[Found], before: bool, known: bool) -> Found | None:
    alone = not paragraph[: quote.first].strip()
    whole = alone and len(paragraph[quote.last :].strip()) < 2
    if not before and not (alone and known):
        return None
    if whole:
        return Found(((quote.start, quote.end),), None, None, CONTINUATION, CARRIED)
    return Found((_sentence_or_words(paragraph, doc, quote, done),), None, None, PARTIAL, ADJACENCY)


def _sentence_or_words(paragraph: str, doc: Doc | None, quote: Quote, done: Sequence[Found]) -> Place:
    """Return the whole sentence of a partial quotation that ends it: then the rest is told in the speaker's sense as well."""
    if doc is None or len(paragraph[quote.start : quote.end].split()) < _FEWEST_IN_PART:
        return quote.start, quote.end
    sentence = next((one for one in doc.sents if one.start_char <= quote.start < one.end_char), None)
    if sentence is None or sentence.start_char >= quote.first - 8 or paragraph[quote.end : sentence.end_char].strip("".join((" ", *_STOPS))):
        return quote.start, quote.end
    if any(one.covers(sentence.start_char, sentence.end_char) for one in done):
        return quote.start, quote.end
    return trimmed(paragraph, sentence.start_char, quote.end)


def pull_quotes(paragraphs: Sequence[tuple[int, str]]) -> dict[int, Found | None]:
    """Return pull quotes: a line without a stop at its end, and right below it a name with a role.

    Parameters
    ----------
    paragraphs : sequence of (int, str)
        Start and words of each line of the text.

    Returns
    -------
    dict of int to Found or None
        By the start of the line; None for the line that names the speaker. Places count from the start of the text.
    """
    found: dict[int, Found | None] = {}
    for (start, line), (below, name) in pairwise(paragraphs):
        if below != start + len(line) + 1 or not _may_be_pulled(line) or not _BYLINE.fullmatch(name.strip()) or "," not in name:
            continue
        words = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
        by = below + len(name) - len(name.lstrip()), below + len(name.rstrip())
        found[start] = Found((trimmed_quote(line, start, words),), by, None, PULL_QUOTE, ADJACENCY)
        found[below] = None
    return found


def trimmed_quote(line: str, start: int, words: Place) -> Place:
    """Return a place without the quotation marks at its ends."""
    first, last = trimmed(line, words[0] - start, words[1] - start)
    return first + start, last + start


def _may_be_pulled(line: str) -> bool:
    return 4 < len(line.split()) < 60 and line.strip()[-1] not in ".:;?!"
