"""A record whose stretches of days could have come in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Draws
from concerted.chance.streams import streams

# Days of all draws that are held at a time: what the processor keeps at hand.
_MOST_DAYS = 50_000


@dataclass(frozen=True, eq=False)
class ShuffledStretches:
    """Stretches of consecutive days put in a random order, each kept whole.

    Attributes
    ----------
    rows : ndarray of float64, shape (n_days, n_columns)
        What is known of each day, in the order of days.
    length : int
        Days of a stretch. The record begins anew at a random day of the first stretch, so its borders are not the calendar's.
    statistic : callable
        Takes, of shape (n_draws, n_days, n_columns), the sum of each day's row and all rows that stand before it in the shuffled record;
        returns shape (n_draws,). The days stand in the order of the data, so that it must not matter.
    seed : int
        Draw i uses the stream SeedSequence(seed, spawn_key=(i,)).
    draws : int
    """

    rows: npt.NDArray[np.float64]
    length: int
    statistic: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
    seed: int
    draws: int = 499
    days: npt.NDArray[np.int64] | None = None

    name: ClassVar[str] = "stretches of days in any order"
    keeps: ClassVar[tuple[str, ...]] = (
        "bursts, batches and weekly cycles within a stretch",
        "how many events there are, and the days at risk of each",
    )
    breaks: ClassVar[tuple[str, ...]] = ("which stretch came before which",)
    cannot_see: ClassVar[tuple[str, ...]] = ("a step from a slow swell: whatever lasts longer than a stretch is a change of rate",)

    def distribution(self) -> Draws:
        """Return the statistic of shuffled records."""
        if self.rows.shape[0] == 0:
            return Draws(np.zeros(self.draws))
        at_once = max(1, _MOST_DAYS // max(1, self._looked_at.size))
        return Draws(np.concatenate([self.statistic(self._sums(first, at_once)) for first in range(0, self.draws, at_once)]))

    @property
    def _looked_at(self) -> npt.NDArray[np.int64]:
        return np.arange(self.rows.shape[0]) if self.days is None else self.days

    def _sums(self, first: int, at_once: int) -> npt.NDArray[np.float64]:
        """Return the sums of so many draws, from `first` on; shape (n_draws, n_looked_at, n_columns)."""
        days, columns = self.rows.shape
        sizes, starts = _even(days, max(1, round(days / self.length)))
        shift, order = self._drawn(first, at_once, sizes.size)
        # Twice the record, so that no stretch ends at the last day; columns first, for rows are taken ten times as slowly as numbers.
        so_far = np.concatenate([np.zeros((columns, 1)), np.cumsum(np.tile(self.rows.T, 2), axis=1)], axis=1)
        begin = so_far.take(starts + shift, axis=1)
        own = (so_far.take(starts + sizes + shift, axis=1) - begin).reshape(columns, -1)
        draw = sizes.size * np.arange(len(order))[:, None]
        shuffled = own.take(order + draw, axis=1)
        before = np.empty_like(own)
        before[:, (order + draw).ravel()] = (np.cumsum(shuffled, axis=2) - shuffled).reshape(columns, -1)
        # Where each day stands in the record that begins at the shift, and in which stretch.
        place = (self._looked_at - shift) % days
        stretch = np.repeat(np.arange(sizes.size), sizes).take(place) + draw
        moved = before - begin.reshape(columns, -1)
        return np.moveaxis(so_far.take(place + shift + 1, axis=1) + moved.take(stretch, axis=1), 0, -1)

    def _drawn(self, first: int, at_once: int, stretches: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return on which day the record of each draw begins, shape (n_draws, 1), and its order, shape (n_draws, n_stretches)."""
        generators = streams(self.seed, min(at_once, self.draws - first), first=first)
        shifts, orders = zip(*((rng.integers(self.length), rng.permutation(stretches)) for rng in generators), strict=True)
        return np.array(shifts)[:, None] % self.rows.shape[0], np.stack(orders)


def _even(days: int, stretches: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the lengths and the first days of stretches as even as can be: the first ones have a day more."""
    sizes = days // stretches + (np.arange(stretches) < days % stretches)
    return sizes, np.cumsum(sizes) - sizes
