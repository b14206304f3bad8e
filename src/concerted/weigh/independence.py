"""How many independent origins some statements have: whatever goes back to one text, one quotation or one speaker is one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from concerted.read.statement import Statement

# Of the shorter statement: half of its runs of five words. A statement is short, so that a third of it may be a common phrase.
_SHARED, _RUN = 0.5, 5
_WORD = re.compile(r"\w+")


class WithOrigin(Protocol):
    """A statement, and the number of the origin that its document goes back to."""

    @property
    def statement(self) -> Statement:
        """The statement."""

    @property
    def origin(self) -> int:
        """Documents with one number go back to one text."""


def independent(said: Sequence[WithOrigin], speaker: Callable[[Statement], Hashable] | None = None) -> int:
    """Return how many independent origins some statements have.

    Two go back to one origin if their documents do, or if they share half of their runs of five words: one quotation in two articles. Whatever
    is tied to a third by that is one with it.

    Parameters
    ----------
    said : sequence of statements with the origin of their document
    speaker : callable, optional
        Gives whoever speaks, or None; then two statements of one speaker go back to one origin as well.
    """
    same = _Same(len(said))
    speakers = [None if speaker is None else speaker(one.statement) for one in said]
    same.by_key([one.origin for one in said])
    same.by_key(speakers)
    same.by_words([_runs(one.statement) for one in said])
    return same.count()


class _Same:
    """Which statements go back to one origin."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def by_key(self, keys: Sequence[Hashable]) -> None:
        """Take those of one key together; None is no key."""
        first: dict[Hashable, int] = {}
        for i, key in enumerate(keys):
            if key is not None:
                self._join(i, first.setdefault(key, i))

    def by_words(self, runs: Sequence[frozenset[tuple[str, ...]]]) -> None:
        """Take those together that share enough runs of words; most share none and are never compared."""
        bearers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for i, own in enumerate(runs):
            for run in own:
                bearers[run].append(i)
        for i, own in enumerate(runs):
            near = {j for run in own for j in bearers[run] if j < i}
            for j in sorted(near):
                if self._root(i) != self._root(j) and len(own & runs[j]) >= _SHARED * min(len(own), len(runs[j])):
                    self._join(i, j)

    def count(self) -> int:
        """Return how many origins are left."""
        return sum(self._root(i) == i for i in range(len(self._parent)))

    def _join(self, i: int, j: int) -> None:
        a, b = sorted((self._root(i), self._root(j)))
        self._parent[b] = a

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i


def _runs(statement: Statement) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for part in statement.parts or (statement.content,) for word in _WORD.findall(part.exact)]
    if len(words) < _RUN:
        return frozenset([tuple(words)])
    return frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
