"""Daily rows and running totals of one group that cannot both be right."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from concerted.ask.daily_series import DailySeries
from concerted.ask.series import daily, names_of_totals, totals
from concerted.ask.total_series import TotalSeries
from concerted.counts import Counts
from concerted.days import Window, after, before
from concerted.finding import Variant
from concerted.measure.pause import Tally
from concerted.words import pause as words

KIND = "contradiction"


def contradictions(counts: Counts, group: str) -> list[Variant]:
    """Return one line for each running total that a group's daily rows contradict.

    Rows are a part of what a total counts, so they never hold more than it rose by; a census of every day never holds less.
    """
    if group not in counts.groups:
        return []
    rows = daily(counts, group)
    return [found for name in names_of_totals(counts, group) if (found := _against(rows, totals(counts, group, name)))]


def _against(rows: DailySeries, total: TotalSeries) -> Variant | None:
    wrong = []
    for stretch, rose in _rises(total):
        here = rows.tally([stretch])
        if here.low > rose or (rows.census(stretch) and here.high < rose):
            wrong.append((stretch, rose, here))
    return _told(total.name, wrong) if wrong else None


def _rises(total: TotalSeries) -> list[tuple[Window, float]]:
    """Return the stretches of the record between neighbouring exact totals, and by how much the total rose in each."""
    first, rises = total.curve.days.first, []
    for i, j in pairwise(np.flatnonzero(total.curve.known)):
        stretch = Window(after(first, int(i)), before(after(first, int(j))))
        if total.record.overlap(stretch) == stretch:
            rises.append((stretch, float(total.curve.low[j] - total.curve.low[i])))
    return rises


def _told(name: str, wrong: list[tuple[Window, float, Tally]]) -> Variant:
    stretch, rose, here = wrong[0]
    note = words.contradicted(name, stretch, rose, here.low, here.high, len(wrong) - 1)
    return Variant(f"rows against the total {name!r}", KIND, count=here.low if here.exact else None, expected_count=rose, note=note)
