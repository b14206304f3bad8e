"""Do B's events fall on the days that A's cover, beyond B's own rhythm?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.ask.series import coverage_words
from concerted.chance.local_days import LocalDays
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import DayLike, as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import together as measure
from concerted.words import together as words
from concerted.words.numbers import capital, listed, p_text, percent, plural

# Where A's days cover more than this, hardly a day is left on which B could show that it does not follow.
_MOST_COVERED = 0.6
# With nine active days each in 121 the smallest share seen in four cases of five is .9 in the median of 60 calendars, .55 in the best.
_FEWEST_DAYS = 10
# Neighbouring active days this many standard deviations beyond chance are bursts; then only their first days count.
_BURSTY = 2.0
_SEEN_OFTEN = 0.8
# Where following A everywhere and nowhere differ by less than this in the expected count, no share is identified.
_LEAST_ROOM = 1e-6
# Where a census could not decide, asking for fewer days than it had would be no advice.
_LEAST_MORE_DAYS = 28
# With fewer events of the controls a day their daily sum says more about chance than about how much was read.
LEAST_EFFORT = 2.0


@dataclass(frozen=True)
class _Setting:
    """What was asked."""

    lags: tuple[int, ...]
    window_days: int
    given: tuple[DayLike | str, ...]
    controls: tuple[str, ...]
    smallest_share: float
    alpha: float


def together(
    counts: Counts,
    a: str,
    b: str,
    lags: tuple[int, ...] = (0, 1),
    *,
    window_days: int = 7,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
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
    window_days : int
        Length of the strata within which B's days are free to move.
    smallest_share : float
        Smallest share of copied events that is of interest.
    given : iterable of days or groups, optional
        Known triggers. B's days near a trigger are compared only with days near a trigger.
    controls : sequence of str, optional
        Groups without a part in the question: their daily sum weights the days, and each is tested in A's place.
    alpha : float
        Level of the test.

    Returns
    -------
    Finding
        Effect: share of B's active days beyond expectation; negative where B avoids A's days.

    Raises
    ------
    UnknownGroupError, DataError
    """
    arguments.whole(window_days, "window_days", 2)
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    if shared := sorted({a, b} & set(others)):
        raise DataError(f"expected controls that have no part in the question; found {', '.join(shared)}. Leave them out of `controls`.")
    triggers = arguments.several(given, "given")
    setting = _Setting(_checked(lags), window_days, triggers, others, arguments.share(smallest_share), arguments.level(alpha))
    if counts.index(a) == counts.index(b):
        raise DataError(f"expected two different groups; found {a!r} twice.")
    null, bursts = _null(counts, a, b, setting)
    covered = _covered_share(null)
    checks = tuple(_control(counts, name, b, setting) for name in setting.controls)
    main = _variant(null, words.lag_words(setting.lags), "lags")
    return _finding(counts, a, b, setting, null, bursts, covered, main, checks)


def _checked(lags: Any) -> tuple[int, ...]:
    if not isinstance(lags, tuple | list) or not lags or any(isinstance(lag, bool) or not isinstance(lag, int) or lag < 0 for lag in lags):
        raise DataError(f"expected lags of 0 days or more, such as (0, 1); found {lags!r}.")
    return tuple(sorted(set(lags)))


def _null(counts: Counts, a: str, b: str, setting: _Setting) -> tuple[LocalDays, bool]:
    there = _directed(counts, counts.index(a), counts.index(b), setting)
    if setting.lags != (0,):
        return there
    # A shared day has no direction: both orders of the call, and of the groups, share the less surprising of the two tests.
    back = _directed(counts, counts.index(b), counts.index(a), setting)
    return max(there, back, key=lambda one: one[0].distribution().upper(one[0].observed) if one[0].count else 1.0)


def _directed(counts: Counts, row_a: int, row_b: int, setting: _Setting) -> tuple[LocalDays, bool]:
    acts_a, acts_b = counts.values[row_a] > 0, counts.values[row_b] > 0
    covered, known = measure.covered_days(acts_a, counts.observed[row_a], setting.lags)
    usable = known & counts.observed[row_b] & (_at_risk(counts, row_b) > 0)
    labels = measure.strata(usable, _condition(counts, setting.given), setting.window_days)
    bursts = measure.clustering(acts_b & usable, labels) > _BURSTY
    active = measure.onsets(acts_b & usable) if bursts else acts_b & usable
    weights = measure.weekday_weights(active, usable, int(counts.days[0].astype(int)) + 3)
    weights = weights * _effort(counts, setting.controls) * np.where(usable, _at_risk(counts, row_b), 1.0)
    return LocalDays(active, covered, labels, weights), bursts


def _at_risk(counts: Counts, row: int) -> npt.NDArray[np.float64]:
    return np.ones(counts.days.size) if counts.exposure is None else counts.exposure[row]


