"""H2' and d': tables worked by hand, and the values that the R package bipartite gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import xlogy

from concerted.measure.divide import d_prime, entropy, h2_prime, independent

# Visits of pollinators (columns) to nine plants, Vazquez & Simberloff (2003), as the data set Safariland of bipartite 2.24.
SAFARILAND = """
673 0 110 0 0 0 0 0 0 4 0 0 0 0 1 0 0 0 0 0 0 0 0 1 0 0 1
0 154 0 0 5 7 1 3 8 1 1 0 0 4 0 0 0 4 0 1 6 1 1 3 4 4 0
0 0 0 0 0 0 0 0 0 0 0 0 0 0 15 0 0 0 0 0 0 0 0 0 0 0 0
0 67 0 0 5 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 6 0 4 0 2 0 0 0 0 0 0 3 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 0 0 0 8 1 0 0 2 0 0 9 0 0 0 0 0 0 0 0
0 0 0 2 0 0 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 3 0 0 0 0 0 0 0 0 0 0
"""
# bipartite 2.24 (github.com/biometry/bipartite, commit adad9b4), R 4.2.2: H2fun(w, H2_integer = FALSE)["H2"], which scales by the real-valued
# expectation as this package does, and with(dfun(w), d / dmax), d' before its correction for whole numbers.
SAFARILAND_H2, SAFARILAND_ENTROPY = 0.857964257609, 1.582
SAFARILAND_D = [
    0.961475973625, 0.805771483865, 0.985067173696, 0.570664785026, 0.570724149306, 1.0, 0.906212446502, 0.687449069160, 0.913801338453,
]  # fmt: skip
FROM_BIPARTITE = [
    ([[12, 3, 0], [2, 9, 4], [0, 1, 14]], 0.606012092938, [0.620805299633, 0.197918256047, 0.630846331252]),
    ([[20, 5, 1, 0], [4, 4, 4, 4], [0, 2, 0, 16]], 0.513953398007, [0.576949404044, 0.123147085033, 0.677927710086]),
    ([[7, 2], [1, 8]], 0.483259369732, [0.334180918292, 0.380508360100]),
]


def everywhere(table: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    return np.ones(np.asarray(table).shape, dtype=bool)


@pytest.mark.parametrize(("table", "h2", "d"), FROM_BIPARTITE)
def test_small_tables_give_the_values_of_bipartite(table: list[list[int]], h2: float, d: list[float]) -> None:
    assert h2_prime(np.array(table), everywhere(table)) == pytest.approx(h2, rel=1e-9)
    assert d_prime(np.array(table)) == pytest.approx(d, rel=1e-9)


def test_a_published_table_gives_the_values_of_bipartite() -> None:
    table = np.array([row.split() for row in SAFARILAND.strip().splitlines()], dtype=np.int64)
    assert table.sum() == 1130
    assert -xlogy(table / 1130, table / 1130).sum() == pytest.approx(SAFARILAND_ENTROPY, abs=5e-4)
    # The filling used here ends at an entropy of 1.4494, below bipartite's 1.451, so H2' is a little smaller; never may it be larger.
    assert SAFARILAND_H2 - 0.0015 < (h2_prime(table, everywhere(table)) or 0.0) <= SAFARILAND_H2
    assert d_prime(table) == pytest.approx(SAFARILAND_D, rel=1e-9)


@pytest.mark.parametrize("table", [[[10, 0], [0, 10]], [[10, 0], [0, 30]], [[4, 5, 0, 0], [0, 0, 7, 0], [0, 0, 0, 2]]])
def test_a_perfect_division_is_one_for_all_and_for_each(table: list[list[int]]) -> None:
    assert h2_prime(np.array(table), everywhere(table)) == pytest.approx(1.0)
    assert d_prime(np.array(table)) == pytest.approx([1.0] * len(table))


@pytest.mark.parametrize("table", [[[5, 10], [10, 20]], [[2, 4, 6], [1, 2, 3], [3, 6, 9]]])
def test_a_proportional_table_is_zero_for_all_and_for_each(table: list[list[int]]) -> None:
    assert h2_prime(np.array(table), everywhere(table)) == pytest.approx(0.0, abs=1e-9)
    assert d_prime(np.array(table)) == pytest.approx([0.0] * len(table), abs=1e-9)


def test_entropy_of_equal_cells_is_the_logarithm_of_their_number() -> None:
    assert entropy(np.array([[[3, 3], [3, 3]], [[7, 0], [0, 0]]])) == pytest.approx([np.log(4), 0.0])


def test_unreachable_cells_are_no_division() -> None:
    # A cannot reach the third place, B not the first; in the one place they share nothing can be divided.
    reach = np.array([[1, 1, 0], [0, 1, 1]], dtype=bool)
    assert h2_prime(np.array([[5, 8, 0], [0, 4, 9]]), reach) is None


def test_the_expectation_keeps_margins_and_structural_zeros() -> None:
    reach = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    table = np.array([[6, 4, 0], [3, 5, 7], [0, 8, 2]])
    fitted = independent(table, reach)
    assert fitted.sum(axis=0) == pytest.approx(table.sum(axis=0), rel=1e-5)
    assert fitted.sum(axis=1) == pytest.approx(table.sum(axis=1), rel=1e-5)
    assert (fitted[~reach] == 0).all()


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[4, 0], [0, 0]], [[3, 2], [0, 0]]])
def test_a_table_without_a_second_group_has_no_division(table: list[list[int]]) -> None:
    assert h2_prime(np.array(table), everywhere(table)) is None
    assert np.isfinite(d_prime(np.array(table))).all()
