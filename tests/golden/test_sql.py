"""The SQL of the reduction in four dialects, word for word; after a wanted change: UPDATE_GOLDEN=1 uv run --group test pytest tests/golden.

For DuckDB the package holds the text itself, so that a local file needs no Ibis; it is held equal to what Ibis compiles. The SQL of BigQuery
and Trino cannot be run here. It is parsed by the rules of its dialect and run after translation to DuckDB.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import sqlglot
import sqlglot.expressions as sge

from concerted.store import remote
from concerted.store.daily import ACTORS, DATES, FRONTS, Reduction, RowColumns, daily_sql, written_sql
from daily_rows import ACTORS as GROUPS
from daily_rows import DAYS, END, START, all_rows, as_counter, asked, reduced, write
from daily_rows import FRONTS as PLACES

HERE = Path(__file__).parent
FIELDS = ("actor", "day", "joint", "last", "country", "admin1", "action")
COLUMN_ORDER = ("actor", "joint", "country", "admin1", "day", "last", "action")
ENGINES = {"duckdb": "events", "spark": "conflict.events", "bigquery": "gdelt-bq.gdeltv2.events", "trino": "lake.conflict.events"}
GDELT = Reduction(
    RowColumns("Actor1Name", "SQLDATE", country="ActionGeo_CountryCode", action="EventRootCode"), START, END, "yyyymmdd", ("18", "19", "20")
)
LOOKUPS = {ACTORS: {"NORTHERN FRONT": "north", "PEOPLE'S \\ GUARD": "guard"}, FRONTS: {"XA": "Upland", "XÄ": "Sea"}}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_sql_word_for_word(engine: str) -> None:
    text = remote.sql(remote.daily(GDELT, ENGINES[engine]), engine, None if engine == "duckdb" else LOOKUPS)
    file = HERE / "sql" / f"{engine}.sql"
    if "UPDATE_GOLDEN" in os.environ:
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


def test_every_file_has_its_engine() -> None:
    assert sorted(path.stem for path in (HERE / "sql").iterdir()) == sorted(ENGINES)


@pytest.mark.parametrize("dates", DATES)
def test_the_text_in_the_package_is_what_ibis_compiles(dates: str) -> None:
    for joint, last, country, admin1, action in itertools.product((None, 'Wi"th'), (None, "L"), (None, "C"), (None, "{end}"), (None, "X")):
        columns = RowColumns("Who", "Day", actor_joint=joint, last=last, country=country, admin1=admin1, action=action)
        question = Reduction(columns, START, END, dates, ("19", "it's") if action else ())
        assert tree(daily_sql(question)) == tree(remote.sql(remote.daily(question, "events"), "duckdb")), question
        assert tree(written_sql(question)) == tree(remote.sql(remote.written(question, "events"), "duckdb")), question


@pytest.mark.parametrize("dates", DAYS)
@pytest.mark.parametrize("engine", ["spark", "bigquery", "trino"])
def test_each_dialect_translated_to_duckdb_gives_the_same_counts(tmp_path: Path, engine: str, dates: str) -> None:
    rows, question = all_rows(dates), replace(asked(dates), columns=RowColumns(*FIELDS))
    path = write(tmp_path / "t.parquet", rows, dates)
    text = remote.sql(remote.daily(question, "events"), engine, {ACTORS: GROUPS, FRONTS: PLACES})
    (translated,) = sqlglot.transpile(text, read=engine, write="duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW events({', '.join(COLUMN_ORDER)}) AS FROM '{path}'")
        found = connection.execute(translated).fetchall()
    assert as_counter(found) == reduced(rows, question, GROUPS, PLACES)


@pytest.mark.parametrize("engine", ["spark", "bigquery", "trino"])
def test_names_cannot_leave_their_quotation_marks(engine: str) -> None:
    names = {"'); DROP TABLE events; --": "a", "\\'; DROP TABLE events; --": 'b"`', "\\": "\n"}
    text = remote.sql(remote.daily(asked("iso"), "events"), engine, {ACTORS: names, FRONTS: {}})
    (statement,) = sqlglot.parse(text, read=engine)
    assert statement is not None
    literals = {one.this for one in statement.find_all(sge.Literal) if one.is_string}
    assert {*names, *names.values()} <= literals


def test_column_names_cannot_leave_theirs() -> None:
    column = 'x" FROM events; DROP TABLE events; --`'
    question = Reduction(RowColumns(column, "Day", country="C"), dt.date(2023, 1, 1), dt.date(2023, 1, 2))
    for engine in ("duckdb", "spark", "trino"):
        (statement,) = sqlglot.parse(remote.sql(remote.daily(question, "events"), engine), read=engine)
        assert statement is not None
        assert column in {one.name for one in statement.find_all(sge.Column)}
    assert tree(daily_sql(question)) == tree(remote.sql(remote.daily(question, "events"), "duckdb"))


def tree(text: str) -> sge.Expression:
    """Return what a query says, without brackets that say nothing."""
    parsed = sqlglot.parse_one(text, read="duckdb")
    for bracket in list(parsed.find_all(sge.Paren)):
        bracket.replace(bracket.this)
    return parsed


def test_the_comparison_sees_other_brackets() -> None:
    assert tree("SELECT (a OR b) AND c") != tree("SELECT a OR (b AND c)")
    assert tree("SELECT (a OR (b AND c))") == tree("SELECT a OR b AND c")
