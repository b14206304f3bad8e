"""What was said, ordered by what it claims: for and against, by whom, from how many origins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import plain_text, statements
from concerted.read.origins import origins
from concerted.read.relations import KINDS
from concerted.weigh.reporting import OPPONENT, PARTY, PRESS, TESTS, Read, Reporting, weigh_reporting

WIRE = (
    "The Red Brigade has coordinated its raids with the Northern Guard since March, a Red Brigade commander said. "
    "The road was closed for three days and reopened on Sunday, and the mayor asked everybody to stay at home until the evening."
)
DOCUMENTS = (
    WIRE,
    f"By our own staff. {WIRE}",
    "“The Red Brigade never coordinated with the Northern Guard,” a minister of the Southern Army told us on the phone this week.",
    "The Northern Guard honoured the truce for five days.",
)
NAMES = {"red": "Red Brigade", "guard": "Northern Guard", "army": "Southern Army"}


def register() -> Register:
    content = [{"id": id_, "name": name, "kind": "armed_group", "aliases": [[name, "name"]]} for id_, name in NAMES.items()]
    return Register(OrganisationsFile.model_validate({"organisation": content}))


def read(documents: tuple[str, ...] = DOCUMENTS, status: str = "proposed") -> list[Read]:
    texts = [plain_text(words) for words in documents]
    origin = {i: number for number, one in enumerate(origins(texts)) for i in one.documents}
    return [
        Read(replace(one, status=status), f"{i}.txt", origin[i])
        for i, text in enumerate(texts)
        for one in statements(text, actors=register(), reader="grammar")
    ]


@pytest.fixture(scope="module")
def reporting() -> Reporting:
    return weigh_reporting(read(), opponents=["army"])


def test_copies_of_one_story_are_one_origin(reporting: Reporting) -> None:
    (claim,) = [one for one in reporting.reported if one.kind == "coordinates_with"]
    assert claim.subjects == ("guard", "red")
    assert (len(claim.said_for), claim.origins_for) == (2, 1)
    assert (len(claim.said_against), claim.origins_against) == (1, 1)
    assert (reporting.documents, reporting.origins) == (4, 3)


def test_whoever_denies_stands_beside_whoever_says_so(reporting: Reporting) -> None:
    assert [(a.document, b.document) for a, b in reporting.contradictions] == [("0.txt", "2.txt"), ("1.txt", "2.txt")]


def test_the_interest_of_a_speaker_is_told(reporting: Reporting) -> None:
    (claim,) = [one for one in reporting.reported if one.kind == "coordinates_with"]
    assert claim.interests == (PARTY,)
    truce = next(one for one in reporting.reported if one.kind == "honours_ceasefire")
    assert truce.subjects == ("guard",)
    assert truce.interests == (PRESS,)
    turned = weigh_reporting(read((DOCUMENTS[2].replace("never coordinated", "coordinated"),)), opponents=["army"])
    assert turned.reported[0].interests == (OPPONENT,)


def test_a_denial_of_a_denial_is_for() -> None:
    words = "The Red Brigade denied that it had never coordinated with the Northern Guard."
    (claim,) = weigh_reporting(read((words,))).reported
    assert (len(claim.said_for), len(claim.said_against)) == (1, 0)


def test_confirmed_ones_are_counted_and_rejected_ones_left_out() -> None:
    assert weigh_reporting(read()).confirmed == 0
    confirmed = weigh_reporting(read(status="confirmed"))
    assert confirmed.confirmed == confirmed.statements > 0
    rejected = weigh_reporting(read(status="rejected"))
    assert (rejected.statements, rejected.reported) == (0, ())
    assert rejected.rejected == confirmed.statements


def test_every_relation_says_what_would_test_it() -> None:
    assert set(TESTS) == set(KINDS)
    assert all(TESTS.values())


def test_a_relation_of_nobody_known_is_no_claim() -> None:
    assert weigh_reporting(read(("Some militias coordinated with other factions, a man said.",))).reported == ()
