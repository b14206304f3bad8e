"""What a group could have acted against on each day: ships in transit, bases present."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from concerted.actors import Register
from concerted.case import Case
from concerted.case.daily import days_of
from concerted.case.records import EventRow, ExposureRow
from concerted.days import Window, spoken


class Exposure:
    """The exposure of a case; a group without a line is exposed alike on all days."""

    def __init__(self, case: Case, register: Register) -> None:
        self._period = Window(case.settings.case.start, case.settings.case.end)
        self._rows: dict[str, list[ExposureRow]] = {}
        for row in case.exposure:
            self._rows.setdefault(register.listed(row.group).organisation or row.group, []).append(row)

    def days(self, group: str) -> npt.NDArray[np.float64]:
        """Return a group's exposure on each day of the period, 1 on all where no line speaks of it; shape (n_days,).

        A day without a line is a fault of the case, which `check` tells.
        """
        if group not in self._rows:
            return np.ones(len(self._period))
        table = np.zeros(len(self._period))
        for row in self._rows[group]:
            days = days_of(row)
            if days is not None:
                first = (days.first - self._period.first).days
                table[first : first + len(days)] = row.exposure
        return table

    def table(self, groups: tuple[str, ...]) -> npt.NDArray[np.float64] | None:
        """Return the exposure of some groups, or None where the case has none of any; shape (n_groups, n_days)."""
        return np.array([self.days(group) for group in groups]) if self._rows else None

    def reasons(self, group: str, rows: Sequence[EventRow] = ()) -> tuple[str, ...]:
        """Return what the exposure leaves open for a group with these rows: nothing where the case gives none of any group."""
        if not self._rows:
            return ()
        if group not in self._rows:
            return ("no exposure is given for it, so all its days count alike",)
        weighted = f"its days are weighted by {self._rows[group][0].unit}; that events follow in proportion is assumed"
        days = self.days(group)
        denied = {row.date for row in rows if row.date in self._period and days[(row.date - self._period.first).days] == 0}
        if not denied:
            return (weighted,)
        listed = ", ".join(spoken(day) for day in sorted(denied))
        return weighted, f"rows lie on days of exposure 0 ({listed}): these days are left out as unobserved"
