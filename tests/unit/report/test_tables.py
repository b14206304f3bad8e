"""Tables for other programs: every pair and every claim, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import dataclasses
import io
from itertools import permutations
from pathlib import Path

import pytest

import concerted as cc
from concerted.assessment import Assessment
from concerted.report import tables
from concerted.report.tables import Table
from small_case import ORGANISATIONS, append, change, event, events, write_small_case


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return cc.assess(write_small_case(tmp_path_factory.mktemp("small")))


def records(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tables.as_csv(table), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("https://example.org")'])
def test_no_cell_is_run_by_a_spreadsheet(cell: str) -> None:
    written = list(csv.reader(io.StringIO(tables.as_csv(Table((cell,), ((cell,),))), newline="")))
    assert written == [[f"'{cell}"], [f"'{cell}"]]


def test_carriage_returns_do_not_end_a_row() -> None:
    assert records(Table(("a", "b"), (("\rx", "one\r\ntwo\rthree"),))) == [{"a": "'\nx", "b": "one\ntwo\nthree"}]


@pytest.mark.parametrize(("cell", "text"), [(-1, "-1"), (-0.5, "-0.5"), (None, ""), (0, "0"), ("a=b", "a=b"), ("", ""), ("حزب", "حزب")])
def test_numbers_and_plain_words_stay_as_they_are(cell: object, text: str) -> None:
    assert tables.as_csv(Table(("a", "b"), ((cell, 1),))) == f"a,b\n{text},1\n"


def test_cells_with_commas_quotes_and_lines_survive() -> None:
    cells = ("a,b", 'say "no"', "two\nlines")
    assert list(records(Table(("a", "b", "c"), (cells,)))[0].values()) == list(cells)


def test_words_of_a_case_are_escaped_in_its_tables(tmp_path: Path) -> None:
    change(write_small_case(tmp_path), "claims.csv", "The Reds paused in the truce", "=cmd|calc")
    assert records(tables.claims(cc.assess(tmp_path)))[0]["text"] == "'=cmd|calc"


def test_fronts_are_escaped_in_the_header_too(tmp_path: Path) -> None:
    write_small_case(tmp_path)
    for name in ("case.toml", "events.csv", "reach.csv"):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace("South", "=South"), encoding="utf-8")
    table = tables.division(cc.assess(tmp_path))
    assert table.columns == ("group", "North", "=South")
    assert tables.as_csv(table).partition("\n")[0] == "group,North,'=South"


def test_pairs_list_every_ordered_pair(bundled: Assessment) -> None:
    names = [bundled.register.name(id_) for id_ in bundled.case.settings.case.groups]
    assert len(names) == 5
    assert [(row["a"], row["b"]) for row in records(tables.pairs(bundled))] == list(permutations(names, 2))


def test_pairs_hold_the_numbers_of_the_findings(assessment: Assessment) -> None:
    tested = {f.groups: f for f in assessment.findings if f.question == "together"}
    rows = records(tables.pairs(assessment))
    assert {(row["a"], row["b"]) for row in rows} == set(tested)
    for row in rows:
        finding = tested[row["a"], row["b"]]
        assert (row["finding"], row["verdict"], row["reason"]) == (finding.id, finding.verdict, finding.reason)
        for name in ("p", "q", "effect", "low", "high", "count", "expected_count", "covered_share"):
            value = getattr(finding, name)
            assert row[name] == ("" if value is None else str(value))


def test_finding_on_totals_does_not_take_the_place_of_the_one_on_rows(assessment: Assessment) -> None:
    rows = next(f for f in assessment.findings if f.question == "together" and f.groups == ("Reds", "Blues"))
    totals = dataclasses.replace(rows, id="F99", p=0.5)
    both = dataclasses.replace(assessment, findings=(*assessment.findings, totals))
    assert [row["finding"] for row in records(tables.pairs(both))] == [row["finding"] for row in records(tables.pairs(assessment))]


def test_pair_of_few_rows_is_listed_with_the_reason(tmp_path: Path) -> None:
    write_small_case(tmp_path)
    lines = [line for line in events().splitlines() if not line.startswith(("B22", "B26", "B28", "B31"))]
    (tmp_path / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for row in records(tables.pairs(cc.assess(tmp_path))):
        assert (row["finding"], row["verdict"], row["p"]) == ("", "cannot say", "")
        assert row["reason"] == "not tested: Blues 8 rows, fewer than 10"


def test_pair_that_is_tied_is_listed_with_the_tie(tmp_path: Path) -> None:
    write_small_case(tmp_path)
    relation = '\n[[relation]]\nsubject = "blues"\ntype = "wing_of"\nobject = "reds"\nsource_url = "https://example.org/r"\n'
    (tmp_path / "organisations.toml").write_text(ORGANISATIONS + relation, encoding="utf-8")
    assert {row["reason"] for row in records(tables.pairs(cc.assess(tmp_path)))} == {"not tested: Blues wing of Reds"}


def test_claims_stand_beside_what_was_found(assessment: Assessment) -> None:
    rows = records(tables.claims(assessment))
    assert [row["claim"] for row in rows] == ["C1", "C2"]
    for row, judged in zip(rows, assessment.claims, strict=True):
        assert (row["verdict"], row["reason"], row["settle"]) == (judged.verdict, judged.reason, judged.settle or "")
        assert row["findings"].split() == list(judged.findings)
        assert row["source_url"] == judged.claim.source_url


def test_division_counts_rows_by_front(assessment: Assessment) -> None:
    # Red days in January that three divides: 3, 9, 12, 24, 30 are in the south; the others in the north.
    assert tables.division(assessment).columns == ("group", "North", "South")
    assert tables.division(assessment).rows == (("Reds", "7", "5"), ("Blues", "? (unknown)", "12"))


def test_division_leaves_out_what_counts_for_nobody(tmp_path: Path) -> None:
    append(write_small_case(tmp_path), "events.csv", event("X", "2020-02-20", "Reds + Blues", "East"))
    assert tables.division(cc.assess(tmp_path)).columns == ("group", "North", "South")


@pytest.mark.parametrize(
    ("count", "reached", "text"),
    [(3, "n", "3"), (0, "y", "0 (reached)"), (0, "unknown", "? (unknown)"), (0, "n", "not seen"), (0, "", "no entry")],
)
def test_a_cell_without_rows_says_what_is_known_of_reach(count: int, reached: str, text: str) -> None:
    assert tables.cell(count, reached) == text
