"""Which organisations are tied, over any number of steps: members, wings, parts, successors, and those suspected to be one of them.

Tied names may stand for one hand, so they are never tested against each other. Two members of one umbrella are not tied by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from concerted.actors.register import Register
from concerted.case.settings import RelationSettings

_SUCCESSION, _SUSPICION = "successor_of", "suspected_of"
# Whether a path has gone along successions to the predecessor, to the successor, or not yet. It never turns: two
# successors of one group are two groups.
_NOT_YET, _BACK, _ON = 0, -1, 1


class Ties:
    """The ties of a register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._above = {id_: dict(self._paths(id_)) for id_ in register.ids}

    def above(self, id_: str) -> tuple[str, ...]:
        """Return what a group belongs to or carries on: umbrellas, parents, predecessors and successors, and theirs."""
        return tuple(self._above.get(id_, ()))

    def below(self, id_: str) -> tuple[str, ...]:
        """Return members, wings, parts, predecessors and successors, and theirs."""
        return tuple(one for one, paths in self._above.items() if id_ in paths)

    def around(self, id_: str) -> tuple[str, ...]:
        """Return everything that is tied to a group."""
        return tuple(one for one in self._register.ids if one != id_ and self.between(one, id_) is not None)

    def between(self, a: str, b: str) -> str | None:
        """Return what ties two organisations, in words; None where nothing that is listed does."""
        path = self._line(a, b) or self._doubted(a, b) or self._doubted(b, a) or self._both_doubted(a, b)
        return "; ".join(self._words(step) for step in path) if path else None

    def _line(self, a: str, b: str) -> tuple[RelationSettings, ...]:
        return self._above.get(a, {}).get(b) or self._above.get(b, {}).get(a) or ()

    def _doubted(self, a: str, b: str) -> tuple[RelationSettings, ...]:
        """Return the path over a suspicion: who is suspected to be X may be X, or anything above or below it; so may its own wings."""
        starts = {a: (), **self._above.get(a, {})}
        for start, path in starts.items():
            for x, doubt in self._suspected(start):
                if x == b or self._line(x, b):
                    return *path, *doubt, *(() if x == b else self._line(x, b))
        return ()

    def _both_doubted(self, a: str, b: str) -> tuple[RelationSettings, ...]:
        """Return the path between two that are suspected to be one; members of one suspected umbrella are not."""
        for x, doubt in self._suspected(a):
            for y, other in self._suspected(b):
                if x == y or self._line(x, y):
                    return *doubt, *self._line(x, y), *other
        return ()

    def _suspected(self, id_: str) -> Iterator[tuple[str, tuple[RelationSettings, ...]]]:
        """Go through what an organisation is suspected to be, over any number of suspicions, with the relations."""
        seen = {id_}
        queue: deque[tuple[str, tuple[RelationSettings, ...]]] = deque([(id_, ())])
        while queue:
            here, path = queue.popleft()
            for one in self._register.relations:
                if one.type == _SUSPICION and one.subject == here and one.object not in seen:
                    seen.add(one.object)
                    queue.append((one.object, (*path, one)))
                    yield one.object, (*path, one)

    def _paths(self, start: str) -> Iterator[tuple[str, tuple[RelationSettings, ...]]]:
        """Go through all that lies above an organisation, nearest first, each once, with the relations that lead there."""
        seen, found = {(start, _NOT_YET)}, {start}
        queue: deque[tuple[str, int, tuple[RelationSettings, ...]]] = deque([(start, _NOT_YET, ())])
        while queue:
            here, turned, path = queue.popleft()
            for there, way, one in self._steps(here, turned):
                if (there, way) in seen:
                    continue
                seen.add((there, way))
                queue.append((there, way, (*path, one)))
                if there not in found:
                    found.add(there)
                    yield there, (*path, one)

    def _steps(self, here: str, turned: int) -> Iterator[tuple[str, int, RelationSettings]]:
        for one in self._register.relations:
            if one.type == _SUSPICION:
                continue
            if one.subject == here and (one.type != _SUCCESSION or turned != _ON):
                yield one.object, _BACK if one.type == _SUCCESSION else turned, one
            if one.type == _SUCCESSION and one.object == here and turned != _BACK:
                yield one.subject, _ON, one

    def _words(self, one: RelationSettings) -> str:
        name = self._register.name
        return f"{name(one.subject)} {one.type.replace('_', ' ')} {name(one.object)}"
