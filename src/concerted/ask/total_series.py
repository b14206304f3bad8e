"""Events of one group over days, from running totals."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.chance.bursty_rates import dispersion
from concerted.counts import NOBODY_LOOKED
from concerted.days import Window, after
from concerted.measure.dispersion import Dispersion
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements
from concerted.measure.totals import Curve, segments

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TotalSeries:
    """Running totals, as bounds.

    Attributes
    ----------
    record : Window
        The days of the count that lie in the record of the counts; `curve` may begin earlier.
    coverage : ndarray of uint8, shape (n_days,)
        A day on which nobody counted is no day at risk, for nothing of it is in the total.
    kept : ndarray of bool, shape (n_days,)
        False on days that are left out though the total counts them.
    exposure : ndarray of float64, shape (n_days,), or None
        With a mean of 1.
    """

    name: str
    record: Window
    coverage: npt.NDArray[np.uint8]
    curve: Curve
    about: tuple[tuple[dt.date, float], ...]
    stated: tuple[dt.date, ...]
    kept: Marks
    exposure: Days | None = None

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return what the totals say of the events; days left out are taken away as far as totals around them allow."""
        bounds = [self._increase(window) for window in windows]
        days = float(sum(self.at_risk[self._place(window)].sum() for window in windows))
        return Tally(sum(b[0] for b in bounds), sum(b[1] for b in bounds), int(days) if self.exposure is None else days)

    def placements(self, window: Window, baseline: Sequence[Window]) -> Placements:
        """Return none: totals bound counts, they hold no event known as a range."""
        return Placements()

    def left_out(self) -> int:
        """Return 0, as above."""
        return 0

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return the dispersion of the increases between exact totals, without stretches that hold a day left out."""
        kept = [day for window in windows for day in window if self.kept[(day - self.record.first).days]]
        counts, days = segments(self.curve, kept, {day: float(weight) for day, weight in zip(self.record, self.at_risk, strict=True)})
        return dispersion(counts[days > 0], days[days > 0])

    def bursts(self, window: Window) -> Dispersion | None:
        """Return None: totals are stated too seldom to measure how stretches as long as the window differ."""
        return None

    def other_windows(self, window: Window) -> tuple[Days, Days]:
        """Return bounds on the counts of other windows, with an exposure at that of this window; none where days are left out of this one."""
        length = dt.timedelta(days=len(window) - 1)
        windows = [Window(day, day + length) for day in self.record if day + length <= self.record.last]
        here = self.at_risk[self._place(window)].sum()
        rows = []
        for one in windows:
            there = self.at_risk[self._place(one)].sum()
            if not one.overlaps(window) and self.kept[self._place(one)].all() and there > 0:
                rows.append([bound * (1.0 if self.exposure is None else here / there) for bound in self.curve.increase(one)])
        if not self.kept[self._place(window)].all():
            rows = []
        bounds = np.round(np.array(rows).reshape(-1, 2), 9)
        return bounds[:, 0], bounds[:, 1]

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return the count if only the total at the very end is missing and was stated approximately."""
        *earlier, last = windows
        stated = [value for day, value in self.about if day == last.last]
        known = self.tally(earlier)
        eve = (last.first - self.curve.days.first).days
        if not stated or not known.exact or not self.curve.known[eve] or not self.kept[self._place(last)].all():
            return None
        return float(stated[-1] - self.curve.low[eve] + known.low)

    def each_day_alike(self) -> TotalSeries:
        """Return the series without its exposure."""
        return replace(self, exposure=None)

    @cached_property
    def at_risk(self) -> Days:
        """Days at risk; shape (n_days,)."""
        there = self.kept & (self.coverage > NOBODY_LOOKED)
        return np.where(there, 1.0 if self.exposure is None else self.exposure, 0.0)

    def _place(self, window: Window) -> slice:
        first = (window.first - self.record.first).days
        return slice(first, first + len(window))

    def _increase(self, window: Window) -> tuple[float, float]:
        """Return bounds on the events of a window without the days left out."""
        low, high = self.curve.increase(window)
        kept = self.kept[self._place(window)]
        if kept.all():
            return low, high
        inside, outside = (self._sum(window, marks) for marks in (kept, ~kept))
        # What the days left out held is at least one bound and at most the other; the whole less that bounds the rest too.
        spare = low - outside[1] if math.isfinite(outside[1]) else 0.0
        return max(inside[0], spare), min(inside[1], high - outside[0])

    def _sum(self, window: Window, marks: Marks) -> tuple[float, float]:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
        stretches = [Window(after(window.first, int(i)), after(window.first, int(j) - 1)) for i, j in edges.reshape(-1, 2)]
        bounds = [self.curve.increase(stretch) for stretch in stretches]
        return sum(low for low, _ in bounds), sum(high for _, high in bounds)
