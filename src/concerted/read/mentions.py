"""Organisations of a register named in a text: the longest listed name, as whole words; likeness never counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concerted.actors import Register
from concerted.read import other_letters
from concerted.read.statement import Mention
from concerted.read.text import Text

# A listed name next to one of these is part of a longer name: "Kata'ib Hezbollah" is not Hezbollah.
_BEFORE = r"(?:kata['i]?[ie]b|katib[ae]t?|kata['e]*eb|harakat|hara[kq]at|saraya|liwa|asa['i]*b|jaysh|jaish|jund|fayla[kq]|quwwat|firqat)"
_AFTER = r"(?:al[ -]?nujaba['a]?|brigades?|battalions?|movement|al[ -]\w+)"
_LONGEST_ACRONYM = 5


@dataclass(frozen=True)
class Names:
    """The listed names of a register, ready to be looked for."""

    pattern: re.Pattern[str]
    owners: Mapping[str, tuple[str, ...]]
    acronyms: frozenset[str]


def names_of(register: Register) -> Names | None:
    """Return a register's names, or None where it lists none."""
    owners: dict[str, tuple[str, ...]] = defaultdict(tuple)
    acronyms = set()
    for alias, kind, id_ in register.aliases():
        key = _key(alias)
        if not key:
            continue
        for written in filter(None, (key, other_letters.written_together(key))):
            if id_ not in owners[written]:
                owners[written] = (*owners[written], id_)
        if kind == "acronym" or (alias.isupper() and alias.isascii() and len(alias) <= _LONGEST_ACRONYM):
            acronyms.add(key)
    if not owners:
        return None
    return Names(other_letters.pattern(owners), dict(owners), frozenset(acronyms))


def mentions(text: Text, names: Names | None) -> tuple[Mention, ...]:
    """Return the organisations named in a text, in order.

    A name that several organisations bear, or that is part of a longer one, is a mention without an organisation. An acronym counts only
    where the text gives another name of the organisation as well.
    """
    if names is None:
        return ()
    folded = text.folded
    key = "".join(_same_length(sign) for sign in folded.text)
    found = [(match.start(), match.end(), match[0]) for match in names.pattern.finditer(key)]
    spelled = {id_ for _, _, word in found if word not in names.acronyms for id_ in names.owners[word]}
    return tuple(_mentions(text, key, found, names, spelled))


def _mentions(text: Text, key: str, found: Iterable[tuple[int, int, str]], names: Names, spelled: set[str]) -> Iterable[Mention]:
    for start, end, word in found:
        owners = names.owners[word]
        span = text.span(*text.folded.original(start, end))
        if word in names.acronyms and not (span.exact.isupper() and set(owners) & spelled):
            continue
        before, after = (other_letters.BEFORE, other_letters.AFTER) if other_letters.is_other(word) else (_BEFORE, _AFTER)
        longer = re.search(rf"(?<!\w){before} $", key[:start]) or re.match(rf" {after}(?!\w)", key[end:])
        decided = owners[0] if len(owners) == 1 and not longer else None
        yield Mention(span, decided, () if longer else owners)


def _key(alias: str) -> str:
    from concerted.read.folding import fold

    return "".join(_same_length(sign) for sign in fold(alias).text)


def _same_length(sign: str) -> str:
    small = sign.lower().translate(other_letters.SAME_LETTERS)
    return " " if sign == "-" else small if len(small) == 1 else sign
