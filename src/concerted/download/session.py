"""What one download is given, and what it gives back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from concerted.download.connection import Connection
from concerted.download.credentials import Secrets
from concerted.download.pace import Manners, Pace, Time
from concerted.download.sources import Source

Progress = Callable[[str, int, int | None], None]


def silent(what: str, done: int, total: int | None) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Session:
    """What a download is given besides its query.

    Attributes
    ----------
    address : str or None
        Of a mirror; the variable of the environment or the source's own if left out.
    accept_terms : bool
        Whether the user keeps to the terms of the source, where it has some.
    accept_columns : bool
        Whether other columns than those of the earlier download may take its place.
    progress : callable
        Told what is got, how much of it there is, and of how much.
    manners, time, environment
        How the server is treated; the clock; where accounts and mirrors are looked up.
    secrets : Secrets
        What must never be shown.
    """

    address: str | None = None
    accept_terms: bool = False
    accept_columns: bool = False
    progress: Progress = silent
    manners: Manners = field(default_factory=Manners)
    time: Time = field(default_factory=Time)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    secrets: Secrets = field(default_factory=Secrets)

    def address_of(self, source: Source) -> str:
        """Return where a source is read."""
        return self.address or self.environment.get(source.variable) or source.address

    def connection(self, source: Source) -> Connection:
        """Return a connection to a source."""
        return Connection(self.address_of(source), self.secrets, self.time, self.manners, Pace(self.manners, self.time))


@dataclass(frozen=True)
class Done:
    """A finished download.

    Attributes
    ----------
    folder : path
    tables : tuple of str
        Files in the folder that can be imported.
    record : mapping
        What stands in `download.toml`.
    """

    folder: Path
    tables: tuple[str, ...]
    record: Mapping[str, Any]
