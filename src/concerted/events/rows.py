"""Which row counts for which group, and what of the rows is set aside.

The unit is the row; `n_reported` is never summed. A row counts for the organisation that its actor names. Acts of several actors together
count for none of them and are listed as joint; rows of members, wings and suspected launchers stay apart from the groups that they are tied to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from concerted.actors import Register
from concerted.case import Case
from concerted.case.records import ControlRow, EventRow
from concerted.counts import NOBODY_LOOKED, Counts, IntervalCount
from concerted.days import Window, precision
from concerted.events.coverage import Coverage

STATUS_SERIES: dict[str, Callable[[tuple[str, ...]], bool]] = {
    "all rows": lambda status: len(status) > 0,
    "claimed only": lambda status: status == ("claimed",),
    "attributed": lambda status: "attributed" in status,
    "confirmed": lambda status: "confirmed" in status,
}

# A front with less than this share of a group's rows does not decide whether the group was observed.
_MAIN_FRONT = 0.1


@dataclass(frozen=True)
class _Kept:
    row: EventRow
    group: str
    fronts: tuple[str, ...]
    when: Window


@dataclass(frozen=True)
class Rows:
    """The rows of a case, sorted by what they can be used for.

    Attributes
    ----------
    kept : tuple
        Rows that count for a group or a control group.
    joint : tuple of EventRow
        Acts recorded as joint, counted apart.
    others : tuple of EventRow
        Rows of actors that are not asked about (opponents, unidentified launchers, members under their own name).
    unobserved : tuple of EventRow
        Rows on days and fronts of which the coverage file says that nobody looked.
    period_totals : tuple of ControlRow
        Counts over a stretch of days; no events.
    """

    groups: tuple[str, ...]
    controls: tuple[str, ...]
    kept: tuple[_Kept, ...]
    joint: tuple[EventRow, ...]
    others: tuple[EventRow, ...]
    unobserved: tuple[EventRow, ...]
    period_totals: tuple[ControlRow, ...]

    def of(self, group: str) -> tuple[EventRow, ...]:
        """Return the rows that count for a group."""
        return tuple(kept.row for kept in self.kept if kept.group == group)

    def counts(
        self,
        coverage: Coverage,
        period: Window,
        names: Callable[[str], str],
        *,
        status: str = "all rows",
        certain_days: bool = False,
        targets: Sequence[str] = (),
        fronts: Sequence[str] = (),
    ) -> Counts:
        """Return counts by group and day, groups first and controls after them.

        Parameters
        ----------
        coverage : Coverage
        period : Window
        names : callable
            From the id of an organisation to its name.
        status : str
            Which series of `STATUS_SERIES`; controls are never filtered.
        certain_days : bool
            Whether to leave out rows whose day was inferred.
        targets, fronts : sequence of str
            Only these classes of target and fronts; all where empty. Controls are never filtered.
        """
        ids = (*self.groups, *self.controls)
        values = np.zeros((len(ids), len(period)), dtype=np.int64)
        ranged = []
        chosen = STATUS_SERIES[status]
        for kept in self.kept:
            is_control = kept.group in self.controls
            wanted = chosen(kept.row.status) and not (certain_days and kept.row.date_precision == "inferred")
            wanted &= (not targets or kept.row.target_class in targets) and (not fronts or set(kept.fronts) <= set(fronts))
            if not (is_control or wanted):
                continue
            if len(kept.when) == 1:
                values[ids.index(kept.group), (kept.when.first - period.first).days] += 1
            else:
                ranged.append(IntervalCount(names(kept.group), kept.when.first, kept.when.last, 1))
        # Controls carry their own fronts, so their coverage is never cut to those of the groups.
        levels = [self._levels(coverage, i, fronts, targets) for i in ids]
        counts = Counts.from_arrays(values, [names(id_) for id_ in ids], period.first, coverage=np.array(levels))
        return replace(counts, intervals=tuple(ranged))

    def _levels(self, coverage: Coverage, id_: str, fronts: Sequence[str], targets: Sequence[str]) -> npt.NDArray[np.uint8]:
        """Return how well a group was observed by day: not at all where nobody looked at a front that holds a good part of its rows."""
        if id_ in self.controls:
            return coverage.days(id_)
        level = coverage.days(id_, fronts or None, targets)
        own = Counter(front for kept in self.kept if kept.group == id_ for front in kept.fronts if not fronts or front in fronts)
        for front in (front for front, n in own.items() if n >= _MAIN_FRONT * own.total()):
            level = np.where(coverage.days(id_, (front,), targets) == NOBODY_LOOKED, NOBODY_LOOKED, level).astype(np.uint8)
        return level


def case_rows(case: Case, register: Register, coverage: Coverage) -> Rows:
    """Sort the rows of a case."""
    groups = case.settings.case.groups
    controls = tuple(sorted({id_ for row in case.controls if (id_ := register.resolve(row.control_group).organisation)}))
    kept, joint, others, unobserved = [], [], [], []
    for row in case.events:
        matches = register.resolve_joint(row.actor, row.date)
        owner = matches[0].organisation
        if len(matches) > 1:
            joint.append(row)
        elif owner not in groups:
            others.append(row)
        elif not _observed(case, coverage, owner, row):
            unobserved.append(row)
        else:
            kept.append(_Kept(row, owner, _fronts(case, row.front), precision(row.date_precision, row.date)))
    for control in case.controls:
        id_ = register.resolve(control.control_group).organisation
        if control.record_type == "event" and id_:
            kept.append(_Kept(control, id_, _fronts(case, control.front), precision(control.date_precision, control.date)))
    totals = tuple(row for row in case.controls if row.record_type == "period_total")
    return Rows(groups, controls, tuple(kept), tuple(joint), tuple(others), tuple(unobserved), totals)


def _fronts(case: Case, name: str) -> tuple[str, ...]:
    return case.settings.front_aliases.get(name, (name,))


def _observed(case: Case, coverage: Coverage, group: str, row: EventRow) -> bool:
    return coverage.level(group, _fronts(case, row.front), row.target_class, row.date) > NOBODY_LOOKED
