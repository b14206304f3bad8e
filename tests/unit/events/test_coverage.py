"""Who was looked for, where and when: nothing is inferred from a missing line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from concerted.actors import Register
from concerted.case import read_case
from concerted.events import Coverage
from small_case import SETTINGS, write_small_case

HEADER = "group,front,period_start,period_end,coverage,why,source"
DAY = dt.date(2020, 1, 10)


def coverage(folder: Path, *lines: str) -> Coverage:
    write_small_case(folder)
    (folder / "case.toml").write_text(SETTINGS + '[[scopes]]\nname = "bases"\nfronts = ["North"]\ntargets = ["base"]\n', encoding="utf-8")
    (folder / "coverage.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    case, _ = read_case(folder)
    assert case is not None
    return Coverage(case, Register(case.organisations))


def line(group: str, front: str, level: str, start: str = "2020-01-01", end: str = "2020-02-29", why: str = "why") -> str:
    return f"{group},{front},{start},{end},{level},{why},somebody"


def test_no_line_means_that_nobody_looked(tmp_path: Path) -> None:
    found = coverage(tmp_path, line("Blues", "all", "census"))
    assert found.level("reds", ["North"], "base", DAY) == 0
    assert found.days("reds").tolist() == [0] * 60


@pytest.mark.parametrize(("word", "level"), [("none", 0), ("sample", 1), ("census", 2)])
def test_levels(tmp_path: Path, word: str, level: int) -> None:
    found = coverage(tmp_path, line("Reds", "all", word))
    assert found.level("reds", ["North"], "base", DAY) == level
    assert found.days("reds").tolist() == [level] * 60


def test_both_ends_of_a_line_count_and_no_day_beside_them(tmp_path: Path) -> None:
    found = coverage(tmp_path, line("Reds", "all", "census", "2020-01-02", "2020-01-04"))
    assert found.days("reds")[:6].tolist() == [0, 2, 2, 2, 0, 0]


@pytest.mark.parametrize(("other", "level"), [("sample", 1), ("none", 0), ("census", 2)])
def test_where_lines_overlap_the_more_careful_holds(tmp_path: Path, other: str, level: int) -> None:
    for lines in ([line("Reds", "all", "census"), line("Reds", "North", other)], [line("Reds", "North", other), line("Reds", "all", "census")]):
        found = coverage(tmp_path, *lines)
        assert found.level("reds", ["North"], "base", DAY) == level
        assert found.level("reds", ["South"], "base", DAY) == 2


def test_a_row_over_several_fronts_is_as_good_as_the_worst(tmp_path: Path) -> None:
    found = coverage(tmp_path, line("Reds", "North", "census"), line("Reds", "South", "sample"))
    assert found.level("reds", ["North", "South"], "base", DAY) == 1
    assert found.level("reds", ["North", "East"], "base", DAY) == 0
    assert found.level("reds", [], "base", DAY) == 0


def test_days_are_a_census_only_where_every_front_is_one(tmp_path: Path) -> None:
    found = coverage(
        tmp_path,
        line("Reds", "North", "census"),
        line("Reds", "South", "none", end="2020-01-31"),
        line("Reds", "South", "census", "2020-02-01"),
    )
    assert found.days("reds").tolist() == [1] * 31 + [2] * 29
    assert found.days("reds", ["North"]).tolist() == [2] * 60
    assert found.days("reds", ["South"]).tolist() == [0] * 31 + [2] * 29


def test_days_are_unobserved_only_where_all_fronts_are(tmp_path: Path) -> None:
    found = coverage(tmp_path, line("Reds", "North", "none"), line("Reds", "South", "sample", end="2020-01-31"))
    assert found.days("reds").tolist() == [1] * 31 + [0] * 29


def test_a_scope_speaks_of_its_targets_only(tmp_path: Path) -> None:
    found = coverage(tmp_path, line("Reds", "bases", "census"))
    assert found.level("reds", ["North"], "base", DAY) == 2
    assert found.level("reds", ["North"], "town", DAY) == 0
    assert found.days("reds", ["North"], ["town"]).tolist() == [0] * 60


def test_aliases_joined_fronts_and_everybody(tmp_path: Path) -> None:
    found = coverage(
        tmp_path, line("Red Front", "North/South", "census"), line("Blues", "North+East", "sample"), line("all case groups", "East", "none")
    )
    assert [found.level("reds", [front], "base", DAY) for front in ("North", "South", "East")] == [2, 2, 0]
    assert [found.level("blues", [front], "base", DAY) for front in ("North", "South", "East")] == [1, 0, 0]


def test_reasons_of_samples_each_once(tmp_path: Path) -> None:
    found = coverage(
        tmp_path,
        line("Reds", "North", "sample", why="few pages"),
        line("Reds", "South", "sample", why="few pages"),
        line("Reds", "East", "census", why="all pages"),
        line("Reds", "East", "sample", "2021-01-01", "2021-01-02", why="later"),
    )
    assert found.reasons("reds") == ("few pages",)
    assert found.reasons("blues") == ()
