"""concerted read as a script meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from concerted.cli.read import READERS
from concerted.cli.read_told import sending
from concerted.cli.shown import shown
from concerted.decisions import Log
from concerted.read import into_case
from concerted.read.asking import Sending
from fake_model import FakeModel, answering, serving
from made_documents import page, pdf
from running import Run
from small_case import change, write_small_case

REPORT = "The Reds and the Blues held fire, said Rana Example, an analyst.\n\n“The Reds direct the Blues,” a spokesman said.\n"


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
    evil.write_text(
        "“The Reds \x1b[31mdirect\x07 the\u202e Blues\u2066,” said a mayor of the\u200f town\x9b2J." + " More words." * 20, encoding="utf-8"
    )
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


@pytest.fixture
def server() -> Iterator[FakeModel]:
    with serving() as one:
        one.answer = answering(
            {"quote": "The Reds direct the Blues", "speaker": "a spokesman", "cue": "said"},
            {"quote": "The Reds \x1b[31mconfessed", "speaker": "a spokesman", "made_up": True},
        )
        yield one


def name_a_model(case: Path, endpoint: str, more: str = "send_documents = true") -> None:
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[model]\nendpoint = "{endpoint}"\nname = "small-model"\ntimeout = 5\n{more}\n')


def test_a_model_is_asked_and_what_goes_where_is_told(run: Run, case: Path, report: Path, server: FakeModel) -> None:
    name_a_model(case, server.url)
    status, out, err = run("read", case, report, "--reader", "grammar+model")
    host = server.url.removeprefix("http://").removesuffix("/v1")
    words = len(REPORT.split())
    assert err == f"Sending to the model small-model at {host} (this machine): 1 document, {words} words.\n"
    assert "model: 1 proposal found word by word in the text, 1 of them as the grammar reads it; 1 rejected\n" in out
    assert "rejected  “The Reds \\x1b[31mconfessed”: the words do not stand in the text\n" in out
    assert "in 1 of which two readers agree" in out
    assert (status, len(server.asked)) == (0, 1)
    status, _, err = run("read", case, "--reader", "model")
    assert err == f"Nothing is sent to the model small-model at {host}: 1 document answered before.\n"
    assert (status, len(server.asked)) == (0, 1)
    _, out, _ = run("read", case, "--show")
    assert "(direct, by a model alone)" in out


def test_where_the_key_is_from_and_that_it_leaves_the_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sending("m", "models.example.org", False, "MODEL_KEY", 2, 1234, 3)
    assert sending(sent) == (
        "Sending to the model m at models.example.org (NOT this machine, with the key in MODEL_KEY): "
        "2 documents, 1,234 words; 3 documents answered before, not sent again."
    )


def test_a_model_that_does_not_answer_is_one_line_and_ends_with_1(run: Run, case: Path, report: Path, server: FakeModel) -> None:
    name_a_model(case, server.url)
    other = report.with_name("other.txt")
    other.write_text("“The Blues follow,” said a mayor.", encoding="utf-8")
    server.answer = lambda body: (401, b"")
    status, out, _ = run("read", case, report, other, "--reader", "grammar+model")
    assert status == 1
    assert out.count("status 401") == 1
    assert "No whole answer of a model for 2 documents (report.txt, other.txt); what a model proposed of them before stays.\n  expected" in out
    assert len(shown_as_json(run, case)) == 3
    status, out, _ = run("read", case, "--reader", "model", "--json")
    answer = json.loads(out)
    assert (status, answer["ok"], answer["unanswered"]) == (1, False, ["other.txt", "report.txt"])
    assert answer["sent"]["documents"] == 2


@pytest.mark.parametrize("more", ["", "send_documents = false"])
def test_without_leave_nothing_is_sent_and_the_key_to_set_is_told(run: Run, case: Path, report: Path, server: FakeModel, more: str) -> None:
    name_a_model(case, server.url, more)
    status, out, err = run("read", case, report, "--reader", "model")
    assert (status, err, server.asked) == (1, "", [])
    assert "Set `send_documents = true` under [model] in case.toml." in out


def test_a_case_without_a_model(run: Run, case: Path, report: Path) -> None:
    status, out, err = run("read", case, report, "--reader", "model")
    assert (status, err) == (1, "")
    assert "expected a model under [model] in case.toml; found none." in out


def test_what_is_not_known_of_a_document_is_asked_for(run: Run, case: Path, tmp_path: Path) -> None:
    path = tmp_path / "wire-2020-02-03.txt"
    path.write_text("قال متحدث باسم الحركة إن إطلاق النار توقف يوم الجمعة.", encoding="utf-8")
    _, out, _ = run("read", case, path)
    assert "wire-2020-02-03.txt: 0 statements (ar by its letters, date unknown)\n" in out
    assert "statements in this language (ar) are read by a model only, and case.toml names none under [model]\n" in out
    assert "Day of publication not found in 1 document (wire-2020-02-03.txt). Give it: FILE --published DAY" in out
    assert "wire-2020-02-03.txt has 2020-02-03 in its name" in out
    _, out, _ = run("read", case, path, "--published", "2020-02-03", "--language", "fa")
    assert "(fa as given, 2020-02-03 as given)" in out
    assert "not found" not in out
    status, _, err = run("read", case, path, "--published", "soon")
    assert (status, "such as 2024-01-03; found 'soon'" in err) == (1, True)


def test_a_document_of_case_toml_that_is_not_there_is_told(run: Run, case: Path, report: Path) -> None:
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write('\n[documents."reprot.txt"]\npublished = 2020-02-03\n')
    _, out, _ = run("read", case, report)
    assert "case.toml speaks of a document reprot.txt that is not in the folder documents/." in out


def test_many_rejected_proposals_are_not_all_shown(run: Run, case: Path, report: Path, server: FakeModel) -> None:
    name_a_model(case, server.url)
    server.answer = answering(*({"quote": f"words {i // 2}", "made_up": True} for i in range(20)))
    _, out, _ = run("read", case, report, "--reader", "model")
    assert "0 proposals found word by word in the text; 20 rejected\n" in out
    assert out.count("(2 times)") == 5
    assert "and 5 more, listed in documents.jsonl\n" in out


def test_an_analyst_grades_a_source_and_a_statement(run: Run, case: Path, report: Path) -> None:
    run("read", case, report)
    statement = shown_as_json(run, case)[0]["id"]
    status, out, err = run("read", case, "--grade", report.name, "B", "--by", "An Analyst", "--reason", "ten years of it")
    assert (status, err) == (0, "")
    assert out.startswith("Graded B (usually reliable): report.txt, by An Analyst, ")
    assert run("read", case, "--grade", statement[:22], "3", "--by", "An Analyst", "--reason", "one witness")[0] == 0
    decisions = Log(case).read()
    assert [(one.about.split(":")[0], one.verdict) for one in decisions.entries] == [("source", "B"), ("statement", "3")]
    assert shown_as_json(run, case)[0]["status"] == "proposed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report.txt", "G"), "expected a grade from A to F for a source, or from 1 to 6 for a statement; found 'G'"),
        (("other.txt", "B"), "found no document of that name: 'other.txt'"),
        (("report.txt", "2"), "expected the id of one statement; found none"),
    ],
)
def test_a_grade_that_cannot_be(run: Run, case: Path, report: Path, words: tuple[str, str], told: str) -> None:
    run("read", case, report)
    status, _, err = run("read", case, "--grade", *words, "--by", "An Analyst", "--reason", "why")
    assert (status, told in err) == (1, True)
    assert Log(case).read().entries == ()
    assert run("read", case, "--grade", *words)[0] == 2
