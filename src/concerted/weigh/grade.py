"""The grade of an assessment. Timing alone never reaches "in concert"."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from concerted.weigh.marks import Marks
from concerted.words.numbers import listed, plural
from concerted.words.reporting import NO_EVENTS

IN_CONCERT = "in concert"
GRADES = (NO_SIGN, CANNOT_SAY, SHARED_CAUSES, IN_CONCERT)

# Questions on two groups or more; a finding on one group never carries the grade further than "shared causes suffice".
_COUPLING = ("together", "answer", "network", "divide")


def grade(findings: Sequence[Finding], marks: Marks | None, unobserved_rows: int = 0, *, without_events: bool = False) -> tuple[str, str]:
    """Return the grade and its reason.

    Parameters
    ----------
    findings : sequence of Finding
    marks : Marks or None
        "In concert" needs, besides calibrated timing beyond shared causes, a joint claim or a recorded joint act in the period, or confirmed
        statements of two independent origins, no opponent's, on two of the groups whose timing it is.
    unobserved_rows : int
        Rows that could not be used because the coverage file says that nobody looked there.
    without_events : bool
        Whether the case has documents and nothing to count.
    """
    coupling = [f for f in findings if f.question in _COUPLING]
    if not findings and without_events:
        return CANNOT_SAY, NO_EVENTS
    if not coupling:
        gaps = f"; {plural(unobserved_rows, 'row')} lie where the coverage file says that nobody looked" if unobserved_rows else ""
        return CANNOT_SAY, f"no question on two groups could be asked of the data{gaps}"
    beyond = [f for f in coupling if f.verdict == BEYOND]
    if beyond:
        return _with_residual(beyond, marks)
    undecided = sum(f.verdict == CANNOT_SAY for f in coupling)
    if undecided:
        return CANNOT_SAY, _undecided(findings, undecided, len(coupling))
    if any(f.verdict == SHARED_CAUSES for f in findings):
        return SHARED_CAUSES, "what the groups have in common is explained by causes that all of them share"
    return NO_SIGN, "every test could have seen the smallest share of interest, and none did"


def _with_residual(beyond: Sequence[Finding], marks: Marks | None) -> tuple[str, str]:
    calibrated = [f for f in beyond if f.false_alarm_rate is not None and f.registered]
    joint = _joint(calibrated or beyond, marks)
    if calibrated and joint:
        timing = plural(len(calibrated), "calibrated finding")
        return IN_CONCERT, f"a link beyond shared causes in {timing}, and {plural(joint, 'mark')} of joint action"
    missing = [] if calibrated else ["a registered and calibrated test"]
    missing += [] if joint else ["a joint claim or another mark that is not timing"]
    found = f"a link beyond shared causes in {plural(len(beyond), 'finding')}"
    return CANNOT_SAY, f"{found}, but timing alone never shows concert; missing: {listed(missing)}"


def _joint(findings: Sequence[Finding], marks: Marks | None) -> int:
    """Return how many marks of joint action there are; confirmed statements are one only for groups that a finding is about."""
    if marks is None:
        return 0
    confirmed = [one for one in marks.confirmed if any(set(one.groups) <= set(finding.groups) for finding in findings)]
    return len(marks.joint_in_period) + len(marks.recorded_joint) + len(confirmed)


def _undecided(findings: Sequence[Finding], undecided: int, coupling: int) -> str:
    reason = f"{undecided} of {plural(coupling, 'test')} of acting together or dividing fronts cannot decide on these data"
    falls = [f for f in findings if f.question == "pause" and f.verdict == SHARED_CAUSES]
    if falls:
        names = listed([f.id for f in falls])
        reason += f"; {plural(len(falls), 'fall')} of a rate in a window stands ({names}), which public causes are enough to explain"
    return reason
