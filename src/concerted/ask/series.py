"""Events of one group over days, from daily values or from running totals: two kinds with one face."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from concerted.ask.daily_series import DailySeries
from concerted.ask.total_series import TotalSeries
from concerted.counts import CENSUS, COVERAGE_NAMES, NOBODY_LOOKED, Counts
from concerted.days import DayLike, Window, as_day
from concerted.errors import DataError, UnknownGroupError
from concerted.measure.dispersion import Dispersion
from concerted.measure.pause import Tally
from concerted.measure.placements import Placements
from concerted.measure.totals import curve, with_parts
from concerted.words.numbers import listed, percent, plural

_PART = ": "


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

    @property
    def exposure(self) -> npt.NDArray[np.float64] | None:
        """What there was to act against on each day, in units of its mean; None where days count alike."""

    def tally(self, windows: Sequence[Window]) -> Tally:
        """Return the events in some stretches of the record, as a bound."""

    def placements(self, window: Window, baseline: Sequence[Window]) -> Placements:
        """Return where events known only as a range of days can lie."""

    def left_out(self) -> int:
        """Return how many events are known only as a range none of whose days takes part."""

    def dispersion(self, windows: Sequence[Window]) -> float | None:
        """Return variance over mean of the counts between totals in some stretches; None for daily values."""

    def bursts(self, window: Window) -> Dispersion | None:
        """Return the dispersion of stretches as long as a window, measured outside it; None for totals and from too few days."""

    def other_windows(self, window: Window) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return least and greatest counts of all windows of this length that share no day with it."""

    def approximate(self, windows: Sequence[Window]) -> float | None:
        """Return the count of a stretch whose end total was stated as approximate only."""

    def each_day_alike(self) -> Series:
        """Return the same series without its exposure."""


def series_of(
    counts: Counts,
    group: str,
    series: str | None,
    parts: Sequence[str] = (),
    given: Iterable[DayLike] = (),
    coverage: npt.NDArray[np.uint8] | None = None,
) -> tuple[Series, tuple[TotalSeries, ...]]:
    """Return a group's series and its parts.

    Totals are used where they are named, or where the group has exactly one series and no census of days.

    Raises
    ------
    DataError
        If the group is known by several running totals and none is named, or no total has this name.
    UnknownGroupError
    """
    leave_out = tuple(given)
    if series is None:
        series = _by_default(counts, group)
    if series is None:
        return daily(counts, group, leave_out), ()
    total = totals(counts, group, series, leave_out, coverage)
    pieces = [totals(counts, group, name, leave_out, coverage) for name in parts]
    tighter, curves = with_parts(total.curve, [piece.curve for piece in pieces], series)
    return replace(total, curve=tighter), tuple(replace(p, curve=c) for p, c in zip(pieces, curves, strict=True))


def names_of_totals(counts: Counts, group: str, *, with_parts: bool = False) -> tuple[str, ...]:
    """Return the names of a group's running totals, those of parts left out."""
    return tuple(sorted({one.series for one in counts.totals if one.group == group and (with_parts or _PART not in one.series)}))


def daily(counts: Counts, group: str, leave_out: Iterable[DayLike] = ()) -> DailySeries:
    """Return a group's daily values, without the days to be left out."""
    row = counts.index(group)
    usable = (counts.coverage[row] > NOBODY_LOOKED) & _kept(counts, leave_out)
    ranged = tuple(one for one in counts.intervals if one.group == group)
    exposure = None if counts.exposure is None else _usual(counts.exposure[row], counts.coverage[row] > NOBODY_LOOKED)
    return DailySeries(group, counts.window, counts.coverage[row], counts.values[row], usable, exposure, ranged)


def totals(
    counts: Counts, group: str, series: str, leave_out: Iterable[DayLike] = (), coverage: npt.NDArray[np.uint8] | None = None
) -> TotalSeries:
    """Return a running total of a group, without the days to be left out.

    Raises
    ------
    DataError
        If there is no such total, or it counts no day of the record.
    """
    bounds = [one for one in counts.totals if one.group == group and one.series == series]
    if not bounds:
        names = names_of_totals(counts, group, with_parts=True)
        raise DataError(f"expected a running total of {group!r} among {', '.join(names) or 'none'}; found {series!r}.")
    if min(bound.start for bound in bounds) > counts.window.last:
        first = min(bound.start for bound in bounds)
        raise DataError(f"expected a running total {series!r} that counts days of the record, {counts.window}; found one from {first} on.")
    one = curve(bounds, counts.window.last)
    record = Window(max(one.days.first, counts.window.first), counts.window.last)
    inside = counts.inside(record)
    about = tuple((b.end, float(b.about)) for b in bounds if b.about is not None)
    # A counter is a census of what it counts, unless something says otherwise.
    level = np.full(counts.days.size, CENSUS, dtype=np.uint8) if coverage is None else np.asarray(coverage, dtype=np.uint8)
    stated = tuple(sorted({b.end for b in bounds if b.about is None and b.end in record}))
    exposure = None
    if counts.exposure is not None and group in counts.groups:
        exposure = _usual(counts.exposure[counts.index(group)][inside], level[inside] > NOBODY_LOOKED)
    return TotalSeries(series, record, level[inside], one, about, stated, _kept(counts, leave_out)[inside], exposure)


def weighted(data: Series) -> bool:
    """Tell whether days count by an exposure that differs between them."""
    return data.exposure is not None


def coverage_words(coverage: npt.NDArray[np.uint8]) -> str:
    """Return how the days are covered, in words."""
    shares = [
        f"{percent(float((coverage == code).mean()))} {'unobserved' if code == NOBODY_LOOKED else COVERAGE_NAMES[code]}"
        for code in (CENSUS, 1, NOBODY_LOOKED)
        if (coverage == code).any()
    ]
    return f"{', '.join(shares)} of {plural(coverage.size, 'day')}"


def widest(ratio: float) -> float | None:
    """Return a size that JSON can hold: None in place of infinity."""
    return ratio if math.isfinite(ratio) else None


def _by_default(counts: Counts, group: str) -> str | None:
    """Return the running total that stands for a group where none is named; None where its daily values do."""
    own = names_of_totals(counts, group)
    if group in counts.groups:
        return own[0] if len(own) == 1 and not _has_census(counts, group) else None
    if len(own) == 1:
        return own[0]
    if known := own or names_of_totals(counts, group, with_parts=True):
        raise DataError(
            f"expected daily values of {group!r}, or one running total of it; found no daily values and the totals {listed(known)}. "
            "Ask of this group alone and name the total that is meant, as in series='…'."
        )
    raise UnknownGroupError(group, (*counts.groups, *sorted({one.group for one in counts.totals} - set(counts.groups))))


def _kept(counts: Counts, leave_out: Iterable[DayLike]) -> npt.NDArray[np.bool_]:
    return ~np.isin(counts.days, [np.datetime64(as_day(day), "D") for day in leave_out])


def _usual(exposure: npt.NDArray[np.float64], observed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64] | None:
    """Return an exposure in units of its mean over the observed days; None where it is the same on all of them."""
    seen = exposure[observed]
    if seen.size == 0 or ((seen == seen[0]).all() and seen[0] > 0):
        return None
    return exposure / seen.mean() if seen.any() else exposure


def _has_census(counts: Counts, group: str) -> bool:
    return bool((counts.coverage[counts.index(group)] == CENSUS).all())
