"""The command line as a script meets it: status, standard output, standard error, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import concerted as cc
from concerted import cli
from concerted.version import __version__
from running import Run
from small_case import append, change, event, write_small_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def piped(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    code = "from concerted.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, check=False, env={**os.environ, **environment})


def test_assess_answers_and_writes(run: Run, case: Path) -> None:
    status, out, err = run("assess", case)
    assert (status, err) == (0, "")
    assert out.startswith("Did the Reds and the Blues act in concert?\n")
    assert "Why: " in out
    assert out.endswith(f"{case / 'out' / 'report.html'}\n")
    assert (case / "out" / "report.html").is_file()


def test_nothing_on_standard_error_when_piped(case: Path) -> None:
    for words in (["assess", case], ["check", case], ["new", case.parent / "new"]):
        done = piped(*words)
        assert (done.returncode, done.stderr) == (0, b""), words
        assert done.stdout


def test_json_is_exactly_the_file(run: Run, case: Path) -> None:
    status, out, err = run("assess", case, "--json")
    assert (status, err) == (0, "")
    assert out.encode() == (case / "out" / "findings.json").read_bytes()
    assert json.loads(out)["case"] == "small"


def test_seed_of_the_case_and_of_the_command(run: Run, case: Path) -> None:
    assert json.loads(run("assess", case, "--json")[1])["seed"] == 7
    assert json.loads(run("assess", case, "--json", "--seed", "0")[1])["seed"] == 0
    assert run("assess", case, "--seed", "-1")[0] == 2


def test_out_goes_where_it_is_sent(run: Run, case: Path, tmp_path: Path) -> None:
    status, out, _ = run("assess", case, "--out", tmp_path / "a" / "b")
    assert status == 0
    assert str(tmp_path / "a" / "b" / "report.html") in out
    assert (tmp_path / "a" / "b" / "findings.json").is_file()
    assert not (case / "out").exists()


def test_cannot_say_is_an_answer_unless_asked_otherwise(run: Run, case: Path) -> None:
    assert cc.assess(case).grade == "cannot say"
    assert run("assess", case)[0] == 0
    status, out, err = run("assess", case, "--fail-unless-answered", "--json")
    assert (status, err) == (3, "")
    assert out.encode() == (case / "out" / "findings.json").read_bytes()


def test_another_grade_is_an_answer(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concerted.weigh import dossier

    monkeypatch.setattr(dossier, "grade", lambda *_, **__: ("no sign", "for this test"))
    assert run("assess", case, "--fail-unless-answered")[0] == 0


def test_open_shows_the_report(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    assert run("assess", case)[0] == 0
    assert shown == []
    assert run("assess", case, "--open")[0] == 0
    assert shown == [str(case / "out" / "report.html")]


def test_faults_end_assess_before_anything_is_written(run: Run, case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-30"))
    status, out, err = run("assess", case)
    assert (status, out) == (1, "")
    assert "events.csv, row 26, date: expected a day" in err
    assert err.endswith("1 fault; nothing was written.\n")
    assert not (case / "out").exists()


def test_check_without_a_fault(run: Run, case: Path) -> None:
    assert run("check", case) == (0, f"{case}: no fault.\n", "")
    status, out, err = run("check", case, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"ok": True, "faults": [], "error": None}


def test_check_tells_all_faults(run: Run, case: Path) -> None:
    change(case, "case.toml", "seed = 7", "sed = 7")
    append(case, "events.csv", event("X", "2020-02-30"))
    append(case, "events.csv", event("Y", "2020-02-20", front="West"))
    status, out, err = run("check", case)
    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert [line.partition(":")[0] for line in lines[:3]] == ["case.toml, case.sed", "events.csv, row 26, date", "events.csv, row 27, front"]
    assert lines[3:] == ["3 faults; nothing was written."]


@pytest.mark.parametrize("command", ["check", "assess"])
def test_faults_as_json_and_nothing_else(run: Run, case: Path, command: str) -> None:
    append(case, "events.csv", event("X", "2020-02-30", actor="Réds"))
    append(case, "events.csv", event("Y", "2020-02-20", actor="Grüne"))
    status, out, err = run(command, case, "--json")
    assert (status, err) == (1, "")
    answer = json.loads(out)
    assert (answer["ok"], answer["error"]) == (False, None)
    assert [(fault["file"], fault["row"], fault["column"]) for fault in answer["faults"]] == [
        ("events.csv", 26, "date"),
        ("events.csv", 27, "actor"),
    ]
    assert set(answer["faults"][0]) == {"file", "row", "column", "expected", "found", "advice"}
    assert answer["faults"][1]["found"] == "'Grüne'"


@pytest.mark.parametrize("command", ["check", "assess"])
def test_no_such_case(run: Run, tmp_path: Path, command: str) -> None:
    for name in ("nowhere", "n" * 300):
        status, out, err = run(command, tmp_path / name)
        assert (status, out) == (1, "")
        assert "expected a case folder" in err
    status, out, err = run(command, tmp_path, "--json")
    assert (status, err) == (1, "")
    assert json.loads(out)["faults"][0]["expected"] == "the settings of a case"


def test_report_that_cannot_be_written(run: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    status, out, err = run("assess", case, "--out", tmp_path / "file")
    assert (status, out) == (1, "")
    assert err.startswith("Error: expected a folder to write into; found a file")
    status, out, err = run("assess", case, "--out", tmp_path / "file", "--json")
    assert (status, err) == (1, "")
    answer = json.loads(out)
    assert (answer["ok"], answer["faults"]) == (False, [])
    assert "found a file" in answer["error"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_new_makes_a_case_without_a_fault(run: Run, tmp_path: Path) -> None:
    status, out, err = run("new", tmp_path / "x")
    assert (status, err) == (0, "")
    assert f"concerted check {tmp_path / 'x'}" in out
    assert run("check", tmp_path / "x")[0] == 0


def test_new_as_json(run: Run, tmp_path: Path) -> None:
    answer = json.loads(run("new", tmp_path / "x", "--json")[1])
    assert answer == {"case": str(tmp_path / "x"), "files": sorted(path.name for path in (tmp_path / "x").iterdir())}


def test_new_refuses_a_folder_that_holds_something(run: Run, case: Path) -> None:
    before = sorted((path.name, path.read_bytes()) for path in case.iterdir())
    status, out, err = run("new", case)
    assert (status, out) == (1, "")
    assert "new or empty folder" in err
    assert sorted((path.name, path.read_bytes()) for path in case.iterdir()) == before


def test_new_with_an_impossible_name(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / ("n" * 300))[:2] == (1, "")


@pytest.mark.parametrize(
    "words", [("gather",), ("assess",), ("assess", "a", "b"), ("check", "--out", "x", "a"), ("assess", "a", "--seed", "one"), ()]
)
def test_commands_that_are_not_understood(run: Run, words: tuple[str, ...]) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert "Usage: concerted" in err


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"concerted, version {__version__}\n", "")


def test_every_command_can_be_loaded_and_says_what_the_list_says() -> None:
    context = click.Context(cli.cli)
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None
        assert command.name == "command"
    assert cli.cli.get_command(context, "gather") is None


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "/x"), OSError("odd"), OSError(28, "No space left on device")])
def test_the_system_says_no(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("concerted.assessment.check", refuse)
    status, out, err = run("check", case)
    assert (status, out) == (1, "")
    assert err.startswith("Error: ")
    assert str(error.strerror or error) in err
    status, out, err = run("check", case, "--json")
    assert (status, err) == (1, "")
    assert json.loads(out)["error"] == str(error)


def test_stopped_by_hand(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("concerted.assessment.assess", stop)
    status, out, err = run("assess", case)
    assert (status, out) == (130, "")
    assert err.strip() == "stopped; nothing was changed"


def test_terminal_without_the_letters(case: Path) -> None:
    change(case, "case.toml", "Did the Reds", "Did حزب")
    done = piped("assess", case, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(rb"Did \u062d\u0632\u0628")
    done = piped("assess", case, "--json", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.stdout == (case / "out" / "findings.json").read_bytes()
    assert done.stderr == b""
