"""Statements without the names of persons: who is named becomes a public role; anonymous and collective speakers stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from concerted.actors import Register
from concerted.actors.glossary import PLACES, UNITS
from concerted.read.left_out import LEFT_OUT, LeftOut
from concerted.read.speakers import ANALYSTS, DOCUMENT, NARRATOR_KIND, OFFICIALS, ORG, ORG_REPS, PERSON_ROLE, UNSPECIFIED
from concerted.read.statement import Speaker, Statement
from concerted.source import Span

AnyStatement = TypeVar("AnyStatement", bound=Statement)

__all__ = ["LEFT_OUT", "introduced", "names_in", "names_left_out", "names_of", "redacted"]
_ROLES = {
    ANALYSTS: ("an analyst", "analysts"),
    OFFICIALS: ("an official", "officials"),
    ORG_REPS: ("a representative", "representatives"),
    ORG: ("a representative", "representatives"),
    DOCUMENT: ("the author of a document", "the authors of a document"),
    PERSON_ROLE: ("a person who is named", "persons who are named"),
    UNSPECIFIED: ("a person who is named", "persons who are named"),
}
_TITLES = "Mr Mrs Ms Miss Dr Prof Gen Lt Maj Brig Col Capt Sgt Adm Sir Lord Sheikh Shaikh Sayyed Sayyid Seyyed Mullah Ayatollah Imam Hajj Haji"
_TITLE = rf"(?:{'|'.join(_TITLES.split())})\.?"
_CAPITAL = r"[^\W\d_a-z][\w’'‘ʼ-]*"
_LINK = r"(?:al|el|bin|ibn|abu|von|van|de|der|del|di|da|dos|la|le|bint|ben)[ -]"
_RUN = re.compile(rf"(?<!\w)(?:{_LINK})?{_CAPITAL}(?:\.? (?:{_LINK})?{_CAPITAL})*")
_TWO = re.compile(rf"{_CAPITAL} and {_CAPITAL}")
# A name stands first, or after a comma, or after the word for a role.
_AFTER_ROLE = re.compile(
    rf"(?:^|\b{_TITLE} |, |[“\"(] ?|\b(?!(?:other|another|former|under|over|after|either|their|her|or|for) )"
    r"(?:\w+(?:er|or|ist|man|woman|person|ant|ent)|official|chief|head|aide|envoy|cleric|general|analyst|scholar|fellow|academic|mp) )$",
    re.IGNORECASE,
)
_WORDS_OF_NO_NAME = """
a an the one two three several many some both he she they it we i according in at on of for from by and but as to former senior
chief deputy analyst expert researcher professor fellow director head chairman editor official spokesman spokeswoman spokesperson
minister ministry president prime secretary ambassador envoy general colonel commander leader governor senator representative
member lawmaker nobody somebody everybody everyone anyone none militant fighter diplomat resident witness source people observer
cleric state defence defense foreign interior affair white house pentagon congress senate parliament council government army navy
force security national intelligence agency united nation un us usa uk eu nato kingdom american british european western israel
israeli russia russian china chinese france french germany german saudi arab arabic houthi sunni shia shiite middle east north
south northern southern central gulf red sea institute university college centre center school program programme think tank
company group news press time post journal report monday tuesday wednesday thursday friday saturday sunday january february march
april may june july august september october november december
military inspector lead times washington new observatory monitor court statement spokespeople
"""
# What is missing here is left out where it need not be, which does no harm.
_NO_NAME = frozenset(_WORDS_OF_NO_NAME.split()) | {word for senses in (PLACES, UNITS) for words in senses.values() for word in words.split()}


def redacted(statements: Iterable[AnyStatement], actors: Register | None = None) -> list[AnyStatement]:
    """Return statements without the names of those who speak.

    A speaker whose name is printed becomes their public role, such as "an analyst", with the organisation that they speak for. The words that
    name them are left out, and so are the words around any place in which the name stands; inside what was said it becomes "[name left out]".
    Anonymous and collective speakers, organisations and the paper stay. Positions stay, so that whoever has the text can look.

    Parameters
    ----------
    statements : iterable of Statement
        All that are given on together: a name that one of them prints is left out of the others too.
    actors : Register, optional
        Its names are those of organisations, and stay.

    Returns
    -------
    list of Statement
        Where something was left out, `span.exact` is no longer what stands in the text. Ids stay.
    """
    given = list(statements)
    organisations = _organisations(given, actors)
    named = [_names_of(one, organisations) for one in given]
    names = names_left_out(given, actors)
    if not names:
        return given
    kinds = _kinds(given, named)
    return [_without(one, own, names, kinds) for one, own in zip(given, named, strict=True)]


def names_left_out(
    statements: Sequence[Statement], actors: Register | None = None, more: Iterable[str] = (), kept: Iterable[str] = ()
) -> LeftOut:
    """Return the names of all who speak, ready to be left out of any text.

    Parameters
    ----------
    statements : sequence of Statement
    actors : Register, optional
        Its names are those of organisations, and stay.
    more, kept : iterable of str
        Further names to leave out, and further names that stay.
    """
    organisations = _organisations(statements, actors)
    words = {word for one in statements for word in _names_of(one, organisations)} | set(more)
    return LeftOut(words, [*_names_of_organisations(statements, actors), *kept])


def introduced(statements: Sequence[AnyStatement], actors: Register | None = None) -> list[AnyStatement]:
    """Return statements with each named speaker as the kind that the same text introduces them as: "Ms Example" is the analyst Rana Example."""
    organisations = _organisations(statements, actors)
    named = [_names_of(one, organisations) for one in statements]
    kinds = _kinds(statements, named)

    def kind(one: Statement, own: tuple[str, ...]) -> str:
        told = (kinds[one.content.text, word] for word in own if (one.content.text, word) in kinds)
        return next(told, one.said_by.kind) if one.said_by.kind in (PERSON_ROLE, UNSPECIFIED) else one.said_by.kind

    return [replace(one, said_by=replace(one.said_by, kind=kind(one, own))) for one, own in zip(statements, named, strict=True)]


def names_in(words: str, actors: Register | None = None) -> tuple[str, ...]:
    """Return the names of persons in words that say who speaks, as a table has them: "Rana Example, an analyst"."""
    found = _names_in(re.sub(r"\([^)]*\)", "", words), OFFICIALS, _organisations((), actors))
    # An acronym is an office or an outlet.
    return tuple(dict.fromkeys(name for name in found if not (name.isupper() and len(name) > 2)))


def names_of(statement: Statement, actors: Register | None = None) -> tuple[str, ...]:
    """Return the words that name the person who speaks, the whole name first; none where nobody is named."""
    return _names_of(statement, _organisations([statement], actors))


def _organisations(given: Sequence[Statement], actors: Register | None) -> re.Pattern[str]:
    listed = _names_of_organisations(given, actors)
    plain = sorted({re.sub(r"[’‘ʼ]", "'", one) for one in listed if len(one) > 1}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)", re.IGNORECASE) if plain else re.compile(r"(?!)")


def _names_of_organisations(given: Sequence[Statement], actors: Register | None) -> set[str]:
    listed = {alias for alias, _, _ in actors.aliases()} | {actors.name(id_) for id_ in actors.ids} if actors is not None else set()
    return listed | {mention.span.exact for one in given for mention in one.organisations}


def _names_of(one: Statement, organisations: re.Pattern[str]) -> tuple[str, ...]:
    """Return the words that name a person among those that name the speaker; none where nobody is named."""
    kind = one.said_by.kind
    if kind == NARRATOR_KIND or (kind == ORG and one.said_by.affiliation is None):
        return ()
    surfaces = [one.said_by.role, *(span.exact for span in (one.speaker, one.reported_via) if span is not None)]
    return tuple(dict.fromkeys(word for surface in surfaces for word in _names_in(surface, kind, organisations)))


def _names_in(surface: str, kind: str, organisations: re.Pattern[str]) -> Iterator[str]:
    known = [match.span() for match in organisations.finditer(re.sub(r"[’‘ʼ]", "'", surface))]
    for run in _RUN.finditer(surface):
        before = surface[: run.start()]
        if any(start < run.end() and run.start() < end for start, end in known) or not _AFTER_ROLE.search(before):
            continue
        words = [word for word in run[0].split() if not _is_common(word)]
        # One capitalised word is rather the first of a sentence, unless it is all that is printed.
        titled = re.match(rf"{_TITLE} ", run[0]) is not None or surface[run.end() : run.end() + 1] == ","
        if len(words) < 2 and not titled and kind != PERSON_ROLE:
            continue
        if len(words) > 1:
            yield " ".join(words)
        bare = [re.sub(r"[’']s?$", "", word) for word in words if len(word) > 1]
        yield from bare
        # "Al-Example" is printed as "Example" elsewhere.
        yield from (part for word in bare if "-" in word for part in word.split("-") if len(part) > 2 and not _is_common(part))


def _is_common(word: str) -> bool:
    plain = re.sub(r"[’'‘ʼ]s?$|\.$", "", word).lower()
    if "-" in plain and all(part in _NO_NAME for part in plain.split("-")):
        return True
    return plain in _NO_NAME or plain.removesuffix("s") in _NO_NAME or re.fullmatch(_TITLE, word) is not None


def _kinds(given: Sequence[Statement], named: Sequence[tuple[str, ...]]) -> Mapping[tuple[str, str], str]:
    """Return as what a text introduces whoever bears a name: "Mr Adler" is the analyst that the same text named in full."""
    told = [(one.content.text, word, one.said_by.kind) for one, own in zip(given, named, strict=True) for word in own]
    return {(text, word): kind for text, word, kind in told if kind not in (PERSON_ROLE, UNSPECIFIED)}


def _without(one: AnyStatement, own: tuple[str, ...], names: LeftOut, kinds: Mapping[tuple[str, str], str]) -> AnyStatement:
    bare: AnyStatement = _clean(one, names)
    if not own:
        return bare
    kind = next((kinds[one.content.text, word] for word in own if (one.content.text, word) in kinds), one.said_by.kind)
    return replace(bare, said_by=_role_of(one.said_by, kind), speaker=_place(one.speaker), reported_via=_place(one.reported_via))


def _role_of(speaker: Speaker, kind: str) -> Speaker:
    single, several = _ROLES[kind]
    return replace(speaker, kind=kind, role=several if _TWO.search(speaker.role) else single)


def _place(span: Span | None) -> Span | None:
    return None if span is None else replace(span, exact="", prefix="", suffix="")


def _clean(value: Any, names: LeftOut) -> Any:
    """Return a part of a statement without the names: in what was said they are marked, around it the words are left out."""
    if isinstance(value, Span):
        prefix = "" if _holds(names, value.prefix, at_start=True) else value.prefix
        suffix = "" if _holds(names, value.suffix, at_start=False) else value.suffix
        return replace(value, exact=names.clean(value.exact), prefix=prefix, suffix=suffix)
    if isinstance(value, Speaker):
        return _role_of(value, value.kind) if value.kind in _ROLES and names.found(value.role) else value
    if isinstance(value, tuple):
        return tuple(_clean(one, names) for one in value)
    fields = getattr(value, "__dataclass_fields__", None)
    return value if fields is None else replace(value, **{name: _clean(getattr(value, name), names) for name in fields})


def _holds(names: LeftOut, around: str, *, at_start: bool) -> bool:
    """Tell whether a name stands in what surrounds a span, or is cut through by the end of it."""
    if names.found(around):
        return True
    edge = re.match(r"[\w’'‘ʼ-]+", around) if at_start else re.search(r"[\w’'‘ʼ-]+$", around)
    if edge is None:
        return False
    cut = re.sub(r"[’']s?$", "", edge[0])
    return any(part.endswith(cut) if at_start else part.startswith(cut) for word in names.words for part in word.split())
