"""Pairs that never stood in one event, matched to allies on years, counts and overlap of provinces."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pairs.incidents import Incident, Pair, of_one_house
from pairs.labels import ALLIES, STRANGERS, Label, joined
from pairs.series import dated, overlap, own_events

PER_ALLIES = 3
# A group more than four times as active, or a quarter more of shared provinces, is no match.
_WIDEST_RATIO = math.log(4)
_WIDEST_OVERLAP = 0.25


@dataclass(frozen=True)
class Size:
    """What is matched: the events known to the day, the smaller first, and the overlap of provinces."""

    smaller: int
    larger: int
    overlap: float

    def apart(self, other: Size) -> float:
        """Return how far two pairs differ, in widths of what is allowed; infinite if anything differs more than that."""
        parts = (
            abs(math.log(self.smaller / other.smaller)) / _WIDEST_RATIO,
            abs(math.log(self.larger / other.larger)) / _WIDEST_RATIO,
            abs(self.overlap - other.overlap) / _WIDEST_OVERLAP,
        )
        return math.inf if max(parts) > 1 else math.fsum(parts)


def size(incidents: Sequence[Incident], label: Label) -> Size:
    """Return what a label is matched on.

    Parameters
    ----------
    incidents : sequence of Incident
    label : Label
    """
    a = own_events(incidents, label.a, label.b, label.first, label.last)
    b = own_events(incidents, label.b, label.a, label.first, label.last)
    smaller, larger = sorted((dated(a), dated(b)))
    return Size(smaller, larger, overlap(a, b))


def strangers(incidents: Sequence[Incident], labels: Sequence[Label], least_events: int) -> list[Label]:
    """Return up to three pairs of strangers to each pair of allies that has enough events, in the days of the allies, nearest first.

    No pair stands for two pairs of allies whose days overlap. What is matched to a cluster belongs to it.

    Parameters
    ----------
    incidents : sequence of Incident
        Of one country.
    labels : sequence of Label
    least_events : int
        Events known to the day that each group must have.
    """
    allies = [label for label in labels if label.kind == ALLIES and size(incidents, label).smaller >= least_events]
    near = [(apart, one, of) for of in allies for apart, one in _near(incidents, of, least_events)]
    found: list[tuple[Label, Label]] = []
    for _, one, of in sorted(near, key=lambda item: (item[0], item[1].pair, item[1].first, item[2].pair)):
        if sum(other == of for _, other in found) < PER_ALLIES and not any(one.overlaps(other) for other, _ in found):
            found.append((one, of))
    return sorted((one for one, _ in found), key=lambda one: (one.pair, one.first))


def _near(incidents: Sequence[Incident], of: Label, least_events: int) -> list[tuple[float, Label]]:
    own = size(incidents, of)
    pairs = unrelated(incidents, of.first, of.last, least_events)
    found = [replace(of, a=a, b=b, kind=STRANGERS, events=0, contrary=0) for a, b in pairs]
    near = [(own.apart(size(incidents, one)), one) for one in found]
    return [(apart, one) for apart, one in near if math.isfinite(apart)]


def unrelated(incidents: Sequence[Incident], first: dt.date, last: dt.date, least_events: int) -> list[Pair]:
    """Return the pairs that never stood in one event, and are not even linked through allies of allies in these days.

    Parameters
    ----------
    incidents : sequence of Incident
        Of one country.
    first, last : date
    least_events : int
        Events known to the day within these days that each group must have.
    """
    inside = [one for one in incidents if one.inside(first, last)]
    active = Counter(name for one in inside if one.dated for name in one.groups)
    blocs = joined(side for one in inside for side in one.coalitions())
    told = {two for one in incidents for two in (*one.joint(), *one.fights())}
    pairs = combinations(sorted(name for name, n in active.items() if n >= least_events), 2)
    return [(a, b) for a, b in pairs if (a, b) not in told and not of_one_house(a, b) and blocs.get(a, a) != blocs.get(b, b)]
