"""concerted calibrate as a person and as a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import Run
from small_case import write_small_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def test_what_a_person_reads(run: Run, case: Path) -> None:
    status, out, err = run("calibrate", case, "--runs", "20")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("F01 pause, attacks in the north: if there were no pause, this test would still fire in ")
    assert any(line.startswith("F05 together, Reds, Blues: if there were no link") for line in lines)
    assert lines[-2] == "6 of 7 findings calibrated; the others are not about timing or have no p."
    assert lines[-1] == str(case / "calibration.json")
    assert (case / "calibration.json").is_file()
    assert [path.name for path in case.glob(".*")] == []


def test_what_a_script_reads(run: Run, case: Path) -> None:
    status, out, err = run("calibrate", case, "--runs", "20", "--seed", "5", "--json")
    assert (status, err) == (0, "")
    content = json.loads(out)
    assert (content["runs"], content["seed"]) == (20, 5)
    assert out == (case / "calibration.json").read_text(encoding="utf-8")


def test_workers_change_nothing(run: Run, case: Path) -> None:
    run("calibrate", case, "--runs", "40")
    alone = (case / "calibration.json").read_bytes()
    (case / "calibration.json").unlink()
    status, _, _ = run("calibrate", case, "--runs", "40", "--workers", "2")
    assert status == 0
    assert (case / "calibration.json").read_bytes() == alone


def test_the_case_is_still_without_a_fault(run: Run, case: Path) -> None:
    run("calibrate", case, "--runs", "20")
    status, out, _ = run("check", case)
    assert (status, out) == (0, f"{case}: no fault.\n")


@pytest.mark.parametrize("words", [("--runs", "3"), ("--workers", "0"), ("--seed", "-1"), ("--runs", "many")])
def test_what_was_not_understood_ends_with_two(run: Run, case: Path, words: tuple[str, str]) -> None:
    status, out, err = run("calibrate", case, *words)
    assert (status, out) == (2, "")
    assert "Invalid value" in err


def test_no_such_case_ends_with_one(run: Run, tmp_path: Path) -> None:
    status, out, err = run("calibrate", tmp_path / "none")
    assert (status, out) == (1, "")
    assert "Traceback" not in err
