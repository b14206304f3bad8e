"""Which row counts for which group and day, and what is set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.counts import Counts
from concerted.days import Window
from concerted.events import Coverage, Rows, case_rows, in_doubt
from small_case import EVENT_COLUMNS, append, change, event, write_small_case

PERIOD = Window(dt.date(2020, 1, 1), dt.date(2020, 2, 29))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path)


def read(folder: Path) -> tuple[Case, Register, Coverage]:
    case, faults = read_case(folder)
    assert faults == ()
    assert case is not None
    register = Register(case.organisations)
    return case, register, Coverage(case, register)


def rows(folder: Path) -> Rows:
    return case_rows(*read(folder))


def counts(folder: Path, status: str = "all rows", *, certain_days: bool = False, fronts: Sequence[str] = ()) -> Counts:
    case, register, coverage = read(folder)
    return case_rows(case, register, coverage).counts(coverage, PERIOD, register.name, status=status, certain_days=certain_days, fronts=fronts)


def on(counts: Counts, group: str, day: str) -> int:
    return int(counts.values[counts.index(group), (dt.date.fromisoformat(day) - PERIOD.first).days])


def test_a_row_is_one_event_on_its_day(case: Path) -> None:
    found = counts(case)
    assert found.groups == ("Reds", "Blues")
    assert found.values.sum(axis=1).tolist() == [12, 12]
    assert (on(found, "Reds", "2020-01-02"), on(found, "Reds", "2020-01-01"), on(found, "Blues", "2020-01-01")) == (1, 0, 1)


def test_reported_numbers_are_never_summed(case: Path) -> None:
    text = (case / "events.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{text[0]},n_reported", *(f"{line},9" for line in text[1:])]
    (case / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert counts(case).values.sum() == 24


def test_an_alias_counts_for_its_organisation(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", actor="red  FRONT"))
    assert on(counts(case), "Reds", "2020-02-20") == 1


def test_two_rows_of_one_day_are_two_events(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-01-02"))
    assert on(counts(case), "Reds", "2020-01-02") == 2


@pytest.mark.parametrize(
    ("status", "reds", "blues"), [("all rows", 16, 12), ("claimed only", 12, 0), ("attributed", 2, 0), ("confirmed", 2, 12)]
)
def test_series_by_status(case: Path, status: str, reds: int, blues: int) -> None:
    for i, words in enumerate(["attributed", "attributed+confirmed", "reported", "confirmed"]):
        append(case, "events.csv", event(f"X{i}", f"2020-02-1{i}", status=words))
    assert counts(case, status).values.sum(axis=1).tolist() == [reds, blues]


def test_joint_acts_count_for_nobody_and_are_listed(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", actor="Reds + Blues"))
    found = rows(case)
    assert [row.event_id for row in found.joint] == ["X"]
    assert len(found.of("reds")) == len(found.of("blues")) == 12
    assert counts(case).values[:, 50].tolist() == [0, 0]


def test_others_are_listed_and_never_counted(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", actor="Unidentified"))
    found = rows(case)
    assert [row.event_id for row in found.others] == ["X"]
    assert found.groups == ("reds", "blues")
    assert counts(case).values.sum() == 24


def test_a_row_where_nobody_looked_is_set_aside(case: Path) -> None:
    change(case, "coverage.csv", "Blues,all,2020-01-01", "Blues,all,2020-01-04")
    assert [row.event_id for row in rows(case).unobserved] == ["B01", "B03"]
    found = counts(case)
    assert found.coverage[1, :4].tolist() == [0, 0, 0, 1]
    assert on(found, "Blues", "2020-01-01") == 0


def test_inferred_days_can_be_left_out(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", precision="inferred"))
    assert on(counts(case), "Reds", "2020-02-20") == 1
    assert on(counts(case, certain_days=True), "Reds", "2020-02-20") == 0


def test_a_day_known_as_a_range_is_an_interval(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", precision="range 19-21 Feb"))
    found = counts(case)
    assert on(found, "Reds", "2020-02-20") == 0
    assert [(i.group, i.first.day, i.last.day, i.n) for i in found.intervals] == [("Reds", 19, 21, 1)]
    assert len(rows(case).of("reds")) == 13


def test_fronts_can_be_chosen_and_aliases_must_lie_within(case: Path) -> None:
    append(case, "events.csv", event("X", "2020-02-20", front="North/South"))
    assert on(counts(case), "Reds", "2020-02-20") == 1
    assert on(counts(case, fronts=["North"]), "Reds", "2020-02-20") == 0
    assert on(counts(case, fronts=["North", "South"]), "Reds", "2020-02-20") == 1
    assert counts(case, fronts=["North"]).values[1].sum() == 0


def test_controls_stand_after_the_groups_and_are_never_filtered(case: Path) -> None:
    change(case, "case.toml", 'reach = "reach.csv"', 'reach = "reach.csv"\ncontrols = "controls.csv"')
    change(case, "case.toml", '"East"]\n', '"East"]\ncontrol_fronts = ["Far"]\n')
    with (case / "organisations.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[organisation]]\nid = "far"\nname = "Far group"\nkind = "control"\naliases = [["Far group", "name"]]\n')
    append(case, "coverage.csv", "Far group,Far,2020-01-01,2020-02-29,sample,pages,")
    controls = "\n".join(
        [
            f"{EVENT_COLUMNS},control_group,record_type",
            f"{event('K1', '2020-02-20', 'Far group', 'Far', status='reported')},Far group,event",
            f"{event('K2', '2020-02-21', 'Far group', 'Far')},Far group,period_total",
        ]
    )
    (case / "controls.csv").write_text(controls + "\n", encoding="utf-8")
    found = counts(case, "claimed only", fronts=["North"])
    assert found.groups == ("Reds", "Blues", "Far group")
    assert found.values[2].sum() == on(found, "Far group", "2020-02-20") == 1
    assert found.coverage[2].tolist() == [1] * 60
    assert [row.event_id for row in rows(case).period_totals] == ["K2"]


@pytest.mark.parametrize(
    ("line", "doubtful"),
    [
        (event("X", "2020-02-03", "Unidentified", status="reported"), True),
        (event("X", "2020-02-03", "Unidentified", status="confirmed"), True),
        (event("X", "2020-02-03", "Unidentified", "North/South", status="reported"), True),
        (event("X", "2020-02-03", "Unidentified + Unidentified", status="reported"), True),
        (event("X", "2020-02-03", "Unidentified", status="claimed"), False),
        (event("X", "2020-02-03", "Unidentified", status="reported+attributed"), False),
        (event("X", "2020-02-03", "Unidentified", status="attributed_to_others"), False),
        (event("X", "2020-02-03", "Unidentified", "South", status="reported"), False),
        (event("X", "2020-02-03", "Unidentified", status="reported", target="town"), False),
        (event("X", "2020-02-08", "Unidentified", status="reported"), False),
        (event("X", "2020-02-03", "Reds", status="reported"), False),
        (event("X", "2020-02-03", "Reds + Blues", status="reported"), False),
        (event("X", "2020-02-03", "Reds + Unidentified", status="reported"), False),
    ],
)
def test_in_doubt_is_what_nobody_claims_and_no_page_lays_to_anybody(case: Path, line: str, doubtful: bool) -> None:
    append(case, "events.csv", line)
    read_back, register, _ = read(case)
    window = Window(dt.date(2020, 2, 1), dt.date(2020, 2, 7))
    assert bool(in_doubt(read_back, register, window, ["North"], ["base"])) is doubtful
