"""Readers of documents on ten thousand broken, cut and invented ones: a text or one plain refusal, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import made_documents as made
from concerted.read import plain_text, statements
from concerted.read.attribution import marks
from concerted.read.attribution.quotes import quotes
from concerted.read.documents import archive, html, inside, kinds, pdf, plain
from concerted.read.documents.extracted import Extracted
from concerted.read.documents.language import language_of

MANY = settings(max_examples=2500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SOME = settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
_TAGS = (
    "<p>",
    "</p>",
    "<div",
    ">",
    "<script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "&#x110000;",
    "&amp;",
    "<article>",
    "</html>",
    "\x00",
    "“",
    "said",
    " ",
)


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a document with some bytes changed, cut out or repeated."""
    raw = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place, other = draw(st.integers(0, max(0, len(raw) - 1))), draw(st.integers(0, max(0, len(raw) - 1)))
        deed = draw(st.sampled_from(("change", "cut", "repeat", "insert")))
        if deed == "change" and raw:
            raw[place] = draw(st.integers(0, 255))
        elif deed == "cut":
            del raw[min(place, other) : max(place, other)]
        elif deed == "repeat":
            raw[place:place] = raw[min(place, other) : max(place, other)]
        else:
            raw[place:place] = draw(st.binary(max_size=12))
    return bytes(raw)


def survives(extract: Callable[[bytes], list[Extracted]], raw: bytes) -> None:
    """Hold what the child process would answer: pages with text, or one line."""
    told = inside.answer(extract, raw)
    if "error" in told:
        assert told["error"]
        assert "\n" not in told["error"]
    else:
        assert all(page["text"].strip() for page in told["pages"])


@MANY
@given(st.binary(max_size=300))
@example(b"")
@example(b"\xff\xfe\x00")
def test_any_bytes_are_of_a_kind_or_refused(raw: bytes) -> None:
    kind, instead = kinds.kind_of(raw, "a.txt")
    assert bool(kind) != bool(instead)
    survives(plain.extract, raw)


@MANY
@given(st.text(max_size=400))
def test_any_text_is_read(words: str) -> None:
    assert language_of(words) in ("", "en", "fr", "es", "de", "tr", "ar", "fa", "he")
    for line in words.splitlines():
        found = marks.attributions(line, quotes(line))
        assert all(0 <= start < end <= len(line) for one in found for start, end in one.parts)
    whole = plain_text(words)
    for one in statements(whole, reader="marks"):
        assert all(whole.text[span.start : span.end] == span.exact for span in one.spans())


@MANY
@given(st.lists(st.sampled_from(_TAGS), max_size=40).map(lambda parts: "".join(parts).encode()))
def test_any_markup_is_read_or_refused(raw: bytes) -> None:
    survives(html.extract, raw)


@SOME
@given(broken(made.page()))
def test_broken_pages(raw: bytes) -> None:
    survives(html.extract, raw)


@SOME
@given(broken(made.pdf()))
def test_broken_pdfs(raw: bytes) -> None:
    survives(pdf.extract, raw)


@SOME
@given(broken(made.warc(made.page(), packed=False)))
def test_broken_web_archives(raw: bytes) -> None:
    survives(archive.extract_warc, raw)


@SOME
@given(broken(made.wacz(made.page())))
def test_broken_zipped_web_archives(raw: bytes) -> None:
    survives(archive.extract_wacz, raw)


@pytest.mark.parametrize("reader", ["grammar"])
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    words=st.lists(
        st.sampled_from(("“", "”", '"', "said", "he", ",", ".", "The group", "that", "according to", "\n", "denied", "it", "—", "‘", "’")),
        max_size=30,
    )
)
def test_any_order_of_words_is_read(reader: str, words: list[str]) -> None:
    whole = plain_text(" ".join(words))
    for one in statements(whole, reader=reader):
        assert all(whole.text[span.start : span.end] == span.exact for span in one.spans())
