"""What a statement is: who said what, in which words, how surely; plain data, every place a span of one text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from concerted.source import Span

# How the words stand in the text.
DIRECT, INDIRECT, MIXED, PARTIAL = "direct", "indirect", "mixed", "partial"
CONTINUATION, PULL_QUOTE, NARRATOR = "continuation", "pull_quote", "narrator"
MODES = (DIRECT, INDIRECT, MIXED, PARTIAL, CONTINUATION, PULL_QUOTE, NARRATOR)
# How the speaker was found.
EXPLICIT, PRONOUN, CARRIED, ADJACENCY = "explicit", "pronoun", "carried", "adjacency"
RESOLUTIONS = (EXPLICIT, PRONOUN, CARRIED, ADJACENCY)
# What was done with a proposal. Machines propose; only people confirm.
PROPOSED, CONFIRMED, REJECTED, ORPHAN = "proposed", "confirmed", "rejected", "orphan"
STATUSES = (PROPOSED, CONFIRMED, REJECTED, ORPHAN)
AFFIRM, DENY, QUESTION = "affirm", "deny", "question"


@dataclass(frozen=True, order=True)
class Hedge:
    """A word that says how surely something is said.

    Attributes
    ----------
    kind : str
        "epistemic" (may, probably), "evidential" (reportedly), "approximator" (mainly), "strength" (of the cue: claimed, confirmed) or
        "negation".
    span : Span
    """

    kind: str
    span: Span


@dataclass(frozen=True)
class Speaker:
    """The public role of whoever speaks; no person has a record of their own.

    Attributes
    ----------
    kind : str
        One of `concerted.read.speakers.KINDS`.
    named : bool
        Whether a name is printed.
    count : str
        "one", "many" or "unknown".
    role : str
        The words that name the speaker, as printed where the speaker was last named; empty where nobody is.
    affiliation : str or None
        Id of the organisation of the register that the words name.
    """

    kind: str
    named: bool = False
    count: str = "unknown"
    role: str = ""
    affiliation: str | None = None


@dataclass(frozen=True, order=True)
class Mention:
    """An organisation named in a text: its id in the register, or None where it could not be decided, and the words."""

    span: Span
    organisation: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """What is claimed of organisations.

    Attributes
    ----------
    kind : str
        One of `concerted.read.relations.KINDS`.
    subjects, objects : tuple of Mention
        Organisations before and after the word that claims the relation; for an undirected one the order says nothing.
    span : Span
        The word that claims it.
    negated : bool
    """

    kind: str
    subjects: tuple[Mention, ...]
    objects: tuple[Mention, ...]
    span: Span
    negated: bool = False


@dataclass(frozen=True)
class Period:
    """The time that is spoken of: the words, and the days that they stand for where that is certain (ISO 8601; empty where not)."""

    span: Span
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Statement:
    """Who said what, as it is printed.

    Attributes
    ----------
    content : Span
        From the first to the last word of what was said.
    parts : tuple of Span
        The words themselves, in order; several where others stand between them.
    speaker : Span or None
        The speaker as printed here; None where the text names nobody here.
    cue : Span or None
        The word that makes it a statement.
    said_by : Speaker
    mode : str
        One of `MODES`.
    resolution : str
        One of `RESOLUTIONS`.
    reported_via : Span or None
        Who is printed as having reported the statement, where somebody else did.
    said_at : str
        Day on which it was said, as ISO 8601; that of publication where nothing else is printed.
    hedges : tuple of Hedge
    polarity : str
        "affirm", "deny" or "question".
    organisations : tuple of Mention
    relations : tuple of Relation
    periods : tuple of Period
    extractor : str
        Which reader proposed it, with its version.
    tier : str
        "both" where two readers agree, else "one".
    status : str
        One of `STATUSES`; a reader only ever proposes.
    """

    content: Span
    parts: tuple[Span, ...]
    speaker: Span | None
    cue: Span | None
    said_by: Speaker
    mode: str
    resolution: str
    reported_via: Span | None = None
    said_at: str = ""
    hedges: tuple[Hedge, ...] = field(default=())
    polarity: str = AFFIRM
    organisations: tuple[Mention, ...] = field(default=())
    relations: tuple[Relation, ...] = field(default=())
    periods: tuple[Period, ...] = field(default=())
    extractor: str = ""
    tier: str = "one"
    status: str = PROPOSED

    @property
    def id(self) -> str:
        """Name of the statement: its text and its words, so that reading the same bytes again gives the same name."""
        places = ",".join(f"{part.start}-{part.end}" for part in self.parts)
        said = f"{self.content.text}|{places}|{self.speaker.start if self.speaker else ''}|{self.mode}"
        return f"statement:{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def spans(self) -> Iterator[Span]:
        """Go through all places of the text that the statement names."""
        yield self.content
        yield from self.parts
        yield from (one for one in (self.speaker, self.cue, self.reported_via) if one is not None)
        yield from (hedge.span for hedge in self.hedges)
        yield from (mention.span for mention in self.organisations)
        yield from (period.span for period in self.periods)
        for relation in self.relations:
            yield relation.span
            yield from (mention.span for mention in (*relation.subjects, *relation.objects))
