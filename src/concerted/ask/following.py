"""B's days held against A's: which days take part, how they weigh, and which null model the diagnostics choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.ask.reporting import Reporting, reporting
from concerted.ask.source import Source
from concerted.chance import Averaged, LocalBursts, LocalDays
from concerted.chance.answers import answer_weights
from concerted.chance.many_days import Loops
from concerted.counts import NOBODY_LOOKED, Counts
from concerted.days import DayLike, as_day
from concerted.measure import together as measure
from concerted.measure.drift import Known, drifts
from concerted.measure.shared_level import Acts, shared_level
from concerted.measure.stretches import Stretches
from concerted.measure.triggers import answered, cause_odds, days_since

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

# Neighbouring active days this many standard deviations beyond chance are bursts; then only their first days count.
_BURSTY = 2.0
_WEEK, _FORTNIGHT = 7, 14
# Scores of a shared level from which on days are weighed by it, and of one that changes fast, from which on the strata are shorter, and
# shorter still. See docs/method/null-models.md for the measured rates.
_DRIFTING, _SWIFT, _SWIFTEST = 1.5, 2.0, 4.0
_HALF_A_WEEK = 4
# Sets of days to compare whose groups are kept at hand. Where everybody was looked for on every day, sources differ in the first days only.
_KEPT = 16


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
    drift, swift : float
        z-scores of B's days near A's, apart from the tested lags: over the whole record, and within six weeks.
    window_days : int
        Length of the strata.
    asked : bool
        True if the length was set by the caller.
    """

    clustering: float
    drift: float
    swift: float
    window_days: int
    asked: bool = False

    @property
    def bursts(self) -> bool:
        """Whether one act of B makes the next likelier."""
        return self.clustering > _BURSTY

    @property
    def drifts(self) -> bool:
        """Whether days near A's are busier for B as well, so that days are weighed by a level that both share."""
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
    source, targets = Panel(counts, (b,), setting).against(a)
    diagnosis, usable = targets.diagnosis(0), targets.known.usable[0]
    weights = targets.weights(np.array([0]))[0][0]
    labels = np.where(usable, source.stretches(diagnosis.window_days).label, -1)
    model = LocalBursts if diagnosis.bursts else LocalDays
    odds = targets.reporting[0].odds
    members = tuple(model(targets.known.active[0], source.covered, labels, weights * one) for one in odds)
    short, long = (sum(pair) for pair in zip(_ranged(counts, a), _ranged(counts, b), strict=True))
    return Compared(Averaged(members), diagnosis, targets.reporting[0], source.active, source.seen, (short, long))


@dataclass(frozen=True, eq=False)
class Targets:
    """Groups that may follow one source.

    Attributes
    ----------
    source : Source
    setting : Setting
    known : Known
        Their days; active ones are first days of bursts where a group has bursts.
    odds : ndarray of float64, shape (n_targets, n_days)
        Odds of each day by weekday, exposure and answers to listed triggers, without the reporting effort.
    reporting : tuple of Reporting
    clustering, drift, swift : ndarray of float64, shape (n_targets,)
        Scores of bursts, of a level shared with the source, and of one that changes fast.
    kept : dict
        By the length of the strata, what a scan works out once for all sources.
    """

    source: Source
    setting: Setting
    known: Known
    odds: Days
    reporting: tuple[Reporting, ...]
    clustering: Days
    drift: Days
    swift: Days
    kept: dict[int, Loops] = field(default_factory=dict)

    def diagnosis(self, i: int) -> Diagnosis:
        """Return what the data of one target and the source are like."""
        asked = self.setting.window_days is not None
        clustering, drift, swift = (float(one[i]) for one in (self.clustering, self.drift, self.swift))
        return Diagnosis(clustering, drift, swift, int(self._windows[i]), asked=asked)

    def kinds(self) -> list[npt.NDArray[np.int64]]:
        """Return the targets in sets whose days are compared in one way."""
        drifts = (self.drift >= _DRIFTING) & (self.setting.window_days is None)
        key = 2 * self._windows + drifts
        return [np.flatnonzero(key == one) for one in np.unique(key)]

    @cached_property
    def _windows(self) -> npt.NDArray[np.int64]:
        """Length of each target's strata."""
        if self.setting.window_days is not None:
            return np.full(self.drift.size, self.setting.window_days)
        at_once = (self.drift >= _DRIFTING) & (self.swift >= _SWIFTEST)
        return np.select([at_once, (self.swift >= _SWIFT) | (self.clustering > _BURSTY)], [_HALF_A_WEEK, _WEEK], _FORTNIGHT)

    @cached_property
    def plain(self) -> bool:
        """Whether nothing is known of how much was reported, of any target."""
        return all(one.plain for one in set(self.reporting))

    def weights(self, rows: npt.NDArray[np.int64]) -> tuple[Days, npt.NDArray[np.int64]]:
        """Return odds of each day, shape (n, n_days), without the reporting effort, and which are those of each target of one diagnosis."""
        diagnosis, source = self.diagnosis(int(rows[0])), self.source
        if not diagnosis.drifts:
            return self.odds, rows
        busy = shared_level(source.acts(compiled=self.known.compiled), self.known.acts, rows, diagnosis.window_days)
        busy *= self.odds[rows]
        return busy, np.arange(rows.size)


