"""A group's own events: how its counts come about, given how busy it is on each day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.simulate.levels import Level

Row = npt.NDArray[np.int64]

# Variance over mean of the daily counts.
DISPERSION = 3.0
# Mean number of events of a batch.
BATCH = 3.0


def events(rng: np.random.Generator, expected: Level, *, bursts: bool = False, overdispersed: bool = False, batches: bool = False) -> Row:
    """Return one group's events; shape (days,).

    Parameters
    ----------
    expected : ndarray of float64, shape (days,)
        Expected events a day; kept whatever else is asked for.
    bursts, overdispersed, batches : bool
        As `self_exciting`, `gamma_days` and `in_batches` say; they can be combined.
    """
    wanted = expected / BATCH if batches else expected
    wanted = gamma_days(rng, wanted) if overdispersed else wanted
    happened = self_exciting(rng, wanted) if bursts else rng.poisson(wanted)
    return in_batches(rng, happened) if batches else np.asarray(happened)


def self_exciting(rng: np.random.Generator, expected: Level) -> Row:
    """Return events of which every one brings half another within days: branching .5, falling by exp(-.5) a day; shape (days,)."""
    counts = np.zeros(expected.size, dtype=np.int64)
    excited = 0.0
    for day, level in enumerate(expected):
        counts[day] = rng.poisson(0.5 * level + excited)
        excited = excited * np.exp(-0.5) + 0.5 * (1 - np.exp(-0.5)) * counts[day]
    return counts


def gamma_days(rng: np.random.Generator, expected: Level) -> Level:
    """Return daily rates around the expected ones, so that Poisson counts have three times the variance of their mean; shape (days,)."""
    return np.asarray(rng.gamma(expected / (DISPERSION - 1), DISPERSION - 1))


def in_batches(rng: np.random.Generator, happened: Row) -> Row:
    """Return each event as a batch of one or more on the same day, three on average; shape (days,)."""
    return np.asarray(happened + rng.poisson((BATCH - 1) * happened))
