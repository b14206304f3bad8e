"""The part of findings.json on what the documents say: claims, statements, sources, and what people decided of them."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from concerted.decisions import GRADES, Decision
from concerted.weigh.dossier import Dossier
from concerted.weigh.reporting import Read, Reported, SourceRead, interest_of


class DecisionEntry(TypedDict):
    """What a person decided, and why; a grade of the Admiralty scale has its words as well."""

    verdict: str
    meaning: str
    by: str
    at: str
    reason: str


class ReportedEntry(TypedDict):
    """One relation that the documents claim of some organisations; statements by id, as in statements.jsonl."""

    id: str
    relation: str
    on_concert: bool
    subjects: list[str]
    objects: list[str]
    said_for: list[str]
    said_against: list[str]
    origins_for: int
    origins_against: int
    interests: list[str]
    interests_against: list[str]
    confirmed: int
    test: str


class SaidEntry(TypedDict):
    """One statement: who said it, in which words, how surely it was read, and what a person decided of it."""

    id: str
    document: str
    source: str
    origin: int
    by: str
    interest: str
    words: list[str]
    mode: str
    polarity: str
    hedges: list[str]
    said_at: str
    tier: str
    extractor: str
    status: str
    decision: DecisionEntry | None
    grade: DecisionEntry | None


class SourceEntry(TypedDict):
    """One document that was read, and what is known of where it comes from."""

    id: str
    document: str
    url: str
    publisher: str
    published_at: str
    kind: str | None
    interest: str | None
    organisation: str | None
    note: str
    origin: int
    statements: int
    confirmed: int
    grade: DecisionEntry | None


class TierEntry(TypedDict):
    """How many statements are of one tier."""

    tier: str
    statements: int


class ConfirmedEntry(TypedDict):
    """Confirmed statements on two groups; a mark where they have two independent origins."""

    groups: list[str]
    statements: list[str]
    origins: int
    mark: bool


class LeftOutEntry(TypedDict):
    """A confirmed statement on the groups that does not count as a mark, and why."""

    statement: str
    reason: str


class ReportingEntry(TypedDict):
    """What the documents of the case say, untested."""

    documents: int
    origins: int
    statements: int
    confirmed: int
    rejected: int
    confirmed_claims: int
    tiers: list[TierEntry]
    claims: list[ReportedEntry]
    contradictions: list[list[str]]
    said: list[SaidEntry]
    sources: list[SourceEntry]
    confirmed_marks: list[ConfirmedEntry]
    confirmed_left_out: list[LeftOutEntry]


def entry(dossier: Dossier) -> dict[str, Any]:
    """Return what findings.json holds of the documents."""
    reporting = dossier.reporting
    opponents = dossier.case.settings.case.opponents
    return {
        "documents": reporting.documents,
        "origins": reporting.origins,
        "statements": reporting.statements,
        "confirmed": reporting.confirmed,
        "rejected": reporting.rejected,
        "confirmed_claims": reporting.confirmed_claims,
        "tiers": [{"tier": tier, "statements": n} for tier, n in reporting.tiers],
        "claims": [_claim(one) for one in reporting.reported],
        "contradictions": [[a.statement.id, b.statement.id] for a, b in reporting.contradictions],
        "said": [_said(one, interest_of(one, reporting.about(one), opponents)) for one in reporting.read],
        "sources": [_source(one) for one in reporting.sources],
        "confirmed_marks": [
            {"groups": list(one.groups), "statements": list(one.statements), "origins": one.origins, "mark": one.holds}
            for one in dossier.confirmed.pairs
        ],
        "confirmed_left_out": [{"statement": id_, "reason": why} for id_, why in dossier.confirmed.left_out],
    }


def _claim(one: Reported) -> dict[str, Any]:
    return {
        "id": one.id,
        "relation": one.kind,
        "on_concert": one.on_concert,
        "subjects": list(one.subjects),
        "objects": list(one.objects),
        "said_for": [read.statement.id for read in one.said_for],
        "said_against": [read.statement.id for read in one.said_against],
        "origins_for": one.origins_for,
        "origins_against": one.origins_against,
        "interests": list(one.interests),
        "interests_against": list(one.interests_against),
        "confirmed": one.confirmed,
        "test": one.test,
    }


def _said(read: Read, interest: str) -> dict[str, Any]:
    one = read.statement
    return {
        "id": one.id,
        "document": read.document,
        "source": read.source.id if read.source is not None else "",
        "origin": read.origin,
        "by": one.said_by.role,
        "interest": interest,
        "words": [part.exact for part in one.parts],
        "mode": one.mode,
        "polarity": one.polarity,
        "hedges": [hedge.span.exact for hedge in one.hedges],
        "said_at": one.said_at,
        "tier": one.tier,
        "extractor": one.extractor,
        "status": one.status,
        "decision": _decision(read.decision),
        "grade": _decision(read.grade),
    }


def _source(one: SourceRead) -> dict[str, Any]:
    return {
        "id": one.id,
        "document": one.document,
        "url": one.url,
        "publisher": one.publisher,
        "published_at": one.published_at,
        "kind": one.kind or None,
        "interest": one.interest or None,
        "organisation": one.organisation,
        "note": one.note,
        "origin": one.origin,
        "statements": one.statements,
        "confirmed": one.confirmed,
        "grade": _decision(one.grade),
    }


def _decision(one: Decision | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {"verdict": one.verdict, "meaning": GRADES.get(one.verdict, ""), "by": one.by, "at": one.at, "reason": one.reason}
