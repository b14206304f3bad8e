"""`pause` where there is none, but the rate changes slowly: a drift is no fall, whatever the baseline."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from simulated import shown

WORLDS = 200
BASELINES = ("before", "after", "both")
DRIVERS = ("steady", "trend", "season", "slow surges 21 days", "triangular campaigns", "plateaus")


def asked(driver: str, number: int, days: int, rate: float) -> dict[str, cc.Finding]:
    """Return the findings on a window of one, two or four weeks somewhere in a world without a pause."""
    counts = cc.simulate.world(driver=driver, groups=2, days=days, rate=rate, seed=21, number=number, coverage="census").counts
    rng = np.random.default_rng(np.random.SeedSequence(21, spawn_key=(number, 1)))
    length = int(rng.choice([7, 14, 28]))
    first = int(rng.integers(days // 5, days - days // 5 - length))
    window = counts.days[first].item(), counts.days[first + length - 1].item()
    return {baseline: cc.pause(counts, "A", window, baseline) for baseline in BASELINES}


def fires(finding: cc.Finding) -> bool:
    return finding.p is not None and finding.p < 0.05


@pytest.mark.parametrize("days", [100, 365])
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_slow_change_is_no_fall(driver: str, days: int) -> None:
    found = [asked(driver, number, days, 1.0) for number in range(WORLDS)]
    for baseline in BASELINES:
        fired = sum(fires(one[baseline]) for one in found)
        plain = np.mean([(one[baseline].p_poisson or 1.0) < 0.05 for one in found])
        shown(f"{driver}, {days} days, {baseline}: fires in {fired / WORLDS:.3f}, the plain p alone in {plain:.3f}")
        # 1,000 worlds each stand in docs/method/pause.md; so few tell .15 from .05, not .06.
        assert stats.binomtest(fired, WORLDS).proportion_ci(0.95, "exact").low < 0.05


def test_a_pause_within_a_slow_change_is_still_found() -> None:
    """A season of six hundred events with nothing in two weeks of it."""
    held = 0
    for number in range(60):
        counts = cc.simulate.world(driver="season", groups=2, days=365, rate=3.0, seed=22, number=number, coverage="census").counts
        values = counts.values.copy()
        values[0, 180:194] = 0
        quiet = cc.Counts.from_arrays(values, counts.groups, counts.window.first, coverage=counts.coverage)
        held += cc.pause(quiet, "A", (counts.days[180].item(), counts.days[193].item())).verdict == "shared causes suffice"
    shown(f"season, nothing in fourteen days: found in {held / 60:.2f}")
    assert held >= 54


@pytest.mark.parametrize("driver", ["season", "slow surges 21 days", "overdispersed"])
def test_a_halving_among_bursts_and_drifts_is_not_ruled_out(driver: str) -> None:
    ruled_out = dict.fromkeys(BASELINES, 0)
    for number in range(WORLDS):
        counts = cc.simulate.world(driver=driver, groups=2, days=365, rate=1.0, seed=23, number=number, coverage="census").counts
        rng = np.random.default_rng(np.random.SeedSequence(23, spawn_key=(number, 1)))
        values = counts.values.copy()
        values[0, 180:208] = rng.binomial(values[0, 180:208], 0.5)
        halved = cc.Counts.from_arrays(values, counts.groups, counts.window.first, coverage=counts.coverage)
        for baseline in BASELINES:
            ruled_out[baseline] += cc.pause(halved, "A", (counts.days[180].item(), counts.days[207].item()), baseline).verdict == "no sign"
    shown(f"{driver}, a halving: no sign in { ({name: n / WORLDS for name, n in ruled_out.items()}) }")
    assert all(stats.binomtest(n, WORLDS).proportion_ci(0.95, "exact").low < 0.025 for n in ruled_out.values())
