"""Rows to counts by group, front and day, and what became of the rows that were not counted; a local file is read by DuckDB.

The text of the query is `daily.sql`: the expression of `store/remote.py` compiled for DuckDB, with marks for what a table and a case decide.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from concerted.errors import DataError

Rows = list[tuple[Any, ...]]

COUNTED = "counted"
DATES = ("date", "iso", "yyyymmdd")
JOINED = " + "
# Names of the two small tables: names as written, and what each stands for.
ACTORS, FRONTS = "concerted_actors", "concerted_fronts"
_TABLES = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".gz": "csv", ".zst": "csv"}
_DATABASES = (".duckdb", ".db", ".ddb")


class Fate(Enum):
    """Why a row was not counted; the first reason that applies, in this order."""

    NO_DAY = "no day can be read"
    OUTSIDE = "outside the period"
    ACROSS = "a range across the border of the period"
    OTHER_ACTION = "another action"
    SEVERAL = "several actors together"
    NO_GROUP = "no group of that name"
    NO_FRONT = "no front of that name"


@dataclass(frozen=True)
class RowColumns:
    """Names of the columns of a table of events; None for what it does not have.

    Attributes
    ----------
    actor : str
        Who acted, as written.
    date : str
        The day, or the first of a range.
    actor_joint : str or None
        Who acted together with the actor.
    last : str or None
        Last day of a range; where it is empty, the day itself.
    country, admin1 : str or None
        Where it happened; a first-level unit that stands for a front wins over the country.
    action : str or None
        What happened, as a word or code.
    """

    actor: str
    date: str
    actor_joint: str | None = None
    last: str | None = None
    country: str | None = None
    admin1: str | None = None
    action: str | None = None


@dataclass(frozen=True)
class Reduction:
    """Which rows of a table are counted.

    Attributes
    ----------
    columns : RowColumns
    start, end : date
        The period, both days included.
    dates : str
        How days are written: "date" (a column of that type, or a time stamp), "iso" (text such as 2023-11-24) or "yyyymmdd" (20231124).
    actions : tuple of str
        Actions that are counted; all where the table has no such column.
    """

    columns: RowColumns
    start: dt.date
    end: dt.date
    dates: str = "date"
    actions: tuple[str, ...] = ()


def daily_sql(asked: Reduction) -> str:
    """Return the query over the table `events` and the tables of names."""
    return _filled("daily.sql", _marks(asked))


def written_sql(asked: Reduction) -> str:
    """Return the query for the actors as written."""
    return _filled("written.sql", _marks(asked))


def daily_rows(asked: Reduction, source: str, table: str, lookups: Mapping[str, Mapping[str, str]]) -> tuple[Rows, str]:
    """Return fate, group, front, first day, last day and number of rows from a local file, and the SQL that gave them.

    Parameters
    ----------
    asked : Reduction
    source : str
        Path of a Parquet or text file, which may hold `*`, or of a DuckDB database.
    table : str
        Name of the table in a database; not used for other files.
    lookups : mapping of str to mapping
        Names as written and what they stand for, under `ACTORS` and `FRONTS`.

    Raises
    ------
    DataError
        If the file cannot be read or has no such column.
    """
    text = daily_sql(asked)
    with _events(source, table) as connection:
        for name, names in lookups.items():
            connection.execute(f"CREATE TEMP TABLE {name} (written VARCHAR, stands_for VARCHAR)")
            connection.execute(f"INSERT INTO {name} SELECT unnest($1), unnest($2)", [list(names), list(names.values())])
        return connection.execute(text).fetchall(), text


def written_rows(asked: Reduction, source: str, table: str) -> Rows:
    """Return the actors of a local file as written, and the number of rows of each.

    Raises
    ------
    DataError
        As `daily_rows`.
    """
    with _events(source, table) as connection:
        return connection.execute(written_sql(asked)).fetchall()


def _filled(name: str, marks: Mapping[str, str]) -> str:
    text = files("concerted.store").joinpath(name).read_text(encoding="utf-8")
    # In one pass: a column may be called {end}.
    return re.sub(r"\{([a-z][a-z0-9_]*)\}", lambda found: marks[found[1]], text)


def _marks(asked: Reduction) -> dict[str, str]:
    """Return what stands for the marks of the query, as Ibis writes it."""
    columns = asked.columns
    several = "FALSE" if columns.actor_joint is None else f"{_cell(columns.actor_joint)} IS NOT NULL AND {_cell(columns.actor_joint)} <> ''"
    actor = _cell(columns.actor)
    joint = f"CASE WHEN {several} THEN {actor} || '{JOINED}' || {_cell(columns.actor_joint)} ELSE {actor} END"
    return {
        "written": actor if columns.actor_joint is None else joint,
        "several": several,
        "wanted": _wanted(asked),
        "country": _cell(columns.country),
        "admin1": _cell(columns.admin1),
        "first": _raw(columns.date, asked.dates),
        "last": _raw(columns.last, asked.dates),
        "first_day": _day("first", asked.dates),
        "last_day": _day("last", asked.dates),
        "last_empty": '"t9"."last" IS NULL' + ("" if asked.dates == "date" else f" OR {_text('last', asked.dates)} = ''"),
        "start": f"MAKE_DATE({asked.start.year}, {asked.start.month}, {asked.start.day})",
        "end": f"MAKE_DATE({asked.end.year}, {asked.end.month}, {asked.end.day})",
    }


def _wanted(asked: Reduction) -> str:
    if asked.columns.action is None:
        return "TRUE"
    if not asked.actions:
        return "COALESCE(FALSE, FALSE)"
    return f"COALESCE(CAST({_cell(asked.columns.action)} AS TEXT) IN ({', '.join(map(_literal, asked.actions))}), FALSE)"


def _raw(column: str | None, dates: str) -> str:
    if column is None:
        return f"CAST(NULL AS {({'date': 'DATE', 'iso': 'TEXT', 'yyyymmdd': 'BIGINT'})[dates]})"
    if dates == "date":
        return f"CAST({_cell(column)} AS DATE)"
    return f"SUBSTRING({_cell(column)}, 1, 11)" if dates == "iso" else _cell(column)


def _day(column: str, dates: str) -> str:
    text = _text(column, dates)
    if dates == "date":
        return f'"t9"."{column}"'
    if dates == "iso":
        alone = f"LENGTH({text}) = 10 OR SUBSTRING({text}, 11, 1) IN ('T', ' ')"
        holds = f"REGEXP_MATCHES({text}, '^[12][0-9]{{3}}-[01][0-9]-[0-3][0-9]') AND ({alone})"
        day = f"SUBSTRING({text}, 1, 10)"
    else:
        holds = f"REGEXP_MATCHES({text}, '^[12][0-9]{{7}}') AND LENGTH({text}) = 8"
        day = f"SUBSTRING({text}, 1, 4) || '-' || SUBSTRING({text}, 5, 2) || '-' || SUBSTRING({text}, 7, 2)"
    return f"TRY_CAST(CASE WHEN {holds} THEN {day} ELSE CAST(NULL AS TEXT) END AS DATE)"


def _text(column: str, dates: str) -> str:
    return f'CAST("t9"."{column}" AS TEXT)' if dates == "yyyymmdd" else f'"t9"."{column}"'


def _cell(column: str | None) -> str:
    return "CAST(NULL AS TEXT)" if column is None else f'"t0".{_quoted(column)}'


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


@contextmanager
def _events(source: str, table: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that knows the file as the table `events`; what DuckDB refuses is told in one line."""
    # Nothing is fetched or loaded from outside: no extensions, no configuration of the user's.
    settings: dict[str, Any] = {"memory_limit": "1GB", "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config=settings | {"temp_directory": tempfile.gettempdir()})
    connection.execute("SET enable_progress_bar = false")
    try:
        for statement in _opening(source, table):
            connection.execute(statement)
        yield connection
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DataError(f"expected a table of events in {Path(source).name}; DuckDB says: {first}. Check file, table and columns.") from error
    finally:
        connection.close()


def _opening(source: str, table: str) -> list[str]:
    suffix = Path(source).suffix.lower()
    if suffix in _DATABASES:
        name = ".".join(_quoted(part) for part in table.split("."))
        return [f"ATTACH {_literal(source)} AS source (READ_ONLY)", f"CREATE TEMP VIEW events AS FROM source.{name}"]
    if suffix not in _TABLES:
        known = ", ".join([*_TABLES, *_DATABASES])
        raise DataError(f"expected a file that ends with one of {known}; found {Path(source).name}. Export it as Parquet.")
    # Text stays text: which days and names it holds is said by the case and not guessed.
    read = f"read_parquet({_literal(source)})" if _TABLES[suffix] == "parquet" else f"read_csv({_literal(source)}, all_varchar = true)"
    return [f"CREATE TEMP VIEW events AS FROM {read}"]
