"""All that an assessment knows, as plain data: what the report shows and the files hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from concerted.actors import Register, Ties
from concerted.case import Case
from concerted.case.records import EventRow
from concerted.counts import Counts
from concerted.days import Window
from concerted.events import Coverage, Rows, SetAside, case_rows, case_totals
from concerted.events.chosen import Chosen
from concerted.events.coverage import Brought
from concerted.events.one_series import Joining
from concerted.events.remote_counts import RemoteCounts
from concerted.finding import CANNOT_SAY, Finding
from concerted.weigh.battery import Asked, Battery
from concerted.weigh.claims import Evidence, Judged, judge
from concerted.weigh.confirmed import Asked as AskedOf
from concerted.weigh.confirmed import ConfirmedMarks, confirmed_marks
from concerted.weigh.grade import grade
from concerted.weigh.hypotheses import Hypothesis, Prediction, rivals
from concerted.weigh.marks import Confirmed, Marks, weigh_marks
from concerted.weigh.reporting import Reporting


@dataclass(frozen=True)
class Rivals:
    """Rival explanations of one pause."""

    finding: str
    predictions: tuple[Prediction, ...]
    hypotheses: tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Dossier:
    """An assessment without a page.

    Attributes
    ----------
    grade, reason : str
        One of `GRADES`, and why.
    findings : tuple of Finding
    claims : tuple of Judged
    hypotheses : tuple of Rivals
    marks : Marks
    changes : tuple of (str, tuple of str)
        What would change the answer, and the findings that it would settle.
    imports : tuple of Chosen
        What the case takes from each imported table.
    joining : Joining
        Which rows were taken as reports of one event.
    reporting : Reporting
        What the documents of the case say, untested.
    confirmed : ConfirmedMarks
        What confirmed statements say of the groups, and which of these statements do not count as a mark.
    speakers_redacted : bool
        Whether the names of persons who speak were left out.
    """

    case: Case
    register: Register
    coverage: Coverage
    rows: Rows
    counts: Counts
    set_aside: tuple[SetAside, ...]
    seed: int
    grade: str
    reason: str
    findings: tuple[Finding, ...]
    asked: tuple[Asked, ...]
    claims: tuple[Judged, ...]
    hypotheses: tuple[Rivals, ...]
    marks: Marks
    changes: tuple[tuple[str, tuple[str, ...]], ...]
    imports: tuple[Chosen, ...]
    joining: Joining
    remote: RemoteCounts | None = None
    reporting: Reporting = field(default_factory=Reporting)
    confirmed: ConfirmedMarks = field(default_factory=ConfirmedMarks)
    speakers_redacted: bool = False


def build(
    case: Case,
    register: Register,
    seed: int,
    imports: Sequence[Chosen],
    joining: Joining,
    remote: RemoteCounts | None = None,
    reporting: Reporting | None = None,
) -> Dossier:
    """Ask a case its questions and weigh what they show."""
    coverage = Coverage(case, register, [one for table in imports for one in _brought(table)])
    rows = case_rows(case, register, coverage, joining.rows)
    totals, aside = case_totals(case)
    battery = Battery(case, register, coverage, rows, totals, seed, remote)
    asked = tuple(replace(one, finding=_marked(case, one.finding)) for one in battery.ask())
    findings = tuple(one.finding for one in asked)
    said = reporting or Reporting()
    confirmed = _confirmed(case, register, said, battery.period)
    marks = weigh_marks(
        case.marks,
        battery.period,
        case.settings.case.seen_until,
        _joint_rows(case, register, rows),
        [Confirmed((register.name(one.groups[0]), register.name(one.groups[1])), one.statements, one.origins) for one in confirmed.marks],
    )
    mark, reason = grade(findings, marks, len(rows.unobserved), without_events=_without_events(case, imports, remote, said))
    claims = _claims(case, register, rows, asked, mark)
    return Dossier(
        case=case,
        register=register,
        coverage=coverage,
        rows=rows,
        counts=battery.counts(),
        set_aside=aside,
        seed=seed,
        grade=mark,
        reason=reason,
        findings=findings,
        asked=asked,
        claims=claims,
        hypotheses=_rivals(case, battery.counts(), asked),
        marks=marks,
        changes=(*_changes(findings, claims), *_untested(said)),
        imports=tuple(imports),
        joining=joining,
        remote=remote,
        reporting=said,
        confirmed=confirmed,
    )


def _confirmed(case: Case, register: Register, reporting: Reporting, period: Window) -> ConfirmedMarks:
    ties, settings = Ties(register), case.settings.case
    asked = AskedOf(settings.groups, settings.opponents, period, lambda a, b: ties.between(a, b) is not None)
    return confirmed_marks(reporting, asked)


def _without_events(case: Case, imports: Sequence[Chosen], remote: RemoteCounts | None, reporting: Reporting) -> bool:
    return bool(reporting.read) and not (case.events or case.totals or imports or remote)


def _untested(reporting: Reporting) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return which data would test the claims of the documents on concert, and which claims each would test."""
    wanted: dict[str, list[str]] = {}
    for claim in reporting.reported:
        if claim.on_concert:
            wanted.setdefault(claim.test, []).append(claim.id)
    return tuple((test, tuple(ids)) for test, ids in wanted.items())


