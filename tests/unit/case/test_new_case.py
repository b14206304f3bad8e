"""The case that `concerted new` writes is complete, explained, without a fault, and can be assessed."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from concerted.assessment import Assessment, assess, check
from concerted.case import new_case
from concerted.case.settings import FileSettings, Settings
from concerted.errors import OutputError
from concerted.weigh.grade import GRADES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("cases") / "x"
    new_case(target)
    return target


@pytest.fixture(scope="module")
def assessment(folder: Path) -> Assessment:
    return assess(folder)


def settings_keys(model: type[BaseModel]) -> set[str]:
    """Return the names of all keys below a model."""
    keys = set(model.model_fields)
    for field in model.model_fields.values():
        keys |= {key for part in models_in(field.annotation) for key in settings_keys(part)}
    return keys


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in models_in(part)]


def test_new_case_names_every_file_it_wrote(tmp_path: Path) -> None:
    names = new_case(tmp_path / "x")
    assert names == tuple(sorted(path.name for path in (tmp_path / "x").iterdir()))
    assert {"README.md", "case.toml", "organisations.toml", "events.csv"} <= set(names)


def test_new_case_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(OutputError, match="new or empty folder"):
        new_case(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_new_case_fills_an_empty_folder(tmp_path: Path) -> None:
    new_case(tmp_path)
    assert (tmp_path / "case.toml").is_file()


def test_it_has_no_fault(folder: Path) -> None:
    assert check(folder) == ()


def test_a_fault_in_it_is_found(tmp_path: Path) -> None:
    new_case(tmp_path / "x")
    events = tmp_path / "x" / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace("Front South", "Front Soth", 1), encoding="utf-8")
    (fault,) = check(tmp_path / "x")
    assert (fault.file, fault.column) == ("events.csv", "front")


def test_it_holds_every_kind_of_file(folder: Path) -> None:
    named = {f"{key} =" for key in FileSettings.model_fields}
    text = (folder / "case.toml").read_text(encoding="utf-8")
    assert not [key for key in named if not re.search(rf"^{key}", text, re.MULTILINE)]


def test_its_settings_show_every_key(folder: Path) -> None:
    text = (folder / "case.toml").read_text(encoding="utf-8")
    shown = set(re.findall(r"^(?:# )?(\w+) =", text, re.MULTILINE)) | set(re.findall(r"^(?:# )?\[+(?:\w+\.)*(\w+)\]", text, re.MULTILINE))
    assert settings_keys(Settings) - shown == set()


def test_it_says_that_everything_is_invented(folder: Path) -> None:
    assert "invented example" in (folder / "README.md").read_text(encoding="utf-8")
    for name in ("case.toml", "organisations.toml"):
        assert "invented example" in (folder / name).read_text(encoding="utf-8")


def test_its_pages_lead_nowhere(folder: Path) -> None:
    for path in folder.iterdir():
        addresses = re.findall(r"https?://([^/\s\",]+)", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"example.org", "127.0.0.1:11434"}, path.name


def test_its_readme_names_every_table(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in folder.glob("*.csv") if f"| `{path.name}` |" not in readme]


def test_every_table_has_rows(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)), path.name


def test_it_gives_a_grade(assessment: Assessment) -> None:
    assert assessment.grade in GRADES
    assert assessment.grade == "cannot say"
    assert assessment.reason


def test_all_three_questions_are_asked(assessment: Assessment) -> None:
    asked = {finding.question for finding in assessment.findings if finding.p is not None}
    assert asked == {"pause", "together", "divide"}


def test_its_running_total_shows_a_pause(assessment: Assessment) -> None:
    (series,) = (one.finding for one in assessment.asked if one.series == "official_count")
    assert series.verdict == "shared causes suffice"
    assert series.count == 0


def test_each_claim_has_a_verdict_with_what_would_settle_it(assessment: Assessment) -> None:
    verdicts = {judged.claim.claim_id: judged.verdict for judged in assessment.claims}
    assert verdicts == {
        # The series counts anyone, and three rows of the group are too few to say whose fall it was.
        "C01": "cannot say",
        "C02": "cannot say",
        "C03": "cannot say",
        "C04": "cannot say",
        "C05": "cannot say",
        "C06": "supported",
    }
    assert all(judged.settle for judged in assessment.claims if judged.verdict == "cannot say")


def test_rows_that_count_for_no_group_are_listed(assessment: Assessment) -> None:
    rows = assessment.rows
    assert len(rows.joint) == 1
    assert {row.actor for row in rows.others} == {"Unidentified (Front North)", "State X"}
    assert len(rows.period_totals) == 1
    assert len(assessment.set_aside) == 1


def test_the_same_seed_gives_the_same_findings(folder: Path, assessment: Assessment) -> None:
    again = assess(folder)
    assert [dataclasses.asdict(f) for f in again.findings] == [dataclasses.asdict(f) for f in assessment.findings]
