"""Genuine variants of a quotation are found; what changes its words is not, by construction and by the thousand."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerted.read import anchor, plain_text, verify
from simulated import shown

# Made up; typography as newspapers set it.
PASSAGES = (
    "The spokesman said the group had carried out 13 attacks since 17 October, “but we aren’t directed by anybody”, he insisted on Tuesday.",
    "Two officials — neither of whom would be named — said the operations room was “staffed day and night” by three of the five factions.",
    "The brigade’s statement didn’t claim the strike; its fighters were unable to reach the co‑ordination centre until 2.5 hours later.",
    "“There is no joint command…”, the minister said, adding that non-combatants had been hit in at least 113 of 1,204 incidents.",
    "Analysts reportedly doubt that the northern front could re-open before February, or that the café in Old Town was ever a ﬁeld office.",
)
TEXT = plain_text("\n\n".join(PASSAGES))

VARIANTS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda quote: quote,
    "straight quotation marks": lambda quote: quote.translate(str.maketrans("“”‘’", "\"\"''")),
    "single for double": lambda quote: quote.translate(str.maketrans("“”", "‘’")),
    "pointed quotation marks": lambda quote: quote.translate(str.maketrans("“”", "«»")),
    "plain dashes": lambda quote: quote.replace("—", "--").replace("‑", "-"),
    "short dashes": lambda quote: quote.replace("—", "–"),
    "three dots": lambda quote: quote.replace("…", "..."),
    "two blanks": lambda quote: quote.replace(" ", "  "),
    "line breaks": lambda quote: quote.replace(" ", "\n"),
    "blanks that do not break": lambda quote: quote.replace(" ", "\u00a0"),
    "thin blanks": lambda quote: quote.replace(" ", "\u2009"),
    "accents apart": lambda quote: quote.replace("é", "e\u0301"),
    "no ligature": lambda quote: quote.replace("ﬁ", "fi"),
    "full width": lambda quote: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in quote),
    "soft hyphens": lambda quote: quote.replace("tt", "t\u00adt"),
    "zero-width blanks": lambda quote: quote.replace(" ", " \u200b"),
}


def stretches(rng: random.Random, times: int) -> list[str]:
    """Return runs of three words or more that stand once in the text."""
    found: list[str] = []
    while len(found) < times:
        words = rng.choice(PASSAGES).split()
        length = rng.randint(3, min(14, len(words)))
        start = rng.randint(0, len(words) - length)
        quote = " ".join(words[start : start + length]).strip("—,;. ")
        if quote.split() and TEXT.text.count(quote) == 1:
            found.append(quote)
    return found


def test_genuine_variants_are_found() -> None:
    rng = random.Random(1)
    tried = found = 0
    for quote in stretches(rng, 100):
        for change in VARIANTS.values():
            span = verify(TEXT, change(quote))
            tried += 1
            found += span is not None and span.exact == quote
    shown(f"genuine variants found: {found} of {tried}")
    assert found >= 0.99 * tried


def another_word(words: list[str], i: int) -> list[str]:
    return [*words[:i], "allegedly", *words[i + 1 :]]


def replaced(words: list[str], i: int, by: str) -> list[str]:
    """Return the words with one replaced, or with quite another one where the replacement would change nothing."""
    return [*words[:i], by, *words[i + 1 :]] if by != words[i] else another_word(words, i)


def another_number(words: list[str], i: int) -> list[str]:
    changed = "".join(str((int(sign) + 1) % 10) if sign.isdigit() else sign for sign in words[i])
    return replaced(words, i, changed if changed != words[i] else words[i] + "7")


def word_left_out(words: list[str], i: int) -> list[str]:
    return [*words[:i], *words[i + 1 :]] if 0 < i < len(words) - 1 else ["not", *words]


def exchanged(words: list[str], i: int) -> list[str]:
    if not i or words[i] == words[i - 1]:
        return another_word(words, i)
    return [*words[: i - 1], words[i], words[i - 1], *words[i + 1 :]]


def first_letter_gone(words: list[str], i: int) -> list[str]:
    return replaced(words, 0, words[0][1:] if words[0][:2].isalnum() and len(words[0]) > 1 else words[0])


def last_letter_gone(words: list[str], i: int) -> list[str]:
    last = len(words) - 1
    return replaced(words, last, words[-1][:-1] if words[-1][-2:].isalnum() and len(words[-1]) > 1 else words[-1])


TAMPERINGS: dict[str, Callable[[list[str], int], list[str]]] = {
    "a word left out": word_left_out,
    "a word put in": lambda words, i: [*words[:i], "never", *words[i:]],
    "another word": another_word,
    "another number": another_number,
    "two words exchanged": exchanged,
    "the first letter gone": first_letter_gone,
    "the last letter gone": last_letter_gone,
    "another case": lambda words, i: replaced(words, i, words[i].swapcase()),
    "a letter of another script": lambda words, i: replaced(words, i, words[i].replace("a", "а").replace("e", "е")),
    "a turn of reading direction": lambda words, i: replaced(words, i, f"\u202e{words[i]}"),
    "an ellipsis for a word": lambda words, i: replaced(words, i, "…" if 0 < i < len(words) - 1 else words[i]),
    "a raised digit": lambda words, i: replaced(words, i, words[i] + "²"),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampered_quotations_are_not(kind: str) -> None:
    rng = random.Random(2)
    accepted = []
    for quote in stretches(rng, 120):
        words = quote.split()
        tampered = " ".join(TAMPERINGS[kind](words, rng.randrange(len(words))))
        assert tampered != quote
        if verify(TEXT, tampered) is not None:
            accepted.append(tampered)
    shown(f"{kind}: {len(accepted)} of 120 tampered quotations accepted")
    assert not accepted


@pytest.mark.parametrize(
    "quote",
    [
        "able to reach",
        "combatants had been hit",
        "13 of 1,204",
        "at least 113 of 1",
        "204 incidents",
        "5 hours later",
        "ordination centre",
        "re directed",
        "",
        " ",
        "…",
        "“”",
    ],
)
def test_a_quotation_that_begins_or_ends_inside_a_word_or_number_is_not_found(quote: str) -> None:
    assert verify(TEXT, quote) is None


def test_a_raised_digit_is_no_digit() -> None:
    assert verify(plain_text("They sent 10² men."), "102 men") is None


def test_words_that_stand_twice_need_what_stands_around_them() -> None:
    text = plain_text("They denied it. The ministry denied it, and they denied it again.")
    assert verify(text, "denied it") is None
    span = verify(text, "denied it", prefix="The ministry")
    assert span is not None
    assert span.start == text.text.index("denied it,")
    after = verify(text, "denied it", suffix="again")
    assert after is not None
    assert after.start == text.text.rindex("denied it")


@given(st.text(max_size=200), st.text(max_size=30))
def test_whatever_is_found_stands_in_the_text(text: str, quote: str) -> None:
    whole = plain_text(text)
    span = verify(whole, quote)
    if span is not None:
        assert whole.text[span.start : span.end] == span.exact
        assert span.exact


@given(st.text(min_size=1, max_size=120))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = plain_text(text).folded
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(start < end for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


def test_a_span_finds_its_words_again_in_another_extraction_or_becomes_an_orphan() -> None:
    old = plain_text("Page 1\nThe group “halted its fire” on Friday.")
    span = verify(old, "halted its fire")
    assert span is not None
    new = plain_text("The group 'halted  its fire' on Friday.")
    again = anchor(new, span)
    assert again is not None
    assert new.text[again.start : again.end] == again.exact == "halted  its fire"
    assert anchor(plain_text("The group resumed its fire on Friday."), span) is None
    assert anchor(old, span) is span
