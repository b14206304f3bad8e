"""Shared levels that `cc.simulate` does not make: they change at once, and stay for three weeks or more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

import concerted as cc
from concerted.simulate import Truth, World

Level = npt.NDArray[np.float64]
_DAYS, _RATE = 1000, 0.2
# Apart from the streams of `cc.simulate` by the length of the key.
_PURPOSE = 20


def sharp(length: int, times: float, every: int, rng: np.random.Generator, days: int) -> Level:
    """Return plateaus that begin and end from one day to the next, one at some day of each period.

    Parameters
    ----------
    length : int
        Days of a plateau.
    times : float
        How many times as busy it is.
    every : int
        Days of a period.
    rng : numpy.random.Generator
    days : int
    """
    level = np.ones(days + every)
    for start in range(0, days, every):
        first = start + int(rng.integers(0, every - length))
        level[first : first + length] = times
    return level[:days]


def stepped(length: int, spread: float, rng: np.random.Generator, days: int) -> Level:
    """Return log-normal levels, a new one every so many days.

    Parameters
    ----------
    length : int
    spread : float
        Standard deviation of the logarithm.
    rng : numpy.random.Generator
    days : int
    """
    return np.repeat(np.exp(rng.normal(0, spread, days // length + 1)), length)[:days]


def levelled(level: Callable[[np.random.Generator, int], Level], groups: int, seed: int, number: int) -> World:
    """Return groups without a link that share a level; 200 events each are expected.

    Parameters
    ----------
    level : callable
    groups, seed, number : int
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, _PURPOSE)))
    shape = level(rng, _DAYS)
    values = rng.poisson(_RATE * shape / shape.mean(), size=(groups, _DAYS))
    names = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:groups])
    truth = Truth("independent", (), seed, number, names, (_RATE,) * groups, (0,) * groups)
    return World(cc.Counts.from_arrays(values, names, "2020-01-06", coverage=np.full(values.shape, 2)), truth)
