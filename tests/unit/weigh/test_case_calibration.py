"""The calibrations of a case: which findings, what is written, when it still holds, and how a stopped one goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.case.folder import Input
from concerted.counts import TotalBound
from concerted.days import Window, as_day
from concerted.weigh import case_calibration as calibrations
from concerted.weigh.battery import Asked
from concerted.weigh.calibration_totals import steady_totals
from concerted.weigh.dossier import Dossier
from small_case import write_small_case


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return cc.assess(write_small_case(tmp_path_factory.mktemp("small") / "case"))


def calibrated(dossier: Dossier, folder: Path, **options: Any) -> dict[str, Any]:
    for _ in calibrations.calibrate_case(dossier, folder, **{"runs": 60, "seed": 1, "workers": 1, **options}):
        pass
    return dict(json.loads((folder / calibrations.FILE).read_text(encoding="utf-8")))


def test_every_timing_finding_with_a_p_is_planned(dossier: Dossier) -> None:
    planned = calibrations.plan(dossier, runs=60, seed=1)
    timing = [f for f in dossier.findings if f.question in ("pause", "together", "answer") and f.p is not None]
    assert [one.finding.id for one in planned] == [f.id for f in timing]
    assert len({one.key for one in planned}) == len(planned) >= 6
    assert all(one.key == calibrations.key_of(one.finding) for one in planned)


def test_a_turn_is_planned_as_the_question_asks_it(dossier: Dossier) -> None:
    rng = np.random.default_rng(2)
    values = np.stack([np.concatenate([rng.poisson(0.2, 150), rng.poisson(0.9, 150)]), rng.poisson(0.5, 300)])
    names = dossier.counts.groups[:2]
    counts = cc.Counts.from_arrays(values, names, "2020-01-06", coverage=np.full(values.shape, 2))
    asked = tuple(Asked(cc.turn(counts, who), ()) for who in (names[0], names[1], names))
    planned = calibrations.plan(replace(dossier, asked=asked, counts=counts), runs=20, seed=1)
    assert [one.finding.groups for one in planned] == [(names[0],), (names[1],), names]
    assert [one.smallest_share for one in planned] == [0.5, 0.5, dossier.case.settings.case.smallest_share]
    for one in planned:
        (trial,) = one.study.tests
        assert one.finding.p is not None
        assert trial.fires(counts) == (one.finding.p < 0.05)
    # The step is in the data and in no world that is drawn from them.
    assert planned[0].finding.p == 0.002
    assert planned[0].study.chunk(0)[:, 0].mean() < 0.3


def test_what_is_planned_fires_when_the_finding_does(dossier: Dossier) -> None:
    for one in calibrations.plan(dossier, runs=60, seed=1):
        (trial,) = one.study.tests
        if one.finding.question == "together":
            assert one.finding.p is not None
            assert trial.fires(dossier.counts) == (one.finding.p < 0.05)


def test_what_is_written_can_be_read_again(dossier: Dossier, tmp_path: Path) -> None:
    content = calibrated(dossier, tmp_path)
    found = calibrations.calibrations_of(tmp_path, dossier.case.inputs)
    assert list(found) == list(content["findings"])
    for key, one in found.items():
        entry = content["findings"][key]
        assert entry["false_alarm_rate"] == one.false_alarm_rate
        assert entry["could_have_seen"] == one.could_have_seen
        assert entry["sentence"] == one.sentence
        assert one.runs == 60
        assert one.groups == tuple(entry["groups"])
    pauses = [one.sentence for key, one in found.items() if key.startswith("pause")]
    assert all(sentence.startswith("if there were no pause, this test would still fire in ") for sentence in pauses)


def test_it_holds_only_for_the_files_it_was_made_from(dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calibrated(dossier, tmp_path)
    inputs = dossier.case.inputs
    assert calibrations.calibrations_of(tmp_path, inputs)
    changed = (Input(inputs[0].path, "0" * 64), *inputs[1:])
    assert calibrations.calibrations_of(tmp_path, changed) == {}
    assert calibrations.calibrations_of(tmp_path / "elsewhere", inputs) == {}
    monkeypatch.setattr(calibrations, "__version__", "9.9.9")
    assert calibrations.calibrations_of(tmp_path, inputs) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"findings": 3}', '{"findings": {"a": 1}}'])
def test_a_damaged_file_counts_for_nothing(dossier: Dossier, tmp_path: Path, text: str) -> None:
    (tmp_path / calibrations.FILE).write_text(text, encoding="utf-8")
    assert calibrations.calibrations_of(tmp_path, dossier.case.inputs) == {}


def test_a_damaged_entry_is_done_again(dossier: Dossier, tmp_path: Path) -> None:
    content = calibrated(dossier, tmp_path)
    whole = (tmp_path / calibrations.FILE).read_bytes()
    first, second, *_ = content["findings"]
    content["findings"][first]["fired"] = ["10x"]
    content["findings"][second] = None
    (tmp_path / calibrations.FILE).write_text(json.dumps(content), encoding="utf-8")
    assert {first, second} & set(calibrations.calibrations_of(tmp_path, dossier.case.inputs)) == set()
    calibrated(dossier, tmp_path)
    assert (tmp_path / calibrations.FILE).read_bytes() == whole


def test_stopped_anywhere_it_goes_on_to_the_same_bytes(dossier: Dossier, tmp_path: Path) -> None:
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    whole.mkdir(), halved.mkdir()
    calibrated(dossier, whole)
    steps = calibrations.calibrate_case(dossier, halved, runs=60, seed=1, workers=1)
    # Each finding takes three steps: nothing, 40 and 60 runs. The fifth is 40 runs of the second.
    done = [next(steps).done for _ in range(5)]
    assert done == [0, 40, 60, 0, 40]
    steps.close()
    partly = json.loads((halved / calibrations.FILE).read_text(encoding="utf-8"))
    assert [len(entry["fired"][0]) for entry in partly["findings"].values()] == [60, 40]
    assert len(calibrations.calibrations_of(halved, dossier.case.inputs)) == 1
    again = [step.done for step in calibrations.calibrate_case(dossier, halved, runs=60, seed=1, workers=1)]
    assert again[:4] == [60, 40, 60, 0]
    assert (halved / calibrations.FILE).read_bytes() == (whole / calibrations.FILE).read_bytes()


@pytest.mark.parametrize("options", [{"seed": 2}, {"runs": 40}])
def test_other_runs_begin_anew(dossier: Dossier, tmp_path: Path, options: dict[str, Any]) -> None:
    first = calibrated(dossier, tmp_path)
    second = calibrated(dossier, tmp_path, **options)
    assert all(second[name] == value for name, value in options.items())
    entries = zip(first["findings"].values(), second["findings"].values(), strict=True)
    assert any(a["fired"] != b["fired"] for a, b in entries)


def test_a_folder_that_cannot_be_written_is_told(dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(cc.ConcertedError, match=r"expected to write .*calibration\.json"):
        calibrated(dossier, tmp_path / "nowhere")


def bound(end: str, low: int, high: int | None) -> TotalBound:
    return TotalBound("they", "all", as_day("2020-01-01"), as_day(end), low, high)


WINDOW = Window.of(("2020-03-01", "2020-03-14"))
EVERY_TEN = [bound(str(np.datetime64("2020-01-01") + 10 * i - 1), 20 * i, 20 * i) for i in range(1, 18)]


def test_totals_give_the_rate_outside_the_window() -> None:
    made = steady_totals(EVERY_TEN, WINDOW, {"baseline": "before"}, 0.05)
    assert made is not None
    source, trial = made
    assert source.rate == pytest.approx(2.0)
    assert source.dispersion == 1.0
    drawn = source.draw(1, 0)
    assert drawn.values.mean() == pytest.approx(2.0, abs=0.3)
    told = trial._told(drawn)
    assert [one.end for one in told] == [one.end for one in EVERY_TEN]
    assert [one.low for one in told] == [int(drawn.values[0, : 10 * i].sum()) for i in range(1, 18)]
    empty = trial.plant(np.random.default_rng(1), drawn, 1.0)
    assert empty.values[0, drawn.inside(WINDOW)].sum() == 0
    assert (empty.values[0, ~drawn.inside(WINDOW)] == drawn.values[0, ~drawn.inside(WINDOW)]).all()


def test_a_pause_in_the_totals_does_not_lower_the_rate() -> None:
    lower = [one if one.end < WINDOW.first else replace(one, low=one.low - 30, high=one.low - 30) for one in EVERY_TEN]
    made = steady_totals(lower, WINDOW, {}, 0.05)
    assert made is not None
    assert made[0].rate == pytest.approx(2.0)


def test_stretches_that_differ_more_than_chance_are_bursts() -> None:
    uneven = [replace(one, low=n, high=n) for one, n in zip(EVERY_TEN, np.cumsum([5, 35] * 9).tolist(), strict=False)]
    made = steady_totals(uneven, WINDOW, {}, 0.05)
    assert made is not None
    assert made[0].dispersion > 8
    rows = np.stack([made[0].draw(1, run).values[0] for run in range(200)])
    assert rows[:, :160].reshape(200, 16, 10).sum(axis=2).var() / (10 * rows.mean()) == pytest.approx(made[0].dispersion, rel=0.2)


def test_bounds_stay_as_wide_as_they_were_stated() -> None:
    wide = [*EVERY_TEN, bound("2020-04-05", 190, 200), bound("2020-04-06", 190, None)]
    made = steady_totals(wide, WINDOW, {}, 0.05)
    assert made is not None
    told = made[1]._told(made[0].draw(1, 0))
    assert [one.high - one.low for one in told if one.high is not None].count(10) == 1
    assert all(one.high is not None for one in told)


@pytest.mark.parametrize("bounds", [[], [bound("2020-02-01", 10, 20)], [bound("2020-02-01", 0, 0)], [bound("2020-02-01", 5, None)]])
def test_totals_that_tell_no_rate_cannot_be_simulated(bounds: list[TotalBound]) -> None:
    assert steady_totals(bounds, WINDOW, {}, 0.05) is None
