"""Two rates held against each other: numbers from R's poisson.test, and the truce of November 2023 from official totals."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import concerted as cc
from concerted.chance import SteadyRates
from concerted.counts import TotalBound

# R 4.2.2: poisson.test(c(x, y), c(s, t)) prints p.value and conf.int as below; estimate is (x / s) / (y / t).
FROM_R = [
    # x, y, s, t, ratio, p, low, high
    (60, 30, 51477.5, 54308.7, 2.10999757175465, 0.000675182658686, 1.33973572177265, 3.38836557361625),
    (1, 73, 7, 38, 0.0743639921722113, 8.21818856278451e-05, 0.00185760868928021, 0.42753935514222),
    (1, 96, 7, 66, 0.0982142857142857, 0.00144292324122326, 0.00246125687065767, 0.560424147134485),
    (1, 169, 7, 104, 0.0879120879120879, 0.00038011704154059, 0.00221281353618307, 0.496491488090662),
    (1, 4, 7, 6, 0.214285714285714, 0.188376834467658, 0.0043512026488251, 2.1654138074415),
    (0, 36, 7, 38, 0.0, 0.0043546777382263, 0.0, 0.585758146637177),
    (1, 37, 7, 38, 0.146718146718147, 0.0232669143460061, 0.00361803485072578, 0.869798820697479),
]


@pytest.mark.parametrize(("x", "y", "s", "t", "ratio", "p", "low", "high"), FROM_R)
def test_exact_p_and_interval_are_those_of_r(x: int, y: int, s: float, t: float, ratio: float, p: float, low: float, high: float) -> None:
    null = SteadyRates(x + y, s, t)
    assert null.distribution().two_sided(x) == pytest.approx(p, rel=1e-9)
    assert null.ratio_interval(x) == pytest.approx((low, high), rel=1e-9)
    assert (x / s) / (y / t) == pytest.approx(ratio, rel=1e-12)


def test_an_empty_baseline_leaves_the_ratio_without_an_upper_end() -> None:
    low, high = SteadyRates(5, 7, 38).ratio_interval(5)
    # R 4.2.2: poisson.test(c(5, 0), c(7, 38))$conf.int is 4.97443884698... to Inf.
    assert low == pytest.approx(38 / 7 * 0.025 ** (1 / 5) / (1 - 0.025 ** (1 / 5)), rel=1e-12)
    assert high == np.inf


START = dt.date(2023, 10, 17)
# Official running totals of attacks on US forces from 17 October 2023: 73 by 23 November, 74 by 30 November, 78 by 6 December, 170 by
# 4 February 2024.
TOTALS = ((dt.date(2023, 11, 23), 73), (dt.date(2023, 11, 30), 74), (dt.date(2023, 12, 6), 78), (dt.date(2024, 2, 4), 170))
TRUCE = ("2023-11-24", "2023-11-30")


def truce() -> cc.Counts:
    days = (TOTALS[-1][0] - START).days + 1
    counts = cc.Counts.from_arrays(np.zeros((1, days), dtype=int), ["anyone else"], START)
    return counts.with_totals([TotalBound("US forces", "all", START, day, n, n) for day, n in TOTALS])


@pytest.mark.parametrize(
    ("baseline", "seen", "days", "row"), [("before", 73, 38, 1), ("after", 96, 66, 2), ("both", 169, 104, 3), ("just after", 4, 6, 4)]
)
def test_the_truce_from_running_totals(baseline: str, seen: int, days: int, row: int) -> None:
    finding = cc.pause(truce(), "US forces", TRUCE, baseline, just_after_days=6)
    _, _, _, _, ratio, p, low, high = FROM_R[row]
    assert finding.count == 1
    assert finding.expected_count == pytest.approx(seen * 7 / days)
    assert (finding.effect, finding.p, finding.low, finding.high) == pytest.approx((ratio, p, low, high), rel=1e-9)


def test_the_truce_is_at_most_a_shared_cause_and_all_baselines_stand_beside_it() -> None:
    finding = cc.pause(truce(), "US forces", TRUCE, "before", just_after_days=6)
    assert finding.verdict == "shared causes suffice"
    assert {v.name: v.p for v in finding.variants if v.kind == "baseline"} == pytest.approx(
        {"before": FROM_R[1][5], "after": FROM_R[2][5], "both": FROM_R[3][5], "just after": FROM_R[4][5]}, rel=1e-9
    )
