"""Who has which ties, shuffled over the actors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Draws
from concerted.chance.streams import streams

# Ties of all draws that are held in memory at a time, 8 bytes each.
_MOST_TIES = 1_000_000


@dataclass(frozen=True, eq=False)
class RelabelledActors:
    """Places in a network of ties exchanged between actors at random.

    Attributes
    ----------
    ties : ndarray of float64, shape (n_actors, n_actors)
    statistic : callable
        Takes ties of shape (n_draws, n_actors, n_actors), returns shape (n_draws,).
    seed : int
        Draw i uses the stream SeedSequence(seed, spawn_key=(i,)).
    draws : int
    """

    ties: npt.NDArray[np.float64]
    statistic: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
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
        at_once = max(1, _MOST_TIES // max(1, self.ties.size))
        return Draws(np.concatenate([self.statistic(self._exchanged(first, at_once)) for first in range(0, self.draws, at_once)]))

    def _exchanged(self, first: int, at_once: int) -> npt.NDArray[np.float64]:
        """Return the networks of so many draws, from `first` on."""
        generators = streams(self.seed, min(at_once, self.draws - first), first=first)
        order = np.stack([rng.permutation(self.ties.shape[0]) for rng in generators])
        return np.asarray(self.ties[order[:, :, None], order[:, None, :]])
