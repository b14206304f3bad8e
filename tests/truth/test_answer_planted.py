"""`answer` and `together` on worlds with reporting effort, triggers, an opponent's loop and unlisted causes: rates, printed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import concerted as cc
from concerted.ask.following import Compared, Setting, compared
from concerted.ask.verdict import ask
from simulated import DAYS, RATE, START, copied, generators, shown

NOMINAL, STANDARD = 0.05, 0.06
NAMES = ["A", "B", "c", "d", "e"]
AFTER = (1, 2, 3)
Values = npt.NDArray[np.int64]


def counts_of(values: npt.ArrayLike, names: list[str] = NAMES) -> cc.Counts:
    table = np.asarray(values)
    return cc.Counts.from_arrays(table, names[: len(table)], START, coverage=np.full(table.shape, 2))


def follow(leader: Values, own: Values, share: float, lags: list[int], rng: np.random.Generator) -> Values:
    """Return B's events, a share of them moved to days at the lags after A's."""
    moved = rng.binomial(own, share)
    after = own - moved
    places = rng.choice(np.flatnonzero(leader), size=int(moved.sum())) + rng.choice(lags, size=int(moved.sum()))
    np.add.at(after, np.minimum(places, own.size - 1), 1)
    return after


def rate_of(p: list[float], what: str) -> float:
    seen = float(np.mean(np.array(p) < NOMINAL))
    shown(f"{what}: {seen:.3f} of {len(p)}")
    return seen


def held(p: list[float], what: str) -> bool:
    """Tell whether the interval of a false-alarm rate reaches down to the standard."""
    rate_of(p, what)
    fired = int((np.array(p) < NOMINAL).sum())
    return bool(stats.binomtest(fired, len(p)).proportion_ci(0.95, "exact").low < STANDARD)


def under_effort(rng: np.random.Generator, variation: float, share: float = 0.0) -> Values:
    """Return A, B and three controls, thinned by one gamma effort a day."""
    effort = rng.gamma(variation**-2, variation**2, DAYS)
    leader, own, *others = rng.poisson(RATE * effort, size=(5, DAYS))
    return np.stack([leader, follow(leader, own, share, [0, 1], rng), *others])


def compared_pair(values: Values, lags: tuple[int, ...], controls: tuple[str, ...] = ()) -> Compared:
    return compared(counts_of(values), "A", "B", Setting(lags, controls=controls))


@pytest.mark.parametrize("variation", [0.3, 0.5, 0.7])
def test_reporting_effort_is_told_by_three_controls(variation: float) -> None:
    plain, told, width = [], [], []
    for rng in generators(11, 200):
        values = under_effort(rng, variation)
        test = compared_pair(values, (0, 1), ("c", "d", "e"))
        plain.append(compared_pair(values[:2], (0, 1)).p)
        told.append(test.p)
        assert test.reporting.variance is not None
        width.append(test.reporting.variance.width)
        assert test.reporting.known == (test.reporting.variance.width <= 0.35)
    rate_of(plain, f"reporting effort, variation {variation}, without controls")
    assert held(told, f"reporting effort, variation {variation}, with three controls (width of the variance {np.mean(width):.2f})")
    assert np.mean(np.array(plain) < NOMINAL) > np.mean(np.array(told) < NOMINAL)


def test_copies_are_seen_beside_the_reporting_effort() -> None:
    p = [compared_pair(under_effort(rng, 0.5, 0.2), (0, 1), ("c", "d", "e")).p for rng in generators(12, 100)]
    assert rate_of(p, "a share of 20 % under reporting effort of variation 0.5, with three controls: seen in") >= 0.8


def test_pages_read_do_what_controls_do() -> None:
    p = []
    for rng in generators(31, 200):
        effort = rng.gamma(4.0, 0.25, DAYS) + 0.02
        counts = cc.Counts.from_arrays(rng.poisson(RATE * effort, size=(2, DAYS)), ["A", "B"], START, effort=np.stack([effort, effort]))
        p.append(compared(counts, "A", "B", Setting((0, 1))).p)
    assert held(p, "reporting effort of variation 0.5, with pages read")


def answers_to(source: Values, chance: float, rng: np.random.Generator) -> Values:
    """Return events that answer some of the source's, one or two days later."""
    days = np.repeat(np.arange(DAYS), source)
    days = days[rng.random(days.size) < chance]
    days = days + rng.integers(1, 3, size=days.size)
    return np.bincount(days[days < DAYS], minlength=DAYS)