def _brought(one: Chosen) -> tuple[Brought, ...]:
    why = (
        f"{one.table.name} is an imported table, and no line of coverage.csv says how well it covers its days and fronts: it is taken as a "
        "sample, and a day without a row is no evidence of silence"
    )
    return () if one.days is None else (Brought(one.fronts, one.days, why),)


def _joint_rows(case: Case, register: Register, rows: Rows) -> tuple[EventRow, ...]:
    """Return the acts that the tables record as joint acts of two of the groups or more that are not tied: an umbrella is its members."""
    groups, ties = set(case.settings.case.groups), Ties(register)

    def are_several(row: EventRow) -> bool:
        acted = sorted(groups & {match.organisation for match in register.resolve_joint(row.actor, row.date)} - {None})
        return any(ties.between(a, b) is None for a, b in combinations(acted, 2))

    return tuple(row for row in rows.joint if are_several(row))


def _marked(case: Case, finding: Finding) -> Finding:
    """Mark a finding on days that the makers of the claims had seen as exploratory."""
    seen = case.settings.case.seen_until
    return replace(finding, exploratory=seen is not None and seen >= case.settings.case.start)


def _claims(case: Case, register: Register, rows: Rows, asked: tuple[Asked, ...], mark: str) -> tuple[Judged, ...]:
    evidence = Evidence(
        findings=tuple(one.finding for one in asked),
        windows={one.finding.id: one.window for one in asked if one.window},
        stands_for={one.finding.id: one.stands_for for one in asked},
        rows={id_: rows.of(id_) for id_ in case.settings.case.groups},
        fronts_of=lambda name: case.settings.front_aliases.get(name, (name,)),
        own_rows={one.finding.id: one.own_rows for one in asked if one.own_rows is not None},
        domestic_rows=sum(row.target_class.startswith("domestic") for row in case.events),
        grade=mark,
    )
    return tuple(judge(claim, _ids(register, claim.groups), evidence) for claim in case.claims)


def _ids(register: Register, groups: str) -> tuple[str, ...]:
    found = (register.listed(name).organisation for name in groups.split("; "))
    return tuple(id_ for id_ in found if id_ is not None)


def _rivals(case: Case, counts: Counts, asked: tuple[Asked, ...]) -> tuple[Rivals, ...]:
    windows = {window.id: window for window in case.settings.windows}
    series = {one.id: one for one in case.settings.series}
    found = []
    for one in asked:
        if one.finding.question == "pause" and one.series and one.finding.p is not None and case.settings.hypotheses:
            predictions, hypotheses = rivals(case, counts, series[one.series], windows[one.window], one.finding)
            found.append(Rivals(one.finding.id, predictions, hypotheses))
    return tuple(found)


def _changes(findings: Iterable[Finding], claims: Iterable[Judged]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    # What follows a semicolon is the figure for one finding; what comes before is the same for many.
    wanted: dict[str, list[str]] = {}
    for finding in findings:
        if finding.verdict == CANNOT_SAY and finding.settle:
            wanted.setdefault(finding.settle.partition(";")[0], []).append(finding.id)
    for judged in claims:
        if judged.verdict == CANNOT_SAY and judged.settle:
            wanted.setdefault(judged.settle.partition(";")[0], []).append(judged.claim.claim_id)
    return tuple((settle, tuple(ids)) for settle, ids in wanted.items())
