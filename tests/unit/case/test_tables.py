"""CSV files become typed records; what a spreadsheet may do to a file without harm does none."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path

import pytest

from concerted.case import Case, read_case
from concerted.case.records import BaselineRow, ReachRow
from concerted.case.table import read_table
from small_case import COVERAGE, REACH, append, change, event, write_small_case


def read(folder: Path) -> Case:
    case, faults = read_case(folder)
    assert faults == ()
    assert case is not None
    return case


def reach(text: str | bytes) -> tuple[ReachRow, ...]:
    rows, faults = read_table("reach.csv", text if isinstance(text, bytes) else text.encode(), ReachRow)
    assert faults == []
    return rows


def test_a_case_has_all_its_rows(tmp_path: Path) -> None:
    case = read(write_small_case(tmp_path))
    sizes = len(case.events), len(case.coverage), len(case.totals), len(case.claims), len(case.reach), len(case.controls)
    assert sizes == (24, 3, 6, 2, 4, 0)


def test_cells_have_types(tmp_path: Path) -> None:
    append(write_small_case(tmp_path), "events.csv", event("X", "2020-02-20", status="claimed+confirmed"))
    row = read(tmp_path).events[-1]
    assert (row.row, row.event_id, row.date, row.status) == (26, "X", dt.date(2020, 2, 20), ("claimed", "confirmed"))
    assert row.n_reported is None
    assert row.note == ""


def test_inputs_have_the_hash_of_their_bytes(tmp_path: Path) -> None:
    case = read(write_small_case(tmp_path))
    assert {one.path: one.sha256 for one in case.inputs} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()
    }


def test_reading_writes_nothing(tmp_path: Path) -> None:
    write_small_case(tmp_path)
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir())
    read(tmp_path)
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "same",
    [
        "\ufeff" + REACH,
        REACH.replace("\n", "\r\n"),
        REACH.replace("\n", "\r"),
        REACH.rstrip("\n"),
        REACH.replace(",", ", ").replace("group, front, reached, source_url", "group,front,reached,source_url"),
        REACH.replace("Reds", '"Reds"'),
    ],
    ids=["byte order mark", "Windows", "old Macintosh", "no last line end", "spaces", "quotes"],
)
def test_what_spreadsheets_do_changes_nothing(same: str) -> None:
    assert reach(same) == reach(REACH)


def test_columns_in_any_order() -> None:
    turned = "\n".join(",".join(reversed(line.split(","))) for line in REACH.splitlines())
    assert reach(turned) == reach(REACH)


def test_empty_rows_are_skipped_and_counted() -> None:
    rows = reach(REACH.replace("\nBlues", "\n\nBlues", 1))
    assert [row.row for row in rows] == [2, 3, 5, 6]


def test_quoted_line_ends_belong_to_the_cell() -> None:
    rows = reach("group,front,reached,note\n" + 'Reds,North,n,"one, two\nthree"\nBlues,North,n,\n')
    assert [(row.row, row.note) for row in rows] == [(2, "one, two\nthree"), (3, "")]


def test_row_with_a_fault_is_left_out_and_the_others_stay() -> None:
    rows, faults = read_table("reach.csv", REACH.replace("unknown", "perhaps").encode(), ReachRow)
    assert [row.row for row in rows] == [2, 3, 5]
    assert [(fault.row, fault.column) for fault in faults] == [(4, "reached")]


@pytest.mark.parametrize(("cell", "number"), [("1.5", 1.5), ("", None), ("3", 3.0)])
def test_rate_is_a_number(cell: str, number: float | None) -> None:
    text = f"series,period,unit,qualifier,rate_per_30_days\ns,before,attacks,exact,{cell}\n"
    rows, faults = read_table("baseline.csv", text.encode(), BaselineRow)
    assert faults == []
    assert rows[0].rate_per_30_days == number


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "-inf", "three"])
def test_rate_is_never_infinite(cell: str) -> None:
    text = f"series,period,unit,qualifier,rate_per_30_days\ns,before,attacks,exact,{cell}\n"
    rows, faults = read_table("baseline.csv", text.encode(), BaselineRow)
    assert rows == ()
    assert [fault.column for fault in faults] == ["rate_per_30_days"]


def test_the_limit_of_the_csv_module_stays_as_it_was() -> None:
    usual = csv.field_size_limit(4321)
    try:
        reach(REACH)
        assert csv.field_size_limit() == 4321
    finally:
        csv.field_size_limit(usual)


def test_file_that_is_far_too_large() -> None:
    rows, faults = read_table("reach.csv", b"a" * (64 * 2**20 + 1), ReachRow)
    assert rows == ()
    assert [fault.expected for fault in faults] == ["at most 64 MB"]


def test_names_of_fronts_in_coverage_may_be_joined(tmp_path: Path) -> None:
    change(write_small_case(tmp_path), "coverage.csv", "Reds,all", "Reds,North+East")
    assert read(tmp_path).coverage[1].front == "North+East"
    assert COVERAGE.count("\n") == 4
