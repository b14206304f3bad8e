"""The benchmark of validity: it runs, goes on where it stopped, and shows a test that cheats."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import concerted as cc
from concerted.finding import BEYOND, CANNOT_SAY, SHARED_CAUSES

BENCH = Path(__file__).parents[2] / "bench"
if str(BENCH) not in sys.path:
    sys.path.append(str(BENCH))

import validity  # noqa: E402
from validity_parts import cells, levels, made_up, ours, peers, plan, rates, tables  # noqa: E402
from validity_parts.cells import Column  # noqa: E402
from validity_parts.misses import missed  # noqa: E402
from validity_parts.told import Columns, Told  # noqa: E402
from validity_parts.worlds import ROWS, Row  # noqa: E402

ONE_ROW = ["--parts", "null", "--questions", "together", "naive", "--worlds", "steady", "--no-peers"]


def row(part: str, name: str) -> Row:
    return next(one for one in ROWS[part] if one.name == name)


def column(*worlds: list[float | None], **more: object) -> Column:
    return Column(p=list(worlds), size=[[None] * len(world) for world in worlds], **more)  # type: ignore[arg-type]


def shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    validity.main(arguments)
    return capsys.readouterr().out


def test_it_prints_a_table_and_says_how_many_tests_stand_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown([*ONE_ROW, "--tests", "6"], capsys)
    assert "| world | together |" in out
    assert "| tests a world, at least | 6 |" in out
    assert "### Where it misses" in out


def test_a_run_goes_on_where_it_stopped_and_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    once, twice = tmp_path / "once.jsonl", tmp_path / "twice.jsonl"
    whole = shown([*ONE_ROW, "--tests", "8", "--out", str(once)], capsys)
    shown([*ONE_ROW, "--tests", "3", "--out", str(twice)], capsys)
    first = twice.read_text(encoding="utf-8")
    assert shown([*ONE_ROW, "--tests", "8", "--out", str(twice)], capsys) == whole
    added = twice.read_text(encoding="utf-8").removeprefix(first)
    assert [(line["start"], line["stop"]) for line in map(json.loads, added.splitlines())] == [(3, 8)]
    assert shown([*ONE_ROW, "--tests", "8", "--out", str(twice)], capsys) == whole
    assert twice.read_text(encoding="utf-8") == first + added


def test_a_line_that_was_cut_off_and_another_seed_are_measured_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kept.jsonl"
    shown([*ONE_ROW, "--tests", "3", "--seed", "5", "--out", str(path)], capsys)
    path.write_text(path.read_text(encoding="utf-8") + '{"part": "null", "row', encoding="utf-8")
    shown([*ONE_ROW, "--tests", "4", "--out", str(path)], capsys)
    lines = cells.read(path, validity.SEED)
    assert [(line["start"], line["stop"]) for line in lines] == [(0, 4)]
    assert len(cells.read(path, 5)) == 1


def test_a_world_counts_once_even_if_it_stands_in_the_file_twice() -> None:
    line = cells.run(cells.Job("null", "steady", "together", 1, 0, 2))
    found = cells.collected([line, line])
    assert len(found["null", "steady", "together"].p) == 2
    assert cells.done([line, line]) == {("null", "steady", "together"): 2}
    assert cells.done([{**line, "start": 5, "stop": 8}]) == {}


def test_a_test_that_cheats_is_shown_as_firing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def cheat(one: Row, seed: int, i: int) -> Columns:
        return {"together": [Told(0.01)]}

    monkeypatch.setitem(cells.TASKS, "together", cheat)
    out = shown([*ONE_ROW, "--tests", "40"], capsys)
    assert "| steady | 1.000 (1.000) |" in out
    assert "- `together`: steady 1.000 (0.912-1.000; 40 tests)" in out


def test_a_test_that_never_fires_is_called_too_careful() -> None:
    lines = missed({("null", "steady", "together"): column(*[[0.5]] * 200)}, ["together"])
    assert "- `together`: 0.000 in the mean of 1 worlds with 50 events or more: too careful." in lines
    sparse = missed({("null", "sparse", "together"): column(*[[0.5]] * 200)}, ["together"])
    assert "Nowhere." in sparse


def test_silence_where_p_fires_is_said_to_be_allowed() -> None:
    quiet = column(*[[0.01]] * 100, verdicts=Counter({CANNOT_SAY: 96, BEYOND: 4}))
    (line,) = (line for line in missed({("null", "steady", "network"): quiet}, ["network"]) if line.startswith("-"))
    assert '"cannot say" in 0.96, which the standard allows' in line


def test_few_tests_are_open_and_no_miss() -> None:
    lines = missed({("null", "steady", "together"): column([0.01], *[[0.5]] * 29)}, ["together"])
    assert "Nowhere." in lines
    assert "- `together`: rows at .06 or below: 1, the least of 30 tests" in lines
    high = missed({("null", "steady", "together"): column(*[[0.01]] * 4, *[[0.5]] * 36)}, ["together"])
    assert "Nowhere." in high
    assert "- `together`: steady 0.100 (0.231; 40)" in high


def test_a_finding_with_another_p_than_the_test_alone_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ours.whole("together", row("null", "steady"), 3, 0)["together, whole"][0].verdict
    monkeypatch.setattr(ours, "p_of", lambda *_: 0.5)
    with pytest.raises(RuntimeError, match=r"the test alone 0\.5"):
        ours.whole("together", row("null", "steady"), 3, 0)


@pytest.mark.parametrize("name", ["steady", "listed surges", "reporting effort 0.5", "retaliation"])
@pytest.mark.parametrize("question", ["together", "answer"])
def test_p_alone_is_that_of_the_finding(question: str, name: str) -> None:
    ours.whole(question, row("null", name), 11, 1)


@pytest.mark.parametrize("name", ["bursts", "sparse", "unequal rates", "umbrella"])
@pytest.mark.parametrize("question", ["turn", "turn, of a pair", "spread", "divide"])
def test_slow_questions_tell_the_whole_finding_of_some_worlds_and_p_of_all(question: str, name: str) -> None:
    whole, alone = (ours.TASKS[question](row("null", name), 11, i)[question][0] for i in (37, 38))
    assert whole.verdict
    assert alone.verdict is None


@pytest.mark.parametrize("question", ["turn", "spread", "divide"])
def test_a_slow_question_with_another_p_alone_stops_the_run(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, f"{question}_p", lambda *_, **__: 0.1234)
    with pytest.raises(RuntimeError, match=r"the test alone 0\.1234"):
        ours.TASKS[question](row("null", "steady"), 3, 0)


@pytest.mark.parametrize("task", [name for name in ours.TASKS if name not in ("calibrate", "together, whole", "answer, whole")])
def test_every_task_answers_in_its_first_row(task: str) -> None:
    part = next(part for part, tasks in plan.ORDER if task in tasks)
    for name, told in cells.TASKS[task](ROWS[part][0], 1, 0).items():
        assert told, name
        assert all(one.p is None or 0 < one.p <= 1 for one in told)


def test_tests_of_one_world_that_agree_count_as_one() -> None:
    alone = rates.fired(column(*[[0.01]] * 6, *[[0.5]] * 94))
    tied = rates.fired(column(*[[0.01] * 4] * 6, *[[0.5] * 4] * 94))
    apart = rates.fired(column(*[[0.01, 0.5, 0.5, 0.5]] * 24, *[[0.5] * 4] * 76))
    assert alone
    assert tied
    assert apart
    assert (tied.value, tied.tests, tied.worlds) == (0.06, 400, 100)
    assert tied.high == pytest.approx(alone.high, abs=0.002)
    assert apart.high < alone.high - 0.02
    # Wilson's interval of 6 in 100, by hand.
    half = 1.959964 * math.sqrt(0.06 * 0.94 / 100 + 1.959964**2 / 40000) / (1 + 1.959964**2 / 100)
    assert alone.high == pytest.approx((0.06 + 1.959964**2 / 200) / (1 + 1.959964**2 / 100) + half)


def test_worlds_without_a_p_are_no_tests() -> None:
    rate = rates.fired(column([None], [0.01], [0.5]))
    assert rate is not None
    assert (rate.value, rate.tests) == (0.5, 2)
    assert rates.fired(column([None])) is None


def test_a_peer_that_always_fires_is_cut_by_its_size() -> None:
    null = Column(p=[[0.005]] * 100, size=[[float(i)] for i in range(100)])
    limit = rates.cut(null)
    assert rates.beyond(null, limit) == rates.clustered([[i > 94] for i in range(100)])
    strong = rates.beyond(Column(p=[[0.005]] * 10, size=[[200.0]] * 10), limit)
    assert strong is not None
    assert strong.value == 1.0


def test_power_of_a_peer_is_shown_at_the_level_that_it_keeps() -> None:
    always = Column(p=[[0.005]] * 100, size=[[float(i)] for i in range(100)])
    found = {("power", "steady, 20%", "together"): column([0.01]), ("power", "steady, 20%", "Granger, lag 1"): always}
    assert "1.000 (100)" in "\n".join(tables.power(found))
    assert ".050 c (100)" in "\n".join(tables.power({**found, ("null", "steady", "Granger, lag 1"): always}))


def test_a_cause_that_is_not_named_shows() -> None:
    key = ("unlisted", "shocks 1 day, sample", "together")
    told = Column(p=[[0.01], [0.5]], size=[[None]] * 2, verdicts=Counter({CANNOT_SAY: 1, SHARED_CAUSES: 1}), named=[0, 1])
    out = "\n".join(tables.unlisted({key: told}))
    assert "| shocks 1 day, sample | together | .500 (2) | .00/.50/.50 | 2 | 0 of 1 |" in out


def test_no_two_rows_share_random_numbers() -> None:
    firsts = [one.first for rows in ROWS.values() for one in rows]
    assert len(set(firsts)) == len(firsts)
    assert all(first % 1_000_000 == 0 for first in firsts)


def test_each_row_tells_a_test_what_it_must_be_told() -> None:
    for one in ROWS["null"]:
        said = one.said(world := one.world(1, 0))
        for driver in one.drivers:
            needs = cc.simulate.DRIVERS[driver].told
            assert (needs == "controls") <= bool(said["controls"])
            assert (needs in ("triggers", "opponent")) <= bool(said["given"])
        assert {*one.pair(0)} <= {*world.truth.groups}
    assert not any(one.said(one.world(1, 0)) for one in ROWS["unlisted"])


def test_a_fifth_of_bs_events_are_copies_where_the_opponent_is_answered_too() -> None:
    one = row("power", "retaliation, 20%")
    assert one.options["share"] == pytest.approx(0.2 / 0.6)


def test_levels_of_our_own_have_the_length_that_their_name_says() -> None:
    level = levels.sharp(21, 5, 60, np.random.default_rng(1), 600)
    assert level.shape == (600,)
    assert (level == 5).sum() == 10 * 21
    assert {*np.diff(np.flatnonzero(np.diff(levels.stepped(30, 1.0, np.random.default_rng(1), 600)))).tolist()} == {30}
    assert levels.levelled(lambda rng, days: np.ones(days), 3, 1, 7).counts.groups == ("A", "B", "C")


def test_batches_stand_at_one_place() -> None:
    counts = cc.Counts.from_arrays([[3, 0, 4]], ["A"], "2020-01-06")
    events = made_up.placed(counts, ("A",), np.random.default_rng(1), by_day=True)
    assert len({*zip(events["date"], events["target"], strict=True)}) == 2
    assert len(events["actor"]) == 7


def test_an_umbrella_is_no_group_of_its_own() -> None:
    assert len(ours.scan(row("null", "umbrella"), 1, 0)["scan"]) == 4 * 3
    assert len(ours.network(row("null", "umbrella"), 1, 0)["network"]) == 4 * 3


def test_the_naive_test_is_the_hypergeometric_one() -> None:
    counts = cc.Counts.from_arrays([[1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]], ["A", "B"], "2020-01-06")
    told = peers._hypergeometric(counts, ("A", "B"))
    assert told.p == pytest.approx(1 / math.comb(6, 2))
    assert told.size == 1.0


@pytest.mark.parametrize("wrong", [["--questions", "toogether"], ["--worlds", "stedy"], ["--tests", "0"]])
def test_what_cannot_be_asked_is_said_in_one_line(wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="expected"):
        validity.main([*wrong, "--no-peers"])
