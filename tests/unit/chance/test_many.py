"""Corrections for many tests."""

from __future__ import annotations

import numpy as np

from concerted.chance.many import able_to_fire, adjusted, benjamini_hochberg

# By hand: p times the number of tests over its rank, the least of these from each rank on.
FIVE, FIVE_Q = [0.01, 0.02, 0.03, 0.04, 0.05], [0.05, 0.05, 0.05, 0.05, 0.05]
FOUR, FOUR_Q = [0.05, 0.005, 0.5, 0.009], [0.0666666666666667, 0.018, 0.5, 0.018]


def test_q_is_that_worked_out_by_hand() -> None:
    np.testing.assert_allclose(adjusted(np.array(FIVE)), FIVE_Q)
    np.testing.assert_allclose(adjusted(np.array(FOUR)), FOUR_Q)
    assert benjamini_hochberg([0.05, None, 0.005, 0.5, 0.009])[1] is None
    np.testing.assert_allclose([q for q in benjamini_hochberg([0.05, None, 0.005, 0.5, 0.009]) if q is not None], FOUR_Q)


def test_tests_that_cannot_fire_need_no_correction() -> None:
    """With a smallest p of .2, .1, .02 and .001 and a level of .05, K = 2: two tests could give .025 or less."""
    least = np.array([0.2, 0.02, 0.001, 0.1])
    assert able_to_fire(least, 0.05).tolist() == [False, True, True, False]
    assert able_to_fire(np.full(5, 1e-9), 0.05).all()
    assert not able_to_fire(np.full(5, 0.9), 0.05).any()
    assert able_to_fire(np.zeros(0), 0.05).size == 0
    # One test could give .05, and with K = 1 that is enough.
    assert able_to_fire(np.array([0.05, 0.5]), 0.05).tolist() == [True, False]
