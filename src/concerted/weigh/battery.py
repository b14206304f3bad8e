"""Which questions are asked of a case, on which data: by rule from its settings and tables, never by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, permutations

from concerted.actors import Register
from concerted.ask import divide, pause, together
from concerted.ask.together_totals import together_totals
from concerted.case import Case
from concerted.case.settings import SeriesSettings, WindowSettings
from concerted.chance.many import benjamini_hochberg
from concerted.counts import CENSUS, Counts, TotalBound
from concerted.days import Window, spoken
from concerted.events import STATUS_SERIES, Coverage, Rows, in_doubt
from concerted.events.totals import part_name
from concerted.finding import Finding
from concerted.weigh.attacks import other_cuts

# A group with fewer rows than this is listed, not tested.
FEWEST_ROWS = 10
_BASELINE = "before"


@dataclass(frozen=True)
class Asked:
    """A finding and what in the case it bears on."""

    finding: Finding
    stands_for: tuple[str, ...]
    window: str = ""
    series: str = ""
    own_rows: int | None = None


@dataclass(frozen=True)
class Battery:
    """All that is needed to ask a case its questions."""

    case: Case
    register: Register
    coverage: Coverage
    rows: Rows
    totals: tuple[TotalBound, ...]
    seed: int

    @property
    def period(self) -> Window:
        """The days of the case."""
        return Window(self.case.settings.case.start, self.case.settings.case.end)

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups with rows enough to be tested."""
        return tuple(g for g in self.case.settings.case.groups if len(self.rows.of(g)) >= FEWEST_ROWS)

    @property
    def controls(self) -> tuple[str, ...]:
        """Names of the control groups."""
        return tuple(self.register.name(id_) for id_ in self.rows.controls)

    def counts(self, status: str = "all rows", certain_days: bool = False) -> Counts:
        """Return the counts by group and day, with the running totals."""
        counts = self.rows.counts(self.coverage, self.period, self.register.name, status=status, certain_days=certain_days)
        return counts.with_totals(self.totals)

    def ask(self) -> tuple[Asked, ...]:
        """Ask every question and number the findings."""
        asked = [*self._pauses(), *self._togethers(), *self._divisions()]
        return tuple(replace(one, finding=replace(one.finding, id=f"F{i:02d}")) for i, one in enumerate(asked, start=1))

    def _pauses(self) -> Iterator[Asked]:
        for window in self.case.settings.windows:
            for series in self.case.settings.series:
                if any(total.series == series.name for total in self.totals):
                    own = self._own_rows(series, window) if series.by_anyone else None
                    yield Asked(self._pause_of_totals(series, window), series.stands_for, window.id, series.id, own)
            for group in self.groups:
                yield Asked(self._pause_of_rows((group,), window), (group,), window.id)
            if len(self.groups) > 1:
                yield Asked(self._pause_of_rows(self.groups, window), self.groups, window.id)

    def _own_rows(self, series: SeriesSettings, window: WindowSettings) -> int:
        """Return the rows before the window that name a group which a series of anyone's attacks stands for."""
        return sum(
            series.start <= row.date < window.start and row.target_class in series.targets and row.front in series.fronts
            for id_ in series.stands_for
            for row in self.rows.of(id_)
        )

    def _pause_of_totals(self, series: SeriesSettings, window: WindowSettings) -> Finding:
        counts = self.counts()
        span = Window(window.start, window.end)
        doubtful = in_doubt(self.case, self.register, span, series.fronts, series.targets) if series.by_anyone else ()
        level = self.coverage.days(series.coverage_group, series.fronts) if series.coverage_group else counts.coverage[0] * 0 + 1
        finding = pause(
            counts,
            series.group,
            span,
            _BASELINE,
            series=series.name,
            parts=[part_name(series.name, part) for part in series.parts],
            coverage=level,
            in_doubt=len(doubtful),
            just_after_days=window.just_after_days,
            controls=self.controls,
        )
        shows = finding.cannot_show
        if series.by_anyone:
            names = ", ".join(self.register.name(id_) for id_ in series.stands_for)
            doubts = [f"who made {row.event_id} ({row.front}, {spoken(row.date)}): neither claimed nor attributed" for row in doubtful]
            shows = (f"whether the attacks were those of {names}: the series counts anyone's", *doubts, *shows)
        return self._with_control_notes(replace(finding, cannot_show=shows), span)

    def _pause_of_rows(self, ids: tuple[str, ...], window: WindowSettings) -> Finding:
        span = Window(window.start, window.end)
        names = tuple(self.register.name(id_) for id_ in ids)

        def ask(counts: Counts, controls: tuple[str, ...] = ()) -> Finding:
            return pause(counts, names, span, _BASELINE, just_after_days=window.just_after_days, controls=controls)

        finding = ask(self.counts().with_totals(()), self.controls)
        finding = self._about_rows(finding, ids)
        return self._with_control_notes(self._with_cuts(finding, ask), span)

    def _togethers(self) -> Iterator[Asked]:
        pairs = [(a, b) for a, b in permutations(self.groups, 2) if self.register.tied(a, b) is None]
        findings = [self._together(a, b) for a, b in pairs]
        qs = benjamini_hochberg([f.p for f in findings])
        for pair, finding, q in zip(pairs, findings, qs, strict=True):
            yield Asked(replace(finding, q=q), pair)
        yield from self._together_totals()

    def _together(self, a: str, b: str) -> Finding:
        names = self.register.name(a), self.register.name(b)
        share = self.case.settings.case.smallest_share

        def ask(counts: Counts, controls: tuple[str, ...] = ()) -> Finding:
            return together(counts, *names, smallest_share=share, controls=controls)

        finding = ask(self.counts(), self.controls)
        finding = self._about_rows(finding, (a, b))
        return self._with_control_notes(self._with_cuts(finding, ask), self.period)

    def _together_totals(self) -> Iterator[Asked]:
        counts = self.counts()
        counted = [s for s in self.case.settings.series if any(t.series == s.name for t in self.totals)]
        for a, b in combinations(counted, 2):
            counters_overlap = set(a.stands_for) & set(b.stands_for)
            if not counters_overlap and (self._is_census(a) or self._is_census(b)):
                finding = together_totals(counts, (a.group, a.name), (b.group, b.name))
                yield Asked(finding, a.stands_for + b.stands_for)

    def _is_census(self, series: SeriesSettings) -> bool:
        return bool(series.coverage_group) and bool((self.coverage.days(series.coverage_group, series.fronts) == CENSUS).any())

    def _divisions(self) -> Iterator[Asked]:
        groups = self.case.settings.case.groups
        if self.case.reach and any(self.rows.of(g) for g in groups):
            finding = self._divide("all rows", ("y",))
            cuts = {f"{name}": partial(self._divide, name, ("y",)) for name in STATUS_SERIES if name != "all rows"}
            finding = other_cuts(finding, cuts, "status")
            finding = other_cuts(finding, {'"unknown" taken as reachable': partial(self._divide, "all rows", ("y", "unknown"))}, "reach")
            everywhere = partial(self._divide, "all rows", ("y", "unknown", "n"))
            finding = other_cuts(finding, {"every front taken as reachable: geography taken away on purpose": everywhere}, "reach")
            yield Asked(finding, groups)

    def _divide(self, status: str, reached: tuple[str, ...]) -> Finding:
        names = self.register.name
        reach: dict[str, list[str]] = {names(g): [] for g in self.case.settings.case.groups}
        for row in self.case.reach:
            owner = self.register.resolve(row.group).organisation
            if row.reached in reached and owner in self.case.settings.case.groups:
                reach[names(owner)].append(row.front)
        rows = [(names(g), row) for g in self.case.settings.case.groups for row in self.rows.of(g) if STATUS_SERIES[status](row.status)]
        table = [{"actor": name, "front": row.front, "date": row.date} for name, row in rows]
        return divide(table or {"actor": [], "front": [], "date": []}, over="front", reach=reach, seed=self.seed)

    def _about_rows(self, finding: Finding, ids: tuple[str, ...]) -> Finding:
        """Say that the rows are meant, how many they are, and what their coverage file says of them."""
        limits = [f"{self.register.name(id_)}, {len(self.rows.of(id_))} rows: {why}" for id_ in ids for why in self.coverage.reasons(id_)]
        return replace(finding, about=f"event rows, {finding.about}", cannot_show=(*finding.cannot_show, *limits))

    def _with_cuts(self, finding: Finding, ask: Callable[[Counts], Finding]) -> Finding:
        cuts = {name: partial(ask, self.counts(name).with_totals(())) for name in STATUS_SERIES if name != "all rows"}
        finding = other_cuts(finding, cuts, "status")
        return other_cuts(finding, {"inferred days left out": partial(ask, self.counts(certain_days=True).with_totals(()))}, "dates")

    def _with_control_notes(self, finding: Finding, span: Window) -> Finding:
        notes = {self.register.name(one.group): one for one in self.case.settings.controls}
        checks = []
        for check in finding.controls:
            one = notes.get(check.name)
            if one is not None and (one.tied_from is None or one.tied_from <= span.last):
                check = replace(check, note=f"{check.note}; {one.note}".lstrip("; "))
            checks.append(check)
        return replace(finding, controls=tuple(checks))
