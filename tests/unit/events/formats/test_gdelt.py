"""GDELT exports by the number and shape of their cells, with the rule on dates far before the day of adding."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from concerted.errors import DataError
from concerted.events import loading
from concerted.events.formats import gdelt
from concerted.events.loading import Loaded, load

VERSIONS = [pytest.param("gdelt1", 58, id="1.0"), pytest.param("gdelt1", 57, id="1.0 without SOURCEURL"), pytest.param("gdelt2", 61, id="2.0")]
COLUMNS = {58: gdelt.COLUMNS_1, 57: gdelt.COLUMNS_1[:-1], 61: gdelt.COLUMNS_2}


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [one for one in loading.FORMATS if one.name not in ("gdelt1", "gdelt2")]
    monkeypatch.setattr(loading, "FORMATS", (*gdelt.FORMATS, *others))


def line(n_columns: int, number: int = 1, date: str = "20200301", added: str = "20200301", **cells: str) -> str:
    """Return a row in the layout of a version; what is not said stands as in a usual row."""
    row = dict.fromkeys(COLUMNS[n_columns], "")
    row |= {"GLOBALEVENTID": str(700_000_000 + number), "SQLDATE": date, "MonthYear": date[:6], "Year": date[:4], "FractionDate": "2020.1644"}
    row |= {"Actor1Code": "IRQREB", "Actor1Name": "IRAQI REBEL", "Actor2Code": "USAMIL", "Actor2Name": "UNITED STATES"}
    row |= {"EventCode": "190", "EventBaseCode": "190", "EventRootCode": "19", "NumMentions": "9", "NumSources": "2", "NumArticles": "7"}
    row |= {"ActionGeo_Type": "4", "ActionGeo_FullName": "Mosul, Ninawa, Iraq", "ActionGeo_CountryCode": "IZ", "ActionGeo_ADM1Code": "IZ15"}
    row |= {"ActionGeo_Lat": "36.335", "ActionGeo_Long": "43.1189", "DATEADDED": added + ("101500" if n_columns == 61 else "")}
    row |= {"SOURCEURL": "https://example.org/1"} if n_columns != 57 else {}
    assert set(cells) <= set(row)
    return "\t".join((row | cells).values())


def read(folder: Path, *lines: str, format: str = "auto") -> Loaded:  # noqa: A002
    path = folder / "some.export.CSV"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(path, format)


def events(loaded: Loaded) -> list[dict[str, Any]]:
    return pl.DataFrame(loaded.events).to_dicts()


@pytest.mark.parametrize(("name", "width"), VERSIONS)
def test_a_row_becomes_an_event(tmp_path: Path, name: str, width: int) -> None:
    loaded = read(tmp_path, line(width))
    (event,) = events(loaded)
    wanted = {
        "event_id": "700000001",
        "actor": "IRAQI REBEL",
        "actor_code": "IRQREB",
        "actor_joint": None,
        "target": "UNITED STATES",
        "target_code": "USAMIL",
        "action": "fight",
        "action_code": "190",
        "date": dt.date(2020, 3, 1),
        "first": dt.date(2020, 3, 1),
        "last": dt.date(2020, 3, 1),
        "country": "IZ",
        "admin1": "IZ15",
        "reports": 7,
        "status": "reported",
        "source": None if width == 57 else "https://example.org/1",
        "dataset": name,
        "original_row": 1,
    }
    assert {key: event[key] for key in wanted} == wanted
    assert str(width) in event["version"]
    assert loaded.ledger.entries == ()


@pytest.mark.parametrize(("name", "width"), VERSIONS)
def test_the_version_is_known_by_its_cells_or_by_name(tmp_path: Path, name: str, width: int) -> None:
    assert read(tmp_path, line(width)).format.name == name
    assert read(tmp_path, line(width), format=name).format.name == name
    other = "gdelt1" if name == "gdelt2" else "gdelt2"
    with pytest.raises(DataError, match=r"GDELT"):
        read(tmp_path, line(width), format=other)


def test_no_coordinates_are_kept(tmp_path: Path) -> None:
    loaded = read(tmp_path, line(61))
    assert not any("36.3" in str(value) or "43.1" in str(value) for value in events(loaded)[0].values())


def test_a_header_is_seen_and_told(tmp_path: Path) -> None:
    loaded = read(tmp_path, "\t".join(gdelt.COLUMNS_2), line(61))
    assert (loaded.ledger.read, events(loaded)[0]["original_row"]) == (1, 2)
    assert "the first line is taken as names of columns" in loaded.guesses


def test_codes_keep_their_zeros_and_quotation_marks_are_letters(tmp_path: Path) -> None:
    loaded = read(tmp_path, line(61), line(61, 2, EventCode="043", EventRootCode="04", Actor1Name='"GROUP'), line(61, 3))
    assert [(event["action_code"], event["action"], event["actor"]) for event in events(loaded)][1] == ("043", "consult", '"GROUP')
    assert loaded.ledger.kept == 3


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"ActionGeo_ADM1Code": "IZ"}, ("IZ", None)),
        ({"ActionGeo_ADM1Code": "IZ00"}, ("IZ", None)),
        ({"ActionGeo_ADM1Code": "IZ07"}, ("IZ", "IZ07")),
        ({"ActionGeo_ADM1Code": "", "ActionGeo_CountryCode": ""}, (None, None)),
    ],
)
def test_a_place_without_a_province_has_none(tmp_path: Path, cells: dict[str, str], place: tuple[str | None, str | None]) -> None:
    (event,) = events(read(tmp_path, line(61, **cells)))
    assert (event["country"], event["admin1"]) == place


@pytest.mark.parametrize("width", [58, 61])
@pytest.mark.parametrize(
    ("lag", "fate", "said"),
    [
        (0, "", ""),
        (1, "", ""),
        (2, "kept", "2 days before it was added"),
        (7, "kept", "7 days before it was added"),
        (30, "kept", "30 days before it was added"),
        (31, "set aside", "31 days (a month) before it was added"),
        (47, "set aside", "more than 30 days before it was added"),
        (365, "set aside", "365 days (a year) before it was added"),
        (3650, "set aside", "3,650 days (ten years) before it was added"),
        (-1, "set aside", "after the day on which the row was added"),
    ],
)
def test_dates_before_the_day_of_adding(tmp_path: Path, width: int, lag: int, fate: str, said: str) -> None:
    date = dt.date(2020, 3, 1) - dt.timedelta(days=lag)
    loaded = read(tmp_path, line(width), line(width, 2, f"{date:%Y%m%d}"))
    found = [(entry.row, entry.fate) for entry in loaded.ledger.entries]
    assert found == ([(2, fate)] if fate else [])
    assert said in "".join(entry.reason for entry in loaded.ledger.entries)
    assert loaded.ledger.set_aside == (fate == "set aside")


def test_old_files_added_in_batches_keep_their_dates(tmp_path: Path) -> None:
    loaded = read(tmp_path, line(57, 1, "19790101", "20130203"), line(57, 2, "20120204", "20130203"), line(57, 3, "20130207", "20130203"))
    assert [(entry.row, entry.fate) for entry in loaded.ledger.entries] == [(2, "kept"), (3, "set aside")]
    assert "365 days (a year)" in loaded.ledger.entries[0].reason
    assert any("added in batches" in guess for guess in loaded.guesses)
    assert not any("batches" in guess for guess in read(tmp_path, line(58)).guesses)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Actor1Name": "", "Actor1Code": ""}, "no actor"),
        ({"SQLDATE": "20200231"}, "SQLDATE is no day"),
        ({"DATEADDED": "soon"}, "DATEADDED is no day"),
    ],
)
def test_what_cannot_be_used_is_set_aside_with_a_reason(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    ledger = read(tmp_path, line(61), line(61, 2, **cells)).ledger
    assert [(entry.row, entry.fate) for entry in ledger.entries] == [(2, "set aside")]
    assert said in ledger.entries[0].reason
    assert (ledger.read, ledger.kept, ledger.set_aside) == (2, 1, 1)


def test_a_row_given_out_twice_counts_once(tmp_path: Path) -> None:
    ledger = read(tmp_path, line(61), line(61), line(61, 2)).ledger
    assert (ledger.read, ledger.kept, ledger.set_aside) == (3, 2, 1)
    assert [entry.row for entry in ledger.entries] == [2]


def test_a_code_stands_in_for_a_missing_name(tmp_path: Path) -> None:
    (event,) = events(read(tmp_path, line(61, Actor1Name="", Actor2Name="")))
    assert (event["actor"], event["target"]) == ("IRQREB", "USAMIL")


def test_lines_of_another_width_are_set_aside(tmp_path: Path) -> None:
    ledger = read(tmp_path, line(61), line(58, 2), line(61, 3)).ledger
    assert (ledger.read, ledger.kept) == (3, 2)
    assert [entry.row for entry in ledger.entries] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "globaleventid,eventtimedate,mentiontimedate,mentiontype\n555924816,20160701210000,20170701234500,1\n",
        "\t".join(["555924816", "20160701210000", "20170701234500", "1", "x.org", "http://x.org/1", *["1"] * 10]) + "\n",
    ],
    ids=["with a header", "as given out"],
)
def test_mentions_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mentions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="Mentions are not events"):
        load(path)


@pytest.mark.parametrize("cells", [["a"] * 61, ["1", "20200301", "202004", "2020", *["x"] * 57], ["1"] * 60])
def test_other_tables_of_many_cells_are_not_taken_for_gdelt(cells: list[str]) -> None:
    assert [one.layout(tuple(cells)) for one in gdelt.FORMATS] == [None, None]


def test_the_columns_are_as_many_as_in_the_files() -> None:
    assert (len(set(gdelt.COLUMNS_1)), len(set(gdelt.COLUMNS_2))) == (58, 61)
