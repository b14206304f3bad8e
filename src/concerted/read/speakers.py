"""What kind of speaker some words name. Anonymous and collective speakers are kinds of their own, not failures to find a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from concerted.read.statement import Mention, Speaker
from concerted.source import Span

PERSON_ROLE, ORG, ORG_REPS, OFFICIALS = "person_role", "org", "org_reps", "officials"
ANALYSTS, DOCUMENT, NARRATOR_KIND, UNSPECIFIED = "analysts", "document", "narrator", "unspecified"
KINDS = (PERSON_ROLE, ORG, ORG_REPS, OFFICIALS, ANALYSTS, DOCUMENT, NARRATOR_KIND, UNSPECIFIED)

_MANY = re.compile(
    r"\b(?:they|we|officials|militants|analysts|experts|sources|representatives|leaders|commanders|diplomats|residents|witnesses|people|fighters"
    r"|lawmakers|members|spokespeople|spokesmen|several|many|both|two|three|four|five|some)\b|\band\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"^(?:an?|one|he|she|mr|mrs|ms|dr)\b", re.IGNORECASE)
_OF_ORGANISATION = re.compile(
    r"\b(?:representatives?|spokes\w+|commanders?|leaders?|members?|fighters?|militants?|cadres?|figures?)\b", re.IGNORECASE
)
_OFFICIAL = re.compile(
    r"\b(?:officials?|ministers?|ministry|president|government|diplomats?|lawmakers?|envoys?|governors?|senators?|pentagon|mps?)\b",
    re.IGNORECASE,
)
_ANALYST = re.compile(
    r"\b(?:analysts?|experts?|researchers?|professors?|academics?|scholars?|fellows?|observers?|historians?)\b", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"\b(?:reports?|statements?|study|documents?|letters?|articles?|newspapers?|polls?|survey|data|posts?|cable|memo)\b", re.IGNORECASE
)
_NAME = re.compile(
    r"(?<![.!?“\"] )(?<!^)\b[A-Z][a-z’']+(?: [A-Z][\w’'-]+)*|^(?:Mr|Mrs|Ms|Dr|Gen|Col|Sheikh|Sayyed)\.? [A-Z]|^[A-Z][a-z’'-]+ [A-Z][\w’'-]+"
)
_COLLECTIVE = re.compile(r"\b(?:group|movement|militia|faction|party|organi[sz]ation|brigades?|army|alliance|coalition)s?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:he|she|they|it|who|which)$", re.IGNORECASE)


def speaker(words: str, span: Span | None, mentions: Sequence[Mention]) -> Speaker:
    """Return what some words say of a speaker.

    Parameters
    ----------
    words : str
        As printed; for a pronoun those that it stands for.
    span : Span or None
        Where the words stand, for the organisations among them.
    mentions : sequence of Mention
    """
    if not words or _PRONOUN.match(words):
        return Speaker(UNSPECIFIED)
    inside = [one.organisation for one in mentions if span is not None and one.organisation and one.span.overlaps(span)]
    named_organisation = inside[0] if inside else None
    many = "many" if _MANY.search(words) else "one" if _ONE.search(words) or _NAME.search(words) else "unknown"
    kind = _kind(words, bool(inside))
    named = kind == PERSON_ROLE or (kind in (ANALYSTS, OFFICIALS) and _NAME.match(words) is not None)
    return Speaker(kind, named, many, words, named_organisation)


def _kind(words: str, has_organisation: bool) -> str:
    for pattern, kind in ((_ANALYST, ANALYSTS), (_OF_ORGANISATION, ORG_REPS), (_OFFICIAL, OFFICIALS), (_DOCUMENT, DOCUMENT)):
        if pattern.search(words):
            return kind
    if has_organisation or _COLLECTIVE.search(words):
        return ORG
    return PERSON_ROLE if _NAME.search(words) or words[:1].isupper() else UNSPECIFIED
