"""DuckDB over Parquet. Takes column names and expressions as arguments and knows no schema; the only room that imports duckdb."""

from concerted.store.delimited import BadLine, Columnar, Delimited, header_of
from concerted.store.files import TableFile, table_file
from concerted.store.parquet import amend, arrow, look, rows, write_parquet

__all__ = [
    "BadLine",
    "Columnar",
    "Delimited",
    "TableFile",
    "amend",
    "arrow",
    "header_of",
    "look",
    "rows",
    "table_file",
    "write_parquet",
]
