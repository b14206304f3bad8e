"""Who was looked for, where and when: from lines of a coverage file to a level for each day.

Nothing is inferred from missing rows, and nothing from a missing line: where no line speaks of a group and front, nobody looked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.actors import Register
from concerted.case import Case
from concerted.case.records import CoverageRow
from concerted.counts import CENSUS, COVERAGE_NAMES, NOBODY_LOOKED, SAMPLE
from concerted.days import Window

EVERYBODY = "all case groups"
_ALL_FRONTS = "all"


@dataclass(frozen=True)
class _Line:
    group: str
    fronts: frozenset[str]
    targets: frozenset[str]
    days: Window
    level: int
    why: str


class Coverage:
    """The coverage of a case.

    A group's counts over several fronts are a census only where every front is one, and unobserved only where all are.
    """

    def __init__(self, case: Case, register: Register) -> None:
        self._period = Window(case.settings.case.start, case.settings.case.end)
        self._groups = case.settings.case.groups
        self._scopes = _scopes(case)
        self._lines = tuple(self._line(row, register) for row in case.coverage)
        self._known: dict[tuple[str, tuple[str, ...] | None, tuple[str, ...]], npt.NDArray[np.uint8]] = {}

    def level(self, group: str, fronts: Sequence[str], target: str, day: dt.date) -> int:
        """Return how well a group was observed on some fronts and one class of target on a day: 0, 1 or 2."""
        levels = [self._at(group, front, target, day) for front in fronts]
        return min(levels, default=NOBODY_LOOKED)

    def days(self, group: str, fronts: Sequence[str] | None = None, targets: Sequence[str] = ()) -> npt.NDArray[np.uint8]:
        """Return the level of each day of the period, over the cells that any line of the group names; shape (n_days,)."""
        key = (group, None if fronts is None else tuple(fronts), tuple(targets))
        if key not in self._known:
            self._known[key] = self._days(*key)
        return self._known[key]

    def _days(self, group: str, fronts: tuple[str, ...] | None, targets: tuple[str, ...]) -> npt.NDArray[np.uint8]:
        cells = sorted(
            {
                (front, target)
                for line in self._lines
                if line.group in (group, EVERYBODY) and line.days.overlaps(self._period)
                for front in line.fronts
                for target in (line.targets or {""})
                if (fronts is None or front in fronts) and (not targets or not target or target in targets)
            }
        )
        if not cells:
            return np.zeros(len(self._period), dtype=np.uint8)
        table = np.array([[self._at(group, front, target, day) for day in self._period] for front, target in cells])
        level = np.where(table.max(axis=0) == NOBODY_LOOKED, NOBODY_LOOKED, SAMPLE)
        return np.where(table.min(axis=0) == CENSUS, CENSUS, level).astype(np.uint8)

    def reasons(self, group: str) -> tuple[str, ...]:
        """Return why a group's rows are no census, in the words of the file; each reason once."""
        lines = [one for one in self._lines if one.group == group and one.level == SAMPLE and one.days.overlaps(self._period)]
        return tuple(dict.fromkeys(line.why for line in lines))

    def _at(self, group: str, front: str, target: str, day: dt.date) -> int:
        # Where lines overlap the more careful one holds.
        levels = [
            line.level
            for line in self._lines
            if line.group in (group, EVERYBODY) and day in line.days and front in line.fronts and _meets(line.targets, target)
        ]
        return min(levels, default=NOBODY_LOOKED)

    def _line(self, row: CoverageRow, register: Register) -> _Line:
        owner = register.resolve(row.group).organisation or row.group
        fronts, targets = self._scope(row.front)
        return _Line(owner, fronts, targets, Window(row.period_start, row.period_end), COVERAGE_NAMES.index(row.coverage), row.why)

    def _scope(self, front: str) -> tuple[frozenset[str], frozenset[str]]:
        if front in self._scopes:
            return self._scopes[front]
        parts = front.replace("+", ", ").split(", ")
        return frozenset(name for part in parts for name in self._scopes[part][0]), frozenset()


def _scopes(case: Case) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    settings = case.settings
    fronts = (*settings.fronts, *settings.control_fronts)
    scopes = {front: (frozenset({front}), frozenset[str]()) for front in fronts}
    scopes |= {alias: (frozenset(names), frozenset()) for alias, names in settings.front_aliases.items()}
    scopes |= {scope.name: (frozenset(scope.fronts), frozenset(scope.targets)) for scope in settings.scopes}
    return {_ALL_FRONTS: (frozenset(fronts), frozenset()), **scopes}


def _meets(targets: frozenset[str], target: str) -> bool:
    return not targets or not target or target in targets
