"""How strongly a group answers known triggers, from its own days: weights for the days of a null model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.chance import weighted_picks

# Standard deviation that an answer's log-odds may have before the data are seen: a trigger on few days moves weights but little.
_PRIOR_SD = 1.0
_STEPS = 6
# Further than this in log-odds no answer is taken: weights of e^5 to 1 leave a stratum no choice.
_FURTHEST = 5.0


def answer_weights(
    active: npt.NDArray[np.bool_], strata: npt.NDArray[np.int64], weights: npt.NDArray[np.float64], acts: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the odds of each day by what it may be an answer to; shape (n_days,).

    Conditional logistic regression within strata, with exact chances of the days, drawn towards no answer.

    Parameters
    ----------
    active : ndarray of bool, shape (n_days,)
    strata : ndarray of int64, shape (n_days,)
        -1 for days that take no part.
    weights : ndarray of float64, shape (n_days,)
        Odds of each day without answers.
    acts : ndarray of float64, shape (n_lags, n_days)
        Size of the trigger at each lag.
    """
    row, rows = _rows(active, strata)
    if row.size == 0:
        return np.ones(active.size)
    x = np.where(rows >= 0, acts[:, rows], 0.0)
    acted = (active[rows] & (rows >= 0)).astype(np.float64)
    base = np.where(rows >= 0, weights[rows], 0.0)
    size = np.zeros(acts.shape[0])
    for _ in range(_STEPS):
        size = size + _step(x, acted, base, size)
    return np.asarray(np.exp(np.clip(size @ acts, -_FURTHEST, _FURTHEST)))


def _rows(active: npt.NDArray[np.bool_], strata: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the strata that have both active and quiet days, and their days; -1 fills up the short ones."""
    usable = np.flatnonzero(strata >= 0)
    if usable.size == 0:
        return usable, usable[:, None]
    _, label = np.unique(strata[usable], return_inverse=True)
    sizes = np.bincount(label)
    order = np.argsort(label, kind="stable")
    place = np.arange(order.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = np.full((sizes.size, sizes.max()), -1)
    rows[label[order], place] = usable[order]
    k = np.bincount(label, active[usable])
    tells = np.flatnonzero((k > 0) & (k < sizes))
    return tells, rows[tells]


def _step(
    x: npt.NDArray[np.float64], acted: npt.NDArray[np.float64], base: npt.NDArray[np.float64], size: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    odds = base * np.exp(np.clip(np.tensordot(size, x, axes=1), -_FURTHEST, _FURTHEST))
    chance = weighted_picks.inclusion(acted.sum(axis=1).astype(np.int64), odds)
    gradient = ((acted - chance) * x).sum(axis=(1, 2)) - size / _PRIOR_SD**2
    spread = chance * (1 - chance)
    centred = x - ((spread * x).sum(axis=2) / np.maximum(spread.sum(axis=1), 1e-12))[:, :, None]
    curvature = np.einsum("ast,bst,st->ab", centred, centred, spread) + np.eye(size.size) / _PRIOR_SD**2
    return np.asarray(np.clip(np.linalg.solve(curvature, gradient), -1.0, 1.0))
