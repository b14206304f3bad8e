"""Events of one group over days, from daily values and from events of which only a range of days is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.counts import CENSUS, IntervalCount
from concerted.days import Window
from concerted.measure import pause as measure
from concerted.measure.dispersion import Dispersion, dispersion_over
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements, placements

Days = npt.NDArray[np.float64]
Bounds = tuple[Days, Days]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class DailySeries:
    """Counts by day; days on which nobody looked take no part.

    Where there is an exposure its mean is 1, so that a day of the usual exposure counts as one day.
    """

    name: str
    record: Window
    coverage: npt.NDArray[np.uint8]
    values: npt.NDArray[np.int64]
    usable: Marks
    exposure: npt.NDArray[np.float64] | None = None
    ranged: tuple[IntervalCount, ...] = ()

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return the events and the days at risk; events known only as a range of days count where they can have happened."""
        inside = self._inside(windows) & self.usable
        seen = int(self.values[inside].sum())
        surely = sum(n for n, days, sure in self._ranges if sure and not (days & ~inside).any())
        possibly = sum(n for n, days, _ in self._ranges if (days & inside).any())
        days = int(inside.sum()) if self.exposure is None else float(self.exposure[inside].sum())
        return Tally(seen + surely, seen + possibly, days)

    def placements(self, window: Window, baseline: Sequence[Window]) -> Placements:
        """Return where events known only as a range can lie."""
        return placements(self._ranges, self._inside([window]) & self.usable, self._inside(baseline) & self.usable)

    def left_out(self) -> int:
        """Return how many events are known only as a range none of whose days takes part."""
        return sum(one.n for one in self.ranged) - sum(n for n, _, _ in self._ranges)

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return None: that of daily values is measured, by `bursts`."""
        return None

    def bursts(self, window: Window) -> Dispersion | None:
        """Return the dispersion of stretches as long as a window, from all days at risk outside it."""
        at_risk = self.usable if self.exposure is None else self.usable & (self.exposure > 0)
        here = self._inside([window])
        outside = at_risk & ~here
        length = int((at_risk & here).sum())
        if not length:
            return None
        weight = np.ones(len(self.record)) if self.exposure is None else self.exposure
        return dispersion_over(self._uneven(outside, length)[outside], weight[outside], length)

    def other_windows(self, window: Window) -> Bounds:
        """Return least and greatest counts of other windows. None where a day of this window was not observed.

        With an exposure, what each would have held at the exposure of this window.
        """
        here = self._inside([window])
        if not self.usable[here].all():
            return np.zeros(0), np.zeros(0)
        fits = np.asarray(measure.windows_of(self.usable & ~here, len(window)).all(axis=1))
        sums = measure.windows_of(self.values, len(window)).sum(axis=1)[fits].astype(np.float64)
        lows, highs = sums.copy(), sums.copy()
        for n, days, sure in self._ranges:
            inside = measure.windows_of(days, len(window)).sum(axis=1)[fits]
            lows += n * (sure & (inside == days.sum()))
            highs += n * (inside > 0)
        return (lows, highs) if self.exposure is None else self._at_exposure(self.exposure, here, fits, lows, highs)

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return None: daily values are never approximate."""
        return None

    def each_day_alike(self) -> DailySeries:
        """Return the series without its exposure."""
        return replace(self, exposure=None)

    def _at_exposure(self, exposure: Days, here: Marks, fits: Marks, *counts: Days) -> Bounds:
        """Return what windows would have held at the exposure of this one; rounded, so that the same rate is the same count."""
        at_risk = measure.windows_of(exposure, int(here.sum())).sum(axis=1)[fits]
        some = at_risk > 0
        scale = exposure[here].sum() / at_risk[some]
        low, high = (np.round(one[some] * scale, 9) for one in counts)
        return low, high

    @cached_property
    def _ranges(self) -> tuple[tuple[int, Marks, bool], ...]:
        """Events known only as a range that can lie on a day at risk: how many, on which days, and whether they surely do."""
        at_risk = self.usable if self.exposure is None else self.usable & (self.exposure > 0)
        found = []
        for one in self.ranged:
            span = Window(one.first, one.last)
            inside = self.record.overlap(span)
            if inside is None or not one.n:
                continue
            days = self._inside([inside])
            # Where there was nothing to act against, nothing happened; where nobody looked, it may have.
            possible = days if self.exposure is None else days & (self.exposure > 0)
            if (possible & at_risk).any():
                found.append((one.n, possible & at_risk, inside == span and not (possible & ~self.usable).any()))
        return tuple(found)

    def _uneven(self, outside: Marks, length: int) -> Days:
        """Return the counts of days; events known as a range stand on the day around which most lie already, which is the most uneven."""
        counts = self.values.astype(np.float64)
        for n, days, _ in self._ranges:
            can = np.flatnonzero(days & outside)
            if can.size:
                around = np.convolve(np.where(outside, counts, 0.0), np.ones(length), "same")
                counts[can[around[can].argmax()]] += n
        return counts

    def census(self, window: Window) -> bool:
        """Tell whether every day of a window was observed in full."""
        return bool((self.coverage[self._inside([window])] == CENSUS).all())

    def _inside(self, windows: Sequence[Window]) -> Marks:
        inside = np.zeros(len(self.record), dtype=bool)
        for window in windows:
            i = (window.first - self.record.first).days
            inside[i : i + len(window)] = True
        return inside
