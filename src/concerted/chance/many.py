"""Corrections for many tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    """Return q-values that control the false discovery rate of independent tests (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : sequence of float or None
        Tests without a p stay without a q and do not count.
    """
    known = [i for i, value in enumerate(p) if value is not None]
    values = np.array([p[i] for i in known], dtype=np.float64)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    adjusted = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    q: list[float | None] = [None] * len(p)
    for position, value in zip(order, adjusted, strict=True):
        q[known[position]] = float(value)
    return q
