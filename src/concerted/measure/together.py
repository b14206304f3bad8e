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


def daily_rate(active: npt.NDArray[np.bool_], usable: npt.NDArray[np.bool_]) -> float:
    """Return the rate a day of Poisson events that leave as many days without one; above 0, and finite."""
    days = int(usable.sum())
    return float(-np.log1p(-(int((active & usable).sum()) + 0.5) / (days + 1)))


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


def weekday_profile(active: npt.NDArray[np.bool_], observed: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the rate of each day by its weekday, relative to the mean and drawn towards it; shape (n_days,)."""
    weekday = np.arange(active.size) % _DAYS_OF_A_WEEK
    acted = np.bincount(weekday[active & observed], minlength=_DAYS_OF_A_WEEK)
    seen = np.bincount(weekday[observed], minlength=_DAYS_OF_A_WEEK)
    mean = acted.sum() / max(1, seen.sum())
    if mean == 0:
        return np.ones(active.size)
    return np.asarray(((acted + _PRIOR_DAYS * mean) / (seen + _PRIOR_DAYS) / mean)[weekday])


def strata(usable: npt.NDArray[np.bool_], condition: npt.NDArray[np.bool_] | npt.NDArray[np.int64], window_days: int) -> npt.NDArray[np.int64]:
    """Return a label for each day: its window of `window_days` days and which condition holds; -1 where not usable."""
    labels = (np.arange(usable.size) // window_days) * max(2, int(condition.max(initial=0)) + 1) + condition
    return np.where(usable, labels, -1)


def clustering(active: npt.NDArray[np.bool_], labels: npt.NDArray[np.int64], weights: npt.NDArray[np.float64] | None = None) -> float:
    """Return the z-score of neighbouring pairs of active days against days that fall by their weights within their stratum.

    A value above about 2 says that an active day makes the next day likelier: bursts. Without the weights of weekdays a weekly cycle
    looks like bursts: with three days in seven four times as busy, 39 of 100 steady groups did.

    Parameters
    ----------
    active : ndarray of bool, shape (n_days,)
    labels : ndarray of int64, shape (n_days,)
        Strata; -1 for days that take no part.
    weights : ndarray of float64, shape (n_days,), optional
        Equal where left out.
    """
    usable = labels >= 0
    if not usable.any():
        return 0.0
    _, label = np.unique(labels[usable], return_inverse=True)
    odds = np.ones(label.size) if weights is None else weights[usable]
    days, k = np.bincount(label), np.bincount(label, active[usable])
    likely = np.zeros(labels.size)
    likely[usable] = np.minimum(1.0, (k / np.bincount(label, odds))[label] * odds)
    # Two days of one stratum are both active less often than if they were drawn apart: k (k - 1) / n (n - 1) for (k / n) squared.
    together = np.zeros(labels.size)
    together[usable] = ((k - 1) / np.maximum(k, 1) * days / np.maximum(days - 1, 1))[label]
    pairs = (labels[1:] == labels[:-1]) & usable[1:]
    chance = np.clip(likely[1:] * likely[:-1] * together[1:], 0.0, 1.0)[pairs]
    # Pairs are taken as independent: this chooses a test, it is none itself.
    variance = float((chance * (1 - chance)).sum())
    seen = float((active[1:] & active[:-1] & pairs).sum())
    return float((seen - chance.sum()) / np.sqrt(variance)) if variance > 0 else 0.0
