"""Counts of every actor of an event table, as the table names them: nothing resolved, nothing merged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from concerted.arrays import columns_of
from concerted.counts import CENSUS, SAMPLE, Counts
from concerted.days import Day
from concerted.errors import DataError


@dataclass(frozen=True)
class ByActor:
    """Counts of all actors, and what was not counted.

    Attributes
    ----------
    counts : Counts
    rows : int
        Rows of the table.
    unnamed, joint, outside, ranges : int
        Rows without an actor; rows of several actors together, which stand in nobody's series; rows outside the days that were asked
        for; rows known as a range of days.
    """

    counts: Counts
    rows: int
    unnamed: int
    joint: int
    outside: int
    ranges: int


def counts_by_actor(events: Any, first: Day | None = None, last: Day | None = None, *, census: bool = False) -> ByActor:
    """Count the rows of an event table by actor and day.

    Parameters
    ----------
    events : frame
        Columns of `concerted.events.SCHEMA`.
    first, last : date, optional
        The days that are counted; those of the rows if left out.
    census : bool
        True declares that every event of every actor in these days stands in the table.

    Raises
    ------
    DataError
        If no row is left.
    """
    table = columns_of(events)
    named = list(zip(table["actor"], table["actor_joint"], table["first"], table["last"], strict=True))
    own = [(str(actor), start, end) for actor, joint, start, end in named if actor and not joint]
    inside = [row for row in own if (first is None or row[1] >= first) and (last is None or row[2] <= last)]
    if not inside:
        raise DataError(f"expected rows with one actor{_span(first, last)}; found none in {len(named)} rows. Give other days or another table.")
    rows = {
        "actor": [actor for actor, _, _ in inside],
        "date": [start for _, start, _ in inside],
        "first": [start for _, start, _ in inside],
        "last": [end for _, _, end in inside],
    }
    start, end = first or min(rows["first"]), last or max(rows["last"])
    shape = (len(set(rows["actor"])), (end - start).days + 1)
    counts = Counts.from_events(rows, start=start, end=end, coverage=np.full(shape, CENSUS if census else SAMPLE))
    fates = Counter(("unnamed" if not actor else "joint" if joint else "own") for actor, joint, _, _ in named)
    ranges = sum(start != end for _, start, end in inside)
    return ByActor(counts, len(named), fates["unnamed"], fates["joint"], len(own) - len(inside), ranges)


def _span(first: Day | None, last: Day | None) -> str:
    return "" if first is None and last is None else f" from {first or 'the first day'} to {last or 'the last day'}"
