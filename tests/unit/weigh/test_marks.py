"""Marks: independent origins are counted after copies are collapsed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from concerted.assessment import Assessment
from concerted.days import Window
from concerted.weigh.marks import weigh_marks

PERIOD = Window(date(2023, 10, 7), date(2024, 2, 4))


def test_rows_of_one_origin_count_once(bundled: Assessment) -> None:
    first = next(m for m in bundled.case.marks if m.date in PERIOD and m.claims_or_denies == "claims" and m.independent_origin == "y")
    copies = [first, *(replace(first, mark_id=f"X{i}", independent_origin="n") for i in range(5))]
    (side,) = weigh_marks(copies, PERIOD, None).supporting
    assert (len(side.marks), side.origins, side.unknown) == (6, 1, 0)


def test_marks_outside_the_period_are_listed_and_never_counted(bundled: Assessment) -> None:
    later = [replace(m, date=date(2024, 6, 6)) for m in bundled.case.marks]
    marks = weigh_marks(later, PERIOD, None)
    assert (marks.supporting, marks.opposing, marks.announcements) == ((), (), ())
    assert len(marks.outside) == len(later)


def test_an_opponents_word_is_no_announcement_of_a_group(bundled: Assessment) -> None:
    announced = bundled.marks.announcements[0]
    by_opponent = replace(announced, kind_of_source="opponent_official")
    assert weigh_marks([by_opponent], PERIOD, None).announcements == ()
