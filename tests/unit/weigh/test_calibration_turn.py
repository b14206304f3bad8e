"""Calibration of `turn` and `network`: it fires when the question does, plants what it should, and draws one rate where that is in question."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.simulate.alike import Alike
from concerted.weigh.calibration_tests import QUESTIONS
from concerted.weigh.calibration_trial import Trial


def world(driver: str = "steady", groups: int = 2, **options: Any) -> cc.Counts:
    return cc.simulate.world(groups=groups, driver=driver, days=400, rate=0.4, **options).counts


def trial(question: str, counts: cc.Counts, groups: tuple[str, ...], **options: Any) -> Trial:
    return QUESTIONS[question].test(counts, groups, options, given=(), controls=(), alpha=0.05, share=0.2)


@pytest.mark.parametrize("groups", [("A",), ("A", "B")])
def test_a_turn_fires_when_the_question_does(groups: tuple[str, ...]) -> None:
    both = set()
    for i in range(8):
        own = world(number=i)
        one = trial("turn", own, groups, draws=99)
        for counts in (own, one.plant(np.random.default_rng(i), own, 1.0)):
            p = cc.turn(counts, groups, draws=99).p
            assert one.fires(counts) == (p is not None and p < 0.05)
            both.add(one.fires(counts))
    assert both == {True, False}


def test_a_link_fires_when_the_network_says_so() -> None:
    both = set()
    for i in range(6):
        own = world(groups=3, number=i)
        one = trial("network", own, ("B", "C"))
        for counts in (own, one.plant(np.random.default_rng(i), own, 0.6)):
            q = next(edge.q for edge in cc.network(counts).edges if (edge.source, edge.target, edge.kind) == ("B", "C", "after"))
            assert one.fires(counts) == (q is not None and q < 0.05)
            both.add(one.fires(counts))
    assert both == {True, False}


def test_a_step_takes_events_on_one_side_alone() -> None:
    own = world()
    for i in range(6):
        planted = trial("turn", own, ("B",)).plant(np.random.default_rng(i), own, 1.0)
        assert (planted.values[0] == own.values[0]).all()
        kept = np.flatnonzero(planted.values[1])
        gone = np.flatnonzero(own.values[1] - planted.values[1])
        assert kept.max() < gone.min() or gone.max() < kept.min()
        # The step lies in the middle half of the record.
        assert kept.size + gone.size >= 100
        assert 95 <= min(kept.max(), gone.max()) <= 305


def test_a_step_of_a_coupling_moves_events_on_one_side_alone() -> None:
    own = world()
    planted = trial("turn", own, ("A", "B"), lags=(0,)).plant(np.random.default_rng(2), own, 1.0)
    assert planted.values[1].sum() == own.values[1].sum()
    changed = np.flatnonzero(planted.values[1] != own.values[1])
    half = slice(0, 100) if changed.min() >= 95 else slice(300, 400)
    assert (planted.values[1][half] == own.values[1][half]).all()
    other = slice(300, 400) if half.start == 0 else slice(0, 100)
    assert set(np.flatnonzero(planted.values[1][other])) <= set(np.flatnonzero(own.values[0][other]))


def test_a_copied_share_lies_after_days_of_a() -> None:
    own = world(groups=3)
    planted = trial("network", own, ("A", "C"), lags=(2,)).plant(np.random.default_rng(1), own, 1.0)
    assert set(np.flatnonzero(planted.values[2])) <= set(np.flatnonzero(own.values[0]) + 2)
    assert (planted.values[:2] == own.values[:2]).all()


def test_one_group_is_drawn_at_one_rate_whatever_its_level_was() -> None:
    own = world("step", groups=1)
    third = own.days.size // 3
    kept, flat = (Alike.of(own, one_rate=one) for one in (False, True))
    share = {}
    for name, alike in (("kept", kept), ("flat", flat)):
        values = sum(alike.draw(1, i).values[0] for i in range(60))
        share[name] = values[-third:].sum() / values[:third].sum()
    assert share["kept"] > 1.8
    assert share["flat"] == pytest.approx(1.0, abs=0.15)
    assert trial("turn", own, ("A",)).one_rate


def test_unobserved_days_and_exposure_stay_at_one_rate() -> None:
    own = world("gaps")
    exposure = np.where(np.arange(400) < 200, 1.0, 3.0) * np.ones((2, 1))
    exposed = cc.Counts.from_arrays(own.values, own.groups, str(own.days[0]), coverage=own.coverage, exposure=exposure)
    values = sum(Alike.of(exposed, one_rate=True).draw(1, i).values for i in range(80))
    assert values[~own.observed].sum() == 0
    rates = [values[:, half][own.observed[:, half]].mean() for half in (slice(0, 200), slice(200, 400))]
    assert rates[1] / rates[0] == pytest.approx(3.0, rel=0.15)


@pytest.mark.parametrize(
    ("question", "options", "words"),
    [
        ("turn", {"options": {"window_days": 3}}, "options of turn among lags, seed, draws; found window_days"),
        ("turn", {"groups": ("A", "B", "C")}, "one group or two different ones"),
        ("turn", {"groups": ("Z",)}, "found 'Z'"),
        ("turn", {"options": {"draws": 0}}, "found draws=0"),
        ("network", {"groups": ("A",)}, "two different groups, A and B"),
        ("network", {"groups": ("A", "C"), "controls": ["C"]}, "neither controls nor given; found C"),
        ("network", {"options": {"lags": (0,)}}, "expected lags of 1 to 60 days"),
    ],
)
def test_bad_arguments_are_told_plainly(question: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(cc.DataError, match=words):
        cc.calibrate(world(groups=3), question, **options)


def test_the_sentence_says_what_was_planted() -> None:
    found = cc.calibrate(world(), "turn", groups=("A",), runs=40, options={"draws": 99})
    assert found.sentence.startswith("if there were no turn, this test would still fire in ")
    assert "a step of" in found.sentence
    link = cc.calibrate(world(), "network", runs=20)
    assert (link.effect, link.cause, link.groups) == ("a share", "link", ())
