"""Sentences on the difference of two findings."""

from __future__ import annotations

from concerted.words.numbers import figure, interval, p_text

METHOD = "difference of two sizes on their own scale; interval from both intervals (MOVER), two-sided p from the interval's width towards zero"
NULL = "both findings have one size; their data are independent"
EFFECT_RATIO = "ratio of the two ratios, first over second"
EFFECT_SHARE = "difference of the two sizes, first minus second"
ASSUMES = ("the two findings rest on different events that were recorded alike", "the interval of each finding is right")
CANNOT_SHOW = ("why the two differ: what is reported of the one and of the other may differ as well",)
SETTLE = "findings with intervals, from a declared census of both kinds of events, about twice as many"


def sizes(first: str, a: float, second: str, b: float, count: float | None) -> str:
    """Return the size of each of the two."""
    rest = "" if count is None else f" ({figure(count)} events in the two)"
    return f"{first}: {figure(a)}; {second}: {figure(b)}{rest}"


def found(size: float, low: float, high: float, p: float, as_ratio: bool) -> str:
    """Return the difference with its interval and p."""
    return f"their {'ratio' if as_ratio else 'difference'} is {figure(size)}, {interval(low, high)}, p {p_text(p)}"
