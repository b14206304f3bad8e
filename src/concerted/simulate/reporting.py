"""What reporting does to events: effort that differs from day to day, wrong dates, days on which nobody looked, other names."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.simulate.levels import Level
from concerted.simulate.own import Row

Table = npt.NDArray[np.int64]

# A gap lasts so many days, and gaps take about so much of a record.
_GAP_DAYS = (5, 30)
_GAP_SHARE = 0.15


def daily_effort(rng: np.random.Generator, days: int, variation: float) -> Level:
    """Return the reporting effort of each day: gamma with mean 1 and this coefficient of variation; shape (days,)."""
    effort = rng.gamma(1 / variation**2, variation**2, size=days)
    return np.asarray(effort / effort.mean())


def thinned(rng: np.random.Generator, happened: Table, effort: Level) -> Table:
    """Return the events that were reported: each with a probability in proportion to its day's effort, 1 on the busiest day."""
    return np.asarray(rng.binomial(happened, effort / effort.max()))


def misdated(rng: np.random.Generator, row: Row, share: float) -> Row:
    """Return the events with a share of them dated a day too early or too late, inside the record; shape (days,)."""
    if row.size == 1:
        return row
    wrong = rng.binomial(row, share)
    days = np.repeat(np.arange(row.size), wrong)
    stated = days + rng.choice((-1, 1), size=days.size)
    stated = np.where(stated < 0, 1, np.where(stated >= row.size, row.size - 2, stated))
    after = row - wrong
    np.add.at(after, stated, 1)
    return after


def gaps(rng: np.random.Generator, days: int) -> npt.NDArray[np.bool_]:
    """Return where nobody looked: stretches of 5 to 30 days, about 15 % of the record, never all of it; shape (days,)."""
    hidden = np.zeros(days, dtype=bool)
    while hidden.mean() < _GAP_SHARE:
        length = int(rng.integers(_GAP_DAYS[0], _GAP_DAYS[1] + 1))
        start = int(rng.integers(days))
        hidden[start : start + min(length, max(1, days // 5))] = True
    if hidden.all():
        hidden[int(rng.integers(days))] = False
    return hidden


def renamed(rng: np.random.Generator, members: Table, share: float) -> tuple[Table, Row, int]:
    """Let members' events be claimed in the name of an umbrella, from a day near the middle on, each with probability `share`.

    Returns
    -------
    members : ndarray of int64, shape (n_members, n_days)
        What is still claimed in their own names.
    umbrella : ndarray of int64, shape (n_days,)
    start : int
        The first day on which the umbrella's name can be used.
    """
    days = members.shape[1]
    start = int(rng.integers(days // 3, 2 * days // 3 + 1))
    under = rng.binomial(members, np.where(np.arange(days) >= start, share, 0.0))
    return members - under, np.asarray(under.sum(axis=0)), start
