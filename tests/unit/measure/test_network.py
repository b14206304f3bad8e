"""Levels of one side, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.measure.network import LEVEL_DAYS, Terms, covariance, deviations, shifted, weekday_profile

ONE = Terms(np.array([0]), np.array([1]), np.ones((1, 1), dtype=bool))


def test_a_steady_group_deviates_by_nothing() -> None:
    found = deviations(np.full((1, 100), 3.0), np.ones((1, 100)), ONE)
    for rows in (found.after, found.before, found.past):
        np.testing.assert_allclose(rows, 0.0, atol=1e-9)


def test_a_straight_trend_is_met_by_the_level_after() -> None:
    found = deviations(np.arange(100.0)[None], np.ones((1, 100)), ONE)
    assert found.after_known[0, :80].all()
    np.testing.assert_allclose(found.after[0, :80], 0.0, atol=1e-8)


def test_the_level_before_holds_no_day_of_the_lags_and_none_after() -> None:
    values = np.zeros((1, 100))
    values[0, 50] = 1.0
    found = deviations(values, np.ones((1, 100)), ONE)
    assert found.before[0, 50] == 1.0
    assert found.before[0, 51] == 0.0
    assert found.past[0, 51] == 1.0
    np.testing.assert_allclose(found.before[0, 52 : 52 + LEVEL_DAYS], -1 / LEVEL_DAYS)
    np.testing.assert_allclose(found.before[0, 52 + LEVEL_DAYS :], 0.0, atol=1e-12)
    assert (found.before[0, :50] == 0).all()


def test_an_unobserved_day_of_a_source_is_unknown() -> None:
    values, risk = np.full((1, 100), 2.0), np.ones((1, 100))
    values[0, 60], risk[0, 60] = 99.0, 0.0
    found = deviations(values, risk, ONE)
    assert not found.past_known[0, 61]
    assert found.past[0, 61] == 0.0
    assert not found.after_known[0, 60]
    np.testing.assert_allclose(found.after, 0.0, atol=1e-9)


def test_covariance_is_put_back_to_that_of_white_noise() -> None:
    values = np.random.default_rng(1).poisson(1.0, (2, 20_000)).astype(float)
    found = covariance(values, np.ones(values.shape), np.ones(20_000))
    np.testing.assert_allclose(found[0], np.eye(2), atol=0.05)
    for apart in (1, 3, 7):
        np.testing.assert_allclose(found[apart], 0.0, atol=0.03)


def test_covariance_knows_who_came_first() -> None:
    first = np.random.default_rng(1).poisson(1.0, 5000).astype(float)
    values = np.stack([first, shifted(first, 2)])
    found = covariance(values, np.ones(values.shape), np.ones(5000))
    assert found[2][0, 1] == pytest.approx(1.0, abs=0.1)
    assert found[-2][0, 1] == pytest.approx(0.0, abs=0.1)


def test_a_weekday_profile_has_mean_one_and_is_drawn_in() -> None:
    values = np.tile([7.0, 0, 0, 0, 0, 0, 0], 60)[None]
    found = weekday_profile(values, np.ones((1, 420)), 0)
    assert found[0, :7].mean() == pytest.approx(1.0, abs=1e-9)
    assert 5.5 < found[0, 0] < 7
    few = weekday_profile(values[:, :14], np.ones((1, 14)), 0)
    assert few[0, 0] < 2.5
