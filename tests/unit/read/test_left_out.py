"""Names of persons left out of any text, however they are written; and nothing else."""

from __future__ import annotations

import pytest

from concerted.read.left_out import ADDRESS_LEFT_OUT, LEFT_OUT, LeftOut

NAMES = LeftOut(["Zeb Quixworth", "Zeb", "Quixworth", "Rana O’Fárrow", "Rana", "O’Fárrow", "Page"], ["Quixworth Brigade", "Page Institute"])


@pytest.mark.parametrize(
    "text",
    [
        "Zeb Quixworth",
        "Quixworth's report",
        "Quixworth’s report",
        "the Quixworths",
        "QUIXWORTH DENIES IT",
        "zeb quixworth",
        "zeb-quixworth",
        "zeb_quixworth",
        "ZebQuixworth",
        "@zebquixworth",
        "Quix\u00adworth",
        "Q\u200bu\u200bi\u200bxworth",
        "Zeb\u00a0Quixworth",
        "Zeb\nQuixworth",
        "https://example.org/zeb-quixworth/interview",
        "https://example.org/?q=Zeb%20Quixworth",
        "https://example.org/interview#quixworth",
        "https://example.org/myquixworthpage",
        "interviews/quixworth.txt",
        "E-quixworth-1",
        "Rana O'Farrow",
        "Rana O’Fárrow",
        "Rana O&#39;Farrow",
        "RANA O’FÁRROW",
        "a Page of history",
    ],
)
def test_a_name_is_left_out(text: str) -> None:
    bare = NAMES.clean(text)
    assert bare != text
    folded = bare.casefold().replace("\u00ad", "").replace("\u200b", "")
    assert not [name for name in ("quixworth", "farrow", "fárrow", "rana") if name in folded]
    assert NAMES.clean(bare) == bare


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the page that was read",
        "the Quixworth Brigade",
        "the Page Institute",
        "zebra",
        "statement:8d99bd74df5a6377",
        "coordinates_with",
        "together, answer",
        "2024-01-03",
        "https://example.org/page",
        "[name left out]",
        "the Pager",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert LeftOut(["Zeb Quixworth", "Zeb", "Quixworth"], ["Quixworth Brigade"]).clean(text) == text


def test_an_address_with_a_name_in_it_is_left_out_as_a_whole() -> None:
    assert NAMES.clean("see https://example.org/quixworth today") == f"see {ADDRESS_LEFT_OUT} today"
    assert NAMES.clean("quixworth.txt") == "name-left-out.txt"
    assert NAMES.clean("Quixworth said so") == f"{LEFT_OUT} said so"


def test_nothing_to_leave_out() -> None:
    nobody = LeftOut([])
    assert not nobody
    assert nobody.clean("Zeb") == "Zeb"
    assert not nobody.whole_name_in("Zeb")


def test_whole_names_are_found_however_they_are_joined() -> None:
    assert NAMES.whole_name_in("x zeb+quixworth y")
    assert not NAMES.whole_name_in("the page of Quixworth")
