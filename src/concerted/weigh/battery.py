"""Which questions are asked of a case, on which data: by rule from its settings and tables, never by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations, permutations

from concerted.actors import Register, Ties
from concerted.ask import divide, pause, together
from concerted.ask.together_totals import together_totals
from concerted.case import Case
from concerted.case.settings import SeriesSettings, WindowSettings
from concerted.chance.many import benjamini_hochberg
from concerted.counts import CENSUS, Counts, TotalBound
from concerted.days import Window, spoken
from concerted.events import STATUS_SERIES, Coverage, Rows, in_doubt
from concerted.events.coverage import effort_limits
from concerted.events.exposure import Exposure
from concerted.events.remote_counts import RemoteCounts
from concerted.events.rows import observed
from concerted.events.totals import part_name
from concerted.finding import Finding
from concerted.weigh.attacks import other_cuts
from concerted.weigh.remote_table import ask_remote
from concerted.weigh.umbrellas import Regrouping, regroupings, with_umbrellas

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
    remote: RemoteCounts | None = None
    _counted: dict[tuple[str, bool], Counts] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        key = status, certain_days
        if key not in self._counted:
            counts = self.rows.counts(
                self.coverage, self.period, self.register.name, status=status, certain_days=certain_days, exposure=self.exposure
            )
            self._counted[key] = counts.with_totals(self.totals)
        return self._counted[key]

    @cached_property
    def ties(self) -> Ties:
        """Which organisations are tied."""
        return Ties(self.register)

    @cached_property
    def _otherwise(self) -> tuple[tuple[Regrouping, Battery], ...]:
        """The same case with an umbrella and its members counted otherwise."""
        ways = regroupings(self.register, self.rows, partial(observed, self.case, self.coverage))
        return tuple((one, replace(self, rows=self.rows.regrouped(one.owners, self.case, self.coverage))) for one in ways)

    def _under_umbrellas(self, finding: Finding, ids: Sequence[str], ask: Callable[[Battery], Finding]) -> Finding:
        return with_umbrellas(finding, {one.name: partial(ask, other) for one, other in self._otherwise if one.bears_on(ids)})

    @cached_property
    def exposure(self) -> Exposure:
        """What each group could have acted against."""
        return Exposure(self.case, self.register)

    def ask(self) -> tuple[Asked, ...]:
        """Ask every question and number the findings."""
        asked = [*self._pauses(), *self._togethers(), *self._divisions(), *self._of_remote()]
        return tuple(replace(one, finding=replace(one.finding, id=f"F{i:02d}")) for i, one in enumerate(asked, start=1))

    def _of_remote(self) -> Iterator[Asked]:
        if self.remote is not None:
            for finding, ids, window in ask_remote(self.case, self.register, self.ties, self.remote):
                yield Asked(finding, ids, window)

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
        finding = self._with_cuts(self._about_rows(finding, ids), ask)
        finding = self._under_umbrellas(finding, ids, lambda other: ask(other.counts().with_totals(()), self.controls))
        return self._with_control_notes(finding, span)

    def _togethers(self) -> Iterator[Asked]:
        pairs = [(a, b) for a, b in permutations(self.groups, 2) if self.ties.between(a, b) is None]
        findings = [self._together(a, b) for a, b in pairs]
        qs = benjamini_hochberg([f.p for f in findings])
        for pair, finding, q in zip(pairs, findings, qs, strict=True):
            yield Asked(replace(finding, q=q), pair)
        yield from self._together_totals()

    def _together(self, a: str, b: str) -> Finding:
        names = self.register.name(a), self.register.name(b)
        share = self.case.settings.case.smallest_share

        def ask(counts: Counts, controls: tuple[str, ...] = ()) -> Finding:
            return together(self._with_known_effort(counts, (a, b)), *names, smallest_share=share, controls=controls)

        finding = ask(self.counts(), self.controls)
        finding = self._with_cuts(self._about_rows(finding, (a, b)), ask)
        finding = self._under_umbrellas(finding, (a, b), lambda other: ask(other.counts(), self.controls))
        return self._with_control_notes(finding, self.period)

    def _with_known_effort(self, counts: Counts, ids: Sequence[str]) -> Counts:
        """Return the counts with the pages read only where they are known on every observed day of each group."""
        known = [self.rows.effort_known(self.coverage, id_) for id_ in ids]
        return counts if all(days == of for days, of in known) else replace(counts, effort=None)

    def _together_totals(self) -> Iterator[Asked]:
        counts = self.counts()
        counted = [s for s in self.case.settings.series if any(t.series == s.name for t in self.totals)]
        for a, b in combinations(counted, 2):
            counters_overlap = any(x == y or self.ties.between(x, y) for x in a.stands_for for y in b.stands_for)
            if not counters_overlap and (self._is_census(a) or self._is_census(b)):
                finding = together_totals(counts, (a.group, a.name), (b.group, b.name))
                yield Asked(finding, a.stands_for + b.stands_for)

    def _is_census(self, series: SeriesSettings) -> bool:
        return bool(series.coverage_group) and bool((self.coverage.days(series.coverage_group, series.fronts) == CENSUS).any())

    def _divisions(self) -> Iterator[Asked]:
        groups = self._apart()
        if self.case.reach and any(self.rows.of(g) for g in groups):
            finding = self._with_ties(self._divide("all rows", ("y",)))
            cuts = {f"{name}": partial(self._divide, name, ("y",)) for name in STATUS_SERIES if name != "all rows"}
            finding = other_cuts(finding, cuts, "status")
            finding = other_cuts(finding, {'"unknown" taken as reachable': partial(self._divide, "all rows", ("y", "unknown"))}, "reach")
            everywhere = partial(self._divide, "all rows", ("y", "unknown", "n"))
            finding = other_cuts(finding, {"every front taken as reachable: geography taken away on purpose": everywhere}, "reach")
            yield Asked(self._under_umbrellas(finding, groups, lambda other: other._divide("all rows", ("y",))), groups)

    def _apart(self) -> tuple[str, ...]:
        """Return the groups without those that are tied to another one: of a tie the one above stays, else the first."""
        groups = self.case.settings.case.groups
        return tuple(g for i, g in enumerate(groups) if not any(self._yields(g, h, first=i < j) for j, h in enumerate(groups) if h != g))

    def _yields(self, group: str, other: str, *, first: bool) -> bool:
        if self.ties.between(group, other) is None:
            return False
        over, under = group in self.ties.above(other), other in self.ties.above(group)
        return under if over != under else not first

    def _with_ties(self, finding: Finding) -> Finding:
        left_out = [g for g in self.case.settings.case.groups if g not in self._apart()]
        told = [f"whether {self.register.name(g)} divides fronts with the others: it is tied to one of them and left out" for g in left_out]
        return replace(finding, cannot_show=(*finding.cannot_show, *told))

    def _divide(self, status: str, reached: tuple[str, ...]) -> Finding:
        names = self.register.name
        groups = self._apart()
        reach: dict[str, list[str]] = {names(g): [] for g in groups}
        for row in self.case.reach:
            owner = self.register.listed(row.group).organisation
            if row.reached in reached and owner in groups:
                reach[names(owner)].append(row.front)
        rows = [(names(g), row) for g in groups for row in self.rows.of(g) if STATUS_SERIES[status](row.status)]
        table = [{"actor": name, "front": row.front, "date": row.date, "date_precision": row.date_precision} for name, row in rows]
        return divide(table or {"actor": [], "front": [], "date": [], "date_precision": []}, over="front", reach=reach, seed=self.seed)

    def _about_rows(self, finding: Finding, ids: tuple[str, ...]) -> Finding:
        """Say that the rows are meant, how many they are, and what their coverage file says of them."""
        limits = [f"{self.register.name(id_)}, {len(self.rows.of(id_))} rows: {why}" for id_ in ids for why in self._limits(id_)]
        return replace(finding, about=f"event rows, {finding.about}", cannot_show=(*finding.cannot_show, *limits))

    def _limits(self, id_: str) -> tuple[str, ...]:
        effort = effort_limits(*self.rows.effort_known(self.coverage, id_)) if self.case.searches else ()
        return (*self.coverage.reasons(id_), *effort, *self.exposure.reasons(id_, self.rows.of(id_)))

    def _with_cuts(self, finding: Finding, ask: Callable[[Counts], Finding]) -> Finding:
        cuts = {name: partial(ask, self.counts(name).with_totals(())) for name in self.rows.statuses() if name != "all rows"}
        finding = other_cuts(finding, cuts, "status")
        # Without an inferred day this cut is the finding again; on four years of days it cost a third of the whole work.
        dates = {"inferred days left out": partial(ask, self.counts(certain_days=True).with_totals(()))} if self.rows.has_inferred else {}
        return other_cuts(finding, dates, "dates")

    def _with_control_notes(self, finding: Finding, span: Window) -> Finding:
        notes = {self.register.name(one.group): one for one in self.case.settings.controls}
        checks = []
        for check in finding.controls:
            one = notes.get(check.name)
            if one is not None and (one.tied_from is None or one.tied_from <= span.last):
                check = replace(check, note=f"{check.note}; {one.note}".lstrip("; "))
            checks.append(check)
        return replace(finding, controls=tuple(checks))
