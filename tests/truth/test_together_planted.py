"""`together` on worlds whose answer is known: false alarms, power and coverage.

The rates are those of the test inside `together`; that it is the same test is checked on worlds of each kind first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import concerted as cc
from concerted.ask.following import Compared, Setting, compared
from concerted.ask.verdict import power, variant
from concerted.chance import LocalDays
from simulated import DAYS, KINDS, census, copied, generators, independent, shown

NOMINAL = 0.05
# Most that a false-alarm rate may be as counted; the standard itself, 6 %, must not lie below the interval of the count.
CEILING, STANDARD = 0.08, 0.06
WORLDS = 1000
SETTING = Setting(lags=(0, 1))


def held(values: npt.NDArray[np.int64]) -> Compared:
    return compared(census(values), "A", "B", SETTING)


def p_of(values: npt.NDArray[np.int64]) -> float:
    return held(values).p


def assert_level_held(fired: int, worlds: int, what: str) -> None:
    low = stats.binomtest(fired, worlds).proportion_ci(0.95, "exact").low
    shown(f"{what}: {fired} of {worlds} fire at a nominal {NOMINAL} ({fired / worlds:.3f}, at least {low:.3f})")
    assert low < STANDARD, f"{what}: {fired} of {worlds}"
    assert fired / worlds <= CEILING, f"{what}: {fired} of {worlds}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_rates_below_are_those_of_the_question_as_people_call_it(kind: str) -> None:
    for rng in generators(5, 4):
        values = independent(kind, rng, days=300)
        finding = cc.together(census(values), "A", "B")
        assert finding.p == p_of(values)
        assert (finding.verdict == "beyond shared causes") == (p_of(values) < NOMINAL)


@pytest.mark.parametrize("kind", KINDS)
def test_independent_groups_fire_no_more_often_than_they_may(kind: str) -> None:
    p = np.array([p_of(independent(kind, rng)) for rng in generators(1, WORLDS)])
    assert_level_held(int((p < NOMINAL).sum()), WORLDS, kind)


def test_the_worlds_would_catch_a_test_that_ignores_what_groups_share() -> None:
    """The same statistic against days that may fall anywhere fires on nothing: the check above can fail."""
    for kind in ("step", "weekday", "slow surges"):
        nulls = [held(independent(kind, rng)).null.first for rng in generators(1, 150)]
        naive = [LocalDays(n.active, n.covered, np.zeros(DAYS, dtype=np.int64), np.ones(DAYS)) for n in nulls]
        assert np.mean([n.distribution().upper(n.observed) < NOMINAL for n in naive]) > 0.15, kind


def test_hiding_days_of_the_leader_keeps_the_level() -> None:
    fired = 0
    for rng in generators(6, 600):
        values = independent("slow surges", rng, days=500)
        looked = rng.random(values.shape) < 0.8
        # Half of A's busy days are hidden as well: what is missing may depend on A, and must not make B look like a follower.
        looked[0] &= ~((values[0] > 0) & (rng.random(500) < 0.5))
        fired += compared(cc.Counts.from_arrays(values, ["A", "B"], "2020-01-06", observed=looked), "A", "B", SETTING).p < NOMINAL
    assert_level_held(fired, 600, "hidden days")


@pytest.mark.parametrize("kind", ["steady", "weekday", "slow surges"])
def test_a_fifth_of_copied_events_is_seen(kind: str) -> None:
    worlds = [copied(0.2, rng, kind=kind) for rng in generators(2, 200)]
    assert np.mean([values[1].sum() for values in worlds]) == pytest.approx(200, abs=10)
    seen = float(np.mean([p_of(values) < NOMINAL for values in worlds]))
    shown(f"a share of 20 % in {kind} worlds, 200 events: seen in {seen:.3f}")
    assert seen >= 0.85


@pytest.mark.parametrize(("share", "worlds"), [(0.0, 60), (0.2, 200), (0.4, 60)])
def test_the_interval_covers_the_planted_share(share: float, worlds: int) -> None:
    covered, effects = 0, []
    for rng in generators(3, worlds):
        row = variant(held(copied(share, rng)), "", "lags")
        assert row.low is not None
        assert row.high is not None
        covered += row.low <= share <= row.high
        effects.append(row.effect)
    shown(f"a share of {share}: interval covers it in {covered / worlds:.3f}, mean effect {np.mean(effects):.3f}")
    # Fewer worlds leave a share of .95 more room, above and below.
    assert 0.90 <= covered / worlds <= (0.99 if worlds >= 200 else 1.0)
    assert np.mean(effects) == pytest.approx(share, abs=0.05)


def test_a_planted_share_is_named_beyond_shared_causes() -> None:
    for rng in generators(4, 5):
        finding = cc.together(census(copied(0.5, rng)), "A", "B")
        assert finding.verdict == "beyond shared causes"
        assert finding.low is not None
        assert finding.low > 0.2


def test_shared_weeks_without_a_link_are_shared_causes() -> None:
    """Busy weeks in common, free days within them: with enough events the verdict says where the likeness comes from."""
    verdicts = []
    for rng in generators(8, 5):
        weeks = np.repeat(rng.random(570) < 0.5, 7)
        values = rng.poisson(np.where(weeks, 0.35, 0.05), size=(2, weeks.size))
        verdicts.append(cc.together(census(values), "A", "B").verdict)
    assert "shared causes suffice" in verdicts
    assert verdicts.count("beyond shared causes") <= 1


def test_a_shared_day_gives_both_directions_one_p() -> None:
    for rng in generators(9, 5):
        counts = census(copied(0.2, rng, days=300))
        assert cc.together(counts, "A", "B", lags=(0,)).p == cc.together(counts, "B", "A", lags=(0,)).p


def test_stated_power_promises_no_more_than_planted_worlds_keep() -> None:
    """In a week without a day of A nothing can be copied, which the statement of power counts against itself: .84 where .93 fire."""
    tests = [held(copied(0.2, rng)) for rng in generators(2, 100)]
    stated = float(np.mean([power(test.null, 0.2, NOMINAL) for test in tests]))
    kept = float(np.mean([test.p < NOMINAL for test in tests]))
    shown(f"power at a share of 20 %: stated {stated:.3f}, kept {kept:.3f}")
    assert kept - 0.15 < stated < kept + 0.03
