"""Counts from the table that a case names."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from concerted.actors import Register
from concerted.case import read_case
from concerted.case.settings import ColumnSettings, OrganisationSettings, OrganisationsFile, RemoteSettings
from concerted.counts import SAMPLE
from concerted.days import Window
from concerted.errors import DataError
from concerted.events.remote_counts import DailyCount, fronts_of, groups_of, remote_case_counts, remote_counts, written_actors
from daily_rows import END, START, write
from small_case import write_small_case

PERIOD = Window(START, END)
REGISTER = Register(
    OrganisationsFile(
        organisation=(
            OrganisationSettings(id="north", name="North", kind="armed_group", aliases=(("North", "name"),)),
            OrganisationSettings(id="south", name="South", kind="armed_group", aliases=(("Süd", "exonym"),)),
            OrganisationSettings(id="brigade", name="Brigade", kind="armed_group", aliases=(("Northern Brigade 1", "name"),)),
        )
    )
)
ROWS = [
    ("NORTH", None, "XA", None, "2023-10-07", None, None),
    ("North", None, "XA", None, "2023-10-07", None, None),
    ("North", None, "XA", "Coast", "2023-10-07", "2023-10-09", None),
    ("SÜD", "North", "XA", None, "2023-10-07", None, None),
    ("Süd", None, "XB", None, "2023-10-07", None, None),
    ("East", None, "XA", None, "2023-10-07", None, None),
    (None, None, "XA", None, "2023-10-06", None, None),
]


def settings(**more: object) -> RemoteSettings:
    columns = ColumnSettings(actor="Who", date="Day", last="Last day", actor_joint="With", country='Coun"try', admin1="Unit")
    fronts = {"XA": "Upland", "Coast": "Sea"}
    return RemoteSettings.model_validate({"connection": "duckdb://t.parquet", "columns": columns, "dates": "iso", "fronts": fronts} | more)


def test_read_is_counted_and_the_rest(tmp_path: Path) -> None:
    write(tmp_path / "t.parquet", ROWS, "iso")
    names = written_actors(settings(), tmp_path)
    assert names == {"NORTH": 1, "North": 2, "SÜD + North": 1, "Süd": 1, "East": 1}
    actors = groups_of(names, REGISTER)
    assert actors == {"NORTH": "north", "North": "north", "Süd": "south"}
    found = remote_counts(settings(), tmp_path, actors=actors, fronts=fronts_of(settings(), ("Upland", "Sea")), period=PERIOD)
    day = dt.date(2023, 10, 7)
    assert found.counted == (DailyCount("north", "Sea", day, dt.date(2023, 10, 9), 1), DailyCount("north", "Upland", day, day, 2))
    assert found.fell_out == {
        "no front of that name": 1,
        "no group of that name": 1,
        "outside the period": 1,
        "several actors together": 1,
    }
    assert found.read == len(ROWS)
    assert (found.engine, "GROUP BY" in found.sql) == ("duckdb", True)


def test_likeness_decides_nothing() -> None:
    assert REGISTER.resolve("Nortthern Brigade 1").organisation == "brigade"
    assert groups_of(["Nortthern Brigade 1", "northern brigade 1"], REGISTER) == {"northern brigade 1": "brigade"}


def test_counts_by_group_and_day(tmp_path: Path) -> None:
    write(tmp_path / "t.parquet", ROWS, "iso")
    found = remote_counts(settings(), tmp_path, actors={"North": "n", "NORTH": "n"}, fronts=settings().fronts, period=PERIOD)
    counts = found.counts({"n": "North", "s": "South"}, PERIOD)
    assert (counts.groups, counts.values.sum(axis=1).tolist(), counts.values[0, 0]) == (("North", "South"), [2, 0], 2)
    assert [(one.group, one.first.day, one.last.day, one.n) for one in counts.intervals] == [("North", 7, 9, 1)]
    assert set(counts.coverage.ravel().tolist()) == {SAMPLE}
    assert found.counts({"n": "North"}, PERIOD, fronts=("Sea",)).values.sum() == 0
    assert found.counts({"s": "South"}, PERIOD).intervals == ()


def test_acts_of_several_count_where_a_group_has_that_name(tmp_path: Path) -> None:
    write(tmp_path / "t.parquet", ROWS, "iso")
    found = remote_counts(settings(), tmp_path, actors={"SÜD + North": "both"}, fronts={"XA": "Upland"}, period=PERIOD)
    assert [(one.group, one.n) for one in found.counted] == [("both", 1)]


def test_names_as_written_stand_in_the_order_of_their_rows(tmp_path: Path) -> None:
    write(tmp_path / "t.parquet", [*ROWS, ROWS[5], ROWS[5]], "iso")
    assert next(iter(written_actors(settings(), tmp_path).items())) == ("East", 3)


def test_a_path_beside_the_case(tmp_path: Path) -> None:
    write(tmp_path / "t.parquet", ROWS, "iso")
    found = remote_counts(settings(connection=f"duckdb://{tmp_path}/t.parquet"), Path("/elsewhere"), actors={}, fronts={}, period=PERIOD)
    assert found.read == len(ROWS)


def test_the_example_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "big-tables.md").read_text(encoding="utf-8")
    remote, python = (re.findall(rf"^```{kind}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)[0] for kind in ("toml", "python"))
    case = write_small_case(tmp_path / "my-case")
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + remote.replace('"Iraq"', '"North"').replace('"Syria"', '"South"'))
    days = "SQLDATE, 'RED FRONT' AS Actor1Name, '19' AS EventRootCode, 'IZ' AS ActionGeo_CountryCode"
    duckdb.sql(f"COPY (SELECT 20200103 AS {days} UNION ALL SELECT 20000101 AS {days}) TO '{case}/gdelt.parquet' (FORMAT parquet)")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(python.replace('"Iraq"', '"North"'), "guide", "exec"), names)
    assert capsys.readouterr().out.splitlines() == ["2 rows read", "outside the period 1"]
    assert names["counts"].values.sum() == names["counts"].values[0, 2] == 1


def test_a_case_without_such_a_table(tmp_path: Path) -> None:
    case, faults = read_case(write_small_case(tmp_path))
    assert (case is not None, faults) == (True, ())
    assert case is not None
    assert remote_case_counts(case, REGISTER) is None


def test_a_front_of_the_case_stands_for_itself() -> None:
    assert fronts_of(settings(), ("Upland", "Sea")) == {"Upland": "Upland", "Sea": "Sea", "XA": "Upland", "Coast": "Sea"}


def test_a_place_that_stands_for_no_front() -> None:
    with pytest.raises(DataError, match=r"expected one of the fronts 'Upland' for 'Coast'.*; found 'Sea'"):
        fronts_of(settings(), ("Upland",))
