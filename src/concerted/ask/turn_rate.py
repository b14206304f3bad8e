"""When did one group's rate change?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from concerted.ask.series import coverage_words
from concerted.ask.turn_setting import FEWEST_EVENTS, FEWEST_STRETCHES, Setting
from concerted.chance.bursty_rates import dispersion
from concerted.chance.distribution import Draws
from concerted.chance.shuffled_stretches import ShuffledStretches
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import Day, as_day
from concerted.finding import CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import pause
from concerted.measure import turn as measure
from concerted.words import pause as pause_words
from concerted.words import turn as words
from concerted.words.numbers import capital, figure, listed

# Long bursts tie neighbouring stretches together. With .5 further events an event and a mean delay of two days, stretches of 21 days fire at
# .093 of a nominal .05, with .7 and three days at .21; the greater p of the two longer ones holds. Where weeks hardly vary more than
# chance gives, the short ones fire at .04 to .05 and waste nothing (300 worlds each).
_STRETCHES, _LONG_STRETCHES, _BURSTY = (21,), (63, 84), 1.5
# 2 x log-likelihood an event of a rate that halves or doubles half-way: 2 (log 2 - H(1/3)).
_GAIN_OF_DOUBLING = 0.1133
# A step that is ahead of a slow drift by less than this, in 2 x log-likelihood, is not told from it.
_MARGIN = 4.0
# Log of the widest ratio between the ends of an interval: e^50 is as good as no bound, and is a number.
_WIDEST = 50.0


@dataclass(frozen=True, eq=False)
class _Record:
    """Days of one group that can be compared."""

    day: npt.NDArray[np.datetime64]
    events: npt.NDArray[np.float64]
    at_risk: npt.NDArray[np.float64]

    @property
    def empty(self) -> bool:
        """Whether it is too short or too empty for any change."""
        return self.day.size < FEWEST_STRETCHES * _STRETCHES[0] or self.events.sum() < FEWEST_EVENTS

    def date(self, split: int) -> Day:
        """Return the last day before a split."""
        return as_day(self.day[split].item())


def _record(counts: Counts, names: Sequence[str], setting: Setting) -> _Record:
    rows = [counts.index(name) for name in names]
    risk = np.ones(counts.days.size) if counts.exposure is None else counts.exposure[rows].max(axis=0)
    used = counts.observed[rows].all(axis=0) & ~setting.left_out(counts) & (risk > 0)
    return _Record(counts.days[used], counts.values[rows].sum(axis=0)[used].astype(np.float64), risk[used].astype(np.float64))


@dataclass(frozen=True, eq=False)
class _Change:
    """The chief change of a record."""

    split: int
    first: int
    last: int
    p: float
    gain: float
    drift_gain: float
    ratio: float
    low: float
    high: float
    critical: float


def _change(record: _Record, setting: Setting) -> _Change | None:
    """Return the chief change; None where the record is too short or too empty for any."""
    if record.empty:
        return None
    scores = measure.split_scores(record.events, record.at_risk)
    split = int(scores.argmax())
    best = float(scores[split])
    day = record.day.astype("datetime64[D]").astype(np.float64)
    spread = _dispersion(record, split)
    chances = _chances(record, setting, spread)
    critical = max(float(np.quantile(one.values, 1 - setting.alpha)) for one in chances)
    first, last = measure.possible_days(scores, split, spread)
    return _Change(
        split=split,
        first=first,
        last=last,
        p=_p(best, chances),
        gain=best,
        drift_gain=measure.drift_gain(record.events, record.at_risk, day),
        critical=critical,
        **_ratio(record, split, max(1.96, critical**0.5)),
    )


def _chances(record: _Record, setting: Setting, spread: float) -> list[Draws]:
    """Return the greatest scores of shuffled records, for each length of stretches."""
    stretches = _LONG_STRETCHES if spread > _BURSTY else _STRETCHES
    rows = np.stack([record.events, record.at_risk], axis=1)
    # Between two days with events the score is convex in the days at risk before the change: the greatest lies next to a day with events.
    active = np.flatnonzero(record.events)
    total, own = rows.sum(axis=0), rows[active]

    def best(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(np.maximum(measure.scores_at(sums, total), measure.scores_at(sums - own, total)).max(axis=1))

    lengths = [days for days in stretches if days * FEWEST_STRETCHES <= record.day.size] or [record.day.size // FEWEST_STRETCHES]
    return [ShuffledStretches(rows, days, best, setting.seed, setting.draws, active).distribution() for days in lengths]


def _p(best: float, chances: list[Draws]) -> float:
    return max(one.upper(best) for one in chances)


def _dispersion(record: _Record, split: int) -> float:
    """Return variance over mean of weekly counts around the rates before and after."""
    found = [
        dispersion(*pause.block_sums(record.events[side].astype(np.int64), np.ones(record.events[side].size, dtype=bool), 7))
        for side in (slice(None, split + 1), slice(split + 1, None))
    ]
    return max([1.0, *(one for one in found if one is not None)])


def _ratio(record: _Record, split: int, errors: float) -> dict[str, float]:
    """Return the ratio of rates and its interval, so many standard errors wide: the day was picked for its size."""
    # Half an event on each side keeps an empty side from an endless ratio.
    before, after = record.events[: split + 1].sum() + 0.5, record.events[split + 1 :].sum() + 0.5
    ratio = float((after / record.at_risk[split + 1 :].sum()) / (before / record.at_risk[: split + 1].sum()))
    wide = float(np.exp(min(_WIDEST, errors * np.sqrt(1 / before + 1 / after))))
    return {"ratio": ratio, "low": ratio / wide, "high": ratio * wide}


def p_of(counts: Counts, group: str, setting: Setting) -> float | None:
    """Return the p of the finding without the rest of it."""
    record = _record(counts, [group], setting)
    if record.empty:
        return None
    scores = measure.split_scores(record.events, record.at_risk)
    split = int(scores.argmax())
    return _p(float(scores[split]), _chances(record, setting, _dispersion(record, split)))


def finding_of(counts: Counts, group: str, setting: Setting) -> Finding:
    """Return what is found of the rate of a group."""
    record = _record(counts, [group], setting)
    change = _change(record, setting)
    renamed = _change(_record(counts, [group, *setting.same_as], setting), setting) if setting.same_as else None
    checks = tuple(_control(counts, name, setting) for name in setting.controls)
    verdict, reason, settle = _verdict(counts, group, record, change, renamed, checks, setting)
    ending = f"{capital(verdict)}: {reason}."
    said = "" if change is None else _sentence(group, record, change) + " "
    return Finding(
        question="turn",
        groups=(group,),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"rate of {group}",
        sentence=said + ending,
        p=None if change is None else change.p,
        effect=None if change is None else change.ratio,
        effect_name=words.EFFECT,
        low=None if change is None else change.low,
        high=None if change is None else change.high,
        count=float(record.events.sum()),
        method=words.METHOD,
        null=ShuffledStretches.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW,
        variants=() if change is None else _variants(record, change, renamed, setting),
        controls=checks,
    )


def _sentence(group: str, record: _Record, change: _Change) -> str:
    days = (record.date(change.split), record.date(change.first), record.date(change.last))
    return words.found(group, *days, change.ratio, change.low, change.high, change.p, float(record.events.sum()))


def _verdict(
    counts: Counts,
    group: str,
    record: _Record,
    change: _Change | None,
    renamed: _Change | None,
    checks: tuple[Variant, ...],
    setting: Setting,
) -> tuple[str, str, str | None]:
    needed = words.more(50)
    if change is None:
        wanted = f"{FEWEST_STRETCHES * _STRETCHES[0]} comparable days with {FEWEST_EVENTS} events"
        return CANNOT_SAY, f"the record is shorter or emptier than {wanted}", needed
    coverage = counts.coverage[counts.index(group)]
    if bool((coverage[coverage > NOBODY_LOOKED] != CENSUS).any()):
        return CANNOT_SAY, pause_words.sample(coverage_words(coverage)), needed
    if change.p >= setting.alpha:
        room = (np.sqrt(change.critical) + 0.84) ** 2
        if _GAIN_OF_DOUBLING * record.events.sum() > room:
            return NO_SIGN, "no change of rate, and a doubling or halving half-way would have shown", None
        return CANNOT_SAY, "within chance, and a doubling or halving would not surely have shown", words.more(room / _GAIN_OF_DOUBLING)
    if renamed is not None and renamed.p >= setting.alpha:
        return CANNOT_SAY, f"counted together with {listed(setting.same_as)} nothing changed: a change of name is not a turn", needed
    if change.drift_gain > change.gain - _MARGIN:
        return CANNOT_SAY, "a slow trend with a yearly wave fits the record no worse than one step", "a longer record"
    if fired := [check.name for check in checks if check.p is not None and check.p < setting.alpha]:
        return CANNOT_SAY, f"{listed(fired)}, without a part in the question, turned as well: reporting may have changed", needed
    return SHARED_CAUSES, "the rate changed, and for one group's turn a public cause is always enough", None


def _variants(record: _Record, change: _Change, renamed: _Change | None, setting: Setting) -> tuple[Variant, ...]:
    note = f"2 x log-likelihood over one rate: {figure(change.drift_gain)}; of one step {figure(change.gain)}"
    rows = [Variant("a slow trend and a yearly wave", "baseline", note=note)]
    if renamed is not None:
        name = f"counted together with {listed(setting.same_as)}"
        rows.append(Variant(name, "baseline", p=renamed.p, effect=renamed.ratio, low=renamed.low, high=renamed.high))
    starts = [0, *measure.change_points(record.events, record.at_risk, _penalty(record)), record.day.size]
    for start, end in pairwise(starts):
        events, risk = float(record.events[start:end].sum()), float(record.at_risk[start:end].sum())
        span = f"{record.date(start)} to {record.date(end - 1)}"
        rows.append(Variant(span, "part", count=events, note=words.regime(events / risk, end - start)))
    return tuple(rows)


def _penalty(record: _Record) -> float:
    """Return the price of a change: 3 log(days), times the dispersion that neighbouring weeks show, which no change of level raises."""
    weeks = np.add.reduceat(record.events, np.arange(0, record.events.size, 7))
    sums = weeks[1:] + weeks[:-1]
    known = sums > 0
    bursts = float((np.diff(weeks)[known] ** 2 / sums[known]).mean()) if known.any() else 1.0
    return 3 * math.log(record.day.size) * max(1.0, bursts)


def _control(counts: Counts, name: str, setting: Setting) -> Variant:
    change = _change(_record(counts, [name], setting), setting)
    if change is None:
        return Variant(name, "control", note="too short or too empty")
    return Variant(name, "control", p=change.p, effect=change.ratio, low=change.low, high=change.high)
