"""Attributions of one paragraph from its grammar: a verb of saying, its subject, and the clause or quotation that it governs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from concerted.read.attribution.cues import PLAIN, SAYING, VERB_OF, WITH_GERUND, WITH_INFINITIVE
from concerted.read.attribution.found import Found, Place, joined, trimmed
from concerted.read.attribution.parser import Doc, Token
from concerted.read.attribution.quotes import Quote
from concerted.read.attribution.subject import noun_phrase, passive, subject
from concerted.read.statement import CARRIED, DIRECT, EXPLICIT, INDIRECT, MIXED, PRONOUN

_Words = tuple[int, int]
# A quotation further than this from its cue belongs to another one.
_FAR, _NEAR = 80, 40
_SHORTEST = 4
# "X, Y said": fewer words than this before the comma are no clause.
_FEWEST_BEFORE = 4
_SUBJECTS = ("nsubj", "nsubjpass", "expl")
_LEADS_IN = re.compile(r"[:,]\s*$")
_NAMED = frozenset(["named", "identified", "quoted"])
_PRONOUNS = frozenset(["he", "she", "they", "it", "who", "which"])


@dataclass(frozen=True)
class _Cue:
    token: Token
    verb: str
    speaker: _Words | None

    def place(self) -> Place:
        return self.token.idx, self.token.idx + len(self.token)


def attributions(paragraph: str, doc: Doc, quoted: Sequence[Quote]) -> list[Found]:
    """Return the attributions of a paragraph, in the order of their cues.

    Parameters
    ----------
    paragraph : str
    doc : spaCy Doc
        The same paragraph, parsed.
    quoted : sequence of Quote
        Its quotations. Verbs inside of them are the speaker's own and are left alone.
    """
    found = list(_attributions(paragraph, doc, quoted))
    around = [[other for other in found if _holds(other, one)] for one in found]
    return [_reported(one, others) for one, others in zip(found, around, strict=True) if one.speaker is not None or not others]


def _reported(one: Found, around: Sequence[Found]) -> Found:
    """Return an attribution with whoever reported it: the speaker of the nearest one that holds it."""
    speakers = [other.speaker for other in sorted(around, key=lambda other: other.end - other.start) if other.speaker is not None]
    return replace(one, reported_via=speakers[0]) if speakers and one.reported_via is None else one


def _holds(outer: Found, inner: Found) -> bool:
    """Tell whether all of an attribution, its cue too, is part of what somebody else said."""
    cue = inner.cue or inner.parts[0]
    places = (cue, *inner.parts)
    return outer is not inner and all(any(start <= first and last <= end for start, end in outer.parts) for first, last in places)


def _attributions(paragraph: str, doc: Doc, quoted: Sequence[Quote]) -> Iterator[Found]:
    for token in doc:
        if any(quote.holds(token.idx) for quote in quoted):
            continue
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            found = _according(paragraph, token, quoted)
        elif token.lower_ in VERB_OF and token.tag_[:2] in ("VB", "MD"):
            found = _said(paragraph, token, quoted)
        else:
            continue
        if found is not None:
            yield found


def _said(paragraph: str, token: Token, quoted: Sequence[Quote]) -> Found | None:
    if _asks_for_no_name(token):
        return None
    owner = None if _is_asked(token) else subject(token)
    cue = _Cue(token, VERB_OF[token.lower_], None if owner is None else noun_phrase(owner, token))
    words = _clause(cue) or _infinitive(cue) or _governing(cue)
    if not words and cue.verb in SAYING:
        quote = _next_quote(paragraph, cue, quoted)
        if quote is not None:
            return _made(paragraph, cue, [(quote.start, quote.end)], quoted)
        words = _before_comma(cue)
    left = words - _own_words(cue) - _according_to(words, token.doc)
    if not left:
        return None
    return _made(paragraph, cue, _places(paragraph, token.doc, left, _own_words(cue)), quoted)


def _is_asked(token: Token) -> bool:
    """Tell whether the verb says what somebody was asked or told before they spoke: "Asked whether ..., he replied"."""
    if token.tag_ != "VBN" or token.dep_ not in ("advcl", "prep", "dep") or VERB_OF[token.lower_] not in ("ask", "tell", "inform"):
        return False
    return not any(child.dep_ in ("nsubj", "aux", "auxpass", "agent") for child in token.children)


def _asks_for_no_name(token: Token) -> bool:
    """Tell whether the verb only says that somebody would not be named: "who asked not to be identified"."""
    return any(child.dep_ == "xcomp" and child.lower_ in _NAMED and child.tag_ == "VBN" for child in token.children)


def _clause(cue: _Cue) -> set[int]:
    """Return the words of the clauses that the verb governs: "said that ..."."""
    clauses = [child for child in cue.token.children if child.dep_ == "ccomp"]
    # What begins with the speaker's own name is no clause: "..., said a man living abroad".
    told = [one for one in clauses if cue.speaker is None or one.left_edge.i != cue.speaker[0]]
    return {word.i for child in told for word in child.subtree}


def _according_to(words: set[int], doc: Doc) -> set[int]:
    """Return the words from ", according to" on at the end of a clause: they name who reported it, and are no part of it."""
    leads = [i for i in words if doc[i].lower_ == "according" and i - 1 in words and doc[i - 1].text == ","]
    return {i for i in words if leads and i >= leads[-1] - 1}


def _infinitive(cue: _Cue) -> set[int]:
    """Return the words of "to ..." after a verb that promises, claims or orders, and of "doing ..." after one that denies or admits."""
    if cue.verb in WITH_GERUND:
        gerund = next((child for child in cue.token.children if child.dep_ in ("xcomp", "ccomp") and child.tag_ == "VBG"), None)
        return set() if gerund is None else {word.i for word in gerund.subtree}
    if cue.verb not in WITH_INFINITIVE:
        return set()
    for child in cue.token.children:
        if child.dep_ == "xcomp" and any(word.lower_ == "to" and word.dep_ == "aux" for word in child.children):
            return {word.i for word in child.subtree}
    return set()


def _governing(cue: _Cue) -> set[int]:
    """Return the words of the clause that holds a parenthesis: "..., he said, ...", "as he said"."""
    token = cue.token
    as_said = token.dep_ == "advcl" and any(child.dep_ in ("mark", "advmod") and child.lower_ == "as" for child in token.children)
    if token.head is token or not (as_said or token.dep_ == "parataxis"):
        return set()
    return {word.i for word in token.head.subtree} - {word.i for word in token.subtree}


def _next_quote(paragraph: str, cue: _Cue, quoted: Sequence[Quote]) -> Quote | None:
    """Return the quotation that ends right before the cue and its speaker, or else begins soon after them."""
    start, end = cue.place()
    if cue.speaker is not None:
        first, last = cue.token.doc[cue.speaker[0]], cue.token.doc[cue.speaker[1] - 1]
        start, end = min(start, first.idx), max(end, last.idx + len(last))
    for quote in quoted:
        if quote.last <= start and not paragraph[quote.last : start].strip(" ,"):
            return quote
    for quote in quoted:
        if quote.first >= end and _leads_to(paragraph[end : quote.first], paragraph[quote.start : quote.end]):
            return quote
    return None


def _leads_to(between: str, words: str) -> bool:
    if "." in between or len(between) >= _FAR:
        return False
    return len(between) < 3 or _LEADS_IN.search(between) is not None or (len(between) < _NEAR and len(words.split()) > 2)


def _before_comma(cue: _Cue) -> set[int]:
    """Return the words before "..., X said" where the parser took them for something else."""
    if cue.speaker is None or cue.verb not in PLAIN:
        return set()
    start, comma = cue.token.sent.start, min(cue.token.i, cue.speaker[0]) - 1
    doc = cue.token.doc
    if comma <= start + _FEWEST_BEFORE or doc[comma].text != ",":
        return set()
    # "In a statement on its channel, X said": no clause.
    if doc[start].tag_ == "IN" and not any(word.dep_ in _SUBJECTS for word in doc[start:comma]):
        return set()
    return set(range(start, comma))


def _own_words(cue: _Cue) -> set[int]:
    own = {cue.token.i}
    if cue.speaker is not None and cue.token.dep_ != "relcl":
        own |= set(range(*cue.speaker))
    return own


def _places(paragraph: str, doc: Doc, words: set[int], own: set[int]) -> list[Place]:
    """Return the places of words; a stop between two of them does not part them, the cue and its speaker do."""
    runs: list[list[int]] = []
    for i in sorted(words):
        gap = 1 if i and doc[i - 1].is_punct and i - 1 not in own else 0
        if runs and i <= runs[-1][1] + gap:
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1])
    places = [trimmed(paragraph, doc[first].idx, doc[last - 1].idx + len(doc[last - 1])) for first, last in runs]
    return [place for place in places if place[1] - place[0] > 2]


def _made(paragraph: str, cue: _Cue, places: Sequence[Place], quoted: Sequence[Quote]) -> Found | None:
    parts, mode = _with_whole_quotes(places, quoted)
    if sum(end - start for start, end in parts) < _SHORTEST:
        return None
    speaker = _place(cue.token.doc, cue.speaker)
    if speaker is not None and mode == DIRECT and any(start <= speaker[0] and speaker[1] <= end for start, end in parts):
        speaker = None
    return Found(parts, speaker, cue.place(), mode, _resolution(paragraph, speaker), cue.verb, _is_negated(cue.token), _via(cue))


def _with_whole_quotes(places: Sequence[Place], quoted: Sequence[Quote]) -> tuple[tuple[Place, ...], str]:
    """Return places widened to the whole of the quotations that they reach into, and how the words stand."""
    widened, mode = [], INDIRECT
    for start, end in places:
        first, last = start, end
        for quote in quoted:
            shared = min(last, quote.end) - max(first, quote.start)
            if shared <= 0:
                continue
            if shared >= 0.6 * (last - first):
                first, last, mode = min(first, quote.start), max(last, quote.end), DIRECT
            else:
                last = max(last, quote.end)
                mode = mode if mode == DIRECT else MIXED
        widened.append((first, last))
    return joined(widened), mode


def _place(doc: Doc, words: _Words | None) -> Place | None:
    if words is None:
        return None
    last = doc[words[1] - 1]
    return doc[words[0]].idx, last.idx + len(last)


def _resolution(paragraph: str, speaker: Place | None) -> str:
    if speaker is None:
        return CARRIED
    return PRONOUN if paragraph[slice(*speaker)].lower() in _PRONOUNS else EXPLICIT


def _is_negated(token: Token) -> bool:
    return any(child.dep_ == "neg" for child in token.children)


def _via(cue: _Cue) -> Place | None:
    """Return who reported it: the one quoted from, in "X was quoted by Y as saying"."""
    token = cue.token
    above = token.head if token.dep_ in ("pcomp", "advcl", "xcomp") else token
    above = above.head if above.dep_ == "prep" else above
    if above is token or not passive(above):
        return None
    agent = next((word for child in above.children if child.dep_ == "agent" for word in child.children if word.dep_ == "pobj"), None)
    return None if agent is None else _place(token.doc, noun_phrase(agent, token))


def _according(paragraph: str, token: Token, quoted: Sequence[Quote]) -> Found | None:
    """Return what is said "according to" somebody: the rest of the sentence."""
    doc, sentence = token.doc, token.sent
    named = next((word for head in (doc[token.i + 1], token) for word in head.children if word.dep_ == "pobj"), None)
    if named is None:
        return None
    speaker = noun_phrase(named, token)
    leads = token.i - sentence.start < 2
    first, last = (speaker[1], sentence.end) if leads else (sentence.start, token.i)
    if last <= first:
        return None
    start, end = trimmed(paragraph, doc[first].idx, doc[last - 1].idx + len(doc[last - 1]))
    while end > start and paragraph[end - 1] == ".":
        end -= 1
    return _made(paragraph, _Cue(token, "according", speaker), [(start, end)], quoted) if end > start else None
