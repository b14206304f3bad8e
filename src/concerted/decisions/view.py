"""What holds now, and what held before: rebuilt from the log each time it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from concerted.decisions.decision import GRADES, UNSURE, Decision, name_of
from concerted.errors import Fault


@dataclass(frozen=True)
class Decisions:
    """All decisions of a log, in the order in which they were made.

    Attributes
    ----------
    entries : tuple of Decision
    notes : tuple of str
        Lines that a killed or failed write left half; they were never answered for, and count for nothing.
    faults : tuple of Fault
        Lines that were changed, moved or taken out. Where there are any, `entries` is not to be relied upon.
    """

    entries: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @cached_property
    def current(self) -> Mapping[str, Decision]:
        """The latest decision on each thing, by what it is about; grades of the Admiralty scale are none, see `grade`."""
        return {one.about: one for one in self.entries if one.verdict not in GRADES}

    def history(self, *about: str) -> tuple[Decision, ...]:
        """Return every decision on a thing, the earliest first; several ids are names of one thing."""
        return tuple(one for one in self.entries if one.about in about)

    def latest(self, *about: str) -> Decision | None:
        """Return the latest decision on a thing, or None; several ids are names of one thing."""
        known = [one for one in about if one in self.current]
        return self.current[max(known, key=self._order.__getitem__)] if known else None

    def grade(self, *about: str) -> Decision | None:
        """Return the latest grade that an analyst gave a source or a statement, or None; "unsure" takes the grade of a source back.

        A grade says nothing of whether a statement is confirmed, and a verdict on a statement leaves its grade.
        """
        latest = None
        for one in self.entries:
            if one.about in about and one.verdict in GRADES:
                latest = one
            elif one.about in about and one.verdict == UNSURE and one.about.startswith("source:"):
                latest = None
        return latest

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The place of the latest decision on each thing."""
        return {one.about: i for i, one in enumerate(self.entries) if one.verdict not in GRADES}

    def names(self) -> Iterator[tuple[str, str, Decision]]:
        """Go through the decisions on names in their order: name, organisation, decision."""
        for one in self.entries:
            pair = name_of(one.about)
            if pair is not None:
                yield *pair, one
