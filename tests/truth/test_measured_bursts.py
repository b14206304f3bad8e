"""`pause` of daily values with bursts of a size that must be measured: p keeps its level, and the interval holds the truth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import concerted as cc
from concerted.chance import BurstyRates, MeasuredBursts, SteadyRates
from concerted.simulate.own import self_exciting
from simulated import census, generators, overdispersed, shown

Values = npt.NDArray[np.int64]
WORLDS, DAYS = 600, 365
CASES = [(40, 7, 38, 2.5), (12, 30, 60, 1.3), (200, 30, 970, 3.6)]


@pytest.mark.parametrize(("total", "window", "base", "spread"), CASES)
def test_a_size_that_is_known_gives_the_beta_binomial(total: int, window: int, base: int, spread: float) -> None:
    known = BurstyRates(total, window, base, spread).distribution().probabilities
    found = MeasuredBursts(total, window, base, spread, 1e7).distribution().probabilities
    np.testing.assert_allclose(found, known, rtol=2e-2, atol=1e-9)


@pytest.mark.parametrize(("total", "window", "base", "spread"), CASES)
def test_it_is_the_mean_over_what_the_size_may_be(total: int, window: int, base: int, spread: float) -> None:
    # Independent of the code: the dispersion times 12 over a chi-square of 12, never below 1, by a thousand quantiles of scipy's.
    sizes = np.maximum(1.0, spread * 12 / stats.chi2.ppf((np.arange(1000) + 0.5) / 1000, 12))
    mean = np.mean([BurstyRates(total, window, base, size).distribution().probabilities for size in sizes], axis=0)
    found = MeasuredBursts(total, window, base, spread, 12.0).distribution()
    assert found.sd == pytest.approx(np.sqrt(mean @ (np.arange(total + 1) - found.mean) ** 2), rel=0.02)
    np.testing.assert_allclose(np.cumsum(found.probabilities), np.cumsum(mean), atol=4e-3)


@pytest.mark.parametrize(("x", "y", "window", "base"), [(1, 73, 7, 38), (20, 365, 30, 335)])
def test_without_bursts_all_is_exact(x: int, y: int, window: int, base: int) -> None:
    one, steady = MeasuredBursts(x + y, window, base, 1.0, 9.0), SteadyRates(x + y, window, base)
    assert one.p(x) == pytest.approx(stats.binomtest(x, x + y, window / (window + base)).pvalue)
    assert one.ratio_interval(x) == steady.ratio_interval(x)


@pytest.mark.parametrize("ratio", [0.2, 0.5])
def test_events_kept_with_a_chance_are_what_a_smaller_ratio_means(ratio: float) -> None:
    """Days of one rate, those of the window thinned: given the sum, an interval's end lies where the count has the tail that it should."""
    rng = np.random.default_rng(3)
    size = rng.negative_binomial(30 * 1.0 / 2, 1 / 3, 400_000)
    window, base = rng.binomial(size, ratio), rng.negative_binomial(90 * 1.0 / 2, 1 / 3, 400_000)
    total = round(float(window.mean() + base.mean()))
    drawn = window[window + base == total]
    one = MeasuredBursts(total, 30, 90, 3.0, 1e7)
    held = np.mean([low <= ratio <= high for low, high in map(one.ratio_interval, drawn[:300].tolist())])
    shown(f"thinned to {ratio}: {drawn.size} draws of {total} events, the interval holds it in {held:.3f}")
    assert 0.92 <= held <= 0.985


def test_p_and_interval_agree() -> None:
    rng, agree = np.random.default_rng(4), []
    for _ in range(300):
        one = MeasuredBursts(int(rng.integers(5, 300)), 30, int(rng.choice([30, 335])), rng.uniform(1.1, 6), rng.uniform(5, 40))
        x = int(rng.binomial(one.total, SteadyRates(one.total, 30, one.baseline_days).share * rng.uniform(0.3, 1)))
        low, high = one.ratio_interval(x)
        agree.append((one.p(x) < 0.05) == (not low <= 1 <= high))
    assert np.mean(agree) >= 0.98


