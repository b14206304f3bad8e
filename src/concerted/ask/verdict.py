"""The finding on B's days held against A's: sizes, verdict and sentence, the same for `together` and `answer`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from concerted.ask.following import Compared, Setting, compared
from concerted.ask.series import coverage_words
from concerted.chance import Averaged, LocalDays
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.words import together as words
from concerted.words.numbers import capital, listed, p_text, percent, plural

# Where A's days cover more than this, hardly a day is left on which B could show that it does not follow.
MOST_COVERED = 0.6
# With nine active days each in 121 the smallest share seen in four cases of five is .9 in the median of 60 calendars, .55 in the best.
FEWEST_DAYS = 10
_SEEN_OFTEN = 0.8
# Where following A everywhere and nowhere differ by less than this in the expected count, no share is identified.
_LEAST_ROOM = 1e-6
# Where a census could not decide, asking for fewer days than it had would be no advice.
_LEAST_MORE_DAYS = 28
# The unlisted causes that are tried, weakest multiplier first; a cause on more days than 1 / (multiplier + 1) shows less again.
_MULTIPLIERS = (2, 3, 5)
_SHARES = np.array([0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.13, 0.166, 0.2, 0.25, 0.333])


@dataclass(frozen=True, eq=False)
class Asked:
    """What was asked of which groups, and what the test showed.

    Attributes
    ----------
    counts : Counts
    a, b : str
    setting : Setting
    test : Compared
    main : Variant
    checks : tuple of Variant
        The same test with each control in A's place.
    causes : tuple of (int, float)
        The weakest unlisted causes: multiplier and share of days; of a test that fires only.
    cause_lags : tuple of int
        How long after A such a cause moves B.
    """

    counts: Counts
    a: str
    b: str
    setting: Setting
    test: Compared
    main: Variant
    checks: tuple[Variant, ...]
    causes: tuple[tuple[int, float], ...]
    cause_lags: tuple[int, ...]

    @property
    def null(self) -> Averaged:
        """The null model."""
        return self.test.null

    @property
    def fires(self) -> bool:
        """Whether p lies below the level."""
        return self.main.p is not None and self.main.p < self.setting.alpha


def ask(counts: Counts, a: str, b: str, setting: Setting, *, cause_lags: tuple[int, ...]) -> Asked:
    """Hold B's days against A's, and each control's.

    Parameters
    ----------
    counts : Counts
    a, b : str
    setting : Setting
    cause_lags : tuple of int
        How long after A an unlisted cause would move B.
    """
    test = compared(counts, a, b, setting)
    main = variant(test, words.lag_words(setting.lags), "lags")
    checks = tuple(_control(counts, name, b, setting) for name in setting.controls)
    causes = _causes(test, setting.alpha, cause_lags) if main.p is not None and main.p < setting.alpha else ()
    return Asked(counts, a, b, setting, test, main, checks, causes, cause_lags)


def variant(test: Compared, name: str, kind: str, note: str = "") -> Variant:
    """Return the sizes of one test.

    Parameters
    ----------
    test : Compared
    name, kind, note : str
        As in `Variant`.
    """
    null = test.null
    if null.count == 0:
        return Variant(name, kind, count=0, note="no active day that can be compared")
    chance = null.distribution()
    plain = Variant(name, kind, p=chance.upper(null.observed), count=null.observed, expected_count=chance.mean, note=note)
    if null.planted_mean(1.0) - null.planted_mean(-1.0) < _LEAST_ROOM:
        none = "no stratum holds both covered and free days, so no share can be told"
        return replace(plain, note="; ".join(filter(None, [note, none])))
    low, high = _interval(null)
    return replace(plain, effect=_crossing(lambda share: null.planted_mean(share) - null.observed), low=low, high=high)


def _control(counts: Counts, name: str, b: str, setting: Setting) -> Variant:
    """Return the same test with an unrelated group in A's place; the other controls say how much was reported."""
    others = tuple(one for one in setting.controls if one != name)
    test = compared(counts, name, b, replace(setting, controls=others))
    few = int((test.active_a & (test.null.first.strata >= 0)).sum())
    return variant(test, name, "control", f"{plural(few, 'active day')}; {coverage_words(counts.coverage[counts.index(name)])}")


