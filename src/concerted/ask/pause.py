"""Did a group's rate fall in a window?"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy.typing as npt
from scipy.special import betainc, pdtr

from concerted.ask import arguments
from concerted.ask.comparison import Comparison, line
from concerted.ask.contradictions import KIND
from concerted.ask.pause_joint import joint
from concerted.ask.pause_lines import controls as checked
from concerted.ask.pause_lines import variants
from concerted.ask.pause_setting import Setting, check_groups, compared, coverage_level
from concerted.ask.pause_verdict import SMALLEST_RATIO, capped, verdict
from concerted.ask.series import Series, series_of, weighted
from concerted.ask.total_series import TotalSeries
from concerted.chance.measured_bursts import MeasuredBursts
from concerted.chance.steady_rates import SteadyRates
from concerted.counts import Counts
from concerted.days import DayLike, Window
from concerted.errors import WindowError
from concerted.finding import CANNOT_SAY, Finding, Variant
from concerted.measure.pause import BASELINES
from concerted.words import pause as words
from concerted.words.numbers import capital


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
        Daily values, or running totals of the group. Of events known only as a range of days every way in which they can lie is tried, and
        the most cautious one is given.
    groups : str or tuple of str
        One group, or several: then whether all of them paused (the largest of their p-values).
    window : pair of days
        First and last day of the window.
    baseline : {"both", "before", "after", "just after"}
        What the window is compared to; all four stand among the variants.
    series : str, optional
        Name of a running total in `counts.totals`; of one group only. Without it totals are used where the group has exactly one series and
        no census of days.
    parts : sequence of str, optional
        Series that add up to `series`; each is shown, and they tighten each other.
    coverage : array_like of int, shape (n_days,), optional
        For totals: 0 nobody counted, 1 a sample, 2 a census of what the series counts. A census if left out. Days of 0 are no days at
        risk.
    in_doubt : int
        Events in the window that may not be the group's; the test is shown without them.
    just_after_days : int, optional
        Length of the baseline "just after"; the window's own length if left out.
    given : iterable of days, optional
        Known triggers: days left out of window and baseline; of totals as far as totals around them allow.
    controls : sequence of str, optional
        Groups with no reason to pause, by daily values or one running total; one that pauses too caps the finding.
    alpha : float
        Level of the test.

    Returns
    -------
    Finding
        Effect: rate in the window over rate in the baseline. A finding on one group never exceeds "shared causes suffice".

    Raises
    ------
    UnknownGroupError, WindowError, DataError
        Also if a group is known by several totals and none is named, or window and baseline hold more than two million events.
    """
    if baseline not in BASELINES:
        raise WindowError(f"expected a baseline among {', '.join(BASELINES)}; found {baseline!r}.")
    days = Window.of(window)
    counts.inside(days)
    length = arguments.whole(len(days) if just_after_days is None else just_after_days, "just_after_days", 1)
    names = groups if isinstance(groups, tuple) else (groups,)
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    check_groups(names, others, series, tuple(parts))
    setting = Setting(
        days,
        baseline,
        length,
        arguments.whole(in_doubt, "in_doubt", 0),
        arguments.several(given, "given"),
        others,
        arguments.level(alpha),
        coverage_level(coverage, counts),
    )
    checks = checked(counts, setting)
    asked = [_asked(counts, name, series, tuple(parts), setting, checks) for name in names]
    return asked[0][0] if len(asked) == 1 else joint([one for one, _ in asked], [total for _, total in asked], days)


def compare(counts: Counts, group: str, series: str, window: Window, baseline: Window, name: str) -> Variant:
    """Return the rate of a running total in one window against its rate in another, as one line."""
    data, _ = series_of(counts, group, series, (), ())
    if any(data.record.overlap(days) != days for days in (window, baseline)):
        return line(None, name, "baseline")
    one = Comparison(name, data.tally([window]), data.tally([baseline]), data.dispersion([baseline]))
    return line(one, name, "baseline")


def _asked(
    counts: Counts, group: str, series: str | None, parts: tuple[str, ...], setting: Setting, checks: tuple[Variant, ...]
) -> tuple[Finding, str | None]:
    """Return the finding on one group, and the running total that it rests on."""
    data, pieces = series_of(counts, group, series, parts, setting.given, setting.coverage)
    total = data.name if isinstance(data, TotalSeries) else None
    if data.record.overlap(setting.window) != setting.window:
        return _outside(group, data, setting.window), total
    lines = {name: compared(data, name, setting) for name in BASELINES}
    rows = variants(counts, group, data, pieces, lines, setting)
    alike = counts.exposure is not None and group not in counts.groups
    return _finding(group, data, lines, rows, checks, setting, (words.alike(group),) if alike else ()), total


