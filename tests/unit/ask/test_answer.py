"""`answer` and `together`: what they refuse, what they say of the opponent, and dates known only as a range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.ask.following import Setting, compared
from concerted.ask.reporting import FEWEST_CONTROL_DAYS, WIDEST, Reporting
from concerted.counts import IntervalCount
from concerted.days import after
from concerted.measure.effort import SharedVariance
from simulated import START, census, copied

QUESTIONS = pytest.mark.parametrize("question", [cc.together, cc.answer])
Question = Callable[..., cc.Finding]
NAMES = ("A", "B", "opponent")


@pytest.mark.parametrize("lags", [(0, 1), (0,), (), (-1,), (1.5,), "1", 1, (True,)])
def test_a_shared_day_is_no_answer(lags: Any) -> None:
    with pytest.raises(cc.DataError, match="expected lags of 1 days or more"):
        cc.answer(census(np.ones((2, 30), dtype=int)), "A", "B", lags)


def test_the_refusal_of_lag_0_says_what_to_ask() -> None:
    with pytest.raises(cc.DataError, match="no direction: ask `together`"):
        cc.answer(census(np.ones((2, 30), dtype=int)), "A", "B", lags=(0,))


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((2, 60)),
        np.ones((2, 60)),
        np.ones((2, 1)),
        np.zeros((2, 2)),
        np.full((2, 400), 10**6),
        np.stack([np.zeros(90), np.arange(90) % 2]),
        np.stack([np.arange(90) % 3 == 0, np.zeros(90)]),
        np.eye(2, 40),
    ],
    ids=["all zero", "every day", "one day", "two days", "a million a day", "A silent", "B silent", "one act each"],
)
@QUESTIONS
def test_odd_data_give_cannot_say(question: Question, values: Any) -> None:
    for lags in ((1,), (2, 900)):
        finding = question(census(values.astype(int)), "A", "B", lags)
        assert finding.verdict == "cannot say"
        assert finding.reason
        assert finding.settle
        assert finding.p is None or 0 < finding.p <= 1


@QUESTIONS
def test_a_record_that_nobody_looked_at_cannot_say(question: Question) -> None:
    nobody = np.zeros((3, 80), dtype=bool)
    counts = cc.Counts.from_arrays(np.ones((3, 80), dtype=int), NAMES, START, observed=nobody)
    finding = question(counts, "A", "B", controls=["opponent"])
    assert (finding.verdict, finding.p, finding.count) == ("cannot say", None, 0)
    assert question(counts, "A", "B", given=["opponent", START]).verdict == "cannot say"


@QUESTIONS
@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"given": ["A"]}, "triggers other than the groups"),
        ({"controls": ["A"]}, "controls that have no part"),
        ({"controls": ["nobody"]}, "nobody"),
        ({"response_days": -1}, "response_days=-1"),
        ({"window_days": 1}, "window_days=1"),
        ({"alpha": float("nan")}, "level"),
        ({"given": "opponent"}, "found the word"),
    ],
)
def test_odd_options_are_refused(question: Question, options: dict[str, Any], found: str) -> None:
    with pytest.raises(cc.DataError, match=found):
        question(census(np.ones((3, 50), dtype=int), NAMES), "A", "B", **options)


def test_days_on_which_the_opponent_is_unknown_take_no_part() -> None:
    rng = np.random.default_rng(1)
    values = rng.poisson(0.3, size=(3, 200))
    looked = np.ones(values.shape, dtype=bool)
    looked[2, 100:] = False
    whole = cc.answer(cc.Counts.from_arrays(values, NAMES, START, observed=looked), "A", "B", given=["opponent"])
    half = cc.answer(cc.Counts.from_arrays(values[:, :100], NAMES, START), "A", "B", given=["opponent"], window_days=14)
    assert whole.count == half.count


def test_what_goes_by_the_opponent_stands_beside_the_direct_answer() -> None:
    rng = np.random.default_rng(2)
    leader = rng.poisson(0.2, 1000)
    strikes = np.roll(leader, 1)
    follower = np.roll(strikes, 1) + rng.poisson(0.05, 1000)
    finding = cc.answer(census(np.stack([leader, follower, strikes]), NAMES), "A", "B", given=["opponent"])
    kinds = {v.name: v for v in finding.variants if v.kind == "trigger"}
    total, via, direct = kinds.values()
    assert [*kinds] == ["total, without the listed triggers", "via opponent", "direct, given what opponent did"]
    assert total.effect is not None
    assert via.effect is not None
    assert (direct.p, direct.effect) == (finding.p, finding.effect)
    assert via.effect == pytest.approx(total.effect - (direct.effect or 0))
    assert total.p is not None
    assert total.p < 0.001
    assert finding.p is not None
    assert finding.p > 0.05
    assert "opponent itself acts after A" in via.note


def test_an_act_on_the_day_of_a_strike_is_no_answer_to_it() -> None:
    """A and the opponent act alike the day before B: the opponent's act of B's own day must not explain B."""
    values = np.random.default_rng(8).poisson([[0.2], [0.2], [0.3]], size=(3, 500))
    moved = values.copy()
    moved[2, 1:] = values[2, 1:] + 3 * (values[1, 1:] > 0)
    base, day = census(values, NAMES), census(moved, NAMES)
    setting = Setting(lags=(1, 2, 3), given=("opponent",), response_days=0, first_response=1)
    assert compared(day, "A", "B", setting).p == compared(base, "A", "B", Setting(lags=(1, 2, 3))).p
    assert cc.answer(day, "A", "B", given=["opponent"], response_days=0).p == cc.answer(base, "A", "B").p
    assert cc.together(day, "A", "B", (1, 2, 3), given=["opponent"], response_days=0).p != cc.together(base, "A", "B", (1, 2, 3)).p


def test_a_positive_names_the_weakest_cause() -> None:
    finding = cc.together(census(copied(0.3, np.random.default_rng(3))), "A", "B")
    assert finding.verdict == "beyond shared causes"
    assert "explain this away" in finding.sentence
    assert any("explain this away" in line for line in finding.cannot_show)
    plain = cc.together(census(np.random.default_rng(4).poisson(0.2, size=(2, 300))), "A", "B")
    assert "explain this away" not in plain.sentence


@QUESTIONS
def test_short_ranges_hide_their_days_and_long_ones_are_left_out(question: Question) -> None:
    counts = census(np.random.default_rng(5).poisson(0.3, size=(2, 200)))
    first = counts.days[50].item()
    short, long = IntervalCount("B", first, after(first, 6), 2), IntervalCount("B", first, after(first, 7), 5)
    looked = np.ones((2, 200), dtype=np.uint8) * 2
    looked[1, 50:57] = 0
    hidden = cc.Counts.from_arrays(counts.values, ["A", "B"], START, coverage=looked)
    plain, with_long = question(counts, "A", "B"), question(replace(counts, intervals=(long,)), "A", "B")
    with_short = question(replace(counts, intervals=(short,)), "A", "B")
    assert (with_short.p, with_short.count) == (question(hidden, "A", "B").p, question(hidden, "A", "B").count)
    assert (with_long.p, with_long.count) == (plain.p, plain.count)
    assert any(line.startswith("5 events known as a longer range") for line in with_long.cannot_show)
    assert any(line.startswith("2 events known as a range of a week") for line in with_short.cannot_show)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda rng: rng.poisson(0.2, size=(2, 600)), "strata of 14 days"),
        (lambda rng: rng.poisson(np.repeat(rng.choice([0.05, 1.0], 30), 20), size=(2, 600)), "both groups share a level"),
        (lambda rng: np.stack([rng.poisson(0.2, 600), np.convolve(rng.random(600) < 0.04, np.ones(3))[:600]]), "B acts in bursts"),
    ],
)
def test_the_null_model_is_chosen_from_the_data_and_says_why(make: Callable[[np.random.Generator], Any], said: str) -> None:
    assert said in cc.together(census(make(np.random.default_rng(6)).astype(int)), "A", "B").null


def test_a_length_that_was_asked_is_kept() -> None:
    finding = cc.together(census(np.random.default_rng(6).poisson(0.2, size=(2, 600))), "A", "B", window_days=9)
    assert "strata of 9 days, as asked" in finding.null


def test_too_many_covered_days_ask_for_shorter_lags() -> None:
    finding = cc.answer(census(np.random.default_rng(7).poisson(0.6, size=(2, 400))), "A", "B")
    assert (finding.verdict, finding.settle) == ("cannot say", "shorter lags")


@pytest.mark.parametrize(
    ("width", "days", "known"), [(0.9, 0, True), (0.9, -1, False), (1.1, 0, False)], ids=["enough", "too few days", "too wide"]
)
def test_controls_decide_where_they_are_many_and_tell(width: float, days: int, *, known: bool) -> None:
    variance = SharedVariance(0.2, 1.2 * WIDEST * width / 3.92)
    told = Reporting((np.ones(3),), variance, control_days=FEWEST_CONTROL_DAYS + days)
    assert told.known == known
    assert ("too few to decide" in told.note) != known
    assert Reporting((np.ones(3),), pages=True).known
    assert not Reporting((np.ones(3),)).known
