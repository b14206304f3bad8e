"""For any table: an import's ledger adds up, each row that is set aside is listed with its number, and twice is once."""

from __future__ import annotations

import csv
import hashlib
import tempfile
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concerted.errors import ConcertedError
from concerted.events.importing import import_into
from small_case import write_small_case

CELLS = st.one_of(
    st.sampled_from(
        ["", "A", "Reds", "=1+1", "2020-01-05", "2999-01-01", "1850-01-01", "03/04/2020", "13/04/2020", "-2", "3.5", "NaN", "1e400"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)
# Lines as they come out of broken programs; none is an empty line, which is no data.
ROUGH = st.sampled_from(
    [b"x", b"1,2,3,4,5", b"\xff\xfe,a,1", b"a\0b,c,1", b'2020-01-05,"open,1', b'2020-01-05,"a"b,1', b"2020-01-05,a\rb,1", b'"', b" "]
)


def quoted(cells: list[str]) -> bytes:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells).encode("utf-8")


LINES = st.lists(
    st.one_of(
        st.lists(CELLS, min_size=3, max_size=3).map(quoted),
        st.tuples(st.sampled_from(["2020-01-05", "2020-02-30"]), st.sampled_from(["A", "Reds"]), st.just("1")).map(
            lambda row: quoted(list(row))
        ),
        ROUGH,
    ),
    max_size=25,
)


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_case(tmp_path_factory.mktemp("property") / "case")


@settings(max_examples=40, deadline=None)
@given(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.booleans())
def test_any_table(case: Path, lines: list[bytes], end: bytes, last: bool) -> None:
    before = {name: one for name, one in tree(case).items() if not name.startswith("imported")}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "t.csv"
        source.write_bytes(end.join([b"date,actor,killed", b"2020-01-01,First,1", *lines]) + (end if last else b""))
        try:
            done = import_into(case, source, format_name="table", day_first=True)
        except ConcertedError as error:
            pytest.fail(f"a table with a good row is refused: {error}")
        first = tree(case)
        again = import_into(case, source, format_name="table", day_first=True)
    assert tree(case) == first
    assert {name: one for name, one in first.items() if not name.startswith("imported")} == before
    assert again.change is not None
    assert (again.change.added, again.change.changed, again.change.deleted) == (0, 0, 0)
    check(done.folder)


def check(folder: Path) -> None:
    said = tomllib.loads((folder / "import.toml").read_text(encoding="utf-8"))
    kept = pl.read_parquet(folder / "events.parquet")["original_row"].to_list()
    with (folder / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    aside = [int(row["row"]) for row in ledger if row["fate"] == "set aside"]
    assert said["read"] == said["kept"] + said["merged"] + said["set_aside"]
    assert (len(kept), len(aside)) == (said["kept"], said["set_aside"])
    assert kept == sorted(set(kept))
    assert kept[0] == 2
    # No row is both, none is lost between the first and the last, but for empty lines.
    assert set(kept).isdisjoint(aside)
    assert all(row["reason"] for row in ledger)


WHOLE = st.lists(
    st.tuples(st.sampled_from(["2020-01-05", "2020-02-30", "1850-01-01", ""]), st.sampled_from(["A", 'say "x"', "two\nlines", "ü", ""])),
    min_size=1,
    max_size=25,
)


@settings(max_examples=30, deadline=None)
@given(WHOLE, st.sampled_from(["\n", "\r\n"]))
def test_each_row_is_where_it_was(case: Path, rows: list[tuple[str, str]], end: str) -> None:
    rows = [("2020-01-01", "First"), *rows]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "t.csv"
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator=end).writerows([("date", "actor"), *rows])
        done = import_into(case, source, format_name="table")
    good = [number for number, (day, actor) in enumerate(rows, start=2) if day in ("2020-01-05", "2020-01-01") and actor]
    found = pl.read_parquet(done.folder / "events.parquet")
    assert found["original_row"].to_list() == good
    assert found["actor"].to_list() == [rows[number - 2][1] for number in good]
    aside = [entry.row for entry in done.ledger.entries if entry.fate == "set aside"]
    assert sorted([*good, *aside]) == list(range(2, len(rows) + 2))
