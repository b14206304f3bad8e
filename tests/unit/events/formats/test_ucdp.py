"""UCDP GED in its flavours; every file is made up here."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events.loading import load

SLIM = (
    "id,year,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,number_of_sources,"
    "adm_1,country,date_prec,date_start,date_end,best,high,low"
)


def line(a: str = "Blue", b: str = "State", start: str = "2016-01-01", end: str = "2016-01-01", best: str = "4", number: str = "7") -> str:
    return f'{number},2016,2,11,"{a}",22,"{b}",3,North,Somewhere,1,{start},{end},{best},6,2'


def written(folder: Path, *lines: str, header: str = SLIM) -> Path:
    path = folder / "ged.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_an_event_goes_where_it_belongs(tmp_path: Path) -> None:
    (event,) = pl.DataFrame(load(written(tmp_path, line())).events).to_dicts()
    assert (event["event_id"], event["actor"], event["actor_code"], event["target"], event["target_code"]) == ("7", "Blue", "11", "State", "22")
    assert (event["action"], event["action_code"], event["country"], event["admin1"]) == ("non-state", "2", "Somewhere", "North")
    assert (event["killed_low"], event["killed_best"], event["killed_high"], event["reports"]) == (2, 4, 6, 3)
    assert (event["dataset"], event["original_row"]) == ("ucdp-ged", 2)


def test_tags_floats_and_an_unnamed_column(tmp_path: Path) -> None:
    tags = "," + ",".join("#date+start" if name == "date_start" else "" for name in SLIM.split(","))
    row = "0," + line(start="2016-01-01 00:00:00.000", end="2016-01-03 00:00:00.000", number="15960.0")
    done = load(written(tmp_path, tags, row, header="," + SLIM))
    (event,) = pl.DataFrame(done.events).to_dicts()
    assert (str(event["first"]), str(event["last"]), event["original_row"]) == ("2016-01-01", "2016-01-03", 3)
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [
        (2, "set aside", "a row of tags, no event"),
        (3, "kept", "the day is known only as a range"),
    ]
    assert "an unnamed first column is taken as a row index" in done.guesses


def test_joint_actors(tmp_path: Path) -> None:
    done = load(written(tmp_path, line(a="Blue, Red, Green")))
    (event,) = pl.DataFrame(done.events).to_dicts()
    assert (event["actor"], event["actor_joint"]) == ("Blue", "Red + Green")
    assert [entry.reason for entry in done.ledger.entries] == ["joint action: several actors on one side"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line(start="soon"), "date_start is no day"),
        (line(end="2016-02-30"), "date_end is no day"),
        (line(end="2015-12-31"), "the last day lies before the first"),
        (line(start="1945-01-01"), "the day lies before 1946"),
        (line(start="2945-01-01", end="2945-01-01"), "the day lies in the future"),
        (line(a=""), "no actor is named"),
        (line(best="-1"), "best is no number of people killed"),
        (line(best="many"), "best is no number of people killed"),
        ("7,2016", "too few cells"),
        (line() + ",more", "too many cells"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside(tmp_path: Path, row: str, reason: str) -> None:
    done = load(written(tmp_path, row, line()))
    assert [(entry.row, entry.fate, entry.reason) for entry in done.ledger.entries] == [(2, "set aside", reason)]
    assert pl.DataFrame(done.events)["original_row"].to_list() == [3]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="UCDP"):
        load(written(tmp_path, "1,2", header="a,b"), format="ucdp-ged")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a format among auto, ucdp-ged"):
        load(written(tmp_path, line()), format="ged")
