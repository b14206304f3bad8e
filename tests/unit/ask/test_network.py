"""`network` with odd arguments and odd data: plain errors or "cannot say", and the same answer whatever the order of groups."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.ask.network import AFTER, SAME_DAY, Edge


def counts(values: Any, **more: Any) -> cc.Counts:
    table = np.asarray(values)
    return cc.Counts.from_arrays(table, [chr(65 + k) for k in range(len(table))], "2020-01-06", **more)


def some(groups: int = 3, days: int = 300, seed: int = 1) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).poisson(0.4, (groups, days))


@pytest.mark.parametrize(
    "wrong",
    [
        {"lags": (0, 1)},
        {"lags": ()},
        {"lags": (1.5,)},
        {"lags": 1},
        {"lags": "1"},
        {"lags": (1, 400)},
        {"alpha": 0},
        {"alpha": math.nan},
        {"seed": -1},
        {"controls": "C"},
        {"controls": ["Z"]},
        {"given": "2020-02-01"},
        {"given": ["C"], "controls": ["C"]},
        {"given": ["B", "C"]},
    ],
    ids=str,
)
def test_network_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(cc.DataError, match=r"expected .*; found"):
        cc.network(counts(some()), **wrong)


def test_one_group_is_no_network() -> None:
    with pytest.raises(cc.DataError, match="two groups or more"):
        cc.network(counts(some(1)))


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((3, 200), dtype=int),
        np.ones((2, 1), dtype=int),
        np.ones((3, 20), dtype=int),
        np.full((3, 300), 7),
        np.stack([some(1)[0]] * 3),
        np.stack([some(1)[0], np.zeros(300, dtype=int)]),
        np.eye(2, 300, dtype=int) * 10**6,
        np.tile([1, 0], (3, 150)),
        some(40, 100),
    ],
    ids=["nothing", "one day", "twenty days", "every day alike", "one group thrice", "one is silent", "a million on a day", "in step", "many"],
)
def test_odd_data_give_numbers_or_none(values: np.ndarray[Any, Any]) -> None:
    found = cc.network(counts(values))
    for edge in found.edges:
        for name in ("effect", "low", "high", "p", "q", "q_any"):
            value = getattr(edge, name)
            assert value is None or math.isfinite(value), (edge, name)
        assert edge.p is None or 0 < edge.p <= 1
        assert edge.verdict in cc.VERDICTS
    assert found.verdict in found.sentence.lower()
    assert found.verdict == "cannot say"


def test_days_on_which_nobody_looked_give_no_link() -> None:
    found = cc.network(counts(some(), observed=np.zeros((3, 300), dtype=bool)))
    assert {(edge.p, edge.verdict) for edge in found.edges} == {(None, "cannot say")}


def test_groups_in_another_order_give_the_same_links() -> None:
    values, order = some(5, 500), np.array([3, 1, 4, 0, 2])
    observed = np.random.default_rng(2).random(values.shape) < 0.9
    here = cc.network(counts(values, observed=observed))
    there = cc.network(cc.Counts.from_arrays(values[order], [chr(65 + k) for k in order], "2020-01-06", observed=observed[order]))
    other = {(edge.source, edge.target, edge.kind): edge for edge in there.edges}
    assert len(here.edges) == len(there.edges) == 5 * 4 + 10
    for edge in here.edges:
        turned = (edge.target, edge.source, edge.kind) if edge.kind == SAME_DAY else None
        same = other.get((edge.source, edge.target, edge.kind)) or other[turned]  # type: ignore[index]
        for name in ("effect", "low", "high", "p", "q", "q_any"):
            assert getattr(same, name) == pytest.approx(getattr(edge, name), abs=1e-9), name


def test_unobserved_values_do_not_matter() -> None:
    values = some(3, 400)
    observed = np.random.default_rng(2).random(values.shape) < 0.8
    hidden = np.where(observed, values, 50)
    assert cc.network(counts(values, observed=observed)).edges == cc.network(counts(hidden, observed=observed)).edges


def test_the_unit_of_exposure_does_not_matter() -> None:
    values = some(2, 400)
    exposure = np.random.default_rng(3).uniform(0.5, 2.0, values.shape)
    here, there = (cc.network(counts(values, exposure=exposure * unit)) for unit in (1.0, 1000.0))
    for one, other in zip(here.edges, there.edges, strict=True):
        assert one.p == pytest.approx(other.p)


def test_known_triggers_are_left_out() -> None:
    """Both groups act on listed days; the day after, B does so again."""
    values = some(2, 600, seed=4)
    days = np.arange(10, 590, 20)
    values[0, days] += 3
    values[1, days + 1] += 3
    given = [str(day) for day in np.datetime64("2020-01-06") + days]
    table = counts(values, coverage=np.full(values.shape, 2))
    bare, told = ({(e.source, e.target): e for e in cc.network(table, given=g).edges if e.kind == AFTER}["A", "B"] for g in (None, given))
    assert bare.verdict == "beyond shared causes"
    assert told.verdict != "beyond shared causes"
    assert told.days < bare.days


def test_a_census_has_to_be_declared() -> None:
    values = some(2, 600)
    values[1, 1:] += 2 * values[0, :-1]
    declared = cc.network(counts(values, coverage=np.full(values.shape, 2)))
    assert declared.verdict == "beyond shared causes"
    assert "B after A" in declared.sentence
    for undeclared in (counts(values), counts(values, coverage=np.ones(values.shape, dtype=int))):
        found = cc.network(undeclared)
        assert found.verdict == "cannot say"
        assert found.settle is not None
        assert min(edge.p or 1 for edge in found.edges) < 0.05


def test_pages_read_stand_for_a_census() -> None:
    values = some(2, 600)
    values[1, 1:] += 2 * values[0, :-1]
    sample = np.ones(values.shape, dtype=int)
    assert cc.network(counts(values, coverage=sample, effort=np.full(values.shape, 30.0))).verdict == "beyond shared causes"


def test_too_many_groups_for_the_days_stand_alone() -> None:
    assert cc.network(counts(some(3, 300))).joint
    found = cc.network(counts(some(30, 300)))
    assert not found.joint
    assert all(edge.effect is not None for edge in found.edges)


def test_the_table_has_the_promised_columns() -> None:
    import polars as pl

    table = pl.DataFrame(cc.network(counts(some())).table())
    assert table.columns == [field.name for field in fields(Edge)]
    assert {"source", "target", "effect", "low", "high", "p", "q"} <= set(table.columns)
    assert table.height == 3 * 2 + 3
    assert set(table["kind"]) == {AFTER, SAME_DAY}
    known = table.drop_nulls(["p", "q", "q_any"])
    assert known.height
    assert (known["p"] <= known["q"]).all()
    assert (known["q"] <= known["q_any"]).all()


def test_a_notebook_shows_names_as_text() -> None:
    table = cc.Counts.from_arrays(some(2), ["<b>", "B"], "2020-01-06")
    assert "<b>" not in cc.network(table)._repr_html_().replace("&lt;b&gt;", "")


def test_nothing_is_drawn() -> None:
    assert cc.network(counts(some()), seed=1) == cc.network(counts(some()), seed=2)
