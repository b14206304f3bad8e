"""`turn` against published change points, planted ones, and records without any."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import xlogy

import concerted as cc
from concerted.measure import turn
from simulated import generators, shown

# Coal-mining disasters in Britain, 1851 to 1962, by year: the 191 dates of boot::coal in R (Jarrett 1979), counted with tabulate().
COAL_YEARS = "4541043406334026335453144155342522342132211113001011003103220111010100021000110233112111123300014000100000100101"
COAL = np.array([int(year) for year in COAL_YEARS], dtype=float)


def declared(values: npt.ArrayLike) -> cc.Counts:
    table = np.atleast_2d(np.asarray(values))
    return cc.Counts.from_arrays(table, ["A", "B"][: len(table)], "2020-01-06", coverage=np.full(table.shape, 2))


def test_the_coal_disasters_of_191_dates() -> None:
    scores = turn.split_scores(COAL, np.ones(COAL.size))
    last = int(scores.argmax())
    assert COAL.sum() == 191
    assert 1851 + last == 1891
    assert COAL[: last + 1].mean() == pytest.approx(3.0976, abs=5e-5)
    assert COAL[last + 1 :].mean() == pytest.approx(0.9014, abs=5e-5)
    assert scores[last] == pytest.approx(69.9883, abs=5e-5)
    assert turn.change_points(COAL, np.ones(COAL.size), 3 * np.log(COAL.size)) == [last + 1]


def test_the_coal_disasters_of_188_dates() -> None:
    """Of the shorter list only the totals are printed with its result: 125 in 40 years and 63 in 72; the score needs no more."""
    totals, years = np.array([125.0, 63.0]), np.array([40.0, 72.0])
    assert totals / years == pytest.approx([3.125, 0.875])
    assert turn.split_scores(totals, years)[0] == pytest.approx(73.287, abs=5e-4)


def cost(events: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64]) -> float:
    total = events.sum()
    return float(-2 * (xlogy(total, total) - (xlogy(total, at_risk.sum()) if total else 0.0)))


@pytest.mark.parametrize("seed", range(12))
def test_change_points_are_the_best_of_all_ways_to_cut(seed: int) -> None:
    """Every way to cut nine stretches is tried."""
    rng = np.random.default_rng(seed)
    events, at_risk = rng.poisson([1, 1, 1, 6, 6, 6, 2, 2, 9]).astype(float), rng.uniform(0.5, 2.0, 9)
    ways = [[k for k in range(1, 9) if mask >> (k - 1) & 1] for mask in range(256)]
    costs = [sum(cost(events[a:b], at_risk[a:b]) for a, b in pairwise([0, *cuts, 9])) + 3.0 * len(cuts) for cuts in ways]
    assert turn.change_points(events, at_risk, 3.0) == ways[int(np.argmin(costs))]


@pytest.mark.parametrize("driver", ["steady", "bursts", "overdispersed", "weekday", "same-day batches"])
def test_a_rate_that_does_not_change_seldom_turns(driver: str) -> None:
    p, worlds = [], 60
    for number in range(worlds):
        counts = cc.simulate.world("independent", driver=driver, groups=1, days=1000, rate=0.2, seed=31, number=number).counts
        p.append(cc.turn(counts, "A", draws=99).p or 1.0)
    fired = int((np.array(p) < 0.05).sum())
    shown(f"{driver}: {fired} of {worlds} records fire")
    # Nine of 60 would be less likely than 1 in 100 at six in a hundred.
    assert fired <= 8


def test_a_slow_drift_is_not_dated() -> None:
    verdicts = []
    for number in range(25):
        counts = cc.simulate.world("independent", driver="trend", groups=1, days=1000, rate=0.4, seed=32, number=number).counts
        verdicts.append(cc.turn(counts, "A", draws=99).verdict)
    shown(f"an even growth: {verdicts.count('cannot say')} of {len(verdicts)} cannot say")
    assert verdicts.count("cannot say") >= 18


def test_a_planted_step_is_dated_and_its_set_of_days_holds_it() -> None:
    found, inside = 0, 0
    for rng in generators(33, 40):
        finding = cc.turn(declared(np.concatenate([rng.poisson(0.15, 600), rng.poisson(0.6, 400)])), "A", draws=99)
        found += finding.verdict == "shared causes suffice" and finding.effect is not None and 2 < finding.effect < 8
        first, last = finding.sentence.split("lies from ")[1].split(";")[0].split(" to ")
        # Day 600 of the record, the last of the first regime.
        inside += first <= "2021-08-27" <= last
    shown(f"a fourfold step: dated in {found} of 40, inside its days in {inside}")
    assert found >= 34
    assert inside >= 34


def test_unobserved_days_and_exposure_are_no_turn() -> None:
    rng = np.random.default_rng(3)
    values, exposure = rng.poisson(0.5, (1, 600)), np.ones((1, 600))
    exposure[0, 300:] = 4.0
    values[0, 300:] = rng.poisson(2.0, 300)
    plain = cc.Counts.from_arrays(values, ["A"], "2020-01-06", coverage=np.full((1, 600), 2))
    exposed = cc.Counts.from_arrays(values, ["A"], "2020-01-06", coverage=np.full((1, 600), 2), exposure=exposure)
    assert (cc.turn(plain, "A", draws=99).p or 1) < 0.05
    assert (cc.turn(exposed, "A", draws=99).p or 0) > 0.05
    hidden = np.full((1, 600), 2)
    hidden[0, 300:400] = 0
    quiet = values.copy()
    quiet[0, :] = rng.poisson(0.5, 600)
    quiet[0, 300:400] = 0
    assert (cc.turn(cc.Counts.from_arrays(quiet, ["A"], "2020-01-06", coverage=hidden), "A", draws=99).p or 0) > 0.05


def test_a_change_of_name_is_no_turn() -> None:
    rng = np.random.default_rng(5)
    own, umbrella = rng.poisson(0.6, (2, 600))
    own[300:], umbrella[:300] = 0, 0
    counts = declared([own, umbrella])
    assert cc.turn(counts, "A", draws=99).verdict == "shared causes suffice"
    told = cc.turn(counts, "A", same_as=["B"], draws=99)
    assert told.verdict == "cannot say"
    assert "change of name" in told.reason


def test_a_control_that_turns_as_well_caps_the_finding() -> None:
    rng = np.random.default_rng(6)
    both = np.concatenate([rng.poisson(0.2, (2, 300)), rng.poisson(1.0, (2, 300))], axis=1)
    assert cc.turn(declared(both), "A", draws=99).verdict == "shared causes suffice"
    assert cc.turn(declared(both), "A", controls=["B"], draws=99).verdict == "cannot say"


def coupled(rng: np.random.Generator, share: float) -> cc.Counts:
    """Return A and B; from day 500 on a share of B's events falls on days of A."""
    a, b = rng.poisson(0.25, (2, 1000))
    moved = rng.binomial(b, share) * (np.arange(1000) >= 500)
    b = b - moved
    np.add.at(b, rng.choice(np.flatnonzero(a[500:]) + 500, int(moved.sum())), 1)
    return declared([a, b])


def test_a_change_of_coupling_is_found_and_none_is_not() -> None:
    fired = {share: [cc.turn(coupled(rng, share), ("A", "B"), draws=99) for rng in generators(34, 60)] for share in (0.0, 0.6)}
    rates = {share: float(np.mean([(one.p or 1) < 0.05 for one in found])) for share, found in fired.items()}
    inside = np.mean([(one.low or 0) <= 0 <= (one.high or 0) for one in fired[0.0]])
    shown(f"coupling: fires in {rates[0.0]:.3f} without a change, in {rates[0.6]:.3f} with .6; without one intervals hold 0 in {inside:.3f}")
    assert rates[0.0] <= 0.13
    assert inside >= 0.87
    assert rates[0.6] >= 0.9
