"""Which statements speak for and against the same, as they were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from concerted.weigh.parties import ALONE

if TYPE_CHECKING:
    from concerted.weigh.reporting import Read, Reported

# As many pairs are listed at most: a hundred reports of one claim and a hundred denials make ten thousand.
MOST_CONTRADICTIONS = 10_000


def contradictions(reported: Sequence[Reported]) -> Iterator[tuple[Read, Read]]:
    """Go through the pairs of statements that cannot both hold as they stand, each pair once."""
    seen: set[tuple[int, int]] = set()
    for claim in reported:
        for other in reported:
            sides = [(claim.said_for, other.said_against)] if _meet(claim, other) else []
            sides += [(claim.said_for, other.said_for)] if _excludes(claim, other) else []
            for left, right in sides:
                for a, b in ((a, b) for a in left for b in right if a is not b and (id(a), id(b)) not in seen):
                    seen.add((id(a), id(b)))
                    yield a, b


def _meet(claim: Reported, other: Reported) -> bool:
    """Tell whether two claims are of one relation, and of the same organisations or of some and more of them."""
    if claim.kind != other.kind or not claim.said_for or not other.said_against:
        return False
    if (claim.subjects, claim.objects) == (other.subjects, other.objects):
        return True
    first, second = {*claim.subjects, *claim.objects}, {*other.subjects, *other.objects}
    shared = min(len(first), len(second)) >= (1 if claim.kind in ALONE else 2)
    sides = not claim.objects or (set(claim.objects) & set(other.objects) and set(claim.subjects) & set(other.subjects))
    return bool(shared and sides and (first <= second or second <= first))


def _excludes(claim: Reported, other: Reported) -> bool:
    """Tell whether a claim that some act on their own meets one that somebody directs them."""
    return claim.kind == "acts_alone" and other.kind == "directs" and bool(set(claim.subjects) & set(other.objects))
