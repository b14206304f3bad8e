"""What one cell of a table may hold; each kind parses its text or says what it expected."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# A larger number is a slip of the pen: no count of attacks comes near it.
_LARGEST = 10**9
STATUS_WORDS = ("claimed", "attributed", "confirmed", "reported", "denied", "attributed_to_others")


@dataclass(frozen=True)
class Kind:
    """One kind of cell: how it is parsed and what it expects, in words."""

    expected: str
    parse: Callable[[str], Any]
    advice: str


def _required(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or len(text) < 12:
        raise ValueError
    return text


def _day(text: str) -> dt.date:
    # fromisoformat also takes 20231124 and 2023-W47-5, which are slips more often than days.
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError
    return dt.date.fromisoformat(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or int(text) > _LARGEST:
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _amount(text: str) -> float:
    # float also takes 1_000, which is a slip.
    if not re.fullmatch(r"\d{1,10}(\.\d{1,10})?", text, re.ASCII) or float(text) > _LARGEST:
        raise ValueError
    return float(text)


def _status(text: str) -> tuple[str, ...]:
    words = tuple(text.split("+"))
    if any(word not in STATUS_WORDS for word in words):
        raise ValueError
    return words


_DAY = Kind("a day such as 2023-11-24", _day, "Write year-month-day of a day that exists.")
_URL = Kind("the address of a public page (https://…)", _url, "Every row needs its source: add the page where it was read.")
_WHOLE = Kind(f"a whole number from 0 to {_LARGEST:,}", _whole, "Write digits only.")


def text() -> Any:
    """Return a cell that must hold some text."""
    return _cell(Kind("some text", _required, "Fill the cell."))


def free() -> Any:
    """Return a cell that may be empty."""
    return dataclasses.field(default="", metadata={"kind": Kind("any text", str, ""), "optional": True})


def identifier() -> Any:
    """Return a cell that names the row; unique within its file."""
    return _cell(Kind("an identifier", _required, "Give the row an identifier of its own."), unique=True)


def day() -> Any:
    """Return a cell with a day."""
    return _cell(_DAY)


def maybe_day() -> Any:
    """Return a cell with a day or nothing."""
    return dataclasses.field(default=None, metadata={"kind": _DAY, "optional": True})


def url() -> Any:
    """Return a cell with the address of a page."""
    return _cell(_URL)


def maybe_url() -> Any:
    """Return a cell with the address of a page or nothing."""
    return dataclasses.field(default="", metadata={"kind": _URL, "optional": True})


def whole() -> Any:
    """Return a cell with a whole number."""
    return _cell(_WHOLE)


def maybe_whole() -> Any:
    """Return a cell with a whole number or nothing."""
    return dataclasses.field(default=None, metadata={"kind": _WHOLE, "optional": True})


def maybe_number() -> Any:
    """Return a cell with a number or nothing."""
    kind = Kind("a number", _number, "Write digits and at most one decimal point.")
    return dataclasses.field(default=None, metadata={"kind": kind, "optional": True})


def amount() -> Any:
    """Return a cell with a number of zero or more."""
    return _cell(Kind(f"a number from 0 to {_LARGEST:,}", _amount, "Write digits and at most one decimal point."))


def choice(*words: str) -> Any:
    """Return a cell that holds one of some words."""

    def parse(cell: str) -> str:
        if cell not in words:
            raise ValueError
        return cell

    return _cell(Kind(f"one of {', '.join(words)}", parse, "Choose one of these words."))


def status() -> Any:
    """Return a cell with words on claims and confirmation, joined by "+"."""
    return _cell(Kind(f"words among {', '.join(STATUS_WORDS)}, joined by +", _status, "Use these words only."))


def _cell(kind: Kind, *, unique: bool = False) -> Any:
    return dataclasses.field(metadata={"kind": kind, "optional": False, "unique": unique})
