"""Tables of an assessment: the same rows for the page and for CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from concerted.actors import Ties
from concerted.finding import CANNOT_SAY, Finding
from concerted.weigh.battery import FEWEST_ROWS
from concerted.weigh.dossier import Dossier
from concerted.weigh.reporting import Read, Reported, interest_of
from concerted.words.numbers import plural
from concerted.words.reporting import title

# A spreadsheet runs a cell that begins like this as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """Column names and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def as_csv(table: Table) -> str:
    """Return a table as CSV that a spreadsheet opens without running anything in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_safe(column) for column in table.columns])
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def _safe(cell: Any) -> Any:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    # A bare carriage return is written without quotation marks and would end the row.
    return (f"'{cell}" if cell.startswith(_FORMULA) else cell).replace("\r\n", "\n").replace("\r", "\n")


def claims(dossier: Dossier) -> Table:
    """Return each claim beside what was found."""
    columns = ("claim", "text", "by", "kind_of_source", "stated_on", "stance", "verdict", "reason", "settle", "findings", "source_url")
    rows = tuple(
        (
            judged.claim.claim_id,
            judged.claim.text,
            judged.claim.by,
            judged.claim.kind_of_source,
            judged.claim.stated_on.isoformat(),
            judged.claim.stance,
            judged.verdict,
            judged.reason,
            judged.settle,
            " ".join(judged.findings),
            judged.claim.source_url,
        )
        for judged in dossier.claims
    )
    return Table(columns, rows)


def reported(dossier: Dossier) -> Table:
    """Return each statement beside each claim of the documents that it speaks for or against."""
    columns = ("claim", "title", "side", "by", "interest", "words", "document", "said_at", "origin", "tier", "status")
    more = ("decided_by", "decided_at", "decision_reason", "grade", "statement")
    rows = [
        (one.id, reported_title(dossier, one), side, *_said(dossier, read))
        for one in dossier.reporting.reported
        for side, said in (("for", one.said_for), ("against", one.said_against))
        for read in said
    ]
    return Table((*columns, *more), tuple(rows))


def reported_title(dossier: Dossier, one: Reported) -> str:
    """Return a claim of the documents as a line."""
    subjects, objects = ([dossier.register.name(id_) for id_ in ids] for ids in (one.subjects, one.objects))
    return title(one.kind, subjects, objects)


def _said(dossier: Dossier, read: Read) -> tuple[Any, ...]:
    one, decided = read.statement, read.decision
    return (
        one.said_by.role,
        interest_of(read, dossier.reporting.about(read), dossier.case.settings.case.opponents),
        " … ".join(part.exact for part in one.parts),
        read.document,
        one.said_at,
        read.origin,
        one.tier,
        one.status,
        decided.by if decided else "",
        decided.at if decided else "",
        decided.reason if decided else "",
        read.grade.verdict if read.grade else "",
        one.id,
    )


def pairs(dossier: Dossier) -> Table:
    """Return every ordered pair of the case's groups, tested or not."""
    columns = ("a", "b", "finding", "verdict", "p", "q", "effect", "low", "high", "count", "expected_count", "covered_share", "reason")
    # Findings on rows come before those on totals, whose groups may have the same names.
    tested = {f.groups: f for f in reversed(dossier.findings) if f.question == "together"}
    names = [dossier.register.name(id_) for id_ in dossier.case.settings.case.groups]
    rows = [_pair(dossier, a, b, tested.get((a, b))) for a, b in permutations(names, 2)]
    return Table(columns, tuple(rows))


def _pair(dossier: Dossier, a: str, b: str, finding: Finding | None) -> tuple[Any, ...]:
    if finding is None:
        few = [f"{name} {plural(_rows(dossier, name), 'row')}" for name in (a, b) if _rows(dossier, name) < FEWEST_ROWS]
        tie = Ties(dossier.register).between(_id(dossier, a), _id(dossier, b))
        reason = f"not tested: {', '.join(few)}, fewer than {FEWEST_ROWS}" if few else f"not tested: {tie}"
        return (a, b, "", CANNOT_SAY, *[None] * 8, reason)
    f = finding
    return (a, b, f.id, f.verdict, f.p, f.q, f.effect, f.low, f.high, f.count, f.expected_count, f.covered_share, f.reason)


def _rows(dossier: Dossier, name: str) -> int:
    return len(dossier.rows.of(_id(dossier, name)))


def _id(dossier: Dossier, name: str) -> str:
    return next(i for i in dossier.case.settings.case.groups if dossier.register.name(i) == name)


def division(dossier: Dossier) -> Table:
    """Return rows by group and front, with what is known of reach."""
    fronts = [f for f in dossier.case.settings.fronts if any(k.row.front == f for k in _kept(dossier))]
    reach = reach_of(dossier)
    rows = []
    for id_ in dossier.case.settings.case.groups:
        own = [row.front for row in dossier.rows.of(id_)]
        cells = [cell(own.count(front), reach.get((id_, front), "")) for front in fronts]
        rows.append((dossier.register.name(id_), *cells))
    return Table(("group", *fronts), tuple(rows))


def cell(count: int, reached: str) -> str:
    """Return a cell of the division: the count, or what is known of reach where there is none."""
    if count:
        return str(count)
    return {"y": "0 (reached)", "unknown": "? (unknown)", "n": "not seen"}.get(reached, "no entry")


def reach_of(dossier: Dossier) -> dict[tuple[str, str], str]:
    """Return what is known of reach, by id of group and front."""
    found = {}
    for row in dossier.case.reach:
        id_ = dossier.register.listed(row.group).organisation
        if id_ is not None:
            found[id_, row.front] = row.reached
    return found


def _kept(dossier: Dossier) -> Sequence[Any]:
    return [kept for kept in dossier.rows.kept if kept.group in dossier.case.settings.case.groups]
