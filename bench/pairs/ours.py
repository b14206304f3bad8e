"""`cc.together` on one pair, both ways: as the data are, and as if more were known of them than is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import concerted as cc
from concerted.counts import CENSUS, Counts
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from pairs.answer import LEVEL, Answer, Case
from pairs.series import counts

PLAIN = "together, as the data are (a sample)"
CENSUS_DECLARED = "together, IF a census were declared (it is none)"
CONTROLS = "together, with unrelated groups as controls"
BOTH = "together, with controls and IF a census were declared"
NAMES = (PLAIN, CENSUS_DECLARED, CONTROLS, BOTH)
# Of two ways that differ: one that fires is enough, and one that is open keeps the pair open.
_FIRST_TO_LAST = (BEYOND, CANNOT_SAY, SHARED_CAUSES, NO_SIGN)


def answers(case: Case) -> dict[str, Answer]:
    """Return what is said in each setting; without unrelated groups those with controls are left out.

    Parameters
    ----------
    case : Case
    """
    label = case.label
    found = {
        PLAIN: _both_ways(case.counts, case),
        CENSUS_DECLARED: _both_ways(counts(case.own, label.first, label.last, CENSUS), case),
    }
    if controls := tuple(sorted(case.unrelated)):
        events = {**case.own, **case.unrelated}
        found[CONTROLS] = _both_ways(counts(events, label.first, label.last), case, controls)
        found[BOTH] = _both_ways(counts(events, label.first, label.last, CENSUS), case, controls)
    return found


def _both_ways(table: Counts, case: Case, controls: Sequence[str] | None = None) -> Answer:
    """Ask both ways at half the level each; p is twice the smaller, the size the mean share beyond expectation."""
    a, b = case.label.pair
    findings = [cc.together(table, one, other, (0, 1), controls=controls, alpha=LEVEL / 2) for one, other in ((a, b), (b, a))]
    return combined(findings)


def combined(findings: Sequence[Finding]) -> Answer:
    """Return one answer from two findings.

    Parameters
    ----------
    findings : sequence of Finding
    """
    effects = [one.effect for one in findings if one.effect is not None]
    ps = [one.p for one in findings if one.p is not None]
    told = min(findings, key=lambda one: _FIRST_TO_LAST.index(one.verdict))
    size = sum(effects) / len(effects) if effects else None
    return Answer(size, min(1.0, len(findings) * min(ps)) if ps else None, told.verdict, bare(told.reason, told.groups))


def bare(reason: str, groups: Sequence[str]) -> str:
    """Return a reason without the names and figures of one pair.

    Parameters
    ----------
    reason : str
    groups : sequence of str
    """
    for name in sorted(groups, key=len, reverse=True):
        reason = reason.replace(name, "a group")
    return re.sub(r"\d+(?:[.,]\d+)*", "…", reason)
