"""Corrections for many tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Return q-values that control the false discovery rate of independent tests (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : sequence of float or None
        Tests without a p stay without a q and do not count.
    """
    known = [i for i, value in enumerate(p) if value is not None]
    values = np.array([p[i] for i in known], dtype=np.float64)
    q: list[float | None] = [None] * len(p)
    for i, value in zip(known, adjusted(values), strict=True):
        q[i] = float(value)
    return q


def able_to_fire(least: npt.NDArray[np.float64], alpha: float) -> npt.NDArray[np.bool_]:
    """Tell which of many discrete tests could fire at all, so that the others need no correction (Tarone 1990; Gilbert 2005).

    Parameters
    ----------
    least : ndarray of float64, shape (n_tests,)
        The smallest p that each test could give, whatever is observed.
    alpha : float
        Level of the whole.

    Returns
    -------
    ndarray of bool, shape (n_tests,)
        Tests whose smallest p is at most alpha / K, with the smallest K such that no more than K tests have one.
    """
    ordered = np.sort(least)
    k = np.arange(1, ordered.size + 1)
    within = np.searchsorted(ordered, alpha / k, side="right") <= k
    return np.asarray(least <= alpha / k[within.argmax()]) if ordered.size else np.zeros(0, dtype=bool)


def adjusted(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return q-values of many tests, as `benjamini_hochberg`; shape (n_tests,)."""
    order = np.argsort(p, kind="stable")
    scaled = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return q
