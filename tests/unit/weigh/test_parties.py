"""Who stands in a claim: whoever is acted against, only owns something, or stands in another clause has no part in it."""

from __future__ import annotations

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import plain_text
from concerted.read.mentions import mentions, names_of
from concerted.read.relations import relations
from concerted.read.speakers import NARRATOR_KIND
from concerted.read.statement import EXPLICIT, NARRATOR, Speaker, Statement
from concerted.weigh.parties import negated, parties

NAMES = ("Reds", "Blues", "Greens", "Whites", "East Wing", "Iran")
REGISTER = Register(
    OrganisationsFile.model_validate(
        {"organisation": [{"id": name.lower(), "name": name, "kind": "armed_group", "aliases": [[name, "name"]]} for name in NAMES]}
    )
)


def statement(words: str, affiliation: str | None = None) -> Statement:
    text = plain_text(words)
    named = mentions(text, names_of(REGISTER))
    return Statement(
        content=text.span(0, len(words)),
        parts=(text.span(0, len(words)),),
        speaker=None,
        cue=None,
        said_by=Speaker(NARRATOR_KIND, affiliation=affiliation),
        mode=NARRATOR,
        resolution=EXPLICIT,
        organisations=named,
        relations=relations(text, 0, len(words), named),
    )


def found(words: str, kind: str, affiliation: str | None = None) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the sides of each relation of a kind that some words claim."""
    one = statement(words, affiliation)
    told = [parties(relation, one) for relation in one.relations if relation.kind == kind]
    return [(who.subjects, who.objects) for who in told if who is not None]


@pytest.mark.parametrize(
    ("words", "kind", "sides"),
    [
        ("The Reds co-ordinate with the Blues", "coordinates_with", (("blues", "reds"), ())),
        ("Co-ordination between the Reds, the Blues and the Greens grew", "coordinates_with", (("blues", "greens", "reds"), ())),
        ("The Reds co-ordinate with the Blues, the Greens and others", "coordinates_with", (("blues", "greens", "reds"), ())),
        ("The Reds' co-ordination with the Blues is old", "coordinates_with", (("blues", "reds"), ())),
        # Whoever is acted against does not act in concert with those who act.
        ("The Reds and the Blues co-ordinate attacks against the Whites", "coordinates_with", (("blues", "reds"), ())),
        ("The Reds are allied with the Blues in the war with the Whites", "ally_of", (("blues", "reds"), ())),
        # An adjective and an owner are no party.
        ("Reds-backed factions co-ordinate through a joint room", "coordinates_with", ((), ())),
        ("The level of co-operation rose during the Whites' assault", "coordinates_with", ((), ())),
        ("The Reds co-ordinate with the Blues' East Wing", "coordinates_with", (("east wing", "reds"), ())),
        # In front of the sentence, whoever acts stands behind the comma.
        ("In a show of co-ordination with the Reds, the Blues held their fire", "coordinates_with", (("blues", "reds"), ())),
        ("In a show of co-ordination with the Reds, the Blues held their fire", "honours_ceasefire", (("blues",), ())),
        # Another clause is another thought.
        ("The co-ordination with the Reds is old, but it has become closer with the Blues", "coordinates_with", (("reds",), ())),
        ("The Reds directed the Blues", "directs", (("reds",), ("blues",))),
        ("The Blues are directed by the Reds", "directs", (("reds",), ("blues",))),
        ("The Blues and the Greens are beholden to the Reds' interests", "directs", (("reds",), ("blues", "greens"))),
        ("The Reds' proxies trade in the east, where the Blues rule", "directs", (("reds",), ())),
        ("The Blues are the Reds' proxies", "directs", (("reds",), ("blues",))),
        ("The Blues meet often. They never move without the Reds' blessing", "directs", (("reds",), ("blues",))),
        ("This is an Iran-led front", "directs", (("iran",), ())),
        ("The general, who met the Reds in the spring, commanded the Blues", "directs", ((), ("blues",))),
        ("The Reds trained the Blues for years", "trains", (("reds",), ("blues",))),
        ("The Blues were funded by the Reds", "funds", (("reds",), ("blues",))),
        ("The Blues attacked the Whites", "attacks", (("blues",), ())),
        ("They threaten to attack the Whites' economy", "attacks", ((), ())),
        ("The Reds fight the Whites", "opposes", (("reds", "whites"), ())),
        ("The fight between the Reds and the Whites goes on", "opposes", (("reds", "whites"), ())),
    ],
)
def test_the_words_around_a_relation_say_who_stands_in_it(words: str, kind: str, sides: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert sides in found(words, kind)


def test_a_joint_command_says_nothing_of_who_commands() -> None:
    assert found("The Reds sit in a joint command with the Blues", "directs") == []
    assert found("The Reds sit in a joint command with the Blues", "coordinates_with") == [(("blues", "reds"), ())]


def test_we_is_whoever_speaks() -> None:
    assert found("We co-ordinate with the Blues", "coordinates_with", "reds") == [(("blues", "reds"), ())]
    assert found("We co-ordinate with the Blues", "coordinates_with") == [(("blues",), ())]


def test_a_proxy_of_nobody_is_no_claim() -> None:
    assert found("A proxy front has emerged in the east", "directs") == []


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("The Reds do not co-ordinate with the Blues", True),
        ("The Reds do not act without co-ordination with the Blues", False),
        ("The Reds co-ordinate with the Blues", False),
    ],
)
def test_two_negations_in_one_clause_affirm(words: str, denied: bool) -> None:
    one = statement(words)
    (relation,) = [relation for relation in one.relations if relation.kind == "coordinates_with"]
    assert negated(relation, one) == denied
