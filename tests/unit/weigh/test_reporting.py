"""What was said, ordered by what it claims: for and against, by whom, from how many origins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import plain_text, statements
from concerted.read.origins import origins
from concerted.read.relations import KINDS
from concerted.weigh.reporting import ANALYST, OPPONENT, PARTY, PRESS, TESTS, Read, Reporting, SourceRead, interest_of, weigh_reporting
from concerted.words.reporting import TESTED_BY

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
    assert set(TESTS) == set(TESTED_BY) == set(KINDS)
    assert all(TESTS.values())


def test_a_relation_of_groups_that_are_not_named_is_a_claim_only_where_it_bears_on_concert() -> None:
    (claim,) = weigh_reporting(read(("Some militias coordinated with other factions, a man said.",))).reported
    assert (claim.kind, claim.subjects, claim.objects) == ("coordinates_with", (), ())
    assert weigh_reporting(read(("Some militias trained other factions for years, a man said.",))).reported == ()


def test_a_question_claims_nothing() -> None:
    asked = [replace(one, statement=replace(one.statement, polarity="question")) for one in read()]
    assert weigh_reporting(asked).reported == ()
    assert weigh_reporting(asked).statements == len(asked)


def test_an_orphan_counts_for_nothing() -> None:
    orphans = weigh_reporting(read(status="orphan"))
    assert (orphans.statements, orphans.reported, orphans.rejected) == (0, (), 0)


def test_two_negations_affirm() -> None:
    words = "The Northern Guard does not act without orders from the Red Brigade and is directed by the Red Brigade, a mayor said."
    claims = weigh_reporting(read((words,))).reported
    assert all(not claim.said_against for claim in claims if claim.kind == "directs")


def test_who_acts_alone_is_not_directed() -> None:
    words = ("The Northern Guard acts alone, a Red Brigade commander said.", "The Red Brigade directs the Northern Guard, a mayor said.")
    (pair,) = weigh_reporting(read(words)).contradictions
    assert {one.document for one in pair} == {"0.txt", "1.txt"}


def test_a_denial_of_two_contradicts_a_claim_on_these_and_a_third() -> None:
    words = (
        "The Red Brigade, the Northern Guard and the Southern Army coordinated their raids, a mayor said on Monday.",
        "The Red Brigade never coordinated with the Northern Guard, the Red Brigade said.",
    )
    (pair,) = weigh_reporting(read(words)).contradictions
    assert [one.document for one in pair] == ["0.txt", "1.txt"]


def test_a_denial_of_others_contradicts_nothing() -> None:
    words = (
        "The Red Brigade coordinated with the Northern Guard, a mayor said on Monday.",
        "The Northern Guard never coordinated with the Southern Army, the Northern Guard said.",
    )
    reporting = weigh_reporting(read(words))
    assert [len(one.said_for) - len(one.said_against) for one in reporting.reported if one.kind == "coordinates_with"] in ([1, -1], [-1, 1])
    assert reporting.contradictions == ()


def test_claims_on_concert_of_the_groups_come_first_and_have_numbers() -> None:
    words = (
        "The Southern Army attacked the Red Brigade, a mayor said on Monday.",
        "The Northern Guard coordinated with the Southern Army, a mayor said.",
        "The Red Brigade coordinated with the Northern Guard, a mayor said.",
    )
    claims = weigh_reporting(read(words), groups=("red", "guard")).reported
    assert [(claim.id, claim.kind, claim.subjects) for claim in claims] == [
        ("R01", "coordinates_with", ("guard", "red")),
        ("R02", "coordinates_with", ("army", "guard")),
        ("R03", "attacks", ("army",)),
    ]


def test_the_tiers_of_the_readers_are_counted() -> None:
    found = read()
    marked = [replace(found[0], statement=replace(found[0].statement, tier="both")), *found[1:]]
    assert weigh_reporting(marked).tiers == (("both", 1), ("one", len(found) - 1))


def test_a_paper_speaks_with_the_interest_of_whoever_owns_it() -> None:
    (one,) = read((DOCUMENTS[3],))
    source = SourceRead("source:1", "3.txt", interest=PRESS)
    assert interest_of(replace(one, source=source), ["guard"], ["army"]) == PRESS
    assert interest_of(replace(one, source=replace(source, organisation="guard")), ["guard"], ["army"]) == PARTY
    assert interest_of(replace(one, source=replace(source, organisation="army")), ["guard"], ["army"]) == OPPONENT
    assert interest_of(replace(one, source=replace(source, interest=OPPONENT)), ["guard"], ["army"]) == OPPONENT


def test_an_analyst_close_to_a_group_is_an_analyst() -> None:
    (one,) = read(("The Red Brigade coordinated with the Northern Guard, said an analyst close to the Red Brigade.",))
    assert one.statement.said_by.affiliation == "red"
    assert interest_of(one, ["red", "guard"]) == ANALYST
