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
from concerted.finding import Finding
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


class FindingsFile(TypedDict):
    """The whole file."""

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
        "inputs": [{"path": one.path, "sha256": one.sha256} for one in dossier.case.inputs],
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
