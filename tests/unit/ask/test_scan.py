"""Every pair of groups, each as a single call has it, with one correction over all."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.chance.many import adjusted

# The package gives the function under this name.
room = import_module("concerted.ask.scan")
DRIVERS = ("steady", "weekday", "bursts", "gaps", "slow surges", "same-day batches", "sparse")


def world(driver: str, groups: int = 5, share: float = 0.3) -> cc.Counts:
    counts: cc.Counts = cc.simulate.world("command", driver=driver, groups=groups, days=400, rate=0.2, share=share, seed=5).counts
    return counts


def rows(findings: cc.Findings) -> list[dict[str, Any]]:
    table = findings.table()
    return [
        dict(zip(table.schema.names, row, strict=True)) for row in zip(*(table[name].to_pylist() for name in table.schema.names), strict=True)
    ]


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("options", [{}, {"question": "answer"}, {"lags": (0,)}, {"window_days": 60}])
def test_p_is_that_of_the_single_call(driver: str, options: dict[str, Any]) -> None:
    counts = world(driver)
    for row in rows(cc.scan(counts, **options))[::3]:
        single: Any = getattr(cc, options.get("question", "together"))
        arguments = {name: value for name, value in options.items() if name != "question"}
        one = single(counts, row["a"], row["b"], **arguments)
        assert row["p"] == pytest.approx(one.p, rel=1e-9)
        assert (row["count"], row["expected_count"]) == (one.count, pytest.approx(one.expected_count))


@pytest.mark.parametrize("options", [{"controls": ["D", "E"]}, {"given": ["E", "2023-03-01"]}])
def test_controls_and_triggers_weigh_as_in_the_single_call(options: dict[str, Any]) -> None:
    counts = world("steady")
    found = rows(cc.scan(counts, **options))
    outside = {name for names in options.values() for name in names}
    assert {row["a"] for row in found} == set(counts.groups) - outside
    for row in found:
        assert row["p"] == pytest.approx(cc.together(counts, row["a"], row["b"], **options).p, rel=1e-9)


def test_sizes_are_near_those_of_the_single_call() -> None:
    """They rest on two moments: with some 80 active days a group at most .02 apart."""
    counts = world("weekday")
    for row in rows(cc.scan(counts)):
        one = cc.together(counts, row["a"], row["b"])
        assert [row["effect"], row["low"], row["high"]] == pytest.approx([one.effect, one.low, one.high], abs=0.02)


def test_one_correction_over_all_pairs() -> None:
    found = cc.scan(world("steady"))
    p = np.array([row["p"] for row in rows(found)])
    assert len(found) == 20
    np.testing.assert_allclose([row["q"] for row in rows(found)], adjusted(p))
    harmonic = (1 / np.arange(1, 21)).sum()
    np.testing.assert_allclose([row["q_any"] for row in rows(found)], np.minimum(1, adjusted(p) * harmonic))


def test_the_two_orders_of_a_shared_day_are_one_test() -> None:
    found = rows(cc.scan(world("steady"), lags=(0,)))
    by_pair = {(row["a"], row["b"]): row for row in found}
    for (a, b), row in by_pair.items():
        assert (row["p"], row["q"]) == (by_pair[b, a]["p"], by_pair[b, a]["q"])
    once = np.array([row["p"] for (a, b), row in by_pair.items() if a < b])
    np.testing.assert_allclose([row["q"] for (a, b), row in by_pair.items() if a < b], adjusted(once))


def test_a_planted_leader_stands_out() -> None:
    """Four groups copy nobody; one copies the first on half of its days."""
    rng = np.random.default_rng(3)
    values = (rng.random((6, 900)) < 0.15).astype(int)
    values[1] = np.where(rng.random(900) < 0.5, np.roll(values[0], 1), values[1])
    counts = cc.Counts.from_arrays(values, list("ABCDEF"), "2020-01-01", coverage=np.full(values.shape, 2))
    found = rows(cc.scan(counts, "answer"))
    assert [(row["a"], row["b"]) for row in found if row["verdict"] == "beyond shared causes"] == [("A", "B")]


def test_a_sample_cannot_say() -> None:
    """Whatever p is: nobody declared that the rows are a census."""
    counts = world("steady")
    sample = cc.Counts.from_arrays(counts.values, counts.groups, str(counts.days[0]), observed=counts.observed)
    found = cc.scan(sample)
    assert found.verdicts["cannot say"] == len(found)
    assert min(row["p"] for row in rows(found)) < 0.05


def test_a_pair_that_fires_alone_cannot_say_among_many() -> None:
    counts = world("steady", groups=8, share=0.15)
    found = cc.scan(counts)
    alone = [row for row in rows(found) if row["p"] < 0.05 <= row["q"]]
    assert alone
    one = found.finding(alone[0]["a"], alone[0]["b"])
    assert (one.verdict, one.q) == ("cannot say", alone[0]["q"])
    assert "That is the pair alone; among 56 pairs q" in one.sentence
    assert cc.together(counts, alone[0]["a"], alone[0]["b"]).verdict == "beyond shared causes"


def test_groups_with_too_few_days_are_left_out() -> None:
    counts = world("steady")
    values = counts.values.copy()
    values[1] = 0
    values[1, :9] = 1
    found = cc.scan(cc.Counts.from_arrays(values, counts.groups, "2020-01-01", coverage=counts.coverage))
    assert (found.few, len(found)) == (("B",), 12)
    assert "1 group with fewer than ten active days" in found.sentence


def test_nothing_to_scan() -> None:
    empty = cc.Counts.from_arrays(np.zeros((3, 30), dtype=int), "ABC", "2020-01-01")
    found = cc.scan(empty)
    assert (len(found), found.table().num_rows, found.few) == (0, 0, ("A", "B", "C"))
    assert found._repr_html_()


def test_parts_and_workers_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = world("slow surges", groups=7)
    whole, seen = cc.scan(counts), []
    monkeypatch.setattr(room, "_AT_ONCE", 800)
    monkeypatch.setattr(room, "_SOURCES", 3)
    parted = cc.scan(counts, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 12) for i in range(1, 13)]
    # Sums of other lengths round otherwise.
    assert [row["p"] for row in rows(parted)] == pytest.approx([row["p"] for row in rows(whole)], rel=1e-12)
    monkeypatch.undo()
    assert rows(cc.scan(counts, workers=2)) == rows(whole)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"question": "pause"}, "expected a question of pairs, together or answer; found 'pause'"),
        ({"lags": (-1,)}, "expected lags of 0 days or more"),
        ({"question": "answer", "lags": (0, 1)}, "expected lags of 1 days or more"),
        ({"controls": list("ABCD")}, "expected two groups or more besides triggers and controls; found 1"),
        ({"alpha": 0}, "expected a level above 0"),
        ({"controls": ["X"]}, "X"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(cc.ConcertedError) as error:
        cc.scan(world("steady"), **arguments)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("values", "options", "why"),
    [
        (np.ones((3, 40), dtype=int), {}, "no stretch of days holds both"),
        (np.eye(3, 40, dtype=int) + (np.arange(40) % 3 == 0), {"lags": (500,)}, "no active day of the target"),
        ((np.random.default_rng(1).random((3, 200)) < 0.45) * 10**6, {}, "the source's days cover more than 60 %"),
    ],
)
def test_data_that_tell_nothing_say_so(values: Any, options: dict[str, Any], why: str) -> None:
    """Every day active, lags beyond the record, a million events a day: "cannot say", no warning and no p of 0."""
    found = cc.scan(cc.Counts.from_arrays(values, "ABC", "2020-01-01", coverage=np.full(values.shape, 2)), **options)
    assert found.verdicts["cannot say"] == len(found) == 6
    assert any(reason.startswith(why) for reason in found.reasons)
    assert all(row["p"] is None or 0 < row["p"] <= 1 for row in rows(found))
