"""Copies of one wire story are one origin; two reports of one event are two."""

from __future__ import annotations

from concerted.read import plain_text
from concerted.read.origins import origins
from made_documents import PARAGRAPHS

WIRE = " ".join(PARAGRAPHS)
OWN = (
    "Our correspondent saw the river crossing fall silent on Friday. Fighters of the Red Brigade packed up before noon, and the mayor walked "
    "past their empty posts with a broom in his hand. He laughed when asked about orders."
)


def test_a_cut_copy_and_one_with_a_new_head_are_one_origin() -> None:
    copies = [WIRE, " ".join(PARAGRAPHS[:2]), f"By our staff. {WIRE.replace('“', chr(34))} More on page four.", OWN]
    found = origins([plain_text(words) for words in copies])
    assert [one.documents for one in found] == [(0, 1, 2), (3,)]
    assert found[0].shared >= 1 / 3
    assert found[1].shared == 1.0


def test_a_copy_with_another_lead_a_cut_end_and_other_words_is_one_origin() -> None:
    words = " ".join(PARAGRAPHS * 2).split(" ")[12:70]
    edited = ["otherwise" if i % 10 == 4 else word for i, word in enumerate(words)]
    copy = "Quiet returns to the river\nThere was silence at the crossing at the end of the week. " + " ".join(edited)
    assert len(origins([plain_text(" ".join(PARAGRAPHS)), plain_text(copy), plain_text(OWN)])) == 2


def test_a_quotation_in_common_does_not_make_two_reports_one() -> None:
    quoting = f"{OWN} {PARAGRAPHS[1]}"
    assert len(origins([plain_text(WIRE), plain_text(quoting)])) == 2


def test_copies_of_copies_are_one_origin() -> None:
    first, second, third = " ".join(PARAGRAPHS[:2]), WIRE, " ".join(PARAGRAPHS[1:])
    assert [one.documents for one in origins([plain_text(words) for words in (first, third, second)])] == [(0, 1, 2)]


def test_short_texts_are_one_only_if_they_are_the_same() -> None:
    assert len(origins([plain_text("All quiet."), plain_text("all quiet"), plain_text("All is quiet.")])) == 2


def test_nothing_has_no_origin() -> None:
    assert origins([]) == ()
