"""One tree of exceptions; each says what was expected, what was found and what to do next.

::

    ConcertedError
    ├── CaseError          a case folder has faults; carries all of them at once
    ├── DataError          numbers or tables given to the library cannot be used
    │   ├── UnknownGroupError
    │   └── WindowError
    ├── DownloadError      a source could not be read with the account, or answered with something else
    └── OutputError        the assessment could not be written

Exit codes of the command line follow the tree: every `ConcertedError` ends with 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# What stands between :// and the last @ of a line, and what follows a word for a secret: rather too much than too little.
_USER_PART = re.compile(r"(?<=://).*(?=@)")
_NAMED_SECRET = re.compile(r"(?i)\b(\w*(?:password|passwd|pwd|token|secret|api_?key|credentials?)\w*['\"]?\s*[=:]\s*)(['\"]?)[^\s'\"&;,})]+")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with one place in one file.

    Attributes
    ----------
    file : str
        Path of the file, relative to the case folder.
    row : int
        Row as a spreadsheet numbers it (the header is row 1); 0 when the whole file is meant.
    column : str
        Column or key; empty when the whole row is meant.
    expected, found, advice : str
        What should stand there, what stands there, and what to do about it.
    """

    file: str
    row: int
    column: str
    expected: str
    found: str
    advice: str

    def __str__(self) -> str:
        """Return the fault as one readable line."""
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", {self.column}"
        return f"{place}: expected {self.expected}; found {self.found}. {self.advice}"


class ConcertedError(Exception):
    """Whatever stops the work for a reason that the user can act on."""


class CaseError(ConcertedError):
    """A case folder has faults; `faults` holds all of them, in the order of files and rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DataError(ConcertedError):
    """Numbers or a table given to the library cannot be used as they are."""


class UnknownGroupError(DataError):
    """A group was asked for that the counts do not hold."""

    def __init__(self, group: str, known: Iterable[str]) -> None:
        names = ", ".join(repr(name) for name in known)
        super().__init__(f"expected one of the groups {names}; found {group!r}. Check the spelling.")


class WindowError(DataError):
    """A window of days is reversed, malformed or outside the record."""


class DownloadError(ConcertedError):
    """A source of event tables could not be read, or answered with something else; what was downloaded before is untouched."""


class OutputError(ConcertedError):
    """The assessment could not be written; what stood there before is untouched."""


def without_secrets(text: str, known: Iterable[str] = ()) -> str:
    """Return a message in which no password stands: neither one in an address, nor after a word such as "token", nor one that is known."""
    for secret in filter(None, known):
        text = text.replace(secret, "…")
    return _NAMED_SECRET.sub(r"\1\2…", _USER_PART.sub("…", text))
