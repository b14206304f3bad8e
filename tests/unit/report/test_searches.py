"""Deleting a line of searches.csv changes what the report says."""

from __future__ import annotations

from pathlib import Path

import pytest

import concerted as cc
from small_case import change, write_small_case

HEADER = "group,front,day,first,last,pages_read,complete,source"
LOG = [
    "official count,North,,2020-01-01,2020-02-29,,y,State X",
    "Reds,all,,2020-01-01,2020-01-04,4,n,our own",
    "Reds,all,,2020-01-05,2020-02-29,6,n,our own",
    "Blues,all,,2020-01-01,2020-02-07,4,n,our own",
    "Blues,all,2020-02-08,,,9,n,our own",
    "Blues,all,,2020-02-09,2020-02-29,4,n,our own",
]


def report(folder: Path, log: list[str], *, covered: bool) -> str:
    """Return the page, without the hashes of the files, which change with any byte."""
    write_small_case(folder)
    change(folder, "case.toml", 'coverage = "coverage.csv"', ('coverage = "coverage.csv"\n' if covered else "") + 'searches = "searches.csv"')
    (folder / "searches.csv").write_text("\n".join([HEADER, *log]) + "\n", encoding="utf-8")
    written = cc.assess(folder).write(folder.parent / f"{folder.name}-out")
    return (written / "report.html").read_text(encoding="utf-8").split("Method, seed, versions and inputs")[0]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, str]:
    folder = tmp_path_factory.mktemp("cases")
    return {covered: report(folder / str(covered), LOG, covered=covered) for covered in (True, False)}


def test_the_same_lines_give_the_same_words(whole: dict[bool, str], tmp_path: Path) -> None:
    assert report(tmp_path / "case", LOG, covered=False) == whole[False]


@pytest.mark.parametrize("line", range(1, len(LOG)))
def test_deleting_any_line_of_the_searches_changes_the_report(whole: dict[bool, str], tmp_path: Path, line: int) -> None:
    less = [one for i, one in enumerate(LOG) if i != line]
    assert report(tmp_path / "case", less, covered=False) != whole[False]


@pytest.mark.parametrize("line", range(1, len(LOG)))
def test_beside_a_coverage_file_too(whole: dict[bool, str], tmp_path: Path, line: int) -> None:
    less = [one for i, one in enumerate(LOG) if i != line]
    assert report(tmp_path / "case", less, covered=True) != whole[True]


def test_the_line_of_a_count_decides_whether_it_is_a_census(tmp_path: Path) -> None:
    report(tmp_path / "case", LOG, covered=False)
    change(tmp_path / "case", "searches.csv", "2020-02-29,,y,State X", "2020-02-29,,n,State X")
    verdicts = [f.verdict for f in cc.assess(tmp_path / "case").findings if f.groups == ("attacks in the north",)]
    change(tmp_path / "case", "searches.csv", "2020-02-29,,n,State X", "2020-02-29,,y,State X")
    assert verdicts == ["cannot say"]
    assert [f.verdict for f in cc.assess(tmp_path / "case").findings if f.groups == ("attacks in the north",)] == ["shared causes suffice"]
