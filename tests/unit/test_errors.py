"""One tree of errors, and their words."""

from __future__ import annotations

import pytest

import concerted as cc
from concerted.errors import CaseError, DataError, Fault, OutputError, UnknownGroupError, WindowError


@pytest.mark.parametrize("kind", [CaseError, DataError, UnknownGroupError, WindowError, OutputError])
def test_all_errors_have_one_root(kind: type[Exception]) -> None:
    assert issubclass(kind, cc.ConcertedError)


def test_a_fault_says_place_expectation_finding_and_advice() -> None:
    fault = Fault("events.csv", 7, "date", "a day", "'soon'", "Write year-month-day.")
    assert str(fault) == "events.csv, row 7, date: expected a day; found 'soon'. Write year-month-day."
    assert str(Fault("events.csv", 0, "", "a header", "nothing", "Add one.")) == "events.csv: expected a header; found nothing. Add one."


def test_a_case_error_holds_all_faults_in_order() -> None:
    faults = [Fault("b.csv", 2, "", "x", "y", "z"), Fault("a.csv", 10, "", "x", "y", "z"), Fault("a.csv", 9, "", "x", "y", "z")]
    error = CaseError(iter(faults))
    assert [(f.file, f.row) for f in error.faults] == [("a.csv", 9), ("a.csv", 10), ("b.csv", 2)]
    assert len(str(error).splitlines()) == 3


def test_an_unknown_group_names_the_known_ones() -> None:
    assert str(UnknownGroupError("C", ["A", "B"])) == "expected one of the groups 'A', 'B'; found 'C'. Check the spelling."


def test_a_public_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prove'"):
        cc.prove  # noqa: B018
