"""Names in Arabic, Persian and Hebrew letters: found after small words that are written with them, never inside longer names."""

from __future__ import annotations

import pytest

from concerted.actors import Register
from concerted.case.settings import OrganisationsFile
from concerted.read import plain_text
from concerted.read.mentions import mentions, names_of


def register(**names: list[str]) -> Register:
    rows = [{"id": id_, "name": id_, "kind": "armed_group", "aliases": [(one, "name") for one in own]} for id_, own in names.items()]
    return Register(OrganisationsFile.model_validate({"organisation": rows}))


# Invented: "the party of the river", "the greens", "zeal", in Hebrew "the greens of the river".
REGISTER = register(river=["حزب النهر", "حزب نهر"], greens=["الخضر"], zeal=["حماس"], hebrew=["ירוקי הנהר", "גלים"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("قال حزب النهر اليوم", [("حزب النهر", "river")]),
        ("وحزب النهر", [("حزب النهر", "river")]),
        ("بحزب النهر ولحزب النهر", [("حزب النهر", "river"), ("حزب النهر", "river")]),
        ("حزب\u200cنهر گفت", [("حزب\u200cنهر", "river")]),
        ("حزبنهر گفت", [("حزبنهر", "river")]),
        ("كتائب حزب النهر", [("حزب النهر", None)]),
        ("وكتائب حزب النهر", [("حزب النهر", None)]),
        ("حزب النهر العراقي", [("حزب النهر", None)]),
        ("حماس وحماس", [("حماس", "zeal"), ("حماس", "zeal")]),
        ("عمل بحماس", []),
        ("أحماس", []),
        ("حماسة", []),
        ("والخضر", [("الخضر", "greens")]),
        ("דובר ירוקי הנהר אמר", [("ירוקי הנהר", "hebrew")]),
        ("וגלים", [("גלים", "hebrew")]),
        ("לירוקי הנהר", [("ירוקי הנהר", "hebrew")]),
        ("לגלים", []),
    ],
)
def test_which_names_are_found(words: str, found: list[tuple[str, str | None]]) -> None:
    text = plain_text(words)
    assert [(one.span.exact, one.organisation) for one in mentions(text, names_of(REGISTER))] == found


@pytest.mark.parametrize(("listed", "written"), [("أنصار", "انصار"), ("حركة", "حركه"), ("ایران", "إيران"), ("کتائب", "كتائب")])
def test_forms_of_one_letter_are_one(listed: str, written: str) -> None:
    (one,) = mentions(plain_text(f"قال {written} ذلك"), names_of(register(one=[listed])))
    assert (one.span.exact, one.organisation) == (written, "one")


def test_names_in_latin_letters_need_blanks_around_them() -> None:
    names = names_of(register(reds=["Reds"], red_sea=["Red Sea Movement"]))
    assert [one.span.exact for one in mentions(plain_text("The Reds, bReds; RedSeaMovement and Red Sea Movement."), names)] == [
        "Reds",
        "Red Sea Movement",
    ]
