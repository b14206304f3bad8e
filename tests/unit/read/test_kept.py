"""Statements kept in a case: one a line, the same bytes for the same reading, openable at their source; the schema is published."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.decisions import CONFIRM, REJECT, UNSURE, Log
from concerted.errors import CaseError, DataError
from concerted.read import kept, plain_text, statements
from concerted.read.documents.case import DocumentEntry, TextEntry
from concerted.read.statement import ORPHAN, Speaker
from concerted.source import Source, Span

ROOT = Path(__file__).parents[3]
WORDS = (
    "“The Reds direct the Blues,” said Rana Example, an analyst. She added that the Blues might have co-ordinated with the Reds in March 2020."
)
REGISTER = Register(
    OrganisationsFile.model_validate(
        {"organisation": [{"id": name.lower(), "name": name, "kind": "armed_group", "aliases": [[name, "name"]]} for name in ("Reds", "Blues")]}
    )
)


def some() -> list[kept.KeptStatement]:
    text = plain_text(WORDS, url="https://example.org/1")
    found = [kept.keep(one, "a.txt", text) for one in statements(text, REGISTER, "grammar")]
    assert len(found) >= 2
    assert any(one.relations for one in found)
    return found


def test_out_and_in_loses_nothing(tmp_path: Path) -> None:
    kept.write_statements(tmp_path, some())
    assert list(kept.statements_of(tmp_path)) == some()


def test_the_file_is_sorted_and_the_same_whatever_the_order(tmp_path: Path) -> None:
    one = some()
    other = [dataclasses.replace(statement, document="b.txt") for statement in one]
    kept.write_statements(tmp_path, [*other, *one[::-1]])
    raw = (tmp_path / "statements.jsonl").read_bytes()
    kept.write_statements(tmp_path, [*one, *other])
    assert (tmp_path / "statements.jsonl").read_bytes() == raw
    assert [json.loads(line)["document"] for line in raw.splitlines()] == ["a.txt"] * len(one) + ["b.txt"] * len(one)


def test_every_span_of_a_line_is_a_place_in_its_text() -> None:
    for one in some():
        record = json.loads(kept.as_line(one))
        assert record["text"]["sha256"] == plain_text(WORDS).sha256
        places = list(spans(record))
        assert len(places) >= 3
        assert all(WORDS[place["start"] : place["end"]] == place["exact"] for place in places)


def spans(value: Any) -> Any:
    if isinstance(value, dict):
        if "exact" in value:
            yield value
        for one in value.values():
            yield from spans(one)
    elif isinstance(value, list):
        for one in value:
            yield from spans(one)


def test_lines_keep_to_the_published_schema() -> None:
    published = json.loads((ROOT / "docs" / "reference" / "statements.schema.json").read_text(encoding="utf-8"))
    for one in some():
        jsonschema.validate(json.loads(kept.as_line(one)), published)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(kept.as_line(some()[0])), "status": "confirmed"}, published)


def test_the_published_schema_is_that_of_the_program() -> None:
    published = json.loads((ROOT / "docs" / "reference" / "statements.schema.json").read_text(encoding="utf-8"))
    again = "python -c 'from concerted.read import kept; print(kept.schema(), end=str())' > docs/reference/statements.schema.json"
    assert without_texts(published) == without_texts(json.loads(kept.schema())), f"write it again: {again}"


def without_texts(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: without_texts(value) for key, value in schema.items() if key != "description"}
    return [without_texts(one) for one in schema] if isinstance(schema, list) else schema


def test_every_key_is_explained() -> None:
    page = (ROOT / "docs" / "reference" / "statements.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    wanted = {field.name for record in (kept.KeptStatement, kept.TextOf, DocumentEntry, TextEntry) for field in dataclasses.fields(record)}
    assert wanted - named == set()


def test_a_damaged_line_is_told_with_its_row(tmp_path: Path) -> None:
    kept.write_statements(tmp_path, some())
    path = tmp_path / "statements.jsonl"
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b"".join(rest).replace(b'"mode": "', b'"mode": "x', 1) + b"[]\n")
    with pytest.raises(CaseError) as caught:
        kept.statements_of(tmp_path)
    assert [fault.row for fault in caught.value.faults] == [2, len(rest) + 2]


def test_a_case_without_a_reading_has_no_statement(tmp_path: Path) -> None:
    assert kept.statements_of(tmp_path) == ()


@pytest.mark.parametrize(("verdict", "status"), [(CONFIRM, "confirmed"), (REJECT, "rejected"), (UNSURE, "proposed")])
def test_the_latest_decision_gives_the_status(tmp_path: Path, verdict: str, status: str) -> None:
    one, other, *_ = some()
    for decided in (CONFIRM, verdict):
        Log(tmp_path).append(about=one.id, verdict=decided, by="A", reason="r")
    decisions = Log(tmp_path).read()
    assert [found.status for found in kept.with_decisions([one, other], decisions)] == [status, "proposed"]


def test_a_decision_under_an_earlier_id_holds_and_an_orphan_stays_one(tmp_path: Path) -> None:
    one = some()[0]
    Log(tmp_path).append(about="statement:earlier", verdict=CONFIRM, by="A", reason="r")
    decisions = Log(tmp_path).read()
    was = dataclasses.replace(one, was=("statement:earlier",))
    orphan = dataclasses.replace(was, status=ORPHAN)
    assert [found.status for found in kept.with_decisions([was, orphan], decisions)] == ["confirmed", "orphan"]


def test_a_text_is_kept_under_its_hash_and_an_altered_one_refused(tmp_path: Path) -> None:
    text = plain_text("Words \ud800 of a text.\r\n")
    kept.write_text(tmp_path, text)
    assert kept.text_of(tmp_path, text.sha256) == text.text
    (tmp_path / "texts" / f"{text.sha256}.txt").write_bytes(b"other words")
    with pytest.raises(DataError, match="an altered one"):
        kept.text_of(tmp_path, text.sha256)
    with pytest.raises(DataError, match="found none"):
        kept.text_of(tmp_path, "0" * 64)


def test_half_a_character_goes_out_and_in(tmp_path: Path) -> None:
    text = plain_text("“The Reds\ud800 direct the Blues,” said an analyst of the valley.")
    found = [kept.keep(one, "a.txt", text) for one in statements(text, REGISTER, "marks")]
    assert found
    kept.write_statements(tmp_path, found)
    assert list(kept.statements_of(tmp_path)) == found


def test_no_part_of_the_data_could_key_a_person_across_documents() -> None:
    # Whoever adds a field here has to say why it leads to no record of a person: a name stands in spans and roles as printed, nowhere else.
    assert {field.name for field in dataclasses.fields(Speaker)} == {"kind", "named", "count", "role", "affiliation"}
    assert {field.name for field in dataclasses.fields(Span)} == {"start", "end", "exact", "prefix", "suffix", "text"}
    people = re.compile(r"person|speaker_id|author|who|face|born|gender|phone|address|email", re.IGNORECASE)
    for record in (kept.KeptStatement, kept.TextOf, Source, Speaker, DocumentEntry, TextEntry):
        assert [field.name for field in dataclasses.fields(record) if people.search(field.name)] == [], record.__name__
    # The same person in two documents: nothing of the two statements is the same but what is printed.
    first = plain_text("“The Reds direct the Blues,” said Rana Example, an analyst.")
    second = plain_text("On Friday “the Blues direct the Reds,” said Rana Example, an analyst.")
    one, other = (statements(text, REGISTER, "marks")[0] for text in (first, second))
    assert one.said_by.affiliation is other.said_by.affiliation is None
    assert one.id != other.id
