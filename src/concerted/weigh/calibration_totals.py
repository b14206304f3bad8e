"""A pause told by running totals: totals like a case's own without a pause, stated on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import pause
from concerted.chance.bursty_rates import dispersion
from concerted.counts import Counts, TotalBound
from concerted.days import Window, day_numbers
from concerted.weigh.calibration_tests import fell
from concerted.weigh.calibration_trial import with_row

# Variance over mean below this is taken for none.
_LEAST_DISPERSION = 1.001


@dataclass(frozen=True, eq=False)
class SteadyTotals:
    """One rate and its bursts, as the totals outside the window show them.

    Attributes
    ----------
    counts : Counts
        One row, all zero: the days of the count.
    rate : float
        Events a day.
    dispersion : float
        Variance over mean of the stretches between totals.
    """

    counts: Counts
    rate: float
    dispersion: float

    def draw(self, seed: int, run: int) -> Counts:
        """Return daily counts; `TotalsPaused` tells them as totals."""
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(run, 0)))
        size = self.counts.days.size
        if self.dispersion > _LEAST_DISPERSION:
            return with_row(self.counts, 0, rng.negative_binomial(self.rate / (self.dispersion - 1), 1 / self.dispersion, size=size))
        return with_row(self.counts, 0, rng.poisson(self.rate, size=size))


@dataclass(frozen=True, eq=False)
class TotalsPaused:
    """`pause` of a running total.

    Attributes
    ----------
    bounds : tuple of TotalBound
        What was stated, and when. The same days are told of each draw, bounds as wide as these; statements without an upper bound are
        left out.
    window : Window
    options : dict
        Of `pause`.
    alpha : float
    """

    bounds: tuple[TotalBound, ...]
    window: Window
    options: dict[str, Any]
    alpha: float
    hidden: None = None
    one_rate: bool = True

    def fires(self, counts: Counts) -> bool:
        """Tell whether the rate fell, bursts allowed for."""
        told = counts.with_totals(self._told(counts))
        return fell(pause(told, self.bounds[0].group, self.window, series=self.bounds[0].series, alpha=self.alpha, **self.options), self.alpha)

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with a share of the window's events taken out."""
        inside = counts.inside(self.window)
        return with_row(counts, 0, rng.binomial(counts.values[0], np.where(inside, 1 - size, 1.0)))

    def _told(self, counts: Counts) -> list[TotalBound]:
        so_far = np.cumsum(counts.values[0])
        told = []
        for bound in self.bounds:
            reached = int(so_far[(bound.end - counts.window.first).days])
            width = (bound.high or bound.low) - bound.low
            told.append(replace(bound, low=max(0, reached - width // 2), high=reached + width - width // 2, about=None))
        return told


def steady_totals(
    bounds: Sequence[TotalBound], window: Window, options: dict[str, Any], alpha: float
) -> tuple[SteadyTotals, TotalsPaused] | None:
    """Return totals like these without a pause, and the test of them; None where they tell no rate outside the window.

    Parameters
    ----------
    bounds : sequence of TotalBound
        Of one series.
    """
    told = sorted((bound for bound in bounds if bound.high is not None), key=lambda bound: (bound.end, bound.low))
    counts, days = _outside(told, window)
    if counts.sum() == 0:
        return None
    start, end = told[0].start, max(told[-1].end, window.last)
    empty = Counts.from_arrays(np.zeros((1, (end - start).days + 1), dtype=np.int64), [told[0].group], start)
    spread = max(1.0, dispersion(counts, days) or 1.0)
    return SteadyTotals(empty, float(counts.sum() / days.sum()), spread), TotalsPaused(tuple(told), window, options, alpha)


def _outside(told: Sequence[TotalBound], window: Window) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return events and days of the stretches between exact totals that share no day with the window."""
    exact = {bound.end: bound.low for bound in told if bound.low == bound.high}
    if not exact:
        return np.zeros(0), np.zeros(0)
    ends = [(day_numbers(told[0].start, 1)[0] - 1, 0), *((np.datetime64(day), n) for day, n in sorted(exact.items()))]
    first, last = np.datetime64(window.first), np.datetime64(window.last)
    stretches = [(m - n, (end - start).astype(int)) for (start, n), (end, m) in pairwise(ends) if end < first or start >= last]
    kept = [(max(0, n), days) for n, days in stretches if days > 0]
    return np.array([n for n, _ in kept], dtype=np.float64), np.array([days for _, days in kept], dtype=np.float64)
