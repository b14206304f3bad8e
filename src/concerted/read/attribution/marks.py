"""Attributions of one paragraph from its punctuation alone: what is left where no parser is installed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from concerted.read.attribution.cues import SAYING, VERB_OF
from concerted.read.attribution.found import Found
from concerted.read.attribution.quotes import Quote
from concerted.read.statement import CARRIED, DIRECT, EXPLICIT, INDIRECT, PRONOUN

_VERBS = "|".join(sorted((form for form, verb in VERB_OF.items() if verb in SAYING), key=len, reverse=True))
# A clause goes on no longer; without an end, each word of a long text would be tried against all that follow.
_LONGEST = 600
_NAME = r"(?:[Hh]e|[Ss]he|[Tt]hey|(?:[Aa]n?|[Tt]he|[Oo]ne|[Tt]wo|[A-Z][\w’'.-]*)(?: (?!said|told)[\w’'.-]+){0,9}?)"
_AFTER = re.compile(
    rf"[\s,]*(?:(?P<verb>{_VERBS})\s+(?P<name>{_NAME})|(?P<name2>{_NAME})\s+(?:has |have |had )?(?P<verb2>{_VERBS}))(?=[\s,.;:])"
)
_BEFORE = re.compile(rf"(?P<name>{_NAME})\s+(?:has |have |had )?(?P<verb>{_VERBS})(?: [^.“\"]{{0,60}})?[\s:,]*$")
_INDIRECT = re.compile(
    rf"(?P<name>{_NAME})\s+(?:has |have |had )?(?P<verb>said|says|told \w+|claimed|claims|denied|denies) (?:that )?"
    rf"(?P<words>[^.“\"]{{20,{_LONGEST}}})\."
)
_ACCORDING = re.compile(rf"(?P<words>[^.]{{20,{_LONGEST}}}?),? according to (?P<name>[^.,]{{3,80}})[.,]")
_PRONOUNS = ("he", "she", "they")
_FEWEST_WORDS = 4


def attributions(paragraph: str, quoted: Sequence[Quote]) -> list[Found]:
    """Return the attributions of a paragraph that its punctuation shows."""
    found = [one for quote in quoted if (one := _quoted(paragraph, quote)) is not None]
    for pattern in (_INDIRECT, _ACCORDING):
        for match in pattern.finditer(paragraph):
            start, end = match.span("words")
            if not any(one.covers(start, end) for one in found):
                verb = match.groupdict().get("verb") or "according"
                cue = match.span("verb") if "verb" in match.groupdict() else None
                found.append(_found(paragraph, (start, end), match.span("name"), cue, INDIRECT, verb))
    return sorted(found, key=lambda one: one.start)


def _quoted(paragraph: str, quote: Quote) -> Found | None:
    if len(paragraph[quote.start : quote.end].split()) < _FEWEST_WORDS:
        return None
    after = _AFTER.match(paragraph, quote.last)
    if after:
        name = "name" if after["name"] else "name2"
        verb = "verb" if after["verb"] else "verb2"
        return _found(paragraph, (quote.start, quote.end), after.span(name), after.span(verb), DIRECT, after[verb])
    before = _BEFORE.search(paragraph[: quote.first])
    if before:
        return _found(paragraph, (quote.start, quote.end), before.span("name"), before.span("verb"), DIRECT, before["verb"])
    return None


def _found(paragraph: str, words: tuple[int, int], name: tuple[int, int], cue: tuple[int, int] | None, mode: str, verb: str) -> Found:
    said = paragraph[slice(*name)].lower()
    resolution = PRONOUN if said in _PRONOUNS else EXPLICIT if said else CARRIED
    return Found((words,), name, cue, mode, resolution, VERB_OF.get(verb.split()[0], verb))
