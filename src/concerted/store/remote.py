"""Rows to counts by group, front and day as one Ibis expression, for tables that lie elsewhere: Spark, BigQuery, Trino.

The only file that imports ibis. The expression is compiled to the SQL of the engine, and that text is what runs, through the driver of the
engine. The small tables of names travel within the text, so that the right to read is enough. A local file needs no extra: `store/daily.sql` is
the same expression compiled for DuckDB, and a test holds the two equal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from concerted.errors import DataError, without_secrets
from concerted.store.daily import ACTORS, COUNTED, FRONTS, JOINED, Fate, Reduction, Rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

_COMPILERS = {"duckdb": "DuckDBCompiler", "spark": "PySparkCompiler", "bigquery": "BigQueryCompiler", "trino": "TrinoCompiler"}
_DRIVERS = {"spark": "pyspark", "bigquery": "google-cloud-bigquery", "trino": "trino"}
# BigQuery refuses a text of more than 1 MB, Trino by default one of more than a million characters.
_LONGEST_SQL = 1_000_000
_LONGEST_MESSAGE = 300
# Under this name Spark knows a file that is given by its path.
_FILE = "concerted_events"


def daily(asked: Reduction, table: str) -> ir.Table:
    """Return the expression: fate, group, front, first day, last day, count of rows.

    Parameters
    ----------
    asked : Reduction
    table : str
        Name of the table, with up to two names before it, joined by dots.

    Returns
    -------
    Table
        Rows with the fate "counted" have a group, a front and days; of the others only the number is told.
    """
    few = _few(asked, _events(asked, table))
    dated = _dated(few, asked.dates)
    return _judged(dated, asked)


def written(asked: Reduction, table: str) -> ir.Table:
    """Return the expression: each actor as written, and the number of its rows."""
    events = _events(asked, table)
    names = events.select(written=_written(events, asked))
    return names.group_by("written").agg(n=names.count())


def sql(expression: ir.Table, engine: str, lookups: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return an expression as the SQL of an engine.

    Parameters
    ----------
    expression : Table
    engine : str
        "duckdb", "spark", "bigquery" or "trino".
    lookups : mapping of str to mapping, optional
        Tables of names that are written into the text, by the name of the table.
    """
    from ibis.backends.sql import compilers

    compiler = getattr(compilers, _COMPILERS[engine])()
    # Not run through sqlglot's simplify: version 30.30 turned "NOT joint IS NULL" into "joint IS NULL AND TRUE".
    query: Any = compiler.to_sqlglot(expression)
    for name, names in (lookups or {}).items():
        query = query.with_(name, as_=_lookup(names))
    return str(query.sql(dialect=compiler.dialect, pretty=True)) + "\n"


def remote_rows(
    asked: Reduction, engine: str, address: Mapping[str, str], table: str, lookups: Mapping[str, Mapping[str, str]]
) -> tuple[Rows, str]:
    """Return the rows of the daily counts, and the SQL that gave them.

    Raises
    ------
    DataError
        If the extra or the driver is missing, or the engine refuses.
    """
    text = _text(asked, engine, table, lookups)
    return _run(engine, address, table, text), text


def remote_written(asked: Reduction, engine: str, address: Mapping[str, str], table: str) -> Rows:
    """Return the actors as written, and the number of rows of each.

    Raises
    ------
    DataError
        As `remote_rows`.
    """
    return _run(engine, address, table, _text(asked, engine, table, None))


def _text(asked: Reduction, engine: str, table: str, lookups: Mapping[str, Mapping[str, str]] | None) -> str:
    if engine == "bigquery" and (odd := [name for name in _names(asked) if not re.fullmatch(r"\w+", name, re.ASCII)]):
        # Ibis writes an underscore for every other sign, which would ask for another column.
        raise DataError(
            f"expected columns on BigQuery named by letters, digits and underscores; found {odd[0]!r}. Make a view with such names."
        )
    named = _FILE if engine == "spark" and "/" in table else table
    try:
        text = sql(written(asked, named), engine) if lookups is None else sql(daily(asked, named), engine, lookups)
    except ModuleNotFoundError as error:
        raise DataError(
            f"expected the extra 'remote' for a table on {engine}; found no {error.name}. Install it: pip install 'concerted[remote]'."
        ) from error
    if engine != "spark" and len(text) > _LONGEST_SQL:
        raise DataError(
            f"expected names that fit into one query ({_LONGEST_SQL:,} characters); found {len(text):,}. "
            "List fewer aliases, or make a view of the table."
        )
    return text


