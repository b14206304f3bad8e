"""What `together` does with controls, triggers and long records."""

from __future__ import annotations

import numpy as np
import pytest

import concerted as cc
from concerted.ask.together_totals import together_totals
from concerted.counts import TotalBound
from concerted.days import after
from simulated import census, copied, generators

NAMES = ("A", "B", "control")


def test_a_control_that_fires_takes_the_finding_away() -> None:
    values = copied(0.7, np.random.default_rng(1), days=400)
    # An unrelated group that B follows as well, by a day: its same days tell nothing of effort.
    counts = census(np.stack([*values, np.roll(values[1], -1)]), NAMES)
    assert cc.together(counts, "A", "B").verdict == "beyond shared causes"
    finding = cc.together(counts, "A", "B", controls=["control"])
    assert finding.verdict == "cannot say"
    assert "control" in finding.reason
    assert finding.p is not None


def test_reporting_effort_that_moves_both_is_weighed() -> None:
    """On days on which much was read all groups show more; weighing the days by unrelated groups takes most of it away."""
    plain, weighed = [], []
    for rng in generators(2, 40):
        effort = np.where(rng.random(300) < 0.3, 2.6, 0.31)
        counts = census(rng.poisson(np.outer([0.2, 0.2, 8.0], effort)), NAMES)
        plain.append(cc.together(counts, "A", "B", lags=(0,)).p)
        weighed.append(cc.together(counts, "A", "B", lags=(0,), controls=["control"]).p)
    assert np.mean(np.array(plain) < 0.05) > 0.4
    assert np.mean(np.array(weighed) < 0.05) <= 0.2


def test_a_known_trigger_that_moves_both_is_conditioned_on() -> None:
    p_plain, p_given = [], []
    for rng in generators(3, 40):
        trigger = rng.random(300) < 0.08
        near = trigger | np.concatenate(([False], trigger[:-1]))
        counts = census(rng.poisson(np.where(near, 1.2, 0.1), size=(2, 300)))
        p_plain.append(cc.together(counts, "A", "B").p)
        p_given.append(cc.together(counts, "A", "B", given=counts.days[trigger].astype(str).tolist()).p)
    assert np.mean(np.array(p_plain) < 0.05) > 0.5
    assert np.mean(np.array(p_given) < 0.05) <= 0.15


def test_a_record_of_many_years_is_tested_like_a_short_one() -> None:
    rng = np.random.default_rng(4)
    finding = cc.together(census(rng.poisson(0.25, size=(2, 4000))), "A", "B")
    assert finding.verdict in ("no sign", "shared causes suffice", "cannot say")
    assert finding.high is not None
    assert finding.high < 0.2


def test_bursts_are_counted_by_their_first_days() -> None:
    rng = np.random.default_rng(5)
    starts = rng.random(1000) < 0.05
    bursty = starts | np.roll(starts, 1) | np.roll(starts, 2)
    finding = cc.together(census(np.stack([rng.random(1000) < 0.2, bursty]).astype(int)), "A", "B")
    assert finding.about.startswith("first days of B's bursts")
    assert finding.count is not None
    assert finding.null.startswith("first days of B's bursts moved")
    # 47 bursts begin among 170 active days.
    assert "Of 47 active days of B" in finding.sentence


def test_a_group_is_not_held_against_itself() -> None:
    with pytest.raises(cc.DataError, match="two different groups; found 'A' twice"):
        cc.together(census(np.ones((2, 30), dtype=int)), "A", "A")


def test_what_stands_on_days_on_which_nobody_looked_for_a_control_says_nothing() -> None:
    values = np.concatenate([copied(0.3, np.random.default_rng(6), days=200), np.random.default_rng(7).poisson(2.0, (1, 200))])
    looked = np.ones(values.shape, dtype=bool)
    looked[2, ::2] = False
    other = np.where(looked, values, 9)
    p = [cc.together(cc.Counts.from_arrays(v, NAMES, "2020-01-06", observed=looked), "A", "B", controls=["control"]).p for v in (values, other)]
    assert p[0] == p[1]


def test_running_totals_say_on_how_many_days_they_give_a_count() -> None:
    counts = cc.Counts.from_arrays(np.zeros((1, 30), dtype=int), ["else"], "2023-10-17")
    first = counts.days[0].item()
    said = [TotalBound("A", "all", first, after(first, d), n, n) for d, n in ((0, 2), (1, 3), (9, 12))]
    said += [TotalBound("B", "all", first, after(first, d), n, n) for d, n in ((1, 3), (2, 4), (3, 4))]
    finding = together_totals(counts.with_totals(said), ("A", "all"), ("B", "all"))
    assert finding.verdict == "cannot say"
    # A: days 0 and 1; B: days 2 and 3; none of both.
    assert finding.count == 0
    assert "2 single days of the first and 2 of the second, 0 of both" in finding.sentence
