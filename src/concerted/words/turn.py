"""Sentences on a change of a rate, or of how two groups go together."""

from __future__ import annotations

from concerted.days import Day
from concerted.words.numbers import figure, interval, p_text, percent, percent_interval, plural

METHOD = "exact Poisson change points (PELT); greatest log-likelihood of one change, against stretches of days in any order"
METHOD_PAIR = "share of B's active days on A's days beyond expectation, before and after; greatest difference, against stretches in any order"
EFFECT = "rate ratio, after over before"
EFFECT_PAIR = "share beyond expectation, after minus before"
ASSUMES = (
    "events are counted alike through the record",
    "without a change, any order of the stretches would have been as likely",
)
CANNOT_SHOW = (
    "why a rate changed: an order, an own decision, strikes and solidarity look alike",
    "a change of name: a group that goes on under another name seems to stop",
    "a step from a slow swell of the same size",
)


def found(group: str, day: Day, first: Day, last: Day, ratio: float, low: float, high: float, p: float, events: float) -> str:
    """Return the chief change of a group's rate."""
    return (
        f"Of {plural(events, 'event')} of {group}, the rate after {day} is {figure(ratio)} times that before ({interval(low, high)}); "
        f"the day of the change lies from {first} to {last}; p {p_text(p)} against no change."
    )


def found_pair(a: str, b: str, day: Day, change: float, low: float, high: float, p: float, events: float) -> str:
    """Return the chief change of a coupling."""
    return (
        f"Of {plural(events, 'active day')} of {b}, the share on days of {a} beyond expectation is {percent(abs(change))} "
        f"{'lower' if change < 0 else 'higher'} after {day} than before (change {percent(change)}, {percent_interval(low, high)}), "
        f"p {p_text(p)} against no change."
    )


def regime(rate: float, days: float) -> str:
    """Return the rate of one regime."""
    return f"{figure(rate)} a day at risk over {figure(days)} days"


def more(events: float) -> str:
    """Return how much a change needs to be seen."""
    return f"a census of every day with about {figure(events, 2)} events or more"
