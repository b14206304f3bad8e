"""Each claim beside what was found. One rule for each kind of evidence that a claim asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from concerted.case.records import ClaimRow, EventRow
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from concerted.weigh.grade import IN_CONCERT
from concerted.words.numbers import figure, listed, plural

SUPPORTED, CONTRADICTED = "supported", "contradicted"


@dataclass(frozen=True)
class Evidence:
    """What claims are held against.

    Attributes
    ----------
    findings : tuple of Finding
    windows : dict
        From the id of a pause finding to the id of its window.
    stands_for : dict
        From the id of a finding to the ids of the organisations that it bears on.
    rows : dict
        From the id of an organisation to its rows.
    front_of : callable
        From the name of a front in a row to the fronts it stands for.
    own_rows : dict
        From the id of a finding on anyone's attacks to the rows before the window that name the groups which it stands for.
    domestic_rows : int
        Rows of domestic events; regional cases have none.
    grade : str
    """

    findings: tuple[Finding, ...]
    windows: dict[str, str]
    stands_for: dict[str, tuple[str, ...]]
    rows: dict[str, tuple[EventRow, ...]]
    fronts_of: Callable[[str], tuple[str, ...]]
    own_rows: dict[str, int]
    domestic_rows: int
    grade: str


@dataclass(frozen=True)
class Judged:
    """A claim and what was found."""

    claim: ClaimRow
    verdict: str
    reason: str
    settle: str | None
    findings: tuple[str, ...]


def judge(claim: ClaimRow, organisations: Sequence[str], evidence: Evidence) -> Judged:
    """Return the verdict on one claim.

    Parameters
    ----------
    claim : ClaimRow
    organisations : sequence of str
        Ids of the groups that the claim names.
    evidence : Evidence
    """
    return _RULES[claim.asks](claim, tuple(organisations), evidence)


def _pause(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    bearing = [
        f
        for f in evidence.findings
        if f.question == "pause" and evidence.windows.get(f.id) == claim.window and set(groups) & set(evidence.stands_for.get(f.id, ()))
    ]
    ids = tuple(f.id for f in bearing)
    fell = [f for f in bearing if f.verdict == SHARED_CAUSES]
    if claim.reads == "sign":
        reason = "a pause of one group is no sign by itself: public causes are enough to explain it, and the rivals fit as well"
        settle = "a mark that tells an order from an own decision: a dated instruction, or one pause that no public cause announces"
        return Judged(claim, CANNOT_SAY, reason, settle, ids)
    if fell:
        return _fallen(claim, fell[0], evidence, ids)
    if any(f.verdict == NO_SIGN for f in bearing):
        return Judged(claim, CONTRADICTED, "the rate did not fall", None, ids)
    settle = next((f.settle for f in bearing if f.settle), "a census of the window and of days outside it")
    return Judged(claim, CANNOT_SAY, "no count decides it", settle, ids)


def _fallen(claim: ClaimRow, best: Finding, evidence: Evidence, ids: tuple[str, ...]) -> Judged:
    """Judge a pause by a rate that fell; where the series counts anyone, the group's own part of the baseline decides whose fall it is."""
    if best.count is None or best.expected_count is None:
        return Judged(claim, SUPPORTED, f"{best.id}: {best.reason}", None, ids)
    reason = f"{best.id}: {figure(best.count)} counted where {figure(best.expected_count)} would be expected{_reservations(best)}"
    needed = next((int(v.count) for v in best.variants if v.kind == "attribution" and v.count is not None), None)
    own = evidence.own_rows.get(best.id)
    if own is None:
        return Judged(claim, SUPPORTED, reason, None, ids)
    whose = f"the series counts anyone's attacks; the rows, a sample, hold {own} of the group's own before the window"
    if needed is not None and own >= needed:
        return Judged(claim, SUPPORTED, f"{reason}; {whose}, and {needed} are enough for the fall to be its own", None, ids)
    settle = "a count of the group's own attacks before and in the window"
    return Judged(claim, CANNOT_SAY, f"{reason}; {whose}, too few to say whose fall it was", settle, ids)


