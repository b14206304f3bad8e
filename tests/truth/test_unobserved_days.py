"""Unobserved is not zero: what stands on days on which nobody looked changes nothing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

import concerted as cc
from concerted.measure.together import weekday_weights
from simulated import START, copied, generators, independent

DAYS = 140
NAMES = ["A", "B", "opponent", "control"]


def world(rng: np.random.Generator) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    values = np.concatenate([copied(0.3, rng, days=DAYS, rate=0.35), rng.poisson(2.5, size=(2, DAYS))])
    return values, rng.random(values.shape) < 0.75


def masked(values: npt.NDArray[np.int64], looked: npt.NDArray[np.bool_], names: list[str] | None = None) -> cc.Counts:
    return cc.Counts.from_arrays(values, names or NAMES[: len(values)], START, observed=looked)


@pytest.mark.parametrize("kept", [0.75, 0.4])
def test_events_planted_on_unobserved_days_change_no_finding(kept: float) -> None:
    for rng in generators(1, 8):
        values, _ = world(rng)
        looked = rng.random(values.shape) < kept
        planted = np.where(looked, values, values + rng.poisson(3.0, size=values.shape))
        here, there = masked(values, looked), masked(planted, looked)
        for lags in ((0, 1), (0,)):
            assert cc.together(here, "A", "B", lags) == cc.together(there, "A", "B", lags)
        given = cc.together(here, "A", "B", given=["opponent"], controls=["control"])
        assert given == cc.together(there, "A", "B", given=["opponent"], controls=["control"])
        window = ("2020-03-01", "2020-03-14")
        assert cc.pause(here, "A", window, controls=["control"]) == cc.pause(there, "A", window, controls=["control"])


def p_by_enumeration(values: npt.NDArray[np.int64], looked: npt.NDArray[np.bool_]) -> float:
    """Return the p for lags 0 and 1, from every choice of days in every week; only the weekday weights are taken from the package."""
    a, b = (values > 0) & looked
    usable, covered = [], []
    for day in range(DAYS):
        sources = [day, day - 1]
        follows = any(s >= 0 and a[s] for s in sources)
        sure = follows or all(s >= 0 and looked[0, s] for s in sources)
        covered.append(follows)
        usable.append(bool(sure and looked[1, day]))
    free = np.array(usable)
    weights = weekday_weights(b & free, free, 0)
    total, seen = np.ones(1), 0
    for week in range(0, DAYS, 7):
        days = [d for d in range(week, week + 7) if usable[d]]
        k = sum(bool(b[d]) for d in days)
        seen += sum(bool(b[d] and covered[d]) for d in days)
        hits = np.zeros(k + 1)
        for chosen in combinations(days, k):
            hits[sum(covered[d] for d in chosen)] += np.prod(weights[list(chosen)])
        total = np.convolve(total, hits / hits.sum())
    return float(total[seen:].sum())


def test_p_is_that_of_the_days_that_are_known() -> None:
    for rng in generators(2, 12):
        values, looked = world(rng)
        values, looked = values[:2], looked[:2]
        finding = cc.together(masked(values, looked), "A", "B", window_days=7)
        if finding.about.startswith("B's active days"):
            assert finding.p == pytest.approx(p_by_enumeration(values, looked), rel=1e-9)


def test_hiding_weeks_of_the_leader_is_leaving_them_out() -> None:
    for rng in generators(3, 12):
        values = copied(0.4, rng, days=DAYS, rate=0.3)
        looked = np.ones(values.shape, dtype=bool)
        looked[0, :35] = False
        hidden = cc.together(masked(values, looked), "A", "B", window_days=7)
        cut = cc.together(cc.Counts.from_arrays(values[:, 35:], ["A", "B"], "2020-02-10"), "A", "B", window_days=7)
        assert (hidden.p, hidden.count, hidden.covered_share) == pytest.approx((cut.p, cut.count, cut.covered_share), rel=1e-12)


def test_hidden_days_are_not_read_as_days_without_an_act() -> None:
    """B follows A, then A's later days are hidden: read as silence they would leave B's days there uncovered."""
    rng = np.random.default_rng(4)
    values = copied(0.8, rng, days=DAYS, rate=0.3)
    looked = np.ones(values.shape, dtype=bool)
    looked[0, 70:] = False
    hidden = cc.together(masked(values, looked), "A", "B")
    silent = cc.together(cc.Counts.from_arrays(np.where(looked, values, 0), ["A", "B"], START), "A", "B")
    assert hidden.count is not None
    assert silent.p is not None
    assert hidden.p != silent.p


def test_a_sample_cannot_say_whatever_its_p_is() -> None:
    for rng in generators(5, 6):
        for values in (copied(0.6, rng, days=400, rate=0.3), independent("steady", rng, days=400)):
            full = cc.Counts.from_arrays(values, ["A", "B"], START)
            sample = cc.Counts.from_arrays(values, ["A", "B"], START, coverage=np.ones(values.shape, dtype=int))
            one_day = np.full(values.shape, 2)
            one_day[1, 17] = 1
            for counts in (sample, cc.Counts.from_arrays(values, ["A", "B"], START, coverage=one_day)):
                finding = cc.together(counts, "A", "B")
                assert finding.verdict == "cannot say"
                assert finding.p == cc.together(full, "A", "B").p
            window = ("2020-05-01", "2020-05-20")
            assert cc.pause(sample, "A", window).verdict == "cannot say"
            assert cc.pause(sample, "A", window).p == cc.pause(full, "A", window).p


def test_unobserved_days_shorten_the_baseline() -> None:
    values = np.ones((1, 100), dtype=int)
    looked = np.ones((1, 100), dtype=bool)
    looked[0, :30] = False
    finding = cc.pause(cc.Counts.from_arrays(values, ["A"], START, observed=looked), "A", ("2020-03-01", "2020-03-07"))
    assert finding.expected_count == pytest.approx(7.0)
    assert finding.effect == pytest.approx(1.0)
