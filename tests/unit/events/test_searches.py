"""What was searched on which day gives the coverage and, where the pages are known, the effort."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import concerted as cc
from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.case.records import SearchRow
from concerted.counts import Counts
from concerted.days import Window
from concerted.events import Coverage, Rows, case_rows
from small_case import change, write_small_case

HEADER = "group,front,day,first,last,pages_read,complete,source"
ALWAYS = ",2020-01-01,2020-02-29"


def case_of(folder: Path, *lines: str, covered: bool = False) -> Case:
    """Return the small case with these searches, and without its coverage file unless that is wanted."""
    write_small_case(folder)
    change(folder, "case.toml", 'coverage = "coverage.csv"', 'coverage = "coverage.csv"\nsearches = "searches.csv"')
    (folder / "searches.csv").write_text(
        "\n".join([HEADER, "official count,North,,2020-01-01,2020-02-29,,y,State X", *lines]) + "\n", encoding="utf-8"
    )
    if not covered:
        change(folder, "case.toml", 'coverage = "coverage.csv"\n', "")
    case, faults = read_case(folder)
    assert faults == ()
    assert case is not None
    return case


def coverage(folder: Path, *lines: str, covered: bool = False) -> Coverage:
    case = case_of(folder, *lines, covered=covered)
    return Coverage(case, Register(case.organisations))


def counted(case: Case) -> tuple[Counts, Rows, Coverage]:
    register = Register(case.organisations)
    looked = Coverage(case, register)
    rows = case_rows(case, register, looked)
    return rows.counts(looked, Window(case.settings.case.start, case.settings.case.end), register.name), rows, looked


def pages(looked: Coverage, group: str, *fronts: str) -> list[float | None]:
    """Return the pages of the first four days, None where they are unknown."""
    effort = looked.effort(group, fronts)
    assert effort is not None
    return [float(n) if known else None for n, known in zip(effort.pages[:4], effort.known[:4], strict=True)]


def test_a_day_is_a_sample_a_census_or_unobserved(tmp_path: Path) -> None:
    found = coverage(
        tmp_path, "Reds,all,2020-01-01,,,4,n,", "Reds,all,2020-01-02,,,4,y,us", "Reds,all,2020-01-03,,,0,n,", "Reds,all,2020-01-05,,,,n,"
    )
    assert found.days("reds")[:6].tolist() == [1, 2, 0, 0, 1, 0]
    assert found.days("blues").tolist() == [0] * 60


@pytest.mark.parametrize(("line", "level"), [(",y,us", 1), (",n,", 1), ("4,n,", 1), ("0,n,", 0)])
def test_beside_a_sample_of_the_coverage_file_the_more_careful_holds(tmp_path: Path, line: str, level: int) -> None:
    found = coverage(tmp_path, f"Reds,all,2020-01-05,,,{line}", covered=True)
    assert found.days("reds")[3:6].tolist() == [1, level, 1]


def test_a_line_for_everybody_holds_for_the_groups_and_nobody_else(tmp_path: Path) -> None:
    found = coverage(tmp_path, f"all case groups,all,{ALWAYS},4,n,")
    assert [found.days(name)[0] for name in ("reds", "blues", "nobody", "Far group")] == [1, 1, 0, 0]


def test_pages_are_summed_over_the_fronts(tmp_path: Path) -> None:
    found = coverage(tmp_path, f"Reds,North,{ALWAYS},4,n,", f"Reds,South,{ALWAYS},5,n,", f"Reds,East,{ALWAYS},6,n,")
    assert pages(found, "reds", "North") == [4] * 4
    assert pages(found, "reds", "North", "South") == [9] * 4
    assert pages(found, "reds") == [15] * 4
    assert found.effort("blues", ("North",)) is None


@pytest.mark.parametrize("turned", [False, True])
def test_a_search_of_several_fronts_counts_once(tmp_path: Path, turned: bool) -> None:
    lines = [f"Reds,all,{ALWAYS},4,n,", f"Reds,North,{ALWAYS},4,n,", f"Reds,South,{ALWAYS},4,n,"]
    assert pages(coverage(tmp_path, *(lines[::-1] if turned else lines)), "reds", "North", "South") == [4] * 4


def test_a_missing_number_is_unknown_and_never_zero(tmp_path: Path) -> None:
    found = coverage(tmp_path, "Reds,North,,2020-01-01,2020-01-03,4,n,", "Reds,North,2020-01-02,,,,n,", "Reds,South,2020-01-03,,,,n,")
    assert pages(found, "reds", "North") == [4, None, 4, None]
    assert pages(found, "reds", "North", "South") == [4, None, None, None]


def test_a_front_that_was_looked_at_without_a_number_makes_the_day_unknown(tmp_path: Path) -> None:
    found = coverage(tmp_path, f"Reds,North,{ALWAYS},4,n,", covered=True)
    assert pages(found, "reds", "North") == [4] * 4
    # coverage.csv says of the south that somebody looked, and no search says how much was read.
    assert pages(found, "reds", "North", "South") == [None] * 4


def test_effort_reaches_the_counts_where_it_is_known_on_every_observed_day(tmp_path: Path) -> None:
    case = case_of(
        tmp_path,
        "Reds,all,,2020-01-01,2020-01-31,4,n,",
        "Reds,all,2020-02-01,,,0,n,",
        "Reds,all,,2020-02-02,2020-02-20,7,n,",
        f"Blues,all,{ALWAYS},,n,",
    )
    counts, rows, looked = counted(case)
    assert counts.effort is not None
    assert counts.effort[0].tolist() == [4.0] * 31 + [0.0] + [7.0] * 19 + [0.0] * 9
    assert counts.effort[1].tolist() == [1.0] * 60
    assert counts.observed[0].tolist() == [True] * 31 + [False] + [True] * 19 + [False] * 9
    assert [rows.effort_known(looked, id_) for id_ in ("reds", "blues")] == [(50, 50), (0, 60)]


def test_one_observed_day_without_a_number_keeps_the_effort_back(tmp_path: Path) -> None:
    case = case_of(tmp_path, f"Reds,North,{ALWAYS},4,n,", f"Reds,South,{ALWAYS},4,n,", "Reds,North,2020-01-05,,,,n,")
    counts, rows, looked = counted(case)
    assert counts.effort is None
    assert rows.effort_known(looked, "reds") == (59, 60)


def test_the_front_of_hardly_any_rows_needs_no_number(tmp_path: Path) -> None:
    case = case_of(tmp_path, f"Reds,North+South,{ALWAYS},4,n,", f"Reds,East,{ALWAYS},,n,")
    counts, _, _ = counted(case)
    assert counts.effort is not None
    assert counts.effort[0].tolist() == [4.0] * 60


def test_a_row_on_a_day_without_a_page_read_is_set_aside(tmp_path: Path) -> None:
    case = case_of(tmp_path, "Reds,all,,2020-01-01,2020-01-04,0,n,", "Reds,all,,2020-01-05,2020-02-29,4,n,")
    counts, rows, _ = counted(case)
    assert [row.event_id for row in rows.unobserved if row.actor == "Reds"] == ["R02", "R03"]
    assert counts.values[0].sum() == 10


def limits(folder: Path, question: str = "together") -> list[str]:
    found = next(f for f in cc.assess(folder).findings if f.question == question and "Reds" in f.groups)
    return [text for text in found.cannot_show if "rows:" in text]


def test_the_findings_say_what_is_missing_of_the_effort(tmp_path: Path) -> None:
    case_of(tmp_path, f"Reds,all,{ALWAYS},4,n,", "Blues,all,,2020-01-01,2020-02-28,4,n,our own", "Blues,all,2020-02-29,,,,n,")
    told = limits(tmp_path)
    assert "Blues, 12 rows: it is known on 59 of 60 observed days only how many pages were read, so the days are not weighted by them" in told
    assert "Blues, 12 rows: searches that were not complete (our own)" in told
    assert not any("how many pages" in text for text in told if text.startswith("Reds"))


def test_without_searches_nothing_is_said_of_pages(tmp_path: Path) -> None:
    write_small_case(tmp_path)
    assert not any("pages were read" in text for text in limits(tmp_path))


def test_together_weighs_by_the_effort_only_where_it_is_known_of_both(tmp_path: Path) -> None:
    from concerted.events import case_totals
    from concerted.weigh.battery import Battery

    case = case_of(tmp_path, f"Reds,all,{ALWAYS},4,n,", f"Blues,all,{ALWAYS},7,n,")
    one_known = replace(case, searches=tuple(replace(s, pages_read=None) if s.group == "Blues" else s for s in case.searches))
    for known, there in ((case, True), (one_known, False)):
        counts, rows, looked = counted(known)
        battery = Battery(known, Register(known.organisations), looked, rows, case_totals(known)[0], 1)
        assert counts.effort is not None
        assert (battery._with_known_effort(counts, ("reds", "blues")).effort is not None) is there


def test_searches_are_read_as_they_stand(tmp_path: Path) -> None:
    line = case_of(tmp_path, "Reds,all,,2020-01-01,2020-01-03,4,n,us").searches[1]
    assert isinstance(line, SearchRow)
    assert (line.row, line.pages_read, line.complete, line.day) == (3, 4, "n", None)
    assert np.datetime64(line.first) == np.datetime64("2020-01-01")
