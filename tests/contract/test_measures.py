"""What every measure and every question keeps to."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.finding import CANNOT_SAY
from concerted.measure import divide, network, pause, spread, together, turn
from concerted.measure.stretches import Stretches
from concerted.words.numbers import figure, p_text
from simulated import census, copied, independent

Measure = Callable[..., Any]


def days(n: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(n).random(n) < 0.4


def table(n: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(n).integers(0, 6, size=(2, n))


TERMS = network.Terms(np.array([0, 1]), np.array([1, 2]), np.ones((2, 2), dtype=bool))


def uses(n: int) -> tuple[np.ndarray[Any, Any], ...]:
    rng = np.random.default_rng(n)
    return rng.integers(0, 3, n), rng.integers(0, 9, n), rng.integers(0, 2, n)


MEASURES: dict[str, tuple[Measure, Callable[[int], tuple[Any, ...]]]] = {
    "covered_days": (together.covered_days, lambda n: (days(n), ~days(n), (0, 1))),
    "onsets": (together.onsets, lambda n: (days(n),)),
    "weekday_weights": (together.weekday_weights, lambda n: (days(n), np.ones(n, dtype=bool), 3)),
    "strata": (together.strata, lambda n: (days(n), ~days(n), 7)),
    "clustering": (
        lambda active, usable, label: together.clustering(active, usable, Stretches(label)),
        lambda n: (days(n), np.ones(n, dtype=bool), np.arange(n) // 7),
    ),
    "window_sums": (pause.window_sums, lambda n: (table(n)[0], np.ones(n, dtype=bool), 3, np.zeros(n, dtype=bool))),
    "block_sums": (pause.block_sums, lambda n: (table(n)[0], days(n), 7)),
    "entropy": (divide.entropy, lambda n: (table(n)[None],)),
    "independent": (divide.independent, lambda n: (table(n), np.ones((2, n), dtype=bool))),
    "h2_prime": (divide.h2_prime, lambda n: (table(n), np.ones((2, n), dtype=bool))),
    "weekday_profile": (network.weekday_profile, lambda n: (table(n) * 1.0, np.ones((2, n)), 3)),
    "deviations": (
        lambda *given: tuple(vars(network.deviations(*given, TERMS)).values()),
        lambda n: (table(n) * 1.0, days(2 * n).reshape(2, n) * 1.0),
    ),
    "covariance": (lambda *given: tuple(network.covariance(*given).values()), lambda n: (table(n) * 1.0, np.ones((2, n)), np.ones(n))),
    "split_scores": (turn.split_scores, lambda n: (table(n)[0] * 1.0, np.ones(n))),
    "change_points": (turn.change_points, lambda n: (table(n)[0] * 1.0, np.ones(n), 5.0)),
    "coupling_scores": (turn.coupling_scores, lambda n: (table(3 * n).reshape(-1, 3)[:n] * 1.0,)),
    "log_likelihoods": (lambda *given: spread.log_likelihoods(spread.uptakes(*given, 3), np.ones((3, 3))), uses),
    "shares_by_ties": (lambda *given: spread.shares_by_ties(spread.uptakes(*given, 3), np.ones((3, 3))), uses),
    "d_prime": (divide.d_prime, lambda n: (table(n),)),
}


@pytest.mark.parametrize("n", [0, 1, 2, 40])
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_pure_and_takes_any_length(name: str, n: int) -> None:
    measure, make = MEASURES[name]
    given = make(n)
    before = copy.deepcopy(given)
    first, again = measure(*given), measure(*given)
    np.testing.assert_equal(given, before)
    np.testing.assert_equal(first, again)
    for part in first if isinstance(first, tuple) else (first,):
        assert part is None or np.isfinite(np.asarray(part, dtype=float)).all()


def table_of(n: int, apart: float, *, with_geography: bool = False) -> dict[str, list[str]]:
    rng = np.random.default_rng(n)
    actors = ["A", "B"] * n
    targets = [("x" if a == "A" else "y") if rng.random() < apart else str(rng.choice(["x", "y"])) for a in actors]
    return {"actor": actors + ["C"] * 7 * with_geography, "target": targets + ["z"] * 7 * with_geography}


def later_findings() -> dict[str, cc.Finding]:
    rng = np.random.default_rng(4)
    level, quiet = rng.poisson(0.5, size=(2, 400)), np.zeros((2, 400), dtype=int)
    step = np.concatenate([rng.poisson(0.3, size=(2, 200)), rng.poisson(1.5, size=(2, 200))], axis=1)
    ties = [(a, b) for a in "ABCD" for b in "EFGH"]
    first = [{"actor": a, "date": f"2020-01-{k + 1:02d}"} for k, a in enumerate("AEBFCGDH")]
    turned = [cc.turn(declared(values), "A", draws=99) for values in (step, step[:, ::-1])]
    return {
        "turn, step": turned[0],
        "turn, none": cc.turn(declared(level), "A", draws=99),
        "turn, nothing happened": cc.turn(declared(quiet), "A", draws=99),
        "turn, coupling": cc.turn(declared(step), ("A", "B"), draws=99),
        "turn, coupling of nothing": cc.turn(declared(quiet), ("A", "B"), draws=99),
        "turn, one day": cc.turn(declared(np.ones((2, 1), dtype=int)), ("A", "B"), draws=99),
        "spread, ties": cc.spread(first, ties, draws=99),
        "spread, no ties": cc.spread(first),
        "spread, no use": cc.spread({"actor": [], "date": []}, ties, draws=99),
        "contrast, two turns": cc.contrast(*turned),
        "contrast, no size": cc.contrast(turned[0], cc.turn(declared(quiet), "A", draws=99)),
    }


def declared(values: np.ndarray[Any, Any]) -> cc.Counts:
    return cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06", coverage=np.full(values.shape, 2))


def findings() -> dict[str, cc.Finding]:
    rng = np.random.default_rng(1)
    linked, apart = census(copied(0.6, rng, days=300)), census(independent("steady", rng, days=300))
    busy, quiet = census(rng.poisson(3.0, size=(2, 200))), np.zeros((2, 200), dtype=int)
    fall, rise = rng.poisson(2.0, size=(2, 200)), rng.poisson(2.0, size=(2, 200))
    fall[:, 100:120], rise[:, 100:120] = 0, 9
    mixed = np.stack([fall[0], rng.poisson(2.0, 200)])
    only_window = quiet.copy()
    only_window[:, 105] = 4
    sample = cc.Counts.from_arrays(fall, ["A", "B"], "2020-01-06", coverage=np.stack([np.full(200, 2), np.ones(200, dtype=int)]))
    dates, reach = ("2020-04-15", "2020-05-04"), {"A": ["x", "y"], "B": ["x", "y"], "C": ["z"]}
    one_table = {"actor": ["A"] * 13 + ["B"] * 13, "target": ["x"] * 5 + ["y"] * 12 + ["z"] * 9}
    ring = {"A": ["x", "y"], "B": ["y", "z"], "C": ["x", "z"]}
    return {
        "together, linked": cc.together(linked, "A", "B"),
        "together, independent": cc.together(apart, "A", "B"),
        "together, covered all over": cc.together(busy, "A", "B"),
        "together, nothing happened": cc.together(census(quiet), "A", "B"),
        "together, one acts only": cc.together(census(np.stack([fall[0], quiet[0]])), "B", "A"),
        "together, one day": cc.together(census(np.ones((2, 1), dtype=int)), "A", "B"),
        "together, sample": cc.together(sample, "A", "B"),
        "pause, fall": cc.pause(census(fall), "A", dates),
        "pause, rise": cc.pause(census(rise), "A", dates),
        "pause, no change": cc.pause(busy, "A", dates),
        "pause, nothing happened": cc.pause(census(quiet), "A", dates),
        "pause, an empty baseline": cc.pause(census(only_window), "A", dates),
        "pause, the whole record": cc.pause(busy, "A", ("2020-01-06", "2020-07-23")),
        "pause, joint": cc.pause(census(fall), ("A", "B"), dates),
        "pause, joint with a loud one": cc.pause(census(mixed), ("A", "B"), dates),
        "pause, joint with a rise": cc.pause(census(np.stack([fall[0], rise[0]])), ("A", "B"), dates),
        "pause, joint with a sample": cc.pause(sample, ("A", "B"), dates),
        "divide, apart": cc.divide(table_of(20, 0.9), reach=reach, draws=99),
        "divide, apart beside geography": cc.divide(table_of(20, 0.9, with_geography=True), reach=reach, draws=99),
        "divide, mixed": cc.divide(table_of(60, 0.0), reach=reach, draws=99),
        "divide, few": cc.divide(table_of(4, 0.0), reach=reach, draws=99),
        "divide, reach decides": cc.divide(table_of(10, 1.0), reach={"A": ["x"], "B": ["y"]}, draws=99),
        "divide, reach leaves one table": cc.divide(one_table, reach=ring, draws=99),
        **later_findings(),
        "divide, no event": cc.divide({"actor": [], "target": []}, draws=99),
    }


FINDINGS = findings()
every_finding = pytest.mark.parametrize("name", FINDINGS)


def test_the_findings_show_every_verdict() -> None:
    assert {f.verdict for f in FINDINGS.values()} == set(cc.VERDICTS)


@every_finding
def test_a_question_is_answered_on_the_scale(name: str) -> None:
    finding = FINDINGS[name]
    assert isinstance(finding, cc.Finding)
    assert finding.question == name.split(",")[0]
    assert finding.verdict in cc.VERDICTS
    assert finding.reason
    assert finding.method
    assert finding.null
    assert finding.assumes
    assert finding.cannot_show


@every_finding
def test_the_sentence_says_verdict_count_and_p(name: str) -> None:
    finding = FINDINGS[name]
    assert finding.verdict in finding.sentence.lower()
    if finding.p is not None:
        assert f"p {p_text(finding.p)}" in finding.sentence
        assert figure(finding.count) in finding.sentence


@every_finding
def test_what_would_settle_it_is_said_exactly_when_it_cannot_be_said(name: str) -> None:
    finding = FINDINGS[name]
    assert (finding.settle is not None) == (finding.verdict == CANNOT_SAY)
    assert "about 0 days" not in (finding.settle or "")


@every_finding
def test_numbers_are_numbers_or_none(name: str) -> None:
    finding = FINDINGS[name]
    for line in (finding, *finding.variants, *finding.controls):
        for field in ("p", "p_dispersed", "effect", "low", "high", "count", "expected_count"):
            value = getattr(line, field)
            assert value is None or np.isfinite(value), (line, field)
        assert line.p is None or 0 < line.p <= 1
        if line.low is not None and line.high is not None:
            assert line.low <= line.high


@every_finding
def test_one_groups_pause_is_never_beyond_shared_causes(name: str) -> None:
    if name.startswith(("pause", "turn")) and len(FINDINGS[name].groups) == 1:
        assert FINDINGS[name].verdict != "beyond shared causes"


def test_questions_leave_the_counts_as_they_are() -> None:
    counts = census(copied(0.3, np.random.default_rng(3), days=120))
    before = counts.values.copy(), counts.coverage.copy()
    cc.together(counts, "A", "B")
    cc.pause(counts, "A", ("2020-02-01", "2020-02-10"))
    assert (counts.values == before[0]).all()
    assert (counts.coverage == before[1]).all()


def test_a_division_does_not_depend_on_the_order_of_rows() -> None:
    table = table_of(30, 0.4)
    order = np.random.default_rng(2).permutation(60)
    turned = {name: [cells[i] for i in order] for name, cells in table.items()}
    assert cc.divide(table, draws=99).p == cc.divide(turned, draws=99).p
