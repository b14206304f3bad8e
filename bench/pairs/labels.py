"""Which pairs are allies, which are rivals, and when: from the events in which both stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from pairs.incidents import Incident, Pair, tied

Node = TypeVar("Node", str, int)
ALLIES, RIVALS, STRANGERS, MIXED = "allies", "rivals", "strangers", "mixed"
LONGEST = dt.timedelta(days=730)
# One shared line of a report may be a slip; two are a habit.
LEAST_LABEL_EVENTS = 2


@dataclass(frozen=True)
class Label:
    """What is recorded of one pair in one period.

    Attributes
    ----------
    country : str
    a, b : str
    kind : str
        "allies", "rivals", "strangers" or "mixed".
    first, last : date
        First and last event of that kind, two years apart at most.
    events : int
        How many such events; none for strangers.
    contrary : int
        Events of the opposite kind within these days.
    cluster : str
        One name for all pairs that stem from the same recorded events: a coalition, a conflict, or those matched to one.
    """

    country: str
    a: str
    b: str
    kind: str
    first: dt.date
    last: dt.date
    events: int
    contrary: int
    cluster: str

    @property
    def pair(self) -> Pair:
        """The two names."""
        return (self.a, self.b)

    @property
    def days(self) -> int:
        """Length of the period."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: Label) -> bool:
        """Whether two labels are of the same pair and share a day."""
        return self.pair == other.pair and self.first <= other.last and other.first <= self.last


def labels(incidents: Sequence[Incident]) -> list[Label]:
    """Return the labels of one country, in order of pairs and days.

    A period that overlaps one in which the pair did the opposite, if only once, is mixed. Wings are not held against their own group.

    Parameters
    ----------
    incidents : sequence of Incident
        In order of days.
    """
    joint, fights = by_pair(incidents, Incident.joint), by_pair(incidents, Incident.fights)
    allied, rival = _of_kind(ALLIES, joint, fights), _of_kind(RIVALS, fights, joint)
    mixed = [label for label in allied if label.kind == MIXED]
    told = [label for label in rival if label.kind != MIXED or not any(label.overlaps(other) for other in mixed)]
    return sorted(allied + told, key=lambda label: (label.kind, label.pair, label.first))


def by_pair(incidents: Iterable[Incident], pairs_of: Callable[[Incident], Iterable[Pair]]) -> dict[Pair, list[Incident]]:
    """Return the incidents of each pair, in their order.

    Parameters
    ----------
    incidents : iterable of Incident
    pairs_of : callable
        Incident.joint or Incident.fights.
    """
    found: dict[Pair, list[Incident]] = {}
    for incident in incidents:
        # One name can stand on both sides of a row; the row is still one event.
        for one in sorted(set(pairs_of(incident))):
            found.setdefault(one, []).append(incident)
    return found


def periods(events: Sequence[Incident]) -> list[list[Incident]]:
    """Cut the events of one pair into stretches of two years at most, each from an event to an event.

    Parameters
    ----------
    events : sequence of Incident
        In order of days.
    """
    stretches: list[list[Incident]] = []
    for event in events:
        if not stretches or event.last - stretches[-1][0].first >= LONGEST:
            stretches.append([])
        stretches[-1].append(event)
    return stretches


def _of_kind(kind: str, own: dict[Pair, list[Incident]], contrary: dict[Pair, list[Incident]]) -> list[Label]:
    stretches = ((one, stretch) for one, events in sorted(own.items()) if not tied(*one) for stretch in periods(events))
    told = [(one, stretch) for one, stretch in stretches if len(stretch) >= LEAST_LABEL_EVENTS]
    found = []
    for (one, stretch), cluster in zip(told, _clusters(told), strict=True):
        first, last = _ends(stretch)
        opposite = [other for other in periods(contrary.get(one, ())) if first <= _ends(other)[1] and _ends(other)[0] <= last]
        inside = sum(event.first <= last and event.last >= first for other in opposite for event in other)
        found.append(Label(stretch[0].country, *one, MIXED if opposite else kind, first, last, len(stretch), inside, cluster))
    return found


def _clusters(told: Sequence[tuple[Pair, list[Incident]]]) -> list[str]:
    """Return the coalition or conflict of each stretch, named after its first pair.

    Stretches of one pair are one, and so are two of which each has half of its events in the other.
    """
    of_event: dict[int, list[int]] = {}
    for i, (_, stretch) in enumerate(told):
        for event in stretch:
            of_event.setdefault(id(event), []).append(i)
    common = Counter(two for rows in of_event.values() for two in combinations(rows, 2))
    same = [(i, j) for (i, j), n in common.items() if 2 * n >= max(len(told[i][1]), len(told[j][1]))]
    # Stretches of one pair stand in a row.
    same += [(i, i + 1) for i in range(len(told) - 1) if told[i][0] == told[i + 1][0]]
    first = joined([*same, *((i,) for i in range(len(told)))])
    return [f"{' / '.join(told[first[i]][0])} {told[first[i]][1][0].first:%Y-%m}" for i in range(len(told))]


def _ends(stretch: Sequence[Incident]) -> tuple[dt.date, dt.date]:
    return stretch[0].first, max(event.last for event in stretch)


def joined(sets: Iterable[Collection[Node]]) -> dict[Node, Node]:
    """Return for each thing the first of all that are joined to it by sets that share one.

    Parameters
    ----------
    sets : iterable of collections
        Each joins all that it holds.
    """
    above: dict[Node, Node] = {}

    def top(one: Node) -> Node:
        while above.setdefault(one, one) != one:
            one = above[one]
        return one

    for members in sets:
        tops = sorted({top(one) for one in members})
        above.update(dict.fromkeys(tops, tops[0]) if tops else {})
    return {one: top(one) for one in list(above)}
