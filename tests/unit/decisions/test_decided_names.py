"""What people decided of names goes before organisations.toml, which stays as it is; assess counts by it."""

from __future__ import annotations

from pathlib import Path

import pytest

import concerted as cc
from concerted.actors import Register
from concerted.case import read_case
from concerted.decisions import NOT_THE_SAME, SAME, UNSURE, Log, about_name
from small_case import append, change, event, write_small_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def decide(case: Path, name: str, organisation: str, verdict: str) -> None:
    Log(case).append(
        about=about_name(name, organisation), verdict=verdict, by="A. Reader", reason="the page says so", at="2024-03-01T08:00:00Z"
    )


def register(case: Path) -> Register:
    found, faults = read_case(case)
    assert found is not None
    assert faults == ()
    return Register(found.organisations)


def test_the_same_is_a_listed_name_from_then_on(case: Path) -> None:
    before = (case / "organisations.toml").read_bytes()
    decide(case, "Scarlet Movement", "reds", SAME)
    match = register(case).listed("scarlet  movement", "2020-01-05")
    assert (match.organisation, match.how) == ("reds", "listed")
    assert "decided to be reds by A. Reader on 2024-03-01: the page says so" in match.why
    assert (case / "organisations.toml").read_bytes() == before


def test_rows_of_a_decided_name_count(case: Path) -> None:
    append(case, "events.csv", event("X1", "2020-01-08", "Scarlet Movement"))
    assert [fault.found for fault in cc.check(case)] == ["'Scarlet Movement'"]
    decide(case, "Scarlet Movement", "reds", SAME)
    assert cc.check(case) == ()
    counts = cc.assess(case).counts
    assert counts.values[list(counts.groups).index("Reds")].sum() == 13


def test_taking_a_decision_back_takes_the_name_back(case: Path) -> None:
    append(case, "events.csv", event("X1", "2020-01-08", "Scarlet Movement"))
    decide(case, "Scarlet Movement", "reds", SAME)
    decide(case, "SCARLET movement", "reds", UNSURE)
    assert [fault.found for fault in cc.check(case)] == ["'Scarlet Movement'"]


def test_not_the_same_vetoes_likeness_and_says_why(case: Path) -> None:
    change(case, "organisations.toml", '["Reds", "name"]', '["Reds", "name"], ["Kataib Scarlet Dawn", "translit"]')
    assert register(case).resolve("Kataeb Scarlet Dawn").organisation == "reds"
    decide(case, "Kataeb Scarlet Dawn", "reds", NOT_THE_SAME)
    match = register(case).resolve("Kataeb Scarlet Dawn")
    assert (match.organisation, match.candidates) == (None, ())
    assert "not reds, by A. Reader on 2024-03-01: the page says so" in match.why
    assert register(case).listed("Kataib Scarlet Dawn").organisation == "reds"


def test_a_decision_goes_before_the_file(case: Path) -> None:
    decide(case, "Red Front", "blues", SAME)
    assert register(case).listed("Red Front").organisation == "blues"
    assert "Red Front" not in [name for name, _, id_ in register(case).aliases() if id_ == "reds"]
    decide(case, "Red Front", "blues", UNSURE)
    assert register(case).listed("Red Front").organisation == "reds"


def test_not_the_same_takes_a_listed_alias_away(case: Path) -> None:
    change(case, "organisations.toml", '"translation"]]', '"translation"]]\ndated_aliases = [{ text = "Old Front", kind = "name" }]')
    for name in ("Red Front", "Old Front"):
        assert register(case).listed(name).organisation == "reds"
        decide(case, name, "reds", NOT_THE_SAME)
        assert register(case).listed(name).organisation is None
        decide(case, name, "reds", UNSURE)
        assert register(case).listed(name).organisation == "reds"


def test_a_name_decided_to_be_two_is_a_fault(case: Path) -> None:
    decide(case, "Scarlet Movement", "reds", SAME)
    decide(case, "Scarlet Movement", "blues", SAME)
    assert {(fault.file, fault.found) for fault in cc.check(case)} >= {("decisions.jsonl", "reds and blues")}


def test_a_decision_on_an_organisation_that_is_not_there_is_a_fault(case: Path) -> None:
    decide(case, "Scarlet Movement", "greens", SAME)
    (fault,) = cc.check(case)
    assert (fault.file, fault.found) == ("decisions.jsonl", "'greens'")
    assert "--unsure greens" in fault.advice


def test_a_changed_log_stops_the_assessment(case: Path) -> None:
    decide(case, "Scarlet Movement", "reds", SAME)
    change(case, "decisions.jsonl", "A. Reader", "B. Reader")
    assert {(fault.file, fault.row) for fault in cc.check(case)} == {("decisions.jsonl", 1)}
    with pytest.raises(cc.CaseError):
        cc.assess(case)


def test_a_log_that_was_taken_away_stops_the_assessment(case: Path) -> None:
    decide(case, "Scarlet Movement", "reds", SAME)
    (case / "decisions.jsonl").unlink()
    assert [fault.file for fault in cc.check(case)] == ["decisions.jsonl"]


def test_a_line_cut_off_is_no_fault(case: Path) -> None:
    decide(case, "Scarlet Movement", "reds", SAME)
    with (case / "decisions.jsonl").open("ab") as file:
        file.write(b'{"id": "dec')
    found, faults = read_case(case)
    assert faults == ()
    assert found is not None
    assert len(found.decisions.notes) == 1


def test_a_log_outside_the_case_is_a_fault(case: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (case / "decisions.jsonl").symlink_to(tmp_path / "elsewhere")
    assert [fault.found for fault in cc.check(case)] == ["a link that leads out of it"]


def test_the_log_is_among_the_inputs(case: Path) -> None:
    assert "decisions.jsonl" not in [one.path for one in cc.assess(case).case.inputs]
    decide(case, "Scarlet Movement", "reds", SAME)
    assert "decisions.jsonl" in [one.path for one in cc.assess(case).case.inputs]
