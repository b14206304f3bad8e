"""Sentences on acting on the same days."""

from __future__ import annotations

from concerted.words.numbers import figure, p_text, percent, percent_interval, plural

METHOD = "B's active days on the days that A's days and the lags cover; exact one-sided test"
EFFECT = "estimated share of B's active days that follow A's, beyond expectation"
ASSUMES = (
    "within a week, and with no link, B may act on any day that has the same weight",
    "whoever compiled the table did not look for one group's acts because the other had acted",
)
CANNOT_SHOW = (
    "an order or a plan: a cause that moves both groups within days gives the same counts",
    "co-ordination that does not show in the timing of attacks (supply, training, division of work, meetings)",
)


def lag_words(lags: tuple[int, ...]) -> str:
    """Return lags in words: "on the same day or the day after"."""
    names = {0: "on the same day", 1: "the day after"}
    return " or ".join(names.get(lag, f"{plural(lag, 'day')} after") for lag in lags)


def found(a: str, b: str, lags: tuple[int, ...], seen: int, of: int, expected: float) -> str:
    """Return what was seen beside what was expected."""
    return (
        f"Of {plural(of, 'active day')} of {b}, {seen} fell {lag_words(lags)} as a day of {a}, "
        f"where {figure(expected)} would by chance within the same weeks"
    )


def size(share: float, low: float, high: float, p: float) -> str:
    """Return the share beyond expectation, its interval and its p."""
    return f"an estimated {percent(share)} of them follow beyond expectation, {percent_interval(low, high)}, p {p_text(p)}"


def sight(covered: float, power: float, share: float, visible: float | None) -> str:
    """Return what the test could have seen."""
    seen = "no share of copied events at all" if visible is None else f"a share of {percent(visible)} or more"
    return (
        f"{percent(covered)} of the days were covered; had {percent(share)} of the events been copied, the test would have fired "
        f"with probability {figure(power, 2)}; in four cases of five it would have seen {seen}"
    )


def more_days(days: int) -> str:
    """Return how much census data would settle the matter."""
    return f"a census of both groups on every day; about {plural(days, 'day')} at these rates"
