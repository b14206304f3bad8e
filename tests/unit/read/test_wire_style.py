"""Turns of newspaper style that once were read wrongly; each sentence is made up."""

from __future__ import annotations

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import Statement, plain_text, statements

REDS = {"id": "reds", "name": "Reds", "kind": "armed_group", "aliases": [["Reds", "name"]]}


def read(text: str) -> list[Statement]:
    return statements(plain_text(text), reader="grammar")


def said(text: str) -> list[tuple[str, str]]:
    return [("" if one.speaker is None else one.speaker.exact, " … ".join(part.exact for part in one.parts)) for one in read(text)]


def test_what_somebody_was_asked_is_not_what_they_said() -> None:
    found = said("Asked whether the groups act together, the commander replied: “Sometimes. When it suits both.”")
    assert ("the commander", "Sometimes. When it suits both.") in found
    assert [words for speaker, words in found if "whether" in words and speaker] == []


def test_somebody_who_would_not_be_named_said_no_such_thing() -> None:
    found = said("A senior officer, who asked not to be named, said the alliance would not last.")
    assert [words for _, words in found] == ["the alliance would not last"]


def test_a_lead_in_is_no_claim() -> None:
    found = said("In a statement posted on its channel, the Blue Brigade claimed responsibility for the attack and vowed to strike again.")
    assert ("the Blue Brigade", "to strike again") in found
    assert not [words for _, words in found if "statement posted" in words]


def test_a_quotation_that_somebody_else_tells_is_theirs() -> None:
    found = said("The commander said his men had been told: “Hold your fire until the convoy has passed.”")
    assert [speaker for speaker, _ in found] == ["The commander"]


@pytest.mark.parametrize(
    ("text", "inner", "via"),
    [
        (
            "An official denied that the two groups coordinate their attacks, according to people familiar with the talks.",
            "the two groups coordinate their attacks",
            "people familiar with the talks",
        ),
        (
            "The mayor said that the commander told him that the truce would hold.",
            "the truce would hold",
            "The mayor",
        ),
    ],
)
def test_who_reported_a_statement_is_named_and_no_part_of_it(text: str, inner: str, via: str) -> None:
    one = next(one for one in read(text) if one.content.exact == inner)
    assert one.reported_via is not None
    assert one.reported_via.exact == via
    assert one.speaker is not None
    assert one.speaker.exact != via


def test_a_speaker_named_after_the_verb_with_a_clause_of_their_own() -> None:
    found = said("The Front takes money from the port but not orders, said one former commander now living abroad.")
    assert found == [("one former commander", "The Front takes money from the port but not orders")]


def test_what_is_denied_may_stand_as_a_gerund() -> None:
    found = said("Hassan Omar, the spokesman of the movement, denied receiving weapons from abroad.")
    assert [words for _, words in found] == ["receiving weapons from abroad"]
    assert read("Hassan Omar, the spokesman of the movement, denied receiving weapons from abroad.")[0].polarity == "deny"


@pytest.mark.parametrize(
    ("claim", "kind", "negated"),
    [
        ("the Reds held the truce", "honours_ceasefire", False),
        ("the Reds broke the truce", "honours_ceasefire", True),
        ("the truce of the Reds is over", "honours_ceasefire", True),
        ("the truce with the Reds has collapsed", "honours_ceasefire", True),
        ("the Reds did not break the truce", "honours_ceasefire", False),
        ("the Reds did not honour the deal", "honours_ceasefire", True),
        ("the Reds act on their own", "acts_alone", False),
        ("the Reds acted alone", "acts_alone", False),
    ],
)
def test_what_is_claimed_of_a_truce_or_of_one_who_acts_alone(claim: str, kind: str, negated: bool) -> None:
    register = Register(OrganisationsFile.model_validate({"organisation": [REDS]}))
    (one,) = statements(plain_text(f"A spokesman said that {claim}."), actors=register, reader="grammar")
    assert {relation.negated for relation in one.relations if relation.kind == kind} == {negated}
