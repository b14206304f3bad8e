"""The rows of the tables: simulated worlds, and what a test is told of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

import concerted as cc
from validity_parts.levels import Level, levelled, sharp, stepped

A_B = (("A", "B"),)
ALL_THREE = (("A", "B"), ("B", "A"), ("A", "C"), ("C", "A"), ("B", "C"), ("C", "B"))
# A row's worlds are numbered from its own million on, so that no two rows share random numbers.
_APART = 1_000_000
RETALIATION, UMBRELLA = "retaliation", "umbrella"
# Of B's events four in ten answer a strike; of those that are copied six in ten stay where they are.
_STAYS = 0.6


@dataclass(frozen=True)
class Row:
    """One kind of world.

    Attributes
    ----------
    name : str
    drivers : tuple of str
        Keys of `cc.simulate.DRIVERS`.
    first : int
        Number of its first world.
    pairs : tuple of (str, str)
        Whom the questions on two groups are asked of; the worlds take them in turn. Questions on one group take the second.
    groups : int
        How many groups there are at least.
    told : bool
        Whether triggers, opponent and controls are told.
    options : mapping
        Further arguments of `cc.simulate.world`.
    events : float
        Expected events of the group with the fewest.
    drifts : bool
        Whether the rate of one group does change, so that a fall or a turn is there to be found.
    share : float
        Planted share of copied events.
    level : callable or None
        For levels that `cc.simulate` does not make: all groups share it and have no link.
    """

    name: str
    drivers: tuple[str, ...]
    first: int
    pairs: tuple[tuple[str, str], ...] = A_B
    groups: int = 2
    told: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    events: float = 200.0
    drifts: bool = False
    share: float = 0.0
    level: Callable[[np.random.Generator, int], Level] | None = None

    def world(self, seed: int, i: int, groups: int = 0) -> cc.simulate.World:
        """Return the world i of this row, with more groups where a question needs them."""
        if self.level is not None:
            return levelled(self.level, groups or self.groups, seed, self.first + i)
        return cc.simulate.world(**{**self.options, "driver": self.drivers}, groups=groups or self.groups, seed=seed, number=self.first + i)

    @property
    def single(self) -> bool:
        """Whether one driver of `cc.simulate` makes it; slow questions are asked of such worlds alone."""
        return len(self.drivers) == 1 and not self.options

    def pair(self, i: int) -> tuple[str, str]:
        """Return whom world i is asked about."""
        return self.pairs[i % len(self.pairs)]

    def said(self, world: cc.simulate.World) -> dict[str, Any]:
        """Return what a test is told of the world."""
        return {"given": world.truth.given, "controls": world.truth.controls or None} if self.told else {}


_SURGES = ("slow surges 21 days", "slow surges", "slow surges 60 days", "triangular campaigns", "plateaus")
_DRIFTING = {"step", "trend", "season", *_SURGES, UMBRELLA}
_GROUPS = {"unequal rates": (3, ALL_THREE), RETALIATION: (3, ALL_THREE), UMBRELLA: (4, (("A", "B"), ("A", "C"), ("C", "D")))}
_EVENTS = {"sparse": 20.0, "unequal rates": 200 / 3}
_NULL = (
    *("steady", "step", "trend", "season", "weekday", *_SURGES, "listed surges", "bursts", "overdispersed", "same-day batches"),
    *("gaps", "sparse", "unequal rates", "reporting effort 0.3", "reporting effort 0.5", "reporting effort 0.7"),
    *(RETALIATION, "date errors", UMBRELLA),
)
_COMBINED = (
    ("weekday", "bursts"),
    *(("slow surges", other) for other in ("bursts", "weekday", "gaps", "overdispersed")),
    *((other, "weekday") for other in ("slow surges 21 days", "slow surges 60 days", "triangular campaigns", "plateaus", "season", "gaps")),
    *(("reporting effort 0.5", other) for other in ("weekday", "slow surges")),
)
# Levels that `cc.simulate` has not: plateaus with sharp edges in common, so long, so many times as busy, every so many days.
_SHARP = ((21, 3, 90), (30, 3, 90), (30, 5, 120), (21, 5, 60), (21, 10, 80))
_NEW_LEVELS = ((21, 0.7), (30, 1.0))


def _row(drivers: tuple[str, ...], first: int, **more: Any) -> Row:
    groups, pairs = _GROUPS.get(drivers[0], (2, A_B))
    events = min(_EVENTS.get(name, 200.0) for name in drivers)
    return Row(more.pop("name", " + ".join(drivers)), drivers, first, pairs, groups, events=events, drifts=bool(_DRIFTING & {*drivers}), **more)


def _null() -> list[Row]:
    rows = [_row(drivers, i * _APART) for i, drivers in enumerate([*((name,) for name in _NULL), *_COMBINED])]
    name = "reporting effort 0.5, events taken away"
    rows.append(_row(("reporting effort 0.5",), 50 * _APART, name=name, options={"thinning": True}))
    levels = {f"sharp plateaus of {days} days, {times} times": partial(sharp, days, times, every) for days, times, every in _SHARP}
    levels |= {f"a new level every {days} days": partial(stepped, days, spread) for days, spread in _NEW_LEVELS}
    return [*rows, *(Row(name, (), (51 + i) * _APART, drifts=True, level=level) for i, (name, level) in enumerate(levels.items()))]


def _unlisted() -> list[Row]:
    names = [*("shocks 1 day", "shocks 3 days", "shocks 7 days", "shocks 14 days"), *(f"reporting effort {size}" for size in (0.3, 0.5, 0.7))]
    return [
        _row((name,), (60 + i + 10 * (coverage == "census")) * _APART, name=f"{name}, {coverage}", told=False, options={"coverage": coverage})
        for coverage in ("sample", "census")
        for i, name in enumerate(names)
    ]


def copied(drivers: tuple[str, ...], share: float, first: int, **options: Any) -> Row:
    """Return worlds in which B copies A on the same day or the day after.

    Parameters
    ----------
    drivers : tuple of str
    share : float
        Share of B's events that are copies.
    first : int
    **options
        Of `cc.simulate.world`.
    """
    planted = share / _STAYS if RETALIATION in drivers else share
    told = {"kind": "imitation", "share": planted, **options}
    return Row(f"{' + '.join(drivers)}, {share:.0%}", drivers, first, options=told, share=share)


_POWER = ("steady", "weekday", "slow surges", "reporting effort 0.3", "reporting effort 0.5", "reporting effort 0.7", RETALIATION)
_DIRECTION = [(driver, lags, share) for driver in ("steady", "weekday", "bursts") for lags in ((0, 1), (1, 2)) for share in (0.2, 0.4)]
COVERED_SHARES, CURVE = (0.0, 0.1, 0.2, 0.4), (0.1, 0.15, 0.2, 0.25, 0.3)


def _numbered(rows: list[Row], first: int) -> list[Row]:
    return [Row(**{**vars(row), "first": (first + i) * _APART}) for i, row in enumerate(rows)]


def _direction() -> list[Row]:
    rows = [copied((driver,), share, 0, lags=lags) for driver, lags, share in _DIRECTION]
    return [Row(**{**vars(row), "name": f"{row.name}, lags {lags[0]}-{lags[1]}"}) for row, (_, lags, _) in zip(rows, _DIRECTION, strict=True)]


_FALLS = [(driver, ratio) for driver in ("steady", "overdispersed", "bursts") for ratio in (1.0, 0.5, 0.25)]
ROWS: dict[str, list[Row]] = {
    "null": _null(),
    "unlisted": _unlisted(),
    "power": _numbered([copied((name,), share, 0) for share in (0.2, 0.1) for name in _POWER], 100),
    "direction": _numbered(_direction(), 120),
    "coverage": _numbered([copied((name,), s, 0) for name in ("steady", "weekday", "slow surges", "bursts") for s in COVERED_SHARES], 140),
    "falls": _numbered([Row(f"{d}, ratio {r}", (d,), 0, options={"rate": 1.0, "days": 365}, share=r) for d, r in _FALLS], 160),
    "effects": _numbered([Row(f"effect {effect}", ("steady",), 0, share=effect) for effect in (0.0, 0.2, 0.4)], 180),
    "curve": _numbered([copied((name,), s, 0) for name in ("steady", "weekday", "bursts") for s in CURVE], 200),
    "calibrate": _numbered([Row(name, (name,), 0) for name in ("steady", "weekday", "slow surges", "bursts")], 220),
}
