"""The one append-only log of what people decided; views are rebuilt from it."""

from concerted.decisions.decision import CONFIRM, NOT_THE_SAME, REJECT, SAME, UNSURE, VERDICTS, Decision, about_name, name_of
from concerted.decisions.log import FILE, HEAD, Log
from concerted.decisions.view import Decisions

__all__ = [
    "CONFIRM",
    "FILE",
    "HEAD",
    "NOT_THE_SAME",
    "REJECT",
    "SAME",
    "UNSURE",
    "VERDICTS",
    "Decision",
    "Decisions",
    "Log",
    "about_name",
    "name_of",
]
