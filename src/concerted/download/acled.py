"""ACLED: a login by e-mail and password, pages by number, and a list of what was deleted.

The token lasts a day and is renewed by its refresh token, or by the password where that is not taken either. Both are held in memory only.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concerted.download import credentials
from concerted.download.connection import Ask, Connection, DamagedError
from concerted.download.credentials import Secret
from concerted.download.pages import LARGEST_PAGE, Read, get_pages, rows_of
from concerted.download.session import Done, Session
from concerted.download.sources import SOURCES
from concerted.errors import DownloadError

STORE = "concerted get acled --store-password"
_ROWS_A_PAGE = 5000
_EARLY_SECONDS = 60
_A_DAY_SECONDS = 86_400
_ACCESS = "The account may have to accept terms or complete its profile, or its level may not give these data: log in at the source and look."
_ADVICE = {401: f"The account is not taken. {_ACCESS}", 403: _ACCESS, 404: "Check --address."}


@dataclass(frozen=True)
class AcledQuery:
    """What is asked of ACLED.

    Attributes
    ----------
    first, last : date
        Days of the events.
    countries : tuple of str
        As ACLED writes them; all if empty.
    export_type : str
        "dyadic", a row an event, or "monadic", a row an actor.
    """

    first: dt.date
    last: dt.date
    countries: tuple[str, ...] = ()
    export_type: str = "dyadic"

    def listed(self) -> dict[str, Any]:
        """Return it as it stands in the record."""
        days = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"country": sorted(set(self.countries)), **days, "export_type": self.export_type}


def get_acled(query: AcledQuery, out: Path, session: Session) -> Done:
    """Get the events of a query into a folder.

    Parameters
    ----------
    query : AcledQuery
    out : path
        New, empty or an earlier download of the same question, which is then brought up to date.
    session : Session

    Raises
    ------
    DownloadError
        If there is no account, or the source refuses, answers nothing or something else.
    """
    if not session.accept_terms:
        raise DownloadError(f"expected your word that you keep to ACLED's terms of use; found none. {SOURCES['acled'].terms}")
    email, password = credentials.account(credentials.ACLED, session.secrets, session.environment, STORE)
    version = f"as of {session.time.now().date().isoformat()}, {query.export_type}"
    return get_pages(_Acled(query, email, password, session), query.listed(), out, session, version)


class AcledLogin:
    """Gets tokens and renews them."""

    def __init__(self, connection: Connection, email: Secret, password: Secret, session: Session) -> None:
        self._connection, self._email, self._password, self._session = connection, email, password, session
        self._token: Secret | None = None
        self._refresh: Secret | None = None
        self._until = 0.0

    def headers(self) -> Mapping[str, str]:
        """Return the header with a token that lasts."""
        if self._token is None or self._session.time.monotonic() >= self._until:
            self.renew(anew=False)
        assert self._token is not None
        return {"Authorization": f"Bearer {self._token.reveal()}"}

    def renew(self, *, anew: bool) -> None:
        """Get another token, by the refresh token if there is one and it is taken."""
        if self._refresh is not None and not anew:
            form = {"grant_type": "refresh_token", "client_id": "acled", "refresh_token": self._refresh.reveal()}
            if self._asked(form):
                return
        form = {"grant_type": "password", "client_id": "acled", "username": self._email.reveal(), "password": self._password.reveal()}
        if not self._asked(form):
            raise DownloadError(f"expected a login to ACLED; found e-mail or password not taken. Check the account, or run: {STORE}")

    def _asked(self, form: Mapping[str, str]) -> bool:
        """Ask for a token; False where the server refuses."""
        status, body = self._connection.form("a login to ACLED", "oauth/token", form)
        if status in (400, 401):
            return False
        if status != 200:
            raise DownloadError(f"expected a login to ACLED; found HTTP {status}. {_ADVICE.get(status, 'Try again later.')}")
        try:
            given = json.loads(body)
            token, refresh, seconds = given["access_token"], given.get("refresh_token"), float(given.get("expires_in", _A_DAY_SECONDS))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DownloadError("expected a token from ACLED; found something else. Check --address, and try again later.") from None
        self._token = self._session.secrets.keep(str(token))
        self._refresh = self._session.secrets.keep(str(refresh)) if refresh else None
        self._until = self._session.time.monotonic() + max(seconds - _EARLY_SECONDS, 1.0)
        return True


class _Acled:
    """ACLED by pages."""

    source = SOURCES["acled"]
    first = "1"
    file = "acled.json"

    def __init__(self, query: AcledQuery, email: Secret, password: Secret, session: Session) -> None:
        self._query, self._session = query, session
        self._account = (email, password)
        self._login: AcledLogin | None = None

    def ready(self, connection: Connection) -> None:
        """Know the connection over which to log in."""
        self._login = AcledLogin(connection, *self._account, self._session)

    def ask(self, mark: str) -> Ask:
        """Return the request for a page."""
        days = {"event_date": f"{self._query.first}|{self._query.last}", "event_date_where": "BETWEEN"}
        parameters = {"_format": "json", **self._countries(), **days, "limit": str(_ROWS_A_PAGE), "page": mark}
        if self._query.export_type == "monadic":
            parameters["export_type"] = "monadic"
        return self._ask(f"page {mark} of ACLED", "api/acled/read", parameters)

    def read(self, body: Mapping[str, Any], mark: str) -> Read:
        """Return the rows of a page. The last one is followed by an empty one: what is said of lengths of pages is not relied upon."""
        if body.get("success") is False or str(body.get("status", 200)) != "200":
            said = body.get("messages") or body.get("message") or body.get("error") or "no reason given"
            raise DownloadError(f"expected a page of ACLED; found a refusal: {self._session.secrets.hide(str(said)[:200])}. {_ACCESS}")
        rows = rows_of(body, "data")
        return Read(rows, str(int(mark) + 1) if rows and mark else "")

    def confirmed(self, connection: Connection, gone: tuple[str, ...], since: str, out: Path) -> int | None:
        """Return how many events ACLED lists as deleted since a day; None where the account may not read that list."""
        start = int(dt.datetime.fromisoformat(since).replace(tzinfo=dt.UTC).timestamp()) if since else 0
        wanted, listed, page = set(gone), set(), 1
        try:
            while rows := self._deleted(connection, start, page, out):
                listed |= wanted & {str(row.get("event_id_cnty")) for row in rows}
                page += 1
        except DownloadError:
            return None
        return len(listed)

    def _deleted(self, connection: Connection, start: int, page: int, out: Path) -> list[dict[str, Any]]:
        when = {"deleted_timestamp": str(start), "deleted_timestamp_where": ">="}
        parameters = {"_format": "json", **when, "limit": str(_ROWS_A_PAGE), "page": str(page)}
        connection.save(self._ask("the list of deleted events", "api/deleted/read", parameters), out, _is_json)
        return rows_of(json.loads(out.read_bytes()), "data")

    def _countries(self) -> dict[str, str]:
        return {"country": "|".join(sorted(set(self._query.countries)))} if self._query.countries else {}

    def _ask(self, what: str, path: str, parameters: Mapping[str, str]) -> Ask:
        return Ask(what, path, LARGEST_PAGE, parameters, self._login, advice=_ADVICE)


def _is_json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        raise DamagedError("JSON that is cut off or broken") from None
