"""Names that read like an organisation's and are not listed."""

from __future__ import annotations

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import plain_text, statements
from concerted.read.unlisted import unlisted

REGISTER = Register(
    OrganisationsFile.model_validate(
        {
            "organisation": [
                {"id": "front", "name": "Red Front", "kind": "armed_group", "aliases": [["Red Front", "name"], ["the Guard", "name"]]},
                {"id": "blues", "name": "Blues", "kind": "armed_group", "aliases": [["Blues", "name"], ["The Guard", "name"]]},
            ]
        }
    )
)


def names(words: str) -> list[str]:
    return [name for name, _ in unlisted(statements(plain_text(words), REGISTER, "marks"), REGISTER)]


def test_names_with_a_word_for_a_unit() -> None:
    assert names("“The Green Dawn Brigades and the Army of the Valley joined the Red Front,” a mayor said.") == [
        "Green Dawn Brigades",
        "Army of the Valley",
    ]


def test_places_and_persons_are_not_among_them() -> None:
    assert names("“Rana Example left Red Valley for New Town,” a mayor said.") == []


def test_a_name_that_several_bear_is_among_them() -> None:
    assert names("“We saw the Guard at the river,” a mayor said.") == ["the Guard"]


def test_who_speaks_counts_too() -> None:
    assert names("“We saw them at the river,” the Silver Coast Movement said.") == ["Silver Coast Movement"]
