"""How much was reported on each day: from pages read, or from what unrelated groups show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from concerted.counts import Counts
from concerted.measure import together as measure
from concerted.measure.effort import SharedVariance, effort_odds, shared_variance
from concerted.words.numbers import figure, plural

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

# What is not known of the variance is averaged over these quantiles of what it may be.
_QUANTILES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
# A gamma effort of a larger variance is zero on most days; no reporting is like that.
_LARGEST_VARIANCE = 4.0
# Controls decide where one plus the variance of the reporting effort is known to this relative width (95 %).
WIDEST = 0.35
# With fewer active days of the controls in all, what is known of the effort comes from the asked groups' own busy days.
FEWEST_CONTROL_DAYS = 100


@dataclass(frozen=True, eq=False)
class Reporting:
    """The odds of the days by how much was reported on them.

    Attributes
    ----------
    odds : tuple of ndarray of float64, shape (n_days,)
        One a value that the variance of the effort may have; a single one where it is known.
    variance : SharedVariance or None
        From the controls.
    pages : bool
        True if the counts say how much was read.
    control_days : int
        Active days of the controls in all.
    """

    odds: tuple[Days, ...]
    variance: SharedVariance | None = None
    pages: bool = False
    control_days: int = 0

    @property
    def typical(self) -> Days:
        """The odds in the middle of what is possible."""
        return self.odds[len(self.odds) // 2]

    @property
    def plain(self) -> bool:
        """Whether all days weigh alike."""
        return self.variance is None and not self.pages

    @property
    def known(self) -> bool:
        """Whether enough is known of the effort to rule it out as the cause."""
        told = self.variance is not None and self.variance.width <= WIDEST and self.control_days >= FEWEST_CONTROL_DAYS
        return self.pages or told

    @property
    def note(self) -> str:
        """What is known of the effort, in words."""
        if self.pages:
            return "days weighed by how much was read"
        if self.variance is None:
            return "no controls and no pages read: how much was reported on a day is not known"
        low, high = self.variance.at(-1.96), self.variance.at(1.96)
        days = plural(self.control_days, "active day")
        known = f"variance of the daily reporting effort by {days} of controls {figure(low, 2)} to {figure(high, 2)}"
        least = f"that takes {FEWEST_CONTROL_DAYS} days and a width of {figure(WIDEST)}; it is {figure(self.variance.width, 2)}"
        return known if self.known else f"{known}, too few to decide: {least}"


def reporting(counts: Counts, a: str, b: str, controls: tuple[str, ...], seen_a: Marks, seen_b: Marks, rate: float) -> Reporting:
    """Return what is known of how much was reported on each day.

    Parameters
    ----------
    counts : Counts
    a, b : str
    controls : tuple of str
    seen_a, seen_b : ndarray of bool, shape (n_days,)
    rate : float
        Active days of B a day.
    """
    if counts.effort is not None:
        pages = np.where(seen_b, counts.effort[counts.index(b)], 0.0)
        usual = pages.sum() / max(1, int(seen_b.sum()))
        relative = np.where(pages > 0, pages / max(usual, 1e-12), 1.0)
        return Reporting((np.expm1(rate * relative) / np.expm1(rate),), pages=True)
    if not controls:
        return Reporting((np.ones(counts.days.size),))
    rows = [counts.index(name) for name in controls]
    values, looked = counts.values[[*rows, counts.index(a), counts.index(b)]], np.stack([*counts.observed[rows], seen_a, seen_b])
    variance = shared_variance(values, looked, linked=(len(rows), len(rows) + 1))
    shown, expected = _shown(values[:-1], looked[:-1])
    odds = tuple(effort_odds(shown, expected, v, rate) for v in _possible(variance))
    return Reporting(odds, variance, control_days=int(((values[:-2] > 0) & looked[:-2]).sum()))


def _shown(values: npt.NDArray[np.int64], looked: Marks) -> tuple[Days, Days]:
    """Return the events of the controls and of A on each day, and how many a usual day has.

    A's own act counts: it says that the day was reported. Only whether A acted is taken, for batches say nothing more of the day.
    """
    acts = np.concatenate((values[:-1], values[-1:] > 0)) * looked
    means = acts.sum(axis=1) / np.maximum(1, looked.sum(axis=1))
    profiles = np.stack([measure.weekday_profile(row > 0, seen) for row, seen in zip(acts, looked, strict=True)])
    return acts.sum(axis=0).astype(np.float64), (looked * profiles * means[:, None]).sum(axis=0)


def _possible(variance: SharedVariance) -> list[float]:
    """Return values that the variance may have, equally likely: log-normal one plus the variance, cut off below 1."""
    none = np.log(max(1 + variance.estimate, 0.5)) / variance.log_error
    below = ndtr(-none)
    deviates = ndtri(below + _QUANTILES * (1 - below))
    return [min(variance.at(float(one)), _LARGEST_VARIANCE) for one in deviates]