def _reservations(finding: Finding) -> str:
    """Return what a reader must know beside a fall: doubtful events, whose fall it can be, and baselines that do not show it."""
    doubt = next((v for v in finding.variants if v.kind == "doubt" and v.count is not None), None)
    parts = [] if doubt is None else [f"{figure(doubt.count)} without events that are neither claimed nor attributed"]
    weak = [v.name for v in finding.variants if v.kind == "baseline" and v.p is not None and v.p >= 0.05]
    parts += [f"not beyond chance against the days {listed(weak)}"] if weak else []
    return "".join(f"; {part}" for part in parts)


def _coupling(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    bearing = [f for f in evidence.findings if f.question == claim.asks and len(set(evidence.stands_for.get(f.id, ())) & set(groups)) >= 2]
    ids = tuple(f.id for f in bearing)
    verdicts = {f.verdict for f in bearing}
    if verdicts == {NO_SIGN}:
        return Judged(claim, CONTRADICTED, "every test could have seen it, and none did", None, ids)
    if BEYOND in verdicts and evidence.grade == IN_CONCERT:
        return Judged(claim, SUPPORTED, "timing beyond shared causes, with a mark that is not timing", None, ids)
    settle = next((f.settle for f in bearing if f.settle), "a census of at least two of the groups, by day and front")
    reason = next((f.reason for f in bearing if f.verdict == CANNOT_SAY), "timing alone cannot show it")
    return Judged(claim, CANNOT_SAY, reason, settle, ids)


def _contacts(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    reason = "it is about meetings, messages and orders, which the timing of attacks does not show"
    settle = (
        "dated records of meetings or messages from two confirmed, independent origins, none of them an opponent, for days before and after"
    )
    return Judged(claim, CANNOT_SAY, reason, settle, ())


def _level(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    reason = (
        "it is about how close contacts were before and after; totals of attacks before and after are a rate under other definitions, "
        "no coupling"
    )
    settle = "dated records of contacts by one source with one definition, for at least as many months before as after"
    return Judged(claim, CANNOT_SAY, reason, settle, ())


def _autonomy(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    reason = f"the case holds {plural(evidence.domestic_rows, 'domestic event')}, so nothing can be set against the regional ones"
    settle = "for two groups or more about 200 domestic and 200 regional events each, counted by the same rules"
    return Judged(claim, CANNOT_SAY, reason, settle, ())


def _answer(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    reason = "who answers whom is not tested in this version, and the rows of both sides are a sample"
    settle = "a census of attacks and of strikes by day, about 200 of each, then a test of the days after each"
    return Judged(claim, CANNOT_SAY, reason, settle, ())


def _existence(claim: ClaimRow, groups: tuple[str, ...], evidence: Evidence) -> Judged:
    rows = [
        row
        for group in groups
        for row in evidence.rows.get(group, ())
        if row.date <= claim.stated_on
        and claim.fronts in (row.front, *evidence.fronts_of(row.front))
        and (not claim.target_class or row.target_class == claim.target_class)
    ]
    known = [row for row in rows if {"claimed", "confirmed"} & set(row.status)]
    if known:
        confirmed = sum("confirmed" in row.status for row in known)
        seen = f"{plural(len(known), 'row')} on that front up to that day, {confirmed} of them confirmed by others"
        reason = f"{seen}; that something happened, a sample can show"
        return Judged(claim, SUPPORTED, reason, None, ())
    return Judged(claim, CANNOT_SAY, "no row shows it, and a sample does not show that there was none", "a census of that front", ())


_RULES: dict[str, Callable[[ClaimRow, tuple[str, ...], Evidence], Judged]] = {
    "pause": _pause,
    "together": _coupling,
    "divide": _coupling,
    "answer": _answer,
    "contacts": _contacts,
    "level": _level,
    "autonomy": _autonomy,
    "existence": _existence,
}
