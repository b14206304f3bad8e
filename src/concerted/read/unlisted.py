"""Names in statements that read like an organisation's and that the register does not list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from concerted.actors import Register
from concerted.actors.likeness import shape
from concerted.read.statement import Statement

AnyStatement = TypeVar("AnyStatement", bound=Statement)

_CAPITAL = r"[^\W\d_a-z][\w’'‘ʼ-]*"
_BETWEEN = r"(?: (?:of the|of|for the|al|el)(?= ))?"
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?:{_BETWEEN} {_CAPITAL})+")


def unlisted(statements: Iterable[AnyStatement], register: Register) -> Iterator[tuple[str, AnyStatement]]:
    """Go through names with a word for a kind of unit (brigade, movement, front) that no listed alias stands for.

    A listed name that could not be decided in its place, as several organisations bear it, is among them. Names without such a word are
    not found: nothing tells them from those of places and persons.
    """
    for one in statements:
        said = dict.fromkeys(name for words in (one.content.exact, one.said_by.role) for name in _names(words))
        said |= dict.fromkeys(mention.span.exact for mention in one.organisations if mention.organisation is None and mention.candidates)
        yield from ((name, one) for name in said if register.listed(name, one.said_at[:10] or None).organisation is None)


def _names(words: str) -> Iterator[str]:
    for match in _RUN.finditer(words):
        name = re.sub(r"^(?:The|A|An) |[’']s$", "", match[0])
        made = shape(name)
        # "Red" is a network in Spanish, and a colour in English.
        units = made.units - ({"unit:network"} if "network" not in name.lower() else set())
        if units and (made.words or made.places) and " " in name:
            yield name
