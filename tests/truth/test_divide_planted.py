"""`divide` on tables whose answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np

import concerted as cc
from simulated import generators, shown

REACH = {"A": ["x", "y", "z"], "B": ["x", "y", "z"], "C": ["z"]}


def events(rng: np.random.Generator, apart: float, n: int = 30) -> dict[str, list[Any]]:
    """Return events of A and B; with probability `apart` A acts at x and B at y, else either acts anywhere alike."""
    actor = np.repeat(["A", "B"], n)
    own = np.where(actor == "A", "x", "y")
    target = np.where(rng.random(2 * n) < apart, own, rng.choice(["x", "y", "z"], size=2 * n))
    date = np.datetime64("2020-01-01") + rng.integers(0, 112, size=2 * n)
    return {"actor": actor.tolist(), "target": target.tolist(), "date": date.astype(str).tolist()}


def asked(rng: np.random.Generator, apart: float, reach: dict[str, list[str]] | None = None) -> cc.Finding:
    return cc.divide(events(rng, apart), reach=reach, draws=199, seed=int(rng.integers(2**31)))


def test_a_planted_division_is_found() -> None:
    verdicts = [asked(rng, 0.7, REACH).verdict for rng in generators(1, 40)]
    assert verdicts.count("beyond shared causes") >= 36


def test_mixed_groups_are_found_divided_no_more_often_than_chance_allows() -> None:
    findings = [asked(rng, 0.0, REACH) for rng in generators(2, 200)]
    fired = sum(f.p is not None and f.p < 0.05 for f in findings)
    shown(f"mixed groups: p below .05 in {fired / 200:.3f}")
    # Binomial with 200 worlds at 5 %: more than 18 come once in a hundred.
    assert 2 <= fired <= 18
    assert sum(f.verdict == "beyond shared causes" for f in findings) <= fired


def test_without_reach_a_division_is_at_most_a_shared_cause() -> None:
    assert {asked(rng, 0.9).verdict for rng in generators(3, 10)} == {"shared causes suffice"}


def test_a_division_that_follows_from_reach_supports_nothing() -> None:
    table = {"actor": ["A"] * 20 + ["B"] * 20, "target": ["x"] * 20 + ["y"] * 20}
    finding = cc.divide(table, reach={"A": ["x"], "B": ["y"]})
    assert finding.verdict == "cannot say"
    assert finding.p is None


def test_few_events_with_a_choice_decide_nothing() -> None:
    table = {"actor": ["A"] * 9 + ["B"] * 30, "target": ["x"] * 9 + ["y"] * 30}
    finding = cc.divide(table, reach=REACH)
    assert finding.verdict == "cannot say"
    assert finding.p is not None


def test_a_division_between_months_is_none_within_them() -> None:
    """Both go where the front is that month: exchanging events within 28 days leaves that as it is."""
    dates = ["2020-01-05"] * 20 + ["2020-03-05"] * 20
    table = {"actor": (["A"] * 15 + ["B"] * 5) + (["A"] * 5 + ["B"] * 15), "target": ["x"] * 20 + ["y"] * 20, "date": dates}
    within, across = cc.divide(table), cc.divide({name: table[name] for name in ("actor", "target")})
    assert across.p is not None
    assert across.p < 0.05
    assert within.p == 1.0


def batches(rng: np.random.Generator) -> dict[str, list[Any]]:
    """Return events of A and B, who like the same places alike; all events of a group and day stand at one place."""
    rows: dict[str, list[Any]] = {"actor": [], "target": [], "date": []}
    liked = rng.dirichlet(np.full(3, 3.0))
    for group in "AB":
        for day in np.flatnonzero(rng.random(500) < 0.12):
            events = int(rng.geometric(0.4))
            rows["actor"] += [group] * events
            rows["target"] += [str(rng.choice(["x", "y", "z"], p=liked))] * events
            rows["date"] += [str(np.datetime64("2020-01-01") + int(day))] * events
    return rows


def test_batches_are_no_division() -> None:
    """A batch is chosen once: with each event as a choice half of such worlds fire."""
    findings = [cc.divide(batches(rng), reach=REACH, draws=199, seed=7) for rng in generators(3, 120)]
    fired = sum(f.p is not None and f.p < 0.05 for f in findings)
    shown(f"batches: p below .05 in {fired / 120:.3f}")
    assert fired <= 12
    assert "with those of one group, place and day as one" in findings[0].sentence
