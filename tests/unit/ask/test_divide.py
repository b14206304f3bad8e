"""What `divide` does with events of which only a range of days is known, and with a table that cannot be worked out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.ask.divide_table import Table, table_of
from concerted.measure import divide as measure

REACH = {"A": ["x", "y"], "B": ["x", "y"]}
# Stretches of 28 days are counted from the first day of all: 1-28 January, 29 January - 25 February.
FIRST, INSIDE, ACROSS = ("2024-01-01", "2024-01-01"), ("2024-01-20", "2024-01-27"), ("2024-01-20", "2024-02-02")


def events(*spans: tuple[str, str], layout: str = "first and last") -> dict[str, list[Any]]:
    """Return ten events of A and B each on the first day, and one more of A for each span."""
    table: dict[str, list[Any]] = {"actor": ["A"] * 10 + ["B"] * 10 + ["A"] * len(spans), "target": ["x", "y"] * 10 + ["x"] * len(spans)}
    both = [FIRST] * 20 + list(spans)
    if layout == "first and last":
        return {**table, "first": [one for one, _ in both], "last": [one for _, one in both]}
    if layout == "date and date_end":
        return {**table, "date": [one for one, _ in both], "date_end": [None if i < 20 else one for i, (_, one) in enumerate(both)]}
    return {
        **table,
        "date": [one for one, _ in both],
        "date_precision": ["day"] * 10 + ["inferred"] * 5 + [""] * 5 + [f"{one}/{other}" for one, other in spans],
    }


LAYOUTS = pytest.mark.parametrize("layout", ["first and last", "date and date_end", "date_precision"])


@LAYOUTS
def test_a_range_inside_a_stretch_stays_and_one_across_is_left_out_and_told(layout: str) -> None:
    plain = cc.divide(events(layout=layout), reach=REACH, draws=99)
    inside = cc.divide(events(INSIDE, layout=layout), reach=REACH, draws=99)
    across = cc.divide(events(ACROSS, ACROSS, layout=layout), reach=REACH, draws=99)
    assert (plain.count, inside.count, across.count) == (20, 21, 20)
    assert "range" not in plain.sentence + inside.sentence
    assert "Left out, because only a range of days is known: 2 events whose range reaches over more than one stretch" in across.sentence
    assert [text for text in across.cannot_show if "left out for want of a day" in text]
    assert across.p == plain.p


@LAYOUTS
def test_a_range_that_holds_a_given_day_in_part_is_left_out_and_told(layout: str) -> None:
    part = cc.divide(events(INSIDE, layout=layout), reach=REACH, given=["2024-01-22"], draws=99)
    whole = cc.divide(events(INSIDE, layout=layout), reach=REACH, given=[f"2024-01-{day}" for day in range(20, 28)], draws=99)
    assert (part.count, whole.count) == (20, 20)
    assert "1 event whose range holds days that were left out and others" in part.sentence
    assert "range" not in whole.sentence


def test_ranges_of_rows_that_take_no_part_are_not_told() -> None:
    table = events(ACROSS)
    table["actor"][-1] = "C"
    assert "range" not in cc.divide(table, reach={**REACH, "C": ["x"]}, controls=["C"], draws=99).sentence
    # C cannot reach the place: the row is no part of the table whatever its days.
    assert "range" not in cc.divide(table, reach={**REACH, "C": ["y"]}, draws=99).sentence


def test_months_alone_leave_nothing_to_divide() -> None:
    table = events()
    month = {**table, "first": ["2024-01-01"] + ["2024-01-10"] * 19, "last": ["2024-01-31"] * 20}
    finding = cc.divide(month, reach=REACH, draws=99)
    assert (finding.verdict, finding.p) == ("cannot say", None)
    assert "20 events whose range" in finding.sentence


def test_stretches_are_counted_from_the_first_day_of_all() -> None:
    table = table_of(events(INSIDE, ("2024-01-29", "2024-02-25")), "actor", "target", REACH, [], [])
    assert table.stratum.tolist() == [0] * 21 + [1]
    assert (table.crossing, table.doubtful) == (0, 0)


def test_a_table_that_does_not_settle_has_no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    reach = {"A": ["x", "y"], "B": ["y", "z"], "C": ["x", "z"], "D": ["x", "y", "z"]}
    pairs = [(group, str(rng.choice(places))) for group, places in reach.items() for _ in range(20)]
    table = {"actor": [group for group, _ in pairs], "target": [place for _, place in pairs]}
    settled = cc.divide(table, reach=reach, draws=99)
    monkeypatch.setattr(measure, "_MOST_ROUNDS", 2)
    finding = cc.divide(table, reach=reach, draws=99)
    assert settled.effect is not None
    assert (finding.effect, finding.low, finding.p) == (None, None, settled.p)
    assert finding.verdict == "cannot say"
    assert "could not be worked out" in finding.reason
    assert finding.sentence.count("could not be worked out") == 2


def test_a_table_of_events_is_one_object_for_all() -> None:
    table = table_of({"actor": ["A", "B"], "target": ["x", "y"]}, "actor", "target", None, [], [])
    assert isinstance(table, Table)
    assert table.counts().tolist() == [[1, 0], [0, 1]]


def test_draws_walked_in_lots_are_the_draws_walked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    table = {"actor": ["A", "B"] * 20, "target": rng.choice(["x", "y", "z"], 40).tolist()}
    at_once = cc.divide(table, draws=37)
    monkeypatch.setattr("concerted.chance.swaps._MOST_NUMBERS", 41 * 5)
    assert cc.divide(table, draws=37) == at_once
