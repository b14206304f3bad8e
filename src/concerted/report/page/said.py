"""What the page shows of the documents: claims with who speaks for and against them, contradictions, and the sources."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from concerted.days import spoken
from concerted.decisions import GRADES, Decision
from concerted.read.statement import CONFIRMED, DENY, QUESTION, REJECTED
from concerted.report.tables import reported_title
from concerted.weigh.dossier import Dossier
from concerted.weigh.marks import SOURCE_KINDS
from concerted.weigh.reporting import Read, Reported, SourceRead, claims_line, interest_of
from concerted.words import reporting as words
from concerted.words.numbers import listed

# Longer lists stand in findings.json as a whole.
MOST_CONTRADICTIONS = 60
_TIERS = {"both": "two readers agree", "one": "one reader"}
_READERS = {"marks": "punctuation"}
_VERBS = {DENY: "denied", QUESTION: "asked"}


@dataclass(frozen=True)
class Line:
    """One statement as the page shows it."""

    id: str
    by: str
    interest: str
    verb: str
    words: str
    hedges: str
    document: str
    url: str
    when: str
    origin: int
    readers: str
    status: str
    decided: str
    grade: str


@dataclass(frozen=True)
class Claim:
    """One claim of the documents as the page shows it."""

    id: str
    title: str
    on_concert: bool
    count_for: str
    count_against: str
    interests_for: str
    interests_against: str
    confirmed: str
    test: str
    tested_by: str
    said_for: list[Line]
    said_against: list[Line]


@dataclass(frozen=True)
class Opposed:
    """A statement, and all those that it contradicts."""

    line: Line
    others: list[Line]


@dataclass(frozen=True)
class Document:
    """One source as the page shows it."""

    id: str
    name: str
    url: str
    where: str
    kind: str
    interest: str
    origin: int
    statements: int
    confirmed: int
    grade: str
    advice: str


@dataclass(frozen=True)
class Said:
    """All that the page shows of the documents."""

    tally: str
    tiers: str
    claims: list[Claim]
    claims_tally: str
    contradictions: list[Opposed]
    more_contradictions: int
    marks: list[str]
    documents: list[Document]
    left_out: list[tuple[Line, str]]


def said(dossier: Dossier) -> Said | None:
    """Return what the documents say; None where none was read."""
    reporting = dossier.reporting
    if not reporting.read and not reporting.sources:
        return None
    lines = {id(read): _line(dossier, read) for read in reporting.read}
    by_id = {read.statement.id: lines[id(read)] for read in reporting.read}
    pairs = reporting.contradictions
    return Said(
        tally=words.read(reporting.documents, reporting.origins, reporting.statements, reporting.confirmed, reporting.rejected),
        tiers=words.tiers(reporting.tiers),
        claims=[_claim(dossier, one) for one in reporting.reported],
        claims_tally=claims_line(reporting),
        contradictions=_opposed(lines, pairs[:MOST_CONTRADICTIONS]),
        more_contradictions=max(0, len(pairs) - MOST_CONTRADICTIONS),
        marks=_marks(dossier),
        documents=[_document(one) for one in reporting.sources],
        left_out=[(by_id[id_], why) for id_, why in dossier.confirmed.left_out],
    )


def _opposed(lines: dict[int, Line], pairs: Sequence[tuple[Read, Read]]) -> list[Opposed]:
    """Return each statement once, beside all those that it contradicts."""
    times = Counter(id(one) for pair in pairs for one in pair)
    found: dict[int, list[Line]] = {}
    for a, b in pairs:
        one, other = (a, b) if times[id(a)] > times[id(b)] else (b, a)
        found.setdefault(id(one), []).append(lines[id(other)])
    return [Opposed(lines[key], others) for key, others in found.items()]


def _marks(dossier: Dossier) -> list[str]:
    """Return, for each two groups of whom a confirmed statement speaks, how many origins there are."""
    name = dossier.register.name
    return [
        words.mark(listed([name(id_) for id_ in one.groups]), len(one.statements), one.origins, holds=one.holds)
        for one in dossier.confirmed.pairs
    ]


def _claim(dossier: Dossier, one: Reported) -> Claim:
    return Claim(
        id=one.id,
        title=reported_title(dossier, one),
        on_concert=one.on_concert,
        count_for=words.side(len(one.said_for), one.origins_for),
        count_against=words.side(len(one.said_against), one.origins_against),
        interests_for=listed(list(one.interests)),
        interests_against=listed(list(one.interests_against)),
        confirmed=f"{one.confirmed} of {len(one.said_for) + len(one.said_against)}",
        test=one.test,
        tested_by=words.TESTED_BY[one.kind],
        said_for=[_line(dossier, read) for read in one.said_for],
        said_against=[_line(dossier, read) for read in one.said_against],
    )


def _line(dossier: Dossier, read: Read) -> Line:
    one = read.statement
    return Line(
        id=one.id.rpartition(":")[2],
        by=one.said_by.role or {"narrator": "the paper itself"}.get(one.said_by.kind, "nobody named"),
        interest=interest_of(read, dossier.reporting.about(read), dossier.case.settings.case.opponents),
        verb=_VERBS.get(one.polarity, ""),
        words=" … ".join(part.exact for part in one.parts),
        hedges=listed([hedge.span.exact for hedge in one.hedges]),
        document=read.document,
        url=read.source.url if read.source is not None else "",
        when=_day(one.said_at),
        origin=read.origin,
        readers=_readers(one.tier, one.extractor),
        status=one.status,
        decided=_decided(read.decision) if one.status in (CONFIRMED, REJECTED) else "",
        grade=_grade(read.grade),
    )


def _readers(tier: str, extractor: str) -> str:
    reader = extractor.partition(" ")[0]
    label = _TIERS.get(tier, tier)
    return f"{label} ({_READERS.get(reader, reader)})" if tier == "one" and reader else label


def _document(one: SourceRead) -> Document:
    return Document(
        id=one.id,
        name=one.document,
        url=one.url,
        where=", ".join(part for part in (one.publisher, _day(one.published_at) or "day unknown", one.note) if part),
        kind=SOURCE_KINDS.get(one.kind, words.KIND_NOT_GIVEN),
        interest=one.interest or "not given",
        origin=one.origin,
        statements=one.statements,
        confirmed=one.confirmed,
        grade=_grade(one.grade) or "none given",
        advice="" if one.kind else words.give_kind(one.document),
    )


def _decided(one: Decision | None) -> str:
    return "" if one is None else f"by {one.by}, {_day(one.at)}: {one.reason}"


def _grade(one: Decision | None) -> str:
    return "" if one is None else f"{one.verdict}, {GRADES[one.verdict]}; {_decided(one)}"


def _day(text: str) -> str:
    try:
        return spoken(dt.date.fromisoformat(text[:10])) if text else ""
    except ValueError:
        return text
