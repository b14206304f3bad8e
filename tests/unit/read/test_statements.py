"""Who said what, in a made-up article that holds each way in which newspapers set it."""

from __future__ import annotations

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import Statement, Text, plain_text, statements
from concerted.read.text import Source

ARTICLE = """Armed groups share one calendar, officials and fighters say

The three northern brigades have met every week since March 3, 2021, officials and fighters have told this newspaper.

While the groups had co-operated before, the level of co-ordination has risen sharply during the siege.

Representatives of the valley factions – mainly the Red Brigade and the Northern Guard – said they had attended meetings in a joint room.

“The timing was agreed in advance, but it was never an order,” a Red Brigade commander explained.

“Our part is the river, while our brothers hold the road,” he added.

“The room is mainly for warning each other.”

The Northern Guard reportedly did not always follow the plan, according to Ms Orla Venn, a researcher at the Institute of Hills. Its share of
the raids had “become smaller rather than larger over time”.

“We were not asked,” the mayor said. “We would have refused.”

“The truce,” said the spokesman of the Northern Guard, “will be kept by all of us.”

The Red Brigade denied that it had fired on the convoy.

The Red Brigade honoured a five-day truce that the Northern Guard had signed.

Nobody on the river takes orders from the road
Tam Ilves, former negotiator

The so-called “river front” has grown.
"""
ORGANISATIONS = {
    "organisation": [
        {"id": "red", "name": "Red Brigade", "kind": "armed_group", "aliases": [["Red Brigade", "name"], ["RB", "acronym"]]},
        {
            "id": "guard",
            "name": "Northern Guard",
            "kind": "armed_group",
            "aliases": [["Northern Guard", "name"], ["Guard of the North", "translation"]],
        },
    ]
}
READERS = pytest.mark.parametrize("reader", ["grammar", "marks"])


def register() -> Register:
    return Register(OrganisationsFile.model_validate(ORGANISATIONS))


def article() -> Text:
    return plain_text(ARTICLE.replace("Hills. Its share of\nthe", "Hills. Its share of the"))


@pytest.fixture(scope="module")
def read() -> list[Statement]:
    return statements(article(), actors=register(), reader="grammar")


def said(read: list[Statement], words: str) -> Statement:
    found = [one for one in read if words in one.content.exact and one.mode != "narrator"]
    assert len(found) == 1, [one.content.exact for one in read]
    return found[0]


@READERS
def test_every_place_holds_the_words_that_it_claims(reader: str) -> None:
    text = article()
    read = statements(text, actors=register(), reader=reader)
    assert read
    for one in read:
        for span in one.spans():
            assert text.text[span.start : span.end] == span.exact
            assert span.text == text.sha256


@pytest.mark.parametrize(
    ("words", "speaker", "mode", "resolution"),
    [
        ("have met every week since March 3, 2021", "officials and fighters", "indirect", "explicit"),
        (
            "they had attended meetings",
            "Representatives of the valley factions – mainly the Red Brigade and the Northern Guard",
            "indirect",
            "explicit",
        ),
        ("agreed in advance", "a Red Brigade commander", "direct", "explicit"),
        ("Our part is the river", "he", "direct", "pronoun"),
        ("warning each other", None, "continuation", "carried"),
        ("did not always follow the plan", "Ms Orla Venn, a researcher at the Institute of Hills", "indirect", "explicit"),
        ("become smaller rather", None, "partial", "adjacency"),
        ("it had fired on the convoy", "The Red Brigade", "indirect", "explicit"),
        ("takes orders from the road", "Tam Ilves, former negotiator", "pull_quote", "adjacency"),
    ],
)
def test_who_said_what(read: list[Statement], words: str, speaker: str | None, mode: str, resolution: str) -> None:
    one = said(read, words)
    assert (one.speaker and one.speaker.exact) == speaker
    assert (one.mode, one.resolution) == (mode, resolution)


def test_words_on_both_sides_of_the_speaker_are_one_statement_in_parts(read: list[Statement]) -> None:
    one = said(read, "kept by all of us")
    assert [part.exact for part in one.parts] == ["The truce", "will be kept by all of us."]
    assert one.said_by.kind == "org_reps"
    assert one.said_by.affiliation == "guard"


def test_the_next_sentence_of_a_quotation_belongs_to_it(read: list[Statement]) -> None:
    one = said(read, "We were not asked")
    assert [part.exact for part in one.parts] == ["We were not asked", "We would have refused."]


def test_anonymous_and_collective_speakers_are_kinds_of_their_own(read: list[Statement]) -> None:
    crowd = said(read, "have met every week").said_by
    assert (crowd.named, crowd.count) == (False, "many")
    one = said(read, "agreed in advance").said_by
    assert (one.kind, one.count, one.affiliation) == ("org_reps", "one", "red")
    assert said(read, "did not always follow").said_by.kind == "analysts"


