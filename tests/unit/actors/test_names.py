"""Names in the tables that the organisations file does not know, each with its place."""

from __future__ import annotations

from pathlib import Path

from concerted.actors import Register, unknown_names
from concerted.case import read_case
from concerted.errors import Fault
from small_case import append, event, write_small_case


def unknown(folder: Path) -> list[Fault]:
    case, _ = read_case(folder)
    assert case is not None
    return list(unknown_names(case, Register(case.organisations)))


def test_all_names_of_the_small_case_are_known(tmp_path: Path) -> None:
    assert unknown(write_small_case(tmp_path)) == []


def test_a_near_name_is_offered_and_never_taken(tmp_path: Path) -> None:
    append(write_small_case(tmp_path), "events.csv", event("X", "2020-02-20", actor="Redss"))
    (fault,) = unknown(tmp_path)
    assert (fault.file, fault.row, fault.column, fault.found) == ("events.csv", 26, "actor", "'Redss'")
    assert fault.advice.startswith("Did you mean 'Reds'? Otherwise add it as an alias in organisations.toml")


def test_only_the_unknown_part_of_a_joint_act_is_told(tmp_path: Path) -> None:
    append(write_small_case(tmp_path), "events.csv", event("X", "2020-02-20", actor="Reds + Zzz + Qqq"))
    assert [fault.found for fault in unknown(tmp_path)] == ["'Zzz'", "'Qqq'"]


def test_coverage_may_speak_of_everybody_and_of_a_count(tmp_path: Path) -> None:
    append(write_small_case(tmp_path), "coverage.csv", "all case groups,East,2020-01-01,2020-02-29,none,nobody looked,")
    append(tmp_path, "coverage.csv", "some count,East,2020-01-01,2020-02-29,none,nobody looked,")
    assert [(fault.row, fault.found) for fault in unknown(tmp_path)] == [(6, "'some count'")]
