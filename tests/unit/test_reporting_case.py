"""A case of documents alone: no event table, and still the claims for and against, by whom, from how many origins, and what would test them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import concerted as cc
from concerted.actors import Register
from concerted.decisions import CONFIRM, REJECT, Log
from concerted.read import plain_text, statements
from concerted.read.kept import keep, write_statements, write_text

SETTINGS = """
fronts = ["River"]
[case]
id = "river"
title = "The river"
question = "Do the Red Brigade and the Northern Guard act in concert?"
start = 2024-01-01
end = 2024-03-31
groups = ["red", "guard"]
opponents = ["army"]
[files]
organisations = "organisations.toml"
"""
NAMES = {"red": "Red Brigade", "guard": "Northern Guard", "army": "Southern Army"}
WIRE = "The Red Brigade has coordinated its raids with the Northern Guard since March, a Red Brigade commander said. The road stayed closed"
DOCUMENTS = {
    "wire.txt": f"{WIRE}.",
    "copy.txt": f"{WIRE}!",
    "other.txt": "“The Red Brigade never coordinated with the Northern Guard,” a minister of the Southern Army told us on the phone this week.",
    "odd.txt": "The <script>alert(1)</script> Red Brigade attacked the Northern Guard, the mayor said.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(SETTINGS, encoding="utf-8")
    organisations = [
        f'[[organisation]]\nid = "{id_}"\nname = "{n}"\nkind = "armed_group"\naliases = [["{n}", "name"]]\n' for id_, n in NAMES.items()
    ]
    (tmp_path / "organisations.toml").write_text("\n".join(organisations), encoding="utf-8")
    register = Register.load(tmp_path / "organisations.toml")
    kept = []
    for name, words in DOCUMENTS.items():
        text = plain_text(words)
        write_text(tmp_path, text)
        kept += [keep(one, name, text) for one in statements(text, actors=register, reader="grammar")]
    write_statements(tmp_path, kept)
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
    assert "Northern Guard and Red Brigade co-ordinate" in page
    assert "a Red Brigade commander" in page
    assert "never coordinated with the Northern Guard" in page
    assert "0 confirmed by a person" in page
    assert "What would test it" in page
    assert "<script>alert(1)" not in page
    told = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["reporting"]
    assert (told["documents"], told["origins"]) == (4, 3)
    assert all(len(pair) == 2 for pair in told["contradictions"])
    assert told["contradictions"]


def test_a_case_without_documents_says_nothing_of_them(bundled_out: Path) -> None:
    assert "What the reporting says" not in (bundled_out / "report.html").read_text(encoding="utf-8")
