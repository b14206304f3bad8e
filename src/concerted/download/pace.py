"""When to ask: how far apart requests lie, and how long to wait after a refusal. Sleeping is given, so that tests do not wait."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Time:
    """The clock of a run.

    Attributes
    ----------
    now : callable
        The moment, in UTC.
    monotonic : callable
        Seconds from some start.
    sleep : callable
        Waits so many seconds.
    """

    now: Callable[[], dt.datetime] = _now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Manners:
    """How a server is treated.

    Attributes
    ----------
    pace_seconds : float
        Time between the starts of two requests.
    retries : int
        How often a request is repeated after the first time.
    first_pause_seconds, longest_pause_seconds : float
        The wait after the first failure, doubled after each further one, and its limit. A server that asks for a longer one ends the run.
    connect_seconds, read_seconds : float
        How long to wait for a connection, and for the next piece of an answer.
    """

    pace_seconds: float = 1.0
    retries: int = 6
    first_pause_seconds: float = 2.0
    longest_pause_seconds: float = 900.0
    connect_seconds: float = 15.0
    read_seconds: float = 120.0


@dataclass
class Pace:
    """Keeps requests apart."""

    manners: Manners
    time: Time
    jitter: random.Random = field(default_factory=random.Random)
    _next: float = 0.0

    def wait(self) -> None:
        """Wait until the next request may start."""
        early = self._next - self.time.monotonic()
        if early > 0:
            self.time.sleep(early)
        self._next = self.time.monotonic() + self.manners.pace_seconds

    def pause(self, failures: int) -> None:
        """Wait after a failure: twice as long each time, and by chance up to half as long again, so that many clients do not come at once."""
        seconds = min(self.manners.first_pause_seconds * 2 ** (failures - 1), self.manners.longest_pause_seconds)
        self.time.sleep(seconds * (1 + self.jitter.random() / 2))

    def asked(self, header: str | None) -> float | None:
        """Return the seconds that a Retry-After header asks for, a number or a date; None where it asks for none."""
        text = (header or "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return max(0.0, (moment - self.time.now()).total_seconds())
