"""The table expected without a division: met margins and equal odds, also where reach and margins clash."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import linprog

from concerted.measure.divide import entropy, h2_prime, h2_primes, independent, scale

Table = tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]


def random_tables(seed: int, n: int) -> list[Table]:
    """Return tables of two to six groups and places with two cells in five forbidden and half of the others empty."""
    made = []
    for i in range(n):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,)))
        shape = tuple(int(k) for k in rng.integers(2, 7, 2))
        reach = rng.random(shape) < 0.6
        made.append((np.where(reach, rng.integers(0, 12, shape) * (rng.random(shape) < 0.5), 0), reach))
    return made


def most_in(table: npt.NDArray[np.int64], reach: npt.NDArray[np.bool_], cell: tuple[int, int]) -> float:
    """Return the most events that a cell holds in any table of these margins, by linear programming."""
    groups, places = table.shape
    cells = list(zip(*np.nonzero(reach), strict=True))
    sums = np.zeros((groups + places, len(cells)))
    for k, (i, j) in enumerate(cells):
        sums[i, k], sums[groups + j, k] = 1, 1
    wanted = [-float(one == cell) for one in cells]
    return -float(linprog(wanted, A_eq=sums, b_eq=np.concatenate((table.sum(1), table.sum(0)))).fun)


def test_the_fit_settles_on_random_tables() -> None:
    for table, reach in random_tables(1, 300):
        fitted = independent(table, reach)
        assert scale(table, reach).settled
        assert fitted.sum(axis=0) == pytest.approx(table.sum(axis=0), abs=1e-6)
        assert fitted.sum(axis=1) == pytest.approx(table.sum(axis=1), abs=1e-6)
        assert (fitted[~reach] == 0).all()


def test_many_tables_at_once_are_sized_as_each_alone() -> None:
    for table, reach in random_tables(4, 20):
        rng = np.random.default_rng(int(table.sum()))
        tables = np.stack([np.where(reach, rng.permutation(table.ravel()).reshape(table.shape), 0) for _ in range(8)])
        assert h2_primes(tables, reach) == pytest.approx([h2_prime(one, reach) for one in tables], abs=1e-12)


def test_cells_are_empty_where_every_table_of_these_margins_has_them_empty() -> None:
    clashes = 0
    for table, reach in random_tables(2, 40):
        fitted = independent(table, reach)
        for i, j in zip(*np.nonzero(reach), strict=True):
            most = most_in(table, reach, (i, j))
            assert (fitted[i, j] > 0) == (most > 1e-9), (table, reach, i, j)
            clashes += most <= 1e-9 and bool(table[i].sum() and table[:, j].sum())
    assert clashes > 20


def test_the_fit_has_equal_odds_wherever_four_cells_can_be_filled() -> None:
    squares = 0
    for table, reach in random_tables(3, 60):
        fitted = independent(table, reach)
        for (i, k), (j, m) in (
            (rows, columns) for rows in combinations(range(len(table)), 2) for columns in combinations(range(len(table.T)), 2)
        ):
            if (four := fitted[[i, i, k, k], [j, m, j, m]]).all():
                assert np.log(four) @ [1, -1, -1, 1] == pytest.approx(0.0, abs=1e-6)
                squares += 1
    assert squares > 100


def test_no_table_is_less_divided_than_the_fit() -> None:
    """Of all tables with these margins the expected one has the largest entropy, so H2' is never cut off at 0."""
    for table, reach in random_tables(4, 100):
        if table.sum():
            assert float(entropy(table[None])[0]) <= scale(table, reach).highest + 1e-9


def test_margins_that_leave_one_table_leave_no_size() -> None:
    """Of B's place A holds what B cannot take elsewhere: no event can be moved, and the fit is the table itself."""
    reach, table = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool), np.array([[4, 3, 0], [0, 6, 5], [0, 0, 2]])
    assert independent(table, reach) == pytest.approx(table, abs=1e-6)
    assert h2_prime(table, reach) is None


def test_too_few_rounds_are_said_to_be_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concerted.measure.divide._MOST_ROUNDS", 1)
    table, reach = np.array([[9, 1, 4], [0, 7, 2], [3, 0, 8]]), np.array([[1, 1, 1], [0, 1, 1], [1, 0, 1]], dtype=bool)
    assert not scale(table, reach).settled
    assert h2_prime(table, reach) is None
