"""What is counted of a pair: the events of each in which the other has no part."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from concerted.counts import Counts
from pairs.incidents import Incident


def own_events(incidents: Iterable[Incident], name: str, other: str, first: dt.date, last: dt.date) -> list[Incident]:
    """Return the events of one group within a period, without those that also name the other: they made the label.

    Parameters
    ----------
    incidents : iterable of Incident
    name, other : str
    first, last : date
    """
    return [i for i in incidents if name in i.groups and other not in i.groups and i.inside(first, last)]


def dated(events: Iterable[Incident]) -> int:
    """Return how many events are known to the day.

    Parameters
    ----------
    events : iterable of Incident
    """
    return sum(event.dated for event in events)


def counts(events: dict[str, list[Incident]], first: dt.date, last: dt.date, coverage: int | None = None) -> Counts:
    """Return the daily counts of some groups; events known as a range of days are intervals.

    Parameters
    ----------
    events : dict of str to list of Incident
    first, last : date
    coverage : int, optional
        What to declare of every day; without it the table is a sample, which is what it is.
    """
    rows = [(name, event) for name, own in sorted(events.items()) for event in own]
    table = {
        "actor": [name for name, _ in rows],
        "date": [event.first for _, event in rows],
        "first": [event.first for _, event in rows],
        "last": [event.last for _, event in rows],
    }
    shape = (len(set(table["actor"])), (last - first).days + 1)
    declared = None if coverage is None else [[coverage] * shape[1]] * shape[0]
    return Counts.from_events(table, start=first, end=last, coverage=declared)


def provinces(events: Sequence[Incident]) -> dict[str, float]:
    """Return the share of the events in each province.

    Parameters
    ----------
    events : sequence of Incident
    """
    found = Counter(event.province for event in events if event.province)
    return {name: n / found.total() for name, n in found.items()}


def overlap(a: Sequence[Incident], b: Sequence[Incident]) -> float:
    """Return how far two groups act in the same provinces: the sum over provinces of the smaller share, 0 to 1.

    Parameters
    ----------
    a, b : sequence of Incident
    """
    shares_a, shares_b = provinces(a), provinces(b)
    return sum(min(share, shares_b.get(name, 0.0)) for name, share in shares_a.items())


def common_enemies(a: Iterable[Incident], b: Iterable[Incident], of_a: str, of_b: str, least: int = 2) -> list[str]:
    """Return whom both fought at least so many times, in events of their own.

    Parameters
    ----------
    a, b : iterable of Incident
    of_a, of_b : str
    least : int
    """
    fought_a = Counter(enemy for event in a for enemy in event.against(of_a))
    fought_b = Counter(enemy for event in b for enemy in event.against(of_b))
    return sorted(enemy for enemy, n in fought_a.items() if n >= least and fought_b[enemy] >= least)
