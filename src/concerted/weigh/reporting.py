"""What the reporting itself says: claims of relations between organisations, for and against, by whom, and from how many origins.

Nothing here tests a claim; it orders what was said, and says which data would test it. Machines propose statements, people confirm them, and
both numbers stand beside each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from concerted.case.folder import Input
from concerted.decisions import Decision
from concerted.read.speakers import ANALYSTS, DOCUMENT, NARRATOR_KIND, OFFICIALS
from concerted.read.statement import CONFIRMED, DENY, NARRATOR, ORPHAN, PROPOSED, QUESTION, REJECTED, Statement
from concerted.weigh.contradictions import MOST_CONTRADICTIONS, contradictions
from concerted.weigh.independence import independent
from concerted.weigh.parties import ALONE, MUTUAL, Parties, claimed
from concerted.words import reporting as words
from concerted.words.numbers import capital
from concerted.words.reporting import TESTS

__all__ = ["ALONE", "MUTUAL", "TESTS", "Read", "Reported", "Reporting", "SourceRead", "interest", "weigh_reporting"]

# Who speaks, as far as their interest goes.
PARTY, OPPONENT, OFFICIAL, ANALYST, PRESS, UNKNOWN = "party to the claim", "opponent", "official", "analyst", "press", "interest not known"
_INTEREST_OF = {OFFICIALS: OFFICIAL, ANALYSTS: ANALYST, NARRATOR_KIND: PRESS, DOCUMENT: PRESS}
# What bears on concert. These are claims even where the words name no organisation that the register lists.
CONCERT = ("coordinates_with", "directs", "divides", "honours_ceasefire", "acts_alone")
_Key = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class SourceRead:
    """One document that was read, and what is known of where it comes from.

    Attributes
    ----------
    id : str
        "source:" and the hash of the raw bytes; a grade of the Admiralty scale is a decision about this id.
    document : str
        File in CASE/documents.
    url, publisher, published_at : str
        As far as they are known.
    kind : str
        One of `concerted.case.settings.SourceKind`; empty where nobody gave it.
    interest : str
        Whose side the source is on, as given or as its kind has it; empty where neither is known.
    organisation : str or None
        Id of the organisation whose paper it is.
    note : str
    origin : int
        Documents with one number go back to one text.
    statements, confirmed : int
    grade : Decision or None
        The grade that an analyst gave it, with name, day and reason.
    """

    id: str
    document: str
    url: str = ""
    publisher: str = ""
    published_at: str = ""
    kind: str = ""
    interest: str = ""
    organisation: str | None = None
    note: str = ""
    origin: int = 0
    statements: int = 0
    confirmed: int = 0
    grade: Decision | None = None


@dataclass(frozen=True)
class Read:
    """A statement, the document that prints it, and the origin that this document goes back to.

    Attributes
    ----------
    statement : Statement
    document : str
    origin : int
    source : SourceRead or None
    decision : Decision or None
        The latest decision on the statement.
    grade : Decision or None
        The grade that an analyst gave it.
    named_opponent : bool
        Whether the words that name the speaker name an opponent, whatever else they name.
    """

    statement: Statement
    document: str
    origin: int
    source: SourceRead | None = None
    decision: Decision | None = None
    grade: Decision | None = None
    named_opponent: bool = False


@dataclass(frozen=True)
class Reported:
    """One relation of some organisations, and all that was said of it.

    Attributes
    ----------
    kind : str
        One of `concerted.read.relations.KINDS`.
    subjects, objects : tuple of str
        Ids of the organisations; for a mutual relation all stand in `subjects`. Empty where the words name none that the register lists.
    said_for, said_against : tuple of Read
    origins_for, origins_against : int
        Independent origins after copies, and statements of the same words, are collapsed.
    interests, interests_against : tuple of str
        Who speaks for it and against it, by interest; each once.
    confirmed : int
        How many of all these statements a person has confirmed.
    test : str
        Which data would test it.
    id : str
        "R01" and so on within an assessment.
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
    interests_against: tuple[str, ...] = ()
    id: str = ""

    @property
    def disputed(self) -> bool:
        """Whether somebody says so and somebody says not."""
        return bool(self.said_for and self.said_against)

    @property
    def on_concert(self) -> bool:
        """Whether it bears on acting in concert."""
        return self.kind in CONCERT

    def names(self, ids: Iterable[str]) -> int:
        """Return how many of some organisations the claim names."""
        return len({*self.subjects, *self.objects} & set(ids))


