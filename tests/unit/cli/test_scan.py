"""concerted scan as a person and as a script meet it."""

from __future__ import annotations

import csv
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from running import Run

# The package gives the function under this name.
room = import_module("concerted.ask.scan")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Five groups on 300 days; the second repeats two thirds of the first's days."""
    rng = np.random.default_rng(1)
    values = rng.random((5, 300)) < 0.2
    values[1] = np.where(rng.random(300) < 0.66, values[0], values[1])
    start = np.datetime64("2020-01-01")
    lines = ["date,actor", *(f"{start + int(day)},{name}" for name, row in zip("ABCD=", values, strict=True) for day in np.flatnonzero(row))]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([*lines, "2020-01-05,few"]) + "\n", encoding="utf-8")
    return path


def pairs(folder: Path) -> list[dict[str, str]]:
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_a_person_reads(run: Run, table: Path) -> None:
    status, out, err = run("scan", table, "--census")
    assert (status, err) == (0, "")
    assert "together: 20 directed pairs of 5 groups, of which 20 could have fired and are one family. 1 group with fewer than ten" in out
    assert "A then B: p " in out
    folder = table.with_name("rows-scan")
    assert sorted(path.name for path in folder.iterdir()) == ["pairs.csv", "scan.json"]
    found = pairs(folder)
    assert (found[0]["a"], found[0]["b"], found[0]["verdict"]) in {("A", "B", "beyond shared causes"), ("B", "A", "beyond shared causes")}
    assert {row["a"] for row in found} == {"A", "B", "C", "D", "'="}
    told = json.loads((folder / "scan.json").read_text(encoding="utf-8"))
    assert told["groups_left_out"] == ["few"]
    assert told["beyond_shared_causes"] == len(told["findings"]) == sum(row["verdict"] == "beyond shared causes" for row in found)
    assert told["findings"][0]["sentence"]


def test_a_table_that_nobody_declares_a_census_cannot_say(run: Run, table: Path) -> None:
    _, out, _ = run("scan", table, "--json")
    told = json.loads(out)
    assert told["verdicts"] == {"beyond shared causes": 0, "shared causes suffice": 0, "no sign": 0, "cannot say": 20}
    assert (told["rows"], told["question"], told["census"]) == (told["rows"], "together", False)


def test_a_scan_that_was_stopped_goes_on(run: Run, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_SOURCES", 1)
    whole, part = room.Plan.part, []

    def counted(plan: Any, number: int) -> Any:
        part.append(number)
        if len(part) == 4:
            raise KeyboardInterrupt
        return whole(plan, number)

    monkeypatch.setattr(room.Plan, "part", counted)
    assert run("scan", table, "--out", tmp_path / "out", "--census")[0] == 130
    assert run("scan", table, "--out", tmp_path / "out", "--census")[0] == 0
    assert part == [0, 1, 2, 3, 3, 4]
    monkeypatch.undo()
    assert run("scan", table, "--out", tmp_path / "again", "--census")[0] == 0
    for name in ("pairs.csv", "scan.json"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_other_peoples_files_stay(run: Run, table: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it", encoding="utf-8")
    status, _, err = run("scan", table, "--out", tmp_path / "mine")
    assert status == 1
    assert "found other files in" in err
    assert run("scan", table, "--out", table)[0] == 1


@pytest.mark.parametrize(("words", "told"), [(("--control", "X"), "X"), (("--from", "2031-01-01"), "found none"), (("--alpha", "2"), "alpha")])
def test_bad_options_are_told_in_one_line(run: Run, table: Path, words: tuple[str, str], told: str) -> None:
    status, out, err = run("scan", table, *words)
    assert (status, out) == (1, "")
    assert told in err
    assert "Traceback" not in err


def test_columns_of_any_name(run: Run, table: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine.csv"
    other.write_text(table.read_text(encoding="utf-8").replace("date,actor", "on what day,whoever"), encoding="utf-8")
    assert run("scan", other)[0] == 1
    status, out, _ = run("scan", other, "--map", "date=on what day", "--map", "actor=whoever", "--json")
    assert (status, json.loads(out)["verdicts"]["cannot say"]) == (0, 20)
    status, _, err = run("scan", other, "--map", "actor")
    assert (status, "expected --map OURS=THEIRS, such as --map actor=who; found 'actor'" in err) == (2, True)
