"""Days since known triggers, and how a group answers them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def days_since(trigger: npt.NDArray[np.bool_], response_days: int) -> npt.NDArray[np.int64]:
    """Return 1 on a trigger's day, 2 on the day after and so on up to `response_days`, 0 on all others; shape (n_days,).

    A later trigger counts before an earlier one.

    Parameters
    ----------
    trigger : ndarray of bool, shape (n_days,)
    response_days : int
        Days after a trigger on which it may still be answered.
    """
    since = np.zeros(trigger.size, dtype=np.int64)
    for lag in range(response_days, -1, -1):
        since[lag:][trigger[: max(0, trigger.size - lag)]] = lag + 1
    return since


def answered(
    values: npt.NDArray[np.int64], observed: npt.NDArray[np.bool_], response_days: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return what a day may be an answer to, and of which days this is known.

    Parameters
    ----------
    values, observed : ndarray, shape (n_days,)
        The acts that may be answered.
    response_days : int

    Returns
    -------
    acts : ndarray of float64, shape (response_days + 1, n_days)
        log2(1 + acts) at each lag, the same day first.
    known : ndarray of bool, shape (n_days,)
        Where somebody looked on all of these days.
    """
    n = values.size
    acts, known = np.zeros((response_days + 1, n)), np.ones(n, dtype=bool)
    size = np.log2(1.0 + np.where(observed, values, 0))
    for lag in range(min(response_days + 1, n)):
        acts[lag, lag:] = size[: n - lag]
        known[lag:] &= observed[: n - lag]
    # What came before the record is not known.
    known[:response_days] = False
    return acts, known


def cause_odds(
    active_a: npt.NDArray[np.bool_],
    observed_a: npt.NDArray[np.bool_],
    share: float,
    multiplier: float,
    rates: tuple[float, float],
    lags: tuple[int, ...],
) -> npt.NDArray[np.float64]:
    """Return the odds that B acts on each day, given A's days, if a share of days had a cause that moves both; shape (n_days,).

    Parameters
    ----------
    active_a, observed_a : ndarray of bool, shape (n_days,)
    share : float
        Share of days with the cause, each on its own.
    multiplier : float
        How much oftener A acts on such a day, and B on the days at the lags after it.
    rates : pair of float
        Events a day of A and of B.
    lags : tuple of int
        (0,) for a cause that moves both on its own day.
    """
    base = rates[0] / (1 + share * (multiplier - 1))
    acted, quiet = share * -np.expm1(-multiplier * base), share * np.exp(-multiplier * base)
    given_act = acted / (acted + (1 - share) * -np.expm1(-base))
    given_none = quiet / (quiet + (1 - share) * np.exp(-base))
    likely = np.where(observed_a, np.where(active_a, given_act, given_none), share)
    none = np.ones(active_a.size)
    for lag in lags:
        none *= 1 - np.concatenate((np.full(min(lag, likely.size), share), likely[: max(0, likely.size - lag)]))
    moved = 1 - (1 - share) ** len(lags)
    own = rates[1] / (1 + moved * (multiplier - 1))
    chance = (1 - none) * -np.expm1(-multiplier * own) + none * -np.expm1(-own)
    return np.asarray(chance / (1 - chance) / np.expm1(rates[1]))
