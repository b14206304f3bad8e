"""Tails, critical values and corrections."""

from __future__ import annotations

import numpy as np
import pytest

from concerted.chance import Draws, Exact
from concerted.chance.distribution import convolved
from concerted.chance.many import benjamini_hochberg

FAIR = Exact(np.array([1, 4, 6, 4, 1]) / 16)


def test_tails_count_the_observed_value_in() -> None:
    assert (FAIR.upper(3), FAIR.lower(3), FAIR.upper(0), FAIR.lower(4)) == (5 / 16, 15 / 16, 1.0, 1.0)
    assert (FAIR.mean, FAIR.sd) == (2.0, 1.0)


def test_two_sided_takes_all_outcomes_that_are_no_likelier() -> None:
    # R 4.2.2: binom.test(3, 4)$p.value is 0.625, binom.test(4, 4)$p.value is 0.125.
    assert (FAIR.two_sided(3), FAIR.two_sided(4), FAIR.two_sided(2)) == (0.625, 0.125, 1.0)
    assert (FAIR.doubled(4), FAIR.doubled(3), FAIR.doubled(2)) == (0.125, 0.625, 1.0)


def test_equally_likely_outcomes_stand_together_in_spite_of_rounding() -> None:
    rounded = Exact(np.array([0.25, 0.5, 0.25 * (1 + 1e-12)]))
    assert rounded.two_sided(0) == pytest.approx(0.5)


@pytest.mark.parametrize(("alpha", "critical"), [(0.05, 5), (0.0625, 4), (0.32, 3), (1.0, 0)])
def test_the_critical_value_is_the_least_that_fires(alpha: float, critical: int) -> None:
    assert FAIR.critical(alpha) == critical


def test_far_tails_are_never_zero() -> None:
    assert 0 < Exact(np.array([1.0, 0.0])).upper(1) < 1e-300
    assert 0 < FAIR.upper(99) < 1e-300


def test_a_sum_is_the_convolution_of_its_parts() -> None:
    coin = np.array([0.5, 0.5])
    np.testing.assert_allclose(convolved([coin] * 4).probabilities, FAIR.probabilities)
    assert convolved([]).probabilities.tolist() == [1.0]


def test_a_drawn_p_is_k_plus_one_over_n_plus_one() -> None:
    drawn = Draws(np.array([0.1, 0.2, 0.3, 0.3, 0.4]))
    assert drawn.upper(0.3) == 4 / 6
    assert drawn.upper(0.1 + 0.2) == 4 / 6  # rounding parts no ties
    assert drawn.lower(0.05) == 1 / 6
    assert drawn.upper(9.0) == 1 / 6
    assert drawn.mean == pytest.approx(0.26)


def test_corrected_values_are_those_of_r() -> None:
    # R 4.2.2: p.adjust(c(.01, .02, .03, .04, .05), "BH") is .05 five times; p.adjust(c(.001, .3, .04, .04), "BH") is
    # 0.00400000 0.30000000 0.05333333 0.05333333.
    assert benjamini_hochberg([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05] * 5)
    assert benjamini_hochberg([0.001, 0.3, 0.04, 0.04]) == pytest.approx([0.004, 0.3, 0.16 / 3, 0.16 / 3])


def test_tests_without_a_p_do_not_count() -> None:
    assert benjamini_hochberg([None, 0.02, None]) == [None, 0.02, None]
    assert benjamini_hochberg([]) == []
