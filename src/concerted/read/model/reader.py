"""Statements that a model proposes, each quotation found word by word in the text or rejected and logged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from concerted.actors import Register
from concerted.errors import DataError
from concerted.read.folding import fold
from concerted.read.hedges import hedges
from concerted.read.mentions import mentions, names_of
from concerted.read.model.answers import Answers
from concerted.read.model.client import AnswerError, Endpoint, Said, ask, said
from concerted.read.model.prompt import SYSTEM, passages, prompt_hash, question
from concerted.read.other_letters import with_small_words
from concerted.read.periods import periods
from concerted.read.relations import relations
from concerted.read.speakers import speaker
from concerted.read.statement import AFFIRM, CARRIED, DENY, DIRECT, EXPLICIT, INDIRECT, Mention, Speaker, Statement
from concerted.read.text import Text
from concerted.read.verify import verify
from concerted.source import Span

_LINE = re.compile(r"[^\n\r]+")
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
    recalled : int
        Passages that had been answered before, and were not sent again.
    unusable : int
        Passages whose answer cannot be used; they are asked again the next time.
    """

    statements: tuple[Statement, ...]
    rejected: tuple[Rejected, ...]
    asked: int
    recalled: int = 0
    unusable: int = 0


def propose(
    text: Text,
    endpoint: Endpoint,
    *,
    allowed: bool,
    actors: Register | None = None,
    progress: Callable[[int, int], None] | None = None,
    answers: Answers | None = None,
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
    answers : Answers, optional
        Where answers are kept; what stands there is not sent again.

    Raises
    ------
    DataError
        If something is to be sent and that is not allowed, or the endpoint cannot be used.
    OutputError
        If an answer cannot be kept.
    """
    kept = answers if answers is not None else Answers()
    if not allowed and unanswered(text, endpoint, kept):
        raise DataError(
            "expected leave to send documents to a model; the case gives none. Set `send_documents = true` under [model] in case.toml."
        )
    named = mentions(text, names_of(actors)) if actors is not None else ()
    found: dict[str, Statement] = {}
    rejected: list[Rejected] = []
    asked = unusable = 0
    parts = passages(text.text)
    for done, (_, passage) in enumerate(parts, start=1):
        known = kept.of(endpoint, passage)
        given = known if known is not None else _asked(endpoint, passage, kept, done, rejected)
        asked += known is None
        unusable += given is None
        for one in _checked(text, given or [], rejected, named, reading_of(endpoint)):
            found.setdefault(one.id, one)
        if progress is not None:
            progress(done, len(parts))
    ordered = sorted(found.values(), key=lambda one: (one.content.start, one.content.end, one.id))
    return Proposals(tuple(ordered), tuple(rejected), asked, len(parts) - asked, unusable)


def reading_of(endpoint: Endpoint) -> str:
    """Return how a statement names the reading that proposed it: model, prompt and temperature."""
    return f"model {endpoint.model} (prompt {prompt_hash()}, temperature {endpoint.temperature:g})"


def unanswered(text: Text, endpoint: Endpoint, answers: Answers) -> list[str]:
    """Return the passages of a text that would have to be sent."""
    return [passage for _, passage in passages(text.text) if answers.of(endpoint, passage) is None]


def _asked(endpoint: Endpoint, passage: str, answers: Answers, number: int, rejected: list[Rejected]) -> list[Any] | None:
    try:
        given = ask(endpoint, SYSTEM, question(passage))
    except AnswerError as error:
        # Not kept: the next reading asks again.
        rejected.append(Rejected("", f"passage {number}: {error}"))
        return None
    answers.add(endpoint, passage, given)
    return given


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
    content = _content(text, one)
    if isinstance(content, str):
        return content
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


def _content(text: Text, one: Said) -> Span | str:
    """Find the words that were said; where they stand in several paragraphs, as pull quotes do, in the one with speaker and cue."""
    alone = verify(text, one.quote)
    if alone is not None:
        return alone
    places: list[Span] = []
    if fold(one.quote).text not in text.folded.text:
        return "the words do not stand in the text"
    for line in _LINE.finditer(text.text):
        own = verify(Text(line[0], text.source), one.quote)
        places += [] if own is None else [text.span(line.start() + own.start, line.start() + own.end)]
    if not places:
        return "the words do not stand in the text as whole words of one paragraph, or several times in it"
    named = [words for words in (one.speaker, one.cue) if words]
    bearing = [place for place in places if all(_inside(text, _paragraph(text, place), words, place) for words in named)]
    return bearing[0] if len(bearing) == 1 else "the words stand in the text several times, and nothing tells which are meant"


def _paragraph(text: Text, content: Span) -> tuple[int, int]:
    start = text.text.rfind("\n", 0, content.start) + 1
    end = text.text.find("\n", content.end)
    return start, len(text.text) if end < 0 else end


def _inside(text: Text, paragraph: tuple[int, int], words: str | None, content: Span) -> Span | None:
    """Find words in a paragraph; Arabic and Hebrew ones also as they stand after "and", written together with it."""
    if not words:
        return None
    written = (words, *with_small_words(words))
    return next((place for one in written if (place := _place(text, paragraph, one, content)) is not None), None)


def _place(text: Text, paragraph: tuple[int, int], words: str, content: Span) -> Span | None:
    """Find words in a paragraph: where they stand several times, those nearest to what was said."""
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
