"""What a group could act against, by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

import concerted as cc
from concerted.actors import Register
from concerted.case import read_case
from concerted.days import Window
from concerted.events import Coverage, case_rows
from concerted.events.exposure import Exposure
from small_case import change, write_small_case

LINES = ("Reds,,2020-01-01,2020-01-31,40,ships,https://example.org/x1", "Red Front,,2020-02-01,2020-02-29,20,ships,https://example.org/x2")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    write_small_case(tmp_path)
    change(tmp_path, "case.toml", 'reach = "reach.csv"', 'reach = "reach.csv"\nexposure = "exposure.csv"')
    (tmp_path / "exposure.csv").write_text("\n".join(["group,day,first,last,exposure,unit,source_url", *LINES]) + "\n", encoding="utf-8")
    return tmp_path


def exposure(folder: Path) -> Exposure:
    case, faults = read_case(folder)
    assert faults == ()
    assert case is not None
    return Exposure(case, Register(case.organisations))


def test_each_day_has_its_number_and_a_group_without_a_line_counts_all_alike(case: Path) -> None:
    found = exposure(case)
    assert found.days("reds").tolist() == [40.0] * 31 + [20.0] * 29
    assert found.days("blues").tolist() == [1.0] * 60
    table = found.table(("reds", "blues"))
    assert table is not None
    assert table.shape == (2, 60)


def test_without_the_file_there_is_none(tmp_path: Path) -> None:
    found = exposure(write_small_case(tmp_path))
    assert found.table(("reds", "blues")) is None
    assert found.reasons("reds") == ()


def test_it_reaches_the_counts_and_the_findings_say_so(case: Path) -> None:
    assessment = cc.assess(case)
    assert assessment.counts.exposure is not None
    assert assessment.counts.exposure[:, 0].tolist() == [40.0, 1.0]
    both = next(f for f in assessment.findings if f.question == "together")
    assert "Reds, 12 rows: its days are weighted by ships; that events follow in proportion is assumed" in both.cannot_show
    assert "Blues, 12 rows: no exposure is given for it, so all its days count alike" in both.cannot_show


def test_a_pause_of_rows_is_by_exposure(case: Path) -> None:
    with_it = next(f for f in cc.assess(case).findings if f.question == "pause" and f.groups == ("Reds",))
    change(case, "case.toml", 'exposure = "exposure.csv"\n', "")
    without = next(f for f in cc.assess(case).findings if f.question == "pause" and f.groups == ("Reds",))
    assert with_it.expected_count == pytest.approx((without.expected_count or 0) / 2)
    assert [v.expected_count for v in with_it.variants if v.kind == "exposure"] == [without.expected_count]
    assert not [v for v in without.variants if v.kind == "exposure"]


def test_a_row_where_the_exposure_says_zero_makes_its_day_unobserved(case: Path) -> None:
    # `check` tells this of the case's own tables; rows of imported tables and rows counted for another group reach the counts.
    found, faults = read_case(case)
    assert faults == ()
    assert found is not None
    register = Register(found.organisations)
    quiet = replace(
        found, exposure=(*found.exposure, replace(found.exposure[0], first=dt.date(2020, 1, 5), last=dt.date(2020, 1, 9), exposure=0.0))
    )
    exposed, looked = Exposure(quiet, register), Coverage(quiet, register)
    rows = case_rows(quiet, register, looked)
    counts = rows.counts(looked, Window(dt.date(2020, 1, 1), dt.date(2020, 2, 29)), register.name, exposure=exposed)
    assert counts.observed[0, 3:10].tolist() == [True, False, True, True, True, False, True]
    assert counts.observed[1].all()
    told = exposed.reasons("reds", rows.of("reds"))[1]
    assert told == "rows lie on days of exposure 0 (5 January 2020, 9 January 2020): these days are left out as unobserved"
