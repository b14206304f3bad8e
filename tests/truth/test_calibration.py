"""The calibration is itself right: on one case's data it finds the false alarms and the power that the test has over all such cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.ask.following import Setting
from concerted.counts import Counts
from concerted.simulate.alike import Alike
from concerted.weigh.calibration import Calibration, summary
from concerted.weigh.calibration_runs import Study, run
from concerted.weigh.calibration_tests import Following
from concerted.weigh.calibration_turn import turn_test
from simulated import shown

SETTING = Setting(lags=(0, 1))


@dataclass(frozen=True)
class Naive(Following):
    """A test that is wrong on purpose: B's active days may fall on any day of the record, whatever the weekday or the season."""

    def fires(self, counts: Counts) -> bool:
        a, b = counts.values[0] > 0, counts.values[1] > 0
        covered = a | np.concatenate([[False], a[:-1]])
        return bool(stats.hypergeom.sf((b & covered).sum() - 1, a.size, covered.sum(), b.sum()) < 0.05)


NAIVE, OURS = Naive("A", "B", SETTING), Following("A", "B", SETTING)


def true_rate(trial: Following, worlds: int, kind: str = "independent", **options: Any) -> float:
    made = (cc.simulate.world(kind, groups=2, seed=91, number=i, **options) for i in range(worlds))
    return float(np.mean([trial.fires(world.counts) for world in made]))


def estimated(trial: Following, cases: int, runs: int, kind: str = "independent", **options: Any) -> list[Calibration]:
    """Return the calibrations of several cases, each from its own data alone."""
    found = []
    for i in range(cases):
        counts = cc.simulate.world(kind, groups=2, seed=92, number=i, **options).counts
        *_, fired = run(Study(Alike.of(counts), (trial,), i, runs), 1)
        found.append(summary("together", ("A", "B"), fired, alpha=0.05, seed=i, smallest_share=0.2))
    return found


# What a test that ignores the weekday, or the level, does on such data; and how near one case's data come to it in the mean of ten.
@pytest.mark.parametrize(
    ("driver", "near"), [("steady", 0.03), ("weekday", 0.1), ("step", 0.15), ("slow surges", 0.15), ("same-day batches", 0.03)]
)
def test_a_bad_tests_false_alarms_are_found(driver: str, near: float) -> None:
    truth = true_rate(NAIVE, 300, driver=driver)
    found = float(np.mean([one.false_alarm_rate for one in estimated(NAIVE, 16, 40, driver=driver)]))
    shown(f"a test that ignores weekday and level, {driver}: fires in {truth:.3f} of independent worlds; calibrate says {found:.3f}")
    assert found == pytest.approx(truth, abs=near)
    assert (truth > 0.3) == (driver in ("weekday", "step", "slow surges"))


@pytest.mark.parametrize("driver", ["weekday", "bursts"])
def test_what_could_have_been_seen_is_what_planted_worlds_show(driver: str) -> None:
    power = {share: true_rate(OURS, 150, "imitation", share=share, driver=driver) for share in (0.1, 0.2, 0.3)}
    seen = float(np.interp(0.8, list(power.values()), list(power)))
    for kind in ("independent", "imitation"):
        calibrations = estimated(OURS, 6, 60, kind, share=0.3, driver=driver)
        found = float(np.mean([one.could_have_seen or 1.0 for one in calibrations]))
        at_a_fifth = float(np.mean([one.power for one in calibrations]))
        shown(f"{driver}, {kind}: seen in four of five from {seen:.3f}, power at .2 {power[0.2]:.3f}; calibrate: {found:.3f}, {at_a_fifth:.3f}")
        assert found == pytest.approx(seen, abs=0.04)
        assert at_a_fifth == pytest.approx(power[0.2], abs=0.08)


def turns(driver: str, size: float, worlds: int = 150) -> float:
    """Return how often a step of this size is seen in worlds of one driver whose rate does not change otherwise."""
    made = (cc.simulate.world(groups=1, driver=driver, seed=93, number=i).counts for i in range(worlds))
    trials = ((turn_test(one, ("A",), {"draws": 99}, given=(), controls=(), alpha=0.05, share=0.2), one, i) for i, one in enumerate(made))
    return float(np.mean([test.fires(test.plant(np.random.default_rng(i), one, size) if size else one) for test, one, i in trials]))


@pytest.mark.parametrize("driver", ["steady", "bursts"])
def test_a_turn_is_calibrated_as_worlds_without_one_show_it(driver: str) -> None:
    truth = {size: turns(driver, size) for size in (0.0, 0.45, 0.65)}
    found = []
    for i in range(8):
        counts = cc.simulate.world(groups=1, driver=driver, seed=94, number=i).counts
        test = turn_test(counts, ("A",), {"draws": 99}, given=(), controls=(), alpha=0.05, share=0.2)
        *_, fired = run(Study(Alike.of(counts, one_rate=True), (test,), i, 60), 1)
        # Eight cases of 30 planted runs each: of a case the rate has a standard deviation of .1 or so.
        found.append({one.share: one.rate for one in summary("turn", ("A",), fired, alpha=0.05, seed=i, smallest_share=0.5).seen})
    told = {size: float(np.mean([one[size] for one in found])) for size in truth}
    shown(f"turn, {driver}: fires in {truth} by step; calibrate says {told}")
    assert told[0.0] == pytest.approx(truth[0.0], abs=0.05)
    assert told[0.45] == pytest.approx(truth[0.45], abs=0.15)
    assert told[0.65] == pytest.approx(truth[0.65], abs=0.15)


def test_the_interval_covers_the_rate_of_the_world_that_is_drawn() -> None:
    """Over seeds: one case's worlds have one rate, and 95 % intervals of 40 runs hold it as often as they should."""
    counts = cc.simulate.world(groups=2, driver="weekday", days=300).counts
    alike = Alike.of(counts)
    rate = float(np.mean([NAIVE.fires(alike.draw(999, i)) for i in range(1500)]))
    inside = 0
    for seed in range(120):
        fired = sum(NAIVE.fires(alike.draw(seed, i)) for i in range(40))
        low, high = stats.binomtest(fired, 40).proportion_ci(0.95, "exact")
        inside += low <= rate <= high
    assert inside / 120 >= 0.9
