"""Statements that a model proposes, each quotation found word by word in the text or rejected and logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from concerted.actors import Register
from concerted.errors import DataError
from concerted.read.hedges import hedges
from concerted.read.mentions import mentions, names_of
from concerted.read.model.client import AnswerError, Endpoint, Said, ask, said
from concerted.read.model.prompt import SYSTEM, passages, prompt_hash, question
from concerted.read.periods import periods
from concerted.read.relations import relations
from concerted.read.speakers import speaker
from concerted.read.statement import AFFIRM, CARRIED, DENY, DIRECT, EXPLICIT, INDIRECT, Mention, Speaker, Statement
from concerted.read.text import Text
from concerted.read.verify import verify
from concerted.source import Span

_QUOTES = "\"“”«»„‘’'"


@dataclass(frozen=True, order=True)
class Rejected:
    """What a model said and the text does not: kept as a log, never repaired."""

    quote: str
    reason: str


@dataclass(frozen=True)
class Proposals:
    """What came of asking a model.

    Attributes
    ----------
    statements : tuple of Statement
        All proposed; `extractor` names model, prompt and temperature.
    rejected : tuple of Rejected
    asked : int
        Passages sent.
    """

    statements: tuple[Statement, ...]
    rejected: tuple[Rejected, ...]
    asked: int


def propose(
    text: Text, endpoint: Endpoint, *, allowed: bool, actors: Register | None = None, progress: Callable[[int, int], None] | None = None
) -> Proposals:
    """Ask a model who said what.

    Parameters
    ----------
    text : Text
        Any language.
    endpoint : Endpoint
    allowed : bool
        Whether the case says that its documents may be sent to this endpoint. Without it nothing is sent.
    actors : Register, optional
    progress : callable, optional
        Called with the passages done and all of them.

    Raises
    ------
    DataError
        If sending is not allowed, or the endpoint cannot be used.
    """
    if not allowed:
        raise DataError(
            "expected leave to send documents to a model; the case gives none. Set `send_documents = true` under [model] in case.toml."
        )
    named = mentions(text, names_of(actors)) if actors is not None else ()
    reading = f"model {endpoint.model} (prompt {prompt_hash()}, temperature {endpoint.temperature:g})"
    found: dict[str, Statement] = {}
    rejected: list[Rejected] = []
    parts = passages(text.text)
    for done, (_, passage) in enumerate(parts, start=1):
        try:
            answers = ask(endpoint, SYSTEM, question(passage))
        except AnswerError as error:
            rejected.append(Rejected("", f"passage {done}: {error}"))
            answers = []
        for one in _checked(text, answers, rejected, named, reading):
            found.setdefault(one.id, one)
        if progress is not None:
            progress(done, len(parts))
    ordered = sorted(found.values(), key=lambda one: (one.content.start, one.content.end, one.id))
    return Proposals(tuple(ordered), tuple(rejected), len(parts))


def _checked(text: Text, answers: list[Any], rejected: list[Rejected], named: tuple[Mention, ...], reading: str) -> Iterator[Statement]:
    for answer in answers:
        try:
            one = said(answer)
        except AnswerError as error:
            rejected.append(Rejected(str(answer)[:200], str(error)))
            continue
        made = _statement(text, one, named, reading)
        if isinstance(made, Statement):
            yield made
        else:
            rejected.append(Rejected(one.quote[:200], made))


def _statement(text: Text, one: Said, named: tuple[Mention, ...], reading: str) -> Statement | str:
    """Return a statement, or the reason why the text does not bear it out."""
    content = verify(text, one.quote)
    if content is None:
        return "the words do not stand in the text, or stand there several times"
    paragraph = _paragraph(text, content)
    owner, cue = (_inside(text, paragraph, words, content) for words in (one.speaker, one.cue))
    if one.speaker and owner is None:
        return f"the speaker {one.speaker[:80]!r} does not stand in the paragraph of the words"
    if one.cue and cue is None:
        return f"the cue {one.cue[:80]!r} does not stand in the paragraph of the words"
    direct = text.text[content.start - 1 : content.start] in tuple(_QUOTES) or text.text[content.end : content.end + 1] in tuple(_QUOTES)
    return Statement(
        content=content,
        parts=(content,),
        speaker=owner,
        cue=cue,
        said_by=speaker(owner.exact, owner, named) if owner is not None else Speaker("unspecified"),
        mode=DIRECT if direct else INDIRECT,
        resolution=EXPLICIT if owner is not None else CARRIED,
        said_at=text.source.published_at,
        hedges=hedges(text, content.start, content.end),
        polarity=DENY if one.denied else AFFIRM,
        organisations=tuple(mention for mention in named if mention.span.overlaps(content)),
        relations=relations(text, content.start, content.end, named),
        periods=periods(text, content.start, content.end),
        extractor=reading,
    )


def _paragraph(text: Text, content: Span) -> tuple[int, int]:
    start = text.text.rfind("\n", 0, content.start) + 1
    end = text.text.find("\n", content.end)
    return start, len(text.text) if end < 0 else end


def _inside(text: Text, paragraph: tuple[int, int], words: str | None, content: Span) -> Span | None:
    """Find words in a paragraph: where they stand several times, those nearest to what was said."""
    if not words:
        return None
    start, end = paragraph
    own = Text(text.text[start:end], text.source)
    places = []
    alone = verify(own, words)
    if alone is not None:
        places.append(text.span(start + alone.start, start + alone.end))
    else:
        for left, right in ((start, content.start), (content.end, end)):
            one = verify(Text(text.text[left:right], text.source), words) if right > left else None
            if one is not None:
                places.append(text.span(left + one.start, left + one.end))
    outside = [place for place in places if not place.overlaps(content)] or places
    return min(outside, key=lambda place: min(abs(place.start - content.end), abs(content.start - place.end)), default=None)
