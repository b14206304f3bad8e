"""Marks out of confirmed statements, with planted cases: what must make one, and what must never."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.days import Window
from concerted.finding import Finding
from concerted.read import plain_text, statements
from concerted.read.origins import origins
from concerted.weigh.confirmed import Asked, ConfirmedMarks, confirmed_marks
from concerted.weigh.grade import grade
from concerted.weigh.marks import Confirmed, weigh_marks
from concerted.weigh.reporting import OPPONENT, Read, SourceRead, weigh_reporting

NAMES = {"red": "Red Brigade", "guard": "Northern Guard", "army": "Southern Army", "wing": "Eastern Wing"}
RED = "The Red Brigade has coordinated its raids with the Northern Guard since the spring, a Red Brigade commander told our paper on the phone."
GUARD = "Yesterday at the river a spokesman for the Northern Guard said that the Northern Guard coordinated its patrols with the Red Brigade."
PRESS = "The Northern Guard and the Red Brigade have coordinated all their movements along the river in recent weeks, as was seen there."
ARMY = "A spokesman for the Southern Army said that the Red Brigade had coordinated its last raids with the Northern Guard by radio."
PERIOD = Window(date(2024, 1, 1), date(2024, 3, 31))


def register() -> Register:
    content = [{"id": id_, "name": name, "kind": "armed_group", "aliases": [[name, "name"]]} for id_, name in NAMES.items()]
    return Register(OrganisationsFile.model_validate({"organisation": content}))


def read(documents: Iterable[str], status: str = "confirmed", said_at: str = "2024-02-01") -> list[Read]:
    texts = [plain_text(words) for words in documents]
    origin = {i: number for number, one in enumerate(origins(texts)) for i in one.documents}
    return [
        Read(replace(one, status=status, said_at=said_at), f"{i}.txt", origin[i])
        for i, text in enumerate(texts)
        for one in statements(text, actors=register(), reader="grammar")
    ]


def weighed(said: Iterable[Read], opponents: tuple[str, ...] = ("army",), tied: bool = False) -> ConfirmedMarks:
    asked = Asked(("red", "guard"), opponents, PERIOD, lambda _a, _b: tied)
    return confirmed_marks(weigh_reporting(list(said), opponents, ("red", "guard")), asked)


def test_two_confirmed_statements_of_independent_origin_are_a_mark() -> None:
    (mark,) = weighed(read([RED, GUARD])).marks
    assert mark.groups == ("guard", "red")
    assert (len(mark.statements), mark.origins) == (2, 2)


def test_the_paper_itself_and_a_group_are_two() -> None:
    assert len(weighed(read([RED, PRESS])).marks) == 1


def test_one_is_none() -> None:
    found = weighed(read([RED]))
    assert found.marks == ()
    assert [(one.origins, one.holds) for one in found.pairs] == [(1, False)]


@pytest.mark.parametrize("status", ["proposed", "rejected", "orphan"])
def test_a_proposal_never_counts(status: str) -> None:
    assert weighed(read([RED, GUARD], status)).pairs == ()
    one_confirmed = [*read([RED]), *(replace(one, origin=7) for one in read([GUARD], status))]
    assert weighed(one_confirmed).marks == ()


def test_copies_of_one_story_count_once() -> None:
    story = f"{RED} The road was closed for three days and reopened on Sunday, and the mayor asked everybody to stay at home until the evening."
    found = weighed(read([story, f"By our own staff. {story}", f"{story} More follows."]))
    assert found.marks == ()
    assert [(len(one.statements), one.origins) for one in found.pairs] == [(3, 1)]


def test_two_speakers_in_one_article_count_once() -> None:
    found = weighed(read([f"{RED}\n{GUARD}"]))
    assert found.marks == ()
    assert [(len(one.statements), one.origins) for one in found.pairs] == [(2, 1)]


def test_one_quotation_in_two_stories_counts_once() -> None:
    filler = ("It rained all day and the harvest was late, farmers near the mill were told at noon.", "Nothing else was heard from the town.")
    quoted = "“The Red Brigade has coordinated its raids with the Northern Guard since the spring,” an analyst at the college said."
    found = weighed(read([f"{filler[0]} {quoted} {filler[0][:40]}", f"{filler[1]} {quoted} {filler[1]} And {filler[1]} But {filler[1]}"]))
    assert found.marks == ()
    assert [one.origins for one in found.pairs] == [1]


def test_two_statements_of_one_organisation_count_once() -> None:
    again = "On Friday morning another spokesman for the Red Brigade said it had coordinated several boats with the Northern Guard."
    assert weighed(read([RED, again])).marks == ()


def test_two_statements_of_one_named_analyst_count_once() -> None:
    first = "“The Red Brigade coordinated its winter raids with the Northern Guard,” said Rana Example, an analyst."
    second = "Since Monday the Northern Guard has coordinated with the Red Brigade on the road to the coast, analyst Rana Example said."
    found = weighed(read([first, second]))
    assert [one.origins for one in found.pairs] == [1]


def test_an_opponents_word_never_counts() -> None:
    found = weighed(read([RED, ARMY]))
    assert found.marks == ()
    assert [why for _, why in found.left_out] == ["an opponent's word"]
    assert len(weighed(read([RED, ARMY]), opponents=("wing",)).marks) == 1


def test_what_an_opponents_paper_prints_never_counts() -> None:
    first, second = read([RED]), read([GUARD])
    source = SourceRead("source:1", "1.txt", interest=OPPONENT)
    assert weighed([*first, *(replace(one, origin=7, source=source) for one in second)]).marks == ()
    owned = replace(source, interest="", organisation="army")
    assert weighed([*first, *(replace(one, origin=7, source=owned) for one in second)]).marks == ()


def test_a_speaker_whose_words_name_an_opponent_never_counts() -> None:
    first, second = read([RED]), read([GUARD])
    assert weighed([*first, *(replace(one, origin=7, named_opponent=True) for one in second)]).marks == ()


def test_without_opponents_nobody_can_tell() -> None:
    found = weighed(read([RED, GUARD]), opponents=())
    assert found.marks == ()
    assert all("opponents" in why for _, why in found.left_out)


def test_officials_of_nobody_known_do_not_count() -> None:
    officials = "Two officials in the capital said on Tuesday that the Northern Guard had coordinated its convoys with the Red Brigade."
    found = weighed(read([RED, officials]))
    assert found.marks == ()
    assert [why.startswith("made by officials") for _, why in found.left_out] == [True]


def test_a_reservation_does_not_count() -> None:
    maybe = "A spokesman for the Northern Guard said that the Northern Guard may have coordinated its patrols with the Red Brigade at times."
    assert weighed(read([RED, maybe])).marks == ()


def test_a_denial_does_not_count() -> None:
    denial = "A spokesman for the Northern Guard said that the Northern Guard never coordinated its patrols with the Red Brigade at any time."
    assert weighed(read([RED, denial])).marks == ()


def test_days_outside_the_case_do_not_count() -> None:
    assert weighed(read([RED, GUARD], said_at="2023-12-31")).marks == ()
    assert weighed(read([RED, GUARD], said_at="")).marks == ()
    assert weighed(read([RED, GUARD], said_at="2024-03-31")).marks != ()


def test_days_that_are_named_go_before_the_day_on_which_it_was_said() -> None:
    named = "A spokesman for the Northern Guard said it had coordinated a patrol with the Red Brigade on 5 May 2021."
    inside = named.replace("5 May 2021", "5 February 2024")
    late = [replace(one, origin=7) for one in read([named])]
    assert weighed([*read([RED]), *late]).marks == ()
    assert weighed([*read([RED]), *(replace(one, origin=7) for one in read([inside], said_at="2024-06-01"))]).marks != ()


def test_tied_groups_may_be_one_hand() -> None:
    assert weighed(read([RED, GUARD]), tied=True).pairs == ()


def test_other_groups_and_other_relations_are_no_mark() -> None:
    others = [RED.replace("Northern Guard", "Eastern Wing"), GUARD.replace("Northern Guard", "Eastern Wing")]
    assert weighed(read(others)).pairs == ()
    allied = [words.replace("coordinated", "supported") for words in (RED, GUARD)]
    assert weighed(read(allied)).pairs == ()


def beyond(*groups: str) -> Finding:
    return Finding(
        question="together",
        groups=groups or ("Northern Guard", "Red Brigade"),
        verdict="beyond shared causes",
        reason="r",
        sentence="s",
        id="F01",
        false_alarm_rate=0.05,
        registered=True,
    )


def marks_of(said: Iterable[Read]) -> list[Confirmed]:
    return [Confirmed((NAMES[one.groups[0]], NAMES[one.groups[1]]), one.statements, one.origins) for one in weighed(said).marks]


def test_the_mark_and_calibrated_timing_of_the_same_groups_reach_the_top() -> None:
    marks = weigh_marks([], PERIOD, None, confirmed=marks_of(read([RED, GUARD])))
    assert grade([beyond()], marks)[0] == "in concert"
    assert any("2 confirmed statements of 2 independent origins" in line for line in marks.sentences(None))


def test_the_mark_of_other_groups_does_not() -> None:
    marks = weigh_marks([], PERIOD, None, confirmed=marks_of(read([RED, GUARD])))
    assert grade([beyond("Northern Guard", "Southern Army")], marks)[0] == "cannot say"


def test_the_mark_alone_does_not() -> None:
    marks = weigh_marks([], PERIOD, None, confirmed=marks_of(read([RED, GUARD])))
    assert grade([replace(beyond(), registered=False)], marks)[0] == "cannot say"
    assert grade([replace(beyond(), verdict="no sign")], marks)[0] == "no sign"


@pytest.mark.parametrize("said", [[RED], [RED, ARMY], [RED, f"{RED} By our staff."]])
def test_what_is_no_mark_never_reaches_the_top(said: list[str]) -> None:
    marks = weigh_marks([], PERIOD, None, confirmed=marks_of(read(said)))
    assert grade([beyond()], marks)[0] == "cannot say"
