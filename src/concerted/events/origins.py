"""How many independent origins a set of reports has: relays of one wire story are one."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from concerted.counts import columns_of
from concerted.days import as_day
from concerted.events.incident import folded, is_empty

# Two texts that share four fifths of their word triples are one text with a changed word; shorter texts must be the same.
_SHARED = 0.8
_SHORT = 8
_FOLLOWING = re.compile(r"utm_|fbclid$|gclid$")


@dataclass(frozen=True, order=True)
class Origin:
    """Reports that go back to one text.

    Attributes
    ----------
    rows : tuple of int
        Positions in the table given, from 0, in ascending order.
    reason : str
        Why they are one origin; empty for a single report.
    """

    rows: tuple[int, ...]
    reason: str = ""


def wire_origins(rows: Any) -> tuple[Origin, ...]:
    """Group reports by origin.

    Two reports have one origin if they give the same address, or if they are of one day and one actor and their texts are the same or nearly
    so: without case, accents and punctuation they share four fifths of their runs of three words, and they name the same numbers.

    Parameters
    ----------
    rows : table
        With the columns `date` and `actor`; texts in `summary`, addresses in `source_url` or `source`, as far as they are there.

    Returns
    -------
    tuple of Origin
        Each row stands in exactly one; the length is the number of origins.
    """
    columns = columns_of(rows)
    n = len(next(iter(columns.values()), ()))
    parent, reasons = list(range(n)), defaultdict(set)
    for a, b, reason in (*_same_address(columns), *_same_text(columns)):
        parent[_root(parent, b)] = _root(parent, a)
        reasons[a].add(reason)
    members: dict[int, list[int]] = defaultdict(list)
    for row in range(n):
        members[_root(parent, row)].append(row)
    groups = (tuple(group) for group in members.values())
    return tuple(sorted(Origin(group, "; ".join(sorted(set().union(*(reasons[row] for row in group))))) for group in groups))


def _root(parent: Sequence[int], row: int) -> int:
    while parent[row] != row:
        row = parent[row]
    return row


def _same_address(columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[int, int, str]]:
    seen: dict[str, int] = {}
    for row, value in enumerate(columns.get("source_url", columns.get("source", ()))):
        address = _address(value)
        if address:
            first = seen.setdefault(address, row)
            if first != row:
                yield first, row, "the same address"


def _address(value: Any) -> str:
    """Return an address without what differs between visits: scheme, www, fragment, marks of advertisers; empty where it is none."""
    parts = urlsplit("" if is_empty(value) else str(value).strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    query = urlencode([(key, word) for key, word in parse_qsl(parts.query) if not _FOLLOWING.match(key)])
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}?{query}"


def _same_text(columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[int, int, str]]:
    groups: dict[tuple[dt.date, str], list[tuple[int, _Text]]] = defaultdict(list)
    for row, (day, actor, value) in enumerate(zip(*(columns.get(name, ()) for name in ("date", "actor", "summary")), strict=False)):
        text = _Text.of(value)
        if text.words and not is_empty(day) and not is_empty(actor):
            groups[as_day(day), folded(actor)].append((row, text))
    for group in groups.values():
        for i, (a, ours) in enumerate(group):
            yield from ((a, b, "one day, one actor, (nearly) the same text") for b, theirs in group[i + 1 :] if ours.is_like(theirs))


@dataclass(frozen=True)
class _Text:
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, value: Any) -> _Text:
        words = () if is_empty(value) else tuple(re.findall(r"\w+", folded(value)))
        runs = frozenset(words[i : i + 3] for i in range(len(words) - 2))
        return cls(words, tuple(sorted(word for word in words if word.isdigit())), runs)

    def is_like(self, other: _Text) -> bool:
        if self.words == other.words:
            return True
        if min(len(self.words), len(other.words)) < _SHORT or self.numbers != other.numbers:
            return False
        return len(self.runs & other.runs) >= _SHARED * len(self.runs | other.runs)