@dataclass(frozen=True)
class Reporting:
    """All that the documents of a case say.

    Attributes
    ----------
    documents, origins : int
        Documents read, and how many of them are independent.
    statements, confirmed, rejected : int
        Statements that nobody rejected, those of them that a person confirmed, and those rejected. Orphans count for none.
    reported : tuple of Reported
        Claims on concert first, disputed ones before others; then those of the groups that are asked about, and those of the most origins.
    contradictions : tuple of (Read, Read)
        A statement for and one against the same relation.
    read : tuple of Read
        Every statement that was read, rejected ones too.
    sources : tuple of SourceRead
    inputs : tuple of Input
        Files that hold what was read.
    tiers : tuple of (str, int)
        How many statements are of each tier: how far readers agree on them.
    """

    documents: int = 0
    origins: int = 0
    statements: int = 0
    confirmed: int = 0
    rejected: int = 0
    reported: tuple[Reported, ...] = ()
    contradictions: tuple[tuple[Read, Read], ...] = field(default=())
    read: tuple[Read, ...] = ()
    sources: tuple[SourceRead, ...] = ()
    inputs: tuple[Input, ...] = ()
    tiers: tuple[tuple[str, int], ...] = ()

    @cached_property
    def _about(self) -> Mapping[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}
        for claim in self.reported:
            for one in (*claim.said_for, *claim.said_against):
                found[id(one)] = found.get(id(one), frozenset()) | {*claim.subjects, *claim.objects}
        return found

    def about(self, read: Read) -> frozenset[str]:
        """Return the organisations of whom a statement claims something."""
        return self._about.get(id(read), frozenset())

    @property
    def confirmed_claims(self) -> int:
        """How many claims rest on a confirmed statement, for or against."""
        return sum(one.confirmed > 0 for one in self.reported)


def weigh_reporting(
    read: Sequence[Read],
    opponents: Iterable[str] = (),
    groups: Iterable[str] = (),
    *,
    sources: Sequence[SourceRead] = (),
    inputs: Sequence[Input] = (),
) -> Reporting:
    """Order what was said by the relation that it claims.

    Parameters
    ----------
    read : sequence of Read
        Statements that a person rejected are counted and left out; orphans, whose words are no longer found, are left out.
    opponents : iterable of str
        Ids of organisations that fight the groups of the case.
    groups : iterable of str
        Ids of the groups that are asked about; claims that name them come first.
    sources : sequence of SourceRead
        Documents that were read, those without a statement too.
    inputs : sequence of Input
    """
    kept = [one for one in read if one.statement.status in (PROPOSED, CONFIRMED)]
    by_claim: dict[_Key, list[tuple[Read, bool]]] = defaultdict(list)
    for one in kept:
        for key, against in _claims(one.statement):
            by_claim[key].append((one, against))
    enemies, asked = frozenset(opponents), frozenset(groups)
    reported = sorted((_reported(key, said, enemies) for key, said in by_claim.items()), key=lambda claim: _rank(claim, asked))
    numbered = tuple(replace(claim, id=f"R{n:02d}") for n, claim in enumerate(reported, start=1))
    documents = {one.document: one.origin for one in sources} | {one.document: one.origin for one in read if one.statement.status != ORPHAN}
    return Reporting(
        documents=len(documents),
        origins=len(set(documents.values())),
        statements=len(kept),
        confirmed=sum(one.statement.status == CONFIRMED for one in kept),
        rejected=sum(one.statement.status == REJECTED for one in read),
        reported=numbered,
        contradictions=tuple(islice(contradictions(numbered), MOST_CONTRADICTIONS)),
        read=tuple(read),
        sources=tuple(sources),
        inputs=tuple(inputs),
        tiers=tuple(sorted(Counter(one.statement.tier for one in kept).items())),
    )


def documents_line(reporting: Reporting) -> str:
    """Return in a line what the documents hold, and how many claims bear on concert."""
    found = words.read(reporting.documents, reporting.origins, reporting.statements, reporting.confirmed, reporting.rejected)
    return f"Documents: {found}. {capital(claims_line(reporting))}"


