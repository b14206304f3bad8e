"""Small pieces of the page that need a decision."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from concerted.ask.reporting import FEWEST_CONTROL_DAYS, WIDEST
from concerted.events import STATUS_SERIES
from concerted.finding import Finding, Variant
from concerted.report import imported
from concerted.weigh.dossier import Dossier
from concerted.words.numbers import figure, listed, percent, plural

_KIND_TITLES = {
    "baseline": "Against each baseline",
    "part": "By part",
    "doubt": "Without events of doubtful authorship",
    "attribution": "If only a part of the baseline was the group's",
    "placebo": "Among other windows of the same length",
    "bound": "What is known between two totals elsewhere",
    "lags": "With other lags",
    "trigger": "With and without the listed triggers",
    "status": "By status of the rows",
    "dates": "Without inferred days",
    "reach": "With other readings of reach",
    "exposure": "With each day alike",
    "range": "Events known only as a range of days",
    "contradiction": "Daily rows against running totals",
    "umbrella": "If an umbrella and its members were counted otherwise",
}


def slug(text: str) -> str:
    """Return a text as a class name or an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def safe_url(url: str) -> str:
    """Return an address that is safe to link to: http and https only."""
    return url if url.startswith(("http://", "https://")) else ""


def variant_groups(finding: Finding) -> list[tuple[str, list[Variant]]]:
    """Return the variants of a finding under the title of their kind."""
    groups: dict[str, list[Variant]] = {}
    for variant in finding.variants:
        groups.setdefault(variant.kind, []).append(variant)
    return [(_KIND_TITLES.get(kind, kind), rows) for kind, rows in groups.items()]


@dataclass(frozen=True)
class Search:
    """One line of searches.csv as it is shown."""

    group: str
    front: str
    first: dt.date | None
    last: dt.date | None
    pages: str
    complete: str
    source: str


def searches(dossier: Dossier) -> list[Search]:
    """Return what was searched on which days, line by line."""
    return [
        Search(
            row.group,
            row.front,
            row.day or row.first,
            row.day or row.last,
            "unknown" if row.pages_read is None else str(row.pages_read),
            {"y": "yes", "n": "no"}.get(row.complete, row.complete),
            row.source,
        )
        for row in dossier.case.searches
    ]


def documents_alone(dossier: Dossier) -> bool:
    """Tell whether the case has documents and no table of events, so that there is nothing to count."""
    case = dossier.case
    return bool(dossier.reporting.read) and not (case.events or case.totals or case.controls or dossier.imports or dossier.remote)


def row_notes(dossier: Dossier) -> list[str]:
    """Return what a reader must know of the rows, each line from the tables themselves; nothing where the case has documents alone."""
    if documents_alone(dossier):
        return []
    rows, register = dossier.rows, dossier.register
    groups = [f"{register.name(g)} {len(rows.of(g))}" for g in dossier.case.settings.case.groups]
    brought = sum(one.table.manifest.kept for one in dossier.imports)
    told = [plural(len(dossier.case.events), "row")] if dossier.case.events or not dossier.imports else []
    told += [f"{plural(brought, 'row')} of imported tables"] if dossier.imports else []
    lines = [f"The unit is the row: {' and '.join(told)}, of which {listed(groups)} count for the groups."]
    claimed = [
        (register.name(g), sum(row.status == ("claimed",) for row in rows.of(g)), len(rows.of(g))) for g in dossier.case.settings.case.groups
    ]
    if any(n for _, n, _ in claimed) or (not dossier.imports and any(of for _, _, of in claimed)):
        lines.append(f"Claimed and by nobody confirmed: {listed([f'{n} of {of} ({name})' for name, n, of in claimed if of])}.")
    if any(row.n_reported not in (None, 1) for row in dossier.case.events):
        lines.append("The column n_reported mixes attacks, munitions and targets; it is shown and never summed.")
    lines += _missing_statuses(dossier)
    lines += _apart(dossier)
    lines += [line] if (line := imported.origins(dossier)) else []
    lines += _controls(dossier)
    audit = dossier.case.settings.audit
    if audit is not None:
        lines.append(
            f"A check of {audit.rows_checked} of {audit.rows_in_all} rows against their pages found at least one wrong cell in "
            f"{figure(100 * audit.wrong_share)} % of them (95 % interval {percent(audit.low)} to {percent(audit.high)}): {audit.note}."
        )
    return lines


def _missing_statuses(dossier: Dossier) -> list[str]:
    missing = [name for name in STATUS_SERIES if name not in dossier.rows.statuses()]
    quoted = [f"“{name}”" for name in missing]
    return (
        [f"No row of a group falls under {listed(quoted)}: no finding is shown for these rows alone."] if missing and dossier.rows.kept else []
    )


def _controls(dossier: Dossier) -> list[str]:
    """Return whether the negative controls can weight the days, by the same rule as the test itself."""
    rows, counts = dossier.rows, dossier.counts
    if not rows.controls:
        return ["The case has no negative controls: nothing shows whether reporting alone moves the counts."]
    events = int(sum(counts.values[counts.index(dossier.register.name(id_))].sum() for id_ in rows.controls))
    a_day = events / counts.days.size
    note = (
        f"The negative controls hold {plural(events, 'dated event')} on {plural(counts.days.size, 'day')} ({figure(a_day, 2)} a day). They "
        f"weigh the days by how much was reported; they decide where they have {FEWEST_CONTROL_DAYS} active days and tell the variance of that "
        f"to a width of {figure(WIDEST)}. The null model of each finding says whether they do. Each is tested in a group's place."
    )
    return [note]


def _apart(dossier: Dossier) -> list[str]:
    rows = dossier.rows
    lines = []
    joint, others, unobserved = imported.own(rows.joint), imported.own(rows.others), imported.own(rows.unobserved)
    if joint:
        actors = listed(sorted({row.actor for row in joint}))
        lines.append(f"{plural(len(joint), 'row')} of joint acts ({actors}) count for no single group.")
    if others:
        actors = listed(sorted({row.actor for row in others}))
        lines.append(f"{plural(len(others), 'row')} of other actors are shown and never tested against the groups: {actors}.")
    if unobserved:
        ids = listed([row.event_id for row in unobserved])
        lines.append(f"{plural(len(unobserved), 'row')} on a front and day where nobody looked: set aside ({ids}).")
    if rows.period_totals:
        lines.append(f"{plural(len(rows.period_totals), 'control row')} give a total over many days and are no events.")
    if dossier.counts.intervals:
        lines.append(f"{plural(len(dossier.counts.intervals), 'row')} with a day known only as a range stay out of daily counts.")
    return lines
