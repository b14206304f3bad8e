"""Which of several kinds a case is of: held against a second way of finding the same coefficients, and against known odds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

from concerted.measure.sorting import Sorter


def cases(n: int = 200, numbers: int = 2, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    kinds = np.tile(np.arange(3), n)
    return rng.normal(size=(3 * n, numbers)) + kinds[:, None], kinds


def test_the_coefficients_are_those_of_another_method() -> None:
    numbers, kinds = cases()
    sorter = Sorter.of(numbers, kinds, 3)
    terms = np.column_stack([np.ones(600), (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)])

    def loss(flat: np.ndarray) -> float:
        scores = terms @ flat.reshape(3, 3)
        return float(-(scores[np.arange(600), kinds] - logsumexp(scores, axis=1)).sum() + 0.3 * (flat**2).sum() / 2)

    found = minimize(loss, np.zeros(9), method="BFGS").x.reshape(3, 3)
    assert sorter.coefficients == pytest.approx(found, abs=1e-3)


def test_the_weights_are_the_known_odds() -> None:
    # Normal numbers of one spread, middles 0, 1 and 2: the odds of kind j at x are proportional to exp(j x - j^2 / 2).
    numbers, kinds = cases(20_000, numbers=1)
    at = np.array([[-1.0], [0.5], [1.7]])
    true = np.exp(at * np.arange(3) - np.arange(3) ** 2 / 2)
    assert Sorter.of(numbers, kinds, 3).weights(at) == pytest.approx(true / true.sum(axis=1, keepdims=True), abs=0.02)


def test_kinds_that_never_meet_and_numbers_that_never_vary() -> None:
    kinds = np.tile(np.arange(2), 50)
    numbers = np.column_stack([1000.0 * kinds, np.zeros(100)])
    weights = Sorter.of(numbers, kinds, 2).weights(np.array([[0.0, 0.0], [1e9, 5.0]]))
    assert np.isfinite(weights).all()
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights[0, 0] > 0.95 > 0.05 > weights[1, 0]