def loop(rng: np.random.Generator, direct: float) -> Values:
    """Return A, B and an opponent who strikes within two days of A's acts; B answers the strikes within two days."""
    leader = rng.poisson(RATE, DAYS)
    strikes = rng.poisson(0.05, DAYS) + answers_to(leader, 0.8, rng)
    own = rng.poisson(0.1, DAYS) + answers_to(strikes, 0.5, rng)
    return np.stack([leader, follow(leader, own, direct, [1, 2], rng), strikes])


def beside_the_opponent(values: Values, *, given: bool = True) -> float:
    setting = Setting(AFTER, given=("opponent",) if given else (), first_response=1)
    return compared(counts_of(values, ["A", "B", "opponent"]), "A", "B", setting).p


def test_the_opponents_loop_is_no_answer() -> None:
    worlds = [loop(rng, 0.0) for rng in generators(14, 120)]
    assert rate_of([beside_the_opponent(v, given=False) for v in worlds], "the opponent's loop, opponent not given") > 0.5
    assert held([beside_the_opponent(v) for v in worlds], "the opponent's loop, opponent given")


def test_a_direct_answer_is_seen_beside_the_opponents_loop() -> None:
    p = [beside_the_opponent(loop(rng, 0.2)) for rng in generators(15, 120)]
    assert rate_of(p, "a direct share of 20 % in the opponent's loop: seen in") >= 0.75


def test_an_answer_is_not_seen_the_wrong_way_round() -> None:
    right, wrong = [], []
    for rng in generators(16, 150):
        leader, own = rng.poisson(RATE, size=(2, DAYS))
        counts = counts_of([leader, follow(leader, own, 0.4, [1, 2], rng)])
        right.append(compared(counts, "A", "B", Setting(AFTER)).p)
        wrong.append(compared(counts, "B", "A", Setting(AFTER)).p)
    assert rate_of(right, "B answers A with a share of 40 %: seen in") > 0.9
    assert rate_of(wrong, "B answers A with a share of 40 %: seen the wrong way round in") <= 0.05


@pytest.mark.parametrize("length", [1, 3, 7])
def test_listed_shocks_do_not_fire(length: int) -> None:
    given, unlisted = [], []
    for rng in generators(17, 150):
        starts = rng.random(DAYS) < 0.03
        shock = np.convolve(starts, np.ones(length))[:DAYS] > 0
        counts = counts_of(rng.poisson(RATE * np.where(shock, 5.0, 1.0), size=(2, DAYS)))
        days = tuple(counts.days[shock].astype(str))
        given.append(compared(counts, "A", "B", Setting((0, 1), given=days)).p)
        unlisted.append(compared(counts, "A", "B", Setting((0, 1))).p)
    assert rate_of(unlisted, f"unlisted shocks of {length} days") > 0.1
    assert held(given, f"listed shocks of {length} days")


@pytest.mark.parametrize(("share", "multiplier"), [(0.03, 3), (0.01, 5)])
def test_the_weakest_cause_is_one_that_explains(share: float, multiplier: int) -> None:
    """In worlds with exactly that cause, and no other link, a test that allows for it fires as often as its level says."""
    plain, allowed = [], []
    for rng in generators(18, 250):
        cause = np.where(rng.random(DAYS) < share, multiplier, 1.0)
        test = compared(counts_of(rng.poisson(RATE * cause / (1 + share * (multiplier - 1)), size=(2, DAYS))), "A", "B", Setting((0,)))
        null = test.with_cause(share, multiplier, (0,))
        plain.append(test.p)
        allowed.append(null.distribution().upper(null.observed))
    rate_of(plain, f"a cause on {share} of the days, {multiplier} times as many acts, not allowed for")
    assert held(allowed, f"a cause on {share} of the days, {multiplier} times as many acts, allowed for")
    assert np.mean(np.array(plain) < NOMINAL) > np.mean(np.array(allowed) < NOMINAL)


