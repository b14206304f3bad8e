"""concerted read as a script meets it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concerted import cli
from concerted.cli.read import READERS
from concerted.cli.shown import shown
from concerted.decisions import Log
from concerted.read import into_case
from made_documents import page, pdf
from small_case import change, write_small_case

Run = Callable[..., tuple[int, str, str]]
REPORT = "The Reds and the Blues held fire, said Rana Example, an analyst.\n\n“The Reds direct the Blues,” a spokesman said.\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def one(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["concerted", *map(str, words)])
        status: Any = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = stop.code or 0
        out, err = capfdbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8")

    return one


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def shown_as_json(run: Run, case: Path, *words: str) -> list[dict[str, Any]]:
    status, out, err = run("read", case, "--show", "--json", *words)
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer["ok"] is True
    return list(answer["statements"])


def test_reading_prints_a_ledger_that_adds_up(run: Run, case: Path, report: Path, tmp_path: Path) -> None:
    for name, raw in {"a.html": page(), "b.html": page(), "p.pdf": pdf(), "broken.pdf": b"%PDF-1.4 x"}.items():
        (tmp_path / name).write_bytes(raw)
    names = [tmp_path / name for name in ("a.html", "b.html", "p.pdf", "broken.pdf")]
    status, out, err = run("read", case, report, *names)
    assert (status, err) == (0, "")
    assert out.startswith("Documents: 5 found = 3 read + 1 copies + 1 refused\n")
    assert sum(line.startswith(("  read ", "  copy ", "  refused ")) for line in out.splitlines()) == 5
    assert "Every statement is proposed until somebody confirms it." in out


def test_reading_as_json(run: Run, case: Path, report: Path) -> None:
    status, out, err = run("read", case, report, "--reader", "both", "--json")
    answer = json.loads(out)
    assert (status, err, answer["ledger"]) == (0, "", {"found": 1, "read": 1, "copies": 0, "refused": 0})
    assert answer["documents"][0]["texts"][0]["statements"] == answer["statements"] == len(shown_as_json(run, case))


def test_nothing_that_can_be_read_ends_with_1(run: Run, case: Path, tmp_path: Path) -> None:
    status, out, _ = run("read", case, tmp_path / "none.txt")
    assert status == 1
    assert "1 found = 0 read + 0 copies + 1 refused" in out
    status, _, err = run("read", tmp_path / "none")
    assert (status, "no such folder" in err) == (1, True)


def test_the_whole_way_of_a_decision(run: Run, case: Path, report: Path) -> None:
    run("read", case, report, "--reader", "grammar")
    one, other = shown_as_json(run, case)
    assert {one["status"], other["status"]} == {"proposed"}
    status, out, _ = run("read", case, "--confirm", one["id"], "--by", "A. Reader", "--reason", "checked")
    assert (status, out.startswith("Confirmed: ")) == (0, True)
    status, out, _ = run("read", case, "--reject", other["id"].removeprefix("statement:")[:6], "--by", "B", "--reason", "no", "--json")
    assert json.loads(out)["about"] == other["id"]
    assert [found["status"] for found in shown_as_json(run, case)] == ["confirmed", "rejected"]
    assert shown_as_json(run, case)[0]["decision"]["reason"] == "checked"
    assert [found["id"] for found in shown_as_json(run, case, "--confirmed")] == [one["id"]]
    assert shown_as_json(run, case, "--proposed") == []
    run("read", case, "--unsure", one["id"], "--by", "A. Reader", "--reason", "a second look")
    assert [found["status"] for found in shown_as_json(run, case)] == ["proposed", "rejected"]
    assert [entry.verdict for entry in Log(case).read().entries] == ["confirm", "reject", "unsure"]


def test_the_list_for_people(run: Run, case: Path, report: Path) -> None:
    run("read", case, report, "--reader", "grammar")
    _, out, _ = run("read", case, "--show")
    assert out.startswith("2 statements: 2 proposed\n\nreport.txt\n")
    assert "Rana Example, an analyst [analysts]: The Reds and the Blues held fire" in out
    assert "claims: Reds + Blues – honours ceasefire – ?" in out


def test_speakers_are_left_out_on_demand(run: Run, case: Path, report: Path) -> None:
    run("read", case, report, "--reader", "grammar")
    for words in (("--show",), ("--show", "--json")):
        _, out, _ = run("read", case, *words, "--redact-speakers")
        assert "Example" not in out
        assert "an analyst" in out
        assert "a spokesman" in out


@pytest.mark.parametrize(
    "words",
    [
        ("--confirm", "x"),
        ("--confirm", "x", "--by", "A"),
        ("--confirm", "x", "--reject", "y", "--by", "A", "--reason", "r"),
        ("--show", "--confirm", "x", "--by", "A", "--reason", "r"),
        ("--show", "a.txt"),
        ("--proposed",),
        ("--url", "https://example.org/1"),
        ("--reader", "guess"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, case: Path, words: tuple[str, ...]) -> None:
    assert run("read", case, *words)[0] == 2
    assert not (case / "documents").exists()


@pytest.mark.parametrize("id_", ["zzz", "", "statement:"])
def test_an_id_that_names_no_statement(run: Run, case: Path, report: Path, id_: str) -> None:
    run("read", case, report)
    status, _, err = run("read", case, "--confirm", id_, "--by", "A", "--reason", "r")
    assert (status, "expected the id of one statement" in err) == (1, True)
    assert not (case / "decisions.jsonl").exists()


def test_orphans_are_told(run: Run, case: Path, report: Path) -> None:
    run("read", case, report)
    (one,) = [found for found in shown_as_json(run, case) if found["content"]["exact"] == "The Reds direct the Blues"]
    run("read", case, "--confirm", one["id"], "--by", "A", "--reason", "r")
    report.write_text("“The Reds left,” a spokesman said.", encoding="utf-8")
    _, out, _ = run("read", case, report)
    assert "ORPHANS: 1 decided statement no longer found" in out
    assert "report.txt had other bytes before" in out
    _, out, _ = run("read", case, "--show")
    assert "1 orphan" in out


def test_a_changed_log_is_told_with_its_row(run: Run, case: Path, report: Path) -> None:
    run("read", case, report)
    run("read", case, "--confirm", shown_as_json(run, case)[0]["id"], "--by", "A. Reader", "--reason", "r")
    change(case, "decisions.jsonl", "A. Reader", "B. Reader")
    status, _, err = run("read", case, "--show")
    assert status == 1
    assert err.startswith("decisions.jsonl, row 1: ")


def test_a_line_cut_off_is_told(run: Run, case: Path, report: Path) -> None:
    run("read", case, report)
    (case / "decisions.jsonl").write_bytes(b'{"id"')
    status, _, err = run("read", case, "--show")
    assert (status, err.startswith("decisions.jsonl, row 1: cut off")) == (0, True)


def test_nothing_of_a_document_can_steer_a_terminal(run: Run, case: Path, tmp_path: Path) -> None:
    evil = tmp_path / "na\u202eme\x1b[31m.txt"
    evil.write_text("“The Reds \x1b[31mdirect\x07 the\u202e Blues\u2066,” said a mayor of the\u200f town\x9b2J.", encoding="utf-8")
    status, out, err = run("read", case, evil, "--reader", "marks")
    _, listed, _ = run("read", case, "--show")
    assert status == 0
    for text in (out, err, listed):
        assert not [sign for sign in text if sign != "\n" and not sign.isprintable()]
    assert "\\x1b[31mdirect\\x07 the\\u202e Blues\\u2066" in listed


def test_what_is_shown_of_a_text() -> None:
    assert shown("a\u00a0b\tc\nd\re") == "a b c d\\re"
    assert shown("می\u200cخواهم") == "می\u200cخواهم"
    assert shown("x" * 10, 4) == "xxxx…"
    assert shown("\ud800\u2028") == "\\ud800 "


def test_readers_of_the_command_are_those_of_the_program() -> None:
    assert set(READERS) == set(into_case.READERS)