def _events(asked: Reduction, table: str) -> ir.Table:
    import ibis

    columns = asked.columns
    # Types are what makes Ibis write a cast or leave it out: a number for what may be one, so that it is always cast to text.
    numbers = {columns.action, *((columns.date, columns.last) if asked.dates == "yyyymmdd" else ())}
    schema = {name: "int64" if name in numbers else "string" for name in _names(asked)}
    *before, name = table.split(".")
    database = before[-1] if before else None
    return ibis.table(schema, name=name, database=database, catalog=".".join(before[:-1]) or None)


def _names(asked: Reduction) -> list[str]:
    return [name for name in asdict(asked.columns).values() if name]


def _several(events: ir.Table, asked: Reduction) -> ir.BooleanValue:
    import ibis

    if asked.columns.actor_joint is None:
        return ibis.literal(False)
    joint = events[asked.columns.actor_joint]
    return joint.notnull() & (joint != "")


def _written(events: ir.Table, asked: Reduction) -> ir.StringValue:
    import ibis

    actor = events[asked.columns.actor]
    if asked.columns.actor_joint is None:
        return actor
    return ibis.ifelse(_several(events, asked), actor + JOINED + events[asked.columns.actor_joint], actor)


def _few(asked: Reduction, events: ir.Table) -> ir.Table:
    """Join the names and count, days as they are written: all that follows sees few rows."""
    import ibis

    def text(name: str | None) -> ir.Value:
        return events[name] if name else ibis.null("string")

    first = _raw(events[asked.columns.date], asked.dates)
    cells = events.select(
        written=_written(events, asked),
        several=_several(events, asked),
        wanted=events[asked.columns.action].cast("string").isin(asked.actions).fill_null(False) if asked.columns.action else ibis.literal(True),
        country=text(asked.columns.country),
        admin1=text(asked.columns.admin1),
        first=first,
        last=_raw(events[asked.columns.last], asked.dates) if asked.columns.last else ibis.null(first.type()),
    )
    lookup = {"written": "string", "stands_for": "string"}
    actors, countries = ibis.table(lookup, name=ACTORS), ibis.table(lookup, name=FRONTS)
    units = countries.view()
    known = (
        cells.left_join(actors, cells.written == actors.written)
        .left_join(units, cells.admin1 == units.written)
        .left_join(countries, cells.country == countries.written)
        .select(
            group=actors.stands_for,
            front=ibis.coalesce(units.stands_for, countries.stands_for),
            **{name: cells[name] for name in ("several", "wanted", "first", "last")},
        )
    )
    return known.group_by("group", "front", "several", "wanted", "first", "last").agg(n=known.count())


def _raw(column: ir.Value, dates: str) -> Any:
    """Return a date as it is counted: a time of day would make a row for every second."""
    if dates == "date":
        return column.cast("date")
    return _part(column, 1, 11) if dates == "iso" else column


def _dated(few: ir.Table, dates: str) -> ir.Table:
    import ibis

    first, last = _day(few.first, dates), _day(few.last, dates)
    empty = few.last.isnull() if dates == "date" else few.last.isnull() | (few.last.cast("string") == "")
    return few.mutate(first_day=first, last_day=ibis.ifelse(empty, first, last))


def _day(raw: ir.Value, dates: str) -> Any:
    """Return the day of a date as written; null where it names none. The pattern first: engines differ in what they take for a date."""
    import ibis

    if dates == "date":
        return raw
    text: Any = raw.cast("string")
    if dates == "iso":
        holds = text.re_search("^[12][0-9]{3}-[01][0-9]-[0-3][0-9]") & ((text.length() == 10) | _part(text, 11, 1).isin(("T", " ")))
        day = _part(text, 1, 10)
    else:
        holds = text.re_search("^[12][0-9]{7}") & (text.length() == 8)
        day = _part(text, 1, 4) + "-" + _part(text, 5, 2) + "-" + _part(text, 7, 2)
    return ibis.ifelse(holds, day, ibis.null("string")).try_cast("date")


def _part(text: Any, start: int, length: int) -> Any:
    """Return a part of a text, counted from 1. All four engines have SUBSTR; Ibis' own substr writes a test of the sign around each number."""
    import ibis

    @ibis.udf.scalar.builtin(signature=(("string", "int64", "int64"), "string"))
    def substr(text, start, length): ...  # type: ignore[no-untyped-def]

    return substr(text, start, length)


