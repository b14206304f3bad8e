"""Any table by a mapping; every file is made up here."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events.formats import table
from concerted.events.loading import load


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def days(path: Path, **options: Any) -> list[str]:
    return [str(day) for day in pl.DataFrame(load(path, **options).events)["date"]]


def test_well_known_names_are_proposed() -> None:
    header = ["ID", "Event Date", "Perpetrator", "Target", "Country", "Province", "Deaths", "URL", "Latitude"]
    found = table.propose(header, [["1", "2020-01-01", "A", "B", "C", "D", "3", "https://example.org", "1.5"]])
    assert found == {
        "event_id": "ID",
        "actor": "Perpetrator",
        "target": "Target",
        "date": "Event Date",
        "country": "Country",
        "admin1": "Province",
        "killed_best": "Deaths",
        "source": "URL",
    }


def test_a_column_of_days_must_hold_days() -> None:
    assert table.propose(["day", "actor"], [["13", "A"]]) == {"actor": "actor"}
    assert table.propose(["day", "date_start", "actor"], [["13", "2020-01-13", "A"]])["date"] == "date_start"


def test_a_mapping_is_printed_as_toml() -> None:
    mapping = {"date": 'the "day"', "actor": "Gruppe ü\\\t\x7f"}
    read = tomllib.loads(table.toml("my-table", mapping, day_first=True))
    assert read == {"imports": {"my-table": {"format": "table", "day_first": True, "mapping": mapping}}}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, "date,group,deaths\n2020-01-01,A,3\n2020-01-02,B,\n".replace(",", mark))
    done = load(path)
    assert pl.DataFrame(done.events).select("actor", "killed_best", "original_row").rows() == [("A", 3, 2), ("B", None, 3)]
    assert "column 'group' of the file is taken as actor" in done.guesses


def test_a_mapping_that_is_given(tmp_path: Path) -> None:
    path = written(tmp_path, "when,who,against,until\n2020-01-01,A,B,2020-01-03\n2020-01-02,A,B,\n")
    done = load(path, mapping={"date": "when", "actor": "who", "target": "against", "last": "until"})
    events = pl.DataFrame(done.events)
    assert events["last"].cast(str).to_list() == ["2020-01-03", "2020-01-02"]
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [(2, "the day is known only as a range")]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"date": "when", "actor": "who", "colour": "who"}, "found colour"),
        ({"date": "when", "actor": "whom"}, "found whom"),
        ({"date": "when"}, "found none for actor"),
        ({"date": "when", "actor": "who", "front": "lat"}, "coordinates in the mapping: lat"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, mapping: dict[str, str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        load(written(tmp_path, "when,who,lat\n2020-01-01,A,1.5\n"), mapping=mapping)


@pytest.mark.parametrize(
    ("cells", "expected", "told"),
    [
        (["03/04/2020", "13/04/2020"], ["2020-04-03", "2020-04-13"], "day before month"),
        (["03/04/2020", "04/13/2020"], ["2020-03-04", "2020-04-13"], "month before day"),
        (["3.4.2020", "31.12.2020 14:05"], ["2020-04-03", "2020-12-31"], "day before month"),
        (["03-04-2020 2:05 PM", "12-31-2020"], ["2020-03-04", "2020-12-31"], "month before day"),
    ],
)
def test_the_order_of_day_and_month_is_found(tmp_path: Path, cells: list[str], expected: list[str], told: str) -> None:
    path = written(tmp_path, "date,actor\n" + "".join(f"{cell},A\n" for cell in cells))
    assert days(path) == expected
    assert any(told in guess for guess in load(path).guesses)


def test_rows_that_contradict_the_order_are_set_aside(tmp_path: Path) -> None:
    done = load(written(tmp_path, "date,actor\n13/04/2020,A\n14/04/2020,A\n04/15/2020,A\n01/02/2020,A\n"))
    assert [(entry.row, entry.fate) for entry in done.ledger.entries] == [(4, "set aside")]
    assert any("1 rows that contradict it" in guess and "2 rows can be nothing else" in guess for guess in done.guesses)


@pytest.mark.parametrize("cells", [["03/04/2020", "05/06/2020"], ["13/04/2020", "04/13/2020"]])
def test_where_the_order_cannot_be_found_it_is_asked_for(tmp_path: Path, cells: list[str]) -> None:
    path = written(tmp_path, "date,actor\n" + "".join(f"{cell},A\n" for cell in cells))
    with pytest.raises(DataError, match="day_first = true or day_first = false"):
        load(path)
    assert days(path, day_first=True)[0] == ("2020-04-03" if cells[0] == "03/04/2020" else "2020-04-13")
    assert days(path, day_first=False)[0] == ("2020-03-04" if cells[0] == "03/04/2020" else "2020-04-13")


@pytest.mark.parametrize(
    "cell", ["2020-04-03", "2020/04/03", "20200403", "2020-04-03T23:59:00Z", "3 April 2020", "3-Apr-2020", '"April 3, 2020"']
)
def test_other_forms_of_a_day(tmp_path: Path, cell: str) -> None:
    assert days(written(tmp_path, f"date,actor\n{cell},A\n")) == ["2020-04-03"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2020-02-30,A,1", "date is no day that can be read"),
        ("03/04/20,A,1", "date is no day that can be read"),
        (",A,1", "date is no day that can be read"),
        ("1899-01-01,A,1", "the day lies before 1900"),
        ("2999-01-01,A,1", "the day lies in the future"),
        ("2020-01-01,,1", "no actor is named"),
        ("2020-01-01,A,-1", "killed is a negative number"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside(tmp_path: Path, row: str, reason: str) -> None:
    done = load(written(tmp_path, f"date,actor,killed\n2020-01-01,A,1\n{row}\n"))
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [(3, "set aside", reason)]


@pytest.mark.parametrize("cell", [" A", "A ", "  A  ", "A"])
def test_blanks_around_a_cell_are_no_part_of_it(tmp_path: Path, cell: str) -> None:
    done = load(written(tmp_path, f"date,actor,target\n 2020-01-01 ,{cell},  \n"))
    assert pl.DataFrame(done.events).select("actor", "target").rows() == [("A", None)]


def test_a_number_in_words_is_a_doubt(tmp_path: Path) -> None:
    done = load(written(tmp_path, "date,actor,killed\n2020-01-01,A,several\n"))
    assert [(entry.fate, entry.reason) for entry in done.ledger.entries] == [("kept", "killed is no number")]


def test_a_cell_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, 'date,actor\n2020-01-01,=1+1\n2020-01-02,"=HYPERLINK(""x"")"\n')
    assert pl.DataFrame(load(path).events)["actor"].to_list() == ["=1+1", '=HYPERLINK("x")']


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Group", "Killed"])
    sheet.append([dt.datetime.fromisoformat("2020-01-02"), "A", 3.0])
    sheet.append([])
    sheet.append([dt.date(2020, 1, 3), "B", None])
    # No value was saved with this formula: it is never run, so the cell is empty.
    sheet.append(["2020-01-04", "=1+1", 4])
    book.create_sheet("notes")
    book.save(tmp_path / "t.xlsx")
    done = load(tmp_path / "t.xlsx")
    assert pl.DataFrame(done.events).select("actor", "killed_best", "original_row").rows() == [("A", 3, 2), ("B", None, 4)]
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [(5, "no actor is named")]
    assert any("only the first sheet" in guess and "notes" in guess for guess in done.guesses)


def test_a_broken_workbook_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(DataError, match="broken"):
        load(tmp_path / "t.xlsx")


def test_json_lines(tmp_path: Path) -> None:
    lines = [json.dumps({"date": f"2020-01-0{i}", "actor": "A", "killed": i}) for i in range(1, 4)]
    done = load(written(tmp_path, "\n".join([lines[0], "{broken", lines[1], "[1]", lines[2]]), "t.jsonl"))
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [(2, "no JSON record"), (4, "no JSON record")]
    assert pl.DataFrame(done.events).select("killed_best", "original_row").rows() == [(1, 1), (2, 3), (3, 5)]


def test_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame({"date": [dt.date(2020, 1, 1), None], "actor": ["A", "B"], "Actor": ["x", "y"], "deaths": [1, 2]})
    frame.write_parquet(tmp_path / "t.parquet")
    done = load(tmp_path / "t.parquet")
    assert pl.DataFrame(done.events).select("actor", "killed_best", "original_row").rows() == [("A", 1, 1)]
    assert [entry.row for entry in done.ledger.entries] == [2]


def test_parquet_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match="cut off"):
        load(tmp_path / "t.parquet")


def test_an_open_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    rows = [f"2020-01-01,A{i}" for i in range(2000)]
    rows[3] = '2020-01-01,"never closed'
    done = load(written(tmp_path, "date,actor\n" + "\n".join(rows) + "\n"))
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [(5, "a quotation mark that is not closed")]
    assert done.ledger.kept == 1999


def test_two_kinds_of_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'date,actor\r\n2020-01-01,A\n2020-01-02,"B\nC"\r\n2020-01-03,D\n')
    assert pl.DataFrame(load(path).events)["original_row"].to_list() == [2, 3, 4]


def test_without_days_or_actors_it_is_no_event_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a known event table"):
        load(written(tmp_path, "a,b\n1,2\n"))


def test_other_formats_take_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="for the format 'table' only"):
        load(written(tmp_path, "date,actor\n2020-01-01,A\n"), format="acled", day_first=True)


def test_utf_16_with_its_mark_is_converted_and_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("date,actor\n2020-01-01,A\n", encoding="utf-16")
    done = load(tmp_path / "t.csv")
    assert (done.ledger.read, done.ledger.kept) == (1, 1)
    assert any("UTF-16" in guess for guess in done.guesses)