def test_the_stated_cause_is_the_smallest_that_explains() -> None:
    rng = np.random.default_rng(21)
    leader, own = rng.poisson(RATE, size=(2, DAYS))
    asked = ask(counts_of([leader, follow(leader, own, 0.13, [0, 1], rng)]), "A", "B", Setting((0, 1)), cause_lags=(0,))
    assert asked.causes
    for multiplier, share in asked.causes:
        for part, explains in ((1.0, True), (0.6, False)):
            null = asked.test.with_cause(share * part, multiplier, (0,))
            assert (null.distribution().upper(null.observed) > NOMINAL) == explains
    assert [m for m, _ in asked.causes] == sorted(m for m, _ in asked.causes)


def surges(rng: np.random.Generator, shape: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a level that surges every two months on average, for all groups alike."""
    level = np.ones(DAYS + shape.size)
    for start in np.flatnonzero(rng.random(DAYS) < 1 / 60):
        level[start : start + shape.size] = np.maximum(level[start : start + shape.size], shape)
    return level[:DAYS] / level[:DAYS].mean()


@pytest.mark.parametrize(("name", "shape"), [("triangles", 5 - 4 * np.abs(np.arange(21) - 10) / 11), ("plateaus", np.full(21, 5.0))])
@pytest.mark.parametrize("lags", [(0, 1), AFTER])
def test_surges_of_three_weeks_do_not_fire(name: str, shape: npt.NDArray[np.float64], lags: tuple[int, ...]) -> None:
    worlds = [rng.poisson(RATE * surges(rng, shape), size=(2, DAYS)) for rng in generators(20, 250)]
    p = [compared(counts_of(values), "A", "B", Setting(lags)).p for values in worlds]
    assert held(p, f"{name} of three weeks, five times as busy, lags {lags}")


def test_strong_bursts_of_each_group_do_not_fire() -> None:
    p = []
    for rng in generators(21, 200):
        pair = []
        for _ in range(2):
            counts, excited = rng.poisson(0.12, DAYS), np.zeros(DAYS + 6)
            for day in range(DAYS):
                counts[day] += rng.poisson(excited[day])
                excited[day + 1 : day + 6] += 0.7 * counts[day] / 5
            pair.append(counts)
        p.append(compared(counts_of(pair), "A", "B", Setting((0, 1))).p)
    assert held(p, "own bursts, branching .7, delays of one to five days")


def test_without_controls_or_a_declared_census_nothing_is_decided() -> None:
    for rng in generators(22, 5):
        values = copied(0.6, rng)
        undeclared = cc.Counts.from_arrays(values, ["A", "B"], START)
        for question in (cc.together, cc.answer):
            finding = question(undeclared, "A", "B")
            assert finding.verdict == "cannot say"
            assert finding.settle
            assert finding.p is not None
        assert cc.together(counts_of(values), "A", "B").verdict == "beyond shared causes"


def test_a_sample_with_controls_that_tell_may_decide() -> None:
    rng = np.random.default_rng(24)
    values = under_effort(rng, 0.3, 0.6)
    sample = cc.Counts.from_arrays(values, NAMES, START, coverage=np.ones(values.shape, dtype=int))
    assert cc.together(sample, "A", "B", controls=["c", "d", "e"]).verdict == "beyond shared causes"
    few = values.copy()
    few[2:] = np.random.default_rng(1).poisson(0.02, size=(3, DAYS))
    sample = cc.Counts.from_arrays(few, NAMES, START, coverage=np.ones(values.shape, dtype=int))
    finding = cc.together(sample, "A", "B", controls=["c", "d", "e"])
    assert finding.verdict == "cannot say"
    assert "too few to decide" in finding.reason
