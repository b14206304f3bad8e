"""findings.json: as its schema says, the same bytes for the same input, and numbers that are numbers."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import concerted as cc
from concerted.assessment import Assessment
from concerted.errors import OutputError
from concerted.report import json_file
from concerted.version import __version__
from small_case import write_small_case


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return cc.assess(write_small_case(tmp_path_factory.mktemp("small")))


def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(json_file.schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield value


def test_the_small_case_is_valid(assessment: Assessment) -> None:
    content = json.loads(json_file.findings(assessment), parse_constant=refuse)
    assert [error.message for error in validator().iter_errors(content)] == []


def test_the_bundled_case_is_valid(bundled: Assessment) -> None:
    content = json.loads(json_file.findings(bundled), parse_constant=refuse)
    assert [error.message for error in validator().iter_errors(content)] == []


@pytest.mark.parametrize(
    ("place", "value"), [(("seed",), "one"), (("findings", 0, "p"), "small"), (("claims", 0, "findings"), None), (("events", 0, "id"), 1)]
)
def test_the_schema_refuses_other_content(assessment: Assessment, place: tuple[str | int, ...], value: object) -> None:
    content = json.loads(json_file.findings(assessment))
    part = content
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    assert [list(error.absolute_path) for error in validator().iter_errors(content)] == [list(place)]


@pytest.mark.parametrize("key", ["concerted", "case", "seed", "made", "grade", "reason", "inputs", "findings", "claims", "events"])
def test_the_schema_wants_every_key(assessment: Assessment, key: str) -> None:
    content = json.loads(json_file.findings(assessment))
    del content[key]
    assert len(list(validator().iter_errors(content))) == 1


def test_the_published_schema_is_the_one_of_the_program(repository: Path) -> None:
    published = (repository / "docs" / "reference" / "findings.schema.json").read_text(encoding="utf-8")
    assert published == json_file.schema()


def test_the_file_says_what_the_assessment_says(assessment: Assessment) -> None:
    content = json.loads(json_file.findings(assessment))
    assert (content["concerted"], content["case"], content["seed"]) == (__version__, "small", 7)
    assert (content["grade"], content["reason"]) == (assessment.grade, assessment.reason)
    assert content["findings"] == json.loads(json.dumps([dataclasses.asdict(finding) for finding in assessment.findings]))
    assert [(claim["id"], claim["verdict"]) for claim in content["claims"]] == [(one.claim.claim_id, one.verdict) for one in assessment.claims]
    assert [event["id"] for event in content["events"]] == [row.event_id for row in assessment.case.events]


def test_every_finding_and_claim_has_an_id_of_its_own(assessment: Assessment) -> None:
    content = json.loads(json_file.findings(assessment))
    ids = [one["id"] for one in content["findings"] + content["claims"]]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    named = {id_ for claim in content["claims"] for id_ in claim["findings"]}
    assert named <= {finding["id"] for finding in content["findings"]}


def test_inputs_carry_the_hashes_of_the_files(assessment: Assessment) -> None:
    content = json.loads(json_file.findings(assessment))
    for one in content["inputs"]:
        assert one["sha256"] == hashlib.sha256((assessment.case.folder / one["path"]).read_bytes()).hexdigest()
    assert {one["path"] for one in content["inputs"]} == {path.name for path in assessment.case.folder.iterdir()}


def test_numbers_are_numbers_or_null(bundled: Assessment) -> None:
    text = json_file.findings(bundled)
    content = json.loads(text, parse_constant=refuse)
    numbers = ("p", "q", "effect", "low", "high", "count", "expected_count", "power", "covered_share")
    for finding in content["findings"]:
        assert all(finding[name] is None or isinstance(finding[name], (int, float)) for name in numbers)
    assert not [leaf for leaf in leaves(content) if isinstance(leaf, str) and leaf.lower() in ("nan", "inf", "infinity", "none")]


def test_what_is_no_number_is_never_written(assessment: Assessment) -> None:
    broken = dataclasses.replace(assessment.findings[0], effect=float("nan"))
    with pytest.raises(ValueError, match="JSON compliant"):
        json_file.findings(dataclasses.replace(assessment, findings=(broken,)))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = cc.assess(write_small_case(tmp_path / "first")).write(tmp_path / "one")
    second = cc.assess(write_small_case(tmp_path / "second")).write(tmp_path / "two")
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []
    assert json.loads((first / "findings.json").read_bytes())["made"] == "2023-11-14T22:13:20Z"


def test_the_time_of_making_is_in_universal_time(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = json_file.content(assessment)["made"]
    assert len(made) == len("2026-11-23T02:00:00Z")
    assert made.endswith("Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert json_file.content(assessment)["made"] == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("stamp", ["yesterday", "9" * 30, "²", "1.5"])
def test_a_time_that_is_none_is_told(assessment: Assessment, monkeypatch: pytest.MonkeyPatch, stamp: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stamp)
    with pytest.raises(OutputError, match="SOURCE_DATE_EPOCH"):
        json_file.findings(assessment)


def test_names_in_other_scripts_are_written_as_they_are(assessment: Assessment) -> None:
    text = json_file.findings(dataclasses.replace(assessment, reason="حزب الله"))
    assert "حزب الله" in text
    assert text.endswith("}\n")
