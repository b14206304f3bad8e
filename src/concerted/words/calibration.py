"""What a calibration says, in words."""

from __future__ import annotations

from concerted.words.numbers import percent


def sentence(false_alarm_rate: float, could_have_seen: float | None, effect: str, cause: str) -> str:
    """Return how often a test fires on nothing, and what it could have seen.

    Parameters
    ----------
    false_alarm_rate : float
    could_have_seen : float or None
        The smallest size seen in four of five cases; None where not even the largest is.
    effect : str
        What has this size: "a share" or "a fall".
    cause : str
        What is absent where the alarm is false: "link" or "pause".
    """
    often = f"if there were no {cause}, this test would still fire in {_of_hundred(false_alarm_rate)} of 100 cases like this"
    if could_have_seen is None:
        return f"{often}; it would have missed even {effect} of 100 % in more than one of five"
    return f"{often}; it would have seen {effect} of {percent(could_have_seen)} or more"


def _of_hundred(rate: float) -> str:
    number = 100 * rate
    return f"{number:.0f}" if number >= 1 or number == 0 else "fewer than 1"
