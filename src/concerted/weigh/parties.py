"""Who stands in a claim: which organisations the words around a relation tie together, and on which side of it.

A statement lists every organisation before and after the word that claims a relation. Most of them have no part in it: whoever is acted
against, whoever only owns a thing, whoever stands in another clause. Rules of words, and a person reads the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from concerted.read.statement import Relation, Statement

# Relations that hold both ways: then the order of the names says nothing.
MUTUAL = frozenset(("coordinates_with", "ally_of", "opposes"))
# Relations of one organisation alone.
ALONE = frozenset(("honours_ceasefire", "acts_alone", "claims_attack", "divides", "attacks"))
_HOSTILE = frozenset(("opposes", "attacks", "claims_attack"))

_CLAUSE = re.compile(
    r"[.;:!?…](?=\s|$)|[()]|[–—](?! (?:such as|including|mainly|namely))"
    r"|, (?=(?:which|who|whom|whose|where|while|when|although|though|but|because|it|they|he|she|we|\w+ing)\b)|\b(?:while|although|because)\b"
)
_PRONOUN = re.compile(r"\b(?:they|it|its|their|he|she|his|her)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:we|our|us|it|its|they|their)\b", re.IGNORECASE)
# Possessive, so that no text makes it try for long.
_JOINED = re.compile(
    r"(?:[\s,–-]++|\b(?>(?:and|or|with|both|the|a|an|other|such|as|well|including|mainly|in|of|[a-z]+(?:ese|ian|i|ish)|[A-Z][\w’'-]*)\b))*+"
)
_LISTED = re.compile(r"\b(?:and|or|as well as)\b")
_AGAINST = re.compile(
    r"\b(?:against|targeting|targeted by|attacks? (?:on|by)|assaults? on|strikes? (?:on|by)|wars? (?:with|on)|(?:fight|conflict|clash)\w* with"
    r"|fighting|away from|enem(?:y|ies)|rivals?|neighbour|damage|provoking) (?:[\w’'-]+ ){0,2}(?:and )?(?:the )?$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"[-‑](?:backed|led|aligned|supported|sponsored|linked|affiliated|allied|run)\b")
_OWNER = re.compile(r"(?:[’']s|(?<=s)[’'])(?=\s)")
_REVERSED = re.compile(r"\s+(?:\w+ )?by\b")
_TOWARDS = re.compile(r"(?:beholden|behest|blessing|prox(?:y|ies)|puppets?)$", re.IGNORECASE)
_EXAMPLES = re.compile(r"[\s,–]*(?:such as|including|like|namely)\b")
_IS = re.compile(r"\b(?:is|are|was|were|as|be|remain|remains)\s+(?:\w+\s+){0,2}$")
# "After years of work with the Reds, the Blues …": whoever acts stands behind the comma.
_FRONTED = re.compile(r"\s*(?:In|With|After|As|Since|Under|Despite|Through|Alongside|Together with)\b[^,]*,")
_PARTICIPLE = re.compile(r"\s*\w+ing\b")
_JOINT_COMMAND = re.compile(r"\b(?:joint|operations?|operational)\s+$", re.IGNORECASE)
_NEGATOR = re.compile(r"\bnot\b|n['’]t\b|\bnever\b|\bno\b|\bneither\b|\bwithout\b|\bden(?:y|ies|ied)\b", re.IGNORECASE)
# Characters: how far from the word a party may stand, how far an object, and how far back words of hostility are looked for.
_NEAR, _NEXT, _WORDS_BEFORE = 60, 40, 80


@dataclass(frozen=True)
class Parties:
    """Ids of the organisations on both sides of a relation; for a mutual one, and one of an organisation alone, all stand in `subjects`."""

    subjects: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Named:
    """An organisation in the words of a statement, and how it stands there."""

    start: int
    end: int
    id: str
    hostile: bool
    owner: bool
    adjective: bool


def claimed(statement: Statement) -> Iterator[tuple[Relation, Parties, bool]]:
    """Go through the relations that a statement claims: the relation, who stands in it, and whether it is denied."""
    words = _Words(statement)
    for relation in statement.relations:
        found = _Around(relation, words)
        who = found.parties()
        if who is not None:
            yield relation, who, found.negated(relation)


def parties(relation: Relation, statement: Statement) -> Parties | None:
    """Return who stands in a relation that a statement claims; None where the word claims none.

    Parameters
    ----------
    relation : Relation
        One of the statement's.
    statement : Statement
    """
    return _Around(relation, _Words(statement)).parties()


def negated(relation: Relation, statement: Statement) -> bool:
    """Tell whether a relation is denied; two negations in one clause, as in "they never act without orders", affirm."""
    return _Around(relation, _Words(statement)).negated(relation)


class _Words:
    """The words of a statement: its clauses, and how each organisation stands in them."""

    def __init__(self, statement: Statement) -> None:
        self.base, self.text, self.speaker = statement.content.start, statement.content.exact, statement.said_by.affiliation
        self.cuts = [match.span() for match in _CLAUSE.finditer(self.text)]
        places = [(one.span.start - self.base, one.span.end - self.base, one.organisation) for one in statement.organisations]
        self.named = [self._named(start, end, id_) for start, end, id_ in sorted(places) if id_]
        self.starts = sorted(one.start for one in self.named)
        self.own = self.speaker is not None and _OWN.search(self.text) is not None

    def _named(self, start: int, end: int, id_: str) -> _Named:
        hostile = _AGAINST.search(self.text, max(0, start - _WORDS_BEFORE), start) is not None
        return _Named(start, end, id_, hostile, _OWNER.match(self.text, end) is not None, _ADJECTIVE.match(self.text, end) is not None)

    def any_between(self, start: int, end: int) -> bool:
        """Tell whether an organisation is named between two places."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)


