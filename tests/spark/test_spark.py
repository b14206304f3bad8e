"""The same rows on DuckDB and on a real local Spark give the same counts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from concerted.case.settings import ColumnSettings, RemoteSettings
from concerted.days import Window
from concerted.errors import DataError
from concerted.events.remote_counts import remote_counts, written_actors
from concerted.store import remote
from concerted.store.daily import ACTORS, FRONTS, daily_rows, written_rows
from daily_rows import ACTORS as GROUPS
from daily_rows import DAYS, END, START, all_rows, as_counter, asked, reduced, write
from daily_rows import FRONTS as PLACES

pytestmark = [
    pytest.mark.spark,
    # PySpark leaves the socket of each answer to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:unclosed <socket:ResourceWarning", "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
LOOKUPS = {ACTORS: GROUPS, FRONTS: PLACES}


@pytest.mark.parametrize("all_columns", [True, False])
@pytest.mark.parametrize("dates", DAYS)
def test_the_same_answer(spark: Any, tmp_path: Path, dates: str, all_columns: bool) -> None:
    rows, question = all_rows(dates), asked(dates, all_columns=all_columns)
    path = str(write(tmp_path / "t.parquet", rows, dates))
    there, sql = remote.remote_rows(question, "spark", {}, path, LOOKUPS)
    here, _ = daily_rows(question, path, "", LOOKUPS)
    assert as_counter(there) == as_counter(here) == reduced(rows, question, GROUPS, PLACES)
    assert "RLIKE" in sql or dates == "date"


def test_a_session_of_its_own(spark: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", all_rows("iso"), "iso")
    code = """
import sys, datetime as dt
from concerted.store.daily import Reduction, RowColumns
from concerted.store.remote import remote_written
day = dt.date(2023, 10, 7)
print(sum(n for _, n in remote_written(Reduction(RowColumns("Who", "Day"), day, day), "spark", {"master": "local[2]"}, sys.argv[1])))
from pyspark.sql import SparkSession
assert SparkSession.getActiveSession() is None
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    assert int(done.stdout) == len(all_rows("iso"))


def test_the_names_as_written(spark: Any, tmp_path: Path) -> None:
    path = str(write(tmp_path / "t.parquet", all_rows("iso"), "iso"))
    there = remote.remote_written(asked("iso"), "spark", {}, path)
    assert dict(there) == dict(written_rows(asked("iso"), path, ""))


def test_time_stamps(spark: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    times = "(VALUES (TIMESTAMP '2023-10-06 23:59:59'), ('2023-10-07 00:00:00'), ('2024-02-04 23:59:59'), (NULL)) AS t(\"Day\")"
    duckdb.sql(f'COPY (SELECT \'North\' AS "Who", "Day", \'IZ\' AS "Coun""try" FROM {times}) TO \'{path}\' (FORMAT parquet)')
    question = asked("date", all_columns=False)
    there, _ = remote.remote_rows(question, "spark", {}, str(path), LOOKUPS)
    here, _ = daily_rows(question, str(path), "", LOOKUPS)
    days = {(START, 1), (END, 1)}
    assert as_counter(there) == as_counter(here)
    assert {(row[3], row[5]) for row in there if row[0] == "counted"} == days


def test_no_names_at_all(spark: Any, tmp_path: Path) -> None:
    path = str(write(tmp_path / "t.parquet", all_rows("iso"), "iso"))
    there, _ = remote.remote_rows(asked("iso"), "spark", {}, path, {ACTORS: {}, FRONTS: {}})
    assert as_counter(there) == reduced(all_rows("iso"), asked("iso"), {}, {})


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_backend_of_ibis_reads_the_expression_alike(spark: Any, tmp_path: Path) -> None:
    import ibis

    rows, question = all_rows("yyyymmdd"), asked("yyyymmdd")
    spark.read.parquet(str(write(tmp_path / "t.parquet", rows, "yyyymmdd"))).createOrReplaceTempView("events")
    for name, names in LOOKUPS.items():
        spark.createDataFrame(sorted(names.items()), "written string, stands_for string").createOrReplaceTempView(name)
    found = ibis.pyspark.connect(spark).to_pyarrow(remote.daily(question, "events")).to_pylist()
    assert as_counter(tuple(row.values()) for row in found) == reduced(rows, question, GROUPS, PLACES)


def test_a_table_that_a_case_names(spark: Any, tmp_path: Path) -> None:
    spark.read.parquet(str(write(tmp_path / "t.parquet", all_rows("iso"), "iso"))).createOrReplaceTempView("incidents")
    columns = ColumnSettings(actor="Who", date="Day", country='Coun"try')
    settings = RemoteSettings(connection="spark://", table="incidents", columns=columns, dates="iso")
    found = remote_counts(settings, tmp_path, actors=GROUPS, fronts=PLACES, period=Window(START, END))
    expected = reduced(all_rows("iso"), asked("iso", all_columns=False), GROUPS, PLACES)
    assert found.read == len(all_rows("iso"))
    assert {(one.group, one.front, one.first, one.last): one.n for one in found.counted} == {
        key[1:]: n for key, n in expected.items() if key[0] == "counted"
    }
    assert dict(found.fell_out) == {key[0]: n for key, n in expected.items() if key[0] != "counted"}
    assert sum(written_actors(settings, tmp_path).values()) == sum(row[0] is not None for row in all_rows("iso"))


@pytest.mark.parametrize("table", ["nowhere", "/no/such/file.parquet"])
def test_what_spark_refuses_is_told_in_one_line(spark: Any, table: str) -> None:
    with pytest.raises(DataError, match=r"^expected an answer of spark; it says: .*(nowhere|/no/such/file).*\. Check") as caught:
        remote.remote_rows(asked("iso"), "spark", {}, table, LOOKUPS)
    assert len(str(caught.value).splitlines()) == 1
