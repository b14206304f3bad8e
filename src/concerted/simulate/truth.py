"""A world, and what is true of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from concerted.counts import Counts

COMMANDER = "commander"


class Link(NamedTuple):
    """Who follows whom: `share` of b's events fall on days of a, or so many days later.

    Where a is "commander", they fall on the days of its orders, which no series shows.
    """

    a: str
    b: str
    lags: tuple[int, ...]
    share: float


@dataclass(frozen=True, eq=False)
class Truth:
    """What was planted in a world.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    drivers : tuple of str
        Keys of `DRIVERS`.
    seed, number : int
        World `number` of the series that `seed` begins.
    groups : tuple of str
        The groups that the question is about; the counts may hold others besides.
    controls : tuple of str
        Unrelated groups of the same sources.
    opponent, umbrella : str or None
        Names of these series, where the world has them.
    members : tuple of str
        Groups that the umbrella speaks for.
    renamed_from : date or None
        First day of the umbrella's name.
    links : tuple of Link
    planted : tuple of int
        Events that a link, a trigger or an answered strike has put where they are; one number a row of the counts, before thinning.
    rates : tuple of float
        Expected events per day; one number a row of the counts, before an umbrella renames and not counting what a strike answers.
    triggers : tuple of date
        Public causes; they are meant to be `given`.
    orders : tuple of date
        Days of the commander's orders; no test is told.
    shock_days : tuple of date
        All days of unlisted shocks; no test is told.
    effort : ndarray of float64, shape (n_days,), or None
        Reporting effort, mean 1.
    """

    kind: str
    drivers: tuple[str, ...]
    seed: int
    number: int
    groups: tuple[str, ...]
    rates: tuple[float, ...]
    planted: tuple[int, ...]
    controls: tuple[str, ...] = ()
    opponent: str | None = None
    umbrella: str | None = None
    members: tuple[str, ...] = ()
    renamed_from: dt.date | None = None
    links: tuple[Link, ...] = ()
    triggers: tuple[dt.date, ...] = ()
    orders: tuple[dt.date, ...] = ()
    shock_days: tuple[dt.date, ...] = ()
    effort: npt.NDArray[np.float64] | None = None

    @property
    def given(self) -> tuple[dt.date | str, ...] | None:
        """What `given` should tell a test: the triggers and the opponent's name; None where there is neither."""
        opponent: tuple[dt.date | str, ...] = () if self.opponent is None else (self.opponent,)
        return (*self.triggers, *opponent) or None

    def linked(self, a: str, b: str) -> bool:
        """Tell whether b follows a, or both follow one commander."""
        led = {link.b for link in self.links if link.a == COMMANDER}
        return any((link.a, link.b) == (a, b) for link in self.links) or {a, b} <= led


@dataclass(frozen=True, eq=False)
class World:
    """Counts, and what is true of them."""

    counts: Counts
    truth: Truth
