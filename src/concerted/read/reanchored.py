"""Statements that somebody decided upon, found again in a new text of their document: word by word, or they become orphans."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from concerted.decisions import Decisions
from concerted.read.folding import fold
from concerted.read.kept import KeptStatement, keep
from concerted.read.statement import ORPHAN, PROPOSED, Mention
from concerted.read.text import Text
from concerted.read.verify import anchor
from concerted.source import Span

# Speaker and cue stay as far from what was said as they were, but for breaks of lines and pages.
_MOST_MOVED = 80


@dataclass(frozen=True)
class Carried:
    """What a new reading left of the statements of an earlier one.

    Attributes
    ----------
    statements : tuple of KeptStatement
        The new ones, and those of the earlier reading that somebody decided upon.
    moved : int
        Decided statements that were found in another text.
    orphans : tuple of KeptStatement
        Decided statements whose words were not found.
    otherwise : tuple of KeptStatement
        Decided statements whose words are now read as another claim, or as another kind of speaker's; the new reading stands.
    dropped : int
        Proposals of the earlier reading that nobody decided upon and that were not read again.
    """

    statements: tuple[KeptStatement, ...]
    moved: int
    orphans: tuple[KeptStatement, ...]
    otherwise: tuple[KeptStatement, ...]
    dropped: int


def carry_over(
    fresh: Sequence[KeptStatement], earlier: Sequence[KeptStatement], texts: Mapping[str, Sequence[Text]], decisions: Decisions
) -> Carried:
    """Put a new reading in the place of an earlier one.

    Parameters
    ----------
    fresh, earlier : sequence of KeptStatement
        Of the same documents.
    texts : mapping of str to sequence of Text
        The texts of each document that is there now.
    decisions : Decisions
    """
    # Two documents may hold the same text; then what was decided of its words was decided in both.
    found = {(one.document, one.id): one for one in fresh}
    moved = dropped = 0
    orphans, otherwise = [], []
    for one in earlier:
        if decisions.latest(*one.ids) is None:
            dropped += (one.document, one.id) not in found
            continue
        again = _found_again(one, texts)
        if again is None:
            orphans.append(replace(one, status=ORPHAN))
            continue
        moved += again.text.sha256 != one.text.sha256
        # Where the reader proposes it anew, its own reading stands, under the earlier names.
        place = (again.document, again.id)
        known = found.get(place, again)
        otherwise += [known] if _claims(known) != _claims(again) else []
        found[place] = replace(known, was=tuple(sorted({*known.was, *again.was} - {again.id})))
    return Carried((*found.values(), *orphans), moved, tuple(orphans), tuple(otherwise), dropped)


def _claims(one: KeptStatement) -> tuple[object, ...]:
    """Return what somebody decided upon besides the words."""
    ties = sorted((tie.kind, tie.negated, _ids(tie.subjects), _ids(tie.objects)) for tie in one.relations)
    return one.polarity, one.said_by.kind, one.said_by.affiliation or "", tuple(ties)


def _ids(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(mention.organisation or "" for mention in mentions)


def _found_again(one: KeptStatement, texts: Mapping[str, Sequence[Text]]) -> KeptStatement | None:
    everywhere = [(document, text) for document, some in texts.items() for text in some]
    same = [(document, text) for document, text in everywhere if text.sha256 == one.text.sha256]
    # The document itself first; the same text in another file next, for a document that was given another name.
    for document, text in sorted(same, key=lambda place: place[0] != one.document):
        return keep(replace(one, status=PROPOSED), document, text, one.was)
    for text in texts.get(one.document, ()):
        again = _anchored(one, text)
        if again is not None:
            return keep(again, one.document, text, (*one.was, one.id))
    return None


def _anchored(one: KeptStatement, text: Text) -> KeptStatement | None:
    """Return a statement with every span in another text, or None where one of them is not found."""
    content = anchor(text, one.content)
    if content is None:
        return None
    inside = _inside(one.content, content, text)
    places: dict[Span, Span] = {}
    for span in one.spans():
        within = one.content.start <= span.start and span.end <= one.content.end
        place = inside(span) if within else _beside(span, one.content, content, text)
        if place is None:
            return None
        places[span] = place
    moved: KeptStatement = _replaced(replace(one, status=PROPOSED), places)
    return moved


def _inside(old: Span, new: Span, text: Text) -> Callable[[Span], Span | None]:
    """Return what finds a part of the content: the folded words of both are the same, and so are the places in them."""
    before, after = fold(old.exact), fold(new.exact)

    def find(span: Span) -> Span | None:
        first, last = _index(before.starts, span.start - old.start), _index(before.ends, span.end - old.start)
        if before.text != after.text or first is None or last is None or last < first:
            return None
        start, end = after.original(first, last + 1)
        return text.span(new.start + start, new.start + end)

    return find


def _index(places: Collection[int], wanted: int) -> int | None:
    return next((i for i, place in enumerate(places) if place == wanted), None)


def _beside(span: Span, old: Span, new: Span, text: Text) -> Span | None:
    place = anchor(text, span)
    if place is None:
        return None
    return place if abs((place.start - new.start) - (span.start - old.start)) <= _MOST_MOVED else None


def _replaced(value: Any, places: Mapping[Span, Span]) -> Any:
    """Return a statement, or a part of one, with other spans."""
    if isinstance(value, Span):
        return places[value]
    if isinstance(value, tuple):
        return tuple(_replaced(one, places) for one in value)
    fields = getattr(value, "__dataclass_fields__", None)
    return value if fields is None else replace(value, **{name: _replaced(getattr(value, name), places) for name in fields})
