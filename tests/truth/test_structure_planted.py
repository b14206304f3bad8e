"""What links groups, where it is known: independent worlds are seldom given a link, a planted one is placed rightly."""

from __future__ import annotations

from functools import cache

import pytest

import concerted as cc
from concerted.weigh import Structure
from simulated import shown

RUNS = 100
# B and C copy A.
PAIRS = (("A", "B"), ("A", "C"))
DRIVERS = ("steady", "weekday", "slow surges", "bursts")


@cache
def weighed(kind: str, driver: str, number: int, share: float = 0.4) -> Structure:
    pairs = PAIRS if kind == "imitation" else None
    world = cc.simulate.world(kind, driver=driver, share=share, pairs=pairs, groups=3, days=800, seed=41, number=number)
    return cc.weigh.structure(world.counts, runs=RUNS)


def test_independent_worlds_are_seldom_called_anything_else() -> None:
    found = [weighed("independent", driver, i) for driver in DRIVERS for i in range(2)]
    stated = sum(one.called["independent"]["imitation"] for one in found)
    called = [one.best for one in found]
    shown(f"8 independent worlds: {called.count('independent')} independent, {called.count('imitation')} imitation; {stated:.2f} stated")
    # The chance of two or more of eight, at stated rates of .02 or less, is below .02.
    assert called.count("imitation") <= max(1, stated)
    assert called.count("independent") >= 5
    assert sum(one.among == ("shared cause", "command") for one in found) <= 1


def test_a_share_of_forty_per_cent_that_is_copied_is_recognised() -> None:
    found = [weighed("imitation", driver, i) for driver in DRIVERS for i in range(2)]
    shown(f"8 worlds of imitation: {[one.best for one in found]}")
    assert sum(one.best == "imitation" for one in found) >= 6
    assert not {"independent", "command"} & {one.best for one in found}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_command_and_a_shared_cause_get_the_same_weights(driver: str) -> None:
    ordered, caused = weighed("command", driver, 0), weighed("shared cause", driver, 0)
    assert ordered == caused
    assert ordered.best == "cannot tell"
    assert ordered.among == ("shared cause", "command")
    # Two thirds is what a name takes; of the four cases the least had .895, with bursts.
    assert ordered.weights["command"] == ordered.weights["shared cause"] >= 1 / 3
