"""What is told when a table elsewhere cannot be read, and what the drivers are asked; Spark itself is run in tests/spark."""

from __future__ import annotations

import datetime as dt
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from concerted.errors import DataError
from concerted.store import remote
from concerted.store.daily import ACTORS, FRONTS, Reduction, RowColumns
from daily_rows import asked

DAY = dt.date(2023, 10, 7)
QUESTION = Reduction(RowColumns("Actor1Name", "SQLDATE", country="Country"), DAY, DAY, "yyyymmdd")
LOOKUPS = {ACTORS: {"A": "a"}, FRONTS: {"IZ": "Iraq"}}
ROW = ("counted", "a", "Iraq", DAY, DAY, 3)
SECRET = "hunter2"


class Asked:
    """Stands for a driver and notes what it is asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.seen: dict[str, Any] = {}
        self.error = error

    def __call__(self, **how: Any) -> Asked:
        self.seen |= how
        return self

    connect = Client = __call__

    def cursor(self) -> Asked:
        return self

    def close(self) -> None:
        self.seen["closed"] = True

    def execute(self, text: str) -> None:
        self.seen["sql"] = text
        if self.error is not None:
            raise self.error

    def fetchall(self) -> list[list[Any]]:
        return [list(ROW)]

    def query(self, text: str, job_config: Any) -> Any:
        self.seen |= {"sql": text, "settings": vars(job_config)}
        return SimpleNamespace(result=lambda: [dict(zip("abcdef", ROW, strict=True))])


def given(monkeypatch: pytest.MonkeyPatch, **modules: dict[str, Any]) -> None:
    for name, content in modules.items():
        module = ModuleType(name.replace("__", "."))
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, module.__name__, module)


def trino(monkeypatch: pytest.MonkeyPatch, driver: Asked) -> None:
    login = {"BasicAuthentication": lambda user, password: (user, password)}
    given(monkeypatch, trino={}, trino__auth=login, trino__dbapi={"connect": driver})


def test_trino_is_asked_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Asked()
    trino(monkeypatch, driver)
    monkeypatch.delenv("TRINO_PASSWORD", raising=False)
    address = {"user": "me", "host": "h", "port": "8443", "catalog": "lake"}
    rows, sql = remote.remote_rows(QUESTION, "trino", address, "conflict.events", LOOKUPS)
    assert rows == [ROW]
    expected = {"host": "h", "port": 8443, "user": "me", "catalog": "lake", "schema": None, "sql": sql, "closed": True}
    assert driver.seen == expected
    assert '"conflict"."events"' in sql


def test_the_password_for_trino_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Asked()
    trino(monkeypatch, driver)
    monkeypatch.setenv("TRINO_PASSWORD", SECRET)
    remote.remote_rows(QUESTION, "trino", {"user": "me", "host": "h", "catalog": "lake", "schema": "s"}, "events", LOOKUPS)
    assert (driver.seen["auth"], driver.seen["http_scheme"], driver.seen["port"]) == (("me", SECRET), "https", 443)


@pytest.mark.parametrize(
    "message",
    [
        f"401 for https://me:{SECRET}@h/v1\nTraceback: {SECRET}",
        f"cannot log in with password={SECRET}",
        f"{{'token': '{SECRET}'}} was refused",
        f"login {SECRET} refused",
    ],
)
def test_errors_of_a_driver_are_one_line_without_the_password(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    driver = Asked(RuntimeError(message))
    trino(monkeypatch, driver)
    monkeypatch.setenv("TRINO_PASSWORD", SECRET)
    with pytest.raises(DataError, match=r"^expected an answer of trino; it says: .*… *.*\. Check connection") as caught:
        remote.remote_rows(QUESTION, "trino", {"host": "h", "catalog": "lake"}, "events", LOOKUPS)
    assert SECRET not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert driver.seen["closed"]


@pytest.mark.parametrize("message", [f"401 for https://me:{SECRET}@h/v1", f"PASSWORD={SECRET}", f"{{'access_token': '{SECRET}'}} was refused"])
def test_secrets_that_nobody_told_us_of(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    trino(monkeypatch, Asked(RuntimeError(message)))
    monkeypatch.delenv("TRINO_PASSWORD", raising=False)
    with pytest.raises(DataError, match="…") as caught:
        remote.remote_rows(QUESTION, "trino", {"host": "h", "catalog": "lake"}, "events", LOOKUPS)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("message", ["", "\n\n", "x" * 5000])
def test_silent_and_endless_errors(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    trino(monkeypatch, Asked(RuntimeError(message)))
    with pytest.raises(DataError, match=r"it says: (RuntimeError|x{300})\. Check"):
        remote.remote_rows(QUESTION, "trino", {"host": "h", "catalog": "lake"}, "events", LOOKUPS)


def test_bigquery_is_asked_for_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Asked()
    content = {"Client": driver.Client, "QueryJobConfig": SimpleNamespace}
    given(monkeypatch, google={}, google__cloud={"bigquery": SimpleNamespace(**content)})
    rows, sql = remote.remote_rows(QUESTION, "bigquery", {"project": "mine", "dataset": "d"}, "gdelt-bq.gdeltv2.events", LOOKUPS)
    assert rows == [ROW]
    assert driver.seen == {"project": "mine", "sql": sql, "settings": {"default_dataset": "mine.d"}}
    assert "`gdelt-bq`.`gdeltv2`.`events`" in sql


@pytest.mark.parametrize(("engine", "package"), [("bigquery", "google-cloud-bigquery"), ("trino", "trino"), ("spark", "pyspark")])
def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch, engine: str, package: str) -> None:
    for name in ("pyspark", "pyspark.sql", "google.cloud", "trino", "trino.auth", "trino.dbapi"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DataError, match=rf"^expected the driver of {engine}; found no module .* pip install {package}\.$"):
        remote.remote_written(QUESTION, engine, {"project": "p"}, "events")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(DataError, match=r"^expected the extra 'remote' for a table on spark; found no ibis.*concerted\[remote\]"):
        remote.remote_rows(QUESTION, "spark", {}, "events", LOOKUPS)


def test_more_names_than_a_query_can_hold() -> None:
    names = {f"NAME {i:050}": "a" for i in range(20_000)}
    with pytest.raises(DataError, match=r"^expected names that fit into one query \(1,000,000 characters\); found"):
        remote.remote_rows(QUESTION, "trino", {"host": "h", "catalog": "c"}, "events", {ACTORS: names, FRONTS: {}})


def test_column_names_that_ibis_would_change_on_bigquery() -> None:
    with pytest.raises(DataError, match="named by letters, digits and underscores; found 'Coun\"try'"):
        remote.remote_rows(asked("iso", all_columns=False), "bigquery", {"project": "p"}, "events", LOOKUPS)


def test_up_to_three_names_of_a_table() -> None:
    for table in ("events", "s.events", "c.s.events"):
        quoted = ".".join(f'"{part}"' for part in table.split("."))
        assert f"FROM {quoted} AS" in remote.sql(remote.written(QUESTION, table), "trino")
