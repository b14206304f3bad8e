"""Splitting or merging an umbrella never changes a verdict in silence."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from concerted.assessment import Assessment, assess
from concerted.finding import Finding
from concerted.weigh.umbrellas import regroupings
from imported_folder import bring, ged
from small_case import append, change, event, write_small_case

# A day without Reds after the truce, for the rows of others.
_FREE = 20
MEMBER = """
[[organisation]]
id = "{id}"
name = "{name}"
kind = "armed_group"
aliases = [["{name}", "name"]]

[[relation]]
subject = "{id}"
type = "{kind}"
object = "{of}"
source_url = "https://example.org/r"
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case in which the Reds are a census, daily before the truce and after it, and silent in it."""
    folder = write_small_case(tmp_path / "case")
    change(
        folder,
        "coverage.csv",
        "Reds,all,2020-01-01,2020-02-29,sample,pages that were found,",
        "Reds,all,2020-01-01,2020-02-29,census,all,Paper",
    )
    lines = [event(f"D{day:02d}", f"2020-01-{day:02d}", front="South") for day in range(1, 32)]
    lines += [event(f"E{day:02d}", f"2020-02-{day:02d}", front="South") for day in range(8, 30) if day != _FREE]
    append(folder, "events.csv", "\n".join(lines))
    return folder


def tie(case: Path, id_: str, kind: str, of: str) -> None:
    append(case, "organisations.toml", MEMBER.format(id=id_, name=id_.title(), kind=kind, of=of))


def pause_of(found: Assessment, *groups: str) -> Finding:
    return next(f for f in found.findings if f.question == "pause" and f.groups == groups and f.about.startswith("event rows"))


def members_in_the_truce(case: Path, days: Iterable[int]) -> None:
    append(case, "events.csv", "\n".join(event(f"M{day:02d}", f"2020-02-{day:02d}", "Crimson") for day in days))


def umbrella_lines(finding: Finding) -> list[tuple[str, str]]:
    return [(line.name, line.note) for line in finding.variants if line.kind == "umbrella"]


def test_a_verdict_that_merging_turns_round_is_capped_and_the_report_says_so(case: Path, tmp_path: Path) -> None:
    assert pause_of(assess(case), "Reds").verdict == "shared causes suffice"
    tie(case, "crimson", "member_of", "reds")
    members_in_the_truce(case, range(1, 8))
    append(case, "events.csv", "\n".join(event(f"N{day:02d}", f"2020-02-{day:02d}", "Crimson", "South") for day in range(1, 8)))
    found = assess(case)
    finding = pause_of(found, "Reds")
    ((name, note),) = umbrella_lines(finding)
    assert name == "14 rows of Crimson counted with Reds"
    assert note.startswith("verdict here: ")
    assert finding.verdict == "cannot say"
    assert finding.reason.startswith(
        "the verdict hangs on how an umbrella and its members are counted: 'shared causes suffice' as the rows are written"
    )
    assert finding.settle
    assert finding.sentence.endswith(f"Cannot say: {finding.reason}.")
    assert "Shared causes suffice:" not in finding.sentence
    # What the test itself gave is not touched.
    assert finding.count == 0
    page = (found.write(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "the verdict hangs on how an umbrella" in page
    assert "If an umbrella and its members were counted otherwise" in page


def test_a_verdict_that_merging_leaves_as_it_is_stands_with_a_line_that_says_so(case: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    append(case, "events.csv", event("M1", "2020-01-15", "Crimson"))
    finding = pause_of(assess(case), "Reds")
    assert finding.verdict == "shared causes suffice"
    assert umbrella_lines(finding) == [("1 row of Crimson counted with Reds", "same verdict")]


def test_a_group_that_no_relation_names_carries_no_such_line(case: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    append(case, "events.csv", event("M1", "2020-01-15", "Crimson"))
    assert umbrella_lines(pause_of(assess(case), "Blues")) == []


def test_a_members_wing_counts_as_well_and_a_suspect_does_not(case: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    tie(case, "scarlet", "wing_of", "crimson")
    tie(case, "maroon", "suspected_of", "reds")
    append(case, "events.csv", "\n".join(event(f"M{i}", "2020-01-15", actor) for i, actor in enumerate(("Crimson", "Scarlet", "Maroon"))))
    assert umbrella_lines(pause_of(assess(case), "Reds")) == [("2 rows of Crimson and Scarlet counted with Reds", "same verdict")]


def test_a_member_is_shown_with_the_umbrellas_rows(case: Path) -> None:
    tie(case, "crimson", "wing_of", "whole")
    append(case, "organisations.toml", MEMBER.format(id="whole", name="Whole", kind="part_of", of="reds").partition("[[relation]]")[0])
    append(
        case,
        "organisations.toml",
        '[[relation]]\nsubject = "reds"\ntype = "member_of"\nobject = "whole"\nsource_url = "https://example.org/w"\n',
    )
    append(case, "events.csv", "\n".join([event("W1", "2020-01-15", "Whole"), event("M1", "2020-01-16", "Crimson")]))
    assert umbrella_lines(pause_of(assess(case), "Reds")) == [
        ("2 rows of Whole and Crimson under Whole counted as one with Reds", "same verdict")
    ]


def subgroup(case: Path, name: str, ids: set[str]) -> None:
    """Write a subgroup beside some rows of the event table."""
    path = case / "events.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "subgroup"], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "subgroup": name if row["event_id"] in ids else ""} for row in rows)


def test_rows_that_name_a_member_are_taken_out_and_can_turn_the_verdict(case: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    subgroup(case, "Crimson", {f"D{day:02d}" for day in range(1, 32)} | {f"R{day:02d}" for day in (2, 3, 5, 9, 12, 13, 17, 20)})
    finding = pause_of(assess(case), "Reds")
    assert umbrella_lines(finding)[0][0] == "39 rows that name a member taken out of Reds"
    assert finding.verdict == "cannot say"
    assert "umbrella" in finding.reason


def test_rows_that_name_a_group_of_the_case_go_to_it_and_pairs_of_the_two_are_left_alone(case: Path) -> None:
    append(
        case,
        "organisations.toml",
        '[[relation]]\nsubject = "blues"\ntype = "member_of"\nobject = "reds"\nsource_url = "https://example.org/b"\n',
    )
    subgroup(case, "Blues", {"D01", "D02"})
    found = assess(case)
    ways = {way.name: way for way in regroupings(found.register, found.rows, lambda _group, _row: True)}
    assert dict(ways["2 rows that name a member taken out of Reds"].owners) == {"D01": "blues", "D02": "blues"}
    assert set(ways["2 rows of Reds that name it counted with Blues"].owners) == {"D01", "D02"}
    assert [
        len(found.rows.regrouped(ways[name].owners, found.case, found.coverage).of("blues")) for name in ways if "counted with Blues" in name
    ] == [14]
    # Tied groups are not tested against each other, nor by dividing fronts.
    assert not [f for f in found.findings if f.question == "together" and f.about.startswith("event rows")]
    assert [one.stands_for for one in found.asked if one.finding.question == "divide"] == [("reds",)]
    assert any("Blues divides fronts" in line for f in found.findings if f.question == "divide" for line in f.cannot_show)


def test_two_members_are_tested_and_the_umbrellas_rows_are_in_neither_series(case: Path) -> None:
    append(case, "organisations.toml", MEMBER.format(id="whole", name="Whole", kind="part_of", of="reds").partition("[[relation]]")[0])
    for member in ("reds", "blues"):
        append(
            case,
            "organisations.toml",
            f'[[relation]]\nsubject = "{member}"\ntype = "member_of"\nobject = "whole"\nsource_url = "https://example.org/w"\n',
        )
    append(case, "events.csv", event("W1", "2020-02-20", "Whole"))
    found = assess(case)
    assert [f.groups for f in found.findings if f.question == "together"] == [("Reds", "Blues"), ("Blues", "Reds")]
    assert found.counts.values[:, 50].tolist() == [0, 0]
    # Counted as one the two could not be told apart, so their own finding has no such line.
    assert all(not umbrella_lines(f) for f in found.findings if f.question == "together")


def test_untested_pairs_say_by_which_steps_they_are_tied(case: Path, tmp_path: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    append(
        case,
        "organisations.toml",
        '[[relation]]\nsubject = "blues"\ntype = "wing_of"\nobject = "crimson"\nsource_url = "https://example.org/b"\n',
    )
    out = assess(case).write(tmp_path / "out")
    rows = list(csv.DictReader((out / "pairs.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["reason"] for row in rows} == {"not tested: Blues wing of Crimson; Crimson member of Reds"}


def test_imported_rows_of_members_are_told_in_the_same_way(case: Path) -> None:
    tie(case, "crimson", "member_of", "reds")
    bring(case, "paper", [ged(1, "2020-01-15", "Crimson"), ged(2, "2020-01-16", "Crimson", "Far away")])
    finding = pause_of(assess(case), "Reds")
    # The second row is on no front of the case.
    assert umbrella_lines(finding) == [("1 row of Crimson counted with Reds", "same verdict")]
