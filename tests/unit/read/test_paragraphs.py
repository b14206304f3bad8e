"""Lines to paragraphs: texts broken at a width, and lines too long to be prose."""

from __future__ import annotations

import textwrap

import pytest

from concerted.read import plain_text, statements
from concerted.read.paragraphs import paragraphs

ARTICLE = (
    "The Red Brigade and the Blue Front have set up a joint command since the fighting began, officials and militants told the paper.",
    "“We consult each other on everything, and we will go on with it,” a spokesman of the brigade said after the talks.",
    "Residents of the valley denied that the two groups answer to anybody outside of it, and asked for patience in the coming days.",
)


def wrapped(width: int, end: str = "\n") -> str:
    return (end * 2).join(end.join(textwrap.wrap(one, width, break_on_hyphens=False)) for one in ARTICLE)


def words(text: str) -> list[str]:
    return [" ".join(one.content.exact.split()) for one in statements(plain_text(text), reader="grammar")]


@pytest.mark.parametrize(("width", "end"), [(40, "\n"), (72, "\n"), (60, "\r\n")])
def test_a_text_broken_at_a_width_is_read_like_one_that_is_not(width: int, end: str) -> None:
    text = wrapped(width, end)
    assert [" ".join(one.split()) for _, one in paragraphs(text)] == list(ARTICLE)
    assert words(text) == words("\n".join(ARTICLE))
    for one in statements(plain_text(text), reader="grammar"):
        assert all(text[span.start : span.end] == span.exact for span in one.spans())


def test_places_count_in_the_text_itself() -> None:
    text = wrapped(50)
    for start, one in paragraphs(text):
        assert text[start : start + len(one)].replace("\n", " ") == one


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(ARTICLE),
        "Quiet in the valley\nBy A. Reader\nThe truce held on Friday, a spokesman said.\nNobody was hurt.\n",
        "First line here\nsecond line\nthird\n",
        "a\n\nb\n\nc",
    ],
)
def test_lines_that_are_paragraphs_stay_so(text: str) -> None:
    assert [one for _, one in paragraphs(text)] == [line for line in text.split("\n") if line]


def test_a_line_of_many_sentences_is_read_in_pieces() -> None:
    text = "A spokesman said that the truce is over. " * 5_000
    pieces = paragraphs(text)
    assert max(len(one) for _, one in pieces) <= 2_000
    assert "".join(one for _, one in pieces) == text
    assert all(one.rstrip().endswith(".") for _, one in pieces)
    assert len(paragraphs("x" * 20_000)) == 10


def test_a_paragraph_of_a_study_stays_whole() -> None:
    assert len(paragraphs("A spokesman said that the truce is over. " * 150)) == 1


def test_a_line_longer_than_the_parser_takes_is_no_fault() -> None:
    found = statements(plain_text("word " * 20_000 + "\nA spokesman said that the truce is over.\n"), reader="marks")
    assert [one.content.exact for one in found] == ["that the truce is over"]
    long = statements(plain_text("A spokesman said that the truce is over. " * 600), reader="grammar")
    assert len(long) == 600