def _causes(test: Compared, alpha: float, lags: tuple[int, ...]) -> tuple[tuple[int, float], ...]:
    """Return, for each multiplier, the smallest share of days at which the test would not fire; none where there is no such share."""
    found = []
    for multiplier in _MULTIPLIERS:
        shares = _SHARES[(multiplier + 1) * _SHARES <= 1]
        below, above = -1, shares.size - 1
        if not _explains(test, float(shares[above]), multiplier, lags, alpha):
            continue
        while above - below > 1:
            middle = (below + above) // 2
            explains = _explains(test, float(shares[middle]), multiplier, lags, alpha)
            below, above = (below, middle) if explains else (middle, above)
        found.append((multiplier, float(shares[above])))
    return tuple(found)


def _explains(test: Compared, share: float, multiplier: int, lags: tuple[int, ...], alpha: float) -> bool:
    null = test.with_cause(share, multiplier, lags)
    return null.distribution().upper(null.observed) > alpha


def _interval(null: Averaged, tail: float = 0.025) -> tuple[float, float]:
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


def power(null: Averaged, share: float, alpha: float) -> float:
    """Return the probability that the test fires where this share follows.

    Parameters
    ----------
    null : Averaged
    share, alpha : float
    """
    critical = null.distribution().critical(alpha)
    return float(null.planted(share).probabilities[critical:].sum())


def _visible(null: Averaged, alpha: float) -> float | None:
    """Return the smallest share that the test sees in four cases of five, to one per cent."""
    if power(null, 1.0, alpha) < _SEEN_OFTEN:
        return None
    below, above = 0, 100
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if power(null, middle / 100, alpha) >= _SEEN_OFTEN else (middle, above)
    return above / 100


def finding(asked: Asked, question: str, method: str, cannot_show: tuple[str, ...], variants: tuple[Variant, ...]) -> Finding:
    """Return the finding.

    Parameters
    ----------
    asked : Asked
    question, method : str
    cannot_show : tuple of str
        What the question cannot show whatever the data are.
    variants : tuple of Variant
    """
    verdict, reason, settle = _verdict(asked)
    null, main, setting = asked.null, asked.main, asked.setting
    strength = power(null, setting.smallest_share, setting.alpha) if null.count else None
    visible = _visible(null, setting.alpha) if null.count else None
    cause = (capital(words.weakest_cause(list(asked.causes), asked.cause_lags)),) if asked.fires else ()
    unit = "first days of B's bursts" if asked.test.diagnosis.bursts else "B's active days"
    return Finding(
        question=question,
        groups=(asked.a, asked.b),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"{unit}, {words.lag_words(setting.lags)}",
        sentence=_sentence(asked, strength, visible, verdict, reason),
        p=main.p,
        effect=main.effect,
        effect_name=words.EFFECT,
        low=main.low,
        high=main.high,
        count=main.count,
        expected_count=main.expected_count,
        method=method,
        null=_null_words(asked.test),
        assumes=words.ASSUMES,
        cannot_show=(*cause, *cannot_show, *null.cannot_see, *words.ranged(*asked.test.ranged)),
        power=strength,
        visible_share=visible,
        covered_share=asked.test.covered,
        variants=variants,
        controls=asked.checks,
    )


def _null_words(test: Compared) -> str:
    one = test.diagnosis
    scores = (one.clustering, one.drift, one.window_days)
    return words.null_model(test.null.name, scores, bursts=one.bursts, asked=one.asked, drifts=one.drifts, reporting=test.reporting.note)


def _verdict(asked: Asked) -> tuple[str, str, str | None]:
    counts, a, b, null = asked.counts, asked.a, asked.b, asked.null
    settle = words.more_days(_days_needed(null, asked.setting))
    acts_a = int(asked.test.active_a.sum())
    if null.count == 0 or asked.main.p is None:
        return CANNOT_SAY, "no active day of both groups can be compared", settle
    if asked.main.high is None:
        return CANNOT_SAY, f"no stretch of days holds both days that {a} covers and days that it leaves free", settle
    if min(acts_a, null.count) < FEWEST_DAYS:
        return CANNOT_SAY, f"only {plural(acts_a, 'active day')} of {a} and {null.count} of {b} can be compared", settle
    if not asked.test.reporting.known and (why := _no_census(counts, (a, b))):
        return CANNOT_SAY, f"{why}; {asked.test.reporting.note}", f"{settle}; or pages read each day, or more events of controls"
    if asked.test.covered > MOST_COVERED:
        few = f"{percent(asked.test.covered)} of the days are covered by {a}, which leaves too few to compare with"
        return CANNOT_SAY, few, "shorter lags"
    return _tested(asked)


