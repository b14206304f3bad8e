"""Which group made which event, shuffled within a stretch of time and within reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from concerted.chance.distribution import Draws
from concerted.chance.streams import streams

# Swaps tried per event. The p is exact with any number; with few, draws stay near the data and the mean is off: on 180 events with two
# forbidden cells the mean of H2' over 1,999 draws is .061, .053, .052, .052, .052 with 1, 2, 4, 6 and 12.
_SWEEPS = 6
# Random numbers of all draws that are held in memory at a time, 8 bytes each; more draws than that are made one lot after the other.
_MOST_NUMBERS = 2_000_000

# Bits of a whole number that stratum, random number and group share, and the most that a random number takes of them.
_RANDOM_BITS, _MOST_BITS = 62, 38


@dataclass(frozen=True, eq=False)
class Swaps:
    """Groups exchanged between events of one stratum wherever both could have reached the other's place.

    Keeps how many events each group made and each place saw in every stratum; breaks who acted where. A stratum whose groups can reach all
    of its places is permuted outright. In the others the permutations are walked by swaps (Metropolis, uniform over all permitted tables),
    and draws start from a state reached backwards from the data, which makes their p exact (Besag & Clifford 1989). Strata know nothing of
    each other, so that one step is made in all of them at once.

    Attributes
    ----------
    group, place, stratum : ndarray of int64, shape (n_events,)
        Codes from 0 on.
    reachable : ndarray of bool, shape (n_groups, n_places)
        Which group can act where.
    statistic : callable
        Takes tables of shape (n_draws, n_groups, n_places), returns shape (n_draws,).
    seed : int
        Draw i uses the stream SeedSequence(seed, spawn_key=(i,)).
    draws : int
        Number of draws.
    """

    group: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    stratum: npt.NDArray[np.int64]
    reachable: npt.NDArray[np.bool_]
    statistic: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.float64]]
    seed: int
    draws: int = 999

    name: ClassVar[str] = "groups exchanged between events of the same weeks, within reach"
    keeps: ClassVar[tuple[str, ...]] = (
        "how many events each group made in each stretch of time",
        "how many events each place saw in each stretch of time",
        "which places a group can reach",
    )
    breaks: ClassVar[tuple[str, ...]] = ("which group acted at which of the places that it can reach",)
    cannot_see: ClassVar[tuple[str, ...]] = ("why a group prefers a place: habit, weapons and nearness divide places as an agreement does",)

    def distribution(self) -> Draws:
        """Return the statistic on permitted permutations."""
        # Sorted, so that the same events in other rows give the same draws.
        order = np.lexsort((self.group, self.place, self.stratum))
        same = replace(self, group=self.group[order], place=self.place[order], stratum=self.stratum[order])
        return Draws(self.statistic(same._tables(same._shuffled())))

    def _shuffled(self) -> npt.NDArray[np.int64]:
        """Return the group of each event in each draw; shape (n_draws, n_events)."""
        if self.group.size == 0:
            return np.zeros((self.draws, 0), dtype=np.int64)
        free = self._free()
        walk = _Walk.of(self.stratum, free)
        (backwards,) = streams(self.seed, 1, first=self.draws)
        origin = self._walked(self.group[None, :].copy(), walk, backwards.random((1, walk.numbers)))
        at_once = max(1, _MOST_NUMBERS // (walk.numbers + int(free.sum()) + 1))
        return np.concatenate([self._lot(origin, free, walk, first, at_once) for first in range(0, self.draws, at_once)])

    def _free(self) -> npt.NDArray[np.bool_]:
        """Tell of each event whether all groups of its stratum can reach all places of its stratum; shape (n_events,)."""
        codes = np.unique(self.stratum, return_inverse=True)[1]
        groups, places = (np.zeros((int(codes.max()) + 1, size)) for size in self.reachable.shape)
        groups[codes, self.group], places[codes, self.place] = 1, 1
        return np.asarray(((groups @ ~self.reachable) * places).sum(axis=1) == 0)[codes]

    def _lot(self, origin: npt.NDArray[np.int64], free: npt.NDArray[np.bool_], walk: _Walk, first: int, most: int) -> npt.NDArray[np.int64]:
        """Return the group of each event in so many draws, from `first` on."""
        loose = np.flatnonzero(free)
        generators = streams(self.seed, min(most, self.draws - first), first=first)
        numbers = np.stack([rng.random(loose.size + walk.numbers) for rng in generators])
        groups = np.repeat(origin, len(numbers), axis=0)
        groups[:, loose] = self._permuted(loose, numbers[:, : loose.size])
        return self._walked(groups, walk, numbers[:, loose.size :])

    def _permuted(self, loose: npt.NDArray[np.int64], numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Return the groups of these events in a random order within their strata, one number an event and draw; shape as of `numbers`.

        Events stand by stratum: sorted by it and by the random number, those of one stratum have changed places. The group is the last
        digit of what is sorted, for sorting whole numbers takes a tenth of the time of finding their order.
        """
        codes = np.unique(self.stratum, return_inverse=True)[1][loose]
        bits = _RANDOM_BITS - len(self.reachable).bit_length() - int(codes.max(initial=0)).bit_length()
        keys = ((codes + numbers) * 2.0 ** min(bits, _MOST_BITS)).astype(np.int64) * len(self.reachable) + self.group[loose]
        return np.asarray(np.sort(keys, axis=1) % len(self.reachable))

    def _walked(self, groups: npt.NDArray[np.int64], walk: _Walk, numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        draws = np.arange(len(groups))[:, None]
        for i, j in walk.pairs(numbers):
            a, b = groups[draws, i], groups[draws, j]
            allowed = self.reachable[b, self.place[i]] & self.reachable[a, self.place[j]]
            groups[draws, i], groups[draws, j] = np.where(allowed, b, a), np.where(allowed, a, b)
        return groups

    def _tables(self, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        n_groups, n_places = self.reachable.shape
        cells = groups * n_places + self.place
        offsets = np.arange(groups.shape[0])[:, None] * (n_groups * n_places)
        flat = np.bincount((cells + offsets).ravel(), minlength=groups.shape[0] * n_groups * n_places)
        return flat.reshape(groups.shape[0], n_groups, n_places)


@dataclass(frozen=True, eq=False)
class _Walk:
    """Pairs of events to be tried, a pair of each stratum at a time; `start` and `size` of the strata, the largest first."""

    start: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]

    @classmethod
    def of(cls, stratum: npt.NDArray[np.int64], free: npt.NDArray[np.bool_]) -> _Walk:
        """Return the walk of all strata that are not free; events stand by stratum."""
        _, start, size = np.unique(stratum, return_index=True, return_counts=True)
        order = [k for k in np.argsort(-size, kind="stable") if not free[start[k]]]
        return cls(start[order], size[order])

    @property
    def numbers(self) -> int:
        """Random numbers of one draw."""
        return 2 * _SWEEPS * int(self.size.sum())

    def pairs(self, numbers: npt.NDArray[np.float64]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yield the two events that are tried in each draw and stratum; shape (n_draws, n_strata) each.

        A stratum is left when it has had its steps. Both events are of one stratum, so that the walk can as well be walked back.
        """
        used = 0
        for step in range(_SWEEPS * int(self.size.max(initial=0))):
            strata = int((_SWEEPS * self.size > step).sum())
            start, size = self.start[:strata], self.size[:strata]
            chosen = [start + (numbers[:, k : k + strata] * size).astype(np.int64) for k in (used, used + strata)]
            used += 2 * strata
            yield chosen[0], chosen[1]
