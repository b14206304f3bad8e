"""What drives the groups of a world apart from any link, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from concerted.simulate import levels, surges
from concerted.simulate.levels import Level

# What a test must be told before groups with this driver are independent for it.
NOTHING, TRIGGERS, CONTROLS, OPPONENT, CANNOT_BE_TOLD = "nothing", "triggers", "controls", "opponent", "cannot be told"


@dataclass(frozen=True)
class Driver:
    """One way in which groups without a link come by their days.

    Attributes
    ----------
    meaning : str
        In plain words.
    told : str
        What a test must be told before such groups are independent for it: "nothing", "triggers" (`given`), "controls", "opponent"
        (`given`), or "cannot be told": an unlisted cause that looks like concert.
    level : callable or None
        For levels that all groups share: takes a generator and a number of days, returns a level with mean about 1.
    size : float or None
        Days of a shock, or the coefficient of variation of a reporting effort.
    """

    meaning: str
    told: str = NOTHING
    level: Callable[[np.random.Generator, int], Level] | None = None
    size: float | None = None


def _smooth(days: int) -> Driver:
    made = partial(surges.smooth_surges, kernel_days=days)
    return Driver(f"log-normal surges, smoothed by a bell of {days} days' standard deviation", level=made)


def _shock(days: int) -> Driver:
    length = "one day" if days == 1 else f"{days} days"
    return Driver(f"unlisted shocks that raise every group's rate for {length}", CANNOT_BE_TOLD, size=days)


def _effort(variation: float) -> Driver:
    return Driver(f"one daily reporting effort for all groups: gamma, coefficient of variation {variation}", CONTROLS, size=variation)


DRIVERS: Mapping[str, Driver] = MappingProxyType(
    {
        "steady": Driver("one rate on all days", level=levels.steady),
        "step": Driver("the rate triples half-way", level=levels.step),
        "trend": Driver("the rate grows evenly, sevenfold from first to last day", level=levels.trend),
        "season": Driver("a yearly wave, four times as high as it is deep", level=levels.season),
        "weekday": Driver("three days of the week are four times as busy as the others", level=levels.weekday),
        "slow surges": _smooth(30),
        "slow surges 21 days": _smooth(21),
        "slow surges 60 days": _smooth(60),
        "triangular campaigns": Driver("campaigns that rise over 21 days or more and fall over as many", level=surges.triangular_campaigns),
        "plateaus": Driver("campaigns that begin and end over 21 days or more and stay in between", level=surges.plateaus),
        "listed surges": Driver("two-day surges of which the first days are known", TRIGGERS, size=2),
        "shocks 1 day": _shock(1),
        "shocks 3 days": _shock(3),
        "shocks 7 days": _shock(7),
        "shocks 14 days": _shock(14),
        "bursts": Driver("every event brings half another of its own group within days"),
        "overdispersed": Driver("days that differ more than chance: variance three times the mean, each group on its own"),
        "same-day batches": Driver("few active days with three events each on average"),
        "gaps": Driver("stretches of 5 to 30 days on which nobody looked, each group on its own, 15 % of the record"),
        "sparse": Driver("a tenth of the rate"),
        "unequal rates": Driver("rates from a third of the middle one to three times as much"),
        "reporting effort 0.3": _effort(0.3),
        "reporting effort 0.5": _effort(0.5),
        "reporting effort 0.7": _effort(0.7),
        "retaliation": Driver("the first group acts, the opponent strikes within two days, the others answer the strike", OPPONENT),
        "date errors": Driver("a fifth of the dates is a day too early or too late"),
        "umbrella": Driver("from a day near the middle on, most events of the first half of the groups are claimed in an umbrella's name"),
    }
)
