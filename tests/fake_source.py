"""A server on this machine that answers as ACLED, UCDP and GDELT do, with made-up rows, and can be told to fail."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

ACLED_COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
UCDP_COLUMNS = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_new_id",
    "conflict_name",
    "dyad_new_id",
    "dyad_name",
    "side_a_new_id",
    "side_a",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "where_prec",
    "adm_1",
    "latitude",
    "longitude",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
]


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer.

    `cut`: so many bytes are sent of the promised ones, then the connection is closed. `hold`: nothing is sent before this is set.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    hold: threading.Event | None = None


Route = Callable[[Seen], Reply]


class FakeSource:
    """The server, to be used as a context."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.routes: dict[str, Route] = {}
        self._failures: dict[str, deque[Reply]] = {}
        self.release = threading.Event()
        self.held = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def _answer(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                url = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen = Seen(method, url.path, dict(parse_qsl(url.query)), headers, dict(parse_qsl(body)))
                reply = owner.reply(seen)
                if reply.hold is not None:
                    owner.held.set()
                    reply.hold.wait()
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: reply.cut])
                if reply.cut is not None:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Clients go away; that is part of the play."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(self, path: str, *replies: Reply) -> None:
        """Answer the next requests for a path so; others as ever. A reply of status 0 stands for the usual answer."""
        self._failures.setdefault(path, deque()).extend(replies)

    def reply(self, seen: Seen) -> Reply:
        """Return the answer to a request."""
        self.seen.append(seen)
        waiting = self._failures.get(seen.path)
        if waiting and (reply := waiting.popleft()).status:
            return reply
        route = self.routes.get(seen.path)
        return Reply(404, b"not here") if route is None else route(seen)

    def asked(self, path: str) -> list[Seen]:
        """Return the requests for a path."""
        return [one for one in self.seen if one.path == path]


USUAL = Reply(0)


def as_json(value: Any, **more: Any) -> Reply:
    return Reply(body=json.dumps(value).encode(), **more)


class FakeAcled:
    """ACLED as it answers: tokens, pages, deleted events."""

    def __init__(self, server: FakeSource, email: str, password: str, *, rows: int = 8, page: int = 3) -> None:
        self.email, self.password, self.page = email, password, page
        self.rows = [acled_row(number) for number in range(rows)]
        self.deleted: list[str] | None = []
        self.tokens = 0
        self.valid: set[str] = set()
        self.refreshable: set[str] = set()
        self.expires_in = 86_400
        server.routes |= {"/oauth/token": self._token, "/api/acled/read": self._read, "/api/deleted/read": self._deleted}

    def _token(self, seen: Seen) -> Reply:
        form = seen.form
        by_password = form.get("grant_type") == "password" and (form.get("username"), form.get("password")) == (self.email, self.password)
        by_refresh = form.get("grant_type") == "refresh_token" and form.get("refresh_token") in self.refreshable
        if form.get("client_id") != "acled" or not (by_password or by_refresh):
            # Servers repeat what they were given, and that must not be shown.
            return as_json({"error": "invalid_grant", "message": f"not taken: {form}"}, status=400)
        self.tokens += 1
        token, refresh = f"TOKEN-CANARY-{self.tokens}", f"REFRESH-CANARY-{self.tokens}"
        self.valid.add(token)
        self.refreshable = {refresh}
        return as_json({"token_type": "Bearer", "expires_in": self.expires_in, "access_token": token, "refresh_token": refresh})

    def _allowed(self, seen: Seen) -> bool:
        return seen.headers.get("authorization", "").removeprefix("Bearer ") in self.valid

    def _read(self, seen: Seen) -> Reply:
        if not self._allowed(seen):
            return as_json({"message": f"token {seen.headers.get('authorization')} is not taken"}, status=401)
        first, last = seen.query["event_date"].split("|")
        countries = seen.query.get("country", "").split("|")
        rows = [row for row in self.rows if first <= row["event_date"] <= last and (row["country"] in countries or countries == [""])]
        if seen.query.get("export_type") == "monadic":
            rows = [one for row in rows for one in monadic(row)]
        size = min(self.page, int(seen.query["limit"]))
        start = (int(seen.query["page"]) - 1) * size
        shown = rows[start : start + size]
        return as_json({"status": 200, "success": True, "last_update": 5, "count": len(shown), "messages": [], "data": shown})

    def _deleted(self, seen: Seen) -> Reply:
        if self.deleted is None:
            return as_json({"message": "Access denied"}, status=403)
        if not self._allowed(seen):
            return Reply(401)
        start = (int(seen.query["page"]) - 1) * self.page
        shown = [{"event_id_cnty": name, "deleted_timestamp": "1700000000"} for name in self.deleted[start : start + self.page]]
        return as_json({"status": 200, "success": True, "count": len(shown), "data": shown})


def acled_row(number: int) -> dict[str, str]:
    day = dt.date(2023, 1, 1) + dt.timedelta(days=number)
    row = dict.fromkeys(ACLED_COLUMNS, "")
    row |= {"event_id_cnty": f"RED{number}", "event_date": day.isoformat(), "year": "2023", "time_precision": "1", "event_type": "Battles"}
    row |= {"sub_event_type": "Armed clash", "actor1": "Réd Brigade", "actor2": "Blue Guard", "country": "Redland", "admin1": "North"}
    row |= {
        "fatalities": str(number % 3),
        "source": "Made-up Wire",
        "notes": 'an "invented" event; nothing of it happened',
        "timestamp": "1690000000",
    }
    return row


