"""Shares of tests with their intervals, clustered by world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from validity_parts.cells import Column

LEVEL = 0.05
_HALF = 1.959964


class Rate(NamedTuple):
    """A share of tests, and the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    tests: int
    worlds: int


def fired(column: Column, level: float = LEVEL) -> Rate | None:
    """Return the share of tests with p below the level; None where there is no p.

    Parameters
    ----------
    column : Column
    level : float
    """
    return clustered([[p < level for p in world if p is not None] for world in column.p])


def clustered(worlds: list[list[bool]]) -> Rate | None:
    """Return the share of true answers and Wilson's interval, with as many tests as there would be if those of one world were not tied.

    Parameters
    ----------
    worlds : list of list of bool
        One list a world.
    """
    hits = np.array([sum(one) for one in worlds if one], dtype=float)
    sizes = np.array([len(one) for one in worlds if one], dtype=float)
    if not sizes.size:
        return None
    share, tests = hits.sum() / sizes.sum(), sizes.sum()
    own = tests / _tied(hits, sizes, share)
    middle, wide = (share + _HALF**2 / (2 * own)), _HALF * np.sqrt(share * (1 - share) / own + _HALF**2 / (4 * own**2))
    low, high = ((middle + sign * wide) / (1 + _HALF**2 / own) for sign in (-1, 1))
    return Rate(float(share), max(0.0, float(low)), min(1.0, float(high)), int(tests), int(sizes.size))


def _tied(hits: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64], share: float) -> float:
    """Return how many times larger the variance is than that of as many independent tests; never less than 1."""
    if hits.size < 2 or sizes.max() == 1 or share in (0.0, 1.0):
        return 1.0
    between = ((hits - share * sizes) ** 2).sum() * hits.size / (hits.size - 1)
    return max(1.0, float(between / (share * (1 - share) * sizes.sum())))


def cut(null: Column, level: float = LEVEL) -> tuple[float, float]:
    """Return the p and, among equal p, the size from which on a test fires in no more than so many of the null worlds.

    Parameters
    ----------
    null : Column
    level : float
    """
    ordered = sorted((p, -(s or 0.0)) for p, s in _pairs(null))
    return ordered[int(level * len(ordered))]


def beyond(column: Column, limit: tuple[float, float]) -> Rate | None:
    """Return the share of tests that lie before a limit.

    Parameters
    ----------
    column : Column
    limit : (float, float)
        As `cut` returns it.
    """
    return clustered([[(p, -(s or 0.0)) < limit] for p, s in _pairs(column)])


def _pairs(column: Column) -> list[tuple[float, float | None]]:
    cells = [pair for ps, sizes in zip(column.p, column.size, strict=True) for pair in zip(ps, sizes, strict=True)]
    return [(p, size) for p, size in cells if p is not None]
