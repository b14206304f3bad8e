"""Do B's events fall on the days that A's cover, beyond B's own rhythm?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from concerted.ask import arguments, verdict
from concerted.ask.following import Setting, compared
from concerted.ask.verdict import Asked
from concerted.counts import Counts
from concerted.days import DayLike
from concerted.errors import DataError
from concerted.finding import Finding, Variant
from concerted.words import answers
from concerted.words import together as words

_OTHER_LAGS = ((0,), (0, 1), (1,), (0, 1, 2))


def together(
    counts: Counts,
    a: str,
    b: str,
    lags: tuple[int, ...] = (0, 1),
    *,
    window_days: int | None = None,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
    response_days: int = 3,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
) -> Finding:
    """Test whether B's active days fall on days that A's cover, beyond B's own rhythm.

    Parameters
    ----------
    counts : Counts
        Daily values; days on which nobody looked for either group take no part.
    a, b : str
        The group that may lead and the one that may follow.
    lags : tuple of int
        Days after A's day that count as covered; 0 is the same day. For (0,) both directions share one p.
    window_days : int, optional
        Length of the strata within which B's days are free to move. If left out, diagnostics of the data choose it.
    smallest_share : float
        Smallest share of copied events that is of interest.
    given : iterable of days or groups, optional
        Known triggers. Days after a dated trigger are compared with days as far from one; what B answers of a group is estimated and
        weighs the days.
    response_days : int
        Days after a trigger within which it may be answered.
    controls : sequence of str, optional
        Groups without a part in the question: they say how much was reported each day, and each is tested in A's place.
    alpha : float
        Level of the test.

    Returns
    -------
    Finding
        Effect: share of B's active days beyond expectation; negative where B avoids A's days. Without a declared census, pages read or
        controls that tell the reporting effort the verdict is "cannot say", whatever p is.

    Raises
    ------
    UnknownGroupError, DataError
    """
    setting = checked(
        counts, a, b, lags, 0, window_days=window_days, share=smallest_share, given=given, days=response_days, controls=controls, alpha=alpha
    )
    asked = verdict.ask(counts, a, b, setting, cause_lags=(0,))
    cannot_show = words.CANNOT_SHOW + ((answers.window(setting.response_days, 0),) if setting.given else ())
    return verdict.finding(asked, "together", words.METHOD, cannot_show, (*other_lags(asked, _OTHER_LAGS), *without_triggers(asked)))


def checked(
    counts: Counts,
    a: str,
    b: str,
    lags: Any,
    least_lag: int,
    *,
    window_days: int | None,
    share: float,
    given: Iterable[DayLike | str] | None,
    days: int,
    controls: Sequence[str] | None,
    alpha: float,
) -> Setting:
    """Return what was asked, checked.

    Raises
    ------
    UnknownGroupError, DataError
    """
    if window_days is not None:
        arguments.whole(window_days, "window_days", 2)
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    triggers = arguments.several(given, "given")
    if counts.index(a) == counts.index(b):
        raise DataError(f"expected two different groups; found {a!r} twice.")
    if shared := sorted({a, b} & set(others)):
        raise DataError(f"expected controls that have no part in the question; found {', '.join(shared)}. Leave them out of `controls`.")
    if shared := sorted({a, b, *others} & {one for one in triggers if isinstance(one, str)}):
        raise DataError(f"expected triggers other than the groups and the controls; found {', '.join(shared)}. Leave them out of `given`.")
    for name in others:
        counts.index(name)
    return Setting(
        lags=arguments.lags(lags, least_lag),
        window_days=window_days,
        given=triggers,
        response_days=arguments.whole(days, "response_days", 0),
        controls=tuple(dict.fromkeys(others)),
        smallest_share=arguments.share(share),
        alpha=arguments.level(alpha),
    )


def other_lags(asked: Asked, choices: Iterable[tuple[int, ...]]) -> tuple[Variant, ...]:
    """Return the same test with other lags."""
    settings = [replace(asked.setting, lags=lags) for lags in choices if lags != asked.setting.lags]
    return tuple(verdict.variant(compared(asked.counts, asked.a, asked.b, one), words.lag_words(one.lags), "lags") for one in settings)


def without_triggers(asked: Asked) -> tuple[Variant, ...]:
    """Return the same test without what was given."""
    if not asked.setting.given:
        return ()
    plain = compared(asked.counts, asked.a, asked.b, replace(asked.setting, given=()))
    return (verdict.variant(plain, "total, without the listed triggers", "trigger"),)
