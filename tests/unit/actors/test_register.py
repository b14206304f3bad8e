"""A name stands for an organisation by a listed alias and by nothing else."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from concerted.actors import Register
from concerted.errors import CaseError, DataError

TOML = """\
[[organisation]]
id = "hezbollah"
name = "Hezbollah"
kind = "armed_group"
aliases = [["Hezbollah", "name"], ["Hizbullah", "translit"]]

[[organisation]]
id = "kataib"
name = "Kata'ib Hezbollah"
kind = "armed_group"
aliases = [["Kata'ib Hezbollah", "name"], ["A + B Brigade", "name"]]

[[relation]]
subject = "kataib"
type = "suspected_of"
object = "hezbollah"
since = 2020-01-01
until = 2020-06-30
source_url = "https://example.org/r"
"""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    path = tmp_path / "organisations.toml"
    path.write_text(TOML, encoding="utf-8")
    return Register.load(path)


def load_json(folder: Path, text: str) -> Register:
    path = folder / "register.json"
    path.write_text(text, encoding="utf-8")
    return Register.load(path)


@pytest.mark.parametrize(
    "name",
    ["Kata'ib Hezbollah", "Kata’ib Hezbollah", "kata`ib HEZBOLLAH", "  Kataʿib\u00a0 Hezbollah ", "Kata‘ib\tHezbollah", "Ｋata'ib Hezbollah"],
)
def test_case_apostrophes_and_white_space_do_not_matter(register: Register, name: str) -> None:
    match = register.resolve(name)
    assert match.organisation == "kataib"
    assert match.candidates == ("kataib",)
    assert "listed alias of kataib" in match.why


@pytest.mark.parametrize(
    "name", ["Kataib Hezbollah", "Hezbolla", "Hezbollahs", "Lebanese Hezbollah", "Kata'ib", "", "Hezbollah + Hamas", "hezbollah-"]
)
def test_likeness_never_decides_whose_rows_count(register: Register, name: str) -> None:
    match = register.listed(name)
    assert (match.organisation, match.candidates) == (None, ())
    assert "no listed alias" in match.why
    assert repr(name) in match.why


def test_a_name_inside_another_is_another_group(register: Register) -> None:
    assert register.resolve("Hezbollah").organisation == "hezbollah"
    assert register.resolve("Kata'ib Hezbollah").organisation == "kataib"


def test_the_day_stands_in_the_reason(register: Register) -> None:
    assert "2023-11-20" in register.resolve("Hezbollah", on="2023-11-20").why
    assert "2023" not in register.resolve("Hezbollah").why


def test_joint_actors_are_split(register: Register) -> None:
    found = register.resolve_joint("Hezbollah + Hamas + Kata'ib Hezbollah")
    assert [match.organisation for match in found] == ["hezbollah", None, "kataib"]


def test_one_actor_is_one_match_even_with_a_plus_in_its_name(register: Register) -> None:
    assert [match.organisation for match in register.resolve_joint("Hezbollah")] == ["hezbollah"]
    assert [match.organisation for match in register.resolve_joint("a + b brigade")] == ["kataib"]
    assert [match.organisation for match in register.resolve_joint("Hezbollah+Hamas")] == [None]


def test_names_of_ids(register: Register) -> None:
    assert register.ids == ("hezbollah", "kataib")
    assert register.name("kataib") == "Kata'ib Hezbollah"
    with pytest.raises(DataError, match="'nobody'"):
        register.name("nobody")


@pytest.mark.parametrize(
    ("day", "tied"), [(None, True), ("2020-01-01", True), ("2020-06-30", True), ("2019-12-31", False), ("2020-07-01", False)]
)
def test_ties_hold_on_their_days_in_both_directions(register: Register, day: str | None, tied: bool) -> None:
    on = None if day is None else dt.date.fromisoformat(day)
    expected = "Kata'ib Hezbollah suspected of Hezbollah" if tied else None
    assert register.tied("kataib", "hezbollah", on) == expected
    assert register.tied("hezbollah", "kataib", on) == expected


def test_a_tie_is_no_merge(register: Register) -> None:
    assert register.tied("kataib", "kataib") is None
    assert register.resolve("Kata'ib Hezbollah").organisation != register.resolve("Hezbollah").organisation


def test_json_of_aliases(tmp_path: Path) -> None:
    register = load_json(tmp_path, json.dumps({"reds": [["Reds", "name"], ["Красные", "name"]], "blues": [["Blues", "acronym"]]}))
    assert register.ids == ("reds", "blues")
    assert register.resolve("КРАСНЫЕ").organisation == "reds"
    assert register.name("blues") == "Blues"
    assert register.resolve("Greens").organisation is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", "{", '{"a": []}', '{"a": null}', '{"a": "ab"}', '{"a": {"b": 1}}', '{"a": [[5, "name"]]}', '{"a": [["A"]]}', "[" * 5000],
)
def test_json_of_something_else(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseError, match="JSON of id"):
        load_json(tmp_path, text)


def test_alias_of_two_is_left_to_a_person(tmp_path: Path) -> None:
    register = load_json(tmp_path, '{"a": [["Front", "name"]], "b": [["FRONT", "name"], ["Front", "name"]]}')
    match = register.resolve("front")
    assert (match.organisation, match.candidates) == (None, ("a", "b"))
    assert "a person decides" in match.why


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="a readable file"):
        Register.load(tmp_path / "nowhere.toml")


def test_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "organisations.toml"
    path.write_text(TOML.replace('kind = "armed_group"', 'kind = "gang"').replace('type = "suspected_of"', 'type = "owns"'), encoding="utf-8")
    with pytest.raises(CaseError) as error:
        Register.load(path)
    assert [fault.column for fault in error.value.faults] == ["organisation.0.kind", "organisation.1.kind", "relation.0.type"]
