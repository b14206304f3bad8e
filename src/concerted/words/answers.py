"""Sentences on acting after another."""

from __future__ import annotations

from concerted.words.numbers import listed, p_text, percent, plural

METHOD = "B's active days on the days at the lags after A's; exact one-sided test"
CANNOT_SHOW = (
    "an order or a plan: a cause that moves A at once and B some days later gives the same counts",
    "an answer on the same day: a shared day has no direction",
)


def direct(given: tuple[str, ...]) -> str:
    """Return what a test beside the opponent's acts is called."""
    return f"direct, given what {listed(given)} did"


def via(total: float | None, left: float | None, given: tuple[str, ...]) -> str:
    """Return how much of an answer goes by way of the triggers."""
    if total is None or left is None:
        return f"how much goes via {listed(given)} cannot be told"
    return f"of {percent(total)} in total {percent(left)} is left given what {listed(given)} did; the rest is a shared cause"


def mediator(trigger: str, a: str, p: float) -> str:
    """Return that a trigger follows A's own acts."""
    return f"{trigger} itself acts after {a} (p {p_text(p)}): it may pass on what {a} began, so the finding without it is shown too"


def window(days: int, first: int) -> str:
    """Return how long a trigger may be answered."""
    since = "on its own day" if first == 0 else "from the day after"
    return f"an answer to a listed group's act later than {plural(days, 'day')} after it; answers {since} to then are taken into account"
