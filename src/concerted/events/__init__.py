"""From the rows of a case to counts: who acted, on which front and day, and what was observed there."""

from concerted.events.coverage import Coverage
from concerted.events.doubt import in_doubt
from concerted.events.rows import STATUS_SERIES, Rows, case_rows
from concerted.events.totals import SetAside, case_totals

__all__ = ["STATUS_SERIES", "Coverage", "Rows", "SetAside", "case_rows", "case_totals", "in_doubt"]
