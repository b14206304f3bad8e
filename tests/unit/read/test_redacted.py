"""Without the names of those who speak; anonymous and collective speakers, organisations and the paper stay."""

from __future__ import annotations

import json

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import kept, plain_text, redacted, statements

NAMES = ("Reds", "Blues", "Kata'ib Sahil")
REGISTER = Register(
    OrganisationsFile.model_validate(
        {"organisation": [{"id": name.lower(), "name": name, "kind": "armed_group", "aliases": [[name, "name"]]} for name in NAMES]}
    )
)


def lines(words: str, reader: str = "grammar") -> str:
    """Return statements of a text without names, as their lines would be printed."""
    text = plain_text(words)
    found = [kept.keep(one, "a.txt", text) for one in statements(text, REGISTER, reader)]
    assert found
    return "".join(kept.as_line(one).decode() for one in redacted(found, REGISTER))


def roles(words: str) -> list[str]:
    return [one.said_by.role for one in redacted(statements(plain_text(words), REGISTER, "grammar"), REGISTER)]


@pytest.mark.parametrize(
    ("words", "names", "role"),
    [
        ("The Reds direct the Blues, said Rana Example, an analyst at the Valley Institute.", ("Rana", "Example"), "an analyst"),
        ("“The Reds direct the Blues,” said Iraqi analyst Rana al-Example.", ("Rana", "al-Example"), "an analyst"),
        ("“The Reds direct the Blues,” Defence Minister Tom Sample said.", ("Tom", "Sample"), "an official"),
        ("“The Reds direct the Blues,” said Tom Sample, a spokesman for the Reds.", ("Tom", "Sample"), "a representative"),
        ("“The Reds direct the Blues,” said Blues commander Abu Sample.", ("Sample",), "a representative"),
        ("“The Reds direct the Blues,” Ms Example said.", ("Example",), "a person who is named"),
        ("“The Reds direct the Blues,” said Tom Sample.", ("Tom", "Sample"), "a person who is named"),
    ],
)
def test_a_name_becomes_a_role(words: str, names: tuple[str, ...], role: str) -> None:
    assert role in roles(words)
    printed = lines(words)
    assert [name for name in names if name in printed] == []
    assert "Reds" in printed


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Officials and militants said the Reds direct the Blues.", "Officials and militants"),
        ("“The Reds direct the Blues,” said an Iraqi militia representative.", "an Iraqi militia representative"),
        ("Analysts say the Reds direct the Blues.", "Analysts"),
        ("The Reds said the Blues had held fire since Friday.", "The Reds"),
        ("“We direct the Reds,” said a commander of Kata’ib Sahil.", "a commander of Kata’ib Sahil"),
        ("“We direct the Reds,” Kata’ib Sahil commanders said.", "Kata’ib Sahil commanders"),
        ("The Foreign Ministry said the Reds direct the Blues.", "The Foreign Ministry"),
        ("“The Reds direct the Blues,” a US official in Baghdad said.", "a US official in Baghdad"),
    ],
)
def test_anonymous_and_collective_speakers_stay(words: str, role: str) -> None:
    found = statements(plain_text(words), REGISTER, "grammar")
    assert role in [one.said_by.role for one in found]
    assert redacted(found, REGISTER) == found


def test_the_words_around_a_name_and_the_name_inside_what_was_said_are_left_out() -> None:
    printed = lines(
        "“The Reds direct the Blues,” said Rana Example, an analyst. Officials said Ms Example’s report was wrong on the Blues and the Reds."
    )
    assert "Example" not in printed
    assert "Rana" not in printed
    assert "[name left out]" in printed


def test_a_name_cut_through_by_the_end_of_what_surrounds_a_span_is_left_out_too() -> None:
    printed = lines("“The Reds direct the Blues,” said the analyst Wolfeschlegel Steinhausenberger. Officials denied it to the Blues.")
    assert not any(
        part in json.loads(line)[key]["suffix"] for line in printed.splitlines() for key in ("content",) for part in ("Wolf", "Stein")
    )
    assert "berger" not in printed


def test_a_short_name_later_is_the_role_that_the_text_gave_at_first() -> None:
    words = "“The Reds direct the Blues,” said Rana Example, an analyst. “The Blues follow them,” Ms Example said."
    assert roles(words) == ["an analyst", "an analyst"]


def test_two_texts_share_no_role() -> None:
    first, second = (
        plain_text("“The Reds direct the Blues,” said Rana Example, an analyst."),
        plain_text("“The Blues follow,” Ms Example said."),
    )
    found = redacted([one for text in (first, second) for one in statements(text, REGISTER, "grammar")], REGISTER)
    assert [one.said_by.role for one in found] == ["an analyst", "a person who is named"]


def test_ids_and_places_stay() -> None:
    found = statements(plain_text("“The Reds direct the Blues,” said Rana Example, an analyst."), REGISTER, "grammar")
    bare = redacted(found, REGISTER)
    assert [one.id for one in bare] == [one.id for one in found]
    assert bare[0].speaker is not None
    assert found[0].speaker is not None
    assert (bare[0].speaker.start, bare[0].speaker.exact) == (found[0].speaker.start, "")
    assert bare[0].content.exact == found[0].content.exact


def test_nothing_to_leave_out() -> None:
    assert redacted([]) == []