def claims_line(reporting: Reporting) -> str:
    """Return how many claims bear on concert, how many of these have a confirmed statement, and how many statements contradict each other."""
    on_concert = [one for one in reporting.reported if one.on_concert]
    confirmed = sum(one.confirmed > 0 for one in on_concert)
    return words.claims(len(on_concert), confirmed, len(reporting.reported) - len(on_concert), len(reporting.contradictions))


def _claims(statement: Statement) -> dict[tuple[_Key, bool], None]:
    """Return the relations that a statement claims, and whether it speaks against them; each once. A question claims none."""
    found: dict[tuple[_Key, bool], None] = {}
    if statement.polarity == QUESTION:
        return found
    for relation, who, denied in claimed(statement):
        key = _key(relation.kind, who)
        if key is not None:
            found[key, denied != (statement.polarity == DENY)] = None
    return dict.fromkeys(one for one in found if not _part_of_another(one, found))


def _part_of_another(one: tuple[_Key, bool], found: Iterable[tuple[_Key, bool]]) -> bool:
    """Tell whether a statement claims the same of more organisations elsewhere: then that is what it claims."""
    (kind, subjects, objects), against = one
    named = {*subjects, *objects}
    return any(
        kind == other[0] and against == other_against and named < {*other[1], *other[2]} and set(objects) <= set(other[2])
        for other, other_against in found
    )


def _key(kind: str, who: Parties) -> _Key | None:
    if kind in MUTUAL:
        whole = len(who.subjects) > 1
    elif kind in ALONE:
        whole = bool(who.subjects)
    else:
        whole = bool(who.subjects and who.objects)
    return (kind, who.subjects, who.objects) if whole or kind in CONCERT else None


def _reported(key: _Key, said: Sequence[tuple[Read, bool]], enemies: frozenset[str]) -> Reported:
    kind, subjects, objects = key
    said_for = tuple(one for one, against in said if not against)
    said_against = tuple(one for one, against in said if against)
    return Reported(
        kind=kind,
        subjects=subjects,
        objects=objects,
        said_for=said_for,
        said_against=said_against,
        origins_for=independent(said_for),
        origins_against=independent(said_against),
        interests=_interests(said_for, {*subjects, *objects}, enemies),
        interests_against=_interests(said_against, {*subjects, *objects}, enemies),
        confirmed=sum(one.statement.status == CONFIRMED for one, _ in said),
        test=TESTS[kind],
    )


def _interests(said: Sequence[Read], about: set[str], enemies: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(interest_of(one, about, enemies) for one in said))


def interest_of(read: Read, about: Iterable[str], opponents: Iterable[str] = ()) -> str:
    """Return the interest of whoever speaks, with what is known of the source: an opponent's paper prints an opponent's words."""
    source, enemies = read.source, set(opponents)
    if read.named_opponent:
        return OPPONENT
    if source is not None and (source.interest == OPPONENT or source.organisation in enemies):
        return OPPONENT
    own = interest(read.statement, about, enemies)
    if source is None or own == OPPONENT or read.statement.mode != NARRATOR:
        return own
    if source.organisation is not None and source.organisation in set(about):
        return PARTY
    return source.interest or own


def interest(statement: Statement, about: Iterable[str], opponents: Iterable[str] = ()) -> str:
    """Return the interest of whoever speaks: a party to what is claimed, its opponent, or whatever their role says."""
    affiliation = statement.said_by.affiliation
    if affiliation in set(opponents):
        return OPPONENT
    # An analyst "close to" a group is an analyst.
    if affiliation is not None and affiliation in set(about) and statement.said_by.kind != ANALYSTS:
        return PARTY
    return _INTEREST_OF.get(statement.said_by.kind, UNKNOWN)


def _rank(claim: Reported, groups: frozenset[str]) -> tuple[object, ...]:
    named = claim.names(groups)
    return (
        not claim.on_concert,
        not claim.disputed,
        -min(named, 2),
        -(claim.origins_for + claim.origins_against),
        -len(claim.said_for) - len(claim.said_against),
        CONCERT.index(claim.kind) if claim.on_concert else len(CONCERT),
        claim.kind,
        claim.subjects,
        claim.objects,
    )