def _judged(dated: ir.Table, asked: Reduction) -> ir.Table:
    """Give every row its fate, the first that applies, and count; what was not counted keeps no group and no day."""
    import ibis

    first, last, start, end = dated.first_day, dated.last_day, ibis.literal(asked.start), ibis.literal(asked.end)
    judged = dated.mutate(
        fate=ibis.cases(
            (first.isnull() | last.isnull() | (last < first), Fate.NO_DAY.value),
            ((last < start) | (first > end), Fate.OUTSIDE.value),
            ((first < start) | (last > end), Fate.ACROSS.value),
            (~dated.wanted, Fate.OTHER_ACTION.value),
            (dated.group.isnull() & dated.several, Fate.SEVERAL.value),
            (dated.group.isnull(), Fate.NO_GROUP.value),
            (dated.front.isnull(), Fate.NO_FRONT.value),
            else_=COUNTED,
        )
    )
    kept = {"group": judged.group, "front": judged.front, "first_day": judged.first_day, "last_day": judged.last_day}
    told = judged.select(
        "fate", "n", **{name: ibis.ifelse(judged.fate == COUNTED, value, ibis.null(value.type())) for name, value in kept.items()}
    )
    return told.group_by("fate", *kept).agg(n=told.n.sum())


def _lookup(names: Mapping[str, str]) -> Any:
    import sqlglot
    import sqlglot.expressions as sge

    # An empty table has no VALUES; this one row equals no name, since null equals nothing.
    rows: list[tuple[Any, ...]] = sorted(names.items()) or [(sge.cast(sge.null(), "text"), sge.cast(sge.null(), "text"))]
    return sqlglot.select("written", "stands_for").from_(sge.values(rows, alias="names", columns=["written", "stands_for"]))


def _run(engine: str, address: Mapping[str, str], table: str, text: str) -> Rows:
    try:
        return {"spark": _spark, "bigquery": _bigquery, "trino": _trino}[engine](address, table, text)
    except ModuleNotFoundError as error:
        raise DataError(
            f"expected the driver of {engine}; found no module {error.name}. Install it beside concerted: pip install {_DRIVERS[engine]}."
        ) from error
    except Exception as error:
        # Each driver has a tree of errors of its own; whichever it is, the user gets one line and no secret.
        raise DataError(f"expected an answer of {engine}; it says: {_line(error)}. Check connection, table, columns and rights.") from error


def _line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    text = without_secrets(lines[0], [os.environ.get("TRINO_PASSWORD", "")])
    return text[:_LONGEST_MESSAGE].rstrip(".")


def _spark(address: Mapping[str, str], table: str, text: str) -> Rows:
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("concerted")
    session = running or (builder.master(address["master"]) if address.get("master") else builder).getOrCreate()
    try:
        if "/" in table:
            session.read.parquet(table).createOrReplaceTempView(_FILE)
        return [tuple(row) for row in session.sql(text).collect()]
    finally:
        if running is None:
            session.stop()


def _bigquery(address: Mapping[str, str], table: str, text: str) -> Rows:  # noqa: ARG001 - all drivers have one shape
    from google.cloud import bigquery

    client = bigquery.Client(project=address["project"])
    settings = bigquery.QueryJobConfig()
    if address.get("dataset"):
        settings.default_dataset = f"{address['project']}.{address['dataset']}"
    return [tuple(row.values()) for row in client.query(text, job_config=settings).result()]


def _trino(address: Mapping[str, str], table: str, text: str) -> Rows:  # noqa: ARG001 - all drivers have one shape
    from trino.auth import BasicAuthentication
    from trino.dbapi import connect

    user, password = address.get("user") or os.environ.get("USER", "concerted"), os.environ.get("TRINO_PASSWORD")
    secure = {"auth": BasicAuthentication(user, password), "http_scheme": "https"} if password else {}
    connection = connect(
        host=address["host"],
        port=int(address.get("port") or (443 if password else 8080)),
        user=user,
        catalog=address["catalog"],
        schema=address.get("schema") or None,
        **secure,
    )
    try:
        cursor = connection.cursor()
        cursor.execute(text)
        return [tuple(row) for row in cursor.fetchall()]
    finally:
        connection.close()