class _Around:
    """The words around a relation, and the organisations in them."""

    def __init__(self, relation: Relation, whole: _Words) -> None:
        self.kind, self.words, self._whole = relation.kind, whole.text, whole
        self.start, self.end = relation.span.start - whole.base, relation.span.end - whole.base
        self.left = max((end for _, end in whole.cuts if end <= self.start), default=0)
        right = min((start for start, _ in whole.cuts if start >= self.end), default=len(self.words))
        self.inside = [one.id for one in whole.named if one.start < self.end and self.start < one.end]
        self.looks_up = _TOWARDS.search(self.words[self.start : self.end]) is not None
        named = [one for one in whole.named if one.end <= self.start or self.end <= one.start]
        # Of "the Front's raid" and "the Front's Eastern Wing" the Front is the raid's owner, and no party where the wing acts.
        free = [one for one in named if not one.adjective and (not one.owner or self.owns(one))]
        self._enemies = {one.id for one in free if one.hostile}
        self.before = [one for one in free if self.left <= one.start and one.end <= self.start]
        self.after = [one for one in free if self.end <= one.start and one.end <= right]
        self._earlier = [one for one in named if one.end <= self.left and not one.adjective]
        # A verb right behind a comma goes on with a sentence that another clause had broken: what stands in that clause does not do it.
        if self.words[max(0, self.start - 2) : self.start] == ", ":
            self.before = []
        self._looked_up_to = [one for one in named if self.end <= one.start and one.end <= right and not one.hostile]

    def parties(self) -> Parties | None:
        """Return who stands in the relation; None where the word claims none."""
        if self.kind == "directs" and self.is_joint_command():
            return None
        if self.kind in MUTUAL:
            return Parties(tuple(sorted(self.together())))
        if self.kind in ALONE:
            return Parties(_each(sorted(self.actors())))
        subjects, objects = self.directed()
        if self.kind == "directs" and not subjects and not objects and self.looks_up:
            return None
        return Parties(_each(sorted(subjects)), _each(sorted(set(objects) - set(subjects))))

    def negated(self, relation: Relation) -> bool:
        """Tell whether the relation is denied."""
        return relation.negated and len(_NEGATOR.findall(self.words[self.left : self.start])) != 2

    def owns(self, one: _Named) -> bool:
        """Tell whether the relation is what an organisation has, as in "the Front's proxies"."""
        if not 0 <= self.start - one.end <= _NEAR or self._whole.any_between(one.end, self.start):
            return False
        between = self.words[one.end : self.start]
        near = len(between.split()) <= 4 and not re.search(r"[,.;]", between)
        return near and (one.owner or (self.looks_up and not between.strip()))

    def is_joint_command(self) -> bool:
        """Tell whether "command" is a place where several sit together, which says nothing of who commands."""
        return self.words[self.start : self.end].lower().startswith("command") and bool(
            _JOINT_COMMAND.search(self.words[max(0, self.start - _NEAR) : self.start])
        )

    def actors(self) -> list[str]:
        """Return who does it."""
        return self._ids(_run(self.words, self._subjects(), last=self.kind not in _HOSTILE)) or self._own()

    def together(self) -> set[str]:
        """Return who stands in a relation that holds both ways."""
        if self.kind == "opposes":
            near = self.after if self._between() else [one for one in self.after if one.start - self.end <= _NEXT]
            left = _run(self.words, self._subjects())
            sides = {one.id for one in (*left, *near)} | {one.id for one in self.before if one.hostile}
            return sides if (left and near) or sides & self._enemies or self._between() else set()
        if self._between():
            return set(self._ids(self.after))
        near = [one for one in self.after if one.start - self.end <= _NEAR]
        first = self._ids(_run(self.words, self._subjects())) or self._behind_the_comma() or (self._own() if near else [])
        return {*first, *self._ids(_run(self.words, near)), *(self.inside if self.kind == "ally_of" else ())}

    def _behind_the_comma(self) -> list[str]:
        """Return who acts where the relation stands in front of the sentence: "in concert with the Reds, the Blues held fire"."""
        front = _FRONTED.match(self.words, self.left)
        if front is None or front.end() <= self.end:
            return []
        return self._ids(_run(self.words, [one for one in self.after if one.start >= front.end()]))

    def directed(self) -> tuple[list[str], list[str]]:
        """Return who does something to whom."""
        owners = [one.id for one in self.before if self.owns(one)]
        before = self._subjects()
        after = _run(self.words, [one for one in self.after if one.start - self.end <= _NEXT])
        word = self.words[self.start : self.end]
        if self.inside:
            return self.inside, self._ids(after) if _EXAMPLES.match(self.words, self.end) else []
        if self.looks_up:
            return self._towards(owners, before, after, word)
        if _REVERSED.match(self.words, self.end):
            return self._ids(after), self._ids(_run(self.words, before)) or self._own()
        return owners or self._ids(_run(self.words, before, last=True)) or self._own(), self._ids(after)

    def _towards(self, owners: list[str], before: list[_Named], after: list[_Named], word: str) -> tuple[list[str], list[str]]:
        """Return the two sides of words that look up to somebody: beholden to, with the blessing of, a proxy of."""
        below = self._ids(_run(self.words, before))
        if word.lower().startswith(("beholden", "behest")):
            return self._ids(_run(self.words, self._looked_up_to)), below or self._own()
        if word.lower() == "blessing":
            return owners, below or self._own()
        examples = self._ids(after) if _EXAMPLES.match(self.words, self.end) else []
        owner = next((one for one in self.before if self.owns(one)), None)
        said_to_be = owner is not None and _IS.search(self.words, 0, owner.start)
        return owners, examples or (below if said_to_be else [])

    def _between(self) -> bool:
        return self.words[self.end : self.end + 9].lower().startswith(" between")

    def _subjects(self) -> list[_Named]:
        """Return the organisations before the word in its clause; where a pronoun stands for them, those before the clause."""
        here = [one for one in self.before if not one.hostile and not (self.looks_up and self.owns(one))]
        stands_for = _PRONOUN.search(self.words, self.left, self.start) or _PARTICIPLE.match(self.words, self.left)
        if here or not stands_for or not self._earlier:
            return here
        front = _FRONTED.match(self.words)
        behind = [one for one in self._earlier if front is not None and one.start >= front.end()]
        return _run(self.words, [one for one in behind or self._earlier if not one.hostile])

    def _own(self) -> list[str]:
        """Return whoever speaks, where "we", "it" or "they" without another name stands for them."""
        speaker = self._whole.speaker
        return [speaker] if speaker and self._whole.own and not self._earlier else []

    def _ids(self, named: Sequence[_Named]) -> list[str]:
        enemies = self._enemies if self.kind not in _HOSTILE else set()
        return [one.id for one in named if one.id not in enemies]


def _run(words: str, named: Sequence[_Named], *, last: bool = False) -> list[_Named]:
    """Return the first, or the last, organisations that stand in one list: "the Reds, the Blues and the Greens"."""
    runs: list[list[_Named]] = []
    for one in named:
        if runs and _JOINED.fullmatch(words, runs[-1][-1].end, one.start):
            runs[-1].append(one)
        else:
            runs.append([one])
    if not runs:
        return []
    chosen = runs[-1] if last else runs[0]
    # Without "and" or "or" a comma parts two thoughts: "in step with the Reds, the Blues held fire".
    # The last of a list may be none that the register lists: "the Reds, the Blues and others".
    if len(chosen) > 1 and not _LISTED.search(words, chosen[0].end, chosen[-1].end + len(", and ")):
        return chosen[-1:] if last else chosen[:1]
    return chosen


def _each(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
