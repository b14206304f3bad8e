"""The register as FollowTheMoney and back: nothing is lost, or it is listed; persons are never taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.actors import Register
from concerted.actors.ftm import export, take
from concerted.actors.toml_file import as_toml
from concerted.case.settings import OrganisationsFile, read_organisations
from concerted.errors import DataError

CONTENT = OrganisationsFile.model_validate(
    {
        "organisation": [
            {
                "id": "reds",
                "name": "Reds",
                "kind": "armed_group",
                "aliases": [["Reds", "name"], ["RF", "acronym"], ["Red Front", "translation"], ["those men", "weak"], ["الحمر", "name"]],
                "dated_aliases": [{"text": "Reds: Valley", "kind": "dataset", "dataset": "acled", "since": "2020-01-01"}],
                "wikidata": "Q42",
                "opensanctions": "NK-abc",
            },
            {"id": "state_x", "name": 'State "X"\n', "kind": "state", "aliases": []},
            {"id": "wing", "name": "Wing", "kind": "wing", "aliases": [["Wing", "name"]]},
        ],
        "relation": [
            {
                "subject": "wing",
                "type": "wing_of",
                "object": "reds",
                "since": "2019-05-01",
                "source_url": "https://example.org/1",
                "note": "as said",
            },
            {"subject": "wing", "type": "member_of", "object": "state_x", "until": "2021-01-01", "source_url": "https://example.org/2"},
            {"subject": "reds", "type": "successor_of", "object": "wing", "source_url": "https://example.org/3"},
            {"subject": "reds", "type": "suspected_of", "object": "state_x", "source_url": "https://example.org/4"},
            {"subject": "reds", "type": "part_of", "object": "state_x", "source_url": "https://example.org/5"},
            {"subject": "reds", "type": "part_of", "object": "state_x", "source_url": "https://example.org/5"},
        ],
    }
)


def lines(*entities: dict[str, Any]) -> list[str]:
    return [json.dumps(one) for one in entities]


def organisation(id_: str = "a", schema: str = "Organization", **properties: list[str]) -> dict[str, Any]:
    return {"id": id_, "schema": schema, "properties": {"name": [id_.upper()], **properties}}


def test_out_and_in_with_its_sidecar_loses_nothing() -> None:
    done = export(CONTENT)
    taken = take(done.lines.split("\n"), json.loads(json.dumps(done.sidecar)))
    assert taken.content == CONTENT
    assert taken.lost == ()


def test_what_the_entities_hold() -> None:
    reds, state, _, wing_of, member, successor, *_ = export(CONTENT).entities
    assert reds["schema"] == "Organization"
    assert reds["properties"] == {
        "name": ["Reds"],
        "alias": ["Red Front", "الحمر", "Reds: Valley"],
        "weakAlias": ["RF", "those men"],
        "wikidataId": ["Q42"],
        "sourceUrl": ["https://www.opensanctions.org/entities/NK-abc/"],
    }
    assert state["schema"] == "PublicBody"
    assert (wing_of["schema"], wing_of["properties"]["role"]) == ("UnknownLink", ["wing of"])
    assert (member["schema"], member["properties"]["organization"]) == ("Membership", [state["id"]])
    assert (successor["schema"], successor["properties"]["predecessor"]) == ("Succession", ["wing"])


def test_every_id_is_one_that_the_format_takes() -> None:
    import re

    assert all(re.fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?", one["id"]) for one in export(CONTENT).entities)
    assert len({one["id"] for one in export(CONTENT).entities}) == 9


def test_what_it_cannot_hold_is_listed() -> None:
    told = "\n".join(export(CONTENT).cannot_hold)
    assert "2 kinds of organisations (armed_group, wing)" in told
    assert "1 days and datasets of names" in told
    assert "1 ids with other characters" in told


def test_without_the_sidecar_the_losses_are_listed_and_the_rest_is_there() -> None:
    taken = take(export(CONTENT).lines.split("\n"))
    assert [one.name for one in taken.content.organisation] == ["Reds", 'State "X"\n', "Wing"]
    assert {text for text, _ in taken.content.organisation[0].aliases} == {"Reds", "Red Front", "الحمر", "Reds: Valley", "RF", "those men"}
    assert (taken.content.organisation[0].wikidata, taken.content.organisation[0].opensanctions) == ("Q42", "NK-abc")
    assert [one.type for one in taken.content.relation] == [one.type for one in CONTENT.relation]
    assert taken.lost == ("without a sidecar: kinds of organisations and of names, days of names",)


def test_what_was_added_and_taken_out_elsewhere_is_taken_and_told() -> None:
    done = export(CONTENT)
    reds = json.loads(json.dumps(done.entities[0]))
    reds["properties"]["alias"] = ["Crimson Front", "الحمر"]
    taken = take(lines(reds, *done.entities[1:]), done.sidecar)
    aliases = taken.content.organisation[0].aliases
    assert ("Crimson Front", "name") in aliases
    assert ("RF", "acronym") in aliases
    assert "Red Front" not in dict(aliases)
    assert taken.content.organisation[0].dated_aliases == ()
    assert [("'Red Front'" in line, "'Reds: Valley'" in line) for line in taken.lost] == [(True, False), (False, True)]


def test_persons_are_never_taken() -> None:
    person = {"id": "p", "schema": "Person", "properties": {"name": ["Some Body"]}}
    tie = {"id": "m", "schema": "Membership", "properties": {"member": ["p"], "organization": ["a"], "sourceUrl": ["https://example.org/1"]}}
    taken = take(lines(organisation(), person, tie))
    assert [one.id for one in taken.content.organisation] == ["a"]
    assert taken.content.relation == ()
    assert "1 of the schema Person: a case keeps no persons" in taken.lost
    assert any(line.startswith("m: a Membership that does not tie two") for line in taken.lost)
    assert "Some Body" not in str(taken)


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"topics": ["crime.terror"]}, "a: topics"),
        ({"sourceUrl": ["https://example.org/other"]}, "a: sourceUrl"),
        ({"wikidataId": ["Q1", "Q2"]}, "a: all but the first wikidataId"),
        ({"wikidataId": ["nonsense"]}, "a: it does not fit"),
        ({"name": []}, "a: it has no name"),
    ],
)
def test_what_a_case_does_not_hold_is_listed(properties: dict[str, list[str]], told: str) -> None:
    assert any(line.startswith(told) for line in take(lines(organisation(**properties))).lost)


def test_a_tie_without_a_page_is_listed() -> None:
    tie = {"id": "m", "schema": "Membership", "properties": {"member": ["a"], "organization": ["b"]}}
    taken = take(lines(organisation(), organisation("b"), tie))
    assert taken.content.relation == ()
    assert "m: a Membership without a page that states it, or with days that are none" in taken.lost


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"id": 1}', '{"id": "a", "schema": "x", "properties": 3}'])
def test_a_line_that_is_no_entity_is_told_with_its_row(line: str) -> None:
    with pytest.raises(DataError, match="row 2"):
        take(["", line])


def test_a_sidecar_that_is_none() -> None:
    with pytest.raises(DataError, match="a sidecar of version 1"):
        take([], {"version": 2, "organisations": {}, "relations": {}})


def test_the_register_does_it_itself() -> None:
    done = Register(CONTENT).to_ftm()
    again, lost = Register.from_ftm(done.lines.split("\n"), done.sidecar)
    assert (again.content, lost) == (CONTENT, ())


def test_the_toml_that_is_written_is_read_again() -> None:
    assert read_organisations("x.toml", as_toml(CONTENT).encode()) == (CONTENT, [])


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30), st.text(st.characters(exclude_categories=("Cs",)), min_size=1)
)
def test_any_name_goes_out_and_in(name: str, id_: str) -> None:
    content = OrganisationsFile.model_validate({"organisation": [{"id": id_, "name": name, "kind": "other", "aliases": [[name, "weak"]]}]})
    done = export(content)
    assert take(done.lines.split("\n"), done.sidecar).content == content
    assert read_organisations("x.toml", as_toml(content).encode()) == (content, [])


def test_the_bundled_register_goes_out_and_in(repository: Path) -> None:
    register = Register.load(repository / "cases" / "united-front-2023" / "organisations.toml")
    done = register.to_ftm()
    assert take(done.lines.split("\n"), done.sidecar).content == register.content


def test_the_library_itself_takes_every_entity_with_all_its_values() -> None:
    """Held against the FollowTheMoney library where it is installed; it is no requirement, as it brings 41 packages."""
    library = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    for entity in export(CONTENT).entities:
        schema = library.model.get(entity["schema"])
        assert schema is not None
        assert schema.validate(entity) is None
        properties = library.model.get_proxy(entity).to_dict()["properties"]
        assert {name: sorted(values) for name, values in properties.items()} == {
            name: sorted(values) for name, values in entity["properties"].items()
        }
