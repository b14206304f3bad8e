"""Running totals as bounds: what they say of any stretch of days.

A total never falls, so each statement bounds all days before and after it. Where a total is the sum of its parts, each part is bounded by
the total and the other parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from concerted.counts import TotalBound
from concerted.days import Day, Window, after, before
from concerted.errors import DataError, WindowError


@dataclass(frozen=True, eq=False)
class Curve:
    """Lower and upper bound of a running total at the end of each day.

    Attributes
    ----------
    days : Window
        First and last day of the count.
    low, high : ndarray of float64, shape (n_days + 1,)
        Bounds at the end of each day; element 0 is the eve of the first day, where the total is zero. `high` may be infinite.
    """

    days: Window
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]

    def increase(self, window: Window) -> tuple[float, float]:
        """Return the least and the greatest number of events in a window inside the count.

        Raises
        ------
        WindowError
            If the window reaches outside the count.
        """
        if self.days.overlap(window) != window:
            raise WindowError(f"expected a window inside the count, {self.days}; found {window}. Move the window.")
        i, j = (window.first - self.days.first).days, (window.last - self.days.first).days + 1
        return max(0.0, float(self.low[j] - self.high[i])), float(self.high[j] - self.low[i])

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Ends of days at which the total is known exactly; shape (n_days + 1,)."""
        return np.asarray(self.low == self.high)


def curve(bounds: Sequence[TotalBound], end: Day) -> Curve:
    """Return the curve of one series up to `end`.

    A total stated after `end` was not passed before: it bounds the last day from above. Two exact totals of one day that differ give the
    interval of both; other statements of one day are taken together.

    Raises
    ------
    DataError
        If there is no bound, the statements have different first days, or totals go down.
    """
    starts = {bound.start for bound in bounds}
    if len(starts) != 1:
        raise DataError(f"expected running totals of one series with one first day; found first days {sorted(starts)}.")
    days = Window(starts.pop(), end)
    low, high = np.zeros(len(days) + 1), np.full(len(days) + 1, np.inf)
    high[0] = 0.0
    for i, (least, most) in _by_day(bounds, days).items():
        low[i], high[i] = max(low[i], least), min(high[i], most)
    later = [bound for bound in bounds if bound.end > end]
    if later:
        after_it = _by_day(later, Window(days.first, max(bound.end for bound in later)))
        high[-1] = min(high[-1], *(most for _, most in after_it.values()))
    return _monotone(Curve(days, low, high), bounds[0].series)


def with_parts(total: Curve, parts: Sequence[Curve], name: str = "") -> tuple[Curve, tuple[Curve, ...]]:
    """Tighten a total and the parts that add up to it, until nothing changes.

    Raises
    ------
    DataError
        If a part counts other days than the total, or bounds contradict each other.
    """
    curves = [total, *parts]
    if others := [part.days for part in parts if part.days != total.days]:
        raise DataError(
            f"expected parts of {name!r} that count the days of the total, {total.days}; found {others[0]}. Give them one first day."
        )
    while parts:
        tighter = [_monotone(one, name) for one in _summed(curves)]
        if all(_same(a, b) for a, b in zip(curves, tighter, strict=True)):
            break
        curves = tighter
    return curves[0], tuple(curves[1:])


def segments(
    one: Curve, among: Iterable[Day], at_risk: Mapping[Day, float] | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return events and days between neighbouring exact totals whose days all lie among the given ones.

    Parameters
    ----------
    one : Curve
    among : iterable of days
    at_risk : mapping of day to float, optional
        What each day counts for; 1 if left out.

    Returns
    -------
    counts, days : ndarray of float64, shape (n_stretches,)
    """
    wanted = set(among)
    rows = []
    for i, j in pairwise(np.flatnonzero(one.known)):
        stretch = [after(one.days.first, int(d)) for d in range(i, j)]
        if all(day in wanted for day in stretch):
            rows.append((one.low[j] - one.low[i], len(stretch) if at_risk is None else sum(at_risk[day] for day in stretch)))
    table = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _by_day(bounds: Sequence[TotalBound], days: Window) -> dict[int, tuple[float, float]]:
    stated: dict[int, list[tuple[float, float]]] = {}
    for bound in bounds:
        if bound.end in days:
            i = (bound.end - days.first).days + 1
            stated.setdefault(i, []).append((float(bound.low), np.inf if bound.high is None else float(bound.high)))
    return {i: _together(said) for i, said in stated.items()}


def _together(said: list[tuple[float, float]]) -> tuple[float, float]:
    """Return what the statements of one day say together, in whatever order they come."""
    exact = [low for low, high in said if low == high]
    bounds = [one for one in said if one[0] != one[1]]
    if exact:
        bounds.append((min(exact), max(exact)))
    low, high = max(one[0] for one in bounds), min(one[1] for one in bounds)
    return (low, high) if low <= high else (min(one[0] for one in bounds), max(one[1] for one in bounds))


def _monotone(one: Curve, name: str) -> Curve:
    low = np.maximum.accumulate(one.low)
    high = np.minimum.accumulate(one.high[::-1])[::-1]
    wrong = np.flatnonzero(low > high)
    if wrong.size:
        day = before(one.days.first, 1 - int(wrong[0]))
        raise DataError(
            f"expected running totals of {name!r} that never go down; found totals that contradict each other around {day}. "
            "Mark the weaker statement as inconsistent."
        )
    return Curve(one.days, low, high)


def _summed(curves: list[Curve]) -> list[Curve]:
    total, *parts = curves
    low_sum, high_sum = sum(part.low for part in parts), sum(part.high for part in parts)
    tighter = [Curve(total.days, np.maximum(total.low, low_sum), np.minimum(total.high, high_sum))]
    for part in parts:
        others_low = sum(other.low for other in parts if other is not part)
        others_high = sum(other.high for other in parts if other is not part)
        low = np.maximum(part.low, total.low - others_high)
        tighter.append(Curve(part.days, low, np.minimum(part.high, total.high - others_low)))
    return tighter


def _same(a: Curve, b: Curve) -> bool:
    return np.array_equal(a.low, b.low) and np.array_equal(a.high, b.high)
