"""Names that stand for an organisation in some days, or in one dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

import concerted as cc
from concerted.actors import Register
from small_case import append, change, event, write_small_case

TOML = """\
[[organisation]]
id = "old"
name = "Old Guard"
kind = "armed_group"
aliases = [["Old Guard", "name"]]
wikidata = "Q42"
opensanctions = "NK-abc"
dated_aliases = [
  { text = "The Guard", kind = "name", until = 2019-12-31 },
  { text = "Guard: Valley", kind = "dataset", dataset = "acled", since = 2018-01-01 },
  { text = "Liwa al-Mahdood", kind = "name", until = 2019-12-31 },
]

[[organisation]]
id = "new"
name = "New Guard"
kind = "armed_group"
aliases = [["New Guard", "name"]]
dated_aliases = [
  { text = "the guard", kind = "name", since = 2020-01-01 },
  { text = "Guard: Valley", kind = "dataset", dataset = "ucdp" },
]
"""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    path = tmp_path / "organisations.toml"
    path.write_text(TOML, encoding="utf-8")
    return Register.load(path)


@pytest.mark.parametrize(("day", "organisation"), [("2019-12-31", "old"), ("2020-01-01", "new"), ("1990-01-01", "old"), ("2030-01-01", "new")])
def test_a_name_goes_over_on_its_day(register: Register, day: str, organisation: str) -> None:
    assert register.listed("The Guard", day).organisation == organisation
    assert register.resolve("The Guard", day).organisation == organisation


def test_without_a_day_a_person_decides(register: Register) -> None:
    match = register.listed("The Guard")
    assert (match.organisation, match.candidates) == (None, ("old", "new"))


def test_a_dataset_has_names_of_its_own(register: Register) -> None:
    assert register.listed("Guard: Valley", "2020-01-01", "acled").organisation == "old"
    assert register.listed("Guard: Valley", "2020-01-01", "ucdp").organisation == "new"
    assert register.listed("Guard: Valley", "2017-01-01", "ucdp").organisation == "new"
    assert register.listed("Guard: Valley", "2020-01-01").candidates == ("old", "new")
    assert [match.organisation for match in register.resolve_joint("Guard: Valley + The Guard", "2020-01-01", "acled")] == ["old", "new"]


def test_outside_its_days_a_name_stands_for_nobody_and_says_so(register: Register) -> None:
    match = register.listed("Guard: Valley", "2017-01-01", "acled")
    assert match.organisation is None
    assert "but not on 2017-01-01" in match.why


def test_likeness_to_a_dated_name_holds_on_its_days_only(register: Register) -> None:
    assert register.resolve("Liwa al Mahdud", "2019-01-01").organisation == "old"
    assert register.resolve("Liwa al Mahdud", "2021-01-01").organisation is None


def test_ids_elsewhere_are_kept(register: Register) -> None:
    assert (register.organisation("old").wikidata, register.organisation("old").opensanctions) == ("Q42", "NK-abc")


def with_dated(case: Path, reds: str, blues: str) -> None:
    change(case, "organisations.toml", '["Red Front", "translation"]]', f'["Red Front", "translation"]]\ndated_aliases = [{reds}]')
    change(case, "organisations.toml", 'aliases = [["Blues", "name"]]', f'aliases = [["Blues", "name"]]\ndated_aliases = [{blues}]')


def test_rows_count_for_whoever_bore_the_name_on_their_day(tmp_path: Path) -> None:
    case = write_small_case(tmp_path)
    with_dated(case, '{ text = "Front", kind = "name", until = 2020-01-15 }', '{ text = "Front", kind = "name", since = 2020-01-16 }')
    append(case, "events.csv", event("X1", "2020-01-08", "Front"))
    append(case, "events.csv", event("X2", "2020-01-18", "Front", "South"))
    append(case, "events.csv", event("X3", "2020-01-21", "Front", "South"))
    assert cc.check(case) == ()
    counts = cc.assess(case).counts
    assert {group: int(counts.values[i].sum()) for i, group in enumerate(counts.groups)} == {"Reds": 13, "Blues": 14}


@pytest.mark.parametrize(
    ("reds", "blues", "faults"),
    [
        ('{ text = "Front", kind = "name", until = 2020-01-15 }', '{ text = "Front", kind = "name", since = 2020-01-15 }', 1),
        ('{ text = "Front", kind = "name", until = 2020-01-15 }', '{ text = "Front", kind = "name", since = 2020-01-16 }', 0),
        ('{ text = "F", kind = "dataset", dataset = "acled" }', '{ text = "F", kind = "dataset", dataset = "ucdp" }', 0),
        ('{ text = "F", kind = "dataset", dataset = "acled" }', '{ text = "F", kind = "dataset" }', 1),
        ('{ text = "Blues", kind = "name", until = 2020-01-15 }', '{ text = "B", kind = "name" }', 1),
        ('{ text = "F", kind = "name", since = 2020-01-15, until = 2020-01-14 }', '{ text = "B", kind = "name" }', 1),
    ],
)
def test_names_that_meet_are_a_fault(tmp_path: Path, reds: str, blues: str, faults: int) -> None:
    case = write_small_case(tmp_path)
    with_dated(case, reds, blues)
    assert len([fault for fault in cc.check(case) if fault.file == "organisations.toml"]) == faults
