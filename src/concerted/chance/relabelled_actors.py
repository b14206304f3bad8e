"""Who has which ties, shuffled over the actors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Draws


@dataclass(frozen=True, eq=False)
class RelabelledActors:
    """Places in a network of ties exchanged between actors at random.

    Attributes
    ----------
    ties : ndarray of float64, shape (n_actors, n_actors)
    statistic : callable
        Takes ties, returns a number.
    seed : int
        Draw i uses the stream SeedSequence(seed, spawn_key=(i,)).
    draws : int
    """

    ties: npt.NDArray[np.float64]
    statistic: Callable[[npt.NDArray[np.float64]], float]
    seed: int
    draws: int = 999

    name: ClassVar[str] = "places in the network of ties exchanged between the actors"
    keeps: ClassVar[tuple[str, ...]] = ("the order and days of first uses", "the whole pattern of ties")
    breaks: ClassVar[tuple[str, ...]] = ("which actor has which ties",)
    cannot_see: ClassVar[tuple[str, ...]] = (
        "a common supplier, or a common ground, of those who are tied",
        "that busy actors have more ties and are seen with anything earlier",
    )

    def distribution(self) -> Draws:
        """Return the statistic under exchanged places."""
        return Draws(np.array([self.statistic(self._exchanged(i)) for i in range(self.draws)], dtype=np.float64))

    def _exchanged(self, i: int) -> npt.NDArray[np.float64]:
        order = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(i,))).permutation(self.ties.shape[0])
        return self.ties[np.ix_(order, order)]
