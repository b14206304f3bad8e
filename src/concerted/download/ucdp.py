"""UCDP: a token in a header, pages whose next one is named by the page before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from concerted.download import credentials
from concerted.download.connection import Ask, Connection
from concerted.download.credentials import Secret
from concerted.download.pages import LARGEST_PAGE, Read, get_pages, rows_of
from concerted.download.session import Done, Session
from concerted.download.sources import SOURCES
from concerted.errors import DownloadError

STORE = "concerted get ucdp --store-token"
DATASETS = ("gedevents",)
_ROWS_A_PAGE = 1000
_FIRST = "first"
_VERSION = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){1,3}")
_TOKEN = "A token is needed and given on request: see ucdp.uu.se/apidocs. Then set CONCERTED_UCDP_TOKEN."  # noqa: S105
_ADVICE = {401: _TOKEN, 403: _TOKEN, 404: "Check --version: a yearly one is such as 24.1, a monthly one of candidates such as 25.0.3."}


@dataclass(frozen=True)
class UcdpQuery:
    """What is asked of UCDP.

    Attributes
    ----------
    version : str
        Such as "24.1", or "25.0.3" for the candidates of a month.
    dataset : str
    countries : tuple of int
        By the numbers of Gleditsch and Ward; all if empty.
    first, last : date or None
        The source holds them against the last day of an event.
    """

    version: str
    dataset: str = DATASETS[0]
    countries: tuple[int, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None

    def listed(self) -> dict[str, Any]:
        """Return it as it stands in the record."""
        days = {"from": self.first and self.first.isoformat(), "to": self.last and self.last.isoformat()}
        return {"dataset": self.dataset, "version": self.version, "country": sorted(set(self.countries)), **days}


def get_ucdp(query: UcdpQuery, out: Path, session: Session) -> Done:
    """Get the events of a query into a folder.

    Parameters
    ----------
    query : UcdpQuery
    out : path
        New, empty or an earlier download of the same question, which is then brought up to date.
    session : Session

    Raises
    ------
    DownloadError
        If there is no token, or the source refuses, answers nothing or something else.
    """
    if not _VERSION.fullmatch(query.version):
        raise DownloadError(f"expected a version such as 24.1 or 25.0.3; found {query.version!r}. Versions are listed at ucdp.uu.se/downloads.")
    (token,) = credentials.account(credentials.UCDP, session.secrets, session.environment, STORE)
    return get_pages(_Ucdp(query, token), query.listed(), out, session, query.version)


@dataclass(frozen=True)
class _TokenLogin:
    token: Secret

    def headers(self) -> Mapping[str, str]:
        return {"x-ucdp-access-token": self.token.reveal()}

    def renew(self, *, anew: bool) -> None:  # noqa: ARG002
        raise DownloadError(f"expected a token that UCDP takes; found it refused. {_TOKEN}")


class _Ucdp:
    """UCDP by pages."""

    source = SOURCES["ucdp"]
    first = _FIRST
    file = "ucdp.json"

    def __init__(self, query: UcdpQuery, token: Secret) -> None:
        self._query, self._login = query, _TokenLogin(token)

    def ready(self, connection: Connection) -> None:
        """Do nothing: a token needs no login."""

    def ask(self, mark: str) -> Ask:
        """Return the request for a page. The first one has no number: the source counts from 0 or from 1."""
        query = self._query
        parameters = {"pagesize": str(_ROWS_A_PAGE)}
        parameters |= {} if mark == _FIRST else {"page": mark}
        parameters |= {"Country": ",".join(map(str, sorted(set(query.countries))))} if query.countries else {}
        parameters |= {name: day.isoformat() for name, day in (("StartDate", query.first), ("EndDate", query.last)) if day}
        what = "the first page of UCDP" if mark == _FIRST else f"page {mark} of UCDP"
        # Users report that it answers 400 where it is asked too often; on a first page 400 means a wrong question.
        again = frozenset() if mark == _FIRST else frozenset((400,))
        path = f"{query.dataset}/{query.version}"
        return Ask(what, path, LARGEST_PAGE, parameters, self._login, again, _ADVICE)

    def read(self, body: Mapping[str, Any], mark: str) -> Read:  # noqa: ARG002
        """Return the rows of a page and the number of the next, which alone is taken from the address of the next."""
        total = body.get("TotalCount")
        return Read(rows_of(body, "Result"), _page_number(body.get("NextPageUrl")), total if isinstance(total, int) else None)

    def confirmed(self, connection: Connection, gone: tuple[str, ...], since: str, out: Path) -> int | None:
        """Return None: there is no list of deleted events."""


def _page_number(address: Any) -> str:
    if not address:
        return ""
    found = {name.lower(): values for name, values in parse_qs(urlsplit(str(address)).query).items()}
    number = found.get("page", [""])[0]
    if not number.isascii() or not number.isdigit():
        raise DownloadError("expected the number of the next page of UCDP; found none in the address that it gives. Tell the source.")
    return number
