"""What the reporting itself says: claims of relations between organisations, for and against, by whom, and from how many origins.

Nothing here tests a claim; it orders what was said, and says which data would test it. Machines propose statements, people confirm them, and
both numbers stand beside each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from concerted.read.statement import CONFIRMED, DENY, REJECTED, Relation, Statement

# Relations that hold both ways: then the order of the names says nothing.
MUTUAL = frozenset(("coordinates_with", "ally_of", "opposes"))
# Relations of one organisation alone.
ALONE = frozenset(("honours_ceasefire", "acts_alone", "claims_attack", "divides", "attacks"))
SAID: Mapping[str, str] = {
    "coordinates_with": "co-ordinate",
    "directs": "directs",
    "funds": "funds",
    "arms": "arms",
    "trains": "trains",
    "hosts": "hosts",
    "part_of": "is part of",
    "ally_of": "are allied",
    "opposes": "oppose each other",
    "claims_attack": "claims an attack",
    "attacks": "attacks",
    "honours_ceasefire": "holds its fire",
    "divides": "divides fronts or roles with others",
    "acts_alone": "acts on its own",
    "denies": "denies",
}
# Who speaks, as far as their interest goes.
PARTY, OPPONENT, OFFICIAL, ANALYST, PRESS, UNKNOWN = "party to the claim", "opponent", "official", "analyst", "press", "not said"
_OWN = re.compile(r"\b(?:we|our|us|it|its|they|their)\b", re.IGNORECASE)
_INTEREST_OF = {"officials": OFFICIAL, "analysts": ANALYST, "narrator": PRESS, "document": PRESS}

TESTS: Mapping[str, str] = {
    "coordinates_with": "days on which each group acted (a census, or a sample with unrelated groups of the same sources), over some hundred "
    "events a group: then `together` and `answer`; meetings and messages do not show in timing",
    "directs": "a record that is not timing: an order, a joint announcement, a private trigger; daily counts cannot tell an order from a "
    "shared cause",
    "arms": "dated finds and first uses of a weapon by group: then `spread`; deliveries do not show in timing",
    "funds": "accounts or court records; no event table shows money",
    "trains": "dated first uses of a tactic by group: then `spread`; training itself does not show in events",
    "hosts": "statements of independent origin that place people or offices; no event table shows them",
    "part_of": "a dated, sourced relation in the register, from both sides",
    "ally_of": "joint acts recorded in the data, or joint announcements; sympathy does not show in events",
    "opposes": "fights between them recorded in an event table, by day and province",
    "honours_ceasefire": "attacks by day, or running totals with their dates, before, during and after the days of the truce: then `pause`",
    "divides": "each group's acts by front or target, and which of them it can reach at all: then `divide`",
    "acts_alone": "the same question asked of regional and of domestic acts, and the difference: then `contrast`",
    "claims_attack": "a row for the attack, with who claimed it and who laid it to whom",
    "attacks": "a row for the attack, with who claimed it and who laid it to whom",
    "denies": "the denied act as a row of its own, with its sources",
}


@dataclass(frozen=True)
class Read:
    """A statement, the document that prints it, and the origin that this document goes back to."""

    statement: Statement
    document: str
    origin: int


@dataclass(frozen=True)
class Reported:
    """One relation of some organisations, and all that was said of it.

    Attributes
    ----------
    kind : str
        One of `concerted.read.relations.KINDS`.
    subjects, objects : tuple of str
        Ids of the organisations; for a mutual relation all stand in `subjects`.
    said_for, said_against : tuple of Read
    origins_for, origins_against : int
        Independent origins after copies are collapsed.
    interests : tuple of str
        Who speaks for it, by interest; each once.
    confirmed : int
        How many of all these statements a person has confirmed.
    test : str
        Which data would test it.
    """

    kind: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    said_for: tuple[Read, ...]
    said_against: tuple[Read, ...]
    origins_for: int
    origins_against: int
    interests: tuple[str, ...]
    confirmed: int
    test: str

    @property
    def disputed(self) -> bool:
        """Whether somebody says so and somebody says not."""
        return bool(self.said_for and self.said_against)


@dataclass(frozen=True)
class Reporting:
    """All that the documents of a case say.

    Attributes
    ----------
    documents, origins : int
        Documents read, and how many of them are independent.
    statements, confirmed, rejected : int
    reported : tuple of Reported
        Those with the most independent origins first.
    contradictions : tuple of (Read, Read)
        A statement for and one against the same relation.
    """

    documents: int = 0
    origins: int = 0
    statements: int = 0
    confirmed: int = 0
    rejected: int = 0
    reported: tuple[Reported, ...] = ()
    contradictions: tuple[tuple[Read, Read], ...] = field(default=())


def weigh_reporting(read: Sequence[Read], opponents: Iterable[str] = ()) -> Reporting:
    """Order what was said by the relation that it claims.

    Parameters
    ----------
    read : sequence of Read
        Statements that a person rejected are counted and left out.
    opponents : iterable of str
        Ids of organisations that fight the groups of the case.
    """
    kept = [one for one in read if one.statement.status != REJECTED]
    by_claim: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[tuple[Read, bool]]] = defaultdict(list)
    for one in kept:
        for key, against in _claims(one.statement):
            by_claim[key].append((one, against))
    enemies = frozenset(opponents)
    reported = sorted((_reported(key, said, enemies) for key, said in by_claim.items()), key=_rank)
    pairs = tuple((a, b) for claim in reported if claim.disputed for a in claim.said_for for b in claim.said_against if a is not b)
    return Reporting(
        documents=len({one.document for one in read}),
        origins=len({one.origin for one in read}),
        statements=len(kept),
        confirmed=sum(one.statement.status == CONFIRMED for one in kept),
        rejected=len(read) - len(kept),
        reported=tuple(reported),
        contradictions=pairs,
    )


def _claims(statement: Statement) -> dict[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], bool], None]:
    """Return the relations that a statement claims of known organisations, and whether it speaks against them; each once."""
    found: dict[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], bool], None] = {}
    for relation in statement.relations:
        key = _key(relation, statement)
        if key is not None:
            found[key, relation.negated != (statement.polarity == DENY)] = None
    return found


def _key(relation: Relation, statement: Statement) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    subjects = _ids(relation.subjects)
    if not subjects and not relation.subjects and statement.said_by.affiliation and _OWN.search(statement.content.exact):
        # "We", "it" and "they" without another name before them are whoever speaks.
        subjects = (statement.said_by.affiliation,)
    objects = tuple(id_ for id_ in _ids(relation.objects) if id_ not in subjects)
    if relation.kind in MUTUAL:
        both = tuple(sorted({*subjects, *objects}))
        return (relation.kind, both, ()) if len(both) > 1 else None
    if relation.kind in ALONE:
        return (relation.kind, subjects[-1:] or objects[:1], ()) if subjects or objects else None
    return (relation.kind, subjects, objects) if subjects and objects else None


def _ids(mentions: Iterable[object]) -> tuple[str, ...]:
    ids = (getattr(mention, "organisation", None) for mention in mentions)
    return tuple(sorted({id_ for id_ in ids if id_}))


def _reported(key: tuple[str, tuple[str, ...], tuple[str, ...]], said: Sequence[tuple[Read, bool]], enemies: frozenset[str]) -> Reported:
    kind, subjects, objects = key
    said_for = tuple(one for one, against in said if not against)
    said_against = tuple(one for one, against in said if against)
    return Reported(
        kind=kind,
        subjects=subjects,
        objects=objects,
        said_for=said_for,
        said_against=said_against,
        origins_for=len({one.origin for one in said_for}),
        origins_against=len({one.origin for one in said_against}),
        interests=tuple(dict.fromkeys(interest(one.statement, {*subjects, *objects}, enemies) for one in said_for)),
        confirmed=sum(one.statement.status == CONFIRMED for one, _ in said),
        test=TESTS[kind],
    )


def interest(statement: Statement, about: Iterable[str], opponents: Iterable[str] = ()) -> str:
    """Return the interest of whoever speaks: a party to what is claimed, its opponent, or whatever their role says."""
    affiliation = statement.said_by.affiliation
    if affiliation in set(opponents):
        return OPPONENT
    if affiliation is not None and affiliation in set(about):
        return PARTY
    return _INTEREST_OF.get(statement.said_by.kind, UNKNOWN)


def _rank(claim: Reported) -> tuple[int, int, str, tuple[str, ...], tuple[str, ...]]:
    return -(claim.origins_for + claim.origins_against), -len(claim.said_for), claim.kind, claim.subjects, claim.objects
