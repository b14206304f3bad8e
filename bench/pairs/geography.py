"""Geography alone: pairs ordered by where the two groups act, without a look at the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pairs.answer import Answer, Case
from pairs.incidents import Incident
from pairs.series import overlap

OVERLAP, WITH_RATES = "province overlap", "province overlap with event rates"
NAMES = (OVERLAP, WITH_RATES)


def answers(case: Case) -> dict[str, Answer]:
    """Return both sizes.

    Parameters
    ----------
    case : Case
    """
    a, b = case.own[case.label.a], case.own[case.label.b]
    return {OVERLAP: Answer(overlap(a, b)), WITH_RATES: Answer(_common_rate(a, b, case.label.days))}


def _common_rate(a: Iterable[Incident], b: Iterable[Incident], days: int) -> float:
    """Return the sum over provinces of the smaller of the two groups' events a day there."""
    of_a, of_b = (Counter(event.province for event in events if event.province) for events in (a, b))
    return (of_a & of_b).total() / days
