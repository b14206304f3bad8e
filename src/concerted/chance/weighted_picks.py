"""Days picked by weight, many strata at once: how many of the picked ones are covered.

Functions of arrays only, so that many pairs can be done in one go: `k` of shape (n_strata,), weights of shape (n_strata, longest), 0
where a stratum has no such day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Strata:
    """Strata with at least one active day.

    Attributes
    ----------
    k : ndarray of int64, shape (n_strata,)
        Active days.
    covered, free : ndarray of float64, shape (n_strata, longest)
        Weights of covered days and of the others; 0 elsewhere.
    """

    k: npt.NDArray[np.int64]
    covered: Chances
    free: Chances

    def mirrored(self) -> Strata:
        """Return the same with covered and free days exchanged."""
        return Strata(self.k, self.free, self.covered)


def table(
    active: npt.NDArray[np.bool_], covered: npt.NDArray[np.bool_], strata: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> Strata:
    """Return days as rows of strata."""
    usable = np.flatnonzero(strata >= 0)
    if usable.size == 0:
        return Strata(np.zeros(0, dtype=np.int64), np.zeros((0, 1)), np.zeros((0, 1)))
    _, row = np.unique(strata[usable], return_inverse=True)
    k = np.bincount(row, active[usable]).astype(np.int64)
    days = usable[np.argsort(row, kind="stable")]
    sizes = np.bincount(row)
    place = np.arange(days.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    both = np.zeros((2, sizes.size, sizes.max()))
    both[np.where(covered[days], 0, 1), np.sort(row), place] = weights[days]
    acted = k > 0
    return Strata(k[acted], both[0, acted], both[1, acted])


def hits(strata: Strata) -> Chances:
    """Return the probabilities of 0..k hits in each stratum; shape (n_strata, greatest k + 1).

    With covered weights w, free weights v and e_j the elementary symmetric polynomials, P(h) is e_h(w) e_{k-h}(v), normalised.
    """
    most = int(strata.k.max(initial=0))
    scale = _scale(strata)[:, None]
    covered, free = picked(strata.covered * scale, most), picked(strata.free * scale, most)
    misses = strata.k[:, None] - np.arange(most + 1)
    products = np.where(misses >= 0, covered * np.take_along_axis(free, np.maximum(misses, 0), axis=1), 0.0)
    return np.asarray(products / products.sum(axis=1, keepdims=True))


def following(strata: Strata) -> Chances:
    """Return the probabilities of 0..k hits (last axis) when 0..k days follow (middle axis) and the others fall by weight.

    A day that follows takes a covered day while there is one; the covered days that are left count with their mean weight.
    """
    most = int(strata.k.max(initial=0))
    result = np.zeros((strata.k.size, most + 1, most + 1))
    size = (strata.covered > 0).sum(axis=1)
    mean = strata.covered.sum(axis=1) / np.maximum(size, 1)
    column = np.arange(strata.covered.shape[1])
    for wanted in range(most + 1):
        some = strata.k >= wanted
        taken = np.minimum(wanted, size)[some]
        left = np.where(column < (size[some] - taken)[:, None], mean[some, None], 0.0)
        # Where none is taken the weights stay as they are.
        left = np.where(taken[:, None] == 0, strata.covered[some], left)
        rest = hits(Strata(strata.k[some] - taken, left, strata.free[some]))
        column_of = np.arange(most + 1) - taken[:, None]
        inside = (column_of >= 0) & (column_of < rest.shape[1])
        result[some, wanted] = np.where(inside, np.take_along_axis(rest, np.clip(column_of, 0, rest.shape[1] - 1), axis=1), 0.0)
    return result


def picked(odds: Chances, most: int) -> Chances:
    """Return the probabilities that 0..most of the days are picked, each on its own with these odds; shape (n_strata, most + 1)."""
    chances = np.zeros((odds.shape[0], most + 1))
    chances[:, 0] = 1.0
    for p in (odds / (1 + odds)).T[:, :, None]:
        chances[:, 1:] = chances[:, 1:] * (1 - p) + chances[:, :-1] * p
        chances[:, :1] *= 1 - p
    return chances


def inclusion(k: npt.NDArray[np.int64], weights: Chances) -> Chances:
    """Return the probability that each day is among the k picked ones; shape (n_strata, longest).

    P(day) = w e_{k-1}(w without the day) / e_k(w).
    """
    column = np.arange(weights.shape[1])
    chances = np.zeros_like(weights)
    for day in column:
        alone = np.where(column == day, weights, 0.0)
        one = hits(Strata(k, alone, np.where(column == day, 0.0, weights)))
        chances[:, day] = one[:, 1] if one.shape[1] > 1 else 0.0
    return chances


def _scale(strata: Strata) -> Chances:
    """Return one factor a stratum: it changes no chance, but makes k the likely number, so that long strata stay within a double."""
    weights = strata.covered + strata.free
    there = weights > 0
    days = np.maximum(there.sum(axis=1), 1)
    log_mean = np.where(there, np.log(np.where(there, weights, 1.0)), 0.0).sum(axis=1) / days
    return np.asarray(np.maximum(strata.k, 0.5) / np.maximum(days - strata.k + 1, 1) / np.exp(log_mean))
