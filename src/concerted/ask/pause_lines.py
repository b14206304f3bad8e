"""What stands beside a pause: other baselines, parts, doubt, what is known as a range, other windows, controls."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from concerted.ask.comparison import Comparison, fell, line
from concerted.ask.contradictions import contradictions
from concerted.ask.other_windows import between_totals, placebos
from concerted.ask.pause_setting import Setting, compared
from concerted.ask.series import Series, daily, series_of, weighted
from concerted.ask.total_series import TotalSeries
from concerted.counts import CENSUS, Counts
from concerted.finding import CANNOT_SAY, SHARED_CAUSES, Variant
from concerted.measure.pause import BASELINES
from concerted.words import pause as words
from concerted.words.numbers import figure, plural

_LEAST_EXPECTED = 3.7


def variants(
    counts: Counts, group: str, data: Series, parts: tuple[TotalSeries, ...], lines: dict[str, Comparison | None], setting: Setting
) -> tuple[Variant, ...]:
    """Return all lines of a finding on one group."""
    rows = [line(lines[name], name, "baseline") for name in BASELINES]
    if weighted(data):
        alike = compared(data.each_day_alike(), setting.baseline, setting)
        rows.append(line(alike, f"{setting.baseline}, each day alike", "exposure", "without the exposure"))
    rows += [line(compared(part, setting.baseline, setting), f"{part.name}, {setting.baseline}", "part") for part in parts]
    if setting.in_doubt:
        rows += [_without_doubtful(lines[name], setting) for name in BASELINES]
    rows += _attributions(lines[setting.baseline], setting, 0)
    rows += _attributions(lines[setting.baseline], setting, setting.in_doubt) if setting.in_doubt else []
    rows += _ranges(data, lines[setting.baseline])
    rows += [*placebos(data, setting.window), *between_totals(data, setting.window), *contradictions(counts, group)]
    return tuple(rows)


def controls(counts: Counts, setting: Setting) -> tuple[Variant, ...]:
    """Return the same comparison for each group without a part in the question; a control known by one running total has it from there."""
    checks = []
    for name in setting.controls:
        data = daily(counts, name, setting.given) if name in counts.groups else series_of(counts, name, None, (), setting.given)[0]
        notes = ["" if (data.coverage == CENSUS).all() else "a sample of its events"]
        if isinstance(data, TotalSeries):
            notes.append(f"from the running total {data.name!r}")
        row = line(compared(data, setting.baseline, setting), name, "control", "; ".join(filter(None, notes)))
        checks.append(replace(row, note="; ".join(filter(None, [row.note, _control_note(row, setting.alpha)]))))
    return tuple(checks)


def _ranges(data: Series, one: Comparison | None) -> list[Variant]:
    """Return how many events are known only as a range of days, and what became of them."""
    free, out = 0 if one is None else one.placements.events, data.left_out()
    if not free and not out:
        return []
    return [Variant("events known only as a range of days", "range", count=float(free + out), note=words.ranges(free, out))]


def _without_doubtful(one: Comparison | None, setting: Setting) -> Variant:
    name = f"{one.baseline if one else 'no baseline'}, without the doubtful"
    row = line(one, name, "doubt", f"without {plural(setting.in_doubt, 'event')} of doubtful authorship", setting.in_doubt)
    without, within = (SHARED_CAUSES if fell(v, setting.alpha) else CANNOT_SAY for v in (row, line(one, name, "doubt")))
    return replace(row, note=f"{row.note}: {without}; with: {within}")


def _attributions(one: Comparison | None, setting: Setting, less: int) -> list[Variant]:
    """Return how few of the baseline's events must be a group's own for the fall to be its own too."""
    if one is None or not one.known() or one.base.low == 0:
        return []
    window, events = max(0.0, one.window.low - less), int(one.base.low)

    def falls(own: int) -> bool:
        return window < own * one.window.days / one.base.days and one.larger_p(window, own) < setting.alpha

    least = bisect_left(range(1, events + 1), True, key=falls) + 1
    if least > events:
        return []
    of = f"{least} of the {figure(one.base.low)} events of the baseline"
    name = f"least part of the baseline{', without the doubtful' if less else ''}"
    doubt = " and none of the doubtful ones" if less else ""
    note = f"the fall is beyond chance for any group that made at least {of}{doubt}"
    return [Variant(name, "attribution", count=float(least), note=note)]


def _control_note(row: Variant, alpha: float) -> str:
    """Return what a reader must know of a control: that it rose, or that it could not have shown a fall."""
    if row.p is not None and max(row.p, row.p_dispersed or 0.0) < alpha and row.effect is not None and row.effect > 1:
        return "it rose in the window"
    # Below this even an empty window is within chance (Poisson, two-sided 5 %).
    if row.expected_count is not None and row.expected_count < _LEAST_EXPECTED:
        return "too few events expected in the window for a fall to show"
    return ""
