"""A finding as a table, as HTML, and its refusals."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

import concerted as cc
from concerted.finding import Variant

FINDING = cc.Finding(
    question="together",
    groups=("A <b>", "B & C"),
    verdict="cannot say",
    reason="few",
    sentence="p < .05 & <script>alert(1)</script>",
    settle='"more" days',
    p=0.04,
    effect=0.123456,
    effect_name="share <i>",
    count=3,
    assumes=("one", "two"),
    variants=(Variant("other", "lags", p=0.5),),
)


def test_a_table_is_one_row_of_plain_columns() -> None:
    frame = pl.DataFrame(FINDING.table())
    assert frame.shape[0] == 1
    assert set(frame.columns) == {f.name for f in dataclasses.fields(cc.Finding)} - {"variants", "controls"}
    row = frame.row(0, named=True)
    assert (row["p"], row["effect"], row["count"], row["q"], row["registered"]) == (0.04, 0.123456, 3.0, None, False)
    assert (row["groups"], row["assumes"], row["settle"]) == ("A <b>; B & C", "one; two", '"more" days')


def test_columns_have_the_same_types_whatever_is_missing() -> None:
    empty = cc.Finding("pause", ("A",), "no sign", "none", "No sign.")
    full, bare = pl.DataFrame(FINDING.table()), pl.DataFrame(empty.table())
    assert full.schema == bare.schema
    assert full.schema["p"] == pl.Float64
    assert full.schema["registered"] == pl.Boolean
    assert pl.concat([full, bare]).shape[0] == 2


def test_a_question_that_was_asked_gives_a_table() -> None:
    counts = cc.Counts.from_arrays([[0, 1] * 30, [1, 0] * 30], ["A", "B"], "2023-10-07")
    for finding in (cc.together(counts, "A", "B"), cc.pause(counts, "A", ("2023-10-10", "2023-10-12"))):
        assert pl.DataFrame(finding.table())["sentence"].item() == finding.sentence


def test_html_shows_what_stands_there_and_runs_nothing() -> None:
    html = FINDING._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "A &lt;b&gt;, B &amp; C" in html
    assert "share &lt;i&gt;: 0.123" in html
    assert "What would settle it: &quot;more&quot; days" in html
    assert html.count("<section>") == html.count("</section>") == 1


def test_html_leaves_out_what_is_not_known() -> None:
    html = cc.Finding("pause", ("A",), "no sign", "none", "No sign.")._repr_html_()
    assert "settle" not in html
    assert "None" not in html


def test_a_verdict_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a verdict among .*found 'guilty'"):
        cc.Finding("pause", ("A",), "guilty", "", "")


def test_a_finding_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FINDING.p = 0.01  # type: ignore[misc]