def test_a_pronoun_and_a_carried_speaker_are_whoever_spoke_last(read: list[Statement]) -> None:
    first = said(read, "agreed in advance").said_by
    assert said(read, "Our part is the river").said_by == first
    assert said(read, "warning each other").said_by == first


def test_hedges_are_kept_with_their_words(read: list[Statement]) -> None:
    one = said(read, "did not always follow")
    assert ("evidential", "reportedly") in {(hedge.kind, hedge.span.exact) for hedge in one.hedges}
    assert ("negation", "not always") in {(hedge.kind, hedge.span.exact) for hedge in one.hedges}
    assert ("approximator", "mainly") in {(hedge.kind, hedge.span.exact) for hedge in said(read, "warning each other").hedges}


def test_a_denial_is_one(read: list[Statement]) -> None:
    assert said(read, "it had fired on the convoy").polarity == "deny"
    assert said(read, "agreed in advance").polarity == "affirm"


def test_the_papers_own_claims_are_the_narrators(read: list[Statement]) -> None:
    own = [one.content.exact for one in read if one.mode == "narrator"]
    assert any("honoured a five-day truce" in words for words in own)
    assert any("level of co-ordination has risen" in words for words in own)
    assert not any("said" in words.split() for words in own)
    assert all(one.said_by.kind == "narrator" and one.speaker is None for one in read if one.mode == "narrator")


def test_organisations_and_relations(read: list[Statement]) -> None:
    one = next(one for one in read if "honoured a five-day truce" in one.content.exact)
    assert [mention.organisation for mention in one.organisations] == ["red", "guard"]
    relation = next(relation for relation in one.relations if relation.span.exact == "honoured")
    assert relation.kind == "honours_ceasefire"
    assert [mention.organisation for mention in relation.subjects] == ["red"]
    denied = next(relation for relation in said(read, "did not always").relations) if said(read, "did not always").relations else None
    assert denied is None or denied.negated


def test_a_day_with_its_year_is_certain(read: list[Statement]) -> None:
    period = said(read, "have met every week").periods[0]
    assert (period.span.exact, period.first, period.last) == ("since March 3, 2021", "2021-03-03", "")


def test_scare_quotes_are_no_statement(read: list[Statement]) -> None:
    assert not any("river front" in one.content.exact and one.mode != "narrator" for one in read)


def test_nothing_is_accepted_by_a_machine(read: list[Statement]) -> None:
    assert {one.status for one in read} == {"proposed"}


def test_the_same_bytes_give_the_same_names(read: list[Statement]) -> None:
    again = statements(article(), actors=register(), reader="grammar")
    assert [one.id for one in again] == [one.id for one in read]
    assert len({one.id for one in read}) == len(read)


def test_punctuation_alone_finds_the_plain_ones() -> None:
    read = statements(article(), actors=register(), reader="marks")
    one = said(read, "agreed in advance")
    assert (one.speaker and one.speaker.exact, one.mode) == ("a Red Brigade commander", "direct")
    assert "marks" in one.extractor
    assert said(read, "We were not asked").speaker is not None


def test_without_a_register_nobody_is_named_and_the_paper_claims_nothing() -> None:
    read = statements(article(), reader="grammar")
    assert not any(one.organisations or one.mode == "narrator" for one in read)


def test_a_longer_name_is_not_the_listed_one_inside_it() -> None:
    content = {"organisation": [{"id": "party", "name": "Hezbollah", "kind": "party", "aliases": [["Hezbollah", "name"]]}]}
    text = plain_text(
        "Kata’ib Hezbollah and Harakat Hezbollah al-Nujaba fired at the base, while Lebanese Hezbollah denied any attack, Hezbollah said."
    )
    named = statements(text, actors=Register(OrganisationsFile.model_validate(content)), reader="grammar")[0].organisations
    assert [mention.organisation for mention in named if mention.span.start < 40] == [None, None]
    assert [mention.organisation for mention in named if mention.span.start > 80] == ["party"]


def test_an_acronym_counts_only_where_the_text_spells_it_out() -> None:
    spelled = statements(plain_text("The Red Brigade (RB) met them, and RB fighters attacked the post, a witness said."), actors=register())[0]
    assert [mention.organisation for mention in spelled.organisations] == ["red", "red", "red"]
    alone = statements(plain_text("RB fighters attacked the post, a witness said."), actors=register())[0]
    assert alone.organisations == ()


@pytest.mark.parametrize("language", ["ar", "fa", "he", "arb"])
def test_other_languages_are_left_to_the_model(language: str) -> None:
    text = Text(ARTICLE, Source("source:0", "article", "0", language=language))
    assert statements(text, actors=register()) == []


@READERS
@pytest.mark.parametrize(
    "words", ["", "\n\n", "“", "”\n“", "said", "he said", "“” he said", "“a b c d", "\x00\x01", "‘’", "...", "—" * 300, "“" * 300]
)
def test_odd_texts_are_read_without_a_fault(words: str, reader: str) -> None:
    for one in statements(plain_text(words), actors=register(), reader=reader):
        assert words[one.content.start : one.content.end] == one.content.exact
