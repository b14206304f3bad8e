"""Events of one group over days, from daily values or from running totals: two kinds with one face."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeGuard

import numpy as np
import numpy.typing as npt

from concerted.chance.bursty_rates import dispersion
from concerted.counts import CENSUS, COVERAGE_NAMES, NOBODY_LOOKED, Counts, IntervalCount
from concerted.days import DayLike, Window, as_day
from concerted.errors import DataError
from concerted.measure import pause as measure
from concerted.measure.pause import Tally
from concerted.measure.totals import Curve, curve, segments, with_parts
from concerted.words.numbers import percent, plural

_WEEK = 7


class Series(Protocol):
    """What a question on one group's rate needs to know."""

    @property
    def name(self) -> str:
        """What the series is called."""

    @property
    def record(self) -> Window:
        """The days that it covers."""

    @property
    def coverage(self) -> npt.NDArray[np.uint8]:
        """How well each day was observed; shape (n_days,)."""

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return the events in some stretches of the record, as a bound."""

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return variance over mean of the counts in some stretches."""

    def other_windows(self, window: Window) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return least and greatest counts of all windows of this length that share no day with it."""

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return the count of a stretch whose end total was stated as approximate only."""


@dataclass(frozen=True, eq=False)
class DailySeries:
    """Counts by day; days on which nobody looked take no part.

    Where there is an exposure its mean is 1, so that a day of the usual exposure counts as one day.
    """

    name: str
    record: Window
    coverage: npt.NDArray[np.uint8]
    values: npt.NDArray[np.int64]
    usable: npt.NDArray[np.bool_]
    exposure: npt.NDArray[np.float64] | None = None
    ranged: tuple[IntervalCount, ...] = ()

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return the events and the days at risk; events known only as a range of days count where they can have happened."""
        inside = self._inside(windows) & self.usable
        seen = int(self.values[inside].sum())
        spans = [(Window(one.first, one.last), one.n) for one in self.ranged]
        surely = sum(n for span, n in spans if any(span.overlap(window) == span for window in windows))
        possibly = sum(n for span, n in spans if any(span.overlaps(window) for window in windows))
        days = int(inside.sum()) if self.exposure is None else float(self.exposure[inside].sum())
        return Tally(seen + surely, seen + possibly, days)

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return the larger of the dispersions by day and by week."""
        usable = self._inside(windows) & self.usable
        both = [dispersion(*self._blocks(usable, length)) for length in (1, _WEEK)]
        return max((value for value in both if value is not None), default=None)

    def other_windows(self, window: Window) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the counts of other windows, twice: daily values leave no doubt. None where a day of this window was not observed.

        With an exposure, what each would have held at the exposure of this window.
        """
        here = self._inside([window])
        if not self.usable[here].all():
            return np.zeros(0), np.zeros(0)
        sums = measure.window_sums(self.values, self.usable, len(window), here).astype(np.float64)
        if self.exposure is not None:
            fits = np.lib.stride_tricks.sliding_window_view(self.usable & ~here, len(window)).all(axis=1)
            at_risk = np.lib.stride_tricks.sliding_window_view(self.exposure, len(window)).sum(axis=1)[fits]
            # Rounded, so that the same rate is the same count.
            sums = np.round(sums[at_risk > 0] * self.exposure[here].sum() / at_risk[at_risk > 0], 9)
        return sums, sums

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return None: daily values are never approximate."""
        return None

    def _blocks(self, usable: npt.NDArray[np.bool_], length: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return events and days at risk of consecutive blocks."""
        if self.exposure is None:
            return measure.block_sums(self.values, usable, length)
        usable = usable & (self.exposure > 0)
        counts, _ = measure.block_sums(self.values, usable, length)
        at_risk = np.add.reduceat(np.where(usable, self.exposure, 0.0), np.arange(0, usable.size, length))
        return counts, at_risk[at_risk > 0]

    def _inside(self, windows: Sequence[Window]) -> npt.NDArray[np.bool_]:
        inside = np.zeros(len(self.record), dtype=bool)
        for window in windows:
            i = (window.first - self.record.first).days
            inside[i : i + len(window)] = True
        return inside


@dataclass(frozen=True, eq=False)
class TotalSeries:
    """Running totals, as bounds."""

    name: str
    record: Window
    coverage: npt.NDArray[np.uint8]
    curve: Curve
    about: tuple[tuple[dt.date, float], ...]
    stated: tuple[dt.date, ...]

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return what the totals say of the events."""
        bounds = [self.curve.increase(window) for window in windows]
        return Tally(sum(b[0] for b in bounds), sum(b[1] for b in bounds), sum(len(w) for w in windows))

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return the dispersion of the increases between exact totals."""
        counts, days = segments(self.curve, [day for window in windows for day in window])
        return dispersion(counts, days)

    def other_windows(self, window: Window) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return bounds on the counts of other windows."""
        length = dt.timedelta(days=len(window) - 1)
        windows = [Window(day, day + length) for day in self.record if day + length <= self.record.last]
        bounds = np.array([self.curve.increase(w) for w in windows if not w.overlaps(window)]).reshape(-1, 2)
        return bounds[:, 0], bounds[:, 1]

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return the count if only the total at the very end is missing and was stated approximately."""
        *earlier, last = windows
        stated = [value for day, value in self.about if day == last.last]
        known = self.tally(earlier)
        eve = (last.first - self.record.first).days
        if not stated or not known.exact or not self.curve.known[eve]:
            return None
        return float(stated[-1] - self.curve.low[eve] + known.low)


def series_of(
    counts: Counts,
    group: str,
    series: str | None,
    parts: Sequence[str],
    given: Iterable[DayLike],
    coverage: npt.NDArray[np.uint8] | None = None,
) -> tuple[Series, tuple[TotalSeries, ...]]:
    """Return a group's series and its parts.

    Totals are used where they are named, or where the group has exactly one series and no census of days.
    """
    own = sorted({bound.series for bound in counts.totals if bound.group == group and ": " not in bound.series})
    if series is None and len(own) == 1 and (group not in counts.groups or not _has_census(counts, group)):
        series = own[0]
    if series is None:
        return daily(counts, group, given), ()
    total = _totals(counts, group, series, coverage)
    pieces = [_totals(counts, group, name, coverage) for name in parts]
    tighter, curves = with_parts(total.curve, [piece.curve for piece in pieces], series)
    return replace(total, curve=tighter), tuple(replace(p, curve=c) for p, c in zip(pieces, curves, strict=True))


def daily(counts: Counts, group: str, leave_out: Iterable[DayLike] = ()) -> DailySeries:
    """Return a group's daily values, without the days to be left out."""
    row = counts.index(group)
    usable = counts.coverage[row] > NOBODY_LOOKED
    for day in leave_out:
        usable = usable & (counts.days != np.datetime64(as_day(day)))
    ranged = tuple(one for one in counts.intervals if one.group == group)
    exposure = None if counts.exposure is None else _usual(counts.exposure[row], counts.coverage[row] > NOBODY_LOOKED)
    return DailySeries(group, counts.window, counts.coverage[row], counts.values[row], usable, exposure, ranged)


def _usual(exposure: npt.NDArray[np.float64], observed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64] | None:
    """Return an exposure in units of its mean over the observed days; None where it is the same on all of them."""
    seen = exposure[observed]
    if seen.size == 0 or ((seen == seen[0]).all() and seen[0] > 0):
        return None
    return exposure / seen.mean() if seen.any() else exposure


def weighted(data: Series) -> TypeGuard[DailySeries]:
    """Tell whether days count by an exposure that differs between them."""
    return isinstance(data, DailySeries) and data.exposure is not None


def coverage_words(coverage: npt.NDArray[np.uint8]) -> str:
    """Return how the days are covered, in words."""
    shares = [
        f"{percent(float((coverage == code).mean()))} {'unobserved' if code == NOBODY_LOOKED else COVERAGE_NAMES[code]}"
        for code in (CENSUS, 1, NOBODY_LOOKED)
        if (coverage == code).any()
    ]
    return f"{', '.join(shares)} of {plural(coverage.size, 'day')}"


def _has_census(counts: Counts, group: str) -> bool:
    return bool((counts.coverage[counts.index(group)] == CENSUS).all())


def _totals(counts: Counts, group: str, series: str, coverage: npt.NDArray[np.uint8] | None) -> TotalSeries:
    bounds = [one for one in counts.totals if one.group == group and one.series == series]
    if not bounds:
        names = sorted({one.series for one in counts.totals if one.group == group})
        raise DataError(f"expected a running total of {group!r} among {', '.join(names) or 'none'}; found {series!r}.")
    one = curve(bounds, counts.window.last)
    about = tuple((b.end, float(b.about)) for b in bounds if b.about is not None)
    # A counter is a census of what it counts, unless something says otherwise.
    level = np.full(counts.days.size, CENSUS, dtype=np.uint8) if coverage is None else np.asarray(coverage, dtype=np.uint8)
    stated = tuple(sorted({b.end for b in bounds if b.about is None}))
    return TotalSeries(series, one.days, level[counts.inside(one.days)], one, about, stated)


def widest(ratio: float) -> float | None:
    """Return a size that JSON can hold: None in place of infinity."""
    return ratio if math.isfinite(ratio) else None
