"""The files of a scan: one row a pair, and what was found in a few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from concerted.ask.findings import Findings
from concerted.finding import BEYOND
from concerted.report.tables import Table, as_csv
from concerted.words import scan as words

# More pairs than this are not told one by one: nobody reads them, and each is asked again for its whole finding.
MOST_TOLD = 50


def pairs_csv(findings: Findings) -> str:
    """Return all pairs, the smallest p first, as CSV."""
    table = findings.table()
    names = list(table.schema.names)
    columns = [table[name].to_pylist() for name in names]
    place = names.index("p")
    rows = sorted(zip(*columns, strict=True), key=lambda row: (row[place] is None, row[place] or 0.0, row[:2]))
    return as_csv(Table(tuple(names), tuple(rows)))


def summary(findings: Findings, about: Mapping[str, Any]) -> str:
    """Return what was found as JSON.

    Parameters
    ----------
    findings : Findings
    about : mapping
        What was scanned and how.
    """
    standing = [row for row in findings.strongest(len(findings)) if row["verdict"] == BEYOND]
    told = [asdict(findings.finding(row["a"], row["b"])) for row in standing[:MOST_TOLD]]
    content = {
        **about,
        "sentence": findings.sentence,
        "method": words.METHOD[findings.question],
        "sizes": words.SIZES,
        "assumes": [words.DEPENDENT],
        "cannot_show": list(words.CANNOT_SHOW),
        "settle": words.SETTLE,
        "verdicts": findings.verdicts,
        "reasons": findings.reasons,
        "groups": list(findings.names),
        "groups_left_out": list(findings.few),
        "beyond_shared_causes": len(standing),
        "findings": told,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
