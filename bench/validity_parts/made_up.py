"""Data that `cc.simulate` does not make: places and first uses for given counts, a fall in a window, one group that excites another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

import concerted as cc
from concerted.counts import Counts

PLACES = ("North", "East", "South", "West")
_STRETCH_DAYS = 28
# Actors of `spread`: a fifth of the pairs tied, three items that appear after day 300, each used in one event of fifty from then on.
ACTORS, _TIED, _ITEMS, _APPEARS, _USED = 16, 0.2, 3, 300, 0.02
WINDOW_DAYS = 30
_AFTER = ((1, 0.5), (2, 0.3), (3, 0.2))


def placed(counts: Counts, groups: tuple[str, ...], rng: np.random.Generator, *, by_day: bool) -> dict[str, list[Any]]:
    """Return events at places that all groups prefer alike; the preference is another every 28 days.

    Parameters
    ----------
    counts : Counts
    groups : tuple of str
    rng : numpy.random.Generator
    by_day : bool
        Whether all events of a group and day are at one place, as batches are.
    """
    liked = rng.dirichlet(np.ones(len(PLACES)), size=counts.days.size // _STRETCH_DAYS + 1)
    # The draws of rng.choice(PLACES, p=liked[k]), in a tenth of its time.
    up_to = np.cumsum(liked, axis=1)
    up_to /= up_to[:, -1:]
    found: dict[str, list[Any]] = {"actor": [], "target": [], "date": []}
    for group in groups:
        row = counts.values[counts.index(group)]
        days = np.flatnonzero(row) if by_day else np.repeat(np.arange(row.size), row)
        places = (up_to[days // _STRETCH_DAYS] <= rng.random(days.size)[:, None]).sum(axis=1)
        times = row[days] if by_day else 1
        found["actor"] += [group] * int(row.sum())
        found["target"] += [PLACES[k] for k in np.repeat(places, times)]
        found["date"] += np.datetime_as_string(np.repeat(counts.days[days], times)).tolist()
    return found


def first_uses(counts: Counts, groups: tuple[str, ...], rng: np.random.Generator) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Return uses that each group takes up by itself in its own events, and ties that have nothing to do with them.

    Parameters
    ----------
    counts : Counts
    groups : tuple of str
    rng : numpy.random.Generator
    """
    rows = []
    for item in range(_ITEMS):
        for group in groups:
            events = counts.values[counts.index(group), _APPEARS:]
            days = np.flatnonzero(rng.binomial(events, _USED))
            if days.size:
                day = counts.days[_APPEARS + days[0]].item()
                rows.append({"actor": group, "date": day if isinstance(day, dt.date) else str(day), "item": f"item {item}"})
    ties = np.triu(rng.random((len(groups), len(groups))) < _TIED, 1)
    return rows, [(groups[i], groups[j]) for i, j in zip(*np.nonzero(ties), strict=True)]


def window(counts: Counts, rng: np.random.Generator) -> tuple[np.datetime64, np.datetime64]:
    """Return 30 days somewhere in the record, 30 or more from either end.

    Parameters
    ----------
    counts : Counts
    rng : numpy.random.Generator
    """
    start = int(rng.integers(WINDOW_DAYS, counts.days.size - 2 * WINDOW_DAYS))
    return counts.days[start], counts.days[start + WINDOW_DAYS - 1]


def fallen(counts: Counts, group: str, days: tuple[np.datetime64, np.datetime64], ratio: float, rng: np.random.Generator) -> Counts:
    """Return the counts with the group's events in the window kept with a probability of `ratio`.

    Parameters
    ----------
    counts : Counts
    group : str
    days : pair of datetime64
    ratio : float
    rng : numpy.random.Generator
    """
    values = counts.values.copy()
    inside = (counts.days >= days[0]) & (counts.days <= days[1])
    values[counts.index(group), inside] = rng.binomial(values[counts.index(group), inside], ratio)
    values.flags.writeable = False
    return replace(counts, values=values)


def excited(rng: np.random.Generator, effect: float, *, days: int = 1000, rate: float = 0.2) -> Counts:
    """Return A, and B who adds `effect` events on the three days after each event of A; both have the same rate.

    Parameters
    ----------
    rng : numpy.random.Generator
    effect : float
    days : int
    rate : float
    """
    leader = rng.poisson(rate, days + 3)
    after = sum(weight * leader[3 - lag : -lag] for lag, weight in _AFTER)
    values: npt.NDArray[np.int64] = np.stack([leader[3:], rng.poisson(rate * (1 - effect) + effect * after)])
    return cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06", coverage=np.full(values.shape, 2))
