"""Event tables in, one schema, a ledger of rows; and from the rows of a case to counts by group and day.

`load` and `SCHEMA` bring the store with them when they are first used: an assessment of a case of CSV files needs neither.
"""

from typing import TYPE_CHECKING, Any

from concerted.events.coverage import Coverage
from concerted.events.doubt import in_doubt
from concerted.events.rows import STATUS_SERIES, Rows, case_rows
from concerted.events.totals import SetAside, case_totals

if TYPE_CHECKING:
    from concerted.events.loading import load
    from concerted.events.schema import SCHEMA

__all__ = ["SCHEMA", "STATUS_SERIES", "Coverage", "Rows", "SetAside", "case_rows", "case_totals", "in_doubt", "load"]


def __getattr__(name: str) -> Any:
    """Load what reads event tables on first use."""
    if name == "load":
        from concerted.events.loading import load

        return load
    if name == "SCHEMA":
        from concerted.events.schema import SCHEMA

        return SCHEMA
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
