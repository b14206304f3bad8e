"""What links groups, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concerted.words.numbers import listed, percent, plural

ASSUMES = (
    "at most one link: some of the groups copy one of them, or one source moves some of them",
    "the groups are otherwise on their own: each with its level, days of the week, bursts and batches, drawn apart from the others'",
    "before the data are seen the four kinds are as likely",
)
CANNOT_SHOW = (
    "command: a hidden commander and a cause that nobody listed give the same daily counts",
    "two groups that copy each other: they look like two that one source moves",
    "several leaders, or chains of copying",
    "groups that keep off each other's days",
)
SAME_COUNTS = "a shared cause and a command give the same daily counts, and no mark that is not timing tells them apart"
BY_A_MARK = "one source moves groups, and a mark that is not timing speaks for command; without the mark the counts could not tell"
MARKS_WANTED = "a mark that is not timing, such as a joint claim or a recorded joint act; or a list of the public causes, in `given`"
NOTHING_STANDS_OUT = "no kind is twice as likely as all others together"
MORE_DAYS = "more days, or more events of these groups"
EFFORT = "how much was reported each day is not known, and what a newsroom prints together looks like acting together"
EFFORT_WANTED = (
    "a declared census (coverage 2) of every day for all groups, pages read each day, or controls with enough events to tell the effort"
)


def few(left: int, fewest: int) -> str:
    """Return why there is nothing to weigh."""
    return f"{plural(left, 'group')} with {fewest} active and {fewest} quiet days or more; two are needed"


def alone(weights: Mapping[str, float], best: str) -> str:
    """Return why one kind is named."""
    return f"{percent(weights[best])} of the weight lies on it, more than twice that of all others together"


def sentence(groups: int, days: int, weights: Mapping[str, float], ending: str, known: Sequence[tuple[str, float]]) -> str:
    """Return the weights, what follows from them, and how often such data are placed rightly.

    Parameters
    ----------
    groups, days : int
    weights : mapping of str to float
        By kind.
    ending : str
        What follows, with its reason.
    known : sequence of (str, float)
        What is placed rightly, and how often.
    """
    split = listed([f"{kind} {percent(weight)}" for kind, weight in weights.items()])
    often = listed([f"{kind} in {100 * share:.0f}" for kind, share in known])
    said = f"{plural(groups, 'group')} over {plural(days, 'day')}: {split}. {ending}."
    return f"{said} Of 100 cases like this, each kind would be placed rightly: {often}."
