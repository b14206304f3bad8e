"""What the report says of imported tables: numbers that add up, licences, and no row that may not be given on."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from concerted.assessment import Assessment, assess
from concerted.report import imported, json_file
from imported_folder import ACLED_COLUMNS, acled, bring, ged
from small_case import append, event, write_small_case

# Words that stand in no other file of the case: each one seen in an output would be a row given on.
SECRETS = ("SECRETID", "Guard of the Coast", "Regiment of the Hills", "Paper of the Bay")


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    case = write_small_case(tmp_path_factory.mktemp("imported") / "case")
    append(case, "events.csv", event("E1", "2020-02-10"))
    bring(case, "first", [ged(1, "2020-02-10"), ged(2, "2020-02-12", "Reds, Blues"), ged(3, "2020-02-13", "Strangers"), ged(4, "2019-02-13")])
    bring(
        case,
        "second",
        [
            acled("SECRETID1", "2020-02-11", "Blues", "South", target="Guard of the Coast").replace("Paper", "Paper of the Bay"),
            acled("SECRETID2", "2020-02-11", "Blues", "South", target="Regiment of the Hills"),
            acled("SECRETID3", "2020-02-11", "Reds", "North", others="Blues", target="Guard of the Coast"),
            acled("SECRETID4", "2020-02-11", "Reds", "Hills", target="Guard of the Coast"),
            acled("SECRETID5", "2020-02-20", "Blues", target="Guard of the Coast"),
            acled("SECRETID6", "2020-02-20", "", target="Guard of the Coast"),
        ],
        ACLED_COLUMNS,
    )
    return assess(case)


@pytest.fixture(scope="module")
def out(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assessment.write(tmp_path_factory.mktemp("written") / "out")


def test_what_became_of_the_rows_adds_up_to_the_rows_kept(assessment: Assessment) -> None:
    for one in assessment.imports:
        assert sum(n for _, n in imported.used(assessment, one)) == one.table.manifest.kept
    assert dict(imported.used(assessment, assessment.imports[1]))["on none of the fronts of the case"] == 1


def test_the_ledger_licence_and_citation_stand_in_the_report(assessment: Assessment, out: Path) -> None:
    page = (out / "report.html").read_text(encoding="utf-8")
    for one in assessment.imports:
        assert one.table.manifest.licence in page
        assert one.table.manifest.citation.replace("&", "&amp;") in page
    assert "No actor is named" in page


def test_rows_that_may_not_be_given_on_stand_in_no_file(out: Path) -> None:
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"report.html", "findings.json", "claims.csv", "pairs.csv", "imported.csv", "imported.svg"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert [word for word in SECRETS if word in text] == [], path.name


def test_each_merge_is_told_with_both_rows_and_its_reason(assessment: Assessment, out: Path) -> None:
    content = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    merged = [(one["kept"], one["merged"]) for one in content["joined"] if one["state"] == "merged"]
    assert merged
    assert ("first:1", "second:row 4") in merged
    page = (out / "report.html").read_text(encoding="utf-8")
    for one in content["joined"]:
        assert f'<th scope="row">{one["kept"]}</th><td>{one["merged"]}</td>' in page
        assert one["reason"]


def test_the_file_of_findings_is_as_its_schema_says_and_names_every_import(assessment: Assessment, out: Path) -> None:
    content = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json.loads(json_file.schema())).validate(content)
    assert [(one["name"], one["redistributable"], one["read"], one["set_aside"]) for one in content["imports"]] == [
        ("first", True, 4, 0),
        ("second", False, 6, 1),
    ]
    assert content["imports"][1]["reasons"][0] == {"fate": "set aside", "reason": "no actor is named", "rows": 1}
    assert content["origins"] == {"rows": 25, "origins": 25}
    assert {one["id"] for one in content["events"]} == {row.event_id for row in assessment.case.events}
    paths = [one["path"] for one in content["inputs"]]
    assert "imported/second/events.parquet" in paths


def test_the_figure_holds_months_and_no_days(out: Path) -> None:
    lines = (out / "figures" / "imported.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "group,month,rows"
    assert all(len(line.split(",")[1]) == 7 for line in lines[1:])


def test_many_steps_are_cut_on_the_page_and_whole_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported, "MOST_STEPS", 2)
    case = write_small_case(tmp_path / "case")
    for name in ("first", "second"):
        bring(case, name, [ged(i, f"2020-02-{1 + 5 * i:02d}") for i in range(4)])
    out = assess(case).write(tmp_path / "out")
    assert len(json.loads((out / "findings.json").read_text(encoding="utf-8"))["joined"]) == 4
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("Merged: the second row counts no more") == 2
    assert "2 more stand in findings.json" in page


def test_marks_are_shown_where_only_a_table_records_them(tmp_path: Path) -> None:
    case = write_small_case(tmp_path / "case")
    bring(case, "first", [ged(1, "2020-02-10", "Reds, Blues")])
    page = (assess(case).write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert '<h2 id="marks"' in page
    assert "1 act recorded as joint acts of two of the groups" in page
