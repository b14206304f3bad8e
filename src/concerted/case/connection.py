"""Where a table lies that is too big for the case folder: a connection string, never with a password in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Files that hold several tables.
DATABASES = (".duckdb", ".ddb", ".db")
EXPECTED = "duckdb://FILE, spark://MASTER, bigquery://PROJECT/DATASET or trino://USER@HOST:PORT/CATALOG/SCHEMA"

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_SHAPES = {
    "duckdb": r"(?P<path>(?!.*://).+)",
    # Nothing after the slashes: the master of Spark's own settings.
    "spark": rf"(?P<master>|local(\[(\d+|\*)\])?|{_NAME}(:\d+)?)",
    "bigquery": rf"(?P<project>{_NAME})(/(?P<dataset>{_NAME}))?",
    "trino": rf"((?P<user>{_NAME})@)?(?P<host>{_NAME})(:(?P<port>\d{{1,5}}))?/(?P<catalog>{_NAME})(/(?P<schema>{_NAME}))?",
}


@dataclass(frozen=True)
class Connection:
    """A connection string, taken apart.

    Attributes
    ----------
    engine : str
        "duckdb", "spark", "bigquery" or "trino".
    address : mapping of str to str
        Parts of the address that were given: path; master; project, dataset; user, host, port, catalog, schema.
    """

    engine: str
    address: Mapping[str, str]


def connection_of(text: str) -> Connection:
    """Take a connection string apart.

    Raises
    ------
    ValueError
        If it has another shape, or holds a password. The message never repeats what stands after the slashes.
    """
    engine, slashes, rest = text.partition("://")
    shape = _SHAPES.get(engine)
    if not slashes or shape is None:
        raise ValueError(EXPECTED)
    if re.search(r":.*@|[?;#]", rest):
        raise ValueError("a connection without password, token or options; those belong into the environment of the driver")
    found = re.fullmatch(shape, rest)
    if found is None:
        raise ValueError(EXPECTED)
    address = {name: value for name, value in found.groupdict().items() if value}
    # Spark knows its own masters under this word again, and the local one without it.
    if engine == "spark" and address and not rest.startswith("local"):
        address["master"] = text
    return Connection(engine, address)


def needs_table(text: str) -> bool:
    """Tell whether a connection string that holds needs the name of a table beside it: all but one to a file of rows."""
    engine, _, path = text.partition("://")
    return engine in _SHAPES and (engine != "duckdb" or path.lower().endswith(DATABASES))
