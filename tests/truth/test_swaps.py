"""Groups exchanged between events: enumerated answers and p-values under exchangeability."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from concerted.chance import Swaps
from concerted.measure.divide import entropy
from simulated import generators

GROUP, PLACE, STRATUM = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 2, 0]), np.array([0, 0, 0, 0, 0, 1])
REACH = np.array([[1, 1, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)


def coded(tables: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a different number for each table."""
    return (tables.reshape(tables.shape[0], -1) * 4.0 ** np.arange(tables[0].size)).sum(axis=1)


def table_of(groups: tuple[int, ...]) -> npt.NDArray[np.int64]:
    table = np.zeros((1, 3, 3), dtype=np.int64)
    np.add.at(table, (0, list(groups), PLACE), 1)
    return table


def enumerated(reach: npt.NDArray[np.bool_]) -> dict[float, float]:
    """Return the share of each table among all permitted orders of the groups within their stratum."""
    orders = [(*order, 2) for order in permutations(GROUP[:5].tolist())]
    allowed = [order for order in orders if all(reach[g, p] for g, p in zip(order, PLACE, strict=True))]
    tables = Counter(float(coded(table_of(order))[0]) for order in allowed)
    return {code: n / len(allowed) for code, n in tables.items()}


@pytest.mark.parametrize("reach", [REACH, np.ones((3, 3), dtype=bool)], ids=["structural zero", "all within reach"])
def test_every_permitted_table_comes_as_often_as_it_should(reach: npt.NDArray[np.bool_]) -> None:
    expected = enumerated(reach)
    drawn = Swaps(GROUP, PLACE, STRATUM, reach, coded, seed=3, draws=4000).distribution().values
    assert set(drawn) == set(expected)
    seen = [int((drawn == code).sum()) for code in expected]
    assert stats.chisquare(seen, 4000 * np.array(list(expected.values()))).pvalue > 0.001


def test_strata_that_are_walked_and_strata_that_are_permuted_keep_their_tables() -> None:
    """Two strata of unlike size hold a structural zero, and one between them has none."""
    group, place = np.array([0, 1, 1, 2, 0, 2, 2, 1, 0, 2]), np.array([0, 1, 2, 2, 0, 0, 1, 1, 0, 2])
    stratum = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
    tables: Counter[float] = Counter()
    for parts in product(*(permutations(group[stratum == s].tolist()) for s in range(3))):
        order = np.concatenate(parts).astype(np.int64)
        if REACH[order, place].all():
            table = np.zeros((1, 3, 3), dtype=np.int64)
            np.add.at(table, (0, order, place), 1)
            tables[float(coded(table)[0])] += 1
    drawn = Swaps(group, place, stratum, REACH, coded, seed=5, draws=6000).distribution().values
    assert set(drawn) <= set(tables)
    codes = [code for code in tables if tables[code] / tables.total() > 0.002]
    seen = np.array([int((drawn == code).sum()) for code in codes])
    expected = np.array([tables[code] for code in codes]) / tables.total()
    rest = (6000 - seen.sum(), max(1e-9, 1 - expected.sum()))
    chi = stats.chisquare([*seen, rest[0]], 6000 * np.array([*expected, rest[1]])) if rest[1] > 1e-6 else stats.chisquare(seen, 6000 * expected)
    assert chi.pvalue > 0.001


def test_strata_do_not_mix() -> None:
    alone = Swaps(np.array([0, 1]), np.array([0, 1]), np.array([0, 1]), np.ones((2, 2), dtype=bool), coded, seed=1, draws=50)
    assert np.ptp(alone.distribution().values) == 0


def world(rng: np.random.Generator, reach: npt.NDArray[np.bool_]) -> Swaps:
    """Return events whose groups were shuffled within reach, by rejection: nothing of the code under test takes part."""
    group, stratum = np.repeat([0, 1, 2], 8), np.tile([0, 1], 12)
    place = np.array([rng.choice(np.flatnonzero(reach[g])) for g in group])
    for s in (0, 1):
        inside = np.flatnonzero(stratum == s)
        for _ in range(400):
            i, j = rng.choice(inside, size=2)
            if reach[group[i], place[j]] and reach[group[j], place[i]]:
                group[i], group[j] = group[j], group[i]
    return Swaps(group, place, stratum, reach, lambda t: -entropy(t), seed=int(rng.integers(2**31)), draws=99)


@pytest.mark.parametrize("reach", [REACH, np.ones((3, 3), dtype=bool)], ids=["structural zero", "all within reach"])
def test_p_is_uniform_when_groups_are_exchangeable(reach: npt.NDArray[np.bool_]) -> None:
    p = []
    for rng in generators(11, 300):
        null = world(rng, reach)
        seen = np.zeros((1, 3, 3), dtype=np.int64)
        np.add.at(seen, (0, null.group, null.place), 1)
        p.append(null.distribution().upper(float(-entropy(seen)[0])))
    for level in (0.05, 0.1, 0.25, 0.5):
        # Ties make p large, never small, so only the upper side is bounded; the lower one says that the test is alive.
        assert stats.binomtest(sum(x <= level for x in p), 300, level).pvalue > 0.002 or np.mean(np.array(p) <= level) < level
        assert np.mean(np.array(p) <= level) > 0.5 * level
