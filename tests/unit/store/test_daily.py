"""The reduction of rows to daily counts on DuckDB, against the same in plain Python."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.errors import DataError
from concerted.store.daily import ACTORS, FRONTS, Reduction, RowColumns, daily_rows, written_rows
from daily_rows import ACTIONS, COUNTRIES, DAYS, JOINTS, NAMES, UNITS, all_rows, as_counter, asked, reduced, write
from daily_rows import ACTORS as GROUPS
from daily_rows import FRONTS as PLACES

LOOKUPS = {ACTORS: GROUPS, FRONTS: PLACES}


@pytest.mark.parametrize("all_columns", [True, False])
@pytest.mark.parametrize("dates", DAYS)
def test_all_kinds_of_rows(tmp_path: Path, dates: str, all_columns: bool) -> None:
    rows, question = all_rows(dates), asked(dates, all_columns=all_columns)
    found, _ = daily_rows(question, str(write(tmp_path / "t.parquet", rows, dates)), "", LOOKUPS)
    expected = reduced(rows, question, GROUPS, PLACES)
    assert as_counter(found) == expected
    assert sum(expected.values()) == len(rows)
    fates = {key[0] for key in expected}
    assert len(fates) == (8 if all_columns else 5)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[tuple[Any, ...]]]:
    dates = draw(st.sampled_from(sorted(DAYS)))
    days = st.sampled_from(DAYS[dates])
    cells = (st.one_of(st.sampled_from(NAMES), st.text(max_size=3)), *map(st.sampled_from, (JOINTS, COUNTRIES, UNITS)), days, days)
    return dates, draw(st.lists(st.tuples(*cells, st.sampled_from(ACTIONS)), max_size=40))


@settings(max_examples=40, deadline=None)
@given(tables(), st.booleans(), st.dictionaries(st.text(max_size=3), st.sampled_from(["a", "b"])))
def test_random_tables_are_reduced_as_in_plain_python(
    table: tuple[str, list[tuple[Any, ...]]], all_columns: bool, more: dict[str, str]
) -> None:
    dates, rows = table
    question, groups = asked(dates, all_columns=all_columns), GROUPS | more
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "t.parquet", rows, dates)
        found, _ = daily_rows(question, str(path), "", {ACTORS: groups, FRONTS: PLACES})
        names = dict(written_rows(asked(dates, all_columns=False), str(path), ""))
    assert as_counter(found) == reduced(rows, question, groups, PLACES)
    assert sum(int(row[-1]) for row in found) == len(rows)
    assert names == {name: sum(row[0] == name for row in rows) for name in {row[0] for row in rows}}


def test_names_as_written_join_those_who_acted_together(tmp_path: Path) -> None:
    rows = [("A", "B", None, None, None, None, None), ("A", "", None, None, None, None, None), (None, "B", None, None, None, None, None)]
    path = write(tmp_path / "t.parquet", rows, "iso")
    assert dict(written_rows(asked("iso"), str(path), "")) == {"A + B": 1, "A": 1, None: 1}


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz", "t.duckdb"])
def test_text_files_and_databases(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    # A reader that guessed types would make 7 of this name.
    query = "SELECT '007' AS who, 20231007 AS day, 'IZ' AS place UNION ALL SELECT NULL, 20231301, 'IZ'"
    with duckdb.connect(str(path) if name.endswith("duckdb") else ":memory:") as connection:
        if name.endswith("duckdb"):
            connection.execute(f'CREATE TABLE "the events" AS {query}')
        else:
            mark = ", DELIM '\t'" if name.endswith("tsv") else ""
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER{mark})")
    question = Reduction(RowColumns("who", "day", country="place"), dt.date(2023, 10, 7), dt.date(2023, 10, 7), "yyyymmdd")
    found, _ = daily_rows(question, str(path), "the events", {ACTORS: {"007": "a"}, FRONTS: {"IZ": "Iraq"}})
    day = dt.date(2023, 10, 7)
    assert sorted(found, key=str) == [("counted", "a", "Iraq", day, day, 1), ("no day can be read", None, None, None, None, 1)]
    assert {row[0] for row in written_rows(question, str(path), "the events")} == {"007", None}


def test_days_in_a_text_file_stay_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("who,day,place\nA,2023-10-07,IZ\nA,2023-10-07,IZ\n", encoding="utf-8")
    question = Reduction(RowColumns("who", "day", country="place"), dt.date(2023, 10, 7), dt.date(2023, 10, 7), "iso")
    found, _ = daily_rows(question, str(tmp_path / "t.csv"), "", {ACTORS: {"A": "a"}, FRONTS: {"IZ": "Iraq"}})
    assert [(row[0], int(row[-1])) for row in found] == [("counted", 2)]


def test_several_files_at_once(tmp_path: Path) -> None:
    for i in range(3):
        write(tmp_path / f"{i}.parquet", all_rows("iso"), "iso")
    found, _ = daily_rows(asked("iso"), str(tmp_path / "*.parquet"), "", LOOKUPS)
    assert sum(int(row[-1]) for row in found) == 3 * len(all_rows("iso"))


def test_no_names_at_all(tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", all_rows("iso"), "iso")
    found, _ = daily_rows(asked("iso"), str(path), "", {ACTORS: {}, FRONTS: {}})
    assert "counted" not in {row[0] for row in found}
    assert sum(int(row[-1]) for row in found) == len(all_rows("iso"))


@pytest.mark.parametrize(
    ("name", "columns", "told"),
    [
        ("none.parquet", RowColumns("Who", "Day"), "none.parquet"),
        ("t.parquet", RowColumns("Whom", "Day"), "Whom"),
        ("t.xlsx", RowColumns("Who", "Day"), "ends with one of"),
        ("broken.parquet", RowColumns("Who", "Day"), "broken.parquet"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, name: str, columns: RowColumns, told: str) -> None:
    write(tmp_path / "t.parquet", all_rows("iso"), "iso")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match=r"expected .*; found|DuckDB says") as caught:
        daily_rows(Reduction(columns, dt.date(2023, 1, 1), dt.date(2023, 1, 2)), str(tmp_path / name), "", LOOKUPS)
    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_local_file_needs_no_extra(tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", all_rows("iso"), "iso")
    code = """
import sys, datetime as dt
sys.modules["ibis"] = sys.modules["sqlglot"] = None
from concerted.store.daily import *
day = dt.date(2023, 10, 7)
print(len(daily_rows(Reduction(RowColumns("Who", "Day"), day, day, "iso"), sys.argv[1], "", {ACTORS: {}, FRONTS: {}})[0]))
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    assert int(done.stdout) >= 2
