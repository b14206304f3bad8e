"""Every fault of searches.csv and exposure.csv is told at once, with its row."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import concerted as cc
from small_case import append, change, event, write_small_case

SEARCHES = "group,front,day,first,last,pages_read,complete,source"
EXPOSURE = "group,day,first,last,exposure,unit,source_url"
WHOLE = "Reds,,2020-01-01,2020-02-29,40,ships,https://example.org/x1"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path)


def with_table(folder: Path, name: str, header: str, *lines: str) -> Path:
    change(folder, "case.toml", 'coverage = "coverage.csv"', f'coverage = "coverage.csv"\n{name} = "{name}.csv"')
    (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="\n")
    return folder


def searched(folder: Path, *lines: str) -> Path:
    return with_table(folder, "searches", SEARCHES, *lines)


def exposed(folder: Path, *lines: str) -> Path:
    return with_table(folder, "exposure", EXPOSURE, *lines)


def told(folder: Path) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.row, fault.column, fault.found) for fault in cc.check(folder)]


def test_both_files_without_a_fault(case: Path) -> None:
    searched(
        case,
        "Reds,all,2020-01-01,,,4,n,",
        "all case groups,North+South,,2020-01-02,2020-02-29,0,n,",
        "official count,North,2020-01-01,,,,y,State X",
    )
    exposed(case, WHOLE)
    assert told(case) == []


_SEARCHES = {
    "unknown group": ("Greens,all,2020-01-01,,,4,n,", "group", "'Greens'"),
    "two groups": ("Reds + Blues,all,2020-01-01,,,4,n,", "group", "'Reds + Blues'"),
    "unknown front": ("Reds,West,2020-01-01,,,4,n,", "front", "'West'"),
    "one of the fronts": ("Reds,North+West,2020-01-01,,,4,n,", "front", "'West'"),
    "no day": ("Reds,all,,,,4,n,", "day", "no day"),
    "half a stretch": ("Reds,all,,2020-01-01,,4,n,", "day", "first 2020-01-01"),
    "a day and a stretch": (
        "Reds,all,2020-01-01,2020-01-01,2020-01-02,4,n,",
        "day",
        "day 2020-01-01, first 2020-01-01, last 2020-01-02",
    ),
    "reversed": ("Reds,all,,2020-01-09,2020-01-02,4,n,", "last", "2020-01-09 to 2020-01-02"),
    "day before the period": ("Reds,all,2019-12-31,,,4,n,", "day", "2019-12-31"),
    "stretch beyond the period": ("Reds,all,,2020-02-20,2020-03-01,4,n,", "first, last", "2020-02-20 to 2020-03-01"),
    "no such day": ("Reds,all,2020-02-30,,,4,n,", "day", "'2020-02-30'"),
    "negative": ("Reds,all,2020-01-01,,,-4,n,", "pages_read", "'-4'"),
    "fractional": ("Reds,all,2020-01-01,,,4.5,n,", "pages_read", "'4.5'"),
    "neither y nor n": ("Reds,all,2020-01-01,,,4,perhaps,", "complete", "'perhaps'"),
    "complete by nobody": ("Reds,all,2020-01-01,,,4,y,", "source", "an empty cell"),
    "complete without a page": ("official count,North,2020-01-01,,,0,y,us", "complete", "'y' and 0 pages"),
}


@pytest.mark.parametrize("name", _SEARCHES)
def test_fault_of_one_search(case: Path, name: str) -> None:
    line, column, found = _SEARCHES[name]
    faults = told(searched(case, "Reds,North,2020-01-31,,,4,n,", line))
    assert ("searches.csv", 3, column, found) in faults
    # A search of a count of which no page was read denies the census of coverage.csv as well.
    assert len(faults) == (2 if name == "complete without a page" else 1)


@pytest.mark.parametrize(
    ("lines", "row", "found"),
    [
        (["Reds,North,2020-01-05,,,4,n,", "Red Front,all,,2020-01-01,2020-01-09,5,n,"], 3, "5, and 4 in row 2"),
        (["Reds,all,,2020-01-01,2020-01-09,5,n,", "Reds,South,2020-01-09,,,4,n,"], 3, "4, and 5 in row 2"),
        (["all case groups,North,2020-01-05,,,4,n,", "Blues,North,2020-01-05,,,0,n,"], 3, "0, and 4 in row 2"),
    ],
)
def test_two_numbers_of_pages_for_one_day(case: Path, lines: list[str], row: int, found: str) -> None:
    assert told(searched(case, *lines)) == [("searches.csv", row, "pages_read", found)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Reds,North,2020-01-05,,,4,n,", "Reds,North,2020-01-06,,,5,n,"],
        ["Reds,North,2020-01-05,,,4,n,", "Reds,South,2020-01-05,,,5,n,"],
        ["Reds,North,2020-01-05,,,4,n,", "Blues,North,2020-01-05,,,5,n,"],
        ["Reds,North,2020-01-05,,,4,n,", "Reds,all,2020-01-05,,,4,n,"],
        ["Reds,North,2020-01-05,,,4,n,", "Reds,North,2020-01-05,,,,n,"],
    ],
    ids=["another day", "another front", "another group", "the same number", "unknown"],
)
def test_what_differs_in_day_front_or_group_is_no_contradiction(case: Path, lines: list[str]) -> None:
    assert told(searched(case, *lines)) == []


def test_parts_of_a_front_by_target_may_differ(case: Path) -> None:
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[[scopes]]\nname = "bases"\nfronts = ["North"]\ntargets = ["base"]\n')
        file.write('[[scopes]]\nname = "towns"\nfronts = ["North"]\ntargets = ["town"]\n')
    change(case, "case.toml", 'targets = ["town"]', 'targets = ["base", "town"]')
    append(case, "events.csv", event("X", "2020-02-20", target="town"))
    searched(case, "Reds,bases,2020-01-05,,,4,n,", "Reds,towns,2020-01-05,,,5,n,")
    assert [column for _, _, column, _ in told(case)] == ["pages_read"]
    change(case, "case.toml", 'targets = ["base", "town"]', 'targets = ["town"]')
    assert told(case) == []


def test_a_census_beside_nobody_looked_is_told_whichever_file_says_which(case: Path) -> None:
    searched(
        case,
        "official count,North,2020-01-05,,,0,n,",
        "Reds,East,2020-01-05,,,3,y,us",
        "Reds,South,2020-01-05,,,,y,us",
        "Reds,South,,2020-01-04,2020-01-06,0,n,",
    )
    append(case, "coverage.csv", "all case groups,East,2020-01-01,2020-01-31,none,nobody looked,")
    assert told(case) == [
        ("searches.csv", 2, "pages_read", "0 pages, and 'census' in row 2 of coverage.csv"),
        ("searches.csv", 3, "complete", "a complete search, and 'none' in row 5 of coverage.csv"),
        ("searches.csv", 5, "pages_read", "0 pages, and a complete search in row 4"),
    ]


def test_the_series_may_find_its_coverage_among_the_searches_alone(case: Path) -> None:
    searched(case, "official count,North,,2020-01-01,2020-02-29,,y,State X", "Reds,all,,2020-01-01,2020-02-29,4,n,")
    change(case, "case.toml", 'coverage = "coverage.csv"\n', "")
    (case / "coverage.csv").unlink()
    assert told(case) == []
    change(case, "searches.csv", "official count", "Blues")
    assert [(file, column) for file, _, column, _ in told(case)] == [("case.toml", "series official")]


_EXPOSURE = {
    "unknown group": ("Greens,2020-01-01,,,4,ships,https://example.org/x2", "group", "'Greens'"),
    "two groups": ("Reds + Blues,2020-01-01,,,4,ships,https://example.org/x2", "group", "'Reds + Blues'"),
    "a group that is not counted": ("Unidentified,2020-01-01,,,4,ships,https://example.org/x2", "group", "'Unidentified'"),
    "another number": ("Red Front,2020-01-05,,,41,ships,https://example.org/x2", "exposure", "41, and 40 in row 2"),
    "another unit": ("Reds,2020-01-05,,,40,bases,https://example.org/x2", "unit", "'bases', and 'ships' in row 2"),
    "negative": ("Reds,2020-01-05,,,-1,ships,https://example.org/x2", "exposure", "'-1'"),
    "not a number": ("Reds,2020-01-05,,,nan,ships,https://example.org/x2", "exposure", "'nan'"),
    "empty": ("Reds,2020-01-05,,,,ships,https://example.org/x2", "exposure", "an empty cell"),
    "no page": ("Reds,2020-01-05,,,40,ships,", "source_url", "an empty cell"),
    "reversed": ("Reds,,2020-01-05,2020-01-04,40,ships,https://example.org/x2", "last", "2020-01-05 to 2020-01-04"),
    "after the period": ("Reds,2020-03-01,,,40,ships,https://example.org/x2", "day", "2020-03-01"),
}


@pytest.mark.parametrize("name", _EXPOSURE)
def test_fault_of_one_line_of_the_exposure(case: Path, name: str) -> None:
    line, column, found = _EXPOSURE[name]
    assert told(exposed(case, WHOLE, line)) == [("exposure.csv", 3, column, found)]


def test_missing_days_are_listed_for_each_group(case: Path) -> None:
    exposed(
        case,
        "Reds,,2020-01-02,2020-02-29,40,ships,https://example.org/x1",
        "Blues,,2020-01-01,2020-01-31,0.5,ships,https://example.org/x1",
        "Blues,,2020-02-04,2020-02-28,0.5,ships,https://example.org/x1",
    )
    faults = cc.check(case)
    assert [fault.found for fault in faults] == [
        "no line for 1-3 February 2020, 29 February 2020 (4 days)",
        "no line for 1 January 2020 (1 day)",
    ]
    assert all("with 0 where there was nothing" in fault.advice and "leave the group out" in fault.advice for fault in faults)


def test_a_long_list_of_missing_days_is_cut(case: Path) -> None:
    odd = [f"Reds,2020-01-{day:02d},,,40,ships,https://example.org/x1" for day in range(1, 32, 2)]
    (fault,) = cc.check(exposed(case, *odd))
    assert fault.found.endswith("14 January 2020, 16 January 2020 and 8 more stretches (44 days)")


def test_an_event_where_there_was_nothing_to_act_against(case: Path) -> None:
    exposed(case, "Reds,,2020-01-01,2020-02-19,40,ships,https://example.org/x1", "Reds,,2020-02-20,2020-02-29,0,ships,https://example.org/x1")
    assert told(case) == []
    append(case, "events.csv", event("X1", "2020-02-20"))
    append(case, "events.csv", event("X2", "2020-02-20", actor="Blues"))
    append(case, "events.csv", event("X3", "2020-02-21", precision="range 20-22 Feb"))
    append(case, "events.csv", event("X4", "2020-02-22", precision="inferred"))
    assert [(file, row, column) for file, row, column, _ in told(case)] == [("events.csv", 26, "date"), ("events.csv", 29, "date")]


def test_all_faults_of_both_files_are_told_in_one_run(case: Path) -> None:
    searched(case, *(line for line, _, _ in _SEARCHES.values()))
    exposed(case, WHOLE, *(line for line, _, _ in _EXPOSURE.values()))
    here = {(file, column, found) for file, _, column, found in told(case)}
    assert {("searches.csv", column, found) for _, column, found in _SEARCHES.values()} <= here
    assert {("exposure.csv", column, found) for _, column, found in _EXPOSURE.values()} <= here


_JUNK = (
    "",
    "-1",
    "1e999",
    "nan",
    "9" * 40,
    "2020-02-30",
    "9999-12-31",
    "0001-01-01",
    "2020-02-29",
    "all",
    "+",
    " + ",
    "; ",
    "y",
    "0",
    "\x00",
    '"',
    "’１",
)


@pytest.mark.parametrize("name", ["searches", "exposure"])
def test_no_noise_ends_in_another_error(case: Path, name: str) -> None:
    lines = {
        "searches": [SEARCHES, "Reds,all,,2020-01-01,2020-01-20,4,n,us", "all case groups,North,2020-01-05,,,,y,us"],
        "exposure": [EXPOSURE, WHOLE, "Blues,,2020-01-01,2020-02-29,0.5,bases,https://example.org/x2"],
    }[name]
    with_table(case, name, *lines)
    rng, found = random.Random(name), 0
    for _ in range(150):
        cells = [line.split(",") for line in lines]
        for _ in range(rng.randrange(1, 4)):
            line = rng.choice(cells)
            line[rng.randrange(len(line))] = rng.choice(_JUNK)
        text = "\n".join(",".join(line) for line in cells)
        (case / f"{name}.csv").write_text(text, encoding="utf-8")
        try:
            found += bool(cc.check(case))
        except Exception as error:
            raise AssertionError(text) from error
    assert found > 75
