"""Event files to incidents: who stood on which side of one event, on which days and in which province."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from pathlib import Path
from typing import Any

import concerted as cc
from concerted.counts import columns_of

Pair = tuple[str, str]
# States, victims, and words for many groups at once. The coder wrote these where no single group is named.
_NO_GROUP = re.compile(r"^Government of |^Civilians$|insurgents$|^Supporters of |^(Christians|Muslims) \(|^XXX|^Unknown|^Unidentified")
_NO_ENEMY = re.compile(r"^Civilians$|insurgents$|^XXX|^Unknown|^Unidentified")


@dataclass(frozen=True)
class Incident:
    """One event.

    Attributes
    ----------
    first, last : date
        Days between which it happened; the same day where that is known.
    sides : tuple of two frozenset of str
        Every actor on each side, states and umbrellas too.
    country, province : str
    """

    first: dt.date
    last: dt.date
    sides: tuple[frozenset[str], frozenset[str]]
    country: str
    province: str

    @property
    def dated(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @cached_property
    def groups(self) -> frozenset[str]:
        """The armed groups on either side."""
        return frozenset(filter(is_group, self.sides[0] | self.sides[1]))

    def inside(self, first: dt.date, last: dt.date) -> bool:
        """Whether it certainly happened within these days."""
        return first <= self.first and self.last <= last

    def coalitions(self) -> list[list[str]]:
        """Return the groups of each side that holds several."""
        sides = [sorted(filter(is_group, side)) for side in self.sides]
        return [side for side in sides if len(side) > 1]

    def joint(self) -> Iterator[Pair]:
        """Go through the pairs of groups that stood on one side."""
        for side in self.coalitions():
            yield from combinations(side, 2)

    def fights(self) -> Iterator[Pair]:
        """Go through the pairs of groups that stood on opposite sides."""
        for one, other in product(*(sorted(filter(is_group, side)) for side in self.sides)):
            if one != other:
                yield pair(one, other)

    def against(self, name: str) -> frozenset[str]:
        """Return whom a group stood against: groups and states, not victims or umbrellas."""
        one, other = self.sides
        opposite = (other if name in one else frozenset()) | (one if name in other else frozenset())
        return frozenset(enemy for enemy in opposite if not _NO_ENEMY.search(enemy))


def is_group(name: str) -> bool:
    """Tell a group from states, civilians and umbrellas."""
    return not _NO_GROUP.search(name)


def pair(one: str, other: str) -> Pair:
    """Return two names in order."""
    return (one, other) if one < other else (other, one)


def tied(one: str, other: str) -> bool:
    """Whether one is a wing of the other, by its name: "Name" and "Name - wing"."""
    short, long = sorted((one, other), key=len)
    return long.startswith(f"{short} - ")


def of_one_house(one: str, other: str) -> bool:
    """Whether two are wings of the same group, or one of the other."""
    return one.split(" - ", 1)[0] == other.split(" - ", 1)[0]


def read(paths: Iterable[Path]) -> dict[str, tuple[Incident, ...]]:
    """Return the incidents of each country, in order of days; an event that stands in two files is taken once.

    Parameters
    ----------
    paths : iterable of Path
        Files of the UCDP Georeferenced Event Dataset, yearly or as given out elsewhere.
    """
    found: dict[tuple[str, str], Incident] = {}
    for path in paths:
        columns = columns_of(cc.events.load(path, format="ucdp-ged").events)
        for i, event_id in enumerate(columns["event_id"]):
            incident = _incident({name: columns[name][i] for name in _COLUMNS})
            found.setdefault((incident.country, str(event_id)), incident)
    countries = sorted({country for country, _ in found})
    ordered = sorted(found.items(), key=lambda item: (item[1].first, item[1].last, item[0]))
    return {one: tuple(incident for (country, _), incident in ordered if country == one) for one in countries}


_COLUMNS = ("actor", "actor_joint", "target", "first", "last", "country", "admin1")


def _incident(row: dict[str, Any]) -> Incident:
    first_side = {row["actor"], *_split(row["actor_joint"], " + ")}
    sides = (frozenset(first_side), frozenset(_split(row["target"], ", ")))
    return Incident(row["first"], row["last"], sides, row["country"] or "", row["admin1"] or "")


def _split(names: str | None, mark: str) -> list[str]:
    return [name.strip() for name in (names or "").split(mark) if name.strip()]
