"""One server, asked politely: apart in time, again after a failure, never with the account's secrets to anybody else.

An answer goes to a file piece by piece. What cannot be mended by asking again ends as a `DownloadError` in plain words; nothing that a server
says of a login, and no header, ever stands in a message.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from concerted.download.credentials import INSTALL, Secrets
from concerted.download.pace import Manners, Pace, Time
from concerted.errors import DownloadError
from concerted.version import __version__

if TYPE_CHECKING:
    import httpx

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOVED = frozenset((301, 302, 303, 307, 308))
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
_MOST_MOVES = 5
_LOGGERS = ("httpx", "httpcore")
# Once by the refresh token, once by the password.
_MOST_RENEWALS = 2
_LARGEST_FORM = 65_536


class NotThereError(DownloadError):
    """The server does not have the file."""


class SpoiltError(DownloadError):
    """The file came as something else each time."""


class DamagedError(Exception):
    """What came is not whole or not what was promised; it is asked for again."""


class _AgainError(Exception):
    def __init__(self, reason: str, wait: float | None = None, *, spoilt: bool = False) -> None:
        self.reason, self.wait, self.spoilt = reason, wait, spoilt


class _ExpiredError(Exception):
    """The server does not take the token (any more)."""


class Login(Protocol):
    """What shows the server who asks."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers that go to this server and to no other."""

    def renew(self, *, anew: bool) -> None:
        """Get another token; with `anew`, by the password."""


@dataclass(frozen=True)
class Ask:
    """One request.

    Attributes
    ----------
    what : str
        For messages: what is expected.
    path : str
        Below the address of the source.
    largest : int
        Bytes that an answer may have.
    parameters : mapping of str to str
    login : Login or None
    again : frozenset of int
        Statuses after which it is asked again, besides those that are so for everybody.
    advice : mapping of int to str
        What to do after a status.
    resume : bool
        Whether to go on where the file ends that is there already. Only for files whose bytes are checked afterwards.
    """

    what: str
    path: str
    largest: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    login: Login | None = None
    again: frozenset[int] = frozenset()
    advice: Mapping[int, str] = field(default_factory=dict)
    resume: bool = False


