"""A case of documents alone: no event table, and still the claims for and against, by whom, from how many origins, and what would test them."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import concerted as cc
from concerted.actors import Register
from concerted.assessment import notes
from concerted.cli import cli
from concerted.decisions import CONFIRM, REJECT, Log
from concerted.read import plain_text, statements
from concerted.read.kept import keep, statements_of, write_statements, write_text
from river_case import SETTINGS, write_river_case

WIRE = "The Red Brigade has coordinated its raids with the Northern Guard since March, a Red Brigade commander said. The road stayed closed"
DOCUMENTS = {
    "wire.txt": f"{WIRE}.",
    "copy.txt": f"{WIRE}!",
    "other.txt": "“The Red Brigade never coordinated with the Northern Guard,” a minister of the Southern Army told us on the phone this week.",
    "odd.txt": "The <script>alert(1)</script> Red Brigade attacked the Northern Guard, the mayor said.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_river_case(tmp_path, DOCUMENTS)
    return tmp_path


def test_claims_stand_for_and_against_with_their_origins(folder: Path) -> None:
    assessment = cc.assess(folder)
    assert assessment.grade == "cannot say"
    claim = next(one for one in assessment.reporting.reported if one.kind == "coordinates_with")
    assert (len(claim.said_for), claim.origins_for, len(claim.said_against), claim.origins_against) == (2, 1, 1, 1)
    assert claim.confirmed == 0
    assert "together" in claim.test


def test_decisions_of_people_are_counted(folder: Path) -> None:
    claim = next(one for one in cc.assess(folder).reporting.reported if one.kind == "coordinates_with")
    log = Log(folder)
    log.append(about=claim.said_for[0].statement.id, verdict=CONFIRM, by="A. Reader", reason="read on the page")
    log.append(about=claim.said_against[0].statement.id, verdict=REJECT, by="A. Reader", reason="not what was said")
    reporting = cc.assess(folder).reporting
    claim = next(one for one in reporting.reported if one.kind == "coordinates_with")
    assert (reporting.confirmed, reporting.rejected, claim.confirmed, claim.said_against) == (1, 1, 1, ())


def test_the_report_shows_who_said_it_in_which_words_and_nothing_runs(folder: Path, tmp_path: Path) -> None:
    cc.assess(folder).write(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Northern Guard and Red Brigade said to co-ordinate" in page
    assert "A Red Brigade commander" in page
    assert "never coordinated with the Northern Guard" in page
    assert "of which a person has confirmed 0 and rejected 0" in page
    assert "0 of 3 confirmed by a person" in page
    assert "One reader (grammar)" in page
    assert "That speaks against" in page
    assert "What would test it" in page
    assert "<script>alert(1)" not in page
    told = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["reporting"]
    assert (told["documents"], told["origins"]) == (4, 3)
    assert all(len(pair) == 2 for pair in told["contradictions"])
    assert told["contradictions"]


def test_nothing_is_said_of_counts_where_there_are_none(folder: Path, tmp_path: Path) -> None:
    assessment = cc.assess(folder)
    page = (assessment.write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "no event table" in assessment.reason
    for absent in (
        "The unit is the row",
        "Claimed and by nobody confirmed",
        'id="findings"',
        'id="figures"',
        "negative controls",
        "coverage file",
    ):
        assert absent not in page
    wanted = dict(assessment.changes)
    assert any("together" in settle and "R01" in ids for settle, ids in wanted.items())
    assert 'href="#R01"' in page
    assert 'id="R01"' in page


def statement_of(folder: Path, words: str) -> dict[str, Any]:
    told = json.loads((folder / "findings.json").read_text(encoding="utf-8"))["reporting"]
    return next(one for one in told["said"] if any(words in part for part in one["words"]))


def test_each_statement_says_how_it_was_read_and_what_was_decided(folder: Path, tmp_path: Path) -> None:
    claim = next(one for one in cc.assess(folder).reporting.reported if one.kind == "coordinates_with")
    Log(folder).append(about=claim.said_for[0].statement.id, verdict=CONFIRM, by="A. Reader", reason="read on the page")
    out = cc.assess(folder).write(tmp_path / "out")
    one = statement_of(out, "has coordinated its raids")
    assert (one["tier"], one["status"], one["interest"]) == ("one", "confirmed", "party to the claim")
    assert one["extractor"].startswith("grammar")
    assert (one["decision"]["verdict"], one["decision"]["by"], one["decision"]["reason"]) == ("confirm", "A. Reader", "read on the page")
    assert statement_of(out, "never coordinated")["interest"] == "opponent"
    assert statement_of(out, "never coordinated")["decision"] is None
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Confirmed by A. Reader, " in page
    assert "1 of them with a statement that a person has confirmed" in page
    told = json.loads((out / "findings.json").read_text(encoding="utf-8"))["reporting"]
    assert told["confirmed_claims"] == 1
    assert told["tiers"] == [{"tier": "one", "statements": told["statements"]}]


def test_a_source_without_a_kind_is_told_with_what_to_give(folder: Path, tmp_path: Path) -> None:
    page = (cc.assess(folder).write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "Kind not given" in page
    assert "under [documents.&#34;wire.txt&#34;]: kind = " in page
    assert len(notes(folder)) == len(DOCUMENTS)
    assert "wire.txt: kind not given" in notes(folder)[-1]
    done = CliRunner().invoke(cli, ["check", str(folder)])
    assert (done.exit_code, "kind not given" in done.output) == (0, True)
    whole = "".join(f'[documents."{name}"]\nkind = "media"\n' for name in DOCUMENTS)
    (folder / "case.toml").write_text(f"{SETTINGS}\n{whole}", encoding="utf-8")
    assert notes(folder) == ()
    assert "Kind not given" not in (cc.assess(folder).write(tmp_path / "again") / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "interest"),
    [
        ('kind = "media"', "press"),
        ('kind = "analyst"', "analyst"),
        ('kind = "state_official"', "official"),
        ('kind = "own_statement"', "party to the claim"),
        ('kind = "opponent_official"', "opponent"),
        ('kind = "media"\ninterest = "opponent"', "opponent"),
        ('kind = "anonymous_other"', ""),
    ],
)
def test_a_kind_of_source_has_an_interest_unless_another_is_given(folder: Path, given: str, interest: str) -> None:
    (folder / "case.toml").write_text(f'{SETTINGS}\n[documents."wire.txt"]\n{given}\norganisation = "red"\n', encoding="utf-8")
    source = next(one for one in cc.assess(folder).reporting.sources if one.document == "wire.txt")
    assert (source.interest, source.organisation) == (interest, "red")


def test_an_organisation_or_opponent_that_is_not_there_is_a_fault(folder: Path) -> None:
    (folder / "case.toml").write_text(f'{SETTINGS}\n[documents."wire.txt"]\norganisation = "reds"\n', encoding="utf-8")
    assert [fault.column for fault in cc.check(folder)] == ["documents wire.txt"]
    (folder / "case.toml").write_text(SETTINGS.replace('opponents = ["army"]', 'opponents = ["armies"]'), encoding="utf-8")
    assert [fault.column for fault in cc.check(folder)] == ["case.opponents"]


def test_a_grade_is_shown_with_name_day_and_reason_and_decides_nothing(folder: Path, tmp_path: Path) -> None:
    before = cc.assess(folder)
    read = next(one for one in before.reporting.read if one.document == "wire.txt")
    assert read.source is not None
    log = Log(folder)
    log.append(about=read.source.id, verdict="B", by="A. Reader", reason="right in earlier cases", at="2024-05-01T08:00:00Z")
    log.append(about=read.statement.id, verdict="3", by="A. Reader", reason="a party to it", at="2024-05-02T08:00:00Z")
    after = cc.assess(folder)
    assert (after.grade, after.reporting.confirmed) == (before.grade, 0)
    page = (after.write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "B, usually reliable; by A. Reader, 1 May 2024: right in earlier cases" in page
    assert "3, possibly true; by A. Reader, 2 May 2024: a party to it" in page
    told = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["reporting"]["said"]
    one = next(one for one in told if one["id"] == read.statement.id)
    assert (one["status"], one["grade"]["verdict"], one["grade"]["meaning"]) == ("proposed", "3", "possibly true")


def test_the_words_that_name_an_opponent_make_its_word(folder: Path) -> None:
    words = "The Red Brigade coordinated with the Northern Guard last week, a former Red Brigade man in the Southern Army said."
    text = plain_text(words)
    write_text(folder, text)
    register = Register.load(folder / "organisations.toml")
    write_statements(folder, [keep(one, "odd.txt", text) for one in statements(text, actors=register, reader="grammar")])
    (claim,) = [one for one in cc.assess(folder).reporting.reported if one.kind == "coordinates_with"]
    assert claim.said_for[0].statement.said_by.affiliation == "red"
    assert claim.interests == ("opponent",)


def test_what_was_read_is_among_the_inputs(folder: Path, tmp_path: Path) -> None:
    out = cc.assess(folder).write(tmp_path / "out")
    inputs = {one["path"]: one["sha256"] for one in json.loads((out / "findings.json").read_text(encoding="utf-8"))["inputs"]}
    assert {"statements.jsonl", "case.toml"} <= set(inputs)
    assert sum(path.startswith("texts/") for path in inputs) == len(DOCUMENTS)
    assert all(hashlib.sha256((folder / path).read_bytes()).hexdigest() == sha256 for path, sha256 in inputs.items())


def test_confirmed_statements_of_two_origins_are_a_mark_of_the_case(folder: Path, tmp_path: Path) -> None:
    words = "Yesterday a spokesman for the Northern Guard said on 5 February 2024 that it had coordinated its patrols with the Red Brigade."
    text = plain_text(words)
    write_text(folder, text)
    register = Register.load(folder / "organisations.toml")
    more = [keep(one, "guard.txt", text) for one in statements(text, actors=register, reader="grammar")]
    kept = [replace(one, said_at="2024-02-02") for one in (*statements_of(folder), *more)]
    write_statements(folder, kept)
    log = Log(folder)
    for words in ("has coordinated its raids", "had coordinated its patrols"):
        for one in kept:
            if words in one.content.exact:
                log.append(about=one.id, verdict=CONFIRM, by="A. Reader", reason="read on the page")
    assessment = cc.assess(folder)
    (mark,) = assessment.marks.confirmed
    assert mark.groups == ("Northern Guard", "Red Brigade")
    # The wire story was printed twice, and counts once.
    assert (len(mark.statements), mark.origins) == (3, 2)
    assert assessment.grade == "cannot say"
    page = (assessment.write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "3 confirmed statements of 2 independent origins, no opponent&#39;s. This is a mark" in page


def test_a_table_has_each_statement_beside_its_claim(folder: Path, tmp_path: Path) -> None:
    out = cc.assess(folder).write(tmp_path / "out")
    with (out / "reported.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["claim"] == "R01"]
    assert {row["title"] for row in rows} == {"Northern Guard and Red Brigade said to co-ordinate"}
    assert sorted((row["side"], row["document"], row["interest"]) for row in rows) == [
        ("against", "other.txt", "opponent"),
        ("for", "copy.txt", "party to the claim"),
        ("for", "wire.txt", "party to the claim"),
    ]
    assert len({row["origin"] for row in rows}) == 2
    assert {row["status"] for row in rows} == {"proposed"}


def test_a_denial_is_told_as_one(folder: Path, tmp_path: Path) -> None:
    text = plain_text("The Northern Guard denied that it coordinated with the Red Brigade last week.")
    write_text(folder, text)
    register = Register.load(folder / "organisations.toml")
    write_statements(folder, [*statements_of(folder), *(keep(one, "d.txt", text) for one in statements(text, register, "grammar"))])
    page = (cc.assess(folder).write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "<em>Denied:</em> it coordinated with the Red Brigade" in page
    assert "Denied: “it coordinated with the Red Brigade" in page


def test_a_case_without_documents_says_nothing_of_them(bundled_out: Path) -> None:
    assert "What the reporting says" not in (bundled_out / "report.html").read_text(encoding="utf-8")