def _tested(asked: Asked) -> tuple[str, str, str | None]:
    null, main, setting = asked.null, asked.main, asked.setting
    assert main.high is not None
    if asked.fires:
        # Each control would fire in 5 of 100 cases by chance; three of them in 14, and take that much of what is there away.
        fired = [c.name for c in asked.checks if c.p is not None and c.p < setting.alpha / len(asked.checks)]
        if fired:
            reason = f"the test fires as well with {listed(fired)}, which has no part in the question"
            return CANNOT_SAY, reason, "daily reporting effort, or controls of the same sources that do not fire"
        reason = "more than B's own rhythm and the listed triggers explain; an unlisted cause of a few days is not excluded"
        return BEYOND, reason, None
    if main.high >= setting.smallest_share:
        more = words.more_days(max(_days_needed(null, setting), null.first.strata.size + _LEAST_MORE_DAYS))
        return CANNOT_SAY, f"within chance, and a share of {percent(setting.smallest_share)} is not ruled out", more
    if _unconditional_p(null.first) < setting.alpha:
        return SHARED_CAUSES, "the groups are active in the same weeks, and within them nothing is left over", None
    return NO_SIGN, f"the interval leaves out a share of {percent(setting.smallest_share)}", None


def _no_census(counts: Counts, groups: tuple[str, str]) -> str:
    """Return why the counts are no declared census of both groups; empty where they are one."""
    coverage = {g: counts.coverage[counts.index(g)] for g in groups}
    if sampled := [g for g, days in coverage.items() if (days[days > NOBODY_LOOKED] != CENSUS).any()]:
        each = "; ".join(f"{g}: {coverage_words(coverage[g])}" for g in sampled)
        return f"the rows are a sample, and what a newsroom prints together looks like acting together ({each})"
    return "" if counts.declared else "nobody declared that the rows are a census (coverage 2), and a sample can look like acting together"


def _unconditional_p(null: LocalDays) -> float:
    """Return the p of the same statistic when B's days may fall anywhere in the record."""
    one = np.where(null.strata >= 0, 0, -1)
    return LocalDays(null.active, null.covered, one, np.ones(one.size)).distribution().upper(null.observed)


def _days_needed(null: Averaged, setting: Setting) -> int:
    """Return the days of census, at this rate and cover, after which the smallest share is seen in four cases of five.

    The signal grows with the days, the spread with their root: (z_alpha + z_power) sd / (share x room), squared.
    """
    days = null.first.strata.size
    if null.count == 0:
        return 2 * days
    chance = null.distribution()
    signal = setting.smallest_share * (null.count - chance.mean)
    if signal <= 0 or chance.sd == 0:
        return 2 * days
    return math.ceil(days * ((1.645 + 0.842) * chance.sd / signal) ** 2)


def _sentence(asked: Asked, strength: float | None, visible: float | None, verdict: str, reason: str) -> str:
    main, null, setting = asked.main, asked.null, asked.setting
    ending = f"{capital(verdict)}: {reason}."
    if main.p is None or main.expected_count is None or strength is None:
        return ending
    days = asked.test.diagnosis.window_days
    numbers = words.found(asked.a, asked.b, setting.lags, null.observed, null.count, main.expected_count, days)
    if main.effect is None or main.low is None or main.high is None:
        return f"{numbers} (p {p_text(main.p)}). {ending}"
    sight = words.sight(asked.test.covered, strength, setting.smallest_share, visible)
    cause = f" {capital(words.weakest_cause(list(asked.causes), asked.cause_lags))}." if asked.fires else ""
    return f"{numbers}: {words.size(main.effect, main.low, main.high, main.p)}. {capital(sight)}. {ending}{cause}"
