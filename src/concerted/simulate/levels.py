"""Levels that all groups of a world share: how the rate of a day differs from the mean day. Each has mean 1 over long records."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Level = npt.NDArray[np.float64]

_YEAR = 365.25


def steady(rng: np.random.Generator, days: int) -> Level:
    """Return one rate on all days; shape (days,)."""
    return np.ones(days)


def step(rng: np.random.Generator, days: int) -> Level:
    """Return a rate that triples half-way; shape (days,)."""
    return np.where(np.arange(days) < days // 2, 0.5, 1.5)


def trend(rng: np.random.Generator, days: int) -> Level:
    """Return a rate that grows evenly, sevenfold from the first day to the last; shape (days,)."""
    return np.linspace(0.25, 1.75, days)


def season(rng: np.random.Generator, days: int) -> Level:
    """Return a yearly wave whose height is four times its depth and whose phase is drawn; shape (days,)."""
    return np.asarray(1 + 0.6 * np.sin(2 * np.pi * (np.arange(days) / _YEAR + rng.random())))


def weekday(rng: np.random.Generator, days: int) -> Level:
    """Return a weekly cycle in which three days in seven are four times as busy; shape (days,)."""
    return np.where(np.arange(days) % 7 < 3, 28 / 16, 7 / 16)
