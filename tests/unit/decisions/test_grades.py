"""Grades of the Admiralty scale: a person gives them, nothing is computed from them, and they change no verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from concerted.decisions import CONFIRM, REJECT, SOURCE_GRADES, STATEMENT_GRADES, UNSURE, Log
from concerted.errors import DataError

STATEMENT, SOURCE = "statement:46b9e0eb53b1ecca", "source:00ff"


def append(folder: Path, about: str, verdict: str) -> None:
    Log(folder).append(about=about, verdict=verdict, by="A. Reader", reason="because")


def test_a_grade_leaves_the_verdict_and_a_verdict_the_grade(tmp_path: Path) -> None:
    append(tmp_path, STATEMENT, CONFIRM)
    append(tmp_path, STATEMENT, "2")
    decisions = Log(tmp_path).read()
    assert decisions.faults == ()
    latest, graded = decisions.latest(STATEMENT), decisions.grade(STATEMENT)
    assert latest is not None
    assert graded is not None
    assert (latest.verdict, graded.verdict, graded.by, graded.reason) == (CONFIRM, "2", "A. Reader", "because")
    append(tmp_path, STATEMENT, REJECT)
    again = Log(tmp_path).read()
    assert again.current[STATEMENT].verdict == REJECT
    assert again.grade(STATEMENT) == graded
    assert [one.verdict for one in again.history(STATEMENT)] == [CONFIRM, "2", REJECT]


def test_the_latest_grade_holds_and_unsure_takes_a_sources_back(tmp_path: Path) -> None:
    for verdict in ("B", "D"):
        append(tmp_path, SOURCE, verdict)
    grade = Log(tmp_path).read().grade(SOURCE)
    assert grade is not None
    assert grade.verdict == "D"
    append(tmp_path, SOURCE, UNSURE)
    assert Log(tmp_path).read().grade(SOURCE) is None


def test_a_statement_alone_with_a_grade_is_not_decided(tmp_path: Path) -> None:
    append(tmp_path, STATEMENT, "2")
    decisions = Log(tmp_path).read()
    assert decisions.latest(STATEMENT) is None
    assert STATEMENT not in decisions.current
    assert decisions.grade("statement:other", STATEMENT) is not None


@pytest.mark.parametrize(("about", "verdict"), [(SOURCE, "2"), (STATEMENT, "B"), ("name:reds:Reds", "B"), ("name:reds:Reds", "6")])
def test_each_axis_has_its_own_grades(tmp_path: Path, about: str, verdict: str) -> None:
    with pytest.raises(DataError, match="A to F are for sources"):
        append(tmp_path, about, verdict)
    assert Log(tmp_path).read().entries == ()


@pytest.mark.parametrize("verdict", ["G", "0", "7", "b", "B2"])
def test_other_letters_are_no_grade(tmp_path: Path, verdict: str) -> None:
    with pytest.raises(DataError):
        append(tmp_path, SOURCE, verdict)


def test_the_scale_is_whole() -> None:
    assert "".join(SOURCE_GRADES) == "ABCDEF"
    assert "".join(STATEMENT_GRADES) == "123456"
