"""Folders of imported tables feed a case: whole ones, and only the rows that concern it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment, assess, check
from imported_folder import ACLED_COLUMNS, acled, bring, ged, restate
from small_case import append, change, write_small_case

LINES = [ged(1, "2020-02-10"), ged(2, "2020-02-12", "Blues", "South"), ged(3, "2020-02-14", "Strangers", "Far away")]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def ids(assessment: Assessment, group: str) -> list[str]:
    return [row.event_id for row in assessment.rows.of(group) if ":" in row.event_id]


def on(assessment: Assessment, group: str, day: int) -> int:
    return int(assessment.counts.values[assessment.counts.index(group), day])


def test_rows_of_the_groups_count_and_the_files_are_inputs(case: Path) -> None:
    bring(case, "paper", LINES)
    found = assess(case)
    assert ids(found, "reds") == ["paper:1"]
    assert ids(found, "blues") == ["paper:2"]
    assert on(found, "Reds", 31 + 9) == 1
    assert {one.path for one in found.case.inputs} >= {f"imported/paper/{name}" for name in ("import.toml", "ledger.csv", "events.parquet")}
    (chosen,) = found.imports
    assert chosen.others == (("Strangers", 1),)


def test_a_case_without_imports_is_as_before(case: Path) -> None:
    found = assess(case)
    assert found.imports == ()
    assert found.joining.rows == found.case.events
    assert found.joining.steps == ()


@pytest.mark.parametrize(
    ("harm", "file", "words"),
    [
        (lambda folder: (folder / "events.parquet").unlink(), "events.parquet", "No such file"),
        (lambda folder: (folder / "ledger.csv").unlink(), "ledger.csv", "No such file"),
        (lambda folder: (folder / "import.toml").unlink(), "import.toml", "No such file"),
        (lambda folder: (folder / "events.parquet").write_bytes(b""), "events.parquet", "an empty one"),
        (lambda folder: (folder / "import.toml").write_text("read = "), "import.toml", "TOML"),
        (lambda folder: (folder / "import.toml").write_text('name = "paper"\n'), "import.toml", "what an import writes"),
        (lambda folder: restate(folder, "read", "7"), "import.toml", "add up"),
        (lambda folder: restate(folder, "name", '"other"'), "import.toml", "the name of its folder"),
        (lambda folder: (folder / "ledger.csv").write_text("row,fate,reason\n2,set aside,x\n"), "ledger.csv", "0 rows set aside"),
        (lambda folder: (folder / "ledger.csv").write_text("a,b\n1,2\n"), "ledger.csv", "the columns row, fate and reason"),
        (lambda folder: (folder / "events.parquet").write_bytes(b"PAR1 nothing PAR1"), "events.parquet", "it was altered"),
    ],
)
def test_a_half_or_altered_folder_is_a_fault_that_names_the_file(case: Path, harm: Callable[[Path], object], file: str, words: str) -> None:
    folder = bring(case, "paper", LINES)
    assert check(case) == ()
    harm(folder)
    faults = check(case)
    assert {fault.file for fault in faults} == {f"imported/paper/{file}"}
    assert words in str(faults[0])
    with pytest.raises(cc.CaseError, match=file.replace(".", r"\.")):
        assess(case)


def test_without_a_checksum_a_damaged_or_shorter_file_is_still_a_fault(case: Path) -> None:
    folder = bring(case, "paper", LINES)
    restate(folder, "parquet_sha256", "")
    assert check(case) == ()
    whole = (folder / "events.parquet").read_bytes()
    (folder / "events.parquet").write_bytes(whole[:-20])
    (fault,) = check(case)
    assert (fault.file, fault.expected) == ("imported/paper/events.parquet", "a whole Parquet file with the columns of an event table")
    (folder / "events.parquet").write_bytes(whole)
    restate(folder, "kept", "2")
    restate(folder, "read", "2")
    (fault,) = check(case)
    assert (fault.expected, fault.found) == ("2 rows, as import.toml says", "3")


def test_settings_of_an_import_without_a_folder_are_a_fault(case: Path) -> None:
    append(case, "case.toml", "[imports.paper]\njoined = false\n")
    (fault,) = check(case)
    assert (fault.file, fault.found) == ("imported/paper", "no such folder")
    assert "concerted import" in fault.advice


def test_an_import_under_way_is_not_read(case: Path) -> None:
    (case / "imported" / ".paper.partial").mkdir(parents=True)
    assert check(case) == ()


def test_a_front_that_is_none_of_the_case_is_a_fault(case: Path) -> None:
    bring(case, "paper", LINES)
    append(case, "case.toml", '[imports.paper]\nfronts = { "Far away" = "Nowhere" }\n')
    (fault,) = check(case)
    assert (fault.column, fault.found) == ("imports.paper.fronts", "'Nowhere'")


def test_the_unit_goes_before_the_country_and_case_toml_before_names(case: Path) -> None:
    lines = [ged(i, f"2020-02-1{i}", "Reds", unit) for i, unit in enumerate(["North", "Hills", "Coast"])]
    bring(case, "paper", lines)
    found = assess(case)
    assert [row.front for row in found.rows.of("reds") if ":" in row.event_id] == ["North"]
    assert [row.event_id for row in found.rows.nowhere] == ["paper:1", "paper:2"]
    append(case, "case.toml", '[imports.paper]\nfronts = { "Land" = "East", "Hills" = "South", "North" = "South" }\n')
    assert [row.front for row in assess(case).rows.of("reds") if ":" in row.event_id] == ["South", "South", "East"]


def test_rows_outside_the_period_stay_out_and_ranges_become_intervals(case: Path) -> None:
    bring(case, "paper", [ged(1, "2019-12-31"), ged(2, "2020-02-10", last="2020-02-12"), ged(3, "2020-02-28", last="2020-03-04")])
    found = assess(case)
    assert found.imports[0].outside == 1
    assert [(i.group, str(i.first), str(i.last)) for i in found.counts.intervals] == [
        ("Reds", "2020-02-10", "2020-02-12"),
        ("Reds", "2020-02-28", "2020-03-04"),
    ]
    assert found.counts.values[0].sum() == 12


def test_recorded_joint_acts_count_apart_and_are_a_mark(case: Path) -> None:
    bring(case, "paper", [ged(1, "2020-02-10", "Reds, Blues"), ged(2, "2020-02-12", "Reds, Strangers")])
    found = assess(case)
    assert [row.event_id for row in found.rows.joint] == ["paper:1", "paper:2"]
    assert found.counts.values.sum() == 24
    assert [row.event_id for row in found.marks.recorded_joint] == ["paper:1"]


def test_a_joint_act_of_an_umbrella_and_its_member_is_no_mark(case: Path) -> None:
    bring(case, "paper", [ged(1, "2020-02-10", "Reds, Blues")])
    assert len(assess(case).marks.recorded_joint) == 1
    relate(case, "blues", "member_of", "reds")
    assert assess(case).marks.recorded_joint == ()


def relate(case: Path, subject: str, kind: str, target: str) -> None:
    text = f'\n[[relation]]\nsubject = "{subject}"\ntype = "{kind}"\nobject = "{target}"\nsource_url = "https://example.org/r"\n'
    append(case, "organisations.toml", text)


def test_a_table_is_a_sample_of_its_days_and_fronts_where_no_line_speaks(case: Path) -> None:
    change(case, "coverage.csv", "Reds,all,2020-01-01,2020-02-29,sample,pages that were found,\n", "")
    change(case, "coverage.csv", "Blues,all,2020-01-01,2020-02-29,sample", "Blues,all,2020-01-01,2020-02-29,none")
    bring(case, "paper", [ged(1, "2020-02-05"), ged(2, "2020-02-12", "Blues"), ged(3, "2020-02-20", "Strangers")])
    found = assess(case)
    levels = found.coverage.days("reds", ("North",))
    assert [int(levels[day]) for day in (34, 35, 50, 51)] == [0, 1, 1, 0]
    assert found.coverage.days("reds", ("South",)).max() == 0
    # A line that says that nobody looked holds, whatever a table brings.
    assert found.coverage.days("blues", ("North",)).max() == 0
    assert [row.event_id for row in found.rows.unobserved if ":" in row.event_id] == ["paper:2"]
    assert ids(found, "reds") == ["paper:1"]
    assert any("no evidence of silence" in why for why in found.coverage.reasons("reds"))
    assert not any("no evidence of silence" in why for why in found.coverage.reasons("blues"))


def test_a_census_of_the_coverage_file_stays_one(case: Path) -> None:
    change(
        case, "coverage.csv", "Reds,all,2020-01-01,2020-02-29,sample,pages that were found,", "Reds,all,2020-01-01,2020-02-29,census,all,Paper"
    )
    bring(case, "paper", LINES)
    assert assess(case).coverage.days("reds").min() == 2


def test_a_control_group_can_come_from_a_table(case: Path) -> None:
    append(case, "organisations.toml", '\n[[organisation]]\nid = "far"\nname = "Far"\nkind = "control"\naliases = [["Far", "dataset"]]\n')
    append(case, "case.toml", '[[controls]]\ngroup = "far"\nnote = "no part in it"\nsource_url = "https://example.org/far"\n')
    bring(case, "paper", [ged(i, f"2020-02-{10 + i}", "Far") for i in range(5)])
    found = assess(case)
    assert found.counts.groups == ("Reds", "Blues", "Far")
    assert found.counts.values[2].sum() == 5


def test_rows_in_which_a_group_stands_on_the_second_side_are_told(case: Path) -> None:
    bring(case, "paper", [ged(1, "2020-02-10", "Army", target="Reds"), ged(2, "2020-02-11", "Reds", target="Blues")])
    (chosen,) = assess(case).imports
    assert chosen.second == 1


def test_rows_that_may_not_be_given_on_are_named_by_their_place(case: Path) -> None:
    bring(case, "paper", [acled("LND7", "2020-02-10"), acled("LND8", "2020-02-11", "Reds", others="Blues")], ACLED_COLUMNS)
    found = assess(case)
    assert ids(found, "reds") == ["paper:row 2"]
    assert [row.event_id for row in found.rows.joint] == ["paper:row 3"]


def test_a_missing_mapping_of_statuses_is_reported(case: Path) -> None:
    bring(case, "paper", LINES)
    (row,) = (row for row in assess(case).rows.of("reds") if ":" in row.event_id)
    assert row.status == ("reported",)
