"""DuckDB over Parquet. Takes column names and expressions as arguments and knows no schema; the only room that imports duckdb."""

from concerted.store.delimited import BadLine, Delimited, header_of
from concerted.store.parquet import arrow, rows, write_parquet

__all__ = ["BadLine", "Delimited", "arrow", "header_of", "rows", "write_parquet"]
