"""Tails of many sums at once, held against the convolution of each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from concerted.chance.distribution import convolved
from concerted.chance.sums import Rows, greatest, upper_tails


def sums(lists: list[list[npt.NDArray[np.float64]]]) -> Rows:
    owner = np.repeat(np.arange(len(lists)), [len(parts) for parts in lists])
    width = max((part.size for parts in lists for part in parts), default=1)
    rows = [np.pad(part, (0, width - part.size)) for parts in lists for part in parts]
    return Rows(np.array(rows).reshape(len(rows), width), owner, len(lists))


@given(st.integers(0, 10**6))
def test_tails_are_those_of_the_convolution(seed: int) -> None:
    """Near the mean and up to the greatest value that can be, where the tail has a hundred zeros."""
    rng = np.random.default_rng(seed)
    lists, observed, expected = [], [], []
    for _ in range(12):
        parts = [hypergeom.pmf(np.arange(8), 14, rng.integers(1, 14), rng.integers(1, 8)) for _ in range(rng.integers(1, 40))]
        whole = convolved(parts)
        most = int(np.flatnonzero(whole.probabilities > 0)[-1])
        seen = int(np.clip(round(whole.mean + whole.sd * rng.choice([-2, 0, 1, 3, 6, 20]) * rng.random()), 0, most))
        lists.append(parts)
        observed.append(seen)
        expected.append(whole.upper(seen))
    np.testing.assert_allclose(upper_tails(sums(lists), np.array(observed)), expected, rtol=1e-9)


def test_a_binomial_is_scipys() -> None:
    """Reference: binom.sf(k - 1, 500, .3) of scipy, down to 1e-100."""
    seen = np.array([0, 100, 150, 151, 200, 250, 300, 400, 450])
    rows = sums([[np.array([0.7, 0.3])] * 500] * seen.size)
    np.testing.assert_allclose(upper_tails(rows, seen), binom.sf(seen - 1, 500, 0.3), rtol=1e-8)


def test_the_greatest_value_has_one_way_to_come_about() -> None:
    rows = sums([[np.array([0.5, 0.5])] * 20, [np.array([0.9, 0.1]), np.array([1.0])]])
    np.testing.assert_allclose(greatest(rows), [0.5**20, 0.1])
    np.testing.assert_allclose(upper_tails(rows, np.array([20, 1])), [0.5**20, 0.1])


def test_what_cannot_be_and_what_must_be() -> None:
    """A value beyond the greatest has the smallest double for its chance, never 0; a sum of no rows is 0."""
    rows = sums([[np.array([0.5, 0.5])], [], [np.array([0.25, 0.75])]])
    tails = upper_tails(rows, np.array([2, 0, 0]))
    assert tails.tolist() == [np.finfo(np.float64).tiny, 1.0, 1.0]
    assert upper_tails(rows, np.array([0, 1, 1]))[1:] == pytest.approx([np.finfo(np.float64).tiny, 0.75])


def test_sums_of_all_spreads_stand_side_by_side() -> None:
    """A wide sum sets the length of no narrow one: a thousand strata beside one."""
    wide, narrow = [np.array([0.5, 0.5])] * 1000, [np.array([0.98, 0.02])]
    tails = upper_tails(sums([wide, narrow, wide]), np.array([520, 1, 480]))
    np.testing.assert_allclose(tails, [binom.sf(519, 1000, 0.5), 0.02, binom.sf(479, 1000, 0.5)], rtol=1e-10)