def _condition(counts: Counts, given: tuple[DayLike | str, ...]) -> npt.NDArray[np.bool_]:
    """Return the days on which a known trigger, or the day before it, lies; shape (n_days,)."""
    near = np.zeros(counts.days.size, dtype=bool)
    for trigger in given:
        if isinstance(trigger, str) and trigger in counts.groups:
            row = counts.index(trigger)
            near |= (counts.values[row] > 0) & counts.observed[row]
        else:
            near |= counts.days == np.datetime64(as_day(trigger))
    near[1:] |= near[:-1].copy()
    return near


def _effort(counts: Counts, controls: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Return the weight of each day by what the controls show, drawn towards 1 where they show little; shape (n_days,)."""
    if not controls:
        return np.ones(counts.days.size)
    rows = [counts.index(name) for name in controls]
    values, looked = counts.values[rows], counts.observed[rows]
    means = (values * looked).sum(axis=1) / np.maximum(1, looked.sum(axis=1))
    # A control that nobody looked for says nothing of that day, so its mean stands in.
    seen = np.where(looked, values, means[:, None]).sum(axis=0)
    if seen.mean() < LEAST_EFFORT:
        return np.ones(counts.days.size)
    return np.asarray((seen + 1.0) / (seen.mean() + 1.0))


def _covered_share(null: LocalDays) -> float:
    usable = null.strata >= 0
    return float(null.covered[usable].mean()) if usable.any() else 1.0


def _variant(null: LocalDays, name: str, kind: str, note: str = "") -> Variant:
    if null.count == 0:
        return Variant(name, kind, count=0, note="no active day that can be compared")
    chance = null.distribution()
    if null.planted_mean(1.0) - null.planted_mean(-1.0) < _LEAST_ROOM:
        note = "; ".join(filter(None, [note, "no stratum holds both covered and free days, so no share can be told"]))
        return Variant(name, kind, p=chance.upper(null.observed), count=null.observed, expected_count=chance.mean, note=note)
    low, high = _interval(null)
    return Variant(
        name,
        kind,
        p=chance.upper(null.observed),
        effect=_crossing(lambda share: null.planted_mean(share) - null.observed),
        low=low,
        high=high,
        count=null.observed,
        expected_count=chance.mean,
        note=note,
    )


def _control(counts: Counts, name: str, b: str, setting: _Setting) -> Variant:
    """Return the same test with an unrelated group in A's place."""
    alone = _Setting(setting.lags, setting.window_days, setting.given, (), setting.smallest_share, setting.alpha)
    null, _ = _null(counts, name, b, alone)
    note = coverage_words(counts.coverage[counts.index(name)])
    row = counts.index(name)
    few = int(((counts.values[row] > 0) & counts.observed[row] & (null.strata >= 0)).sum())
    return _variant(null, name, "control", f"{plural(few, 'active day')}; {note}")


def _interval(null: LocalDays, tail: float = 0.025) -> tuple[float, float]:
    """Return the shares between which neither tail of the planted distribution falls below 2.5 %."""
    low = _crossing(lambda share: null.planted(share).upper(null.observed) - tail)
    high = _crossing(lambda share: tail - null.planted(share).lower(null.observed))
    return low, high


def _crossing(rising: Callable[[float], float], steps: int = 16) -> float:
    """Return where a function that rises with the share crosses zero, by bisection between -1 and 1 to 0.00003."""
    below, above = -1.0, 1.0
    if rising(below) >= 0:
        return below
    if rising(above) <= 0:
        return above
    for _ in range(steps):
        middle = (below + above) / 2
        below, above = (below, middle) if rising(middle) > 0 else (middle, above)
    return (below + above) / 2


def _power(null: LocalDays, share: float, alpha: float) -> float:
    critical = null.distribution().critical(alpha)
    return float(null.planted(share).probabilities[critical:].sum())


def _visible(null: LocalDays, alpha: float) -> float | None:
    """Return the smallest share that the test sees in four cases of five, to one per cent."""
    if _power(null, 1.0, alpha) < _SEEN_OFTEN:
        return None
    below, above = 0, 100
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if _power(null, middle / 100, alpha) >= _SEEN_OFTEN else (middle, above)
    return above / 100


def _finding(
    counts: Counts,
    a: str,
    b: str,
    setting: _Setting,
    null: LocalDays,
    bursts: bool,
    covered: float,
    main: Variant,
    checks: tuple[Variant, ...],
) -> Finding:
    verdict, reason, settle = _verdict(counts, a, b, setting, null, covered, main, checks)
    power = _power(null, setting.smallest_share, setting.alpha) if null.count else None
    visible = _visible(null, setting.alpha) if null.count else None
    unit = "first days of B's bursts" if bursts else "B's active days"
    return Finding(
        question="together",
        groups=(a, b),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"{unit}, {words.lag_words(setting.lags)}",
        sentence=_sentence(a, b, setting, null, main, covered, power, visible, verdict, reason),
        p=main.p,
        effect=main.effect,
        effect_name=words.EFFECT,
        low=main.low,
        high=main.high,
        count=main.count,
        expected_count=main.expected_count,
        method=words.METHOD,
        null=LocalDays.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW + LocalDays.cannot_see,
        power=power,
        visible_share=visible,
        covered_share=covered,
        variants=_other_lags(counts, a, b, setting),
        controls=checks,
    )


def _verdict(
    counts: Counts,
    a: str,
    b: str,
    setting: _Setting,
    null: LocalDays,
    covered: float,
    main: Variant,
    checks: tuple[Variant, ...],
) -> tuple[str, str, str | None]:
    settle = words.more_days(_days_needed(null, setting))
    acts_a = int(((counts.values[counts.index(a)] > 0) & counts.observed[counts.index(a)]).sum())
    if null.count == 0 or main.p is None:
        return CANNOT_SAY, "no active day of both groups can be compared", settle
    if main.high is None:
        return CANNOT_SAY, f"no week holds both days that {a} covers and days that it leaves free", settle
    if min(acts_a, null.count) < _FEWEST_DAYS:
        few = f"only {plural(acts_a, 'active day')} of {a} and {null.count} of {b} can be compared"
        return CANNOT_SAY, few, settle
    if sampled := [g for g in (a, b) if not _is_census(counts, g)]:
        words_ = "; ".join(f"{g}: {coverage_words(counts.coverage[counts.index(g)])}" for g in sampled)
        return CANNOT_SAY, f"the rows are a sample, and what a newsroom prints together looks like acting together ({words_})", settle
    if covered > _MOST_COVERED:
        return CANNOT_SAY, f"{percent(covered)} of the days are covered by {a}, which leaves too few to compare with", "shorter lags"
    return _tested(null, main, checks, setting)


def _tested(null: LocalDays, main: Variant, checks: tuple[Variant, ...], setting: _Setting) -> tuple[str, str, str | None]:
    assert main.p is not None
    assert main.high is not None
    if main.p < setting.alpha:
        fired = [c.name for c in checks if c.p is not None and c.p < setting.alpha]
        if fired:
            reason = f"the test fires as well with {listed(fired)}, which has no part in the question"
            return CANNOT_SAY, reason, "daily reporting effort, or controls of the same sources that do not fire"
        reason = "more than B's own rhythm within its weeks and the listed triggers explain; an unlisted cause of a few days is not excluded"
        return BEYOND, reason, None
    if main.high >= setting.smallest_share:
        more = words.more_days(max(_days_needed(null, setting), null.strata.size + _LEAST_MORE_DAYS))
        return CANNOT_SAY, f"within chance, and a share of {percent(setting.smallest_share)} is not ruled out", more
    if _unconditional_p(null) < setting.alpha:
        return SHARED_CAUSES, "the groups are active in the same weeks, and within the weeks nothing is left over", None
    return NO_SIGN, f"the interval leaves out a share of {percent(setting.smallest_share)}", None


def _unconditional_p(null: LocalDays) -> float:
    """Return the p of the same statistic when B's days may fall anywhere in the record."""
    one = np.where(null.strata >= 0, 0, -1)
    return LocalDays(null.active, null.covered, one, np.ones(one.size)).distribution().upper(null.observed)


def _days_needed(null: LocalDays, setting: _Setting) -> int:
    """Return the days of census, at this rate and cover, after which the smallest share is seen in four cases of five.

    The signal grows with the days, the spread with their root: (z_alpha + z_power) sd / (share x room), squared.
    """
    days = null.strata.size
    if null.count == 0:
        return 2 * days
    chance = null.distribution()
    signal = setting.smallest_share * (null.count - chance.mean)
    if signal <= 0 or chance.sd == 0:
        return 2 * days
    return math.ceil(days * ((1.645 + 0.842) * chance.sd / signal) ** 2)


def _is_census(counts: Counts, group: str) -> bool:
    coverage = counts.coverage[counts.index(group)]
    return bool((coverage[coverage > NOBODY_LOOKED] == CENSUS).all())


def _other_lags(counts: Counts, a: str, b: str, setting: _Setting) -> tuple[Variant, ...]:
    rows = []
    for lags in ((0,), (0, 1), (1,), (0, 1, 2)):
        if lags != setting.lags:
            other = _Setting(lags, setting.window_days, setting.given, setting.controls, setting.smallest_share, setting.alpha)
            rows.append(_variant(_null(counts, a, b, other)[0], words.lag_words(lags), "lags"))
    return tuple(rows)


def _sentence(
    a: str,
    b: str,
    setting: _Setting,
    null: LocalDays,
    main: Variant,
    covered: float,
    power: float | None,
    visible: float | None,
    verdict: str,
    reason: str,
) -> str:
    ending = f"{capital(verdict)}: {reason}."
    if main.p is None or main.expected_count is None or power is None:
        return ending
    numbers = words.found(a, b, setting.lags, null.observed, null.count, main.expected_count)
    if main.effect is None or main.low is None or main.high is None:
        return f"{numbers} (p {p_text(main.p)}). {ending}"
    sight = words.sight(covered, power, setting.smallest_share, visible)
    return f"{numbers}: {words.size(main.effect, main.low, main.high, main.p)}. {capital(sight)}. {ending}"
