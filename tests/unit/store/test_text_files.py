"""Text files before they are cut into cells: first rows, line ends, empty lines, and how many records there are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerted.errors import DataError
from concerted.store import Columnar, Delimited, differences, header_of, look, table_file, write_parquet
from concerted.store.survey import _BLOCK, Survey, _State, survey


def written(folder: Path, content: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"a, b ,c\n1,2,3\n", ("a", "b", "c")),
        (b"\xef\xbb\xbfa,b\r\n", ("a", "b")),
        (b'"a,1","b\nc"\n1,2\n', ("a,1", "b\nc")),
        (b'a,"never closed\n1,2\n', ("a", "never closed")),
        (b'a,5" gun\n1,2\n', ("a", '5" gun')),
        (b"", ()),
        (b"\na,b\n", ()),
        (b"a," + b"x" * 70_000 + b"\n", ()),
        (b"a," + b"x" * 40_000 + b"\n", ("a", "x" * 40_000)),
        (b"a,\xff\n", ("a", "\ufffd")),
    ],
)
def test_the_first_row(tmp_path: Path, content: bytes, cells: tuple[str, ...]) -> None:
    assert header_of(written(tmp_path, content), ",") == cells


def test_a_first_row_without_quotation_marks(tmp_path: Path) -> None:
    path = written(tmp_path, b'"a\tb"\t"\n1\t2\t3\n')
    assert header_of(path, "\t", quoted=False) == ('"a', 'b"', '"')
    assert header_of(path, "\t") != ('"a', 'b"', '"')


def test_empty_and_repeated_names_of_columns(tmp_path: Path) -> None:
    path = written(tmp_path, b"2020-01-01,,A,a,\n2020-01-02,,B,b,\n")
    shape = table_file(path, tmp_path).shape(Delimited(header_of(path, ",")), ",")
    assert shape.columns == ("2020-01-01", "unnamed_1", "A", "a (2)", "unnamed_4")
    assert look(path, shape, 'SELECT "unnamed_1", "a (2)" FROM {table}') == [(None, "b")]


def test_lines_that_end_with_carriage_returns_only(tmp_path: Path) -> None:
    file = table_file(written(tmp_path, b'a,b\r1,2\rx\r3,"4\r5"\r'), tmp_path)
    assert any("carriage returns" in note for note in file.notes)
    shape = file.shape(Delimited(file.header(",")), ",")
    assert look(file.path, shape, "SELECT a FROM {table}") == [("1",), ("3",)]
    bad = write_parquet(file.path, shape, {"a": "a"}, tmp_path / "out.parquet")
    assert [(line.row, line.reason) for line in bad] == [(3, "too few cells")]


@pytest.mark.parametrize(
    ("content", "plain", "plain_but_for_marks"),
    [
        (b"a\nb\n", True, True),
        (b"a\nb", True, True),
        (b"a\r\nb\r\n", True, True),
        (b"", True, True),
        (b"a\n\nb\n", False, False),
        (b"a\r\n\r\nb\r\n", False, False),
        (b"\na\n", False, False),
        (b"a\nb\r\n", False, False),
        (b"a\r\nb\n", False, False),
        (b"a\rb\nc\n", False, False),
        (b"a\nb\r", False, False),
        (b"a\0\n", False, False),
        (b'a,"\n\n"\nb,c\n', False, True),
        (b'a,"x\r\ny"\nb,c\n', False, True),
        (b'a,"x\ny"\r\nb,c\r\n', False, True),
        (b'a,"x\nb,c\n', True, False),
    ],
)
def test_what_is_plain(tmp_path: Path, content: bytes, plain: bool, plain_but_for_marks: bool) -> None:
    path = written(tmp_path, content)
    assert survey(path, quoted=False).plain is plain
    assert survey(path, quoted=True).plain is plain_but_for_marks


ROWS = st.lists(st.tuples(st.text('ab,"\n\r ', max_size=5), st.text('ab"\n', max_size=5)), max_size=12)


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_records_are_counted_whatever_the_blocks(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], end: str, size: int
) -> None:
    path = tmp_path_factory.mktemp("survey") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert survey(path, quoted=True) == Survey(plain=True, records=len(rows))
    state, content = _State(quoted=True), path.read_bytes()
    while content:
        length = size + (content[size - 1 : size] == b"\r")
        assert state.take(content[:length])
        content = content[length:]
    assert state.records == len(rows)


def test_a_line_end_of_two_bytes_on_the_edge_of_a_block(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * (_BLOCK - 1) + b"\r\nb\r\n")
    assert survey(path, quoted=False) == survey(path, quoted=True) == Survey(plain=True, records=2)


def test_line_ends_that_change_late_lose_no_row(tmp_path: Path) -> None:
    # DuckDB stops at the first of them in a small file, and left rows out in silence in one of 80 MB.
    path = written(tmp_path, b"a,b\n" + b"x,y\n" * 1000 + b"1,2\r3,4\n" + b"x,y\n" * 10)
    assert write_parquet(path, Delimited(("a", "b")), {"a": "a"}, tmp_path / "out.parquet") == ()
    assert look(tmp_path / "out.parquet", Columnar(("a",)), "SELECT count(*), count(*) FILTER (a = '3') FROM {table}") == [(1012, 1)]


def test_an_endless_line_is_one_row_whatever_its_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1," + b"x" * 1_000_000 + b"\r2," + b"y" * 4_000_000 + b"\n3,4\n")
    bad = write_parquet(path, Delimited(("a", "b")), {"a": "a"}, tmp_path / "out.parquet")
    assert [(line.row, line.reason) for line in bad] == [(2, "a line of more than 2,000,000 bytes")]
    assert look(tmp_path / "out.parquet", Columnar(("a",)), "SELECT a FROM {table}") == [("3",)]


def test_a_mark_that_is_open_in_the_first_row_costs_no_row(tmp_path: Path) -> None:
    path = written(tmp_path, b'a,"b\n1,2\n3,4\n')
    assert write_parquet(path, Delimited(header_of(path, ",")), {"a": "a"}, tmp_path / "out.parquet") == ()
    assert look(tmp_path / "out.parquet", Columnar(("a",)), "SELECT a FROM {table}") == [("1",), ("3",)]


def test_a_reader_that_leaves_rows_out_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concerted.store import parquet

    run = parquet._run

    def forgetful(source: Path, shape: Delimited, query: str, memory: str) -> tuple[list[tuple[int]], list[tuple[int, str]]]:
        (answer,), bad = run(source, shape, query, memory)
        return [(answer[0] - 1,)], bad

    monkeypatch.setattr(parquet, "_run", forgetful)
    with pytest.raises(DataError, match=r"expected 4 rows in t.csv, with its header; found 3"):
        write_parquet(written(tmp_path, b"a,b\n1,2\n3,4\n5,6\n"), Delimited(("a", "b")), {"a": "a"}, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


def kept(folder: Path, name: str, rows: list[tuple[str, str]]) -> Path:
    source = folder / f"{name}.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "x"), *rows])
    out = folder / f"{name}.parquet"
    write_parquet(source, Delimited(("id", "x")), {"id": "nullif(id, '')", "x": "x"}, out)
    return out


@pytest.mark.parametrize(
    ("old", "new", "counted"),
    [
        ([("1", "a")], [("1", "a")], (0, 0, 0)),
        ([("1", "a"), ("2", "b")], [("2", "c"), ("3", "d")], (1, 1, 1)),
        ([("1", "a"), ("1", "b")], [("1", "b"), ("1", "a")], (0, 0, 0)),
        ([("1", "a"), ("1", "b")], [("1", "b"), ("1", "c"), ("1", "c")], (1, 1, 0)),
        ([("", "a"), ("", "a")], [("", "a"), ("", "b")], (1, 0, 1)),
    ],
)
def test_differences(tmp_path: Path, old: list[tuple[str, str]], new: list[tuple[str, str]], counted: tuple[int, int, int]) -> None:
    assert differences(kept(tmp_path, "old", old), kept(tmp_path, "new", new), "id", ("id", "x")) == counted


def test_differences_to_what_is_broken(tmp_path: Path) -> None:
    new = kept(tmp_path, "new", [("1", "a")])
    assert differences(tmp_path / "none.parquet", new, "id", ("id", "x")) is None
    assert differences(new, new, "id", ("id", "x", "y")) is None
