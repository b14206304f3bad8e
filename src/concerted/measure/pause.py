"""Rates in a window and outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.days import Window, after, before

BASELINES = ("before", "after", "both", "just after")


@dataclass(frozen=True)
class Tally:
    """Events over some days, as a bound: at least `low`, at most `high` (infinite where nothing bounds them)."""

    low: float
    high: float
    days: float

    @property
    def exact(self) -> bool:
        """Whether the number of events is known."""
        return self.low == self.high

    def __add__(self, other: Tally) -> Tally:
        """Return the events of both stretches."""
        return Tally(self.low + other.low, self.high + other.high, self.days + other.days)


def rate_ratio(window: Tally, baseline: Tally) -> float:
    """Return the rate in the window over the rate in the baseline, both counts known; infinite over an empty baseline."""
    if baseline.low == 0:
        return np.inf
    return (window.low / window.days) / (baseline.low / baseline.days)


def expected_count(window: Tally, baseline: Tally) -> float:
    """Return how many events the window would hold at the baseline's rate."""
    return baseline.low * window.days / baseline.days


def baseline_windows(baseline: str, window: Window, record: Window, just_after_days: int) -> tuple[Window, ...]:
    """Return the stretches of days that a named baseline stands for, as far as the record reaches.

    Parameters
    ----------
    baseline : str
        "before" (from the record's start), "after" (to its end), "both", or "just after" (`just_after_days` days).
    window, record : Window
    just_after_days : int
    """
    earlier = Window(record.first, before(window.first)) if record.first < window.first else None
    later = Window(after(window.last), record.last) if window.last < record.last else None
    if baseline == "just after" and later is not None:
        later = Window(later.first, min(later.last, after(window.last, just_after_days)))
    chosen = {"before": (earlier,), "after": (later,), "both": (earlier, later), "just after": (later,)}[baseline]
    return tuple(stretch for stretch in chosen if stretch is not None)


def windows_of(values: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """Return the values of all windows of `length` days; shape (n_windows, length), without any where the record is shorter."""
    if values.size < length:
        return np.zeros((0, length), dtype=values.dtype)
    return np.lib.stride_tricks.sliding_window_view(values, length)


def window_sums(
    values: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_], length: int, apart: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return the sums over all windows of `length` days that are wholly usable and share no day with `apart`.

    Parameters
    ----------
    values, usable, apart : ndarray, shape (n_days,)
    length : int

    Returns
    -------
    ndarray of int64, shape (n_windows,)
    """
    fits = windows_of(usable & ~apart, length).all(axis=1)
    return np.asarray(windows_of(values, length).sum(axis=1)[fits], dtype=np.int64)


def block_sums(
    values: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_], length: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return events and usable days of consecutive blocks of `length` days; blocks without a usable day are left out."""
    edges = np.arange(0, values.size, length)
    counts = np.add.reduceat(np.where(usable, values, 0), edges).astype(np.float64)
    days = np.add.reduceat(usable.astype(np.int64), edges).astype(np.float64)
    return counts[days > 0], days[days > 0]