def monadic(row: dict[str, str]) -> list[dict[str, str]]:
    shared = {name: value for name, value in row.items() if name not in ("actor2", "assoc_actor_2", "inter2")}
    return [shared | {"actor1": row["actor1"]}, shared | {"actor1": row["actor2"]}]


class FakeUcdp:
    """UCDP as it answers: pages from a number that differs by version of the interface, the next one named by its address."""

    def __init__(self, server: FakeSource, token: str, *, rows: int = 7, page: int = 3, first_page: int = 1) -> None:
        self.token, self.page, self.first_page, self.total_more = token, page, first_page, 0
        self.rows = [ucdp_row(number) for number in range(rows)]
        server.routes |= {"/gedevents/24.1": self._read, "/gedevents/25.1": self._read}

    def _read(self, seen: Seen) -> Reply:
        if seen.headers.get("x-ucdp-access-token") != self.token:
            return as_json({"message": f"API token required, not {seen.headers.get('x-ucdp-access-token')}"}, status=401)
        size = min(self.page, int(seen.query["pagesize"]))
        number = int(seen.query.get("page", self.first_page)) - self.first_page
        more = (number + 1) * size < len(self.rows)
        # The address names another host: it must not be followed as it stands.
        following = f"https://elsewhere.example/api/gedevents/24.1?pagesize=1000&page={number + 1 + self.first_page}" if more else ""
        shown = self.rows[number * size : (number + 1) * size]
        pages = -(-len(self.rows) // size)
        return as_json(
            {
                "TotalCount": len(self.rows) + self.total_more,
                "TotalPages": pages,
                "PreviousPageUrl": "",
                "NextPageUrl": following,
                "Result": shown,
            }
        )


def ucdp_row(number: int) -> dict[str, Any]:
    day = (dt.date(2020, 1, 1) + dt.timedelta(days=number)).isoformat()
    row: dict[str, Any] = dict.fromkeys(UCDP_COLUMNS, "")
    row |= {
        "id": 1000 + number,
        "relid": f"RED-2020-{number}",
        "year": 2020,
        "active_year": True,
        "type_of_violence": 1,
        "side_a": "Red Brigade",
    }
    row |= {"side_b": "Blue Guard", "country": "Redland", "adm_1": "North", "date_prec": 1, "date_start": day, "date_end": day}
    return row | {"best": 3, "high": 4, "low": 2, "number_of_sources": 1, "latitude": 1.25}


class FakeGdelt:
    """GDELT as it answers: lists with sizes and checksums, and files."""

    def __init__(self, server: FakeSource) -> None:
        self._server = server
        self.files: dict[str, bytes] = {}
        self.listed: dict[str, tuple[int, str]] = {}
        server.routes |= {"/gdeltv2/masterfilelist.txt": self._master, "/events/md5sums": self._sums, "/events/filesizes": self._sizes}

    def add(self, name: str, body: bytes) -> None:
        """Give out a file and list it as it is."""
        self.files[name] = body
        self.listed[name] = (len(body), hashlib.md5(body).hexdigest())
        self._server.routes[self.path(name)] = self._file

    def path(self, name: str) -> str:
        return f"/gdeltv2/{name}" if len(name.partition(".")[0]) == 14 else f"/events/{name}"

    def _file(self, seen: Seen) -> Reply:
        body = self.files[seen.path.rsplit("/", 1)[-1]]
        start = seen.headers.get("range", "").removeprefix("bytes=").removesuffix("-")
        if not start:
            return Reply(body=body)
        if int(start) >= len(body):
            return Reply(416)
        return Reply(206, body[int(start) :], {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})

    def _master(self, seen: Seen) -> Reply:
        lines = [f"{size} {md5} http://data.gdeltproject.org/gdeltv2/{name}" for name, (size, md5) in self.listed.items() if len(name) > 26]
        lines += [line.replace(".export.CSV.zip", ".mentions.CSV.zip") for line in lines]
        return _lines(lines)

    def _sums(self, seen: Seen) -> Reply:
        return _lines(f"{md5}  {name}" for name, (_, md5) in self.listed.items())

    def _sizes(self, seen: Seen) -> Reply:
        return _lines(f"{size} {name}" for name, (size, _) in self.listed.items())


def _lines(lines: Iterable[str]) -> Reply:
    return Reply(body="".join(f"{line}\n" for line in lines).encode(), headers={"Content-Type": "text/plain"})


def gdelt_line(number: int, day: str = "20230101", cells: int = 61) -> str:
    """Return a row of an export file, with the cells that are read."""
    columns = [""] * cells
    added = cells - 2 if cells != 57 else 56
    columns[0:5] = [str(number), day, day[:6], day[:4], f"{day[:4]}.0"]
    columns[5:8], columns[15:18] = ["REDREB", "RED REBELS", "RED"], ["BLUGOV", "BLUELAND", "BLU"]
    columns[25:30] = ["1", "190", "190", "19", "4"]
    columns[30:35] = ["-10.0", "3", "1", "3", "-2.5"]
    columns[added] = day if cells != 61 else f"{day}000000"
    if cells != 57:
        columns[-1] = "https://example.org/invented"
    return "\t".join(columns) + "\n"


def zipped(text: str, name: str = "export.CSV") -> bytes:
    """Return a zip file around one table, always the same bytes for the same text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return self.moment + dt.timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
