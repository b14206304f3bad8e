"""Ships in transit halve in the window and attacks fall in proportion: no pause, but only with the exposure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import concerted as cc
from simulated import START, generators, shown

WORLDS, DAYS, WINDOW = 1000, 365, slice(180, 208)
DATES = ("2020-07-04", "2020-07-31")


def transits(rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return ships a day: about sixty, from day to day by chance, and half as many in the window."""
    expected = np.full(DAYS, 60.0)
    expected[WINDOW] = 30.0
    return rng.poisson(expected)


def asked(values: npt.NDArray[np.int64], exposure: npt.NDArray[np.int64] | None) -> cc.Finding:
    counts = cc.Counts.from_arrays([values], ["A"], START, exposure=None if exposure is None else [exposure])
    return cc.pause(counts, "A", DATES)


def rates(findings: list[cc.Finding]) -> tuple[int, int]:
    return sum(f.p is not None and f.p < 0.05 for f in findings), sum(f.verdict == "shared causes suffice" for f in findings)


def test_a_fall_in_proportion_to_the_ships_is_no_pause() -> None:
    worlds = [(rng.poisson(ships / 60.0), ships) for rng in generators(11, WORLDS) for ships in [transits(rng)]]
    fired, fell = rates([asked(values, ships) for values, ships in worlds])
    fired_without, fell_without = rates([asked(values, None) for values, _ in worlds])
    shown(f"ships halve: p below .05 in {fired / WORLDS:.3f} with the exposure, {fired_without / WORLDS:.3f} without")
    shown(f"ships halve: a fall found in {fell / WORLDS:.3f} with the exposure, {fell_without / WORLDS:.3f} without")
    assert stats.binomtest(fired, WORLDS).proportion_ci(0.95, "exact").low < 0.05
    assert fired / WORLDS > 0.02
    # Two-sided, so falls alone have half the level.
    assert stats.binomtest(fell, WORLDS).proportion_ci(0.95, "exact").low < 0.025
    assert fired_without / WORLDS > 0.7


def test_a_pause_beyond_the_ships_is_still_found() -> None:
    found = 0
    for rng in generators(12, 100):
        ships = transits(rng)
        attacks = rng.poisson(ships / 30.0)
        attacks[WINDOW] = rng.binomial(attacks[WINDOW], 0.2)
        found += asked(attacks, ships).verdict == "shared causes suffice"
    assert found >= 90


def test_ratio_and_p_are_those_of_rates_per_ship() -> None:
    rng = np.random.default_rng(13)
    ships = transits(rng)
    attacks = rng.poisson(ships / 60.0)
    finding = asked(attacks, ships)
    here = np.zeros(DAYS, dtype=bool)
    here[WINDOW] = True
    x, y = int(attacks[here].sum()), int(attacks[~here].sum())
    share = ships[here].sum() / ships.sum()
    assert finding.effect == pytest.approx((x / ships[here].sum()) / (y / ships[~here].sum()))
    assert finding.p == pytest.approx(stats.binomtest(x, x + y, share).pvalue)


@pytest.mark.parametrize("unit", [1e-6, 0.02, 5e5])
def test_the_unit_of_the_exposure_changes_nothing(unit: float) -> None:
    rng = np.random.default_rng(14)
    ships = transits(rng)
    values = rng.poisson(ships / 60.0)
    one, other = (cc.pause(cc.Counts.from_arrays([values], ["A"], START, exposure=[ships * k]), "A", DATES) for k in (1.0, unit))
    for name in ("p", "p_dispersed", "effect", "low", "high", "expected_count", "power"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9)
    assert (one.sentence, one.settle) == (other.sentence, other.settle)
    assert [v.p for v in one.variants if v.kind == "placebo"] == [v.p for v in other.variants if v.kind == "placebo"]


def test_a_fall_in_proportion_is_no_rare_window_either() -> None:
    ranks, plain = [], []
    for rng in generators(15, 60):
        ships = transits(rng)
        values = rng.poisson(ships / 60.0)
        for found, exposure in ((ranks, ships), (plain, None)):
            (rank,) = [v.p for v in asked(values, exposure).variants if v.kind == "placebo"]
            found.append(rank)
    shown(f"ships halve: median rank among placebo windows {np.median(ranks):.2f} with the exposure, {np.median(plain):.2f} without")
    assert 0.3 < np.median(ranks) < 0.7
    assert np.median(plain) < 0.05


def test_ships_that_come_in_waves_are_no_bursts() -> None:
    """Ships of 20 and 100 a day in turn make counts uneven; per ship they are as even as chance. Waves are longer than the window."""
    ships = np.tile([20] * 40 + [100] * 40, 14)[:DAYS]
    raised: dict[bool, list[float]] = {True: [], False: []}
    for rng in generators(16, 15):
        values = rng.poisson(ships / 20.0)
        for with_it in raised:
            finding = asked(values, ships if with_it else None)
            assert finding.p is not None
            assert finding.p_poisson is not None
            raised[with_it].append(finding.p - finding.p_poisson)
    assert np.median(raised[True]) < 0.1
    assert np.median(raised[False]) > 0.15
