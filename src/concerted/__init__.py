"""Are these armed groups acting in concert? Graded, sourced, tested assessments of public reporting, after the fact.

Importing the package loads nothing heavy: each name brings its room when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from concerted.version import __version__ as __version__

if TYPE_CHECKING:
    from concerted.ask import answer, contrast, divide, network, pause, scan, spread, together, turn
    from concerted.ask.findings import Findings
    from concerted.ask.network import Network
    from concerted.assessment import assess, check
    from concerted.counts import Counts
    from concerted.errors import CaseError, ConcertedError, DataError
    from concerted.finding import VERDICTS, Finding
    from concerted.weigh.calibration import Calibration, calibrate
    from concerted.weigh.grade import GRADES

__all__ = [
    "GRADES",
    "VERDICTS",
    "Calibration",
    "CaseError",
    "ConcertedError",
    "Counts",
    "DataError",
    "Finding",
    "Findings",
    "Network",
    "answer",
    "assess",
    "calibrate",
    "check",
    "contrast",
    "divide",
    "network",
    "pause",
    "scan",
    "spread",
    "together",
    "turn",
]

_HOME = {
    "GRADES": "concerted.weigh.grade",
    "VERDICTS": "concerted.finding",
    "Calibration": "concerted.weigh.calibration",
    "CaseError": "concerted.errors",
    "ConcertedError": "concerted.errors",
    "Counts": "concerted.counts",
    "DataError": "concerted.errors",
    "Finding": "concerted.finding",
    "Findings": "concerted.ask.findings",
    "Network": "concerted.ask.network",
    "answer": "concerted.ask",
    "assess": "concerted.assessment",
    "calibrate": "concerted.weigh.calibration",
    "check": "concerted.assessment",
    "contrast": "concerted.ask",
    "divide": "concerted.ask",
    "network": "concerted.ask",
    "pause": "concerted.ask",
    "scan": "concerted.ask",
    "spread": "concerted.ask",
    "together": "concerted.ask",
    "turn": "concerted.ask",
}


# Rooms that are reached by their own name, as in concerted.actors.Register.
_ROOMS = ("actors", "decisions", "events", "read", "simulate", "weigh")


def __getattr__(name: str) -> Any:
    """Load a public name from its room on first use."""
    if name in _ROOMS:
        return import_module(f"concerted.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