@dataclass(frozen=True, eq=False)
class Panel:
    """Groups that may follow others, whose own days are worked out once for all sources that leave the same days to compare.

    Attributes
    ----------
    counts : Counts
    names : tuple of str
        The groups that may follow.
    setting : Setting
    compiled : bool
        Whether to take the loops that numba compiles.
    """

    counts: Counts
    names: tuple[str, ...]
    setting: Setting
    compiled: bool = False
    _prepared: dict[bytes, _Prepared] = field(default_factory=dict, init=False, repr=False)
    _stretches: dict[int, Stretches] = field(default_factory=dict, init=False, repr=False)
    _drift: dict[str, Days] = field(default_factory=dict, init=False, repr=False)
    _acts: dict[str, Acts] = field(default_factory=dict, init=False, repr=False)

    def ahead(self, sources: Sequence[str]) -> None:
        """Work out what several sources share with the groups at once, for `against` to take."""
        found = {name: self._source(name) for name in sources}
        if self.compiled and self.setting.window_days is None:
            acts, looked = (np.stack([getattr(one, kind) for one in found.values()]) for kind in ("active", "seen"))
            self._acts.update(zip(found, Acts.of_sources(acts, looked), strict=True))
        if self.counts.effort is not None or self.setting.controls or self._triggers[1].size:
            # How much was reported weighs on days and differs by source.
            return
        of: dict[bytes, list[tuple[str, Source]]] = {}
        for name, one in found.items():
            of.setdefault(one.known.tobytes(), []).append((name, one))
        for several in of.values():
            acts, looked = (np.stack([getattr(one, kind) for _, one in several]) for kind in ("active", "seen"))
            scores = drifts(acts, looked, self._own(several[0][1]).known, self.setting.lags)
            self._drift.update((name, scores[:, i]) for i, (name, _) in enumerate(several))

    def against(self, a: str) -> tuple[Source, Targets]:
        """Hold the days of the groups against A's.

        Parameters
        ----------
        a : str

        Raises
        ------
        UnknownGroupError
        """
        source, acts = replace(self._source(a), told=self._acts.pop(a, None)), self._triggers[1]
        own = self._own(source)
        effort = self._efforts(a, source.seen, own)
        if acts.size or not all(one.plain for one in set(effort)):
            own = own.weighed(source, effort, acts)
        scores = self._drift.pop(a, None)
        if scores is None:
            scores = drifts(source.active[None], source.seen[None], own.known, self.setting.lags)[:, 0]
        drift, swift = scores
        return source, Targets(source, self.setting, own.known, own.odds, effort, own.clustering, drift, swift, own.kept)

    def _source(self, a: str) -> Source:
        seen_a = seen(self.counts, a)
        acts_a = (self.counts.values[self.counts.index(a)] > 0) & seen_a
        covered, known = measure.covered_days(acts_a, seen_a, self.setting.lags)
        condition, _, told = self._triggers
        return Source(acts_a, seen_a, covered, known & told, condition, self._stretches)

    @cached_property
    def _triggers(self) -> tuple[npt.NDArray[np.int64], Days, Marks]:
        return _triggers(self.counts, self.setting)

    @cached_property
    def _looked(self) -> Marks:
        return np.stack([seen(self.counts, name) for name in self.names])

    def _own(self, source: Source) -> _Prepared:
        """Return what the groups' own days tell of them; kept for the sources to come."""
        key = source.known.tobytes()
        if key not in self._prepared:
            if len(self._prepared) >= _KEPT:
                self._prepared.clear()
            self._prepared[key] = self._prepare(source)
        return self._prepared[key]

    def _prepare(self, source: Source) -> _Prepared:
        counts, rows = self.counts, [self.counts.index(name) for name in self.names]
        at_risk = np.ones((1, source.known.size)) if counts.exposure is None else counts.exposure[rows]
        usable = source.known & self._looked & (at_risk > 0)
        acted = (counts.values[rows] > 0) & usable
        first_weekday = int(counts.days[0].astype(int)) + 3
        weekdays = measure.weekday_weights(acted, usable, first_weekday)
        clustering = measure.clustering(acted, usable, source.stretches(_WEEK), weekdays)
        active = np.where((clustering > _BURSTY)[:, None], measure.onsets(acted), acted)
        odds = np.where(usable, measure.weekday_weights(active, usable, first_weekday) * at_risk, 0.0)
        rates = np.array([measure.daily_rate(*row) for row in zip(active, usable, strict=True)])
        return _Prepared(Known(active, usable, odds, self.compiled), odds, clustering, rates)

    def _efforts(self, a: str, seen_a: Marks, own: _Prepared) -> tuple[Reporting, ...]:
        counts, controls = self.counts, self.setting.controls
        if counts.effort is None and not controls:
            return (reporting(counts, a, a, (), seen_a, seen_a, 1.0),) * len(self.names)
        pairs = zip(self.names, self._looked, own.rates, strict=True)
        return tuple(reporting(counts, a, name, controls, seen_a, looked, float(rate)) for name, looked, rate in pairs)


@dataclass(frozen=True, eq=False)
class _Prepared:
    """What the groups' own days tell of them."""

    known: Known
    odds: Days
    clustering: Days
    rates: Days
    kept: dict[int, Loops] = field(default_factory=dict)

    def weighed(self, source: Source, effort: tuple[Reporting, ...], acts: Days) -> _Prepared:
        """Return the same with days weighed by the reporting effort, and by what the groups answer of listed triggers."""
        typical, odds = np.stack([one.typical for one in effort]), self.odds
        if acts.size:
            wide = np.where(self.known.usable, source.stretches(_FORTNIGHT).label, -1)
            odds = odds * [answer_weights(*row, acts) for row in zip(self.known.active, wide, odds * typical, strict=True)]
        known = replace(self.known, weights=odds * typical)
        return replace(self, known=known, odds=odds)


def seen(counts: Counts, group: str) -> Marks:
    """Return the days on which what a group did is known: somebody looked, and no event is dated only as a range of days there."""
    known = counts.coverage[counts.index(group)] > NOBODY_LOOKED
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
