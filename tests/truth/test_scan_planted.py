"""A scan of groups with nothing between them seldom finds anything; of groups of which one leads, it finds that one."""

from __future__ import annotations

import numpy as np
import pytest

import concerted as cc
from simulated import shown

WORLDS = 100


def counts(kind: str, driver: str, number: int, share: float = 0.2) -> cc.Counts:
    made: cc.Counts = cc.simulate.world(kind, driver=driver, groups=6, days=700, rate=0.2, share=share, seed=311, number=number).counts
    return made


@pytest.mark.parametrize("driver", ["steady", "bursts", "slow surges"])
def test_no_link_no_discovery(driver: str) -> None:
    """Where no pair is linked the false discovery rate is the rate of scans with any discovery: at most .05, in 100 scans at most .11."""
    scans = [cc.scan(counts("independent", driver, number)) for number in range(WORLDS)]
    any_found = float(np.mean([(found.q < 0.05).any() for found in scans]))
    by_pair = float(np.mean([(found.pairs.p < 0.05).mean() for found in scans]))
    shown(f"scan, {driver}: {any_found:.3f} of {WORLDS} scans find a pair of 30; {by_pair:.3f} of the pairs have p < .05 ({WORLDS * 30} pairs)")
    assert any_found <= 0.11
    assert 0.02 <= by_pair <= 0.065


def test_followers_of_one_leader_are_found() -> None:
    """Five groups copy a third of the first's days. What is found is seldom a pair that the common leader does not explain."""
    scans = [cc.scan(counts("command", "steady", number, share=0.33)) for number in range(20)]
    found = float(np.mean([(one.q < 0.05).mean() for one in scans]))
    shown(f"scan, command, share .33: {found:.3f} of the pairs found")
    assert found > 0.5
