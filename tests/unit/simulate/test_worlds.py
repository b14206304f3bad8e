"""Arguments of a world, and what a world looks like."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import concerted as cc
from concerted.counts import CENSUS, NOBODY_LOOKED, SAMPLE
from concerted.simulate.links import moved

DRIVERS = tuple(cc.simulate.DRIVERS)


def made(**options: Any) -> cc.simulate.World:
    kind = options.pop("kind", "independent")
    return cc.simulate.world(kind, **{"days": 120, **options})


def test_the_call_of_the_documentation() -> None:
    world = cc.simulate.world("command", groups=5, days=1000, rate=0.2, share=0.2, seed=1)
    assert world.counts.groups == ("A", "B", "C", "D", "E")
    assert world.counts.values.shape == (5, 1000)
    assert world.truth.kind == "command"
    assert {link.a for link in world.truth.links} == {"commander"}


def test_kinds_and_drivers_are_told_by_name() -> None:
    assert cc.simulate.KINDS == ("independent", "shared cause", "imitation", "command")
    assert all(driver.meaning for driver in cc.simulate.DRIVERS.values())
    with pytest.raises(TypeError):
        cc.simulate.DRIVERS["own"] = None  # type: ignore[index]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "conspiracy"}, "expected kind to be one of 'independent'.*found 'conspiracy'"),
        ({"driver": "weather"}, "expected driver to be one of 'steady'.*found 'weather'"),
        ({"driver": ()}, "expected one or more values"),
        ({"driver": 3}, "expected one or more values"),
        ({"driver": ("steady", "steady")}, "expected each driver once"),
        ({"driver": ("reporting effort 0.3", "reporting effort 0.7")}, "expected one reporting effort"),
        ({"groups": 0}, "groups=0"),
        ({"groups": 2.5}, "groups=2.5"),
        ({"groups": True}, "groups=True"),
        ({"groups": 10_000, "days": 100_000}, "expected at most 100,000,000 cells"),
        ({"days": 0}, "days=0"),
        ({"days": -5}, "days=-5"),
        ({"rate": -0.1}, "rate=-0.1"),
        ({"rate": float("nan")}, "rate=nan"),
        ({"rate": float("inf")}, "rate=inf"),
        ({"rate": "0.2"}, "rate='0.2'"),
        ({"share": 1.5}, "share=1.5"),
        ({"lags": ()}, "lags"),
        ({"lags": (-1,)}, "a lag=-1"),
        ({"lags": "01"}, "lags='01'"),
        ({"kind": "imitation", "groups": 1}, "expected two groups or more"),
        ({"kind": "imitation", "pairs": (("A", "A"),)}, "pairs of two different groups"),
        ({"kind": "imitation", "pairs": (("A", "Z"),)}, "pairs of two different groups"),
        ({"kind": "imitation", "pairs": (("A", "C"), ("B", "C"))}, "one that copies from two"),
        ({"kind": "imitation", "pairs": "AB"}, "pairs='AB'"),
        ({"pairs": (("A", "B"),)}, "pairs only for the kind 'imitation'"),
        ({"moments": 2}, "moments=2"),
        ({"shocks": (0.1,)}, "expected a share of the days and a factor"),
        ({"shocks": (0.1, 0.0)}, "the factor in shocks=0.0"),
        ({"controls": -1}, "controls=-1"),
        ({"control_rate": -1}, "control_rate=-1"),
        ({"shared": 1}, "expected True or False; found shared=1"),
        ({"thinning": "yes"}, "thinning='yes'"),
        ({"coverage": "all"}, "coverage to be one of 'sample', 'census'"),
        ({"start": "soon"}, "expected a day"),
        ({"seed": -1}, "seed=-1"),
        ({"number": 0.5}, "number=0.5"),
    ],
)
def test_bad_arguments_are_told_plainly(options: dict[str, Any], words: str) -> None:
    with pytest.raises(cc.DataError, match=words):
        made(**options)


@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from(cc.simulate.KINDS),
    driver=st.lists(st.sampled_from([d for d in DRIVERS if "effort" not in d]), min_size=1, max_size=4, unique=True),
    effort=st.sampled_from(["", "reporting effort 0.3", "reporting effort 0.7"]),
    groups=st.integers(1, 6),
    days=st.integers(1, 90),
    rate=st.floats(0, 5),
    share=st.floats(0, 1),
    shared=st.booleans(),
    thinning=st.booleans(),
    seed=st.integers(0, 2**40),
)
def test_any_world_can_be_made_and_counted(kind: str, driver: list[str], effort: str, groups: int, **options: Any) -> None:
    drivers = (*driver, *([effort] if effort else []))
    world = cc.simulate.world(kind, driver=drivers, groups=groups + (kind == "imitation"), **options)
    counts, truth = world.counts, world.truth
    assert counts.values.min() >= 0
    assert counts.values[~counts.observed].sum() == 0
    assert counts.observed.any(axis=1).all()
    assert len(truth.rates) == len(truth.planted) == len(counts.groups)
    assert counts.groups[: len(truth.groups)] == truth.groups
    assert {*truth.controls} <= {*counts.groups}
    assert all(day in counts.window for day in (*truth.triggers, *truth.orders, *truth.shock_days))


def same(one: cc.simulate.World, other: cc.simulate.World) -> bool:
    return one.counts.values.tobytes() == other.counts.values.tobytes() and one.counts.coverage.tobytes() == other.counts.coverage.tobytes()


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_world_is_the_same_whatever_was_drawn_before_it(driver: str) -> None:
    forwards = [made(driver=driver, kind="command", number=i) for i in range(3)]
    backwards = [made(driver=driver, kind="command", number=i) for i in (2, 1, 0)][::-1]
    assert all(same(a, b) for a, b in zip(forwards, backwards, strict=True))
    assert not same(forwards[0], forwards[1])
    assert not same(forwards[0], made(driver=driver, kind="command", seed=2))


@pytest.mark.parametrize("driver", [d for d in DRIVERS if d not in ("unequal rates", "umbrella")])
def test_more_groups_and_controls_leave_the_first_ones_as_they_are(driver: str) -> None:
    few, many = made(driver=driver, groups=3, controls=0), made(driver=driver, groups=5, controls=2)
    assert (few.counts.values[:3] == many.counts.values[:3]).all()


def test_a_link_moves_events_of_the_same_groups() -> None:
    alone, linked = made(), made(kind="imitation", share=0.5)
    assert (alone.counts.values[[0, 2, 3, 4]] == linked.counts.values[[0, 2, 3, 4]]).all()
    assert alone.counts.values[1].sum() == linked.counts.values[1].sum()
    assert (alone.counts.values[1] != linked.counts.values[1]).any()


def test_what_would_leave_the_record_is_drawn_among_the_places_inside() -> None:
    own = np.zeros(30, dtype=np.int64)
    own[3] = 50
    row, planted = moved(np.random.default_rng(1), own, np.array([28]), lags=(0, 1, 2), share=1.0)
    assert planted == row[28] + row[29] == 50
    nowhere, none = moved(np.random.default_rng(1), own, np.array([28]), lags=(2,), share=1.0)
    assert (nowhere == own).all()
    assert none == 0


def test_groups_have_names_like_the_columns_of_a_sheet() -> None:
    assert made(groups=28, days=2).counts.groups[24:] == ("Y", "Z", "AA", "AB")


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ({}, CENSUS),
        ({"driver": "reporting effort 0.3"}, SAMPLE),
        ({"driver": "reporting effort 0.3", "coverage": "census"}, CENSUS),
        ({"coverage": "sample"}, SAMPLE),
    ],
)
def test_coverage_is_said_outright(options: dict[str, Any], level: int) -> None:
    assert set(np.unique(made(**options).counts.coverage)) == {level}


def test_gaps_are_unobserved_and_nothing_else_is() -> None:
    coverage = made(driver="gaps", days=1000).counts.coverage
    assert set(np.unique(coverage)) == {NOBODY_LOOKED, CENSUS}
    assert 0.15 <= (coverage == NOBODY_LOOKED).mean() < 0.2
    assert (coverage[0] != coverage[1]).any()


def test_what_a_test_may_be_told() -> None:
    assert made().truth.given is None
    listed = made(driver="listed surges").truth
    assert listed.given == listed.triggers != ()
    assert made(driver="retaliation").truth.given == ("opponent",)
    public = made(kind="shared cause", driver=("listed surges", "retaliation")).truth
    assert public.given == (*public.triggers, "opponent")
    assert len(public.triggers) > len(listed.triggers)
    hidden = made(driver="shocks 3 days").truth
    assert hidden.given is None
    assert hidden.shock_days != ()


def test_who_is_linked() -> None:
    assert not made().truth.linked("A", "B")
    copied = made(kind="imitation", pairs=(("C", "A"),)).truth
    assert copied.links == (("C", "A", (0, 1), 0.2),)
    assert copied.linked("C", "A")
    assert not copied.linked("A", "C")
    assert not copied.linked("A", "B")
    assert made(kind="command").truth.linked("D", "B")
    assert not made(kind="shared cause").truth.linked("D", "B")


def test_a_chain_copies_what_was_done_of_own_accord() -> None:
    pairs = (("A", "B"), ("B", "C"))
    one, other = (made(kind="imitation", share=1.0, pairs=order, days=400) for order in (pairs, pairs[::-1]))
    assert same(one, other)


def test_truth_cannot_be_changed() -> None:
    world = made(driver="reporting effort 0.5")
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.truth.kind = "command"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        world.truth.effort[0] = 1.0  # type: ignore[index]
