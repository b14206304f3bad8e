"""Who was looked for, where and when: from lines of the coverage and search files to a level, and the pages read, for each day.

Nothing is inferred from missing rows, and nothing from a missing line: where no line speaks of a group and front, nobody looked. A number
of pages that nobody wrote down is unknown, never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from concerted.actors import Register
from concerted.case import Case
from concerted.case.daily import days_of, searched_level
from concerted.case.records import CoverageRow, SearchRow
from concerted.case.scopes import EVERYBODY, Scope, Scopes
from concerted.counts import CENSUS, COVERAGE_NAMES, NOBODY_LOOKED, SAMPLE
from concerted.days import Window

# Above every level, so that the least of it and of the lines is that of the lines.
_UNSPOKEN = 255


@dataclass(frozen=True)
class _Line:
    groups: tuple[str, ...]
    scope: Scope
    days: Window
    level: int
    why: str
    # Whether the line is one of searches.csv, and how much was read on each of its days where that is known.
    searched: bool = False
    pages: int | None = None


@dataclass(frozen=True)
class Brought:
    """An event table that was brought in as a whole: a sample of its fronts from its first day to its last, where no line says otherwise."""

    fronts: tuple[str, ...]
    days: Window
    why: str


@dataclass(frozen=True, eq=False)
class Effort:
    """How much was read in search of a group, by day.

    Attributes
    ----------
    pages : ndarray of float64, shape (n_days,)
        Pages or reports read; 0 where that is not known.
    known : ndarray of bool, shape (n_days,)
        Where it is known of every front that was looked at.
    """

    pages: npt.NDArray[np.float64]
    known: npt.NDArray[np.bool_]

    def known_days(self, observed: npt.NDArray[np.bool_]) -> int:
        """Return on how many of the observed days it is known that something was read, and how much."""
        return int((observed & self.known & (self.pages > 0)).sum())


class Coverage:
    """The coverage of a case.

    A group's counts over several fronts are a census only where every front is one, and unobserved only where all are.
    """

    def __init__(self, case: Case, register: Register, brought: Sequence[Brought] = ()) -> None:
        self._period = Window(case.settings.case.start, case.settings.case.end)
        self._brought = tuple(one for one in brought if one.days.overlaps(self._period))
        self._groups = case.settings.case.groups
        self._scopes = Scopes(case.settings)
        searches = [self._search(row, register) for row in case.searches]
        self._lines: dict[str, list[_Line]] = {}
        for line in [*(self._line(row, register) for row in case.coverage), *(one for one in searches if one is not None)]:
            for group in line.groups if line.days.overlaps(self._period) else ():
                self._lines.setdefault(group, []).append(line)
        self._cell = cache(self._cell_levels)
        self._known = cache(self._days)
        self._read = cache(self._effort)

    def level(self, group: str, fronts: Sequence[str], target: str, day: dt.date) -> int:
        """Return how well a group was observed on some fronts and one class of target on a day: 0, 1 or 2."""
        if day not in self._period:
            return NOBODY_LOOKED
        levels = [int(self._cell(group, front, target)[(day - self._period.first).days]) for front in fronts]
        return min(levels, default=NOBODY_LOOKED)

    def days(self, group: str, fronts: Sequence[str] | None = None, targets: Sequence[str] = ()) -> npt.NDArray[np.uint8]:
        """Return the level of each day of the period, over the cells that any line of the group names; shape (n_days,)."""
        return self._known(group, None if fronts is None else tuple(fronts), tuple(targets))

    def effort(self, group: str, fronts: Sequence[str] = (), targets: Sequence[str] = ()) -> Effort | None:
        """Return the pages read in search of a group by day, summed over some fronts; over all that its searches name where none is given.

        None where no search of the group on these fronts is recorded. A search of several fronts counts once.
        """
        return self._read(group, tuple(fronts), tuple(targets))

    def _effort(self, group: str, fronts: tuple[str, ...], targets: tuple[str, ...]) -> Effort | None:
        searches = [line for line in self._lines.get(group, ()) if line.searched and (not fronts or line.scope.fronts & {*fronts})]
        searches = [line for line in searches if not targets or not line.scope.targets or line.scope.targets & {*targets}]
        if not searches:
            return None
        by_day = self._by_day(searches)
        pages = np.array([_pages(here) for here in by_day])
        known = ~np.isnan(pages)
        for front in fronts:
            spoken = np.array([any(front in line.scope.fronts for line in here) for here in by_day])
            known &= spoken | (self.days(group, (front,), targets) == NOBODY_LOOKED)
        return Effort(np.where(known, pages, 0.0), known)

    def reasons(self, group: str) -> tuple[str, ...]:
        """Return why a group's rows are no census, in the words of the files; each reason once."""
        said = [line.why for line in self._lines.get(group, ()) if line.level == SAMPLE]
        return tuple(dict.fromkeys([*said, *(one.why for one in self._brought if self._adds(group, one))]))

    def _adds(self, group: str, one: Brought) -> bool:
        """Tell whether a table that was brought in covers a day and front of which no line speaks."""
        return any((self._spoken(group, front, "")[self._place(one.days)] == _UNSPOKEN).any() for front in one.fronts)

    def _days(self, group: str, fronts: tuple[str, ...] | None, targets: tuple[str, ...]) -> npt.NDArray[np.uint8]:
        cells = sorted(
            {
                (front, target)
                for line in self._lines.get(group, ())
                for front in line.scope.fronts
                for target in (line.scope.targets or {""})
                if (fronts is None or front in fronts) and (not targets or not target or target in targets)
            }
            | {(front, "") for one in self._brought for front in one.fronts if fronts is None or front in fronts}
        )
        if not cells:
            return np.zeros(len(self._period), dtype=np.uint8)
        table = np.array([self._cell(group, front, target) for front, target in cells])
        level = np.where(table.max(axis=0) == NOBODY_LOOKED, NOBODY_LOOKED, SAMPLE)
        return np.where(table.min(axis=0) == CENSUS, CENSUS, level).astype(np.uint8)

    def _cell_levels(self, group: str, front: str, target: str) -> npt.NDArray[np.uint8]:
        """Return the level of one front and class of target on each day; where no line speaks, a table brought in is a sample."""
        least = self._spoken(group, front, target)
        for one in self._brought:
            if front in one.fronts:
                days = self._place(one.days)
                least[days] = np.where(least[days] == _UNSPOKEN, SAMPLE, least[days])
        return np.where(least == _UNSPOKEN, NOBODY_LOOKED, least).astype(np.uint8)

    def _spoken(self, group: str, front: str, target: str) -> npt.NDArray[np.uint8]:
        """Return what the lines say of each day; where they overlap the more careful one holds."""
        least = np.full(len(self._period), _UNSPOKEN, dtype=np.uint8)
        for line in self._lines.get(group, ()):
            if line.scope.holds(front, target):
                days = self._place(line.days)
                least[days] = np.minimum(least[days], line.level)
        return least

    def _by_day(self, lines: Sequence[_Line]) -> list[list[_Line]]:
        by_day: list[list[_Line]] = [[] for _ in range(len(self._period))]
        for line in lines:
            for here in by_day[self._place(line.days)]:
                here.append(line)
        return by_day

    def _place(self, days: Window) -> slice:
        first, last = max(days.first, self._period.first), min(days.last, self._period.last)
        return slice((first - self._period.first).days, (last - self._period.first).days + 1)

    def _line(self, row: CoverageRow, register: Register) -> _Line:
        level = COVERAGE_NAMES.index(row.coverage)
        return _Line(self._owners(row.group, register), self._scopes.of(row.front), Window(row.period_start, row.period_end), level, row.why)

    def _search(self, row: SearchRow, register: Register) -> _Line | None:
        days, level = days_of(row), COVERAGE_NAMES.index(searched_level(row))
        why = f"searches that were not complete{f' ({row.source})' if row.source else ''}"
        owners, scope = self._owners(row.group, register), self._scopes.of(row.front)
        return None if days is None else _Line(owners, scope, days, level, why, True, row.pages_read)

    def _owners(self, group: str, register: Register) -> tuple[str, ...]:
        return self._groups if group == EVERYBODY else (register.listed(group).organisation or group,)


def effort_limits(known: int, observed: int) -> tuple[str, ...]:
    """Return what is missing of the pages read, if anything, from the days on which they are known and all observed days."""
    if known == observed:
        return ()
    told = f"on {known} of {observed} observed days only" if known else "on no observed day"
    return (f"it is known {told} how many pages were read, so the days are not weighted by them",)


def _pages(searches: Sequence[_Line]) -> float:
    """Return the pages read in all searches of one day; not a number where one of them does not say."""
    counted: list[_Line] = []
    # The widest first: a narrower one on the same fronts tells of the same reading, since `check` lets them differ in nothing.
    for line in sorted(searches, key=lambda one: -len(one.scope.fronts)):
        if not any(line.scope.meets(other.scope) for other in counted):
            counted.append(line)
    unknown = not searches or any(line.pages is None for line in searches)
    return float("nan") if unknown else float(sum(line.pages or 0 for line in counted))
