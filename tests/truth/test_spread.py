"""`spread` where a tactic passes along ties, and where each takes it up alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

import concerted as cc
from concerted.measure import spread
from simulated import generators, shown

ACTORS = 16
Rows = list[dict[str, object]]
Pairs = list[tuple[str, str]]


def planted(rng: np.random.Generator, strength: float, items: int = 3) -> tuple[Rows, Pairs]:
    """Return first uses of some items by two actors in three, and the ties: who is next is drawn by 1 + strength x tied users."""
    tied = np.triu(rng.random((ACTORS, ACTORS)) < 0.2, 1)
    ties, rows = tied | tied.T, []
    for item in range(items):
        uses = np.zeros(ACTORS, dtype=bool)
        for day in range(2 * ACTORS // 3):
            rates = np.where(uses, 0.0, 1.0 + strength * (uses @ ties.astype(int)))
            who = int(rng.choice(ACTORS, p=rates / rates.sum()))
            uses[who] = True
            rows.append({"actor": f"a{who:02d}", "date": dt.date(2020, 1, 1) + dt.timedelta(days=day), "item": f"i{item}"})
    return rows, [(f"a{i:02d}", f"a{j:02d}") for i, j in zip(*np.nonzero(tied), strict=True)]


def test_the_likelihood_is_that_of_a_small_case_by_hand() -> None:
    # B, C and D are left after A; only B is tied to A. Strength 1: B is next with (1 + 1) / (2 + 1 + 1), then C with 1 / (1 + 1).
    uses = spread.uptakes(np.array([0, 1, 2]), np.array([1, 2, 3]), np.zeros(3, dtype=np.int64), 4)
    ties = np.zeros((4, 4))
    ties[0, 1] = ties[1, 0] = 1.0
    found = np.interp(1.0, spread.STRENGTHS, spread.log_likelihoods(uses, ties))
    assert found == pytest.approx(np.log(2 / 4) + np.log(1 / 2), abs=2e-3)
    assert spread.log_likelihoods(uses, ties)[0] == pytest.approx(np.log(1 / 3) + np.log(1 / 2))


@pytest.mark.parametrize("items", [1, 20])
def test_many_networks_at_once_are_each_by_the_formula(items: int) -> None:
    """The last network reaches those only who never use anything: the product of 20 items' uses is less than a double can hold."""
    rng = np.random.default_rng(items)
    days = rng.integers(0, 30, 10 * items)
    uses = spread.uptakes(np.tile(np.arange(10), items), days, np.repeat(np.arange(items), 10), 12)
    ties = np.where(rng.random((9, 12, 12)) < 0.8, 1.0, 0.3)
    ties[-1, :, :10] = 0.0
    for one, found in zip(ties, spread.log_ratios(uses, ties), strict=True):
        rates = 1.0 + spread.STRENGTHS[:, None, None] * (uses.informed @ one)[None]
        own = rates[:, np.arange(uses.actor.size), uses.actor]
        absolute = (np.log(own) - np.log((rates * uses.at_risk).sum(axis=2))).sum(axis=1)
        assert found == pytest.approx(absolute - absolute[0], rel=1e-10, abs=1e-10)
        assert spread.log_likelihoods(uses, one) == pytest.approx(absolute, rel=1e-10)


def test_actors_without_a_link_seldom_fire() -> None:
    worlds = 200
    p = [cc.spread(*planted(rng, 0.0), draws=99).p for rng in generators(41, worlds)]
    fired = sum(one is not None and one <= 0.05 for one in p)
    low = stats.binomtest(fired, worlds).proportion_ci(0.95, "exact").low
    shown(f"taken up alone: {fired} of {worlds} fire")
    assert low < 0.06
    assert fired / worlds <= 0.1


def test_passing_along_ties_is_seen() -> None:
    found = [cc.spread(*planted(rng, 5.0), draws=99) for rng in generators(42, 30)]
    share = np.mean([one.effect or 0 for one in found])
    shown(f"strength 5: {sum((one.p or 1) < 0.05 for one in found)} of {len(found)} fire, mean share {share:.2f}")
    assert np.mean([one.verdict == "beyond shared causes" for one in found]) >= 0.9
    assert 0.5 < share < 0.9


def test_one_day_has_no_order() -> None:
    rows = [{"actor": a, "date": "2020-01-01" if a < "E" else "2020-01-02"} for a in "ABCDEFGH"]
    ties = [(a, b) for a in "ABCD" for b in "ABCD" if a < b]
    assert cc.spread(rows, ties, draws=99).count == 4


def test_the_order_of_rows_and_names_does_not_matter() -> None:
    rows, ties = planted(np.random.default_rng(5), 2.0)
    there = cc.spread(rows[::-1], [(b, a) for a, b in ties][::-1], draws=99)
    here = cc.spread(rows, ties, draws=99)
    assert (here.p, here.effect, here.low, here.high) == (there.p, there.effect, there.low, there.high)


def test_a_few_actors_say_nothing() -> None:
    rows = [{"actor": a, "date": f"2020-01-0{k + 1}"} for k, a in enumerate("ABCD")]
    found = cc.spread(rows, [("A", "B"), ("C", "D")], draws=99)
    assert found.verdict == "cannot say"
    assert found.p is not None
