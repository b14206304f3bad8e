"""UCDP: a token, pages named by the page before, versions."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from concerted.download import Done, Session
from concerted.download.ucdp import UcdpQuery, get_ucdp
from concerted.errors import DownloadError
from concerted.events import load
from fake_source import USUAL, FakeSource, FakeUcdp, Reply, as_json, ucdp_row

MakeSession = Callable[..., Session]
READ = "/gedevents/24.1"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ucdp"


@pytest.fixture
def get(ucdp: FakeUcdp, session: MakeSession, out: Path) -> Callable[..., Done]:
    return lambda version="24.1", **more: get_ucdp(UcdpQuery(version, **more), out, session())


def pages(server: FakeSource, path: str = READ) -> list[str | None]:
    return [seen.query.get("page") for seen in server.asked(path)]


def test_a_download_can_be_imported(get: Callable[..., Done], out: Path, server: FakeSource) -> None:
    done = get()
    assert (done.tables, done.record["version"], done.record["rows"], done.record["notes"]) == (("ucdp.json",), "24.1", 7, [])
    assert done.record["redistributable"] is True
    assert not (out / ".gitignore").exists()
    loaded = load(out / "ucdp.json")
    assert (loaded.format.name, loaded.ledger.kept) == ("ucdp-ged", 7)
    assert server.seen[0].headers["x-ucdp-access-token"] == "UCDP-CANARY"
    assert tomllib.loads((out / "download.toml").read_text(encoding="utf-8"))["query"] == {"dataset": "gedevents", "version": "24.1"}


@pytest.mark.parametrize("first", [0, 1])
def test_pages_count_from_wherever_they_do(get: Callable[..., Done], ucdp: FakeUcdp, server: FakeSource, first: int) -> None:
    ucdp.first_page = first
    assert get().record["rows"] == 7
    assert pages(server) == [None, str(first + 1), str(first + 2)]


def test_filters(get: Callable[..., Done], server: FakeSource) -> None:
    get(countries=(645, 365, 645), first=dt.date(2020, 1, 1), last=dt.date(2020, 12, 31))
    asked = {"pagesize": "1000", "Country": "365,645", "StartDate": "2020-01-01", "EndDate": "2020-12-31"}
    assert server.seen[0].query == asked
    assert server.seen[1].query == {**asked, "page": "2"}


def test_a_token_that_is_not_taken(get: Callable[..., Done], ucdp: FakeUcdp, server: FakeSource) -> None:
    ucdp.token = "another"
    with pytest.raises(DownloadError, match=r"expected a token that UCDP takes.*ucdp.uu.se/apidocs") as found:
        get()
    assert "CANARY" not in str(found.value)
    assert len(server.seen) == 1


def test_a_version_that_is_not_there(get: Callable[..., Done]) -> None:
    with pytest.raises(DownloadError, match=r"HTTP 404. Check --version"):
        get("99.1")


@pytest.mark.parametrize("version", ["latest", "24.1/../..", "24", "", "24.1?x=1", "٢٤.١"])
def test_a_version_that_is_none(get: Callable[..., Done], server: FakeSource, version: str) -> None:
    with pytest.raises(DownloadError, match=r"expected a version such as 24.1"):
        get(version)
    assert server.seen == []


def test_a_new_version_is_compared_with_the_old(get: Callable[..., Done], ucdp: FakeUcdp) -> None:
    get()
    ucdp.rows = [ucdp.rows[0] | {"best": 30}, *ucdp.rows[2:], ucdp_row(50)]
    assert get("25.1").record["changes"] == {"since": "2026-11-20", "added": 1, "changed": 1, "deleted": 1}


def test_a_total_that_is_another(get: Callable[..., Done], ucdp: FakeUcdp) -> None:
    ucdp.total_more = 5
    assert get().record["notes"] == ["the source speaks of 12 rows in all and gave 7"]


def test_asked_too_often_on_a_later_page(get: Callable[..., Done], server: FakeSource) -> None:
    server.fail(READ, USUAL, Reply(400), Reply(400))
    assert get().record["rows"] == 7
    server.fail(READ, Reply(400))
    with pytest.raises(DownloadError, match="the first page of UCDP; found HTTP 400"):
        get()


@pytest.mark.parametrize("address", ["https://ucdpapi.pcr.uu.se/api/gedevents/24.1?pagesize=3", "?page=-1", "?page=two", "?page=²"])
def test_a_next_page_without_a_number(get: Callable[..., Done], server: FakeSource, address: str) -> None:
    server.fail(READ, as_json({"Result": [ucdp_row(1)], "NextPageUrl": address}))
    with pytest.raises(DownloadError, match="expected the number of the next page"):
        get()


def test_pages_in_a_circle(get: Callable[..., Done], server: FakeSource) -> None:
    circle = [as_json({"Result": [ucdp_row(number)], "NextPageUrl": f"?page={page}"}) for number, page in ((1, 1), (2, 2), (3, 1))]
    server.fail(READ, *circle)
    with pytest.raises(DownloadError, match="page 1 comes again"):
        get()


def test_a_stopped_run_is_gone_on_with(get: Callable[..., Done], server: FakeSource) -> None:
    server.fail(READ, USUAL, Reply(403))
    with pytest.raises(DownloadError):
        get()
    server.seen.clear()
    assert get().record["rows"] == 7
    assert pages(server) == ["2", "3"]
