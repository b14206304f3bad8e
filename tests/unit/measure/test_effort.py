"""Reporting effort, triggers and causes, worked by hand or by another way of counting."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from concerted.chance.answers import answer_weights
from concerted.chance.weighted_picks import inclusion
from concerted.measure.effort import effort_odds, shared_variance
from concerted.measure.triggers import answered, cause_odds, days_since


def test_the_variance_of_a_shared_factor_is_found() -> None:
    rng = np.random.default_rng(1)
    values = rng.poisson(2.0 * rng.gamma(4.0, 0.25, 20000), size=(3, 20000))
    found = shared_variance(values, np.ones(values.shape, dtype=bool))
    assert found.estimate == pytest.approx(0.25, abs=4 * found.error)
    assert found.error < 0.02


def test_the_asked_pair_and_unobserved_days_say_nothing_of_the_effort() -> None:
    rng = np.random.default_rng(2)
    values = rng.poisson(1.0, size=(3, 700))
    values[1] = values[0]
    looked = rng.random(values.shape) < 0.8
    other = np.where(looked, values, 50)
    assert shared_variance(values, looked, (0, 1)) == shared_variance(other, looked, (0, 1))
    assert shared_variance(values, looked).estimate > shared_variance(values, looked, (0, 1)).estimate + 0.1


def test_no_coincidence_leaves_the_variance_open() -> None:
    nothing = shared_variance(np.zeros((3, 50), dtype=np.int64), np.ones((3, 50), dtype=bool))
    assert nothing.width > 10


def test_few_coincidences_leave_the_variance_wide() -> None:
    """Two groups on days of their own: no coincidence, and only 16.7 expected; the interval must not shrink to nothing."""
    values = np.zeros((2, 700), dtype=np.int64)
    values[0, ::7] = values[1, 3::7] = 1
    found = shared_variance(values, np.ones(values.shape, dtype=bool))
    assert found.estimate == -1
    assert found.error > 0.15


@pytest.mark.parametrize("shown", [0, 2, 7])
def test_odds_of_a_day_are_those_of_a_gamma_effort(shown: int) -> None:
    """Integrate over the effort given Poisson counts of the others."""
    variance, expected, rate = 0.4, 1.7, 0.3
    prior = stats.gamma(1 / variance, scale=variance)
    mass = integrate.quad(lambda e: prior.pdf(e) * stats.poisson.pmf(shown, expected * e), 0, 40)[0]
    none = integrate.quad(lambda e: prior.pdf(e) * stats.poisson.pmf(shown, expected * e) * np.exp(-rate * e), 0, 40)[0] / mass
    found = effort_odds(np.array([float(shown)]), np.array([expected]), variance, rate)
    assert found[0] == pytest.approx((1 - none) / none / np.expm1(rate), rel=1e-6)


def test_days_since_a_trigger() -> None:
    trigger = np.array([0, 1, 0, 0, 1, 1, 0, 0, 0, 0], dtype=bool)
    assert days_since(trigger, 2).tolist() == [0, 1, 2, 3, 1, 1, 2, 3, 0, 0]
    assert days_since(trigger, 50)[-1] == 5


def test_what_may_be_answered_is_known_where_somebody_looked() -> None:
    acts, known = answered(np.array([0, 1, 3, 0, 0]), np.array([True, True, True, False, True]), 1)
    assert acts.tolist() == [[0, 1, 2, 0, 0], [0, 0, 1, 2, 0]]
    assert known.tolist() == [False, True, True, False, False]


def test_a_cause_gives_the_odds_that_counting_gives() -> None:
    rng = np.random.default_rng(3)
    share, multiplier, rates, days = 0.1, 3.0, (0.3, 0.4), 2_000_000
    cause = rng.random(days) < share
    usual = 1 + share * (multiplier - 1)
    a = rng.random(days) < -np.expm1(-rates[0] * np.where(cause, multiplier, 1) / usual)
    b = rng.random(days) < -np.expm1(-rates[1] * np.where(cause, multiplier, 1) / usual)
    odds = cause_odds(np.array([True, False]), np.ones(2, dtype=bool), share, multiplier, rates, (0,))
    counted = [b[a].mean() / (1 - b[a].mean()), b[~a].mean() / (1 - b[~a].mean())]
    assert odds[0] / odds[1] == pytest.approx(counted[0] / counted[1], rel=0.02)


def test_chances_of_days_are_those_of_all_choices() -> None:
    chances = inclusion(np.array([2]), np.array([[1.0, 2.0, 5.0, 0.0]]))
    assert chances[0] == pytest.approx([7 / 17, 12 / 17, 15 / 17, 0.0])


def test_how_a_group_answers_is_estimated_within_strata() -> None:
    rng = np.random.default_rng(4)
    trigger = rng.random(7000) < 0.3
    odds = 0.25 * np.where(trigger, 4.0, 1.0)
    active = rng.random(7000) < odds / (1 + odds)
    weights = answer_weights(active, np.arange(7000) // 7, np.ones(7000), trigger[None].astype(float))
    assert weights[trigger][0] / weights[~trigger][0] == pytest.approx(4.0, rel=0.1)
