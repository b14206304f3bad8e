"""Stretches of days within which days are compared with each other, and sums over them for many groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stretches:
    """Which days belong together, in any order.

    Attributes
    ----------
    label : ndarray of int64, shape (n_days,)
        Days of one label are one stretch.
    """

    label: npt.NDArray[np.int64]

    @classmethod
    def of(cls, condition: npt.NDArray[np.int64], window_days: int) -> Stretches:
        """Return windows of `window_days` days, apart by a condition of each day; shape of `condition` (n_days,)."""
        windows = np.arange(condition.size) // window_days
        return cls(np.asarray(windows * max(2, int(condition.max(initial=0)) + 1) + condition))

    @cached_property
    def index(self) -> npt.NDArray[np.int64]:
        """Number of each day's stretch, from 0 on; shape (n_days,)."""
        return np.asarray(np.unique(self.label, return_inverse=True)[1]).ravel()

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """Days of each stretch; shape (n_stretches,)."""
        return np.bincount(self.index)

    @cached_property
    def _order(self) -> npt.NDArray[np.int64] | None:
        return None if (np.diff(self.index) >= 0).all() else np.argsort(self.index, kind="stable")

    @cached_property
    def _regular(self) -> bool:
        """Whether all stretches but the last have one length, in order."""
        return self._order is None and bool((self.sizes[:-1] == self.sizes[0]).all() and self.sizes[-1] <= self.sizes[0])

    def total(self, values: npt.NDArray[Any]) -> Days:
        """Return sums over the days of each stretch: from shape (…, n_days) to (…, n_stretches)."""
        if self.index.size == 0:
            return np.zeros((*values.shape[:-1], 0))
        if self._regular:
            # As a product with ones this is ten times as fast as sums of slices.
            days = int(self.sizes[0])
            rows = np.zeros((*values.shape[:-1], self.sizes.size * days))
            rows[..., : values.shape[-1]] = values
            return np.asarray(rows.reshape(*values.shape[:-1], self.sizes.size, days) @ np.ones(days))
        ordered = values if self._order is None else values[..., self._order]
        starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        return np.asarray(np.add.reduceat(ordered.astype(np.float64, copy=False), starts, axis=-1))

    def spread(self, values: Days) -> Days:
        """Return the value of each day's stretch: from shape (…, n_stretches) to (…, n_days)."""
        return np.asarray(values[..., self.index])

    def table(self) -> npt.NDArray[np.int64]:
        """Return the days of each stretch as rows, -1 after the last; shape (n_stretches, longest)."""
        return self._table

    @cached_property
    def _table(self) -> npt.NDArray[np.int64]:
        order = np.arange(self.index.size) if self._order is None else self._order
        row = self.index[order]
        place = np.arange(order.size) - np.repeat(np.cumsum(self.sizes) - self.sizes, self.sizes)
        days = np.full((self.sizes.size, int(self.sizes.max(initial=0))), -1)
        days[row, place] = order
        return days
