"""A table that lies elsewhere is asked the same questions, apart from the case's own rows."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import concerted as cc
from concerted.assessment import Assessment
from small_case import write_small_case

REMOTE = """
[remote]
connection = "duckdb://far.parquet"
dates = "iso"
fronts = { "Northland" = "North" }

[remote.columns]
actor = "who"
date = "day"
country = "where"
"""


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("far") / "case"
    write_small_case(folder)
    days = [f"2020-01-{day:02d}" for day in range(2, 31, 2)]
    rows = (
        [("Reds", day, "Northland") for day in days]
        + [("Blues", day, "Northland") for day in days[:12]]
        + [("Nobody", "2020-01-05", "Northland")]
    )
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE far (who VARCHAR, day VARCHAR, "where" VARCHAR)')
        connection.executemany("INSERT INTO far VALUES (?, ?, ?)", rows)
        connection.execute(f"COPY far TO '{folder / 'far.parquet'}' (FORMAT parquet)")
    settings = folder / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + REMOTE, encoding="utf-8")
    return cc.assess(folder)


def test_the_questions_are_asked_of_the_remote_rows_alone(assessed: Assessment) -> None:
    far = [one for one in assessed.findings if one.about.startswith("rows of the remote table")]
    assert {(one.question, one.groups) for one in far} == {
        ("pause", ("Reds",)),
        ("pause", ("Blues",)),
        ("together", ("Reds", "Blues")),
        ("together", ("Blues", "Reds")),
    }
    assert all(one.verdict == "cannot say" for one in far)
    assert all(any("1 row of the table that were not counted" in limit for limit in one.cannot_show) for one in far)
    assert all(one.q is not None for one in far if one.question == "together" and one.p is not None)
    ids = [one.id for one in assessed.findings]
    assert ids == [f"F{i:02d}" for i in range(1, len(ids) + 1)]


def test_the_report_accounts_for_every_row(assessed: Assessment, tmp_path: Path) -> None:
    assessed.write(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["remote"]
    assert (told["read"], told["counted"], told["engine"]) == (28, 27, "duckdb")
    assert sum(one["rows"] for one in told["not_counted"]) == 1
    assert "SELECT" in told["sql"].upper()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "A table that lies elsewhere" in page
    assert "28 rows read" in page


def test_a_case_without_a_remote_table_says_nothing_of_one(bundled: Assessment, bundled_out: Path) -> None:
    assert bundled.remote is None
    assert json.loads((bundled_out / "findings.json").read_text(encoding="utf-8"))["remote"] is None
