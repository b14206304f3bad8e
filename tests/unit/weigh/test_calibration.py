"""`calibrate`: its arguments, its figures, the same bytes on any number of workers, and what a simulated world keeps."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.ask.following import Setting
from concerted.days import Window
from concerted.simulate.alike import Alike
from concerted.weigh.calibration import Calibration, Seen, _never_falling
from concerted.weigh.calibration_runs import SHARES, Fired, Study, run
from concerted.weigh.calibration_tests import QUESTIONS, Following

WINDOW = ("2020-03-01", "2020-03-14")


def counts(driver: str | tuple[str, ...] = "weekday", **options: Any) -> cc.Counts:
    return cc.simulate.world(driver=driver, **{"groups": 2, "days": 150, "rate": 0.4, **options}).counts


def seen(*rates: float, runs: int = 100) -> tuple[Seen, ...]:
    return tuple(Seen(share, round(rate * runs), runs) for share, rate in zip(SHARES, rates, strict=True))


def calibration(*rates: float, **options: Any) -> Calibration:
    return Calibration("together", ("A", "B"), 0.05, 1, seen(*rates), **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"question": "divide"}, "expected a question among together, answer, pause, turn, network; found 'divide'"),
        ({"runs": 19}, "whole number of 20 or more; found runs=19"),
        ({"runs": 2.5}, "runs=2.5"),
        ({"workers": 0}, "workers=0"),
        ({"seed": -1}, "seed=-1"),
        ({"alpha": 0.9}, "alpha=0.9"),
        ({"smallest_share": 0}, "smallest_share=0"),
        ({"groups": ("A",)}, "expected two groups, A and B"),
        ({"groups": ("A", "Z")}, "found 'Z'"),
        ({"groups": ("A", "A")}, "expected two different groups"),
        ({"controls": "B"}, "expected a list"),
        ({"controls": ["B"]}, "expected 2 groups or more"),
        ({"given": ["B"]}, "expected 2 groups or more"),
        ({"options": {"lag": (0,)}}, "options of together among lags, window_days, response_days; found lag"),
        ({"question": "answer", "options": {"lags": (0, 1)}}, "lags"),
        ({"question": "pause"}, "expected the window of the pause"),
        ({"question": "pause", "options": {"window": ("2019-01-01", "2019-01-07")}}, "window inside the record"),
        ({"question": "pause", "options": {"window": WINDOW, "baseline": "never"}}, "expected a baseline among"),
    ],
)
def test_bad_arguments_are_told_plainly(options: dict[str, Any], words: str) -> None:
    with pytest.raises(cc.DataError, match=words):
        cc.calibrate(counts(), **options)


def test_the_interval_is_the_exact_one() -> None:
    for k, n in ((0, 400), (20, 400), (400, 400), (1, 20)):
        oracle = stats.binomtest(k, n).proportion_ci(0.95, "exact")
        assert Seen(0.0, k, n).interval == pytest.approx((oracle.low, oracle.high), abs=1e-12)


def test_what_could_be_seen_lies_between_the_sizes_tried() -> None:
    # Between .2 (70 %) and .3 (90 %) a straight line reaches 80 % at .25.
    one = calibration(0.05, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0)
    assert one.could_have_seen == pytest.approx(0.25)
    assert one.sentence == (
        "if there were no link, this test would still fire in 5 of 100 cases like this; it would have seen a share of 25 % or more"
    )
    assert one.power == pytest.approx(0.7)
    assert one.least_p == pytest.approx(1 / 101)
    assert one.printed(1e-9) == one.least_p
    assert one.printed(0.3) == 0.3
    assert one.printed(None) is None


def test_a_blunt_test_says_that_it_saw_nothing() -> None:
    blunt = calibration(0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.79, effect="a fall", cause="pause")
    assert blunt.could_have_seen is None
    assert blunt.sentence == (
        "if there were no pause, this test would still fire in at most 4 of 100 cases like this; "
        "it would have missed even a fall of 100 % in more than one of five"
    )


def test_a_test_that_always_fires_has_no_smallest_share() -> None:
    assert calibration(0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0).could_have_seen == 0.0


def test_how_likely_a_firing_is_real_follows_bayes() -> None:
    one = calibration(0.05, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0)
    false = 6 / 101
    assert dict(one.likely_real) == pytest.approx({q: q * 0.7 / (q * 0.7 + (1 - q) * false) for q in (0.1, 0.3, 0.5)})
    never = calibration(0.0, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0)
    assert all(value < 1 for value in never.likely_real.values())


def test_power_never_falls_with_the_size() -> None:
    assert _never_falling(np.array([0.1, 0.3, 0.2, 0.9]), np.ones(4)) == pytest.approx([0.1, 0.25, 0.25, 0.9])
    # A weighted mean: (.3 x 3 + .1 x 1) / 4.
    assert _never_falling(np.array([0.3, 0.1, 0.4]), np.array([3.0, 1.0, 1.0])) == pytest.approx([0.25, 0.25, 0.4])
    assert _never_falling(np.array([0.9, 0.5, 0.1]), np.ones(3)) == pytest.approx([0.5] * 3)


def test_the_table_has_a_row_for_each_size() -> None:
    table = calibration(0.05, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0).table()
    assert table.column_names == ["share", "runs", "fired", "rate", "low", "high"]
    assert table.column("share").to_pylist() == list(SHARES)
    assert table.column("rate").to_pylist() == [0.05, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0]


def study(question: str = "together", runs: int = 50, **options: Any) -> Study:
    own = counts()
    names = ("A",) if question == "pause" else ("A", "B")
    trial = QUESTIONS[question].test(own, names, options, given=(), controls=(), alpha=0.05, share=0.2)
    return Study(Alike.of(own, hidden=trial.hidden), (trial,), 3, runs)


def whole(one: Study, workers: int = 1) -> Fired:
    *_, fired = run(one, workers)
    return fired


@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_bytes_on_any_number_of_workers(workers: int) -> None:
    assert whole(study(), workers).tobytes() == whole(study()).tobytes()


def test_the_same_bytes_on_a_dask_cluster() -> None:
    import joblib
    from distributed import Client, LocalCluster

    alone = whole(study())
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster) as client,
        warnings.catch_warnings(),
    ):
        with joblib.parallel_config(backend="dask"):
            spread = whole(study(), 2)
        ran = sum(len(log) for log in client.run(lambda dask_worker: list(dask_worker.state.log)).values())
    assert spread.tobytes() == alone.tobytes()
    assert ran > 0


@dataclass(frozen=True, eq=False)
class Deadly(Following):
    """Ends the process that it runs in."""

    def fires(self, counts: cc.Counts) -> bool:
        os._exit(9)


# Joblib warns of what the dead worker left behind; that is beside the point here.
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_dies_is_told_plainly() -> None:
    one = study(runs=60)
    deadly = Study(one.alike, (Deadly("A", "B", Setting(lags=(0, 1))),), 3, 60)
    with pytest.raises(cc.ConcertedError, match="the system stopped one"):
        whole(deadly, 2)


def test_another_seed_gives_other_worlds() -> None:
    first, other = (cc.calibrate(counts(), runs=60, seed=seed).seen for seed in (1, 2))
    assert first != other


def test_every_second_world_is_asked_with_a_link_planted() -> None:
    fired = whole(study())
    assert fired.shape == (50, len(SHARES))
    assert (fired[:, 0] >= 0).all()
    assert (fired[::2] >= 0).all()
    assert (fired[1::2, 1:] == -1).all()


def test_every_pair_is_asked_in_turn() -> None:
    own = counts(groups=3)
    every = cc.calibrate(own, runs=60)
    assert every.groups == ()
    assert every.runs == 60
    assert every.seen[1].runs == 30
    # Six pairs, ten worlds each: world i asks pair i modulo 6 and draws the same groups whoever is asked.
    pair = cc.calibrate(own, runs=60, groups=("A", "B"))
    assert pair.groups == ("A", "B")
    assert pair.seen[1].runs == 30


def test_a_stopped_calibration_goes_on_where_it_was() -> None:
    steps = list(run(study(), 1))
    assert [len(step) for step in steps] == [0, 40, 50]
    asked: list[int] = []

    class Watched(Study):
        def chunk(self, first: int) -> Fired:
            asked.append(first)
            return super().chunk(first)

    one = study()
    watched = Watched(one.alike, one.tests, one.seed, one.runs)
    # 45 runs are two whole chunks and a piece that was never written as such; the piece is done again.
    *_, resumed = run(watched, 1, steps[-1][:45])
    assert asked == [40]
    assert resumed.tobytes() == steps[-1].tobytes()
    asked.clear()
    *_, again = run(watched, 1, resumed)
    assert asked == []
    assert again.tobytes() == resumed.tobytes()


@pytest.mark.parametrize(("question", "lags"), [("together", (0, 1)), ("together", (0,)), ("answer", (1, 2, 3))])
def test_it_fires_when_the_question_itself_does(question: str, lags: tuple[int, ...]) -> None:
    both = set()
    for i in range(12):
        own = cc.simulate.world("imitation", groups=2, days=300, share=0.4, lags=lags, number=i).counts
        trial = QUESTIONS[question].test(own, ("A", "B"), {"lags": lags}, given=(), controls=(), alpha=0.05, share=0.2)
        p = getattr(cc, question)(own, "A", "B", lags=lags).p
        assert trial.fires(own) == (p < 0.05)
        both.add(trial.fires(own))
    assert True in both


def test_a_pause_fires_when_the_question_finds_a_fall() -> None:
    both = set()
    for i in range(12):
        own = cc.simulate.world(groups=2, days=200, rate=1.0, number=i).counts
        trial = QUESTIONS["pause"].test(own, ("A", "B"), {"window": WINDOW}, given=(), controls=(), alpha=0.05, share=0.5)
        quiet = trial.plant(np.random.default_rng(i), own, 0.8)
        for one in (own, quiet):
            found = cc.pause(one, ("A", "B"), WINDOW)
            assert trial.fires(one) == (found.verdict == "shared causes suffice")
            both.add(trial.fires(one))
    assert both == {True, False}


def test_planting_moves_a_share_of_b_onto_days_of_a() -> None:
    own = counts(days=2000)
    trial = QUESTIONS["together"].test(own, ("A", "B"), {"lags": (1,)}, given=(), controls=(), alpha=0.05, share=0.2)
    planted = trial.plant(np.random.default_rng(1), own, 1.0)
    assert (planted.values[0] == own.values[0]).all()
    assert planted.values[1].sum() == own.values[1].sum()
    assert set(np.flatnonzero(planted.values[1])) <= set(np.flatnonzero(own.values[0]) + 1)


def test_planting_a_pause_empties_the_window_alone() -> None:
    own = counts()
    trial = QUESTIONS["pause"].test(own, ("A", "B"), {"window": WINDOW}, given=(), controls=(), alpha=0.05, share=0.5)
    inside = own.inside(Window.of(WINDOW))
    planted = trial.plant(np.random.default_rng(1), own, 1.0)
    assert planted.values[:, inside].sum() == 0
    assert (planted.values[:, ~inside] == own.values[:, ~inside]).all()


def test_what_falls_on_unobserved_days_is_lost() -> None:
    own = counts("gaps", days=600)
    trial = QUESTIONS["together"].test(own, ("A", "B"), {}, given=(), controls=(), alpha=0.05, share=0.2)
    planted = trial.plant(np.random.default_rng(1), own, 1.0)
    assert planted.values[1][~own.observed[1]].sum() == 0
    assert 0 < planted.values[1].sum() < own.values[1].sum()
