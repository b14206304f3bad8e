"""Names across scripts, spellings and languages: agreement word by word, and never by what they merely share."""

from __future__ import annotations

import pytest

from concerted.actors import Register
from concerted.actors.likeness import PARTLY, WHOLE, agree, shape, skeleton
from concerted.case.settings import OrganisationsFile


def register(*organisations: tuple[str, list[str]], not_the_same: tuple[tuple[str, str], ...] = ()) -> Register:
    content = {
        "organisation": [
            {"id": id_, "name": names[0], "kind": "armed_group", "aliases": [[name, "name"] for name in names]} for id_, names in organisations
        ]
    }
    return Register(OrganisationsFile.model_validate(content), not_the_same)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kata'ib Hezbollah", "Kataeb Hizbullah"),
        ("Kata’ib Hezbollah", "كتائب حزب الله"),
        ("Hezbollah Brigades", "Kata'ib Hizballah"),
        ("Ansarullah", "Ansar Allah"),
        ("أنصار الله", "Ansar Allah"),
        ("Jerusalem Brigades", "Saraya al-Quds"),
        ("Jaish-e-Mohammed", "Jaysh-e-Muhammad"),
        ("Tehrik-i-Taliban Pakistan", "Tehreek-e-Taliban Pakistan"),
        ("Fuerzas Armadas Revolucionarias de Colombia", "Revolutionary Armed Forces of Colombia"),
        ("Partiya Karkerên Kurdistan", "Kurdistan Workers' Party"),
        ("Cartel de Sinaloa", "Sinaloa Cartel"),
        ("سپاه پاسداران انقلاب اسلامی", "Islamic Revolutionary Guard Corps"),
    ],
)
def test_one_name_in_two_spellings_agrees(a: str, b: str) -> None:
    assert agree(shape(a), shape(b)) == WHOLE
    assert agree(shape(b), shape(a)) == WHOLE


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kata'ib Hezbollah", "Hezbollah"),
        ("كتائب حزب الله", "حزب الله"),
        ("Saraya al-Quds", "Liwa al-Quds"),
        ("Palestinian Islamic Jihad", "Egyptian Islamic Jihad"),
        ("Lebanese Army", "Lebanese Forces"),
        ("Islamic Resistance in Iraq", "Islamic Resistance in Lebanon"),
        ("Moro Islamic Liberation Front", "Moro National Liberation Front"),
        ("Kachin Independence Army", "Kachin Independence Organization"),
        ("Houthi", "Hutu"),
        ("Taliban", "Tehrik-i-Taliban Pakistan"),
        ("Islamic State in Somalia", "Islamic State"),
        ("Fatah", "Fatah al-Islam"),
        ("PFLP", "PFLP-GC"),
        ("KH", "KSS"),
        ("Northern Brigade 11", "Northern Brigade 1"),
        ("31st Brigade", "13th Brigade"),
        ("Division 30", "Division 300"),
        ("Actor 400", "Actor 40"),
    ],
)
def test_two_names_that_share_words_do_not(a: str, b: str) -> None:
    assert agree(shape(a), shape(b)) < WHOLE
    assert agree(shape(b), shape(a)) < WHOLE


def test_a_place_that_one_name_leaves_out_makes_a_candidate() -> None:
    assert agree(shape("Lebanese Hezbollah"), shape("Hezbollah")) == PARTLY
    match = register(("party", ["Hezbollah"])).resolve("Lebanese Hezbollah")
    assert (match.organisation, match.candidates) == (None, ("party",))
    assert "a person decides" in match.why


def test_spellings_share_a_skeleton() -> None:
    assert skeleton("muhammad") == skeleton("mohammed")
    assert skeleton("qassam") == skeleton("kassam")
    assert skeleton("hutu") != skeleton("hamas")


def test_what_agrees_word_by_word_is_resolved_and_says_why() -> None:
    match = register(("kh", ["Kata'ib Hezbollah"]), ("party", ["Hezbollah"])).resolve("كتائب حزب الله", on="2023-11-20")
    assert (match.organisation, match.how) == ("kh", "likeness")
    assert "word by word" in match.why


def test_a_listed_alias_goes_before_likeness() -> None:
    both = register(("a", ["Jaysh al-Adl"]), ("b", ["Jaish al-Adl"]))
    assert both.resolve("Jaish al-Adl").organisation == "b"
    assert both.resolve("Jeish al-Adl").organisation is None
    assert both.resolve("Jeish al-Adl").candidates == ("a", "b")


def test_a_decision_that_two_are_not_the_same_vetoes() -> None:
    assert register(("a", ["Jaysh al-Adl"])).resolve("Jaish al-Adl").organisation == "a"
    assert register(("a", ["Jaysh al-Adl"]), not_the_same=(("Jaish al-Adl", "a"),)).resolve("Jaish al-Adl").organisation is None


@pytest.mark.parametrize("name", ["KH", "PMF", "Amal", "فتح", "", " ", "—", "al", "the of"])
def test_short_names_and_capitals_are_never_matched_by_likeness(name: str) -> None:
    some = register(("kh", ["Kata'ib Hezbollah"]), ("pmf", ["Popular Mobilization Forces"]), ("amal", ["Emal Group"]), ("fatah", ["Fatah"]))
    assert some.resolve(name).organisation is None


def test_counting_goes_by_listed_aliases_alone() -> None:
    some = register(("kh", ["Kata'ib Hezbollah"]))
    assert some.listed("Kataib Hizballah").organisation is None
    assert [match.organisation for match in some.resolve_joint("Kataib Hizballah + Kata'ib Hezbollah")] == [None, "kh"]