@pytest.mark.parametrize("x", [0, 5, 400, 100_000])
def test_many_events_are_held_on_fewer_counts(x: int) -> None:
    one = MeasuredBursts(200_000, 30, 970, 300.0, 20.0)
    low, high = one.ratio_interval(x)
    assert 0 < one.p(x) < 1e-6
    assert 0 <= low < high < 60


def branching(rng: np.random.Generator, rate: float) -> Values:
    """Return events of which each brings .7 of another within days."""
    counts, excited = np.zeros(DAYS + 60, dtype=np.int64), 0.7 * rate
    for day in range(counts.size):
        counts[day] = rng.poisson(0.3 * rate + excited)
        excited = excited * np.exp(-0.5) + 0.7 * (1 - np.exp(-0.5)) * counts[day]
    return counts[60:]


WORLDS_OF = {
    "steady": lambda rng: rng.poisson(1.0, DAYS),
    "branching .5": lambda rng: self_exciting(rng, np.full(DAYS, 1.0)),
    "branching .7": lambda rng: branching(rng, 1.0),
    "batches of three": lambda rng: 3 * rng.poisson(1 / 3, DAYS),
    "three times the mean": lambda rng: overdispersed(rng, days=DAYS, rate=1.0, dispersion=3.0),
}


def asked(values: Values, first: int) -> cc.Finding:
    counts = census(values[None, :])
    return cc.pause(counts, "A", (counts.days[first], counts.days[first + 29]))


@pytest.mark.parametrize("name", WORLDS_OF)
def test_p_keeps_its_level_and_the_interval_holds_no_change(name: str) -> None:
    found = [asked(WORLDS_OF[name](rng), int(rng.integers(30, DAYS - 60))) for rng in generators(5, WORLDS)]
    fired, plain = (sum((p or 1.0) < 0.05 for p in ps) for ps in ([f.p for f in found], [f.p_poisson for f in found]))
    held = sum((f.low or 0) <= 1 <= (f.high or np.inf) for f in found)
    shown(f"{name}: p below .05 in {fired / WORLDS:.3f}, without bursts in {plain / WORLDS:.3f}; 1 in the interval in {held / WORLDS:.3f}")
    assert stats.binomtest(fired, WORLDS).proportion_ci(0.95, "exact").low < 0.05
    assert fired >= 0.015 * WORLDS
    assert stats.binomtest(held, WORLDS).proportion_ci(0.95, "exact").high > 0.95
    assert (plain > 0.15 * WORLDS) == (name != "steady")


@pytest.mark.parametrize("name", ["branching .5", "three times the mean"])
def test_the_interval_holds_a_planted_fall(name: str) -> None:
    held = 0
    for rng in generators(6, WORLDS):
        values, first = WORLDS_OF[name](rng), int(rng.integers(30, DAYS - 60))
        values[first : first + 30] = rng.binomial(values[first : first + 30], 0.5)
        f = asked(values, first)
        held += (f.low or 0) <= 0.5 <= (f.high or np.inf)
    shown(f"{name}, a halving: the interval holds it in {held / WORLDS:.3f}")
    assert stats.binomtest(held, WORLDS).proportion_ci(0.95, "exact").high > 0.95
    assert held <= 0.985 * WORLDS


def test_few_days_and_totals_have_the_exact_p() -> None:
    short = census(np.array([[3, 0, 2, 0, 1, 1]]))
    finding = cc.pause(short, "A", (short.days[1], short.days[3]))
    assert (finding.p, finding.low, finding.high) == (finding.p_poisson, finding.poisson_low, finding.poisson_high)
    assert finding.p == pytest.approx(stats.binomtest(2, 7, 0.5).pvalue)
