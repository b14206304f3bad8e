"""`network` on worlds whose answer is known: false alarms, the planted link and its direction, coverage, and what it is told."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.ask.network import AFTER, SAME_DAY, Edge
from simulated import generators, shown

NOMINAL, STANDARD, CEILING = 0.05, 0.06, 0.085
DAYS = 1000
# Levels and rhythms that need nothing to be told, and what has to be: triggers, effort, the opponent. Each with one group set of three.
DRIVERS = (
    "steady",
    "step",
    "trend",
    "season",
    "weekday",
    "slow surges",
    "slow surges 21 days",
    "plateaus",
    "bursts",
    "overdispersed",
    "same-day batches",
    "gaps",
    "sparse",
    "unequal rates",
    "listed surges",
    "reporting effort 0.7",
    "retaliation",
)
WORLDS = 60


def asked(driver: str, number: int) -> cc.Network:
    world = cc.simulate.world("independent", driver=driver, groups=3, days=DAYS, rate=0.2, seed=77, number=number)
    return cc.network(world.counts, given=world.truth.given, controls=world.truth.controls or None)


def excited(rng: np.random.Generator, effect: float, *, days: int = DAYS, rates: tuple[float, float] = (0.2, 0.2)) -> cc.Counts:
    """Return A, and B who adds `effect` events on the three days after each event of A (five, three and two in ten of them)."""
    leader = rng.poisson(rates[0], days + 3)
    expected = rates[1] - effect * rates[0] + effect * sum(w * leader[3 - lag : -lag] for lag, w in ((1, 0.5), (2, 0.3), (3, 0.2)))
    values = np.stack([leader[3:], rng.poisson(expected)])
    return cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06", coverage=np.full(values.shape, 2))


def effects(network: cc.Network) -> dict[tuple[str, str], float]:
    return {(edge.source, edge.target): edge.effect or 0.0 for edge in network.edges if edge.kind == AFTER}


@cache
def links(driver: str) -> tuple[Edge, ...]:
    """Return all directed links of the worlds of a driver that have a p; none of them is there."""
    return tuple(edge for n in range(WORLDS) for edge in asked(driver, n).edges if edge.kind == AFTER and edge.p is not None)


@pytest.mark.parametrize("driver", DRIVERS)
def test_groups_without_a_link_fire_no_more_often_than_they_may(driver: str) -> None:
    fired, tests = sum((edge.p or 0) < NOMINAL for edge in links(driver)), len(links(driver))
    inside = np.mean([(edge.low or 0) <= 0 <= (edge.high or 0) for edge in links(driver)])
    low = stats.binomtest(fired, tests).proportion_ci(0.95, "exact").low
    shown(f"{driver}: {fired} of {tests} links fire ({fired / tests:.3f}); intervals hold 0 in {inside:.3f}")
    assert low < STANDARD
    assert fired / tests <= CEILING


def test_over_all_worlds_false_alarms_hold_the_standard() -> None:
    p = {driver: np.array([edge.p for edge in links(driver)]) for driver in DRIVERS}
    every = np.concatenate(list(p.values()))
    shown(f"{(every < NOMINAL).sum()} of {every.size} links fire in all ({(every < NOMINAL).mean():.4f})")
    assert every.size >= 4000
    assert (every < NOMINAL).mean() <= STANDARD
    # The sparse world may be more careful.
    assert np.mean([(one < NOMINAL).mean() for driver, one in p.items() if driver != "sparse"]) >= 0.03


def test_the_worlds_would_catch_a_test_without_levels() -> None:
    """Plain correlation at the same lags fires on what the groups share: the check above can fail."""
    fired = []
    for number in range(40):
        values = cc.simulate.world("independent", driver="slow surges", groups=2, days=DAYS, rate=0.2, seed=77, number=number).counts.values
        lagged = sum(np.corrcoef(values[0][:-lag], values[1][lag:])[0, 1] for lag in (1, 2, 3))
        fired.append(lagged * np.sqrt(DAYS / 3) > 1.645)
    assert np.mean(fired) > 0.5


def test_the_leader_is_found_and_the_follower_is_not_taken_for_it() -> None:
    found = [effects(cc.network(excited(rng, 0.4))) for rng in generators(11, 120)]
    forward, back = (np.array([one[pair] for one in found]) for pair in (("A", "B"), ("B", "A")))
    kept = np.mean(forward >= 3 * back)
    shown(f"a01 = .4, a10 = 0: means {forward.mean():.3f} and {back.mean():.3f}; a01 at least three times a10 in {kept:.3f}")
    assert forward.mean() == pytest.approx(0.4, abs=0.04)
    assert abs(back.mean()) < 0.03
    assert kept >= 0.9


def test_events_timed_to_the_minute_and_rounded_to_days_keep_their_direction() -> None:
    """Every event of A brings .4 of B's, after an exponential time of a day and a half on average; then only days are kept."""
    forward, back = [], []
    for rng in generators(12, 60):
        times = np.sort(rng.random(600) * 2000)
        follows = times[rng.random(600) < 0.4]
        other = np.concatenate([follows + rng.exponential(1.5, follows.size), rng.random(360) * 2000])
        values = np.stack([np.bincount(t[t < 2000].astype(int), minlength=2000) for t in (times, other)])
        one = effects(cc.network(cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06")))
        forward.append(one["A", "B"])
        back.append(one["B", "A"])
    shown(f"timed to the minute, rounded to days: means {np.mean(forward):.3f} and {np.mean(back):.3f}")
    assert np.mean(forward) > 0.2
    assert np.mean(forward) >= 3 * abs(np.mean(back))
    assert np.mean(np.array(forward) >= 3 * np.array(back)) >= 0.85


def test_intervals_hold_the_planted_effect() -> None:
    inside = []
    for effect, worlds in ((0.0, 200), (0.2, 200), (0.4, 200)):
        for rng in generators(13, worlds):
            for edge in cc.network(excited(rng, effect)).edges:
                if edge.kind == AFTER:
                    assert edge.low is not None
                    assert edge.high is not None
                    inside.append(edge.low <= (effect if edge.source == "A" else 0.0) <= edge.high)
    shown(f"{np.mean(inside):.3f} of {len(inside)} intervals hold the truth")
    assert len(inside) >= 1000
    assert 0.93 <= np.mean(inside) <= 0.97


def test_a_link_through_a_third_group_is_not_taken_for_a_direct_one() -> None:
    """A, then the opponent, then B: nothing is left between A and B, whether the opponent is told of or stands among the groups."""
    told, among = [], []
    for rng in generators(14, 100):
        values = np.zeros((3, DAYS + 2), dtype=np.int64)
        values[0] = rng.poisson(0.2, DAYS + 2)
        for day in range(1, DAYS + 2):
            values[2, day] = rng.poisson(0.05 + 0.6 * values[0, day - 1])
            values[1, day] = rng.poisson(0.1 + 0.5 * values[2, day - 1])
        counts = cc.Counts.from_arrays(values, ["A", "B", "opponent"], "2020-01-06", coverage=np.full(values.shape, 2))
        for network, into in ((cc.network(counts, given=["opponent"]), told), (cc.network(counts), among)):
            into += [edge for edge in network.edges if (edge.source, edge.target, edge.kind) == ("A", "B", AFTER)]
    for edges in (told, among):
        fired = np.mean([edge.p is not None and edge.p < NOMINAL for edge in edges])
        shown(f"A to B beside the opponent: mean {np.mean([edge.effect or 0 for edge in edges]):+.3f}, fires in {fired:.3f}")
        assert abs(np.mean([edge.effect or 0 for edge in edges])) < 0.04
        assert fired <= 0.12


def test_daily_effort_is_never_called_a_link_without_controls() -> None:
    for number in range(5):
        counts = cc.simulate.world("independent", driver="reporting effort 0.7", groups=3, days=400, seed=5, number=number).counts
        verdicts = {edge.verdict for edge in cc.network(counts).edges}
        assert verdicts == {"cannot say"}


def test_acting_on_one_day_is_kept_apart_and_has_no_direction() -> None:
    rng = np.random.default_rng(3)
    common = rng.poisson(0.1, 800)
    values = common + rng.poisson(0.1, size=(2, 800))
    edges = cc.network(cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06", coverage=np.full(values.shape, 2))).edges
    (shared,) = [edge for edge in edges if edge.kind == SAME_DAY]
    assert shared.verdict == "beyond shared causes"
    assert shared.effect == pytest.approx(0.5, abs=0.12)
    assert {edge.verdict for edge in edges if edge.kind == AFTER} <= {"no sign", "cannot say"}
