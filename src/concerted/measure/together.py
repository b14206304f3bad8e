"""Days that A's days cover, and B's days among them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_DAYS_OF_A_WEEK = 7
# Pseudo-days a weekday starts with: a profile from fewer active days than this is mostly flat.
_PRIOR_DAYS = 10.0


def covered_days(
    active: npt.NDArray[np.bool_], observed: npt.NDArray[np.bool_], lags: tuple[int, ...]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which days lie at one of the lags after an active day, and of which days this is known.

    Parameters
    ----------
    active, observed : ndarray of bool, shape (n_days,)
        Days on which A acted, and on which somebody looked.
    lags : tuple of int
        Days after A's day; 0 is the same day.

    Returns
    -------
    covered, known : ndarray of bool, shape (n_days,)
        A day is known to be covered as soon as one of its lagged days was active, and known to be free only if somebody looked on
        all of them.
    """
    n = active.size
    covered, all_seen = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
    for lag in lags:
        source = np.arange(n) - lag
        inside = (source >= 0) & (source < n)
        covered[inside] |= (active & observed)[source[inside]]
        all_seen[~inside] = False
        all_seen[inside] &= observed[source[inside]]
    return covered, covered | all_seen


def onsets(active: npt.NDArray[np.bool_], quiet_days: int = 2) -> npt.NDArray[np.bool_]:
    """Return the active days that follow at least `quiet_days` days without one; shape (n_days,)."""
    days = np.flatnonzero(active)
    first = np.ones(days.size, dtype=bool)
    first[1:] = np.diff(days) > quiet_days
    result = np.zeros_like(active)
    result[days[first]] = True
    return result


def weekday_weights(active: npt.NDArray[np.bool_], usable: npt.NDArray[np.bool_], first_weekday: int) -> npt.NDArray[np.float64]:
    """Return the odds of each day by its weekday, drawn towards the mean where active days are few; shape (n_days,).

    Odds, not rates: days picked by odds are those of independent days given their number. With rates, and three days in seven four
    times as busy for both groups, independent groups fired at .078 of a nominal .05; with odds at .041 (3,000 worlds).

    Parameters
    ----------
    active, usable : ndarray of bool, shape (n_days,)
    first_weekday : int
        Weekday of the first day, in any numbering.
    """
    weekday = (np.arange(active.size) + first_weekday) % _DAYS_OF_A_WEEK
    acted = np.bincount(weekday[active & usable], minlength=_DAYS_OF_A_WEEK)
    seen = np.bincount(weekday[usable], minlength=_DAYS_OF_A_WEEK)
    mean = acted.sum() / max(1, seen.sum())
    if not 0 < mean < 1:
        return np.ones(active.size)
    odds = (acted + _PRIOR_DAYS * mean) / (seen - acted + _PRIOR_DAYS * (1 - mean))
    return np.asarray(odds[weekday] * (1 - mean) / mean)


def strata(usable: npt.NDArray[np.bool_], condition: npt.NDArray[np.bool_], window_days: int) -> npt.NDArray[np.int64]:
    """Return a label for each day: its window of `window_days` days and whether the condition holds; -1 where not usable."""
    labels = (np.arange(usable.size) // window_days) * 2 + condition
    return np.where(usable, labels, -1)


def clustering(active: npt.NDArray[np.bool_], labels: npt.NDArray[np.int64]) -> float:
    """Return the z-score of neighbouring pairs of active days against days that fall freely within their stratum.

    A value above about 2 says that an active day makes the next day likelier: bursts.
    """
    pairs = (labels[1:] == labels[:-1]) & (labels[1:] >= 0)
    seen = float((active[1:] & active[:-1] & pairs).sum())
    mean = variance = 0.0
    for label in np.unique(labels[labels >= 0]):
        days = labels == label
        n, k = int(days.sum()), int(active[days].sum())
        if n > 1:
            chance = k * (k - 1) / (n * (n - 1))
            neighbours = int((pairs & days[1:]).sum())
            mean += neighbours * chance
            # Pairs are taken as independent: this chooses a test, it is none itself.
            variance += neighbours * chance * (1 - chance)
    return (seen - mean) / np.sqrt(variance) if variance > 0 else 0.0
