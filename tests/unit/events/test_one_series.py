"""One incident, one series: reports of one event in several tables count once, never for two groups, and each step can be undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment, assess, check
from imported_folder import ACLED_COLUMNS, acled, bring, ged
from small_case import append, event, write_small_case

DAY = "2020-02-10"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def on(found: Assessment, group: str, day: str = DAY) -> int:
    return int(found.counts.values[found.counts.index(group), (dt.date.fromisoformat(day) - dt.date(2020, 1, 1)).days])


def steps(found: Assessment, state: str) -> list[tuple[str, str]]:
    return [(step.kept, step.merged) for step in found.joining.of(state)]


def apart(case: Path, first: str, second: str) -> None:
    append(case, "case.toml", f'[[apart]]\nfirst = "{first}"\nsecond = "{second}"\nreason = "two attacks"\nby = "a reader"\n')


def test_two_datasets_that_report_one_event_count_it_once(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [acled("X1", "2020-02-11", "Red Front")], ACLED_COLUMNS)
    found = assess(case)
    assert steps(found, "merged") == [("first:1", "second:row 2")]
    assert (on(found, "Reds"), on(found, "Reds", "2020-02-11")) == (1, 0)
    assert "days apart" in found.joining.steps[0].reason


def test_a_dataset_and_the_event_table_are_joined_by_front_within_a_day(case: Path) -> None:
    bring(case, "paper", [ged(1, "2020-01-30", unit="South"), ged(2, "2020-01-20"), ged(3, "2020-01-26", unit="South")])
    append(case, "case.toml", '[imports.paper]\nfronts = { "Land" = "North" }\n')
    found = assess(case)
    # R30 and R24 stand in the south, R20 in the north; two days after R24 lie too far.
    assert sorted(steps(found, "merged")) == [("R20", "paper:2"), ("R30", "paper:1")]
    assert [row.event_id for row in found.rows.of("reds") if ":" in row.event_id] == ["paper:3"]


def test_three_tables_become_one_row(case: Path) -> None:
    append(case, "events.csv", event("E", DAY))
    bring(case, "a", [ged(1, DAY)])
    bring(case, "b", [ged(2, DAY)])
    found = assess(case)
    assert steps(found, "merged") == [("a:1", "b:2"), ("E", "a:1")]
    assert on(found, "Reds") == 1


def test_two_attacks_of_one_table_stay_two(case: Path) -> None:
    bring(case, "paper", [ged(1, DAY), ged(2, DAY)])
    assert on(assess(case), "Reds") == 2


def test_a_table_can_be_left_out_of_the_joining(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [ged(2, DAY)])
    append(case, "case.toml", "[imports.second]\njoined = false\n")
    found = assess(case)
    assert found.joining.steps == ()
    assert on(found, "Reds") == 2


def test_a_joint_act_that_one_dataset_names_in_part_is_a_joint_act(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [ged(2, DAY, "Red Front, Blues")])
    found = assess(case)
    assert steps(found, "merged") == [("first:1", "second:2")]
    assert (on(found, "Reds"), on(found, "Blues")) == (0, 0)
    assert [(row.event_id, row.actor) for row in found.marks.recorded_joint] == [("first:1", "Reds + Blues")]


@pytest.mark.parametrize("evidence", ["address", "toll"])
def test_one_incident_under_two_groups_enters_neither_series(case: Path, evidence: str) -> None:
    source, killed = ("https://example.org/story", 0) if evidence == "address" else ("", 4)
    bring(case, "first", [ged(1, DAY, "Reds", source=source, killed=killed)])
    bring(case, "second", [ged(2, DAY, "Blues", source=source, killed=killed)])
    found = assess(case)
    assert (on(found, "Reds"), on(found, "Blues")) == (0, 0)
    assert steps(found, "two groups") == [("first:1", "second:2")]
    assert [row.event_id for row in found.joining.disputed] == ["first:1", "second:2"]
    apart(case, "second:2", "first:1")
    found = assess(case)
    assert (on(found, "Reds"), on(found, "Blues")) == (1, 1)
    assert steps(found, "kept apart") == [("first:1", "second:2")]


def test_two_groups_on_one_day_in_one_place_are_two_events_without_evidence_that_they_are_one(case: Path) -> None:
    bring(case, "first", [ged(1, DAY, "Reds", killed=4)])
    bring(case, "second", [ged(2, DAY, "Blues", killed=5)])
    found = assess(case)
    assert (on(found, "Reds"), on(found, "Blues")) == (1, 1)


def test_one_page_of_one_table_can_tell_of_two_events(case: Path) -> None:
    page = "https://example.org/week"
    bring(case, "first", [ged(1, DAY, "Reds", source=page, killed=4), ged(2, DAY, "Blues", source=page, killed=4)])
    found = assess(case)
    assert (on(found, "Reds"), on(found, "Blues")) == (1, 1)
    assert found.joining.of("two groups") == ()


def test_rows_of_one_table_that_share_an_identifier_are_one_incident(case: Path) -> None:
    columns = ACLED_COLUMNS.replace(",actor2,assoc_actor_2,inter2", "")
    lines = [acled("X1", DAY, actor).replace(",Army,,1", "") for actor in ("Reds", "Blues")]
    bring(case, "monadic", lines, columns)
    found = assess(case)
    assert found.imports[0].table.manifest.version.startswith("monadic")
    assert (on(found, "Reds"), on(found, "Blues")) == (0, 0)
    assert steps(found, "two groups") == [("monadic:row 2", "monadic:row 3")]


def test_a_pair_that_a_person_keeps_apart_stays_two_and_is_told(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [ged(2, DAY)])
    apart(case, "first:1", "second:2")
    found = assess(case)
    assert on(found, "Reds") == 2
    (step,) = found.joining.steps
    assert (step.state, step.kept, step.merged) == ("kept apart", "first:1", "second:2")
    assert "kept apart by a reader: two attacks" in step.reason


def test_keeping_apart_a_row_that_is_not_there_is_a_fault(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    apart(case, "first:1", "first:9")
    (fault,) = check(case)
    assert (fault.column, fault.found) == ("apart.second", "'first:9'")
    with pytest.raises(cc.CaseError, match=r"apart\.second"):
        assess(case)


def test_proposals_are_listed_and_change_nothing(case: Path) -> None:
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [ged(2, DAY, last="2020-02-12")])
    found = assess(case)
    assert steps(found, "proposed") == [("first:1", "second:2")]
    assert on(found, "Reds") == 1
    assert len(found.counts.intervals) == 1


def test_a_proposal_of_a_row_that_found_another_partner_is_gone(case: Path) -> None:
    append(case, "events.csv", event("E", DAY))
    bring(case, "first", [ged(1, DAY)])
    bring(case, "second", [ged(2, DAY, last="2020-02-12")])
    found = assess(case)
    assert steps(found, "merged") == [("E", "first:1")]
    # The range is proposed anew, with the row that is left.
    assert steps(found, "proposed") == [("E", "second:2")]


def test_what_a_split_attack_quotes_is_not_told_of_rows_that_may_not_be_given_on(case: Path) -> None:
    lines = [acled("X1", DAY, "Reds", target="Army of the Hills"), acled("X2", DAY, "Reds", target="Guard of the Coast")]
    bring(case, "paper", lines, ACLED_COLUMNS)
    (step,) = assess(case).joining.of("proposed")
    assert (step.kept, step.merged) == ("paper:row 2", "paper:row 3")
    assert step.reason == "one joint attack split over dyads"


def test_origins_are_counted_over_all_tables(case: Path) -> None:
    before = assess(case).joining
    assert (before.reports, before.origins) == (24, 24)
    bring(case, "first", [ged(1, DAY, source="https://example.org/R02"), ged(2, "2020-02-20", source="https://example.org/new")])
    found = assess(case).joining
    assert (found.reports, found.origins) == (26, 25)
