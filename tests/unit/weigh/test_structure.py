"""`cc.weigh.structure`: what it says of few data, of samples and of marks; that it is one answer for one seed."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.weigh import Structure

COMMAND = cc.simulate.world("command", groups=3, days=300, rate=0.25, share=0.5, seed=3).counts


def weighed(counts: cc.Counts, **more: Any) -> Structure:
    return cc.weigh.structure(counts, **{"runs": 50, **more})


BASE = weighed(COMMAND)


def sample(counts: cc.Counts, **more: Any) -> cc.Counts:
    return cc.Counts.from_arrays(counts.values, counts.groups, "2020-01-06", coverage=np.ones(counts.values.shape, dtype=int), **more)


def test_one_seed_gives_one_answer_with_any_workers() -> None:
    assert weighed(COMMAND, workers=2) == BASE == weighed(COMMAND)
    assert weighed(COMMAND, seed=2).weights != BASE.weights


def test_weights_and_rates_add_up_and_the_two_that_timing_cannot_tell_are_equal() -> None:
    found = BASE
    assert tuple(found.weights) == tuple(found.recognised) == cc.simulate.KINDS
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.weights["command"] == found.weights["shared cause"]
    assert found.recognised["command"] == found.recognised["shared cause"]
    assert all(sum(row.values()) == pytest.approx(1) for row in found.called.values())
    assert found.recognised_in_all == pytest.approx(np.mean(list(found.recognised.values())))
    assert (found.best, found.among) == ("cannot tell", ("shared cause", "command"))
    assert "same daily counts" in found.reason
    assert "joint claim" in (found.settle or "")


@pytest.mark.parametrize("marks", [True, ["a joint claim of 3 March"]])
def test_a_mark_alone_brings_command_up(marks: Any) -> None:
    found = weighed(COMMAND, marks=marks)
    assert found.best == "command"
    assert found.weights["command"] == pytest.approx(9 * found.weights["shared cause"])


@pytest.mark.parametrize("marks", [False, None, []])
def test_no_mark_leaves_the_two_equal(marks: Any) -> None:
    assert weighed(COMMAND, marks=marks) == BASE


def test_a_mark_says_nothing_where_nothing_moves_groups() -> None:
    found = weighed(cc.simulate.world(groups=3, days=400, rate=0.25, seed=3).counts, marks=True)
    assert found.best in ("independent", "cannot tell")


def test_a_sample_of_unknown_effort_cannot_tell() -> None:
    found = weighed(sample(COMMAND))
    assert (found.best, found.among) == ("cannot tell", cc.simulate.KINDS)
    assert "reported" in found.reason
    assert weighed(sample(COMMAND, effort=np.ones(COMMAND.values.shape))).reason == BASE.reason


def test_undeclared_counts_cannot_tell() -> None:
    assert weighed(dataclasses.replace(COMMAND, declared=False)).best == "cannot tell"


def test_controls_that_show_the_effort_make_a_sample_do() -> None:
    world = cc.simulate.world("command", driver="reporting effort 0.3", groups=3, days=700, share=0.5, seed=3)
    found = weighed(world.counts, controls=world.truth.controls)
    assert found.groups == world.truth.groups
    assert "same daily counts" in found.reason


def test_listed_triggers_are_no_link() -> None:
    world = cc.simulate.world("shared cause", groups=3, days=700, share=0.4, seed=5)
    told = weighed(world.counts, given=world.truth.given)
    assert told.weights["independent"] > 0.5 > 0.05 > weighed(world.counts).weights["independent"]


@pytest.mark.parametrize("values", [np.zeros((2, 300), dtype=int), np.ones((3, 300), dtype=int), np.ones((2, 1), dtype=int)])
def test_too_few_data_cannot_tell_and_are_never_recognised(values: np.ndarray) -> None:
    found = weighed(cc.Counts.from_arrays(values, "ABC"[: len(values)], "2020-01-06", coverage=np.full(values.shape, 2)))
    assert found.best == "cannot tell"
    assert set(found.recognised.values()) == {0.0}
    assert set(found.weights.values()) == {0.25}
    assert found.few == tuple("ABC"[: len(values)])
    assert "10 active" in found.reason
    assert found.settle


def test_groups_with_few_days_are_left_out_and_named() -> None:
    values = np.vstack([COMMAND.values, np.zeros(300, dtype=int)])
    found = weighed(cc.Counts.from_arrays(values, "ABCD", "2020-01-06", coverage=np.full(values.shape, 2)))
    assert (found.groups, found.few) == (("A", "B", "C"), ("D",))


def test_some_groups_only() -> None:
    assert weighed(COMMAND, groups=["A", "C"]).groups == ("A", "C")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"groups": ["A", "Z"]}, "found 'Z'"),
        ({"groups": ["A", "A"]}, "each group once"),
        ({"groups": "AB"}, "found the word"),
        ({"controls": ["Z"]}, "found 'Z'"),
        ({"groups": ["A", "B"], "controls": ["B"]}, "apart"),
        ({"groups": ["A", "B"], "given": ["B"]}, "apart"),
        ({"given": ["B"], "controls": ["B"]}, "apart"),
        ({"lags": (0, 15)}, "at most 14"),
        ({"lags": ()}, "lags of 0 days"),
        ({"shares": (0.6, 0.2)}, "Swap"),
        ({"shares": (0.0, 0.2)}, "between 0 and 1"),
        ({"shares": 0.2}, "expected a list"),
        ({"marks": "a joint claim"}, "found the word"),
        ({"runs": 10}, "50 or more"),
        ({"seed": -1}, "seed=-1"),
        ({"workers": 0}, "workers=0"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(options: dict[str, Any], match: str) -> None:
    with pytest.raises(cc.DataError, match=match):
        weighed(COMMAND, **options)


def test_too_many_groups_are_refused() -> None:
    counts = cc.simulate.world(groups=21, days=300, seed=1).counts
    with pytest.raises(cc.DataError, match="at most 20 groups"):
        weighed(counts)


def test_it_can_be_read_and_shown() -> None:
    found = BASE
    table = found.table()
    assert table.num_rows == 4
    assert table.column("kind").to_pylist() == list(cc.simulate.KINDS)
    assert "cannot tell between shared cause and command" in found.sentence.lower()
    assert found.sentence.count("%") == 4
    assert "<td>imitation</td>" in found._repr_html_()
    assert all(math.isfinite(one) for one in found.weights.values())


def test_the_room_is_loaded_by_its_name() -> None:
    assert cc.weigh.structure is not None
    assert cc.weigh.Structure is Structure
