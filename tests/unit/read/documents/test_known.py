"""Language and day of publication: found with where they are from, or asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from concerted.errors import DataError
from concerted.read.documents.case import Given, ledger_of
from concerted.read.documents.dates import day_in_name, day_printed
from concerted.read.documents.language import has_rules
from concerted.read.documents.open import Page, pages
from concerted.read.into_case import ReadDone, read_into
from concerted.read.kept import statements_of
from made_documents import page
from small_case import write_small_case

ENGLISH = "The Reds and the Blues held their fire, the mayor said on the bridge, and it was quiet for the rest of the day.\n"
ARABIC = "قال متحدث باسم الحركة إن إطلاق النار توقف يوم الجمعة في المدينة كلها وإن أحدا لم يطلب ذلك منها.\n"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("January 3, 2024", "2024-01-03"),
        ("Jan. 3rd, 2024", "2024-01-03"),
        ("Sept. 30, 2023", "2023-09-30"),
        ("3 January 2024", "2024-01-03"),
        ("Wednesday, 3 January 2024", "2024-01-03"),
        ("Published: 03 January 2024, 14:05 GMT", "2024-01-03"),
        ("Published on Wed 3 Jan 2024 at 2:05 p.m.", "2024-01-03"),
        ("2024-01-03", "2024-01-03"),
        ("2024-01-03T14:05:00Z", "2024-01-03"),
        ("03/04/2024", ""),
        ("February 30, 2024", ""),
        ("2024-13-01", ""),
        ("On January 3, 2024", ""),
        ("In Baghdad, Iraq January 3, 2021.", ""),
        ("January 3, 2024 was a day of quiet", ""),
        ("Updated: January 3, 2024", ""),
    ],
)
def test_a_day_on_a_line_of_its_own(line: str, day: str) -> None:
    assert day_printed(f"A headline\r\n\r\n{line}\r\n\r\n{ENGLISH}") == day


def test_two_days_are_none_and_far_down_is_none() -> None:
    assert day_printed(f"January 3, 2024\nJanuary 4, 2024\n{ENGLISH}") == ""
    assert day_printed(f"January 3, 2024\n3 January 2024\n{ENGLISH}") == "2024-01-03"
    assert day_printed("January 3, 2024\n" + "A line.\n" * 30 + "January 4, 2024\nAnother line.") == ""
    assert day_printed("January 3, 2024\n" + "A line.\n" * 30 + "3 January 2024\nAnother line.") == "2024-01-03"
    assert day_printed("A line.\n" * 14 + "January 3, 2024") == "2024-01-03"
    assert day_printed("A line.\n" * 15 + "January 3, 2024") == ""


@pytest.mark.parametrize(
    ("name", "day"), [("a-2024-01-03.txt", "2024-01-03"), ("20240103_x.html", "2024-01-03"), ("a-2024-13-03.txt", ""), ("1202401034.txt", "")]
)
def test_a_day_in_a_name(name: str, day: str) -> None:
    assert day_in_name(name) == day


def opened(raw: bytes, **given: str) -> tuple[str, str, str, str]:
    (one,) = pages(raw, "a.html" if raw.startswith(b"<") else "a.txt", **given)
    return known(one)


def known(one: Page) -> tuple[str, str, str, str]:
    source = one.text.source
    return source.language, one.language_from, source.published_at, one.published_from


def test_where_language_and_day_are_from() -> None:
    assert opened(ENGLISH.encode()) == ("en", "letters", "", "")
    assert opened(f"3 January 2024\n{ENGLISH}".encode()) == ("en", "letters", "2024-01-03", "line")
    assert opened(b"Words.") == ("", "", "", "")
    assert opened(b"Words.", language="fr", published="2024-02-01") == ("fr", "given", "2024-02-01", "given")
    dated = page(head='<meta property="article:published_time" content="2024-01-05T08:00:00Z">')
    assert opened(dated) == ("en", "page", "2024-01-05", "page")
    assert opened(dated, published="2024-02-01", language="de") == ("de", "given", "2024-02-01", "given")


def test_a_frame_in_english_around_arabic_and_the_other_way_round() -> None:
    body = "".join(f"<p>{ARABIC}</p>" for _ in range(5))
    arabic = f"<!doctype html><html lang='en-GB'><body><article><h1>x</h1>{body}</article></body></html>".encode()
    assert opened(arabic)[:2] == ("ar", "letters")
    assert opened(arabic.replace(b"en-GB", b"ar"))[:2] == ("ar", "page")
    assert opened(page().replace(b"lang='en'", b"lang='ar'"))[:2] == ("en", "letters")
    # Dutch, which the letters alone would not tell.
    assert opened(page().replace(b"lang='en'", b'dir="ltr" lang="nl-NL"'))[:2] == ("nl", "page")
    assert opened(page().replace(b"lang='en'", b"lang='english'"))[:2] == ("en", "letters")


@pytest.mark.parametrize(
    ("language", "rules"), [("", True), ("en", True), ("en-GB", True), ("ENG", True), ("ar", False), ("fa", False), ("enm", False)]
)
def test_for_which_languages_there_are_rules(language: str, rules: bool) -> None:
    assert has_rules(language) is rules


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = write_small_case(tmp_path / "case")
    (tmp_path / "report.txt").write_text("“Reds left valley quickly,” Rana Example said.\n", encoding="utf-8")
    return folder


def read(case: Path, given: Given | None = None, *, named: bool = True) -> ReadDone:
    return read_into(case, [case.parent / "report.txt"] if named else [], reader="marks", given=given)


def told(case: Path) -> tuple[str, str, str, str, tuple[str, ...]]:
    (text,) = ledger_of(case)[0].texts
    return text.language, text.language_from, text.published_at, text.published_from, text.needs


def settle(case: Path, more: str) -> None:
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[documents.{more}\n")


def test_what_is_missing_is_told_and_what_is_given_is_kept_with_its_origin(case: Path) -> None:
    read(case)
    assert told(case) == ("", "", "", "", ("language", "published"))
    read(case, Given(published="2024-01-03", language="en"))
    assert told(case) == ("en", "given", "2024-01-03", "given", ())
    read(case, named=False)
    assert told(case) == ("en", "given", "2024-01-03", "given", ())
    assert {one.said_at for one in statements_of(case)} == {"2024-01-03"}


def test_what_case_toml_says_of_a_document(case: Path) -> None:
    settle(case, '"report.txt"]\npublished = 2024-01-03\nlanguage = "en"\nurl = "https://example.org/1"\n[documents."none.txt"]')
    done = read(case)
    assert told(case) == ("en", "case.toml", "2024-01-03", "case.toml", ())
    assert ledger_of(case)[0].given == Given()
    assert ledger_of(case)[0].texts[0].url == "https://example.org/1"
    assert done.unmatched == ("none.txt",)


def test_case_toml_and_the_command_do_not_contradict_each_other(case: Path) -> None:
    settle(case, '"report.txt"]\npublished = 2024-01-03')
    read(case, Given(published="2024-01-03", language="en"))
    with pytest.raises(DataError, match=r"expected published '2024-01-03' for report.txt, as case.toml says.*found '2024-01-04'"):
        read(case, Given(published="2024-01-04"))
    assert told(case)[2] == "2024-01-03"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Given(published="yesterday"), "such as 2024-01-03; found 'yesterday'"),
        (Given(published="03/01/2024"), "such as 2024-01-03"),
        (Given(published="2024-02-30"), "such as 2024-01-03"),
        (Given(published="20240103"), "such as 2024-01-03"),
        (Given(language="English"), "such as en or ar"),
        (Given(language="e"), "such as en or ar"),
    ],
)
def test_what_is_no_day_and_no_language(case: Path, given: Given, why: str) -> None:
    with pytest.raises(DataError, match=why):
        read(case, given)
    assert not (case / "documents").exists()


def test_a_time_is_taken_with_its_day(case: Path) -> None:
    read(case, Given(published="2024-01-03T08:00:00Z"))
    assert told(case)[2] == "2024-01-03T08:00:00Z"
