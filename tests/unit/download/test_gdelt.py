"""GDELT: files held against their lists; what cannot be had stands in the ledger."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concerted.download import Done, Session
from concerted.download.gdelt import GdeltQuery, get_gdelt
from concerted.errors import DownloadError
from concerted.events import load
from fake_source import USUAL, Clock, FakeGdelt, FakeSource, Reply, gdelt_line, zipped

MakeSession = Callable[..., Session]
DAY = dt.date(2023, 1, 1)
NAMES = [f"202301010{minutes // 60}{minutes % 60:02d}00.export.CSV.zip" for minutes in (0, 15, 30, 45, 60)]


def body(*numbers: int, cells: int = 61) -> bytes:
    return zipped("".join(gdelt_line(number, cells=cells) for number in numbers))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "gdelt"


@pytest.fixture
def get(gdelt: FakeGdelt, session: MakeSession, out: Path) -> Callable[..., Done]:
    for number, name in enumerate(NAMES):
        gdelt.add(name, body(number * 10, number * 10 + 1))

    def one(version: str = "2", first: dt.date = DAY, last: dt.date | None = None, **more: Any) -> Done:
        return get_gdelt(GdeltQuery(version, first, last or first), out, session(**more))

    return one


def ledger(out: Path) -> dict[str, dict[str, str]]:
    with (out / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return {row["part"]: row for row in csv.DictReader(file)}


def events(out: Path, table: str = "gdelt2.export.CSV.gz") -> list[int]:
    return [int(line.split("\t")[0]) for line in gzip.decompress((out / table).read_bytes()).decode().splitlines()]


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_download_can_be_imported(get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource) -> None:
    gdelt.add("20230102000000.export.CSV.zip", body(900))
    gdelt.add("20221231234500.export.CSV.zip", body(901))
    done = get()
    assert events(out) == [0, 1, 10, 11, 20, 21, 30, 31, 40, 41]
    # Neither the time nor a name is in the header: the same rows make the same bytes.
    assert (out / done.tables[0]).read_bytes()[3:8] == bytes(5)
    loaded = load(out / done.tables[0])
    assert (loaded.format.name, loaded.ledger.read) == ("gdelt2", 10)
    assert (done.record["rows"], done.record["files"], done.record["complete"], done.record["missing"]) == (10, 5, True, [])
    assert sorted(path.name for path in (out / "files").iterdir()) == NAMES
    assert (out / "files" / NAMES[0]).read_bytes() == gdelt.files[NAMES[0]]
    assert "authorization" not in server.seen[0].headers
    assert tomllib.loads((out / "download.toml").read_text(encoding="utf-8"))["licence"].startswith("free use")


def test_quarters_of_an_hour_without_a_file_are_told(get: Callable[..., Done], out: Path) -> None:
    done = get()
    assert done.record["notes"] == ["91 of 96 files are not in the source's list: there are no data of those times"]
    assert ledger(out)["20230101011500.export.CSV.zip"]["fate"] == "not listed"
    assert len(ledger(out)) == 96


def test_times_to_come_are_not_missed(get: Callable[..., Done], gdelt: FakeGdelt, clock: Clock, out: Path) -> None:
    clock.moment = dt.datetime(2023, 1, 1, 1, 7, tzinfo=dt.UTC)
    assert get().record["notes"] == []
    assert len(ledger(out)) == 5


def test_a_file_listed_but_not_there_is_in_the_ledger(get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource) -> None:
    del server.routes[gdelt.path(NAMES[2])]
    done = get()
    assert (done.record["missing"], done.record["complete"], done.record["rows"]) == ([NAMES[2]], False, 8)
    assert (ledger(out)[NAMES[2]]["fate"], ledger(out)[NAMES[2]]["rows"]) == ("missing", "0")
    assert "404" in ledger(out)[NAMES[2]]["reason"]
    gdelt.add(NAMES[2], gdelt.files[NAMES[2]])
    again = get()
    assert again.record["complete"] is True
    assert again.record["changes"] == {"since": "2026-11-20", "added": 2, "changed": 0, "deleted": 0}
    assert len(server.asked(gdelt.path(NAMES[0]))) == 1


@pytest.mark.parametrize("field", [0, 1], ids=["size", "checksum"])
def test_a_file_that_is_not_what_its_list_promises(
    get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource, field: int
) -> None:
    size, md5 = gdelt.listed[NAMES[1]]
    gdelt.listed[NAMES[1]] = (size + 1, md5) if field == 0 else (size, "0" * 32)
    done = get(manners={"retries": 2})
    assert done.record["missing"] == [NAMES[1]]
    line = ledger(out)[NAMES[1]]
    assert line["fate"] == "damaged"
    assert ("bytes where the list promises" if field == 0 else "another checksum") in line["reason"]
    assert len(server.asked(gdelt.path(NAMES[1]))) == 3
    assert 10 not in events(out)
    assert not (out / "files" / NAMES[1]).exists()


def test_damage_on_the_way_is_mended(get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource) -> None:
    whole = gdelt.files[NAMES[1]]
    server.fail(gdelt.path(NAMES[1]), Reply(body=whole[:-1] + b"?"), Reply(body=whole[:50]), Reply(body=whole, cut=30))
    assert get().record["complete"] is True
    assert [seen.headers.get("range") for seen in server.asked(gdelt.path(NAMES[1]))] == [None, None, None, "bytes=30-"]


def test_what_is_no_archive_is_damaged(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    gdelt.add(NAMES[1], b"PK\x03\x04 no archive")
    done = get()
    assert done.record["missing"] == [NAMES[1]]
    assert "expected a whole zip file" in ledger(out)[NAMES[1]]["reason"]


def test_other_columns_are_told_before_anything_is_replaced(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    get()
    whole = files(out)
    gdelt.add("20230101011500.export.CSV.zip", body(77, cells=62))
    with pytest.raises(DownloadError, match=r"expected 61 columns in 20230101011500.export.CSV.zip; found 62. Nothing was replaced"):
        get()
    assert files(out) == whole
    done = get(accept_columns=True)
    assert done.record["notes"][0] == "1 rows have another number of cells than 61"


def test_rows_cut_otherwise_within_a_file_are_told(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    gdelt.add(NAMES[0], zipped(gdelt_line(1) + "cut off\tx\n\n" + gdelt_line(2).rstrip("\n")))
    done = get()
    assert done.record["rows"] == 11
    assert done.record["notes"][0] == "1 rows have another number of cells than 61"
    assert load(out / done.tables[0]).ledger.set_aside == 1


def test_nothing_to_be_had(get: Callable[..., Done], out: Path) -> None:
    with pytest.raises(DownloadError, match=r"found 0 rows in 96 files \(0 taken, 0 missing, 0 damaged, 96 not listed\): check the days"):
        get(first=dt.date(2022, 5, 5))
    assert not out.exists()


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Reply(body=b"<html>maintenance"), "expected a list of files; found a web page"),
        (Reply(body=b"12 abc http://x/20230101000000.export.CSV.zip\n"), "expected size and checksum of 20230101000000.export.CSV.zip"),
        (Reply(404), "HTTP 404"),
    ],
)
def test_a_list_that_is_none(get: Callable[..., Done], server: FakeSource, answer: Reply, word: str) -> None:
    server.fail("/gdeltv2/masterfilelist.txt", answer)
    with pytest.raises(DownloadError, match=word):
        get()


def test_a_list_that_is_cut_off_is_asked_for_again(get: Callable[..., Done], server: FakeSource) -> None:
    server.fail("/gdeltv2/masterfilelist.txt", Reply(body=b"12 abc"), Reply(body=b""))
    assert get().record["files"] == 5


def test_names_in_a_list_are_no_paths(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    gdelt.listed["../../20230101011500.export.CSV.zip"] = (1, "0" * 32)
    gdelt.listed["20230101013000.export.CSV.zip/../../x.export.CSV.zip"] = (1, "0" * 32)
    done = get()
    # The first is looked for under its last name, in GDELT's folder, and is not there; the second is no name of a file.
    assert done.record["missing"] == ["20230101011500.export.CSV.zip"]
    assert sorted(path.name for path in out.parent.iterdir()) == ["gdelt"]


def test_a_stopped_run_is_gone_on_with(get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource, tmp_path: Path) -> None:
    get()
    straight = files(out)
    out.rename(tmp_path / "straight")
    server.fail(gdelt.path(NAMES[3]), *[Reply(body=gdelt.files[NAMES[3]], cut=40)] + [Reply(500)] * 2)
    with pytest.raises(DownloadError, match="HTTP 500"):
        get(manners={"retries": 2})
    server.seen.clear()
    get()
    assert files(out) == straight
    assert [seen.path for seen in server.seen if "export" in seen.path] == [gdelt.path(NAMES[3]), gdelt.path(NAMES[4])]
    assert server.asked(gdelt.path(NAMES[3]))[0].headers["range"] == "bytes=40-"


def test_an_update_says_what_changed(get: Callable[..., Done], gdelt: FakeGdelt, out: Path, server: FakeSource) -> None:
    get()
    server.seen.clear()
    changed = zipped(gdelt_line(0) + gdelt_line(1).replace("REB", "XXX") + gdelt_line(2))
    gdelt.add(NAMES[0], changed)
    gdelt.add("20230102000000.export.CSV.zip", body(900, 901, 902))
    done = get(last=dt.date(2023, 1, 2))
    assert done.record["changes"] == {"since": "2026-11-20", "added": 4, "changed": 1, "deleted": 0}
    assert [seen.path[-31:] for seen in server.seen if "export" in seen.path] == [gdelt.path(NAMES[0])[-31:], "2/20230102000000.export.CSV.zip"]
    assert (out / "files" / NAMES[0]).read_bytes() == changed


def test_files_that_are_no_longer_asked_for_go(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    gdelt.add("20230102000000.export.CSV.zip", body(900, 901, 902))
    get(last=dt.date(2023, 1, 2))
    (out / "files" / "mine.zip").write_bytes(b"")
    done = get()
    assert done.record["changes"] == {"since": "2026-11-20", "added": 0, "changed": 0, "deleted": 3}
    assert sorted(path.name for path in (out / "files").iterdir()) == sorted([*NAMES, "mine.zip"])


def test_a_record_changed_by_hand_takes_nothing_away(get: Callable[..., Done], out: Path) -> None:
    get()
    (out.parent / "mine.csv").write_text("mine", encoding="utf-8")
    record = out / "download.toml"
    record.write_text(record.read_text(encoding="utf-8").replace('"gdelt2.export.CSV.gz"', '"../mine.csv"'), encoding="utf-8")
    with (out / "ledger.csv").open("a", encoding="utf-8") as file:
        file.write("../../mine.csv,taken,1,1,x,\n")
    get()
    assert (out.parent / "mine.csv").exists()


def test_another_version_needs_another_folder(get: Callable[..., Done], out: Path) -> None:
    get()
    with pytest.raises(DownloadError, match=r"expected GDELT 1.0 as in the earlier download in .*; found GDELT 2.0"):
        get("1")


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (dt.date(2004, 12, 31), dt.date(2006, 1, 1), ["2004.zip", "2005.zip", "200601.zip"]),
        (dt.date(2013, 3, 31), dt.date(2013, 4, 2), ["201303.zip", "20130401.export.CSV.zip", "20130402.export.CSV.zip"]),
    ],
)
def test_version_1_comes_by_years_months_and_days(
    get: Callable[..., Done], gdelt: FakeGdelt, out: Path, first: dt.date, last: dt.date, names: list[str]
) -> None:
    for number, name in enumerate(names):
        gdelt.add(name, zipped(gdelt_line(number, first.strftime("%Y%m%d"), cells=58 if "export" in name else 57)))
    done = get("1", first, last)
    assert list(ledger(out)) == names
    assert done.record["rows"] == len(names)
    assert sum(load(out / table).ledger.read for table in done.tables) == len(names)
    assert {load(out / table).format.name for table in done.tables} == {"gdelt1"}
    assert "files before April 2013 hold a whole year or month, and are taken whole" in done.record["notes"]


def test_a_day_that_version_1_does_not_list(get: Callable[..., Done], gdelt: FakeGdelt, out: Path) -> None:
    gdelt.add("20230101.export.CSV.zip", body(5, cells=58))
    done = get("1", DAY, dt.date(2023, 1, 2))
    assert ledger(out)["20230102.export.CSV.zip"]["fate"] == "not listed"
    assert done.record["notes"] == ["1 of 2 files are not in the source's list: there are no data of those times"]


def test_a_transient_failure_of_the_server_loses_nothing(get: Callable[..., Done], gdelt: FakeGdelt, server: FakeSource) -> None:
    server.fail(gdelt.path(NAMES[0]), Reply(503), Reply(429, headers={"Retry-After": "3"}), USUAL)
    assert get().record["complete"] is True
