"""What a statement of a running total says: bounds, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from concerted.case import read_case
from concerted.counts import TotalBound
from concerted.events import SetAside, case_totals
from small_case import TOTALS, write_small_case

NAME = "attacks in the north, official count"
HEADER = TOTALS.partition("\n")[0]


def totals(folder: Path, *lines: str) -> tuple[tuple[TotalBound, ...], tuple[SetAside, ...]]:
    write_small_case(folder)
    text = "\n".join([HEADER, *(f"official,{line},spokesperson,https://example.org/t" for line in lines)])
    (folder / "cumulative.csv").write_text(text + "\n", encoding="utf-8")
    case, faults = read_case(folder)
    assert faults == ()
    assert case is not None
    return case_totals(case)


def ends(bounds: tuple[TotalBound, ...]) -> list[tuple[str, int, int | None]]:
    return [(b.series, b.low, b.high) for b in bounds]


@pytest.mark.parametrize(("qualifier", "low", "high"), [("exact", 30, 30), ("at_least", 30, None), ("more_than", 31, None)])
def test_qualifiers_as_bounds(tmp_path: Path, qualifier: str, low: int, high: int | None) -> None:
    bounds, aside = totals(tmp_path, f"2020-01-31,30,,,{qualifier}")
    assert ends(bounds) == [(NAME, low, high)]
    assert aside == ()
    assert (bounds[0].group, bounds[0].start.isoformat(), bounds[0].end.isoformat()) == ("attacks in the north", "2020-01-01", "2020-01-31")
    assert bounds[0].source == "https://example.org/t"


def test_parts_have_bounds_of_their_own(tmp_path: Path) -> None:
    bounds, _ = totals(tmp_path, "2020-01-31,30,10,20,exact", "2020-02-10,40,,25,more_than")
    assert ends(bounds) == [
        (NAME, 30, 30),
        (f"{NAME}: Iraq", 10, 10),
        (f"{NAME}: Syria", 20, 20),
        (NAME, 41, None),
        (f"{NAME}: Syria", 26, None),
    ]


def test_no_new_attack_repeats_the_last_exact_total(tmp_path: Path) -> None:
    bounds, aside = totals(
        tmp_path, "2020-01-20,20,,,exact", "2020-01-25,25,,,at_least", "2020-02-05,,,,no_new_attack", "2020-02-20,40,,,exact"
    )
    assert ends(bounds)[2] == (NAME, 20, 20)
    assert bounds[2].end.isoformat() == "2020-02-05"
    assert aside == ()


def test_no_new_attack_with_nothing_before_it_is_set_aside(tmp_path: Path) -> None:
    bounds, aside = totals(tmp_path, "2020-01-05,,,,no_new_attack", "2020-01-20,20,,,exact")
    assert ends(bounds) == [(NAME, 20, 20)]
    assert [(one.row.row, one.why) for one in aside] == [(2, "no exact total stands before it")]


def test_approximate_totals_bound_nothing_and_stay_listed(tmp_path: Path) -> None:
    bounds, aside = totals(tmp_path, "2020-01-31,30,10,20,approx")
    assert ends(bounds) == [(NAME, 0, None)]
    assert bounds[0].about == 30
    assert [one.why for one in aside] == ["stated as approximate"]


def test_inconsistent_statements_bound_nothing_at_all(tmp_path: Path) -> None:
    bounds, aside = totals(tmp_path, "2020-01-31,30,,,inconsistent", "2020-02-20,40,,,exact")
    assert ends(bounds) == [(NAME, 40, 40)]
    assert [(one.row.row, one.why) for one in aside] == [(2, "the statement contradicts itself")]


def test_statements_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    bounds, _ = totals(tmp_path, "2020-02-20,40,,,exact", "2020-01-31,30,,,exact")
    assert [bound.low for bound in bounds] == [30, 40]


def test_zero_is_a_total(tmp_path: Path) -> None:
    bounds, _ = totals(tmp_path, "2020-01-05,0,0,0,exact")
    assert ends(bounds) == [(NAME, 0, 0), (f"{NAME}: Iraq", 0, 0), (f"{NAME}: Syria", 0, 0)]
