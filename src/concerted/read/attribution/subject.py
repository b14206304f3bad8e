"""Who a verb belongs to."""

from __future__ import annotations

from concerted.read.attribution.parser import Token

_RELATIVE = ("who", "which", "that")
_DASHES = ("–", "—", "-", "--")
_OPENS_NAME = ("DT", "NN", "NNS", "NNP", "NNPS", "JJ", "CD")
# Further up the tree the subject is somebody else's.
_DEEPEST = 4


def subject(verb: Token, depth: int = 0) -> Token | None:
    """Return the word that heads the speaker's name, or None where nobody is named."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "expl"):
            return verb.head if child.lower_ in _RELATIVE and verb.dep_ == "relcl" else child
    after = _named_after(verb)
    if after is not None:
        return after
    if passive(verb) or verb.tag_ == "VBN":
        agent = _agent(verb)
        if agent is not None or passive(verb):
            return agent
    return _inherited(verb, depth) if depth < _DEEPEST else None


def _named_after(verb: Token) -> Token | None:
    """Return the speaker in "..., said a man living abroad", which a parser takes for what was said."""
    if not any(child.dep_ == "ccomp" and child.i < verb.i for child in verb.children):
        return None
    clauses = (child for child in verb.rights if child.dep_ == "ccomp" and child.tag_ == "VBG" and child.left_edge.i == verb.i + 1)
    return next((word for clause in clauses for word in clause.children if word.dep_ == "nsubj"), None)


def passive(verb: Token) -> bool:
    """Tell whether a verb stands in the passive with a subject of its own."""
    return any(child.dep_ == "nsubjpass" for child in verb.children)


def noun_phrase(head: Token, verb: Token) -> tuple[int, int]:
    """Return the words of a name, half open, without a clause that holds the verb and without stops at its end."""
    first, last = head.left_edge.i, head.right_edge.i + 1
    if first <= verb.i < last:
        if verb.i > head.i:
            last = min(last, max(verb.left_edge.i, head.i + 1))
        else:
            first = max(first, verb.i + 1)
    while last > first + 1 and head.doc[last - 1].is_punct and head.doc[last - 1].text not in ')"':
        last -= 1
    return _from_before_dash(head, first), last


def _from_before_dash(head: Token, first: int) -> int:
    """Return where a name begins that goes on after a dash: in "officials – mainly of X – said" a parser takes X for the subject."""
    doc = head.doc
    dashes = [i for i in range(first) if doc[i].text in _DASHES]
    if not dashes:
        return first
    start = int(doc[dashes[-1]].sent.start)
    name = doc[start:first]
    opens = name[0].tag_ in _OPENS_NAME and dashes[-1] > start
    return start if opens and not any(word.tag_[:2] in ("VB", "MD") for word in name) else first


def _agent(verb: Token) -> Token | None:
    return next((word for child in verb.children if child.dep_ == "agent" for word in child.children if word.dep_ == "pobj"), None)


def _inherited(verb: Token, depth: int) -> Token | None:
    """Return the subject of the verb that this one hangs on: "said ... and added", "a report saying"."""
    head = verb.head
    if verb.dep_ in ("conj", "advcl", "xcomp", "ccomp", "pcomp", "dep") and head is not verb and head.tag_[:2] in ("VB", "MD"):
        return subject(head, depth + 1)
    if verb.dep_ == "pcomp" and head.dep_ == "prep" and head.head.tag_[:2] == "VB":
        return _quoted_from(head.head) or subject(head.head, depth + 1)
    return head if verb.dep_ == "acl" else None


def _quoted_from(verb: Token) -> Token | None:
    """Return the subject of "was quoted as saying": it speaks although the verb is passive."""
    return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