def _finding(
    group: str,
    data: Series,
    lines: dict[str, Comparison | None],
    rows: tuple[Variant, ...],
    checks: tuple[Variant, ...],
    setting: Setting,
    limits: tuple[str, ...],
) -> Finding:
    one = lines[setting.baseline]
    main = next(row for row in rows if (row.kind, row.name) == ("baseline", setting.baseline))
    said, reason, settle = capped(verdict(data, one, main, setting.window, setting.alpha), checks, setting.alpha)
    numbers = "" if one is None else _numbers(data, one, main, rows, setting)
    told = words.contradiction([row.note for row in rows if row.kind == KIND])
    model = SteadyRates if one is None or one.bursts is None else MeasuredBursts
    exposed = f"{words.WEIGHTED} " if weighted(data) and one else ""
    return Finding(
        question="pause",
        groups=(group,),
        verdict=said,
        reason=reason,
        settle=settle,
        about=f"{data.name}, window {setting.window}",
        sentence=f"{numbers}{exposed}{told}{capital(said)}: {reason}.",
        p=main.p,
        p_dispersed=main.p_dispersed,
        p_poisson=main.p_poisson,
        effect=main.effect,
        effect_name=words.EFFECT,
        low=main.low,
        high=main.high,
        poisson_low=main.poisson_low,
        poisson_high=main.poisson_high,
        count=main.count,
        expected_count=main.expected_count,
        method=words.METHOD if model is SteadyRates else words.METHOD_BURSTS,
        null=model.name,
        assumes=words.ASSUMES + ((words.IN_PROPORTION,) if weighted(data) else ()),
        cannot_show=words.CANNOT_SHOW + model.cannot_see[:1] + limits,
        power=_power(one, setting.alpha),
        variants=rows,
        controls=checks,
    )


def _numbers(data: Series, one: Comparison, main: Variant, rows: tuple[Variant, ...], setting: Setting) -> str:
    """Return what was counted and what is to be held of it, with a space at the end."""
    window, base = one.window, one.base
    if main.p is None or main.low is None or main.count is None or main.expected_count is None:
        by = "ranges of days" if one.placements.events else "totals" if isinstance(data, TotalSeries) else "daily rows"
        return f"{words.bounded(setting.window, window.low, window.high, base.low, base.high, base.days, by)} "
    # None stands for infinity in a finding, which JSON cannot hold.
    ratio, high = (math.inf if size is None else size for size in (main.effect, main.high))
    chances = words.chance(main.p, main.p_dispersed, main.p_poisson)
    if one.ranged():
        seen = words.over_placements(setting.window, (window.low, window.high), (base.low, base.high), setting.baseline, base.days)
        size = words.size_over_placements(main.count, main.expected_count, ratio, main.low, high, chances)
        numbers = f"{seen}. {size}."
    else:
        seen = words.found(setting.window, main.count, main.expected_count, setting.baseline, base.days)
        numbers = f"{seen}: {words.size(ratio, main.low, high, chances)}."
    others = [v for v in rows if v.kind == "baseline" and v.name != setting.baseline and v.p is not None]
    return f"{numbers}{words.other_baselines([(v.name, v.effect, v.p) for v in others])} "


def _power(one: Comparison | None, alpha: float) -> float | None:
    """Return the chance that this test fires at half the baseline's rate, given the baseline's count; exact where no bursts are shown."""
    if one is None or not one.base.exact or one.base.low == 0:
        return None
    expected = one.base.low * one.window.days / one.base.days
    # Below the expectation p rises with the count, so the counts that fire are the first ones.
    firing = bisect_left(range(math.ceil(expected)), True, key=lambda x: one.p(x, one.base.low) >= alpha)
    if not firing:
        return 0.0
    beyond = 0.0 if one.bursts is None else one.bursts.size - 1
    if not beyond:
        return float(pdtr(firing - 1, SMALLEST_RATIO * expected))
    # Negative binomial, what is beyond chance halved with the rate.
    return float(betainc(expected / beyond, firing, 1 / (1 + SMALLEST_RATIO * beyond)))


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
