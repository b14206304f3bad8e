"""DuckDB over Parquet. Takes column names and expressions as arguments and knows no schema; the only room that imports duckdb."""

from concerted.store.delimited import BadLine, Columnar, Delimited, header_of
from concerted.store.files import TableFile, table_file
from concerted.store.parquet import amend, arrow, differences, look, rows, select_rows, write_parquet

__all__ = [
    "BadLine",
    "Columnar",
    "Delimited",
    "TableFile",
    "amend",
    "arrow",
    "differences",
    "header_of",
    "look",
    "rows",
    "select_rows",
    "table_file",
    "write_parquet",
]