class Connection:
    """One server, to be used as a context."""

    def __init__(self, address: str, secrets: Secrets, time: Time, manners: Manners, pace: Pace) -> None:
        try:
            import httpx
        except ImportError:
            raise DownloadError(f"expected the library httpx; found none. {INSTALL}") from None
        self._address = httpx.URL(_checked(address, httpx.URL) + "/")
        self._secrets, self._time, self._manners, self._pace = secrets, time, manners, pace
        timeout = httpx.Timeout(manners.read_seconds, connect=manners.connect_seconds)
        named = {"User-Agent": f"concerted/{__version__}"}
        self._client = httpx.Client(timeout=timeout, headers=named, follow_redirects=False, verify=_known_certificates())

    def __enter__(self) -> Self:
        # What a library logs of requests can hold what a server repeats of a login.
        self._levels = {name: logging.getLogger(name).level for name in _LOGGERS}
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)

    @property
    def time(self) -> Time:
        """The clock of the run."""
        return self._time

    def save(self, ask: Ask, out: Path, check: Callable[[Path], None]) -> None:
        """Get one answer into a file, which is only there if it is whole and passes a check.

        Parameters
        ----------
        ask : Ask
        out : path
        check : callable
            Raises `DamagedError` with the reason where the file is not what was promised.

        Raises
        ------
        NotThereError
            On 404.
        SpoiltError
            If the check fails each time.
        DownloadError
            If the server refuses, or fails each time.
        """
        part = out.with_name(f"{out.name}.part")
        if not ask.resume:
            part.unlink(missing_ok=True)
        try:
            self._repeated(ask.what, lambda: self._logged_in(ask, part, check))
            part.replace(out)
        finally:
            # What a server says instead of data may repeat a login: only pieces that are gone on with stay.
            if not ask.resume:
                part.unlink(missing_ok=True)

    def form(self, what: str, path: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        """Post a form with secrets in it; return the status and what came, which must not be shown.

        Raises
        ------
        DownloadError
            If the server fails each time, or sends the form elsewhere.
        """
        answer: list[tuple[int, bytes]] = []
        self._repeated(what, lambda: answer.append(self._posted(what, path, form)))
        return answer[-1]

    def _repeated(self, what: str, once: Callable[[], None]) -> None:
        import httpx

        for failures in range(1, self._manners.retries + 2):
            try:
                return once()
            except _AgainError as error:
                problem = error
            except (httpx.TransportError, httpx.DecodingError) as error:
                problem = self._broken(what, error)
            except httpx.InvalidURL:
                raise DownloadError(f"expected {what}; found the request sent on to an address that is none. Tell the source.") from None
            if failures <= self._manners.retries:
                self._wait(what, problem, failures)
        kind = SpoiltError if problem.spoilt else DownloadError
        raise kind(f"expected {what}; found {problem.reason}, {failures} times. Try again later: what came before is kept, to go on there.")

    def _wait(self, what: str, problem: _AgainError, failures: int) -> None:
        if problem.wait is None:
            self._pace.pause(failures)
        elif problem.wait > self._manners.longest_pause_seconds:
            raise DownloadError(
                f"expected {what}; found {problem.reason}, and the wish to be left alone for {problem.wait:,.0f} seconds. Run again then: "
                "what came before is kept."
            )
        else:
            self._time.sleep(problem.wait)

    def _broken(self, what: str, error: Exception) -> _AgainError:
        """Return what a broken connection is in plain words; one that is not safe is not tried again."""
        import httpx

        if _is_certificate(error):
            raise DownloadError(
                f"expected {what}; found a certificate that is not that of {self._address.host}. Nothing was sent. Check the network."
            ) from None
        words: dict[type[Exception], str] = {
            httpx.ConnectTimeout: f"no connection within {self._manners.connect_seconds:g} seconds",
            httpx.ReadTimeout: f"no answer within {self._manners.read_seconds:g} seconds",
            httpx.ConnectError: f"no connection to {self._address.host}",
            httpx.RemoteProtocolError: "a connection that broke off within the answer",
            httpx.ReadError: "a connection that broke off within the answer",
            httpx.DecodingError: "an answer whose packing is broken",
        }
        return _AgainError(words.get(type(error), f"a failure of the connection ({type(error).__name__})"))

    def _logged_in(self, ask: Ask, part: Path, check: Callable[[Path], None]) -> None:
        for renewals in range(_MOST_RENEWALS + 1):
            try:
                self._get(ask, part)
                break
            except _ExpiredError:
                if ask.login is None or renewals == _MOST_RENEWALS:
                    raise self._refused(ask, 401) from None
            ask.login.renew(anew=renewals > 0)
        try:
            check(part)
        except DamagedError as error:
            part.unlink(missing_ok=True)
            raise _AgainError(self._secrets.hide(str(error)), spoilt=True) from None

    def _get(self, ask: Ask, part: Path) -> None:
        url = self._address.join(ask.path).copy_merge_params(dict(ask.parameters))
        for _ in range(_MOST_MOVES + 1):
            self._pace.wait()
            with self._client.stream("GET", url, headers=self._headers(ask, url, part)) as answer:
                self._client.cookies.clear()
                if answer.status_code not in _MOVED:
                    self._judge(ask, answer, part)
                    self._write(ask, answer, part)
                    return
                url = self._moved(ask, url, answer)
        raise DownloadError(f"expected {ask.what}; found the request sent on more than {_MOST_MOVES} times. Tell the source.")

    def _headers(self, ask: Ask, url: httpx.URL, part: Path) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity" if ask.resume else "gzip"}
        if ask.login is not None and _origin(url) == _origin(self._address):
            headers |= ask.login.headers()
        if ask.resume and (there := _size(part)):
            headers["Range"] = f"bytes={there}-"
        return headers

    def _moved(self, ask: Ask, url: httpx.URL, answer: httpx.Response) -> httpx.URL:
        target = url.join(answer.headers.get("Location", ""))
        if target.scheme not in ("http", "https") or (url.scheme == "https" and target.scheme != "https"):
            raise DownloadError(f"expected {ask.what}; found the request sent on to an address that is not safe. Nothing was sent there.")
        return target.copy_with(fragment=None)

    def _judge(self, ask: Ask, answer: httpx.Response, part: Path) -> None:
        """Raise what a status means; return where the answer is to be read."""
        status = answer.status_code
        if status == 200 or (status == 206 and ask.resume and _goes_on(answer, _size(part))):
            return
        if status in (206, 416):
            part.unlink(missing_ok=True)
            raise _AgainError("a piece of the file that was not asked for")
        if status == 401 and _origin(answer.url) == _origin(self._address):
            raise _ExpiredError
        if status in _LATER | ask.again:
            raise _AgainError(f"HTTP {status}", self._pace.asked(answer.headers.get("Retry-After")))
        raise self._refused(ask, status)

    def _refused(self, ask: Ask, status: int) -> DownloadError:
        kind = NotThereError if status == 404 else DownloadError
        return kind(f"expected {ask.what}; found HTTP {status}. {ask.advice.get(status, 'Check what was asked for.')}")

    def _write(self, ask: Ask, answer: httpx.Response, part: Path) -> None:
        appended = answer.status_code == 206
        size = _size(part) if appended else 0
        pieces = answer.iter_raw() if ask.resume else answer.iter_bytes()
        with part.open("ab" if appended else "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > ask.largest:
                    raise DownloadError(f"expected {ask.what} of at most {ask.largest:,} bytes; found more. Ask for less at a time.")
                file.write(piece)

    def _posted(self, what: str, path: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        self._pace.wait()
        with self._client.stream("POST", self._address.join(path), data=dict(form)) as answer:
            self._client.cookies.clear()
            if answer.status_code in _MOVED:
                raise DownloadError(f"expected {what}; found the login sent on elsewhere. The password was not sent there. Check the address.")
            if answer.status_code in _LATER:
                raise _AgainError(f"HTTP {answer.status_code}", self._pace.asked(answer.headers.get("Retry-After")))
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST_FORM:
                    raise DownloadError(f"expected {what}; found an answer far too long for a login. Check the address.")
            return answer.status_code, body


@cache
def _known_certificates() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


def _checked(address: str, parse: Callable[[str], httpx.URL]) -> str:
    import httpx

    try:
        url = parse(address)
    except httpx.InvalidURL:
        raise DownloadError("expected an address such as https://example.org; found what is none. Check --address.") from None
    if url.userinfo or url.query or url.fragment:
        raise DownloadError("expected an address without a name, password or question in it; found one. Give the account by the environment.")
    if not (url.host and (url.scheme == "https" or (url.scheme == "http" and url.host in _LOOPBACK))):
        raise DownloadError(f"expected an address that begins with https://; found {url.scheme}://{url.host}. Secrets go over no open line.")
    return address.rstrip("/")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _goes_on(answer: httpx.Response, there: int) -> bool:
    return bool(there) and answer.headers.get("Content-Range", "").startswith(f"bytes {there}-")


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
