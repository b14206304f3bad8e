"""Typeset pages to paragraphs: hyphens, heads and feet, columns, and that every span stays exact in the text that is kept."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import made_documents as made
from concerted.read import Text, document, statements, verify
from concerted.read.documents.hyphens import Vocabulary

ARTICLE = (
    "The Red Brigade and the Blue Front have set up a joint command since the fighting began, officials and militants told the paper.",
    "“We consult each other on everything,” a spokesman of the brigade said. “But each front decides for itself,” he added.",
    "Residents of the valley denied that the two groups answer to anybody outside of it, and asked for patience in the coming days.",
)


def read(tmp_path: Path, pages: list[list[made.Placed]]) -> Text:
    path = tmp_path / "a.pdf"
    path.write_bytes(made.typeset(pages))
    return document(path)


def column(words: list[str], left: float, top: float, size: float = 10) -> list[made.Placed]:
    return [(left, top - 12 * i, size, line) for i, line in enumerate(words)]


def wrapped(*paragraphs: str, width: int = 46) -> list[str]:
    return [line for one in paragraphs for line in textwrap.wrap(one, width, break_on_hyphens=False)]


def spaced(*paragraphs: str, left: float = 60, top: float = 700) -> list[made.Placed]:
    placed: list[made.Placed] = []
    for one in paragraphs:
        placed += column(wrapped(one), left, top)
        top = placed[-1][1] - 24
    return placed


def test_lines_are_paragraphs_again(tmp_path: Path) -> None:
    assert read(tmp_path, [spaced(*ARTICLE)]).text.split("\n\n") == list(ARTICLE)


def test_set_in_first_lines_part_paragraphs(tmp_path: Path) -> None:
    lines = [(line, i == 0) for one in ARTICLE for i, line in enumerate(wrapped(one))]
    placed = [(72.0 if first else 60.0, 700.0 - 12 * i, 10.0, line) for i, (line, first) in enumerate(lines)]
    assert read(tmp_path, [placed]).text.split("\n") == list(ARTICLE)


def test_statements_of_a_pdf_are_those_of_the_article(tmp_path: Path) -> None:
    text = read(tmp_path, [spaced(*ARTICLE)])
    found = statements(text, reader="grammar")
    assert any(one.content.exact == ARTICLE[0].rpartition(", officials")[0] for one in found)
    for one in found:
        assert all(text.text[span.start : span.end] == span.exact for span in one.spans())


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("They have a daily coordi-", "nation of their attacks."), "coordination"),
        (("The Iran-", "backed group fired first."), "Iran-backed"),
        (("A channel of Qatar-", "Egypt talks was kept open."), "Qatar-Egypt"),
        (("The winter of 2023-", "24 was quiet."), "2023-24"),
        (("A well-", "known man spoke of the well."), "well-known"),
        (("Their cease-fire held. Then the cease-", "fire ended."), "Then the cease-fire"),
        (("Their ceasefire held. Then the cease-", "fire ended."), "Then the ceasefire"),
        (("The US-", "led coalition fired."), "US-led"),
        (("THE GROUPS COORDI-", "NATE THEIR FIRE"), "COORDINATE"),
    ],
)
def test_a_hyphen_at_a_lines_end(tmp_path: Path, lines: tuple[str, ...], word: str) -> None:
    text = read(tmp_path, [column(list(lines), 60, 700)])
    assert word in text.text
    span = verify(text, word)
    assert span is not None
    assert text.text[span.start : span.end] == word
    assert any("cut by a line's end" in note for note in text.notes)


@pytest.mark.parametrize(
    ("elsewhere", "before", "after", "mark"),
    [
        ("", "officials of the under", "ground railway", ""),
        ("the ground under them", "officials of the under", "ground railway", ""),
        ("The tax was paying off.", "a tax", "paying man", "-"),
        ("", "some manage", "ment", ""),
        ("a man spoke", "the man", "aged care", ""),
        ("", "one-on", "one talks", "-"),
        ("", "yester", "day", ""),
    ],
)
def test_the_rest_of_the_document_decides_on_a_hyphen(elsewhere: str, before: str, after: str, mark: str) -> None:
    assert Vocabulary([elsewhere]).mark(before, after) == mark


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = wrapped(ARTICLE[0], width=34), wrapped(ARTICLE[2], width=34)
    head = [(60.0, 740.0, 20.0, "Quiet in the valley")]
    rows = [line for pair in zip(column(left, 60, 700), column(right, 320, 700), strict=False) for line in pair]
    assert read(tmp_path, [[*head, *rows]]).text.split("\n\n") == ["Quiet in the valley", ARTICLE[0], ARTICLE[2]]


def test_words_set_wide_apart_are_no_columns(tmp_path: Path) -> None:
    rows = [(60.0, 700.0, 10.0, "Attacks"), (200.0, 700.0, 10.0, "12"), (60.0, 688.0, 10.0, "Truces"), (200.0, 688.0, 10.0, "3")]
    assert read(tmp_path, [rows]).text.split("\n") == ["Attacks 12", "Truces 3"]


def test_heads_and_feet_are_left_out_and_told(tmp_path: Path) -> None:
    lines = wrapped(*(one.replace("days", f"days {i}") for i in range(8) for one in ARTICLE))
    pages = [lines[i : i + 20] for i in range(0, len(lines), 20)]
    framed = [
        [(60.0, 770.0, 8.0, "The Crossing Post"), *column(page, 60, 700), (300.0, 30.0, 8.0, f"Page {i}")]
        for i, page in enumerate(pages, start=1)
    ]
    text = read(tmp_path, framed)
    assert "Crossing" not in text.text
    assert "Page" not in text.text
    assert " ".join(text.text.split()) == " ".join(lines)
    assert any("'The Crossing Post'" in note and "'Page 1'" in note for note in text.notes)


def test_what_stands_on_every_page_within_the_text_stays(tmp_path: Path) -> None:
    page = [*wrapped(ARTICLE[0]), "plan."]
    assert read(tmp_path, [column(page, 60, 700)] * 3).text.count("plan.") == 3


def test_a_sentence_goes_on_over_a_pages_end(tmp_path: Path) -> None:
    lines = wrapped(ARTICLE[0])
    assert read(tmp_path, [column(lines[:2], 60, 80), column(lines[2:], 60, 700)]).text == ARTICLE[0]


def test_the_day_of_a_file_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(made.typeset([spaced(*ARTICLE)], made="D:20240301080000Z"))
    text = document(tmp_path / "a.pdf")
    assert text.source.published_at == "2024-03-01"
    assert "the date is the one on which the file was made" in text.notes
