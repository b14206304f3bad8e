"""Statements of a text: attributions of each paragraph, then speakers, organisations, relations, hedges and times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from concerted.actors import Register
from concerted.read.attribution import grammar, marks, parser
from concerted.read.attribution.carried import pull_quotes, with_carried
from concerted.read.attribution.cues import strength
from concerted.read.attribution.found import Found, Place
from concerted.read.attribution.parser import Doc
from concerted.read.attribution.quotes import quotes
from concerted.read.hedges import hedges
from concerted.read.mentions import mentions, names_of
from concerted.read.narrator import narrated, sentences
from concerted.read.paragraphs import Paragraph, paragraphs
from concerted.read.periods import periods
from concerted.read.relations import relations
from concerted.read.speakers import NARRATOR_KIND, speaker
from concerted.read.statement import AFFIRM, DENY, NARRATOR, PRONOUN, QUESTION, Hedge, Mention, Speaker, Statement
from concerted.read.text import Text
from concerted.source import Span
from concerted.version import __version__

GRAMMAR, MARKS = "grammar", "marks"
_ENGLISH = ("", "en", "eng")
_ASKING = frozenset(("ask", "inquire"))


@dataclass(frozen=True)
class _Line:
    start: int
    words: str
    doc: Doc | None

    def sentences(self) -> Iterator[Place]:
        places = sentences(self.words) if self.doc is None else ((one.start_char, one.end_char) for one in self.doc.sents)
        return ((self.start + first, self.start + last) for first, last in places)


def statements(text: Text, actors: Register | None = None, reader: str = "auto") -> list[Statement]:
    """Read who said what.

    Parameters
    ----------
    text : Text
    actors : Register, optional
        Organisations to look for. Without it no organisation is named, and the paper's own claims are not proposed.
    reader : str
        "grammar" (spaCy), "marks" (punctuation alone), or "auto": grammar where spaCy is installed.

    Returns
    -------
    list of Statement
        In the order of the text; every one is proposed, none accepted. Texts in other languages than English give none: names are found
        by `mentions`, statements by the model-backed reader only.

    Raises
    ------
    DataError
        If "grammar" is asked for and spaCy or its model is not there.
    """
    if text.source.language.lower()[:3].rstrip("-_") not in _ENGLISH:
        return []
    chosen = reader if reader != "auto" else GRAMMAR if parser.is_there() else MARKS
    found, places = _found(text.text, chosen)
    named = mentions(text, names_of(actors)) if actors is not None else ()
    own = narrated(text, places, found, named)
    reading = f"{chosen} {__version__}" + (f" ({parser.version()})" if chosen == GRAMMAR else "")
    return list(_statements(text, sorted([*found, *own], key=lambda one: (one.start, one.end)), named, reading))


def _lines(written: Sequence[Paragraph], reader: str) -> Iterator[_Line]:
    docs = parser.parsed(words for _, words in written) if reader == GRAMMAR else (None for _ in written)
    # One at a time: a parsed paragraph takes a hundred times the memory of its words.
    return (_Line(start, words, doc) for (start, words), doc in zip(written, docs, strict=True))


def _found(text: str, reader: str) -> tuple[list[Found], list[Place]]:
    """Return what is attributed to somebody, and the sentences of the text."""
    found: list[Found] = []
    places: list[Place] = []
    written = paragraphs(text)
    pulled = pull_quotes(written)
    last: Found | None = None
    for line in _lines(written, reader):
        places += line.sentences()
        if line.start in pulled:
            one = pulled[line.start]
            found += [one] if one is not None else []
            continue
        quoted = quotes(line.words)
        with_cue = marks.attributions(line.words, quoted) if line.doc is None else grammar.attributions(line.words, line.doc, quoted)
        here = with_carried(line.words, line.doc, quoted, with_cue, last)
        found += [one.moved(line.start) for one in here]
        last = found[-1] if here else last
    return found, places


def _statements(text: Text, found: Sequence[Found], named: Sequence[Mention], reading: str) -> Iterator[Statement]:
    last = Speaker("unspecified")
    for one in found:
        said_by, surface = _said_by(text, one, named, last)
        if one.mode != NARRATOR:
            last = said_by
        yield _statement(text, one, named, said_by, surface, reading)


def _said_by(text: Text, one: Found, named: Sequence[Mention], last: Speaker) -> tuple[Speaker, Span | None]:
    """Return the speaker; a pronoun, or nobody printed, is whoever spoke last."""
    if one.mode == NARRATOR:
        return Speaker(NARRATOR_KIND), None
    if one.speaker is None:
        return (last if one.cue is None else Speaker("unspecified")), None
    surface = text.span(*one.speaker)
    return (last if one.resolution == PRONOUN else speaker(surface.exact, surface, named)), surface


def _statement(text: Text, one: Found, named: Sequence[Mention], said_by: Speaker, surface: Span | None, reading: str) -> Statement:
    content = text.span(one.start, one.end)
    inside = tuple(mention for mention in named if mention.span.overlaps(content))
    return Statement(
        content=content,
        parts=tuple(text.span(*part) for part in one.parts),
        speaker=surface,
        cue=None if one.cue is None else text.span(*one.cue),
        said_by=said_by,
        mode=one.mode,
        resolution=one.resolution,
        reported_via=None if one.reported_via is None else text.span(*one.reported_via),
        said_at=text.source.published_at,
        hedges=_hedges(text, one),
        polarity=_polarity(one),
        organisations=inside,
        relations=relations(text, one.start, one.end, named),
        periods=periods(text, one.start, one.end),
        extractor=reading,
    )


def _hedges(text: Text, one: Found) -> tuple[Hedge, ...]:
    inside = tuple(hedge for part in one.parts for hedge in hedges(text, *part))
    if one.cue is None or strength(one.verb) == "said":
        return inside
    return tuple(sorted({Hedge("strength", text.span(*one.cue)), *inside}))


def _polarity(one: Found) -> str:
    if one.verb in _ASKING:
        return QUESTION
    return DENY if one.negated or strength(one.verb) == "denied" else AFFIRM


def agreed(ours: Sequence[Statement], others: Sequence[Statement]) -> list[Statement]:
    """Return statements with the tier "both" where another reader found the same words for the same speaker."""
    places = [(other.content, other.speaker) for other in others]

    def both(one: Statement) -> bool:
        return any(_same(one, content, speaker_) for content, speaker_ in places)

    return [replace(one, tier="both") if both(one) else one for one in ours]


def _same(one: Statement, content: Span, speaker_: Span | None) -> bool:
    shared = min(one.content.end, content.end) - max(one.content.start, content.start)
    union = max(one.content.end, content.end) - min(one.content.start, content.start)
    spoken = one.speaker is speaker_ is None or (one.speaker is not None and speaker_ is not None and one.speaker.overlaps(speaker_))
    return shared * 2 >= union and spoken
