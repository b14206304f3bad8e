"""Worlds with a planted answer, for tests: days by group, no link unless one is planted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

import concerted as cc

START = "2020-01-06"
DAYS = 1000
RATE = 0.2
Values = npt.NDArray[np.int64]
Intensity = npt.NDArray[np.float64]


def generators(seed: int, worlds: int) -> Iterator[np.random.Generator]:
    """Return one generator a world; world i is the same whatever the number of worlds."""
    return (np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,))) for i in range(worlds))


def steady(rng: np.random.Generator, days: int) -> Intensity:
    """Return one rate on all days."""
    return np.ones(days)


def step(rng: np.random.Generator, days: int) -> Intensity:
    """Return a rate that triples half-way, for all groups alike."""
    return np.where(np.arange(days) < days // 2, 0.5, 1.5)


def weekday(rng: np.random.Generator, days: int) -> Intensity:
    """Return a weekly cycle that all groups share: three days in seven are four times as busy."""
    return np.where(np.arange(days) % 7 < 3, 28 / 16, 7 / 16)


def slow_surges(rng: np.random.Generator, days: int) -> Intensity:
    """Return surges that all groups share: log-normal, smoothed over about two months."""
    kernel = np.exp(-0.5 * (np.arange(-90, 91) / 30) ** 2)
    smooth = np.convolve(rng.normal(size=days + 180), kernel / np.sqrt((kernel**2).sum()), mode="valid")
    surges = np.exp(0.8 * smooth)
    return np.asarray(surges / surges.mean())


SHARED: dict[str, Callable[[np.random.Generator, int], Intensity]] = {
    "steady": steady,
    "step": step,
    "weekday": weekday,
    "slow surges": slow_surges,
}
KINDS = (*SHARED, "bursts")


def bursts(rng: np.random.Generator, days: int, rate: float = RATE) -> Values:
    """Return one group whose every event brings half another within days: branching .5, mean delay two days."""
    counts = np.zeros(days, dtype=np.int64)
    excited = 0.0
    for day in range(days):
        counts[day] = rng.poisson(0.5 * rate + excited)
        excited = excited * np.exp(-0.5) + 0.5 * (1 - np.exp(-0.5)) * counts[day]
    return counts


def independent(kind: str, rng: np.random.Generator, *, days: int = DAYS, rate: float = RATE, groups: int = 2) -> Values:
    """Return groups without a link; what they share is the driver that `kind` names."""
    if kind == "bursts":
        return np.stack([bursts(rng, days, rate) for _ in range(groups)])
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
    return cc.Counts.from_arrays(values, groups=names[: len(np.asarray(values))], start=START)


def shown(text: str) -> None:
    """Write a measured rate to standard output, where pytest keeps it for `-rP`."""
    sys.stdout.write(f"{text}\n")
