"""ACLED: logins, pages, what is new, and nothing replaced by what is not whole."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from concerted.download import Done, Session, work
from concerted.download.acled import AcledQuery, get_acled
from concerted.download.pace import Time
from concerted.errors import DownloadError, OutputError
from concerted.events import load
from fake_source import ACLED_COLUMNS, USUAL, Clock, FakeAcled, FakeSource, Reply, acled_row

MakeSession = Callable[..., Session]
READ = "/api/acled/read"
QUERY = AcledQuery(dt.date(2023, 1, 1), dt.date(2023, 12, 31), ("Redland",))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "acled"


@pytest.fixture
def get(acled: FakeAcled, session: MakeSession, out: Path) -> Callable[..., Done]:
    return lambda query=QUERY, **more: get_acled(query, out, session(**more))


def record(out: Path) -> dict[str, Any]:
    return tomllib.loads((out / "download.toml").read_text(encoding="utf-8"))


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_download_can_be_imported(get: Callable[..., Done], out: Path, server: FakeSource) -> None:
    done = get()
    assert done.tables == ("acled.json",)
    loaded = load(out / "acled.json")
    assert (loaded.format.name, loaded.ledger.kept) == ("acled", 8)
    assert sorted(files(out)) == [".gitignore", "acled.json", "download.toml", "ledger.csv"]
    assert [path.name for path in out.parent.iterdir()] == ["acled"]
    asked = server.asked(READ)
    assert [seen.query["page"] for seen in asked] == ["1", "2", "3", "4"]
    query = {"_format": "json", "country": "Redland", "event_date": "2023-01-01|2023-12-31", "event_date_where": "BETWEEN", "limit": "5000"}
    assert asked[0].query == {**query, "page": "1"}


def test_the_record(get: Callable[..., Done], out: Path) -> None:
    assert json.loads(json.dumps(get().record)) == record(out)
    told = record(out)
    assert (told["source"], told["rows"], told["pages"], told["redistributable"], told["complete"]) == ("ACLED", 8, 3, False, True)
    assert (told["retrieved"], told["terms_acknowledged"]) == ("2026-11-20", "2026-11-20")
    assert told["version"] == "as of 2026-11-20, dyadic"
    assert told["query"] == {"country": ["Redland"], "from": "2023-01-01", "to": "2023-12-31", "export_type": "dyadic"}
    assert told["columns"] == ACLED_COLUMNS
    assert told["notes"] == []
    assert "terms" in told["licence"]
    assert "Raleigh" in told["citation"]
    (table,) = told["tables"]
    assert table == {"file": "acled.json", "bytes": (out / "acled.json").stat().st_size, "sha256": work.digest(out / "acled.json")}
    lines = (out / "ledger.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "part,fate,rows,bytes,checksum,reason"
    assert [line.split(",")[:3] for line in lines[1:]] == [["1", "taken", "3"], ["2", "taken", "3"], ["3", "taken", "2"]]


def test_pages_stand_as_they_were_answered(get: Callable[..., Done], out: Path, server: FakeSource, acled: FakeAcled) -> None:
    odd = b'{"success": true,\r\n "status": 200, "data": [' + json.dumps(acled_row(1), indent=3).encode() + b"]}\n\n"
    server.fail(READ, Reply(body=odd))
    acled.rows = []
    get()
    assert (out / "acled.json").read_bytes() == odd + b"\n"
    assert load(out / "acled.json").ledger.kept == 1


def test_a_row_an_actor(get: Callable[..., Done], out: Path) -> None:
    done = get(AcledQuery(QUERY.first, QUERY.last, export_type="monadic"))
    assert done.record["rows"] == 16
    assert done.record["version"].endswith("monadic")
    assert any("one row an actor" in guess for guess in load(out / "acled.json").guesses)
    # The two rows of an event that lie on two pages are no sign of a table that moved.
    assert [note for note in done.record["notes"] if "two pages" in note] == []


def test_the_terms_come_first(get: Callable[..., Done], server: FakeSource) -> None:
    with pytest.raises(DownloadError, match="terms of use"):
        get(accept_terms=False)
    assert server.seen == []


def test_one_login_for_all_pages(get: Callable[..., Done], server: FakeSource, acled: FakeAcled) -> None:
    get()
    (login,) = server.asked("/oauth/token")
    assert login.form["grant_type"] == "password"
    assert login.query == {}
    assert all("CANARY" not in str(seen.query) for seen in server.seen)


def test_a_token_about_to_expire_is_renewed_before_it_does(get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path) -> None:
    acled.expires_in = 62
    get(manners={"pace_seconds": 2.0})
    grants = [seen.form["grant_type"] for seen in server.asked("/oauth/token")]
    assert grants[0] == "password"
    assert set(grants[1:]) == {"refresh_token"}
    assert not [seen for seen in server.asked(READ) if seen.headers["authorization"].endswith("-0")]
    assert record(out)["rows"] == 8


def test_an_expired_token_is_renewed_by_its_refresh_token(get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path) -> None:
    server.fail(READ, USUAL, Reply(401))
    get()
    assert [seen.form["grant_type"] for seen in server.asked("/oauth/token")] == ["password", "refresh_token"]
    assert server.asked(READ)[-1].headers["authorization"] == "Bearer TOKEN-CANARY-2"
    assert record(out)["rows"] == 8


def test_an_expired_refresh_token_is_replaced_by_the_password(
    get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path
) -> None:
    server.fail(READ, USUAL, Reply(401))
    server.fail("/oauth/token", USUAL, Reply(401))
    get()
    assert [seen.form["grant_type"] for seen in server.asked("/oauth/token")] == ["password", "refresh_token", "password"]
    assert record(out)["rows"] == 8


def test_a_token_for_each_page(get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path) -> None:
    server.fail(READ, *[USUAL, Reply(401)] * 3)
    get()
    assert record(out)["rows"] == 8


def test_a_wrong_password(get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path) -> None:
    acled.password = "other"
    with pytest.raises(DownloadError, match="e-mail or password not taken") as found:
        get()
    assert "canary" not in str(found.value).lower()
    assert len(server.seen) == 1
    assert not out.exists()


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b'{"access_token": "x", "expires_in": "soon"}', b"\xff"])
def test_a_login_that_answers_something_else(get: Callable[..., Done], server: FakeSource, body: bytes) -> None:
    server.fail("/oauth/token", Reply(body=body))
    with pytest.raises(DownloadError, match="expected a token from ACLED"):
        get()


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Reply(403), "HTTP 403. The account may have to accept terms"),
        (Reply(body=b"\n <!DOCTYPE html><html>Unauthorized</html>"), "found a web page"),
        (Reply(body=b'{"success": false, "messages": ["no access"]}'), "found a refusal: .*no access"),
        (Reply(body=b'{"status": 403, "message": "nope", "data": []}'), "found a refusal: nope"),
        (Reply(body=b'{"success": true, "data": {}}'), "expected a list of records under 'data'; found a page with data, success"),
        (Reply(body=b'{"success": true, "data": [1]}'), "expected a list of records"),
        (Reply(body=b'{"success": true, "data": []}'), "found 0 rows: check the filters and the account's access level"),
    ],
)
def test_no_data(get: Callable[..., Done], server: FakeSource, out: Path, answer: Reply, word: str) -> None:
    server.fail(READ, answer)
    with pytest.raises(DownloadError, match=word):
        get()
    assert not out.exists()


@pytest.mark.parametrize("body", [b'{"success": true, "data": [{"event_id_cnty"', b"", b"[]", b"[" * 100_000, b"\xff\xfe{}"])
def test_a_broken_page_is_asked_again_and_then_told(get: Callable[..., Done], server: FakeSource, out: Path, body: bytes) -> None:
    server.fail(READ, USUAL, Reply(body=body))
    get()
    whole = files(out)
    server.fail(READ, USUAL, *[Reply(body=body)] * 3)
    with pytest.raises(DownloadError, match="expected page 2 of ACLED; found JSON"):
        get(manners={"retries": 2})
    assert files(out) == whole


def test_a_page_that_comes_again(get: Callable[..., Done], server: FakeSource, acled: FakeAcled) -> None:
    same = json.dumps({"success": True, "data": [acled_row(1)]}).encode()
    server.fail(READ, Reply(body=same), Reply(body=same))
    with pytest.raises(DownloadError, match="page 2 of ACLED; found the page before it once more"):
        get()


def test_a_table_that_moves_while_it_is_got_is_told(get: Callable[..., Done], server: FakeSource, acled: FakeAcled, out: Path) -> None:
    moved = json.dumps({"success": True, "data": [acled_row(2), acled_row(3), acled_row(4)]}).encode()
    server.fail(READ, USUAL, Reply(body=moved))
    get()
    assert record(out)["notes"][0].startswith("rows that stand on two pages: 1.")


def test_what_is_new_changed_and_gone(get: Callable[..., Done], acled: FakeAcled, out: Path, server: FakeSource, clock: Clock) -> None:
    get()
    assert "changes" not in record(out)
    clock.seconds += 7 * 86_400
    acled.rows = [acled.rows[0] | {"fatalities": "9"}, *acled.rows[3:], acled_row(20), acled_row(21), acled_row(22)]
    acled.deleted = ["RED1", "BLUE7", "BLUE8", "BLUE9", "RED99"]
    done = get()
    assert done.record["changes"] == {"since": "2026-11-20", "added": 3, "changed": 1, "deleted": 2, "deleted_by_source": 1}
    assert record(out)["retrieved"] == "2026-11-27"
    assert server.asked("/api/deleted/read")[0].query["deleted_timestamp"] == "1795132800"
    assert load(out / "acled.json").ledger.kept == 9
    get()
    assert record(out)["changes"] == {"since": "2026-11-27", "added": 0, "changed": 0, "deleted": 0}


def test_an_account_that_may_not_see_what_was_deleted(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    get()
    acled.deleted = None
    acled.rows.pop()
    assert get().record["changes"] == {"since": "2026-11-20", "added": 0, "changed": 0, "deleted": 1}


def test_rows_in_another_order_are_no_change(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    get()
    acled.rows = [dict(reversed(row.items())) for row in reversed(acled.rows)]
    assert get().record["changes"] == {"since": "2026-11-20", "added": 0, "changed": 0, "deleted": 0}


def test_a_table_changed_by_hand_is_not_compared(get: Callable[..., Done], out: Path) -> None:
    get()
    with (out / "acled.json").open("ab") as file:
        file.write(b"\n")
    done = get()
    assert "changes" not in done.record
    assert "changed by hand" in done.record["notes"][0]


def test_later_days_are_an_update(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    acled.rows.append(acled_row(400))
    get()
    done = get(AcledQuery(QUERY.first, dt.date(2024, 12, 31), QUERY.countries))
    assert done.record["changes"]["added"] == 1


def test_another_question_needs_another_folder(get: Callable[..., Done], out: Path, server: FakeSource) -> None:
    get()
    whole, asked = files(out), len(server.seen)
    for query in (AcledQuery(QUERY.first, QUERY.last), AcledQuery(QUERY.first, QUERY.last, QUERY.countries, "monadic")):
        with pytest.raises(DownloadError, match="expected the question of the earlier download"):
            get(query)
    assert (files(out), len(server.seen)) == (whole, asked)


def renamed(row: dict[str, str], old: str, new: str) -> dict[str, str]:
    return {new if name == old else name: value for name, value in row.items()}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda row: {**row, "severity": "1"}, "severity is new"),
        (lambda row: {name: value for name, value in row.items() if name != "admin3"}, "admin3 is missing"),
        (lambda row: renamed(row, "fatalities", "deaths"), "fatalities now seems to be called deaths"),
    ],
    ids=["new", "missing", "renamed"],
)
def test_changed_columns_are_told_before_anything_is_replaced(
    get: Callable[..., Done], acled: FakeAcled, out: Path, server: FakeSource, change: Callable[[dict[str, str]], dict[str, str]], word: str
) -> None:
    get()
    whole = files(out)
    acled.rows = [change(row) for row in acled.rows]
    with pytest.raises(DownloadError, match=f"found that {word}. Nothing was replaced"):
        get()
    assert files(out) == whole
    asked = len(server.asked(READ))
    done = get(accept_columns=True)
    # Only the empty page at the end is asked for again.
    assert len(server.asked(READ)) == asked + 1
    assert done.record["notes"] == [f"other columns than in the earlier download: {word}"]


def test_columns_that_this_version_does_not_know_are_told(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    acled.rows = [{**row, "severity": "1"} for row in acled.rows]
    assert get().record["notes"] == ["other columns than this version knows: severity is new"]


def test_a_table_that_could_not_be_imported_is_refused(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    acled.rows = [renamed(row, "actor1", "actor_1") for row in acled.rows]
    with pytest.raises(DownloadError, match=r"found that actor1 is missing .*actor_1"):
        get(accept_columns=True)
    assert not out.exists()


class StoppedError(BaseException):
    """Stands for a process that is killed."""


@pytest.mark.parametrize("stop", range(1, 5))
def test_a_stopped_run_is_gone_on_with_and_ends_the_same(
    get: Callable[..., Done], acled: FakeAcled, server: FakeSource, out: Path, tmp_path: Path, session: MakeSession, clock: Clock, stop: int
) -> None:
    get_acled(QUERY, tmp_path / "straight", session())
    straight = files(tmp_path / "straight")
    server.seen.clear()
    server.fail(READ, *[USUAL] * (stop - 1), Reply(body=b"", cut=0))

    def killed(seconds: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        # Pauses after failures kill; those between requests do not.
        get_acled(QUERY, out, replace(session(manners={"pace_seconds": 0}), time=Time(clock.now, clock.monotonic, killed)))
    assert not out.exists()
    clock.seconds += 3600
    get()
    assert [seen.query["page"] for seen in server.asked(READ)] == [*map(str, range(1, stop + 1)), *map(str, range(stop, 5))]
    assert files(out) == straight
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acled", "straight"]


def stopped_after_two(get: Callable[..., Done], server: FakeSource) -> None:
    server.fail(READ, USUAL, USUAL, *[Reply(500)] * 2)
    with pytest.raises(DownloadError):
        get(manners={"retries": 1})
    server.seen.clear()


def test_pages_of_another_day_are_not_mixed(get: Callable[..., Done], server: FakeSource, clock: Clock) -> None:
    stopped_after_two(get, server)
    clock.seconds += 25 * 3600
    get()
    assert [seen.query["page"] for seen in server.asked(READ)] == ["1", "2", "3", "4"]


def test_pages_of_another_question_are_not_mixed(get: Callable[..., Done], server: FakeSource) -> None:
    stopped_after_two(get, server)
    get(AcledQuery(QUERY.first, QUERY.last))
    assert [seen.query["page"] for seen in server.asked(READ)] == ["1", "2", "3", "4"]


def test_a_page_that_is_not_as_it_was_is_got_again(get: Callable[..., Done], server: FakeSource, out: Path) -> None:
    stopped_after_two(get, server)
    (out.parent / ".acled.download" / "pages" / "000002.json").write_bytes(b"{}")
    get()
    assert [seen.query["page"] for seen in server.asked(READ)] == ["2", "3", "4"]
    assert record(out)["rows"] == 8


def test_a_journal_that_broke_off_in_a_line(get: Callable[..., Done], server: FakeSource, out: Path) -> None:
    stopped_after_two(get, server)
    journal = out.parent / ".acled.download" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-9])
    get()
    assert [seen.query["page"] for seen in server.asked(READ)] == ["2", "3", "4"]


def test_a_journal_of_another_version(get: Callable[..., Done], server: FakeSource, out: Path) -> None:
    stopped_after_two(get, server)
    journal = out.parent / ".acled.download" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"sha256"', b'"sha512"'))
    get()
    assert [seen.query["page"] for seen in server.asked(READ)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("placed", range(4))
def test_placing_that_was_stopped_is_finished_first(
    get: Callable[..., Done],
    acled: FakeAcled,
    out: Path,
    tmp_path: Path,
    session: MakeSession,
    server: FakeSource,
    monkeypatch: pytest.MonkeyPatch,
    placed: int,
) -> None:
    get()
    acled.rows.append(acled_row(30))
    before, replaced = files(out), []
    whole = Path.replace

    def stopping(self: Path, target: Path) -> Path:
        if target.parent == out.resolve():
            if len(replaced) == placed:
                raise StoppedError
            replaced.append(target.name)
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(StoppedError):
        get()
    monkeypatch.undo()
    # The record is the last to be placed.
    assert (out / "download.toml").read_bytes() == before["download.toml"]
    server.seen.clear()
    with work.working(out):
        pass
    assert server.seen == []
    assert record(out)["rows"] == 9
    assert record(out)["tables"][0]["sha256"] == work.digest(out / "acled.json")
    assert [path.name for path in tmp_path.iterdir()] == ["acled"]


def test_two_runs_do_not_share_a_folder(get: Callable[..., Done], out: Path) -> None:
    with work.working(out), pytest.raises(DownloadError, match="another download at work"):
        get()


def test_a_folder_of_something_else_is_left_alone(get: Callable[..., Done], out: Path, server: FakeSource) -> None:
    out.mkdir()
    (out / "acled.json").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="found other files"):
        get()
    assert files(out) == {"acled.json": b"mine"}
    assert server.seen == []


def test_files_of_the_user_stay(get: Callable[..., Done], acled: FakeAcled, out: Path) -> None:
    get()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    acled.rows.pop()
    get()
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_disk_that_is_full(get: Callable[..., Done], out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    get()
    whole = files(out)
    from concerted.download import pages

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages.shutil, "copyfileobj", full)
    with pytest.raises(OutputError, match="No space left on device"):
        get()
    assert files(out) == whole


def test_progress_is_told(get: Callable[..., Done]) -> None:
    told: list[tuple[str, int, int | None]] = []
    get(progress=lambda *words: told.append(words))
    assert told == [("ACLED: rows", 3, None), ("ACLED: rows", 6, None), ("ACLED: rows", 8, None)]
