"""Do two findings differ, such as the one on regional and the one on domestic events?"""

from __future__ import annotations

import math
from typing import Any

from scipy.special import ndtr

from concerted.ask import arguments
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from concerted.words import contrast as words
from concerted.words.numbers import capital

_RATIO = "ratio"
_ONE_GROUP = ("pause", "turn")
_Z = 1.959964
# Exact intervals of shares lie a little too close where groups act in bursts: two shares of one size differed at .05 in .063 of 1,000 pairs.
_WIDER = 1.05
# Of no interest: a ratio of ratios within 1.5 either way, a difference of sizes within .2.
_SMALLEST_LOG_RATIO, _SMALLEST_DIFFERENCE = math.log(1.5), 0.2


def contrast(finding_a: Finding, finding_b: Finding, *, alpha: float = 0.05) -> Finding:
    """Test whether two findings of one question have different sizes.

    Parameters
    ----------
    finding_a, finding_b : Finding
        Of the same question and unit, from different events: nothing tells from a finding which events it counted, so two findings
        that cannot be told apart are refused, and that the others share no event is stated as an assumption.
    alpha : float

    Returns
    -------
    Finding
        Effect: the ratio of two ratios (for findings on rates), or the difference of two sizes.

    Raises
    ------
    DataError
        If the findings are of different questions or units, or are the same finding.
    """
    level = arguments.level(alpha)
    _check(finding_a, finding_b)
    as_ratio = _RATIO in finding_a.effect_name
    sizes = [_on_scale(one, as_ratio) for one in (finding_a, finding_b)]
    count = None if finding_a.count is None or finding_b.count is None else finding_a.count + finding_b.count
    if sizes[0] is None or sizes[1] is None:
        return _finding(finding_a, finding_b, as_ratio, count, None, CANNOT_SAY, "one of the two has no size with an interval", "")
    difference, low, high, p = _difference(sizes[0], sizes[1], 1.0 if as_ratio else _WIDER)
    verdict, reason = _verdict(finding_a, finding_b, as_ratio, low, high, p, level)
    first, second, size, low, high = (math.exp(value) if as_ratio else value for value in (sizes[0][0], sizes[1][0], difference, low, high))
    both = words.sizes(_name(finding_a), first, _name(finding_b), second, count)
    said = f"{both}; {words.found(size, low, high, p, as_ratio)}. "
    return _finding(finding_a, finding_b, as_ratio, count, (size, low, high, p), verdict, reason, said)


def _check(a: Any, b: Any) -> None:
    if kinds := [type(one).__name__ for one in (a, b) if not isinstance(one, Finding)]:
        raise DataError(f"expected two findings; found {' and '.join(kinds)}. Ask the question of both kinds of events.")
    if (a.question, a.effect_name) != (b.question, b.effect_name):
        raise DataError(
            f"expected two findings of one question and unit; found {a.question} ({a.effect_name}) and {b.question} ({b.effect_name})."
        )
    told = ("groups", "about", "count", "effect", "p", "low", "high", "sentence")
    if all(getattr(a, name) == getattr(b, name) for name in told):
        raise DataError("expected findings from different events; found the same finding twice. Split the events first, regional and domestic.")


def _on_scale(one: Finding, as_ratio: bool) -> tuple[float, float, float] | None:
    """Return size and interval on the scale on which they are subtracted; None where one of them is unknown or endless."""
    if one.effect is None or one.low is None or one.high is None:
        return None
    values = (one.effect, one.low, one.high)
    if not all(math.isfinite(value) for value in values):
        return None
    if not as_ratio:
        return values
    return (math.log(values[0]), math.log(values[1]), math.log(values[2])) if min(values) > 0 else None


def _difference(a: tuple[float, float, float], b: tuple[float, float, float], wider: float) -> tuple[float, float, float, float]:
    """Return difference, interval and p (Zou & Donner 2008: each end takes the ends of both that lie towards it)."""
    difference = a[0] - b[0]
    down, up = wider * math.hypot(a[0] - a[1], b[2] - b[0]), wider * math.hypot(a[2] - a[0], b[0] - b[1])
    towards_zero = down if difference > 0 else up
    score = abs(difference) * _Z / max(towards_zero, 1e-12)
    return difference, difference - down, difference + up, min(1.0, max(1e-300, float(2 * ndtr(-score))))


def _verdict(a: Finding, b: Finding, as_ratio: bool, low: float, high: float, p: float, alpha: float) -> tuple[str, str]:
    smallest = _SMALLEST_LOG_RATIO if as_ratio else _SMALLEST_DIFFERENCE
    if unsure := [one for one in (a, b) if one.verdict == CANNOT_SAY and one.p is not None and one.p < alpha]:
        return CANNOT_SAY, f"one of the two cannot be told from its cause: {unsure[0].reason}"
    if p < alpha:
        if a.question in _ONE_GROUP or BEYOND not in (a.verdict, b.verdict):
            return SHARED_CAUSES, "the two differ, and a cause that touches only one kind of events is enough"
        return BEYOND, "the two differ, and one of them is beyond shared causes"
    if -smallest < low and high < smallest:
        return NO_SIGN, "the interval leaves out a difference of interest"
    return CANNOT_SAY, "within chance, and a difference is not ruled out"


def _name(one: Finding) -> str:
    return " ".join(filter(None, [one.id, one.about or " and ".join(one.groups)]))


def _finding(
    a: Finding,
    b: Finding,
    as_ratio: bool,
    count: float | None,
    size: tuple[float, float, float, float] | None,
    verdict: str,
    reason: str,
    said: str,
) -> Finding:
    effect, low, high, p = (None, None, None, None) if size is None else size
    flag = " The two have the same groups and description: that they share no event is taken on trust." if _alike(a, b) else ""
    return Finding(
        question="contrast",
        groups=tuple(dict.fromkeys((*a.groups, *b.groups))),
        verdict=verdict,
        reason=reason,
        settle=words.SETTLE if verdict == CANNOT_SAY else None,
        about=f"{a.question}: {_name(a)} against {_name(b)}",
        sentence=f"{said}{capital(verdict)}: {reason}.{flag}",
        p=p,
        effect=effect,
        effect_name=words.EFFECT_RATIO if as_ratio else words.EFFECT_SHARE,
        low=low,
        high=high,
        count=count,
        method=words.METHOD,
        null=words.NULL,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW + a.cannot_show,
    )


def _alike(a: Finding, b: Finding) -> bool:
    return (a.groups, a.about) == (b.groups, b.about)
