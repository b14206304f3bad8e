"""The example of the package meltt: three datasets of invented car crashes, joined within 4 km and 2 days.

The numbers are those that its README prints: 195 rows, 140 left, 34 matches, 55 removed, and the overlap of the datasets.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from concerted.events.joining import ACROSS, RANGE, Joined, join

_DATA = Path(__file__).parents[3] / "shared" / "data"
_TABLES = [_DATA / f"ref_meltt_crash_data{i}.csv" for i in (1, 2, 3)]
_TAXONOMIES = {f"{name}_tax": _DATA / f"ref_meltt_tax_{name}_tax.csv" for name in ("model", "color", "damage")}

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (*_TABLES, *_TAXONOMIES.values())), reason="the example of meltt does not lie beside the repository"
)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [{**one, "event_id": one["event"], "first": one["date"], "last": one["enddate"]} for path in _TABLES for one in table(path)]


def joined(rows: list[dict[str, Any]]) -> Joined:
    return join(rows, days=2, place="km", km=4, same=(), taxonomies={name: table(path) for name, path in _TAXONOMIES.items()})


def matches(found: Joined) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    for one in found.merges:
        groups.setdefault(one.kept, [one.kept_id[0]]).append(one.merged_id[0])
    return groups


def test_the_totals(rows: list[dict[str, Any]]) -> None:
    found = joined(rows)
    assert (found.ledger.read, found.ledger.kept, found.ledger.merged) == (195, 140, 55)
    assert {one.kind for one in found.merges} == {ACROSS}
    assert len(matches(found)) == 34


def test_the_overlap_of_the_datasets(rows: list[dict[str, Any]]) -> None:
    overlap = Counter("".join(name[-1] for name in names) for names in matches(joined(rows)).values())
    assert overlap == {"12": 5, "13": 4, "23": 4, "123": 21}


def test_days_match_days_and_ranges_match_ranges(rows: list[dict[str, Any]]) -> None:
    found = joined(rows)
    assert Counter(rows[kept]["first"] == rows[kept]["last"] for kept in matches(found)) == {True: 26, False: 8}
    ranges = {row for one in found.proposed for row in (one.kept, one.merged) if rows[row]["first"] != rows[row]["last"]}
    assert {one.kind for one in found.proposed} == {RANGE}
    assert len(ranges) == 6


def test_the_pairs_that_the_readme_shows(rows: list[dict[str, Any]]) -> None:
    # The first ten rows of its table of duplicates, less the two in which it departs from its own rule (see below).
    pairs = {
        ("2:55", "3:57"),
        ("2:39", "3:36"),
        ("2:44", "3:44"),
        ("1:1", "2:2"),
        ("1:1", "3:2"),
        ("1:3", "2:1"),
        ("1:3", "3:1"),
        ("1:7", "3:4"),
    }
    pairs |= {("1:9", "2:5"), ("1:10", "2:7"), ("1:10", "3:7"), ("1:12", "2:10"), ("1:12", "3:6")}
    assert pairs <= short_pairs(joined(rows))


def test_where_two_rows_are_crossed_in_the_readme_the_finer_agreement_counts(rows: list[dict[str, Any]]) -> None:
    # There 1:9 goes with 3:8 and 2:8 with 3:10: a small silver car with a large blue one, and the other way round. Here both pairs agree on
    # the finest level in all three kinds, and lie nearer each other.
    found = short_pairs(joined(rows))
    assert {("1:9", "3:10"), ("2:8", "3:8")} <= found
    assert not {("1:9", "3:8"), ("2:8", "3:10")} & found


def short_pairs(found: Joined) -> set[tuple[str, str]]:
    return {(f"{one.kept_id[0][-1]}:{one.kept_id[1]}", f"{one.merged_id[0][-1]}:{one.merged_id[1]}") for one in found.merges}


def test_the_order_of_rows_is_of_no_weight(rows: list[dict[str, Any]]) -> None:
    ours = {(one.kept_id, one.merged_id) for one in joined(rows).merges}
    assert {(one.kept_id, one.merged_id) for one in joined(rows[::-1]).merges} == ours


def test_joining_again_changes_nothing(rows: list[dict[str, Any]]) -> None:
    found = join(joined(rows).events, days=2, place="km", km=4, same=(), taxonomies={name: table(path) for name, path in _TAXONOMIES.items()})
    assert (found.ledger.read, found.merges) == (140, ())
