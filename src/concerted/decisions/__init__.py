"""The one append-only log of what people decided; views are rebuilt from it."""

from concerted.decisions.decision import (
    CONFIRM,
    GRADES,
    NOT_THE_SAME,
    REJECT,
    SAME,
    SOURCE_GRADES,
    STATEMENT_GRADES,
    UNSURE,
    VERDICTS,
    Decision,
    about_name,
    name_of,
)
from concerted.decisions.log import FILE, HEAD, Log
from concerted.decisions.view import Decisions

__all__ = [
    "CONFIRM",
    "FILE",
    "GRADES",
    "HEAD",
    "NOT_THE_SAME",
    "REJECT",
    "SAME",
    "SOURCE_GRADES",
    "STATEMENT_GRADES",
    "UNSURE",
    "VERDICTS",
    "Decision",
    "Decisions",
    "Log",
    "about_name",
    "name_of",
]
