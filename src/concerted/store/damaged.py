"""Questions to a Parquet file that may be damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from concerted.errors import DataError
from concerted.store.parquet import rows


def rows_if_whole(parquet: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in which `{table}` stands for a Parquet file.

    Raises
    ------
    DataError
        If the file is no whole Parquet file, or lacks a column of the query.
    """
    try:
        return rows(parquet, query)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DataError(f"expected a whole Parquet file; found {first}. Import the table again.") from error
