"""Sentences on a division of places."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.words.numbers import figure, interval, listed, p_text, percent, plural

METHOD = "H2' of groups by places within the cells that a group and at least one other can reach; permutations within stretches of 28 days"
EFFECT = "H2' (0: alike, 1: fully divided) within shared cells"
ASSUMES = (
    "what was left out of the table was left out alike for all groups at each place",
    "a cell marked as reachable was reachable through the whole period",
)
CANNOT_SHOW = ("whether a division was agreed, ordered or just convenient", "who would act where if all could reach all places")

WITHOUT_DAYS = "where the events left out for want of a day stand: they take no part in the table"
UNSETTLED = "the table expected without a division could not be worked out, so that the division has no size"


def left_out(crossing: int, doubtful: int) -> str:
    """Return how many events were left out because only a range of days is known of them; empty where none was."""
    told = [f"{plural(crossing, 'event')} whose range reaches over more than one stretch of 28 days"] if crossing else []
    told += [f"{plural(doubtful, 'event')} whose range holds days that were left out and others"] if doubtful else []
    return f"Left out, because only a range of days is known: {listed(told)}. " if told else ""


def geography(alone: int, events: int, shared_places: Sequence[str], met: Sequence[str]) -> str:
    """Return how much of the division follows from reach alone, and where groups were in fact met beside each other."""
    where = f"shared places: {listed(shared_places)}" if shared_places else "no place is within reach of two groups"
    together = f"events of two groups or more were met on {listed(met)} only" if met else "events of two groups were met nowhere"
    share = percent(alone / events if events else 0.0)
    return f"{alone} of {plural(events, 'event')} ({share}) lie where only one group can reach; {where}; {together}"


def choosers(counted: Sequence[tuple[str, int]]) -> str:
    """Return how many events groups with a choice made in shared places."""
    if not counted:
        return "no group can choose between two shared places"
    return "groups that can choose between shared places made " + listed([f"{n} ({name})" for name, n in counted]) + " events there"


def shared(events: int, choices: int) -> str:
    """Return how many events the test rests on, and how many choices they are."""
    once = "" if choices == events else f", {choices} with those of one group, place and day as one,"
    return f"{plural(events, 'event')} within shared cells{once}"


def size(h2: float, low: float | None, high: float | None, expected: float, p: float) -> str:
    """Return the division within shared cells beside what permutations give."""
    spread = "" if low is None else f", {interval(low, high)}"
    return f"H2' {figure(h2)}{spread}, where permutations give {figure(expected)} on average, p {p_text(p)}"
