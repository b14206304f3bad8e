"""Whatever a model answers: no crash, every span stands in the text, and each answer is a proposal, a repetition or a rejection."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.read import plain_text
from concerted.read.model import Answers, Endpoint, propose
from concerted.read.model.prompt import passages

TEXT = plain_text(
    "“We halted our fire on Friday,” the brigade’s spokesman said. The mayor denied it.\n"
    "ونفى متحدث باسم الحركة ذلك.\n“We halted our fire on Friday.”\n  \u202edeed \ud800 \n"
)
ENDPOINT = Endpoint("http://127.0.0.1:9/v1", "m")


@st.composite
def pieces(draw: st.DrawFn) -> str:
    start = draw(st.integers(0, len(TEXT.text)))
    return TEXT.text[start : draw(st.integers(start, len(TEXT.text)))]


WORDS = st.one_of(pieces(), st.text(max_size=30))
STATEMENTS = st.fixed_dictionaries(
    {},
    optional={
        "quote": WORDS,
        "speaker": st.none() | WORDS,
        "cue": st.none() | WORDS,
        "denied": st.booleans() | st.integers(),
        "start": st.integers(),
    },
)
ANSWERS = st.lists(STATEMENTS | st.none() | st.integers() | WORDS | st.lists(WORDS, max_size=2), max_size=8)


@settings(max_examples=500, deadline=None)
@given(ANSWERS)
def test_no_answer_ends_the_work_or_gives_words_that_are_not_there(answer: list[Any]) -> None:
    answers = Answers()
    for _, passage in passages(TEXT.text):
        answers.add(ENDPOINT, passage, answer)
    found = propose(TEXT, ENDPOINT, allowed=False, answers=answers)
    assert all(TEXT.text[span.start : span.end] == span.exact for one in found.statements for span in one.spans())
    assert len(found.statements) + len(found.rejected) <= len(answer)
    assert bool(found.statements) or len(found.rejected) == len(answer)
    assert {one.status for one in found.statements} <= {"proposed"}
