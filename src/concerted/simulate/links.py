"""Links between groups: a share of a group's events moved onto days that something else has chosen. The number of events stays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.simulate.own import Row

# Probability that an event is struck back for.
STRUCK_BACK = 0.6
# More events than this are moved by their numbers: one by one, a million a day for 200 days took 2 GB.
_ONE_BY_ONE = 10**6


def moved(
    rng: np.random.Generator,
    own: Row,
    days: npt.NDArray[np.int64],
    *,
    lags: tuple[int, ...],
    share: float,
) -> tuple[Row, int]:
    """Move each event, with probability `share`, to one of the chosen days or so many days later.

    Parameters
    ----------
    own : ndarray of int64, shape (n_days,)
    days : ndarray of int64
        The chosen days, each as likely as the others.
    lags : tuple of int
        Days later, each as likely as the others; what would leave the record is drawn among the places inside.
    share : float

    Returns
    -------
    row : ndarray of int64, shape (n_days,)
        As many events as before.
    planted : int
        How many were moved; 0 where there is no place.
    """
    places = (days[:, None] + np.array(lags, dtype=np.int64)).ravel()
    places = places[places < own.size]
    if places.size == 0:
        return own, 0
    leaving = rng.binomial(own, share)
    row, many = own - leaving, int(leaving.sum())
    if many > _ONE_BY_ONE:
        np.add.at(row, places, rng.multinomial(many, np.full(places.size, 1 / places.size)))
    else:
        np.add.at(row, rng.choice(places, size=many), 1)
    return row, many


def moments(rng: np.random.Generator, days: int, share: float) -> npt.NDArray[np.int64]:
    """Return days drawn at random, a share of the record and at least one: orders of a commander, or public triggers."""
    return np.sort(rng.choice(days, size=max(1, round(share * days)), replace=False))


def strikes(rng: np.random.Generator, provoker: Row, rate: float, *, lags: tuple[int, ...] = (1, 2)) -> Row:
    """Return the opponent's strikes: its own at `rate`, and one within days of six in ten of the provoker's events.

    Parameters
    ----------
    provoker : ndarray of int64, shape (n_days,)
    rate : float
        The opponent's own strikes a day.
    lags : tuple of int
        Days between event and strike.
    """
    row = rng.poisson(rate, size=provoker.size)
    days = np.repeat(np.arange(provoker.size), rng.binomial(provoker, STRUCK_BACK))
    back = days + rng.choice(lags, size=days.size)
    np.add.at(row, back[back < row.size], 1)
    return np.asarray(row)
