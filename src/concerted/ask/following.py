"""B's days held against A's: which days take part, how they weigh, and which null model the diagnostics choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.ask.reporting import Reporting, reporting
from concerted.chance import Averaged, LocalBursts, LocalDays
from concerted.chance.answers import answer_weights
from concerted.counts import Counts
from concerted.days import DayLike, as_day
from concerted.measure import together as measure
from concerted.measure.drift import drift, level
from concerted.measure.triggers import answered, cause_odds, days_since

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

# Neighbouring active days this many standard deviations beyond chance are bursts; then only their first days count.
_BURSTY = 2.0
_WEEK, _FORTNIGHT = 7, 14
# Scores of a shared level from which on the strata are shorter, and their lengths. See docs/method/null-models.md for the measured rates.
_DRIFTING, _FAST = 0.5, 1.5
_DRIFT_WINDOW, _FAST_WINDOW = 7, 4


@dataclass(frozen=True)
class Setting:
    """What was asked.

    Attributes
    ----------
    lags : tuple of int
        Days after A's day that count as covered.
    window_days : int or None
        Length of the strata; None lets the diagnostics choose.
    given : tuple of days or groups
        Known triggers.
    response_days : int
        Days after a trigger within which it may be answered.
    first_response : int
        Days after a group's act from which on it may be answered: 0 the same day, 1 the day after.
    controls : tuple of str
        Groups without a part in the question.
    smallest_share, alpha : float
    """

    lags: tuple[int, ...]
    window_days: int | None = None
    given: tuple[DayLike | str, ...] = ()
    controls: tuple[str, ...] = ()
    smallest_share: float = 0.2
    alpha: float = 0.05
    response_days: int = 3
    first_response: int = 0


@dataclass(frozen=True)
class Diagnosis:
    """What the data are like, as far as it decides how B's days may move.

    Attributes
    ----------
    clustering : float
        z-score of neighbouring active days of B within weeks.
    drift : float
        z-score of B's days near A's, apart from the tested lags.
    window_days : int
        Length of the strata.
    asked : bool
        True if the length was set by the caller.
    """

    clustering: float
    drift: float
    window_days: int
    asked: bool = False

    @property
    def bursts(self) -> bool:
        """Whether one act of B makes the next likelier."""
        return self.clustering > _BURSTY

    @property
    def drifts(self) -> bool:
        """Whether days near A's are busier for B as well, so that days are weighed by how busy the days around them are."""
        return not self.asked and self.drift >= _DRIFTING


@dataclass(frozen=True, eq=False)
class Compared:
    """B's days held against A's, ready to be asked for their p.

    Attributes
    ----------
    null : Averaged
    diagnosis : Diagnosis
    reporting : Reporting
    active_a, seen_a : ndarray of bool, shape (n_days,)
        Days of A, and days on which somebody looked for A.
    ranged : tuple of int
        Events of both groups known as a short range of days, and as a longer one.
    """

    null: Averaged
    diagnosis: Diagnosis
    reporting: Reporting
    active_a: Marks
    seen_a: Marks
    ranged: tuple[int, int] = (0, 0)

    @cached_property
    def p(self) -> float:
        """Probability of as many covered days or more with no link; 1 where nothing can be compared."""
        return self.null.distribution().upper(self.null.observed) if self.null.count else 1.0

    @property
    def covered(self) -> float:
        """Share of the days that A's days and the lags cover."""
        usable = self.null.first.strata >= 0
        return float(self.null.first.covered[usable].mean()) if usable.any() else 1.0

    def with_cause(self, share: float, multiplier: float, lags: tuple[int, ...]) -> Averaged:
        """Return the null model in which a share of days has an unlisted cause that moves both groups."""
        usable = self.null.first.strata >= 0
        rates = measure.daily_rate(self.active_a, self.seen_a), measure.daily_rate(self.null.first.active, usable)
        odds = cause_odds(self.active_a, self.seen_a, share, multiplier, rates, lags)
        return Averaged(tuple(replace(one, weights=one.weights * odds) for one in self.null.members))


def compared(counts: Counts, a: str, b: str, setting: Setting) -> Compared:
    """Hold B's days against A's.

    Parameters
    ----------
    counts : Counts
    a, b : str
    setting : Setting

    Raises
    ------
    UnknownGroupError
    """
    there = _directed(counts, a, b, setting)
    if setting.lags != (0,):
        return there
    # A shared day has no direction: both orders of the call, and of the groups, share the less surprising of the two tests.
    return max(there, _directed(counts, b, a, setting), key=lambda one: one.p)


