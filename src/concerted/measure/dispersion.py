"""How much more the counts of stretches of days differ than chance would have it, and how well that is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# A dispersion of fewer stretches is no measurement.
FEWEST_STRETCHES = 4
_WEEK = 7
# A slow change shows more in longer stretches; bursts show as much in either. With stretches as long as the window alone triangular campaigns
# fired at .085 of 200 worlds against the days after the window, with half as long again at .060. With twice as long a silence of two weeks
# within a season was seen in .13 of worlds, so in .93.
_DRIFT = 1.5
# Squared relative error of a variance from all overlapping stretches, times the number of disjoint ones; 2 for disjoint ones alone.
_OVERLAPPING = 4 / 3


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean of counts over stretches as long as a window.

    Attributes
    ----------
    size : float
        1 where no more than chance is shown.
    freedom : float
        Degrees of freedom of a chi-square whose relative error is that of `size`.
    """

    size: float
    freedom: float


def dispersion_over(counts: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64], window_days: int) -> Dispersion | None:
    """Return the dispersion of stretches as long as a window; None where it cannot be measured.

    Taken from all overlapping stretches of so many days, one after the other whatever gaps lie between them. It holds what is tied within
    days and within weeks, and drifts. Where fewer than four such stretches fit, shorter ones stand in, and what they have beyond chance is
    raised by how much shorter they are, for with a slow change it grows with their length. What is beyond chance by less than one standard
    error, both by the week and by these stretches, is not shown: otherwise chance alone would make the test of steady data careful (it
    fires at .031 with this rule and at .024 without, at .034 by the exact Poisson p; 700 worlds of 200 events).

    Parameters
    ----------
    counts : ndarray of float64, shape (n_days,)
        Events of the days outside the window, in order.
    at_risk : ndarray of float64, shape (n_days,)
        Days at risk, above 0: 1, or the exposure.
    window_days : int
        Days of the window that are at risk.
    """
    longest = counts.size // FEWEST_STRETCHES
    if longest < 1 or counts.sum() == 0:
        return None
    lengths = sorted({min(window_days, longest), min(int(_DRIFT * window_days), longest)})
    shown = any(
        _overlapping(counts, at_risk, days) > 1 + math.sqrt(_OVERLAPPING * days / counts.size) for days in {*lengths, min(lengths[0], _WEEK)}
    )
    return max((_over(counts, at_risk, length, window_days, shown=shown) for length in lengths), key=lambda one: one.size)


def _over(counts: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64], length: int, window_days: int, *, shown: bool) -> Dispersion:
    """Return the dispersion of stretches of one length."""
    size = _overlapping(counts, at_risk, length)
    raised = 1 + (size - 1) * max(1.0, window_days / length) if shown and size > 1 else 1.0
    return Dispersion(raised, _freedom(max(1.0, size), counts.size / length, counts.sum() * length / counts.size))


def _overlapping(counts: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64], length: int) -> float:
    """Return variance over mean of all stretches of `length` days, under one rate that is learned from them."""
    seen, days = (_sums(values, length) for values in (counts, at_risk))
    expected = counts.sum() * days / at_risk.sum()
    return float(((seen - expected) ** 2).sum() / (expected * (1 - days / at_risk.sum())).sum())


def _sums(values: npt.NDArray[np.float64], length: int) -> npt.NDArray[np.float64]:
    total = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(total[length:] - total[:-length])


def _freedom(size: float, stretches: float, mean: float) -> float:
    """Return degrees of freedom: fewer where sparse bursts make the counts of stretches skewed, as negative binomial ones are."""
    return 2 * (stretches - 1) / (_OVERLAPPING + (3 * size - 4 + 1 / size) / mean)
