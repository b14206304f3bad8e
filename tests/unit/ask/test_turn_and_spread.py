"""`turn`, `spread` and `contrast` with odd arguments and odd data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import concerted as cc


def counts(values: Any) -> cc.Counts:
    table = np.asarray(values)
    return cc.Counts.from_arrays(table, ["A", "B", "C"][: len(table)], "2020-01-06", coverage=np.full(table.shape, 2))


SOME = np.random.default_rng(1).poisson(0.4, (3, 300))
TIES = [("A", "B"), ("B", "C")]
USES = [{"actor": a, "date": f"2020-01-0{k + 1}"} for k, a in enumerate("ABCD")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": ("A", "A")},
        {"groups": ("A", "B", "C")},
        {"groups": ()},
        {"groups": 3},
        {"groups": "Z"},
        {"groups": "A", "lags": (-1,)},
        {"groups": "A", "lags": (0.5,)},
        {"groups": "A", "given": "2020-02-01"},
        {"groups": "A", "controls": ["A"]},
        {"groups": "A", "same_as": ["A"]},
        {"groups": "A", "same_as": "B"},
        {"groups": "A", "alpha": 2},
        {"groups": "A", "draws": 0},
        {"groups": "A", "seed": -1},
    ],
    ids=str,
)
def test_turn_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(cc.DataError, match=r"expected .*; found"):
        cc.turn(counts(SOME), **wrong)


@pytest.mark.parametrize("groups", ["A", ("A", "B")])
@pytest.mark.parametrize(
    "values",
    [np.zeros((2, 300), dtype=int), np.ones((2, 1), dtype=int), np.full((2, 300), 3), np.eye(2, 300, dtype=int) * 10**6, SOME[:2, :170]],
    ids=["nothing", "one day", "every day alike", "a million on a day", "the least record"],
)
def test_turn_of_odd_data_gives_numbers_or_none(groups: Any, values: np.ndarray[Any, Any]) -> None:
    found = cc.turn(counts(values), groups, draws=19)
    for line in (found, *found.variants):
        for name in ("p", "effect", "low", "high"):
            value = getattr(line, name)
            assert value is None or math.isfinite(value), (line, name)
    assert found.p is None or 0 < found.p <= 1


def test_a_sample_says_nothing_of_a_turn() -> None:
    step = np.concatenate([SOME[:2, :150], SOME[:2, :150] * 5], axis=1)
    sample = cc.Counts.from_arrays(step, ["A", "B"], "2020-01-06", coverage=np.ones(step.shape, dtype=int))
    for groups in ("A", ("A", "B")):
        assert cc.turn(sample, groups, draws=99).verdict == "cannot say"
    assert (cc.turn(sample, "A", draws=99).p or 1) <= 0.05


def test_the_same_seed_gives_the_same_finding() -> None:
    for groups in ("A", ("A", "B")):
        assert cc.turn(counts(SOME), groups, draws=49, seed=3) == cc.turn(counts(SOME), groups, draws=49, seed=3)


def test_regimes_stand_beside_the_finding() -> None:
    rng = np.random.default_rng(2)
    values = np.concatenate([rng.poisson(rate, 150) for rate in (0.3, 3.0, 0.8)])[None]
    found = cc.turn(counts(values), "A", draws=99)
    regimes = [line for line in found.variants if line.kind == "part"]
    assert len(regimes) == 3
    assert sum(line.count or 0 for line in regimes) == values.sum()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_uses": [{"who": "A"}]},
        {"first_uses": [{"actor": None, "date": "2020-01-01"}]},
        {"first_uses": [{"actor": "A", "date": "soon"}]},
        {"ties": "AB"},
        {"ties": [("A",)]},
        {"ties": [("A", "A")]},
        {"ties": [("A", "B", -1)]},
        {"ties": [("A", "B", math.nan)]},
        {"ties": {("A", "B"): "strong"}},
        {"ties": {"A": {"B": True}}},
        {"ties": TIES, "draws": 0},
        {"ties": TIES, "alpha": 0.9},
        {"ties": TIES, "given": "2020-01-01"},
    ],
    ids=str,
)
def test_spread_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(cc.ConcertedError, match=r"expected .*; found"):
        cc.spread(**{"first_uses": USES, **wrong})


def test_ties_can_be_given_in_several_ways() -> None:
    ways: list[Any] = [TIES, [(*pair, 2.0) for pair in TIES], dict.fromkeys(TIES, 0.5), {"A": {"B": 1}, "B": {"A": 1, "C": 1}, "C": {"B": 1}}]
    found = [cc.spread(USES, ties, draws=49) for ties in ways]
    assert len({(one.p, one.effect, one.low, one.high) for one in found}) == 1


def test_a_tie_with_a_direction_passes_nothing_back() -> None:
    forward, back = (cc.spread(USES, ties, draws=49).effect for ties in ({"A": {"B": 1}}, {"B": {"A": 1}}))
    assert forward is not None
    assert back is not None
    assert forward > back


def test_days_and_actors_can_be_left_out_of_a_spread() -> None:
    assert cc.spread(USES, TIES, given=["2020-01-04"], draws=9).count == 2
    assert cc.spread(USES, TIES, controls=["D"], draws=9).count == 2
    assert "D" not in cc.spread(USES, TIES, controls=["D"], draws=9).groups
