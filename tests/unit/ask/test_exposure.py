"""What the questions do with days of no exposure, with groups that have none, and with effort of zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import concerted as cc
from simulated import START

DAYS = 120
WINDOW = ("2020-03-01", "2020-03-14")
HERE = slice(55, 69)


def counts(exposure: Any, values: Any = None) -> cc.Counts:
    rng = np.random.default_rng(3)
    values = rng.poisson(0.8, (2, DAYS)) if values is None else values
    return cc.Counts.from_arrays(np.where(np.asarray(exposure) == 0, 0, values), ["A", "B"], START, exposure=exposure)


def test_a_window_of_no_exposure_cannot_say() -> None:
    exposure = np.ones((2, DAYS))
    exposure[0, HERE] = 0
    finding = cc.pause(counts(exposure), "A", WINDOW)
    assert finding.verdict == "cannot say"
    assert finding.reason == "no observed day with an exposure above 0 lies in the window or in the baseline"
    assert finding.p is None


def test_no_exposure_at_all_cannot_say() -> None:
    both = counts(np.zeros((2, DAYS)))
    assert cc.pause(both, "A", WINDOW).verdict == cc.together(both, "A", "B").verdict == "cannot say"


def test_days_of_no_exposure_in_the_baseline_are_no_days() -> None:
    exposure = np.ones((2, DAYS))
    exposure[0, :50] = 0
    values = np.ones((2, DAYS), dtype=int)
    finding = cc.pause(counts(exposure, values), "A", WINDOW, "before")
    assert (finding.count, finding.expected_count, finding.effect) == (14, pytest.approx(14), pytest.approx(1))


def test_the_same_exposure_on_all_days_is_none() -> None:
    rng = np.random.default_rng(4)
    values = rng.poisson(0.8, (2, DAYS))
    plain = cc.Counts.from_arrays(values, ["A", "B"], START)
    flat = cc.Counts.from_arrays(values, ["A", "B"], START, exposure=np.full((2, DAYS), 7.3))
    assert cc.pause(plain, "A", WINDOW) == cc.pause(flat, "A", WINDOW)


def test_a_group_of_even_exposure_is_asked_as_without_one() -> None:
    exposure = np.ones((2, DAYS))
    exposure[0, HERE] = 0.5
    found = counts(exposure)
    plain = cc.Counts.from_arrays(found.values, ["A", "B"], START)
    assert cc.pause(found, "B", WINDOW) == cc.pause(plain, "B", WINDOW)
    joint = cc.pause(found, ("A", "B"), WINDOW)
    assert [v.p for v in joint.variants] == [cc.pause(found, "A", WINDOW).p, cc.pause(plain, "B", WINDOW).p]


def test_a_finding_by_exposure_says_so_and_stands_beside_the_plain_one() -> None:
    exposure = np.ones((2, DAYS))
    exposure[0, HERE] = 0.5
    found = counts(exposure)
    finding = cc.pause(found, "A", WINDOW)
    assert "Days count by their exposure" in finding.sentence
    assert "events follow the exposure in proportion" in finding.assumes
    (alike,) = [v for v in finding.variants if v.kind == "exposure"]
    assert alike.p == cc.pause(cc.Counts.from_arrays(found.values, ["A", "B"], START), "A", WINDOW).p
    assert alike.p != finding.p


@pytest.mark.parametrize("observed", [True, False])
def test_an_event_on_a_day_of_no_exposure_is_refused_where_anybody_looked(observed: bool) -> None:
    given: dict[str, Any] = {"observed": [[True, observed]], "exposure": [[1.0, 0.0]]}
    if observed:
        with pytest.raises(cc.DataError, match=r"exposure 0, .*found 1 such days, the first of A\. Mend"):
            cc.Counts.from_arrays([[1, 1]], ["A"], START, **given)
    else:
        assert cc.Counts.from_arrays([[1, 1]], ["A"], START, **given).exposure is not None


def test_nobody_read_is_unobserved() -> None:
    read = cc.Counts.from_arrays([[1, 0, 2]], ["A"], START, effort=[[3, 0, 4]])
    assert read.coverage.tolist() == [[2, 0, 2]]
    assert read.effort is not None
    assert not read.effort.flags.writeable
    rows = [{"actor": "A", "date": "2020-01-06"}]
    sample = cc.Counts.from_events(rows, start="2020-01-06", end="2020-01-08", effort=[[3, 0, 4]])
    assert sample.coverage.tolist() == [[1, 0, 1]]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"effort": [[3, 0, 4]], "observed": [[True, True, True]]}, "observed days of effort 0"),
        ({"effort": [[3, 0, 4]], "coverage": [[2, 1, 2]]}, "found 1 observed days of effort 0"),
        ({"effort": [[0, 3, 4]]}, "found 1 such days. Give the pages read"),
        ({"effort": [[3, 4]]}, r"effort of the shape of the values, \(1, 3\)"),
        ({"effort": [[3, np.nan, 4]]}, "effort of zero or more on every day"),
        ({"effort": [[3, -1, 4]]}, "effort of zero or more on every day"),
        ({"effort": [[3, 1e10, 4]]}, "effort of at most 1,000,000,000 a day"),
        ({"exposure": [[3, 1e300, 4]]}, "exposure of at most 1,000,000,000 a day"),
    ],
)
def test_effort_that_cannot_be_is_refused_in_words(given: dict[str, Any], match: str) -> None:
    with pytest.raises(cc.DataError, match=match):
        cc.Counts.from_arrays([[1, 0, 2]], ["A"], START, **given)


def test_effort_of_unobserved_days_is_never_looked_at() -> None:
    found = cc.Counts.from_arrays([[1, 5, 2]], ["A"], START, effort=[[3, 0, 4]], observed=[[True, False, True]])
    assert found.observed.tolist() == [[True, False, True]]
