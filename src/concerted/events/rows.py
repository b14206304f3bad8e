"""Which row counts for which group, and what of the rows is set aside.

The unit is the row; `n_reported` is never summed. A row counts for the organisation that its actor names. Acts of several actors together
count for none of them and are listed as joint; rows of members, wings and suspected launchers stay apart from the groups that they are tied to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.actors import Register
from concerted.case import Case
from concerted.case.records import ControlRow, EventRow
from concerted.counts import NOBODY_LOOKED, Counts, IntervalCount
from concerted.days import Window, precision
from concerted.events.chosen import ImportedRow
from concerted.events.coverage import Coverage, Effort
from concerted.events.exposure import Exposure

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
    nowhere : tuple of EventRow
        Imported rows on none of the case's fronts.
    """

    groups: tuple[str, ...]
    controls: tuple[str, ...]
    kept: tuple[_Kept, ...]
    joint: tuple[EventRow, ...]
    others: tuple[EventRow, ...]
    unobserved: tuple[EventRow, ...]
    period_totals: tuple[ControlRow, ...]
    nowhere: tuple[EventRow, ...] = ()

    def of(self, group: str) -> tuple[EventRow, ...]:
        """Return the rows that count for a group."""
        return tuple(kept.row for kept in self._by_group.get(group, ()))

    def statuses(self) -> tuple[str, ...]:
        """Return the series of `STATUS_SERIES` that hold a row of any group."""
        found = {row.status for group in self.groups for row in self.of(group)}
        return tuple(name for name, holds in STATUS_SERIES.items() if any(holds(status) for status in found))

    @property
    def has_inferred(self) -> bool:
        """Whether the day of any row of a group was inferred."""
        return any(row.date_precision == "inferred" for group in self.groups for row in self.of(group))

    @cached_property
    def _by_group(self) -> Mapping[str, list[_Kept]]:
        groups: dict[str, list[_Kept]] = {}
        for kept in self.kept:
            groups.setdefault(kept.group, []).append(kept)
        return groups

    def regrouped(self, owners: Mapping[str, str], case: Case, coverage: Coverage) -> Rows:
        """Return the rows as they would be if some counted for another group; "" for none. Joint acts stay joint.

        Parameters
        ----------
        owners : mapping of str to str
            From the id of a row to the id of the group that it would count for.
        case : Case
        coverage : Coverage
            A row where nobody looked for the other group is left out.
        """
        stay = [kept for kept in self.kept if kept.row.event_id not in owners]
        rows = [*(kept.row for kept in self.kept), *self.others, *self.unobserved]
        moved = [(owners[row.event_id], row) for row in rows if owners.get(row.event_id)]
        return replace(self, kept=(*stay, *(_kept(case, row, group) for group, row in moved if observed(case, coverage, group, row))))

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
        exposure: Exposure | None = None,
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
        exposure : Exposure, optional
            What each group could have acted against; alike on all days if left out.
        """
        ids = (*self.groups, *self.controls)
        chosen = [kept for kept in self.kept if kept.group in self.controls or _wanted(kept, status, certain_days, targets, fronts)]
        values = np.zeros((len(ids), len(period)), dtype=np.int64)
        for kept in chosen:
            if len(kept.when) == 1:
                values[ids.index(kept.group), (kept.when.first - period.first).days] += 1
        ranged = [IntervalCount(names(kept.group), kept.when.first, kept.when.last, 1) for kept in chosen if len(kept.when) > 1]
        # Controls carry their own fronts, so their coverage is never cut to those of the groups.
        levels = np.array([self._levels(coverage, i, fronts, targets) for i in ids])
        at_risk = None if exposure is None else exposure.table(ids)
        if at_risk is not None:
            # A row where there was nothing to act against denies the exposure, so that nothing is known of the day.
            levels[(at_risk == 0) & (values > 0)] = NOBODY_LOOKED
        counts = Counts.from_arrays(
            values,
            [names(id_) for id_ in ids],
            period.first,
            coverage=levels,
            exposure=at_risk,
            effort=_pages([self.effort(coverage, i, fronts, targets) for i in ids], levels > NOBODY_LOOKED),
        )
        return replace(counts, intervals=tuple(ranged))

    def _levels(self, coverage: Coverage, id_: str, fronts: Sequence[str], targets: Sequence[str]) -> npt.NDArray[np.uint8]:
        """Return how well a group was observed by day: not at all where nobody looked at a front that holds a good part of its rows."""
        if id_ in self.controls:
            return coverage.days(id_)
        level = coverage.days(id_, fronts or None, targets)
        for front in self._main_fronts(id_, fronts):
            level = np.where(coverage.days(id_, (front,), targets) == NOBODY_LOOKED, NOBODY_LOOKED, level).astype(np.uint8)
        return level

    def _main_fronts(self, id_: str, fronts: Sequence[str] = ()) -> tuple[str, ...]:
        own = Counter(front for kept in self._by_group.get(id_, ()) for front in kept.fronts if not fronts or front in fronts)
        return tuple(front for front, n in own.items() if n >= _MAIN_FRONT * own.total())

    def effort(self, coverage: Coverage, id_: str, fronts: Sequence[str] = (), targets: Sequence[str] = ()) -> Effort | None:
        """Return the pages read in search of a group, summed over the fronts that hold a good part of its rows; None without a search."""
        if id_ in self.controls:
            return coverage.effort(id_)
        return coverage.effort(id_, self._main_fronts(id_, fronts), targets)

    def effort_known(self, coverage: Coverage, id_: str) -> tuple[int, int]:
        """Return the observed days on which it is known how much was read in search of a group, and all its observed days."""
        observed, effort = self._levels(coverage, id_, (), ()) > NOBODY_LOOKED, self.effort(coverage, id_)
        return 0 if effort is None else effort.known_days(observed), int(observed.sum())


def case_rows(case: Case, register: Register, coverage: Coverage, events: Sequence[EventRow] | None = None) -> Rows:
    """Sort the rows of a case.

    Parameters
    ----------
    case : Case
    register : Register
    coverage : Coverage
    events : sequence of EventRow, optional
        The rows of the event table and of the imported ones, each event once; those of the event table if left out.
    """
    groups, found = case.settings.case.groups, case.events if events is None else events
    of_imports = {one.group for one in case.settings.controls}
    sorted_: dict[str, list[EventRow]] = {name: [] for name in ("joint", "others", "unobserved", "nowhere")}
    kept, controls = [], {id_ for row in case.controls if (id_ := register.listed(row.control_group).organisation)}
    for row in found:
        matches = register.resolve_joint(row.actor, row.date)
        owner = matches[0].organisation or ""
        is_control = isinstance(row, ImportedRow) and owner in of_imports
        pile = "joint" if len(matches) > 1 else _pile(case, coverage, owner, row) if owner in groups or is_control else "others"
        if pile:
            sorted_[pile].append(row)
        else:
            kept.append(_kept(case, row, owner))
            controls |= {owner} if is_control else set()
    for control in case.controls:
        id_ = register.listed(control.control_group).organisation
        if control.record_type == "event" and id_:
            kept.append(_kept(case, control, id_))
    totals = tuple(row for row in case.controls if row.record_type == "period_total")
    piles = {name: tuple(rows) for name, rows in sorted_.items()}
    return Rows(groups, tuple(sorted(controls)), tuple(kept), period_totals=totals, **piles)


def _pile(case: Case, coverage: Coverage, group: str, row: EventRow) -> str:
    """Return where a row of a group is put that cannot be counted; "" where it can."""
    if not row.front:
        return "nowhere"
    return "" if observed(case, coverage, group, row) else "unobserved"


def _wanted(kept: _Kept, status: str, certain_days: bool, targets: Sequence[str], fronts: Sequence[str]) -> bool:
    """Tell whether a row has the status, the certainty, the class of target and the fronts that are counted."""
    if certain_days and kept.row.date_precision == "inferred":
        return False
    inside = (not targets or kept.row.target_class in targets) and (not fronts or set(kept.fronts) <= set(fronts))
    return inside and STATUS_SERIES[status](kept.row.status)


def _kept(case: Case, row: EventRow, group: str) -> _Kept:
    return _Kept(row, group, _fronts(case, row.front), precision(row.date_precision, row.date))


def _pages(efforts: Sequence[Effort | None], observed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64] | None:
    """Return the pages read by group and day, 1 on all days of a group for which they are not known throughout; None where of none."""
    whole = [effort is not None and effort.known_days(here) == here.sum() > 0 for effort, here in zip(efforts, observed, strict=True)]
    if not any(whole):
        return None
    ones = np.ones(observed.shape[1])
    return np.array([effort.pages if effort and known else ones for effort, known in zip(efforts, whole, strict=True)])


def _fronts(case: Case, name: str) -> tuple[str, ...]:
    return case.settings.front_aliases.get(name, (name,))


def observed(case: Case, coverage: Coverage, group: str, row: EventRow) -> bool:
    """Tell whether anybody looked for a group on the front and day of a row."""
    return coverage.level(group, _fronts(case, row.front), row.target_class, row.date) > NOBODY_LOOKED
