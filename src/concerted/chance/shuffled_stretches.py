"""A record whose stretches of days could have come in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Draws


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
        Takes rows of shape (n_draws, n_days, n_columns), returns shape (n_draws,).
    seed : int
        Draw i uses the stream SeedSequence(seed, spawn_key=(i,)).
    draws : int
    """

    rows: npt.NDArray[np.float64]
    length: int
    statistic: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
    seed: int
    draws: int = 499

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
        return Draws(np.concatenate([self.statistic(self.rows[self._order(i)][None]) for i in range(self.draws)]))

    def _order(self, i: int) -> npt.NDArray[np.int64]:
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(i,)))
        days = np.roll(np.arange(self.rows.shape[0]), -int(rng.integers(self.length)))
        stretches = np.array_split(days, max(1, round(days.size / self.length)))
        return np.concatenate([stretches[k] for k in rng.permutation(len(stretches))])
