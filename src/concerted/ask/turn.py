"""When did a group's rate change, or how two groups go together?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.ask.series import coverage_words
from concerted.chance.bursty_rates import dispersion
from concerted.chance.distribution import Draws
from concerted.chance.shuffled_stretches import ShuffledStretches
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import Day, DayLike, as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import pause, together
from concerted.measure import turn as measure
from concerted.words import pause as pause_words
from concerted.words import turn as words
from concerted.words.numbers import capital, figure, listed, percent

# Long bursts tie neighbouring stretches together. With .5 further events an event and a mean delay of two days, stretches of 21 days fire at
# .093 of a nominal .05, with .7 and three days at .21; the greater p of the two longer ones holds. Where weeks hardly vary more than
# chance gives, the short ones fire at .04 to .05 and waste nothing (300 worlds each).
_STRETCHES, _LONG_STRETCHES, _BURSTY = (21,), (63, 84), 1.5
_FEWEST_STRETCHES = 8
_FEWEST_EVENTS = 10
_WINDOW_DAYS = 14
# 2 x log-likelihood an event of a rate that halves or doubles half-way: 2 (log 2 - H(1/3)).
_GAIN_OF_DOUBLING = 0.1133
_SMALLEST_SHARE = 0.2
# A step that is ahead of a slow drift by less than this, in 2 x log-likelihood, is not told from it.
_MARGIN = 4.0
# Log of the widest ratio between the ends of an interval: e^50 is as good as no bound, and is a number.
_WIDEST = 50.0


@dataclass(frozen=True)
class _Setting:
    """What was asked."""

    given: tuple[np.datetime64, ...]
    controls: tuple[str, ...]
    same_as: tuple[str, ...]
    lags: tuple[int, ...]
    alpha: float
    seed: int
    draws: int


@dataclass(frozen=True, eq=False)
class _Record:
    """Days of one group that can be compared."""

    day: npt.NDArray[np.datetime64]
    events: npt.NDArray[np.float64]
    at_risk: npt.NDArray[np.float64]

    def date(self, split: int) -> Day:
        """Return the last day before a split."""
        return as_day(self.day[split].item())


def turn(
    counts: Counts,
    groups: str | tuple[str, str],
    *,
    lags: Sequence[int] = (0, 1),
    same_as: Sequence[str] | None = None,
    given: Iterable[DayLike] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
    draws: int = 499,
) -> Finding:
    """Ask when a group's rate changed, or when the coupling of two groups did.

    Parameters
    ----------
    counts : Counts
    groups : str or pair of str
        One group: its rate. Two, A then B: the share of B's active days that fall on A's days beyond expectation.
    lags : sequence of int
        For two groups: days after A's day that count as A's; 0 is the same day.
    same_as : sequence of str, optional
        Names of the same group before or after a change of name, such as an umbrella. A turn that is gone when they are counted together
        is none.
    given : iterable of days, optional
        Days left out.
    controls : sequence of str, optional
        Groups without a part in the question; one that turns as well caps the finding.
    alpha : float
    seed, draws : int
        Of the shuffled records.

    Returns
    -------
    Finding
        Effect: rate after over rate before the chief change; for two groups the change of the share. One group's turn never exceeds
        "shared causes suffice".

    Raises
    ------
    UnknownGroupError, DataError
    """
    names = (groups,) if isinstance(groups, str) else tuple(arguments.several(groups, "groups"))
    if not 1 <= len(names) <= 2 or len(set(names)) < len(names):
        raise DataError(f"expected one group or two different ones; found {groups!r}.")
    setting = _Setting(
        tuple(np.datetime64(as_day(day)) for day in arguments.several(given, "given")),
        tuple(str(name) for name in arguments.several(controls, "controls")),
        tuple(str(name) for name in arguments.several(same_as, "same_as")),
        _lags(lags),
        arguments.level(alpha),
        arguments.whole(seed, "seed", 0),
        arguments.whole(draws, "draws", 1),
    )
    for name in (*names, *setting.controls, *setting.same_as):
        counts.index(name)
    if shared := sorted({*names} & {*setting.controls, *setting.same_as}):
        raise DataError(f"expected other groups in `controls` and `same_as`; found {', '.join(shared)}. Leave them out.")
    return _pair(counts, names[0], names[1], setting) if len(names) == 2 else _single(counts, names[0], setting)


def _lags(lags: Sequence[int]) -> tuple[int, ...]:
    checked = arguments.several(lags, "lags")
    if not checked or any(isinstance(lag, bool) or not isinstance(lag, int) or lag < 0 for lag in checked):
        raise DataError(f"expected lags of 0 days or more, such as (0, 1); found {lags!r}.")
    return tuple(sorted(set(checked)))


def _left_out(counts: Counts, setting: _Setting) -> npt.NDArray[np.bool_]:
    return np.isin(counts.days, np.array(setting.given, dtype="datetime64[D]"))


def _record(counts: Counts, names: Sequence[str], setting: _Setting) -> _Record:
    rows = [counts.index(name) for name in names]
    risk = np.ones(counts.days.size) if counts.exposure is None else counts.exposure[rows].max(axis=0)
    used = counts.observed[rows].all(axis=0) & ~_left_out(counts, setting) & (risk > 0)
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


def _change(record: _Record, setting: _Setting) -> _Change | None:
    """Return the chief change; None where the record is too short or too empty for any."""
    if record.day.size < _FEWEST_STRETCHES * _STRETCHES[0] or record.events.sum() < _FEWEST_EVENTS:
        return None
    scores = measure.split_scores(record.events, record.at_risk)
    split = int(scores.argmax())
    best = float(scores[split])
    day = record.day.astype("datetime64[D]").astype(np.float64)
    spread = _dispersion(record, split)
    chances = _chances(record, setting, _LONG_STRETCHES if spread > _BURSTY else _STRETCHES)
    critical = max(float(np.quantile(one.values, 1 - setting.alpha)) for one in chances)
    first, last = measure.possible_days(scores, split, spread)
    return _Change(
        split=split,
        first=first,
        last=last,
        p=max(one.upper(best) for one in chances),
        gain=best,
        drift_gain=measure.drift_gain(record.events, record.at_risk, day),
        critical=critical,
        **_ratio(record, split, max(1.96, critical**0.5)),
    )


def _chances(record: _Record, setting: _Setting, stretches: tuple[int, ...]) -> list[Draws]:
    rows = np.stack([record.events, record.at_risk], axis=1)
    lengths = [days for days in stretches if days * _FEWEST_STRETCHES <= record.day.size] or [record.day.size // _FEWEST_STRETCHES]
    return [ShuffledStretches(rows, days, _best_score, setting.seed, setting.draws).distribution() for days in lengths]


def _best_score(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(measure.split_scores(rows[..., 0], rows[..., 1]).max(axis=-1))


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


def _single(counts: Counts, group: str, setting: _Setting) -> Finding:
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
    setting: _Setting,
) -> tuple[str, str, str | None]:
    needed = words.more(50)
    if change is None:
        wanted = f"{_FEWEST_STRETCHES * _STRETCHES[0]} comparable days with {_FEWEST_EVENTS} events"
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


def _variants(record: _Record, change: _Change, renamed: _Change | None, setting: _Setting) -> tuple[Variant, ...]:
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


def _control(counts: Counts, name: str, setting: _Setting) -> Variant:
    change = _change(_record(counts, [name], setting), setting)
    if change is None:
        return Variant(name, "control", note="too short or too empty")
    return Variant(name, "control", p=change.p, effect=change.ratio, low=change.low, high=change.high)


def _pair(counts: Counts, a: str, b: str, setting: _Setting) -> Finding:
    stretches, days = _stretches(counts, a, b, setting)
    enough = len(stretches) >= _FEWEST_STRETCHES and stretches[:, 2].sum() >= 4 * _FEWEST_EVENTS
    scores = measure.coupling_scores(stretches) if len(stretches) > 1 else np.zeros(1)
    split = int(scores.argmax())
    chance = ShuffledStretches(stretches, 1, _best_coupling, setting.seed, setting.draws).distribution() if enough else None
    p = None if chance is None else chance.upper(float(scores.max()))
    errors = 0.0 if chance is None else max(1.96, float(np.quantile(chance.values, 1 - setting.alpha)))
    change, low, high = _pair_size(stretches, split, errors) if enough else (None, None, None)
    verdict, reason, settle = _pair_verdict(counts, (a, b), p, low, high, setting)
    said = ""
    if p is not None and change is not None and low is not None and high is not None:
        said = words.found_pair(a, b, days[split], change, low, high, p, float(stretches[:, 2].sum())) + " "
    return Finding(
        question="turn",
        groups=(a, b),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"coupling of {a} and {b}",
        sentence=f"{said}{capital(verdict)}: {reason}.",
        p=p,
        effect=change,
        effect_name=words.EFFECT_PAIR,
        low=low,
        high=high,
        count=float(stretches[:, 2].sum()) if len(stretches) else 0.0,
        method=words.METHOD_PAIR,
        null=ShuffledStretches.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW,
    )


def _stretches(counts: Counts, a: str, b: str, setting: _Setting) -> tuple[npt.NDArray[np.float64], list[Day]]:
    row_a, row_b = counts.index(a), counts.index(b)
    covered, known = together.covered_days(counts.values[row_a] > 0, counts.observed[row_a], setting.lags)
    used = known & counts.observed[row_b] & ~_left_out(counts, setting)
    stretches = measure.coupling(counts.values[row_b] > 0, covered, used, _WINDOW_DAYS)
    lasts = [*counts.days[_WINDOW_DAYS - 1 :: _WINDOW_DAYS], counts.days[-1]]
    kept = [as_day(lasts[i].item()) for i in range(-(-used.size // _WINDOW_DAYS)) if used[i * _WINDOW_DAYS : (i + 1) * _WINDOW_DAYS].any()]
    return stretches, kept


def _best_coupling(stretches: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(measure.coupling_scores(stretches).max(axis=-1))


def _pair_size(stretches: npt.NDArray[np.float64], split: int, errors: float) -> tuple[float, float, float]:
    """Return the change of the share and its interval, so many standard errors wide: the day was picked for its size."""
    change, variance = 0.0, 0.0
    for side, sign in ((stretches[: split + 1], -1), (stretches[split + 1 :], 1)):
        days = max(1.0, float(side[:, 2].sum()))
        change += sign * float(side[:, 0].sum()) / days
        variance += float(side[:, 1].sum()) / days**2
    wide = errors * float(np.sqrt(variance))
    return change, change - wide, change + wide


def _pair_verdict(
    counts: Counts, pair: tuple[str, str], p: float | None, low: float | None, high: float | None, setting: _Setting
) -> tuple[str, str, str | None]:
    needed = words.more(100)
    if p is None or low is None or high is None:
        return CANNOT_SAY, f"fewer than {_FEWEST_STRETCHES} stretches of two weeks or {4 * _FEWEST_EVENTS} active days can be compared", needed
    for name in pair:
        coverage = counts.coverage[counts.index(name)]
        if not counts.declared or bool((coverage[coverage > NOBODY_LOOKED] != CENSUS).any()):
            return CANNOT_SAY, f"no declared census of {name}, and a change of what is printed looks like a change of coupling", needed
    if p < setting.alpha:
        return (
            BEYOND,
            "the coupling changed, beyond what the order of stretches gives by chance; an unlisted cause of a few days may have, too",
            None,
        )
    if max(-low, high) < _SMALLEST_SHARE:
        return NO_SIGN, f"the interval leaves out a change of {percent(_SMALLEST_SHARE)} either way", None
    return CANNOT_SAY, "within chance, and a change is not ruled out", needed
