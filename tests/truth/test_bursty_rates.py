"""Bursts: the count of a window given the sum is that of two negative binomials."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from concerted.chance import BurstyRates, SteadyRates
from concerted.chance.bursty_rates import dispersion


@pytest.mark.parametrize(("total", "window", "base", "spread"), [(40, 7, 38, 2.5), (12, 30, 60, 1.3), (200, 10, 300, 6.0), (1, 3, 4, 4.0)])
def test_window_counts_are_those_of_two_negative_binomials_given_their_sum(total: int, window: int, base: int, spread: float) -> None:
    # Independent of the code: scipy's negative binomial with variance = spread times mean, one size a day, product over the sum.
    size, k = total / (window + base) / (spread - 1), np.arange(total + 1)
    joint = stats.nbinom.pmf(k, size * window, 1 / spread) * stats.nbinom.pmf(total - k, size * base, 1 / spread)
    found = BurstyRates(total, window, base, spread).distribution().probabilities
    np.testing.assert_allclose(found, joint / joint.sum(), rtol=1e-8, atol=1e-14)


@pytest.mark.parametrize("excess", [1e-15, 1e-12, 1e-9, 1e-6])
def test_hardly_any_bursts_are_no_bursts(excess: float) -> None:
    steady = SteadyRates(74, 7, 38).distribution().probabilities
    bursty = BurstyRates(74, 7, 38, 1 + excess).distribution().probabilities
    np.testing.assert_allclose(bursty, steady, rtol=1e-3, atol=1e-12)


def test_bursts_make_the_tails_fatter() -> None:
    steady, bursty = SteadyRates(74, 7, 38).distribution(), BurstyRates(74, 7, 38, 3.0).distribution()
    assert bursty.sd > 1.3 * steady.sd
    assert bursty.mean == pytest.approx(steady.mean)


def test_dispersion_is_pearsons_statistic_over_its_degrees_of_freedom() -> None:
    # By hand: 4 stretches of 2, 2, 4, 2 days with 1, 3, 8, 3 events; 1.5 a day, expected 3, 3, 6, 3; (4 + 0 ) / 3 + 4 / 6 = 2; over 3.
    found = dispersion(np.array([1.0, 3.0, 8.0, 3.0]), np.array([2.0, 2.0, 4.0, 2.0]))
    assert found == pytest.approx(2 / 3)


@pytest.mark.parametrize("counts", [[], [3.0], [1.0, 2.0, 3.0], [0.0, 0.0, 0.0, 0.0]])
def test_dispersion_is_unknown_from_too_little(counts: list[float]) -> None:
    assert dispersion(np.array(counts), np.ones(len(counts))) is None
