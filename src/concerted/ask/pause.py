"""Did a group's rate fall in a window?"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from concerted.ask import arguments
from concerted.ask.comparison import Comparison, fell, line
from concerted.ask.other_windows import between_totals, placebos
from concerted.ask.series import DailySeries, Series, TotalSeries, coverage_words, daily, series_of, weighted
from concerted.chance.steady_rates import SteadyRates
from concerted.counts import CENSUS, NOBODY_LOOKED, SAMPLE, Counts
from concerted.days import DayLike, Window
from concerted.errors import DataError, WindowError
from concerted.finding import CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.measure import pause as measure
from concerted.measure.pause import BASELINES
from concerted.words import pause as words
from concerted.words.numbers import capital, figure, listed, p_text, plural

# A pause of less than a halving is of no interest here: a group that "holds fire" and fires half as often does not hold it.
_SMALLEST_RATIO = 0.5
_LEAST_EXPECTED = 3.7


@dataclass(frozen=True)
class _Setting:
    """What was asked."""

    window: Window
    baseline: str
    just_after_days: int
    in_doubt: int
    given: tuple[DayLike, ...]
    controls: tuple[str, ...]
    alpha: float
    coverage: npt.NDArray[np.uint8] | None = None


def pause(
    counts: Counts,
    groups: str | tuple[str, ...],
    window: tuple[DayLike, DayLike] | Window,
    baseline: str = "both",
    *,
    series: str | None = None,
    parts: Sequence[str] = (),
    coverage: npt.ArrayLike | None = None,
    in_doubt: int = 0,
    just_after_days: int | None = None,
    given: Iterable[DayLike] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
) -> Finding:
    """Test whether a group's rate fell in a window.

    Parameters
    ----------
    counts : Counts
        Daily values, or running totals of the group.
    groups : str or tuple of str
        One group, or several: then whether all of them paused (the largest of their p-values).
    window : pair of days
        First and last day of the window.
    baseline : {"both", "before", "after", "just after"}
        What the window is compared to; all four stand among the variants.
    series : str, optional
        Name of a running total in `counts.totals`. Without it totals are used where the group has exactly one series and no
        census of days.
    parts : sequence of str, optional
        Series that add up to `series`; each is shown, and they tighten each other.
    coverage : array_like of int, shape (n_days,), optional
        For totals: 0 nobody counted, 1 a sample, 2 a census of what the series counts. A census if left out.
    in_doubt : int
        Events in the window that may not be the group's; the test is shown without them.
    just_after_days : int, optional
        Length of the baseline "just after"; the window's own length if left out.
    given : iterable of days, optional
        Known triggers: days left out of window and baseline (daily values only).
    controls : sequence of str, optional
        Groups with no reason to pause; one that pauses too caps the finding.
    alpha : float
        Level of the test.

    Returns
    -------
    Finding
        Effect: rate in the window over rate in the baseline. A finding on one group never exceeds "shared causes suffice".

    Raises
    ------
    UnknownGroupError, WindowError, DataError
    """
    if baseline not in BASELINES:
        raise WindowError(f"expected a baseline among {', '.join(BASELINES)}; found {baseline!r}.")
    days = Window.of(window)
    counts.inside(days)
    length = arguments.whole(len(days) if just_after_days is None else just_after_days, "just_after_days", 1)
    names = groups if isinstance(groups, tuple) else (groups,)
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    _check_groups(names, others)
    setting = _Setting(
        days,
        baseline,
        length,
        arguments.whole(in_doubt, "in_doubt", 0),
        arguments.several(given, "given"),
        others,
        arguments.level(alpha),
        _level(coverage, counts),
    )
    if len(names) > 1:
        return _joint([_single(counts, name, None, (), setting) for name in names], days)
    return _single(counts, names[0], series, tuple(parts), setting)


def _check_groups(names: tuple[str, ...], controls: tuple[str, ...]) -> None:
    if not names or len(set(names)) < len(names):
        raise DataError(f"expected one group or several different ones; found {names!r}.")
    if shared := sorted(set(names) & set(controls)):
        raise DataError(f"expected controls that have no part in the question; found {', '.join(shared)}. Leave them out of `controls`.")


def _level(coverage: npt.ArrayLike | None, counts: Counts) -> npt.NDArray[np.uint8] | None:
    if coverage is None:
        return None
    level = np.asarray(coverage)
    if level.shape != counts.days.shape or not np.isin(level, (NOBODY_LOOKED, SAMPLE, CENSUS)).all():
        raise DataError(f"expected coverage 0, 1 or 2 for each of {counts.days.size} days; found other values or shape {level.shape}.")
    return level.astype(np.uint8)


def compare(counts: Counts, group: str, series: str, window: Window, baseline: Window, name: str) -> Variant:
    """Return the rate of a running total in one window against its rate in another, as one line."""
    data, _ = series_of(counts, group, series, (), ())
    if any(data.record.overlap(days) != days for days in (window, baseline)):
        return line(None, name, "baseline")
    one = Comparison(name, data.tally([window]), data.tally([baseline]), data.dispersion([baseline]))
    return line(one, name, "baseline")


def _single(counts: Counts, group: str, series: str | None, parts: tuple[str, ...], setting: _Setting) -> Finding:
    data, pieces = series_of(counts, group, series, parts, setting.given, setting.coverage)
    if data.record.overlap(setting.window) != setting.window:
        return _outside(group, data, setting.window)
    compared = {name: _compare(data, name, setting) for name in BASELINES}
    return _finding(group, data, compared, _variants(data, pieces, compared, setting), _controls(counts, setting), setting)


def _compare(data: Series, baseline: str, setting: _Setting) -> Comparison | None:
    stretches = measure.baseline_windows(baseline, setting.window, data.record, setting.just_after_days)
    if not stretches:
        return None
    base, inside = data.tally(stretches), data.tally([setting.window])
    if base.days == 0 or inside.days == 0:
        return None
    about = data.approximate(stretches) if math.isinf(base.high) else None
    # A few stretches measure bursts poorly: the larger of their size in the baseline and on all days outside the window counts.
    everywhere = measure.baseline_windows("both", setting.window, data.record, setting.just_after_days)
    known = [size for size in (data.dispersion(stretches), data.dispersion(everywhere)) if size is not None]
    bursts = max(known, default=None)
    return Comparison(baseline, inside, base, bursts, about)


def _variants(data: Series, parts: tuple[TotalSeries, ...], compared: dict[str, Comparison | None], setting: _Setting) -> tuple[Variant, ...]:
    rows = [line(compared[name], name, "baseline") for name in BASELINES]
    if weighted(data):
        alike = _compare(replace(data, exposure=None), setting.baseline, setting)
        rows.append(line(alike, f"{setting.baseline}, each day alike", "exposure", "without the exposure"))
    rows += [line(_compare(part, setting.baseline, setting), f"{part.name}, {setting.baseline}", "part") for part in parts]
    if setting.in_doubt:
        rows += [_without_doubtful(compared[name], setting) for name in BASELINES]
    rows += _attributions(compared[setting.baseline], setting, 0)
    rows += _attributions(compared[setting.baseline], setting, setting.in_doubt) if setting.in_doubt else []
    return tuple(rows + placebos(data, setting.window) + between_totals(data, setting.window))


def _without_doubtful(one: Comparison | None, setting: _Setting) -> Variant:
    name = f"{one.baseline if one else 'no baseline'}, without the doubtful"
    row = line(one, name, "doubt", f"without {plural(setting.in_doubt, 'event')} of doubtful authorship", setting.in_doubt)
    without, within = (SHARED_CAUSES if fell(v, setting.alpha) else CANNOT_SAY for v in (row, line(one, name, "doubt")))
    return replace(row, note=f"{row.note}: {without}; with: {within}")


def _attributions(one: Comparison | None, setting: _Setting, less: int) -> list[Variant]:
    """Return how few of the baseline's events must be a group's own for the fall to be its own too."""
    if one is None or not one.known() or one.base.low == 0:
        return []
    window = max(0.0, one.window.low - less)
    doubt = " and none of the doubtful ones" if less else ""
    for own in range(1, int(one.base.low) + 1):
        expected = own * one.window.days / one.base.days
        if window < expected and max(one.p(window, own), one.p_dispersed(window, own) or 0.0) < setting.alpha:
            of = f"{own} of the {figure(one.base.low)} events of the baseline"
            name = f"least part of the baseline{', without the doubtful' if less else ''}"
            note = f"the fall is beyond chance for any group that made at least {of}{doubt}"
            return [Variant(name, "attribution", count=float(own), note=note)]
    return []


def _finding(
    group: str,
    data: Series,
    compared: dict[str, Comparison | None],
    variants: tuple[Variant, ...],
    checks: tuple[Variant, ...],
    setting: _Setting,
) -> Finding:
    one = compared[setting.baseline]
    main = line(one, setting.baseline, "baseline")
    verdict, reason, settle = _capped(*_verdict(data, one, main, setting.window, setting.alpha), checks, setting.alpha)
    return Finding(
        question="pause",
        groups=(group,),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"{data.name}, window {setting.window}",
        sentence=_sentence(setting, one, main, variants, verdict, reason) + (f" {words.WEIGHTED}" if weighted(data) and one else ""),
        p=main.p,
        p_dispersed=main.p_dispersed,
        effect=main.effect,
        effect_name=words.EFFECT,
        low=main.low,
        high=main.high,
        count=main.count,
        expected_count=main.expected_count,
        method=words.METHOD,
        null=SteadyRates.name,
        assumes=words.ASSUMES + ((words.IN_PROPORTION,) if weighted(data) else ()),
        cannot_show=words.CANNOT_SHOW + SteadyRates.cannot_see[:1],
        power=_power(one, setting.alpha),
        variants=variants,
        controls=checks,
    )


def _verdict(data: Series, one: Comparison | None, main: Variant, window: Window, alpha: float) -> tuple[str, str, str | None]:
    if one is None:
        at_risk = "observed day with an exposure above 0" if weighted(data) else "observed day"
        return CANNOT_SAY, f"no {at_risk} lies in the window or in the baseline", "counts of the window and of days outside it"
    rate = one.base.low / one.base.days
    census = bool((data.coverage == CENSUS).all())
    if one.window.high == one.base.high == 0:
        return CANNOT_SAY, "no event lies in the window or in the baseline", words.needed(rate, len(window))
    if main.p is None:
        return _bounded_verdict(one, alpha, census)
    if not census:
        why = words.sample if isinstance(data, DailySeries) else words.no_census
        return CANNOT_SAY, why(coverage_words(data.coverage)), words.needed(rate, len(window))
    p = max(main.p, main.p_dispersed or 0.0)
    if fell(main, alpha):
        return SHARED_CAUSES, "the rate fell, and for one group's pause a public cause is always enough", None
    if p < alpha:
        return NO_SIGN, "the rate rose in the window", None
    if main.low is not None and main.low > _SMALLEST_RATIO:
        return NO_SIGN, f"the interval leaves out a halving of the rate (ratio {_SMALLEST_RATIO})", None
    reason = "the difference is within chance, and a halving of the rate would not surely have been seen"
    return CANNOT_SAY, reason, words.needed(rate, len(window))


def _bounded_verdict(one: Comparison, alpha: float, census: bool) -> tuple[str, str, str | None]:
    high, low = one.worst()
    if census and math.isfinite(high) and high + low > 0 and high / one.window.days < low / one.base.days:
        p = max(one.p(high, low), one.p_dispersed(high, low) or 0.0)
        if p < alpha:
            reason = f"even the bounds that speak least for it show a fall (p at most {p_text(p)}), and for one group a public cause is enough"
            return SHARED_CAUSES, reason, None
    reason = "the totals bound the counts too loosely to tell a fall from none"
    return CANNOT_SAY, reason, "exact totals stated on the eve and on the last day of the window, and at both ends of the baseline"


def _capped(verdict: str, reason: str, settle: str | None, checks: tuple[Variant, ...], alpha: float) -> tuple[str, str, str | None]:
    fired = [c.name for c in checks if c.p is not None and c.p < alpha and c.effect is not None and c.effect < 1]
    if not fired or verdict in (CANNOT_SAY, NO_SIGN):
        return verdict, reason, settle
    reason = f"{listed(fired)}, without a part in the question, fell as well: reporting or another cause moved all counts"
    return CANNOT_SAY, reason, "counts from sources whose effort is known on every day"


def _sentence(setting: _Setting, one: Comparison | None, main: Variant, variants: tuple[Variant, ...], verdict: str, reason: str) -> str:
    if one is None:
        return f"{capital(verdict)}: {reason}."
    if main.p is None or main.low is None or main.count is None or main.expected_count is None:
        numbers = words.bounded(setting.window, one.window.low, one.window.high, one.base.low, one.base.high, one.base.days)
    else:
        numbers = words.found(setting.window, main.count, main.expected_count, setting.baseline, one.base.days)
        # None stands for infinity in a finding, which JSON cannot hold.
        ratio, high = (math.inf if size is None else size for size in (main.effect, main.high))
        numbers += f": {words.size(ratio, main.low, high, main.p, main.p_dispersed)}."
        others = [v for v in variants if v.kind == "baseline" and v.name != setting.baseline and v.p is not None]
        numbers += words.other_baselines([(v.name, v.effect, v.p) for v in others])
    return f"{numbers} {capital(verdict)}: {reason}."


def _power(one: Comparison | None, alpha: float) -> float | None:
    """Return the exact chance that this test fires at half the baseline's rate, given the baseline's count."""
    if one is None or not one.base.exact or one.base.low == 0:
        return None
    expected = one.base.low * one.window.days / one.base.days
    # Below the expectation p rises with the count, so the counts that fire are the first ones.
    firing = bisect_left(range(math.ceil(expected)), True, key=lambda x: one.p(x, one.base.low) >= alpha)
    return float(pdtr(firing - 1, _SMALLEST_RATIO * expected)) if firing else 0.0


def _controls(counts: Counts, setting: _Setting) -> tuple[Variant, ...]:
    checks = []
    for name in setting.controls:
        data = daily(counts, name, setting.given)
        note = "" if (data.coverage == CENSUS).all() else "a sample of its events"
        row = line(_compare(data, setting.baseline, setting), name, "control", note)
        checks.append(replace(row, note="; ".join(filter(None, [row.note, _control_note(row, setting.alpha)]))))
    return tuple(checks)


def _control_note(row: Variant, alpha: float) -> str:
    """Return what a reader must know of a control: that it rose, or that it could not have shown a fall."""
    if row.p is not None and max(row.p, row.p_dispersed or 0.0) < alpha and row.effect is not None and row.effect > 1:
        return "it rose in the window"
    # Below this even an empty window is within chance (Poisson, two-sided 5 %).
    if row.expected_count is not None and row.expected_count < _LEAST_EXPECTED:
        return "too few events expected in the window for a fall to show"
    return ""


def _outside(group: str, data: Series, window: Window) -> Finding:
    reason = f"the series {data.name!r} counts {data.record} only, and the window is {window}"
    return Finding(
        question="pause",
        groups=(group,),
        verdict=CANNOT_SAY,
        reason=reason,
        settle="a count that covers the window and days outside it",
        about=f"{data.name}, window {window}",
        sentence=f"Cannot say: {reason}.",
        effect_name=words.EFFECT,
        method=words.METHOD,
        null=SteadyRates.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW,
    )


def _joint(singles: Sequence[Finding], window: Window) -> Finding:
    """Return whether all groups paused: each must, so the largest p stands for all (intersection-union test)."""
    weakest = max(singles, key=lambda f: 2.0 if f.p is None else f.p + (f.effect is not None and f.effect >= 1))
    groups = tuple(f.groups[0] for f in singles)
    verdict = _joint_verdict(singles)
    # The largest p need not belong to the group that decides: a sample says nothing however small its p.
    deciding = weakest if weakest.verdict == verdict else next(f for f in singles if f.verdict == verdict)
    reason = f"each of {listed(groups)} must have paused; the weakest case is {deciding.groups[0]}: {deciding.reason}"
    held = sum(f.verdict == SHARED_CAUSES for f in singles)
    return replace(
        weakest,
        groups=groups,
        verdict=verdict,
        reason=reason,
        settle=deciding.settle,
        about=f"joint pause in the window {window}",
        sentence=(
            f"{held} of {len(groups)} groups are shown to have paused in the window {window}{_largest(weakest)}. {capital(verdict)}: {reason}."
        ),
        variants=tuple(_single_row(f) for f in singles),
    )


def _largest(weakest: Finding) -> str:
    if weakest.p is None or weakest.count is None or weakest.expected_count is None:
        return ""
    return f"; the largest p is that of {weakest.groups[0]}, {words.brief(weakest.count, weakest.expected_count, weakest.p)}"


def _joint_verdict(singles: Sequence[Finding]) -> str:
    verdicts = {f.verdict for f in singles}
    if NO_SIGN in verdicts:
        return NO_SIGN
    return SHARED_CAUSES if verdicts == {SHARED_CAUSES} else CANNOT_SAY


def _single_row(f: Finding) -> Variant:
    note = f"{f.verdict}: {f.reason}"
    return Variant(f.groups[0], "part", f.p, f.p_dispersed, f.effect, f.low, f.high, f.count, f.expected_count, note)
