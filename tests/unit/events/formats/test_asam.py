"""Anti-Shipping Activity Messages; every file is made up here."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events.loading import load

HEADER = "reference,date,position,navArea,subreg,hostility,victim,description,"
PLACE = '"1°07\'00""N\n103°31\'00""E"'


def line(reference: str, day: str = "2021-05-28", hostility: str = "PIRATES", victim: str = "Tanker", text: str = "On 28 May") -> str:
    return f'{reference},{day},{PLACE},XI,71,{hostility},{victim},"{text}",'


def written(folder: Path, *lines: str) -> Path:
    path = folder / "asam.csv"
    path.write_bytes(("\r\n".join([HEADER, *lines]) + "\r\n").encode())
    return path


def test_a_message_goes_where_it_belongs(tmp_path: Path) -> None:
    done = load(written(tmp_path, line("2021-1")))
    (event,) = pl.DataFrame(done.events).to_dicts()
    assert (event["event_id"], str(event["date"]), event["actor"], event["target"]) == ("2021-1", "2021-05-28", "PIRATES", "Tanker")
    assert (event["target_class"], event["country"], event["front"], event["action"]) == ("shipping", None, None, None)
    assert not [value for value in event.values() if "°" in str(value)]
    assert any("seldom a group" in guess for guess in done.guesses)
    assert done.format.redistributable


def test_nobody_named_is_kept_with_a_doubt(tmp_path: Path) -> None:
    done = load(written(tmp_path, line("2021-1", hostility="")))
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [(2, "kept", "hostility is empty: nobody is named")]
    assert pl.DataFrame(done.events)["actor"].to_list() == [None]


def test_doubles(tmp_path: Path) -> None:
    done = load(written(tmp_path, line("2021-1"), line("2021-2"), line("2021-1"), line("2021-3"), line("2021-3", text="another")))
    assert [(entry.row, entry.fate) for entry in done.ledger.entries] == [(4, "set aside"), (5, "kept"), (6, "kept")]
    assert done.ledger.entries[0].reason.startswith("a double")
    assert done.ledger.entries[1].reason == "the reference occurs twice, in rows that differ"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("", "date is no day"),
        ("28 May", "date is no day"),
        ("1821-05-28", "the day lies before 1900"),
        ("2921-05-28", "the day lies in the future"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside(tmp_path: Path, day: str, reason: str) -> None:
    done = load(written(tmp_path, line("2021-1", day), line("2021-2")))
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [(2, "set aside", reason)]


def test_answers_of_the_interface(tmp_path: Path) -> None:
    record = {"reference": "2021-1", "date": "2021-05-28", "latitude": 1.1, "longitude": 103.5, "navArea": "XI", "subreg": "71"}
    path = tmp_path / "asam.json"
    path.write_text(json.dumps({"asam": [record | {"hostility": "Boarding", "victim": None, "description": "x"}]}), encoding="utf-8")
    (event,) = pl.DataFrame(load(path).events).to_dicts()
    assert (event["actor"], event["target"], event["original_row"], event["dataset"]) == ("Boarding", None, 1, "asam")


def test_an_empty_answer_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "asam.json"
    path.write_text('{"asam": []}', encoding="utf-8")
    with pytest.raises(DataError, match="empty answer"):
        load(path)


def test_broken_lines(tmp_path: Path) -> None:
    path = written(tmp_path, line("2021-1"), "bad", line("2021-2"), line("2021-3", victim="\0"), line("2021-4"))
    path.write_bytes(path.read_bytes().replace(b"2021-2,2021", b"2021-2\xff,2021"))
    done = load(path)
    assert [(entry.row, entry.reason) for entry in done.ledger.entries] == [
        (3, "too few cells"),
        (4, "bytes that are no UTF-8"),
        (5, "a NUL byte"),
    ]
    assert pl.DataFrame(done.events)["original_row"].to_list() == [2, 6]
