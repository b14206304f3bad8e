"""Numbers as a reader says them."""

from __future__ import annotations

import math
from collections.abc import Sequence


def p_text(p: float | None) -> str:
    """Return a p-value: two leading figures, never zero."""
    if p is None:
        return "not computed"
    if p < 1e-6:
        return "below 0.000001"
    if p >= 0.001:
        return f"{p:.2g}" if p < 0.1 else f"{p:.2f}"
    digits = -math.floor(math.log10(p)) + 1
    return f"{p:.{digits}f}"


def figure(value: float | None, digits: int = 3) -> str:
    """Return a size with so many significant figures, whole numbers without decimals."""
    if value is None:
        return "unknown"
    if math.isinf(value):
        return "without limit"
    if float(value).is_integer():
        return str(int(value))
    # Written out: a reader of reports does not read powers of ten.
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def interval(low: float | None, high: float | None) -> str:
    """Return a 95 % interval in words."""
    if low is None or high is None:
        return "no interval"
    return f"95 % interval {figure(low)} to {figure(high)}"


def percent_interval(low: float | None, high: float | None) -> str:
    """Return a 95 % interval of a share in words."""
    if low is None or high is None:
        return "no interval"
    return f"95 % interval {percent(low)} to {percent(high)}"


def percent(share: float | None) -> str:
    """Return a share as whole per cent, or with one decimal under one per cent."""
    if share is None:
        return "unknown"
    value = 100 * share
    text = f"{value:.1f}" if 0.05 <= abs(value) < 1 else f"{value:.0f}"
    return f"{'0' if text == '-0' else text} %"


def plural(n: float, word: str) -> str:
    """Return a number with its noun: "1 attack", "2 attacks"."""
    return f"{figure(n)} {word}" if n == 1 else f"{figure(n)} {word}s"


def bound(low: float, high: float) -> str:
    """Return what is known of a count: "4", "at least 87", or "between 0 and 6"."""
    if low == high:
        return figure(low)
    return f"at least {figure(low)}" if math.isinf(high) else f"between {figure(low)} and {figure(high)}"


def listed(items: Sequence[str]) -> str:
    """Return items joined as in a sentence: "A, B and C"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capital(text: str) -> str:
    """Return the text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
