"""What is claimed of organisations: words that claim a relation, and the organisations around them.

A list of words, not an understanding: what it finds is proposed, and a person reads the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from concerted.read.statement import Mention, Relation
from concerted.read.text import Text

_WORDS = {
    "coordinates_with": r"co-?ordinat\w*|co-?operat\w*|joint (?:operations?|command|room|attacks?|action)|united front|unity of (?:the )?fronts"
    r"|in concert|work(?:s|ed|ing)? (?:together|closely) with|consult(?:s|ed|ing|ations?)?",
    "directs": r"command(?:s|ed|ing)?|direct(?:s|ed|ing)(?! (?:military )?(?:action|conflict))|order(?:s|ed)|instruct(?:s|ed|ions?)"
    r"|control(?:s|led)|orchestrat\w*|mastermind\w*|blessing|beholden|at the behest of|Iran-led|prox(?:y|ies)|puppets?",
    "funds": r"fund(?:s|ed|ing)|financ(?:e|es|ed|ing|ial)|bankroll\w*|pays? for|paid by",
    "arms": r"arm(?:s|ed|ing)(?= (?:by|with|the|its)\b)|weapons?|arsenal|smuggl\w+|supply of \w+|suppl(?:ies|ied)|missiles?",
    "trains": r"train(?:s|ed|ing)",
    "hosts": r"host(?:s|ed|ing)|safe haven|shelter(?:s|ed)|seat of power|hub",
    "part_of": r"part of|branch of|wing of|member of|belong(?:s|ed|ing) to|umbrella|linked to|affiliated|subordinate to",
    "ally_of": r"all(?:y|ies|ied|iance)|back(?:ed|ing|s)|support(?:s|ed|ing|ers)?|Iran-backed|axis",
    "opposes": r"oppos\w+|rival(?:s|ry|led)?|enem(?:y|ies)|fight(?:s|ing)?|conflict|war (?:with|against|on)|clash\w*|against",
    "claims_attack": r"claim(?:s|ed|ing) (?:responsibility|(?:minor |the |an? |\w+ )?attacks?)",
    "attacks": r"attack(?:s|ed|ing)?|str(?:ikes?|uck)|launch(?:es|ed|ing)?|military (?:action|operations?)|hostilities"
    r"|fir(?:es|ed|ing) (?:on|at|rockets|missiles)|disrupt\w*",
    "honours_ceasefire": r"cease-?fire|truce|honou?r(?:s|ed|ing)?|halt(?:s|ed|ing)?|paus(?:e|es|ed|ing)|suspend(?:s|ed|ing)?"
    r"|h[eo]ld(?:s|ing)? (?:its |their )?fire",
    "divides": r"divi(?:de|des|ded|sion)|split(?:s|ting)?|other part|each front|assign(?:s|ed)|limited to|responsible for|role",
    "acts_alone": r"own (?:decisions?|initiative|accord)|autonom\w+|independen\w+|unilateral\w*|act(?:s|ed|ing)? alone"
    r"|on (?:its|their|his|her) own"
    r"|without (?:consulting|orders)",
}
KINDS = (*_WORDS, "denies")
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for kind, words in _WORDS.items()}
_NEGATED = re.compile(r"(?:\bnot\b|n['’]t\b|\bnever\b|\bno\b|\bneither\b|\bwithout\b|\bden(?:y|ies|ied)\b)[^.;]{0,40}$", re.IGNORECASE)
# A truce that is broken or over is claimed not to be held.
_BROKEN_BEFORE = re.compile(
    r"\b(?:br(?:eak|eaks|oke|oken|eaking)|violat\w+|breach\w*|collapse of|ends?|ended|ending|end (?:of|to))\b[^.;,]{0,25}$", re.IGNORECASE
)
_BROKEN_AFTER = re.compile(
    r"[^.;,]{0,30}\b(?:(?:is|was|are|were) over|end(?:s|ed)|collaps\w+|br(?:oke|eaks|eaking) down|(?:was|were|been) (?:broken|violated))\b",
    re.IGNORECASE,
)
# Groups spoken of without a name, which no register lists.
COLLECTIVE = re.compile(
    r"\b(?:militias?|factions?|prox(?:y|ies)|rebels?|armed groups?|paramilitar\w+|the groups?|they|militants|brigades?|fighters"
    r"|joint command)\b",
    re.IGNORECASE,
)


def relations(text: Text, start: int, end: int, mentions: Sequence[Mention]) -> tuple[Relation, ...]:
    """Return the relations claimed between two places, in order of the words that claim them.

    Parameters
    ----------
    text : Text
    start, end : int
    mentions : sequence of Mention
        Organisations of the whole text.
    """
    inside = [one for one in mentions if start <= one.span.start and one.span.end <= end]
    found = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text.text, start, end):
            before = tuple(one for one in inside if one.span.end <= match.start())
            after = tuple(one for one in inside if one.span.start >= match.end())
            negated = _NEGATED.search(text.text, start, match.start()) is not None
            if kind == "honours_ceasefire" and _is_broken(text.text, start, end, match):
                negated = not negated
            found.append(Relation(kind, before, after, text.span(match.start(), match.end()), negated))
    return tuple(sorted(found, key=lambda one: (one.span.start, KINDS.index(one.kind))))


def _is_broken(text: str, start: int, end: int, word: re.Match[str]) -> bool:
    return _BROKEN_BEFORE.search(text, start, word.start()) is not None or _BROKEN_AFTER.match(text, word.end(), end) is not None
