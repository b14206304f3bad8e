"""Days moved within their week: Poisson-binomial, hypergeometric and enumerated answers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from concerted.chance import LocalDays

# Five weeks with the weights of their days, and which of the days are covered.
WEIGHTS = [[1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7], [0.5, 0.5, 2, 2, 1, 1, 1], [3, 1, 1, 1, 1, 1, 9], [1, 1, 1, 1, 1, 1, 1.5]]
COVERED = [[1, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 1], [0, 0, 1, 0, 1, 0, 0], [0, 1, 1, 0, 0, 0, 1], [1, 0, 1, 0, 1, 0, 1]]
# R 4.2.2 with PoissonBinomial 1.2.5 (Debian's r-cran-poissonbinomial):
#   p <- c(1/7, 10/28, 3/8, 11/17, 4.5/7.5)      # covered weight over all weight, week by week
#   dpbinom(NULL, p, method = "Convolve"); ppbinom(2, p, method = "Convolve", lower.tail = FALSE)
FIVE_WEEKS = [0.04861944777911165, 0.22635054021608644, 0.37355942376950785, 0.26472088835534219, 0.07932172869147659, 0.00742797118847539]
THREE_OR_MORE = 0.351470588235294
#   p <- (1:40) / 50; dpbinom(c(10, 16, 20, 25), p, method = "Convolve")
#   ppbinom(21, p, method = "Convolve", lower.tail = FALSE); ppbinom(9, p, method = "Convolve")
FORTY_WEEKS = {10: 0.00935655720806464, 16: 0.14339074872964455, 20: 0.06142392655353410, 25: 0.00112736463337625}
TWENTY_TWO_OR_MORE, NINE_OR_FEWER = 0.031676945537902, 0.00511883692485809


def one_a_week(weights: npt.ArrayLike, covered: npt.ArrayLike) -> LocalDays:
    table = np.asarray(weights, dtype=float)
    active = np.zeros(table.shape, dtype=bool)
    active[:, 0] = True
    strata = np.repeat(np.arange(table.shape[0]), table.shape[1])
    return LocalDays(active.ravel(), np.asarray(covered, dtype=bool).ravel(), strata, table.ravel())


def test_one_active_day_a_week_is_poisson_binomial() -> None:
    chance = one_a_week(WEIGHTS, COVERED).distribution()
    np.testing.assert_allclose(chance.probabilities, FIVE_WEEKS, rtol=1e-12)
    assert chance.upper(3) == pytest.approx(THREE_OR_MORE, rel=1e-12)


def test_forty_weeks_are_poisson_binomial() -> None:
    weights = [[i, 50 - i] for i in range(1, 41)]
    chance = one_a_week(weights, [[1, 0]] * 40).distribution()
    assert {k: chance.probabilities[k] for k in FORTY_WEEKS} == pytest.approx(FORTY_WEEKS, rel=1e-9)
    assert (chance.upper(22), chance.lower(9)) == pytest.approx((TWENTY_TWO_OR_MORE, NINE_OR_FEWER), rel=1e-9)


@pytest.mark.parametrize(("days", "covered", "active"), [(7, 3, 4), (7, 7, 2), (30, 9, 12), (121, 50, 60), (2500, 900, 400), (5000, 900, 999)])
def test_equal_weights_in_one_stratum_are_hypergeometric(days: int, covered: int, active: int) -> None:
    position = np.arange(days)
    null = LocalDays(position < active, position >= days - covered, np.zeros(days, dtype=np.int64), np.full(days, 3.7))
    expected = stats.hypergeom(days, covered, active).pmf(np.arange(active + 1))
    np.testing.assert_allclose(null.distribution().probabilities, expected, rtol=1e-6, atol=1e-13)


@pytest.mark.parametrize("active", range(8))
def test_weighted_days_are_conditional_bernoulli(active: int) -> None:
    weights, covered = np.array([0.2, 1, 1, 2, 3.5, 8, 0.01]), np.array([1, 0, 1, 0, 0, 1, 0], dtype=bool)
    # Every choice of days, with the product of its weights.
    expected = np.zeros(active + 1)
    for days in combinations(range(7), active):
        expected[int(covered[list(days)].sum())] += np.prod(weights[list(days)])
    null = LocalDays(np.arange(7) < active, covered, np.zeros(7, dtype=np.int64), weights)
    found = null.distribution().probabilities
    np.testing.assert_allclose(np.pad(found, (0, active + 1 - found.size)), expected / expected.sum(), rtol=1e-10, atol=1e-15)


def planted_by_enumeration(days: int, covered: int, active: int, share: float) -> npt.NDArray[np.float64]:
    """Each active day follows with probability `share` and takes a covered day while there is one; the others fall on what is left."""
    hits = np.zeros(active + 1)
    for followers in range(active + 1):
        taken = min(followers, covered)
        rest = stats.hypergeom(days - taken, covered - taken, active - taken).pmf(np.arange(active + 1 - taken))
        hits[taken:] += stats.binom(active, share).pmf(followers) * rest
    return hits


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
@pytest.mark.parametrize(("covered", "active"), [(3, 4), (1, 3), (5, 2)])
def test_a_planted_share_moves_days_onto_covered_ones(share: float, covered: int, active: int) -> None:
    position = np.arange(7)
    null = LocalDays(position < active, position >= 7 - covered, np.zeros(7, dtype=np.int64), np.ones(7))
    expected = planted_by_enumeration(7, covered, active, share)
    np.testing.assert_allclose(null.planted(share).probabilities, expected, atol=1e-12)
    assert null.planted_mean(share) == pytest.approx(expected @ np.arange(active + 1))


def test_a_share_below_zero_mirrors_one_above() -> None:
    position = np.arange(7)
    onto = LocalDays(position < 3, position < 4, np.zeros(7, dtype=np.int64), np.ones(7)).planted(0.3)
    away = LocalDays(position < 3, position >= 4, np.zeros(7, dtype=np.int64), np.ones(7)).planted(-0.3)
    np.testing.assert_allclose(away.probabilities, onto.probabilities[::-1], atol=1e-12)


def test_days_without_a_stratum_take_no_part() -> None:
    strata = np.array([0, 0, 0, -1, -1])
    null = LocalDays(np.array([1, 0, 0, 1, 1], dtype=bool), np.array([1, 0, 0, 1, 1], dtype=bool), strata, np.ones(5))
    assert (null.count, null.observed) == (1, 1)
    np.testing.assert_allclose(null.distribution().probabilities, [2 / 3, 1 / 3])
