"""Rival explanations of a pause, each held against what the totals and the record show. What fits all of them counts for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concerted.ask.comparison import fell
from concerted.ask.pause import compare
from concerted.case import Case
from concerted.case.records import MarkRow, ReferenceRow
from concerted.case.settings import HypothesisSettings, SeriesSettings, WindowSettings
from concerted.counts import Counts
from concerted.days import Window, after, before, spoken
from concerted.errors import WindowError
from concerted.finding import NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.weigh.marks import is_kind
from concerted.words.numbers import bound, figure, p_text, plural

# Rows of the record this close to the window are listed beside a hypothesis.
_NEAR_DAYS = 7
# A fall to less than this is what a pause would be; what leaves it out speaks against one.
_HALVING = 0.5


@dataclass(frozen=True)
class Prediction:
    """One thing that hypotheses predict and the totals can show."""

    id: str
    text: str
    seen: bool | None
    note: str


@dataclass(frozen=True)
class Hypothesis:
    """A rival explanation beside what bears on it.

    Attributes
    ----------
    fits : tuple of (Prediction, bool or None)
        None where the hypothesis or the data say nothing.
    marks, references : tuple
        Rows of the record near the window that speak of it.
    """

    settings: HypothesisSettings
    fits: tuple[tuple[Prediction, bool | None], ...]
    marks: tuple[MarkRow, ...]
    references: tuple[ReferenceRow, ...]


def rivals(
    case: Case, counts: Counts, series: SeriesSettings, window: WindowSettings, finding: Finding, alpha: float = 0.05
) -> tuple[tuple[Prediction, ...], tuple[Hypothesis, ...]]:
    """Return what could be seen and how each hypothesis fits it."""
    span = Window(window.start, window.end)
    seen = (
        _before(case, counts, series, span, alpha),
        Prediction("falls_within", "the rate falls in the window", _fell(finding), _fall_note(finding)),
        _after(counts, series, span, window.just_after_days or len(span), alpha),
    )
    near = Window(before(span.first, _NEAR_DAYS), after(span.last, _NEAR_DAYS))
    return seen, tuple(_hypothesis(case, one, seen, near) for one in case.settings.hypotheses)


def separates(prediction: Prediction, hypotheses: Sequence[Hypothesis]) -> bool:
    """Tell whether what was seen fits some hypotheses and not others."""
    verdicts = {fit for one in hypotheses for seen, fit in one.fits if seen.id == prediction.id and fit is not None}
    return len(verdicts) > 1


def _fell(finding: Finding) -> bool | None:
    """Tell whether the rate fell; None where the finding cannot say."""
    return {SHARED_CAUSES: True, NO_SIGN: False}.get(finding.verdict)


def _decided(one: Variant, alpha: float) -> bool | None:
    """Tell whether a line shows a fall (True), leaves out a halving (False), or neither."""
    if fell(one, alpha):
        return True
    return False if one.low is not None and one.low > _HALVING else None


def _before(case: Case, counts: Counts, series: SeriesSettings, span: Window, alpha: float) -> Prediction:
    text = "the rate falls before the window, after events that could have brought it down"
    # Events to which an explanation lays a fall that begins before the window.
    causes = {kind for one in case.settings.hypotheses if one.falls_before for kind in one.references}
    days = [r.date for r in case.references if r.category in causes and before(span.first, _NEAR_DAYS) <= r.date < span.first]
    if not days or before(span.first) <= max(days):
        return Prediction("falls_before", text, None, "no such event in the week before the window leaves a day to look at")
    last = max(days)
    one = _compared(counts, series, Window(after(last), before(span.first)), Window(series.start, last), "after the events")
    if one is None or one.p is None or one.effect is None:
        return Prediction("falls_before", text, None, "the totals do not tell the days after these events apart")
    note = f"from {spoken(after(last))} to the eve of the window {_rate_note(one)}"
    return Prediction("falls_before", text, _decided(one, alpha), note)


def _after(counts: Counts, series: SeriesSettings, span: Window, days: int, alpha: float) -> Prediction:
    text = "the rate rises again when the window ends"
    later, earlier = Window(after(span.last), after(span.last, days)), Window(series.start, before(span.first))
    to_window = _compared(counts, series, later, span, "after the window, against it")
    to_before = _compared(counts, series, later, earlier, "after the window, against the days before")
    if to_window is None or to_before is None or to_window.p is None or to_before.p is None or to_before.effect is None:
        return Prediction("rises_after", text, None, "the totals do not tell the days just after apart")
    p = max(to_window.p, to_window.p_dispersed or 0.0)
    rose = p < alpha and (to_window.effect is None or to_window.effect > 1)
    low = ", which is still low" if fell(to_before, alpha) else ""
    note = (
        f"in the {plural(days, 'day')} after it {figure(to_window.count)} where {figure(to_window.expected_count)} would be expected at the "
        f"window's rate (p {p_text(p)}) and {figure(to_before.expected_count)} at the rate before (p {p_text(to_before.p)}){low}"
    )
    return Prediction("rises_after", text, True if rose else None, note)


def _compared(counts: Counts, series: SeriesSettings, window: Window, base: Window, name: str) -> Variant | None:
    try:
        counts.inside(window)
        counts.inside(base)
    except WindowError:
        return None
    return compare(counts, series.group, series.name, window, base, name)


def _rate_note(one: Variant) -> str:
    return f"{figure(one.count)} where {figure(one.expected_count)} would be expected from before (p {p_text(one.p)})"


def _fall_note(finding: Finding) -> str:
    if finding.count is None:
        return finding.reason
    return f"{bound(finding.count, finding.count)} where {figure(finding.expected_count)} would be expected (p {p_text(finding.p)})"


def _hypothesis(case: Case, one: HypothesisSettings, seen: Sequence[Prediction], near: Window) -> Hypothesis:
    fits = []
    for prediction in seen:
        predicted = getattr(one, prediction.id)
        fits.append((prediction, None if predicted is None or prediction.seen is None else predicted == prediction.seen))
    # Announcements of earlier weeks still stand when the window begins; later ones do not explain it.
    marks = tuple(m for m in case.marks if is_kind(m, one.marks) and case.settings.case.start <= m.date <= near.last)
    references = tuple(r for r in case.references if r.category in one.references and r.date in near)
    return Hypothesis(one, tuple(fits), marks, references)
