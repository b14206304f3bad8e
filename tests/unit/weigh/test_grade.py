"""The grade: timing alone never reaches "in concert"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concerted.case.records import MarkRow
from concerted.finding import Finding
from concerted.weigh.grade import grade
from concerted.weigh.marks import Marks, weigh_marks


def finding(question: str, verdict: str, **more: object) -> Finding:
    one = Finding(question=question, groups=("A", "B"), verdict=verdict, reason="r", sentence="s", id="F01")
    return replace(one, **more)  # type: ignore[arg-type]


def joint_claim(bundled_mark: MarkRow) -> Marks:
    from datetime import date

    from concerted.days import Window

    row = replace(bundled_mark, date=date(2024, 1, 1), kind_of_mark="joint claim", claims_or_denies="claims")
    return weigh_marks([row], Window(date(2023, 12, 1), date(2024, 2, 1)), None)


@pytest.fixture
def marks(bundled: object) -> Marks:
    return joint_claim(bundled.case.marks[0])  # type: ignore[attr-defined]


def test_timing_beyond_shared_causes_alone_cannot_say() -> None:
    mark, reason = grade([finding("together", "beyond shared causes", false_alarm_rate=0.05, registered=True)], None)
    assert mark == "cannot say"
    assert "timing alone" in reason


def test_a_mark_without_a_calibrated_and_registered_test_cannot_say(marks: Marks) -> None:
    assert grade([finding("together", "beyond shared causes")], marks)[0] == "cannot say"
    assert grade([finding("together", "beyond shared causes", false_alarm_rate=0.05)], marks)[0] == "cannot say"


def test_calibrated_registered_timing_and_a_joint_claim_reach_the_top(marks: Marks) -> None:
    assert grade([finding("together", "beyond shared causes", false_alarm_rate=0.05, registered=True)], marks)[0] == "in concert"


def test_a_pause_never_carries_the_grade_beyond_shared_causes(marks: Marks) -> None:
    findings = [finding("pause", "shared causes suffice"), finding("together", "no sign")]
    assert grade(findings, marks)[0] == "shared causes suffice"
    assert grade([finding("pause", "shared causes suffice")], marks)[0] == "cannot say"


def test_no_sign_only_where_every_test_could_have_seen_it() -> None:
    assert grade([finding("together", "no sign"), finding("divide", "no sign")], None)[0] == "no sign"
    assert grade([finding("together", "no sign"), finding("divide", "cannot say")], None)[0] == "cannot say"
