"""ACLED in all of its layouts; every file is made up here."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events.loading import load


def names(text: str) -> list[str]:
    return text.split(",")


NEW = names(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,"
    "assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,"
    "geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
OLD = names(
    "DATA_ID,ISO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,SUB_EVENT_TYPE,ACTOR1,ASSOC_ACTOR_1,"
    "INTER1,ACTOR2,ASSOC_ACTOR_2,INTER2,INTERACTION,REGION,COUNTRY,ADMIN1,ADMIN2,ADMIN3,LOCATION,LATITUDE,LONGITUDE,GEO_PRECISION,"
    "SOURCE,SOURCE_SCALE,NOTES,FATALITIES,TIMESTAMP,ISO3"
)


def row(**cells: Any) -> dict[str, str]:
    filled = {
        "event_id_cnty": "XXX1",
        "event_date": "2023-11-24",
        "time_precision": "1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Blue Front",
        "assoc_actor_1": "Red Front; Green Front",
        "inter1": "Rebel group",
        "actor2": "State Forces",
        "country": "Somewhere",
        "admin1": "North",
        "latitude": "12.345",
        "longitude": "54.321",
        "source": "Daily; Weekly",
        "fatalities": "3",
    }
    return dict.fromkeys(NEW, "") | filled | {name: str(value) for name, value in cells.items()}


def written(path: Path, rows: list[dict[str, str]], columns: list[str] = NEW, delimiter: str = ",") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def frame(path: Path, **options: Any) -> pl.DataFrame:
    return pl.DataFrame(load(path, **options).events)


def test_an_event_goes_where_it_belongs(tmp_path: Path) -> None:
    (event,) = frame(written(tmp_path / "a.csv", [row(civilian_targeting="Civilian targeting")])).to_dicts()
    assert event["event_id"] == "XXX1"
    assert (event["actor"], event["actor_joint"], event["target"]) == ("Blue Front", "Red Front + Green Front", "State Forces")
    assert (event["target_class"], event["action"]) == ("civilians", "Battles: Armed clash")
    assert (str(event["date"]), str(event["first"]), str(event["last"])) == ("2023-11-24",) * 3
    assert (event["country"], event["admin1"], event["front"]) == ("Somewhere", "North", None)
    assert (event["killed_low"], event["killed_best"], event["reports"], event["source"]) == (None, 3, 2, "Daily; Weekly")
    assert (event["dataset"], event["version"], event["original_row"]) == ("acled", "dyadic", 2)


def test_coordinates_are_not_taken_in(tmp_path: Path) -> None:
    (event,) = frame(written(tmp_path / "a.csv", [row()])).to_dicts()
    assert not [value for value in event.values() if "12.345" in str(value) or "54.321" in str(value)]


@pytest.mark.parametrize(
    ("day", "precision", "first", "last", "doubt"),
    [
        ("2023-11-24", 1, "2023-11-24", "2023-11-24", None),
        ("2023-11-24", 2, "2023-11-20", "2023-11-26", "the day is known only as a week"),
        ("2024-01-01", 2, "2024-01-01", "2024-01-07", "the day is known only as a week"),
        ("2023-01-01", 2, "2022-12-26", "2023-01-01", "the day is known only as a week"),
        ("2024-02-15", 3, "2024-02-01", "2024-02-29", "the day is known only as a month"),
        ("2023-11-24", 7, "2023-11-24", "2023-11-24", "time_precision is not 1, 2 or 3; the day is taken as exact"),
    ],
)
def test_precision_becomes_an_interval(tmp_path: Path, day: str, precision: int, first: str, last: str, doubt: str | None) -> None:
    done = load(written(tmp_path / "a.csv", [row(event_date=day, time_precision=precision)]))
    (event,) = pl.DataFrame(done.events).to_dicts()
    assert (str(event["date"]), str(event["first"]), str(event["last"])) == (first, first, last)
    assert [entry.reason for entry in done.ledger.entries] == ([doubt] if doubt else [])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event_date": "2023-02-30"}, "event_date is no day"),
        ({"event_date": "2023-11-241"}, "event_date is no day"),
        ({"event_date": "1899-12-31"}, "the day lies before 1900"),
        ({"event_date": "2999-01-01"}, "the day lies in the future"),
        ({"actor1": " "}, "no actor is named"),
        ({"fatalities": -1}, "fatalities is a negative number"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside(tmp_path: Path, cells: dict[str, Any], reason: str) -> None:
    done = load(written(tmp_path / "a.csv", [row(), row(event_id_cnty="XXX2", **cells)]))
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [(3, "set aside", reason)]
    assert (done.ledger.read, done.ledger.kept) == (2, 1)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [({"event_date": "1996-12-31"}, "the day lies before 1997, when ACLED begins"), ({"fatalities": "some"}, "fatalities is no number")],
)
def test_a_row_in_doubt_is_kept(tmp_path: Path, cells: dict[str, Any], reason: str) -> None:
    done = load(written(tmp_path / "a.csv", [row(**cells)]))
    assert [(entry.fate, entry.reason) for entry in done.ledger.entries] == [("kept", reason)]


@pytest.mark.parametrize("day", ["01 January 2020", "01-January-2020", "1 January 2020", "2020-01-01"])
def test_old_columns_in_capitals(tmp_path: Path, day: str) -> None:
    old = {name.upper(): cell for name, cell in row(event_date=day).items()} | {"DATA_ID": "77", "ISO3": "XXX", "EVENT_ID_NO_CNTY": "1"}
    (event,) = frame(written(tmp_path / "a.csv", [old], OLD)).to_dicts()
    assert (str(event["date"]), event["actor"], event["event_id"]) == ("2020-01-01", "Blue Front", "XXX1")
    assert event["version"] == "dyadic, old columns"


def test_semicolons_between_the_cells(tmp_path: Path) -> None:
    (event,) = frame(written(tmp_path / "a.csv", [row()], delimiter=";")).to_dicts()
    assert event["actor_joint"] == "Red Front + Green Front"


def test_one_row_an_actor(tmp_path: Path) -> None:
    columns = [name for name in NEW if name not in ("actor2", "assoc_actor_2", "inter2")]
    done = load(written(tmp_path / "a.csv", [row(), row(actor1="State Forces"), row()], columns))
    assert pl.DataFrame(done.events)["actor"].to_list() == ["Blue Front", "State Forces"]
    # The third row says nothing new; the second is no double of the first.
    assert [(entry.row, entry.fate) for entry in done.ledger.entries] == [(4, "set aside")]
    assert any("share its event_id" in guess for guess in done.guesses)


def test_it_is_said_that_there_is_no_direction(tmp_path: Path) -> None:
    assert any("do not imply direction" in guess for guess in load(written(tmp_path / "a.csv", [row()])).guesses)


def test_rows_may_not_be_given_on(tmp_path: Path) -> None:
    assert not load(written(tmp_path / "a.csv", [row()])).format.redistributable


def test_a_row_twice_and_an_identifier_twice(tmp_path: Path) -> None:
    done = load(written(tmp_path / "a.csv", [row(), row(), row(event_id_cnty="XXX2"), row(event_id_cnty="XXX2", fatalities=9)]))
    assert [(entry.row, entry.fate) for entry in done.ledger.entries] == [(3, "set aside"), (4, "kept"), (5, "kept")]
    assert "differ" in done.ledger.entries[1].reason


ROWS = [row(event_id_cnty=f"XXX{i}", fatalities=i) for i in range(5)]


@pytest.mark.parametrize(
    "answer",
    [
        ROWS,
        {"data": ROWS},
        {"success": True, "status": 200, "count": 5, "data": ROWS},
        {"data": ROWS, "messages": ["x"]},
        [{"data": ROWS[:2]}, {"data": ROWS[2:]}],
    ],
)
def test_answers_of_the_interface(tmp_path: Path, answer: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    events = frame(path)
    assert events["event_id"].to_list() == [f"XXX{i}" for i in range(5)]
    assert events["original_row"].to_list() == [1, 2, 3, 4, 5]
    same = frame(written(tmp_path / "a.csv", ROWS))
    assert events.drop("original_row").equals(same.drop("original_row"))


def test_pages_one_after_the_other_and_a_late_key(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"data": ROWS[:2]}) + "\n" + json.dumps({"data": [ROWS[2] | {"new": [1, {"a": None}]}]}), encoding="utf-8")
    assert frame(path)["event_id"].to_list() == ["XXX0", "XXX1", "XXX2"]


@pytest.mark.parametrize("text", ['{"data": []}', "[]", '{"success": true, "count": 0, "data": []}', ",".join(NEW), ",".join(NEW) + "\n"])
def test_an_empty_answer_is_an_error_that_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="empty answer"):
        load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({"data": ROWS})[:-200], "cut off"),
        ('{"success": false, "error": "no rights"}', "no rights"),
        ("[" * 200_000, "cut off|lists in lists"),
    ],
)
def test_a_broken_answer_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        load(path)


def test_what_is_no_record_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"data": [ROWS[0], 7, ROWS[1] | {"actor1": "\udcff"}, ROWS[2]]}), encoding="utf-8")
    done = load(path)
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [(2, "no JSON record"), (3, "bytes that are no UTF-8")]
    assert pl.DataFrame(done.events)["original_row"].to_list() == [1, 4]


def test_broken_lines_are_set_aside_and_the_others_keep_their_rows(tmp_path: Path) -> None:
    lines = written(tmp_path / "a.csv", [row(event_id_cnty=f"XXX{i}") for i in range(9)]).read_bytes().splitlines()
    lines[2] = lines[2].replace(b"Daily", b"\xff\xfe")
    lines[4] = lines[4].replace(b"Daily", b"\0")
    lines[6] = lines[6].replace(b"Daily", b"x" * 10_000_000)
    lines[8] = b'XXX,"never closed'
    (tmp_path / "a.csv").write_bytes(b"\n".join([*lines[:5], b"", *lines[5:]]) + b"\n")
    done = load(tmp_path / "a.csv")
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [
        (3, "bytes that are no UTF-8"),
        (5, "a NUL byte"),
        (8, "a line of more than 2,000,000 bytes"),
        (10, "a quotation mark that is not closed"),
    ]
    assert pl.DataFrame(done.events)["original_row"].to_list() == [2, 4, 7, 9, 11]
    assert (done.ledger.read, done.ledger.kept) == (9, 5)


def test_parquet(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).with_columns(pl.col("event_date").str.to_date(), pl.col("fatalities").cast(pl.Int64)).write_parquet(
        tmp_path / "a.parquet"
    )
    events = frame(tmp_path / "a.parquet")
    assert events["killed_best"].to_list() == [0, 1, 2, 3, 4]
    assert events["original_row"].to_list() == [1, 2, 3, 4, 5]
