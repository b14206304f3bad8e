"""`pause` on worlds whose answer is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import concerted as cc
from simulated import START, census, generators, overdispersed, shown

WORLDS = 600
DAYS, WINDOW = 365, slice(180, 208)
DATES = ("2020-07-04", "2020-07-31")


def asked(values: npt.NDArray[np.int64]) -> cc.Finding:
    return cc.pause(census(values[None, :]), "A", DATES)


def quieter(values: npt.NDArray[np.int64], rng: np.random.Generator, to: float) -> npt.NDArray[np.int64]:
    fewer = values.copy()
    fewer[WINDOW] = rng.binomial(values[WINDOW], to)
    return fewer


def test_the_dates_are_those_of_the_window() -> None:
    values = np.zeros(DAYS, dtype=np.int64)
    values[WINDOW] = 1
    assert asked(values).count == 28


def test_a_planted_fall_is_found() -> None:
    found = [asked(quieter(rng.poisson(1.0, DAYS), rng, 0.25)).verdict for rng in generators(1, 100)]
    assert found.count("shared causes suffice") >= 90


def test_one_groups_pause_is_never_more_than_a_shared_cause() -> None:
    assert {asked(quieter(rng.poisson(3.0, DAYS), rng, 0.0)).verdict for rng in generators(2, 10)} == {"shared causes suffice"}


def test_no_fall_is_found_no_more_often_than_chance_allows() -> None:
    findings = [asked(rng.poisson(1.0, DAYS)) for rng in generators(3, 1000)]
    p = np.array([f.p for f in findings])
    fell = sum(f.verdict == "shared causes suffice" for f in findings)
    shown(f"no fall: p below .05 in {np.mean(p < 0.05):.3f}, a fall found in {fell / 1000:.3f}")
    assert stats.binomtest(int((p < 0.05).sum()), 1000).proportion_ci(0.95, "exact").low < 0.06
    assert np.mean(p < 0.05) > 0.02
    # Two-sided, so falls alone have half the level.
    assert stats.binomtest(fell, 1000).proportion_ci(0.95, "exact").low < 0.03


@pytest.mark.parametrize("spread", [2.0, 4.0])
def test_bursts_fire_the_plain_p_and_leave_that_of_the_finding_at_its_level(spread: float) -> None:
    findings = [asked(overdispersed(rng, days=DAYS, rate=1.0, dispersion=spread)) for rng in generators(4, WORLDS)]
    plain, dispersed = (int((np.array([getattr(f, name) for f in findings]) < 0.05).sum()) for name in ("p_poisson", "p"))
    fell = sum(f.verdict == "shared causes suffice" for f in findings)
    shown(f"dispersion {spread}: plain {plain / WORLDS:.3f}, with bursts {dispersed / WORLDS:.3f}, a fall found in {fell / WORLDS:.3f}")
    assert plain / WORLDS > 0.1
    assert stats.binomtest(dispersed, WORLDS).proportion_ci(0.95, "exact").low < 0.06
    assert dispersed / WORLDS <= 0.08
    assert stats.binomtest(fell, WORLDS).proportion_ci(0.95, "exact").low < 0.03


def test_a_planted_fall_is_found_under_bursts_too() -> None:
    found = 0
    for rng in generators(5, 100):
        values = overdispersed(rng, days=DAYS, rate=2.0, dispersion=2.0)
        found += asked(quieter(values, rng, 0.2)).verdict == "shared causes suffice"
    assert found >= 90


def test_a_rise_is_no_pause() -> None:
    values = np.ones(DAYS, dtype=np.int64)
    values[WINDOW] = 4
    finding = asked(values)
    assert finding.verdict == "no sign"
    assert finding.effect == pytest.approx(4.0)


def test_a_joint_pause_needs_every_group() -> None:
    rng = np.random.default_rng(6)
    quiet, loud = quieter(rng.poisson(2.0, DAYS), rng, 0.1), rng.poisson(2.0, DAYS)
    names = ("A", "B", "C")
    both = cc.pause(census(np.stack([quiet, quiet]), names), ("A", "B"), DATES)
    one = cc.pause(census(np.stack([quiet, quiet, loud]), names), names, DATES)
    assert both.verdict == "shared causes suffice"
    assert one.verdict != "shared causes suffice"
    assert one.p == max(v.p for v in one.variants if v.p is not None)


def test_a_control_that_falls_as_well_takes_the_finding_away() -> None:
    rng = np.random.default_rng(7)
    quiet = quieter(rng.poisson(2.0, DAYS), rng, 0.1)
    finding = cc.pause(census(np.stack([quiet, quiet])), "A", DATES, controls=["B"])
    assert finding.verdict == "cannot say"
    assert "B" in finding.reason


@pytest.mark.parametrize(("rate", "window"), [(0.5, 7), (2.0, 28), (40.0, 40)])
def test_stated_power_is_that_of_worlds_at_half_the_rate(rate: float, window: int) -> None:
    # Half the rate in the window, the baseline as it was: how often does the two-sided test fire on a fall?
    rng, base = np.random.default_rng(8), round(rate * (DAYS - window))
    values = np.zeros(DAYS, dtype=np.int64)
    values[: DAYS - window] = rng.multinomial(base, np.ones(DAYS - window) / (DAYS - window))
    end = np.datetime64(START) + DAYS - 1
    finding = cc.pause(census(values[None, :]), "A", (end - window + 1, end))
    drawn = rng.poisson(rate * window / 2, 4000)
    p = {x: stats.binomtest(x, x + base, window / DAYS).pvalue for x in set(drawn.tolist())}
    fired = np.mean([p[x] < 0.05 and x < rate * window for x in drawn.tolist()])
    assert finding.power == pytest.approx(fired, abs=0.03)


def test_power_of_a_window_with_a_thousand_expected_events_is_one() -> None:
    assert asked(np.full(DAYS, 60)).power == pytest.approx(1.0)
