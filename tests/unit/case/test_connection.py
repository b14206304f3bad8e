"""Connection strings: their four shapes, and that none holds a password."""

from __future__ import annotations

import pytest

from concerted.case.connection import connection_of, needs_table
from concerted.case.settings import read_settings

SECRET = "hunter2"
TOML = """
files = {}
[case]
id = "x"
title = "t"
question = "q"
start = 2023-10-07
end = 2023-10-08
groups = ["a"]
"""
REMOTE = """
[remote]
connection = "duckdb://t.parquet"
columns = { actor = "a", date = "d", country = "c" }
"""


@pytest.mark.parametrize(
    ("text", "engine", "address"),
    [
        ("duckdb://t.parquet", "duckdb", {"path": "t.parquet"}),
        ("duckdb:///data/gdelt of 2023/*.parquet", "duckdb", {"path": "/data/gdelt of 2023/*.parquet"}),
        ("spark://", "spark", {}),
        ("spark://local[2]", "spark", {"master": "local[2]"}),
        ("spark://local[*]", "spark", {"master": "local[*]"}),
        ("spark://head.cluster:7077", "spark", {"master": "spark://head.cluster:7077"}),
        ("bigquery://my-project", "bigquery", {"project": "my-project"}),
        ("bigquery://my-project/sets", "bigquery", {"project": "my-project", "dataset": "sets"}),
        ("trino://h/lake", "trino", {"host": "h", "catalog": "lake"}),
        ("trino://me@h:8443/lake/s", "trino", {"user": "me", "host": "h", "port": "8443", "catalog": "lake", "schema": "s"}),
    ],
)
def test_the_four_engines(text: str, engine: str, address: dict[str, str]) -> None:
    found = connection_of(text)
    assert (found.engine, dict(found.address)) == (engine, address)
    assert needs_table(text) == (engine != "duckdb")


def test_a_database_needs_a_table() -> None:
    assert needs_table("duckdb://many.duckdb")


@pytest.mark.parametrize(
    "text",
    [
        f"trino://me:{SECRET}@h/lake",
        f"trino://me:a/{SECRET}@h/lake",
        f"trino://me:a b{SECRET}@h/lake",
        f"trino://h/lake?password={SECRET}",
        f"spark://h:15002;token={SECRET}",
        f"bigquery://p/d?credentials={SECRET}",
        f"duckdb://s3://key:{SECRET}@bucket/t.parquet",
        f"trino://me:{SECRET}",
        f"duckdb://me:{SECRET}@h/t.parquet",
        f"postgres://me:{SECRET}@h/d",
        SECRET,
        f"trino://{SECRET}",
        f"duckdb://https://h/{SECRET}.parquet",
        "duckdb://",
        "trino://h:123456/lake",
    ],
)
def test_what_is_refused_is_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"duckdb://FILE, spark://|without password") as caught:
        connection_of(text)
    assert SECRET not in str(caught.value)
    _, faults = read_settings("case.toml", (TOML + REMOTE.replace("duckdb://t.parquet", text)).encode())
    assert [fault.column for fault in faults if fault.column == "remote.connection"]
    assert not [fault for fault in faults if SECRET in str(fault)]


def test_a_string_instead_of_a_table_is_not_repeated() -> None:
    _, faults = read_settings("case.toml", f'remote = "trino://me:{SECRET}@h/lake"\n{TOML}'.encode())
    assert [fault.column for fault in faults] == ["remote"]
    assert SECRET not in str(faults[0])


@pytest.mark.parametrize("more", ["", 'table = "t"\n'])
def test_settings_that_hold(more: str) -> None:
    connection = 'connection = "spark://"' if more else 'connection = "duckdb://t.parquet"'
    text = TOML + REMOTE.replace('connection = "duckdb://t.parquet"', more + connection)
    settings, faults = read_settings("case.toml", text.encode())
    assert faults == []
    assert settings is not None
    assert settings.remote is not None
    assert settings.remote.columns.country == "c"


@pytest.mark.parametrize(
    ("old", "new", "column", "told"),
    [
        ("t.parquet", "t.duckdb", "remote.table", "the name of a table"),
        ("duckdb://t.parquet", "spark://local[2]", "remote.table", "the name of a table"),
        (', country = "c"', "", "remote.columns", "without which no row has a front"),
        ('country = "c" }', 'country = "c", action = "x" }', "remote.actions", "or neither"),
        ("[remote]", '[remote]\nactions = ["x"]', "remote.actions", "or neither"),
        ("[remote]", '[remote]\npassword = "hunter2"', "remote.password", "a known key"),
        ("[remote]", '[remote]\ndates = "soon"', "remote.dates", "'iso'"),
    ],
)
def test_settings_that_do_not_hold(old: str, new: str, column: str, told: str) -> None:
    _, faults = read_settings("case.toml", (TOML + REMOTE.replace(old, new)).encode())
    assert [fault.column for fault in faults] == [column]
    assert told in faults[0].expected
    assert SECRET not in str(faults[0])