def _directed(counts: Counts, a: str, b: str, setting: Setting) -> Compared:
    seen_a, seen_b = seen(counts, a), seen(counts, b)
    acts_a, acts_b = (counts.values[counts.index(a)] > 0) & seen_a, counts.values[counts.index(b)] > 0
    covered, known = measure.covered_days(acts_a, seen_a, setting.lags)
    condition, acts, told = _triggers(counts, setting)
    at_risk = np.ones(known.size) if counts.exposure is None else counts.exposure[counts.index(b)]
    usable = known & seen_b & told & (at_risk > 0)
    weekdays = measure.weekday_weights(acts_b & usable, usable, int(counts.days[0].astype(int)) + 3)
    clustering = measure.clustering(acts_b & usable, measure.strata(usable, condition, _WEEK), weekdays)
    bursts = clustering > _BURSTY
    active = measure.onsets(acts_b & usable) if bursts else acts_b & usable
    effort = reporting(counts, a, b, setting.controls, seen_a, seen_b, measure.daily_rate(active, usable))
    weights = measure.weekday_weights(active, usable, int(counts.days[0].astype(int)) + 3) * np.where(usable, at_risk, 1.0)
    if acts.size:
        wide = measure.strata(usable, condition, _FORTNIGHT)
        weights = weights * answer_weights(active, wide, weights * effort.typical, acts)
    score = drift(acts_a, seen_a, active, usable, weights * effort.typical, setting.lags)
    diagnosis = _diagnosis(clustering, score, setting.window_days)
    labels = measure.strata(usable, condition, diagnosis.window_days)
    if diagnosis.drifts:
        weights = weights * level(acts_a, seen_a, active, seen_b, labels, weights * effort.typical, setting.lags, diagnosis.window_days)
    model = LocalBursts if bursts else LocalDays
    members = tuple(model(active, covered, labels, weights * odds) for odds in effort.odds)
    short, long = (sum(pair) for pair in zip(_ranged(counts, a), _ranged(counts, b), strict=True))
    return Compared(Averaged(members), diagnosis, effort, acts_a, seen_a, (short, long))


def _diagnosis(clustering: float, score: float, asked: int | None) -> Diagnosis:
    if asked is not None:
        return Diagnosis(clustering, score, asked, asked=True)
    if score >= _FAST:
        return Diagnosis(clustering, score, _FAST_WINDOW)
    if score >= _DRIFTING or clustering > _BURSTY:
        return Diagnosis(clustering, score, _DRIFT_WINDOW)
    return Diagnosis(clustering, score, _FORTNIGHT)


def seen(counts: Counts, group: str) -> Marks:
    """Return the days on which what a group did is known: somebody looked, and no event is dated only as a range of days there."""
    known = counts.observed[counts.index(group)].copy()
    for one in counts.intervals:
        if one.group == group and (one.last - one.first).days < _WEEK:
            known &= (counts.days < np.datetime64(one.first)) | (counts.days > np.datetime64(one.last))
    return np.asarray(known)


def _ranged(counts: Counts, group: str) -> tuple[int, int]:
    """Return how many events of a group are known as a range of at most a week, and how many as a longer one."""
    own = [(one.n, (one.last - one.first).days < _WEEK) for one in counts.intervals if one.group == group]
    return sum(n for n, short in own if short), sum(n for n, short in own if not short)


def _triggers(counts: Counts, setting: Setting) -> tuple[npt.NDArray[np.int64], Days, Marks]:
    """Return the days since a dated trigger, the acts of the groups that may be answered, and where these are known."""
    dated, told = np.zeros(counts.days.size, dtype=bool), np.ones(counts.days.size, dtype=bool)
    acts = [np.zeros((0, counts.days.size))]
    for trigger in setting.given:
        if isinstance(trigger, str) and trigger in counts.groups:
            own, known = answered(counts.values[counts.index(trigger)], seen(counts, trigger), setting.response_days)
            acts.append(own[setting.first_response :])
            told &= known
        else:
            dated |= counts.days == np.datetime64(as_day(trigger))
    return days_since(dated, setting.response_days), np.concatenate(acts), told
