"""findings.json: the findings serialised, and nothing else. Its schema is docs/reference/findings.schema.json."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from concerted.errors import OutputError
from concerted.events.chosen import Chosen
from concerted.finding import Finding
from concerted.report import imported, reporting_json
from concerted.report.reporting_json import ReportingEntry
from concerted.version import __version__
from concerted.weigh.dossier import Dossier


class InputEntry(TypedDict):
    """One file that was read."""

    path: str
    sha256: str


class ClaimEntry(TypedDict):
    """One claim beside what was found."""

    id: str
    text: str
    by: str
    source_url: str
    verdict: str
    reason: str
    settle: str | None
    findings: list[str]


class EventEntry(TypedDict):
    """One event and where it was read."""

    id: str
    source_url: str


class ReasonEntry(TypedDict):
    """Why rows of an imported table were set aside, merged, or kept with a doubt."""

    fate: str
    reason: str
    rows: int


class UseEntry(TypedDict):
    """What became of some of the rows of an imported table."""

    what: str
    rows: int


class ImportEntry(TypedDict):
    """One imported table, in numbers; its rows are not repeated."""

    name: str
    file: str
    sha256: str
    format: str
    version: str
    licence: str
    citation: str
    redistributable: bool
    read: int
    kept: int
    merged: int
    set_aside: int
    reasons: list[ReasonEntry]
    use: list[UseEntry]


class JoinedEntry(TypedDict):
    """Two rows that are reports of one event, or may be."""

    state: str
    kind: str
    kept: str
    merged: str
    reason: str


class OriginsEntry(TypedDict):
    """On how many independent origins the rows that give an address rest."""

    rows: int
    origins: int


class RemoteEntry(TypedDict):
    """A table that lies elsewhere: how many of its rows were counted, and why the others were not."""

    table: str
    engine: str
    read: int
    counted: int
    not_counted: list[UseEntry]
    sql: str


class FindingsFile(TypedDict):
    """The whole file. `speakers_redacted` says whether names of persons who speak were left out of it."""

    concerted: str
    case: str
    seed: int
    made: str
    grade: str
    reason: str
    inputs: list[InputEntry]
    findings: list[Finding]
    claims: list[ClaimEntry]
    events: list[EventEntry]
    imports: list[ImportEntry]
    joined: list[JoinedEntry]
    origins: OriginsEntry
    remote: RemoteEntry | None
    reporting: ReportingEntry
    speakers_redacted: bool


def findings(dossier: Dossier) -> str:
    """Return the text of findings.json; numbers are JSON numbers or null."""
    return json.dumps(content(dossier), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def content(dossier: Dossier) -> dict[str, Any]:
    """Return what findings.json holds."""
    return {
        "concerted": __version__,
        "case": dossier.case.settings.case.id,
        "seed": dossier.seed,
        "made": _made(),
        "grade": dossier.grade,
        "reason": dossier.reason,
        "inputs": [{"path": one.path, "sha256": one.sha256} for one in (*dossier.case.inputs, *dossier.reporting.inputs)],
        "findings": [asdict(finding) for finding in dossier.findings],
        "claims": [
            {
                "id": judged.claim.claim_id,
                "text": judged.claim.text,
                "by": judged.claim.by,
                "source_url": judged.claim.source_url,
                "verdict": judged.verdict,
                "reason": judged.reason,
                "settle": judged.settle,
                "findings": list(judged.findings),
            }
            for judged in dossier.claims
        ],
        "events": [{"id": row.event_id, "source_url": row.source_url} for row in dossier.case.events],
        "imports": [_import(dossier, one) for one in dossier.imports],
        "joined": [asdict(step) for step in dossier.joining.steps],
        "origins": {"rows": dossier.joining.reports, "origins": dossier.joining.origins},
        "remote": _remote(dossier),
        "reporting": reporting_json.entry(dossier),
        "speakers_redacted": dossier.speakers_redacted,
    }


def _import(dossier: Dossier, one: Chosen) -> dict[str, Any]:
    stated = one.table.manifest.model_dump(include=set(ImportEntry.__annotations__))
    told = [{"fate": fate, "reason": reason, "rows": n} for fate, reason, n in one.table.reasons]
    return {**stated, "reasons": told, "use": [{"what": what, "rows": n} for what, n in imported.used(dossier, one) if n]}


def _remote(dossier: Dossier) -> dict[str, Any] | None:
    settings, remote = dossier.case.settings.remote, dossier.remote
    if settings is None or remote is None:
        return None
    return {
        "table": settings.table,
        "engine": remote.engine,
        "read": remote.read,
        "counted": sum(one.n for one in remote.counted),
        "not_counted": [{"what": reason, "rows": n} for reason, n in remote.fell_out.items()],
        "sql": remote.sql,
    }


def schema() -> str:
    """Return the JSON Schema of findings.json."""
    described = TypeAdapter(FindingsFile).json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **described}, indent=1, ensure_ascii=False) + "\n"


def _made() -> str:
    """Return the time of making: SOURCE_DATE_EPOCH where it is set, so that a run can be repeated to the byte.

    Raises
    ------
    OutputError
        If SOURCE_DATE_EPOCH is no time in seconds.
    """
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = dt.datetime.fromtimestamp(int(stamp), dt.UTC) if stamp else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise OutputError(f"expected seconds since 1970 in SOURCE_DATE_EPOCH; found {stamp!r}. Mend it or unset it.") from None
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
