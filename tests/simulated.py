"""Worlds with a planted answer, for tests: days by group, no link unless one is planted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

import concerted as cc
from concerted.simulate.own import self_exciting

START = "2020-01-06"
DAYS = 1000
RATE = 0.2
Values = npt.NDArray[np.int64]
Intensity = npt.NDArray[np.float64]


def generators(seed: int, worlds: int) -> Iterator[np.random.Generator]:
    """Return one generator a world; world i is the same whatever the number of worlds."""
    return (np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,))) for i in range(worlds))


SHARED: dict[str, Callable[[np.random.Generator, int], Intensity]] = {
    name: shape for name in ("steady", "step", "weekday", "slow surges") if (shape := cc.simulate.DRIVERS[name].level) is not None
}
KINDS = (*SHARED, "bursts")


def independent(kind: str, rng: np.random.Generator, *, days: int = DAYS, rate: float = RATE, groups: int = 2) -> Values:
    """Return groups without a link; what they share is the driver that `kind` names."""
    if kind == "bursts":
        return np.stack([self_exciting(rng, np.full(days, rate)) for _ in range(groups)])
    return rng.poisson(rate * SHARED[kind](rng, days), size=(groups, days))


def copied(share: float, rng: np.random.Generator, *, kind: str = "steady", days: int = DAYS, rate: float = RATE) -> Values:
    """Return A and B where each event of B is, with probability `share`, put on the day of one of A's or the day after."""
    leader, own = independent(kind, rng, days=days, rate=rate)
    days_of_a = np.flatnonzero(leader)
    moved = rng.binomial(own, share)
    follower = own - moved
    places = rng.choice(days_of_a, size=int(moved.sum())) + rng.integers(2, size=int(moved.sum()))
    np.add.at(follower, np.minimum(places, days - 1), 1)
    return np.stack([leader, follower])


def overdispersed(rng: np.random.Generator, *, days: int, rate: float, dispersion: float) -> Values:
    """Return one group of independent negative binomial days; variance over mean is `dispersion`."""
    size = rate / (dispersion - 1)
    return rng.negative_binomial(size, 1 / dispersion, size=days)


def census(values: npt.ArrayLike, names: tuple[str, ...] = ("A", "B")) -> cc.Counts:
    """Return counts of which every day was looked at in full."""
    table = np.asarray(values)
    return cc.Counts.from_arrays(table, groups=names[: len(table)], start=START, coverage=np.full(table.shape, 2))


def shown(text: str) -> None:
    """Write a measured rate to standard output, where pytest keeps it for `-rP`."""
    sys.stdout.write(f"{text}\n")
