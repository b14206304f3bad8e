"""What a calibration says, in words."""

from __future__ import annotations

import math

from concerted.words.numbers import percent


def sentence(false_alarms: tuple[float, float], could_have_seen: float | None, effect: str, cause: str) -> str:
    """Return how often a test fires on nothing, and what it could have seen.

    Parameters
    ----------
    false_alarms : (float, float)
        The rate, and the upper end of its 95 % interval, which is said where the test never fired.
    could_have_seen : float or None
        The smallest size seen in four of five cases; None where not even the largest is.
    effect : str
        What has this size: "a share" or "a fall".
    cause : str
        What is absent where the alarm is false: "link" or "pause".
    """
    rate, high = false_alarms
    often = f"{100 * rate:.0f}" if rate >= 0.01 else f"at most {math.ceil(100 * high)}"
    fires = f"if there were no {cause}, this test would still fire in {often} of 100 cases like this"
    if could_have_seen is None:
        return f"{fires}; it would have missed even {effect} of 100 % in more than one of five"
    return f"{fires}; it would have seen {effect} of {percent(could_have_seen)} or more"
