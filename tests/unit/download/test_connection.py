"""Failures on the way, each mended by asking again or told in plain words; secrets go to one server only."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path

import pytest

from concerted.download import Session
from concerted.download.connection import Ask, DamagedError, NotThereError, SpoiltError
from concerted.download.sources import SOURCES
from concerted.errors import DownloadError
from fake_source import USUAL, Clock, FakeSource, Reply, Seen

MakeSession = Callable[..., Session]
BODY = bytes(range(256)) * 40


class Login:
    """A login whose token the server must see, and nobody else."""

    def __init__(self) -> None:
        self.renewed: list[bool] = []

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer HEADER-CANARY-{len(self.renewed)}"}

    def renew(self, *, anew: bool) -> None:
        self.renewed.append(anew)


def whole(path: Path) -> None:
    if hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(BODY).digest():
        raise DamagedError("other bytes")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "answer"


@pytest.fixture
def get(server: FakeSource, session: MakeSession, out: Path) -> Callable[..., None]:
    server.routes["/file"] = lambda seen: Reply(body=BODY)

    def one(*, manners: dict[str, float] | None = None, check: Callable[[Path], None] = whole, largest: int = 10**6, **more: object) -> None:
        given = session(manners=manners or {})
        with given.connection(SOURCES["gdelt2"]) as connection:
            connection.save(Ask("the file", "file", largest, **more), out, check)  # type: ignore[arg-type]

    return one


def test_a_file_comes_whole_and_leaves_nothing_else(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    get()
    assert out.read_bytes() == BODY
    assert list(out.parent.iterdir()) == [out]
    assert server.seen[0].headers["user-agent"].startswith("concerted/0")


@pytest.mark.parametrize(
    "failure",
    [
        Reply(500),
        Reply(502),
        Reply(503),
        Reply(429),
        Reply(408),
        Reply(body=BODY, cut=700),
        Reply(body=BODY[:-1]),
        Reply(body=b"", cut=0),
        Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["500", "502", "503", "429", "408", "dropped", "truncated", "empty", "bad packing"],
)
def test_what_passes_is_asked_again(get: Callable[..., None], server: FakeSource, out: Path, clock: Clock, failure: Reply) -> None:
    server.fail("/file", failure, failure)
    get()
    assert out.read_bytes() == BODY
    assert len(server.seen) == 3
    # The first pause lies between 2 and 3 seconds, the second between 4 and 6.
    assert 2 <= clock.slept[0] <= 3
    assert 4 <= clock.slept[1] <= 6


@pytest.mark.parametrize("failure", [Reply(500), Reply(body=BODY, cut=700)], ids=["500", "dropped"])
def test_what_stays_ends_after_a_number_of_tries(get: Callable[..., None], server: FakeSource, out: Path, failure: Reply) -> None:
    server.fail("/file", *[failure] * 10)
    with pytest.raises(DownloadError, match=r"expected the file; found .*, 4 times. Try again later"):
        get(manners={"retries": 3})
    assert len(server.seen) == 4
    assert not out.exists()


def test_what_is_never_right_is_spoilt(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    server.fail("/file", *[Reply(body=b"x")] * 3)
    with pytest.raises(SpoiltError, match="found other bytes, 3 times"):
        get(manners={"retries": 2})
    assert list(out.parent.iterdir()) == []


def test_the_server_may_say_how_long_to_wait(get: Callable[..., None], server: FakeSource, clock: Clock) -> None:
    moment = clock.moment + dt.timedelta(seconds=90 + 37)
    server.fail("/file", Reply(429, headers={"Retry-After": "37"}), Reply(503, headers={"Retry-After": format_datetime(moment)}))
    get()
    assert clock.slept[:2] == [37.0, 90.0]


@pytest.mark.parametrize("header", ["soon", "-5", "", "²"])
def test_a_wish_that_cannot_be_read_is_no_wish(get: Callable[..., None], server: FakeSource, clock: Clock, header: str) -> None:
    server.fail("/file", Reply(429, headers={"Retry-After": header.encode().decode("latin-1")}))
    get()
    assert 2 <= clock.slept[0] <= 3


def test_a_long_wish_ends_the_run(get: Callable[..., None], server: FakeSource, clock: Clock) -> None:
    server.fail("/file", Reply(429, headers={"Retry-After": "86400"}))
    with pytest.raises(DownloadError, match="to be left alone for 86,400 seconds"):
        get()
    assert clock.slept == []


def test_requests_lie_apart(server: FakeSource, session: MakeSession, clock: Clock, out: Path) -> None:
    server.routes["/file"] = lambda seen: Reply(body=BODY)
    with session().connection(SOURCES["gdelt2"]) as connection:
        for _ in range(3):
            connection.save(Ask("the file", "file", 10**6), out, whole)
    assert clock.slept == [1.0, 1.0]


def test_no_answer_in_time(get: Callable[..., None], server: FakeSource) -> None:
    server.fail("/file", Reply(hold=server.release))
    get(manners={"read_seconds": 0.2})
    assert len(server.seen) == 2
    server.fail("/file", *[Reply(hold=server.release)] * 2)
    with pytest.raises(DownloadError, match=r"no answer within 0\.2 seconds, 2 times"):
        get(manners={"read_seconds": 0.2, "retries": 1})


def test_a_server_that_is_not_there(session: MakeSession, server: FakeSource, out: Path) -> None:
    given = session(manners={"retries": 1})
    server._server.server_close()
    with given.connection(SOURCES["gdelt2"]) as connection, pytest.raises(DownloadError, match=r"no connection to 127.0.0.1, 2 times"):
        connection.save(Ask("the file", "file", 10), out, whole)


def test_a_body_too_long(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    with pytest.raises(DownloadError, match="of at most 1,000 bytes; found more"):
        get(largest=1000)
    assert not out.exists()
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 403, 410, 206, 204])
def test_what_asking_again_would_not_mend(get: Callable[..., None], server: FakeSource, status: int) -> None:
    server.fail("/file", *[Reply(status)] * 3)
    with pytest.raises(DownloadError):
        get(manners={"retries": 1})
    assert len(server.seen) == (2 if status == 206 else 1)


def test_a_status_of_the_source_to_ask_again_after(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    server.fail("/file", Reply(400))
    get(again=frozenset((400,)))
    assert out.exists()


def test_not_there(get: Callable[..., None], server: FakeSource) -> None:
    server.fail("/file", Reply(404))
    with pytest.raises(NotThereError, match="HTTP 404"):
        get()


def ranged(seen: Seen) -> Reply:
    start = int(seen.headers.get("range", "bytes=0-")[6:-1])
    return Reply(206, BODY[start:], {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}) if start else Reply(body=BODY)


def test_a_big_file_goes_on_where_it_broke_off(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    server.routes["/file"] = ranged
    server.fail("/file", Reply(body=BODY, cut=700))
    get(resume=True)
    assert out.read_bytes() == BODY
    assert [seen.headers.get("range") for seen in server.seen] == [None, "bytes=700-"]


@pytest.mark.parametrize(
    "answer",
    [
        USUAL,
        Reply(206, BODY[5:], {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"}),
        Reply(206, BODY[700:]),
        Reply(416),
        Reply(206, BODY[700:-3], {"Content-Range": f"bytes 700-{len(BODY) - 4}/{len(BODY)}"}),
    ],
    ids=["whole", "another piece", "an unnamed piece", "beyond the end", "a short piece"],
)
def test_a_server_that_cannot_go_on_there(get: Callable[..., None], server: FakeSource, out: Path, answer: Reply) -> None:
    server.fail("/file", Reply(body=BODY, cut=700), answer)
    get(resume=True)
    assert out.read_bytes() == BODY


@pytest.mark.parametrize("headers", [{}, {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"}], ids=["unnamed", "another"])
def test_a_wrong_piece_is_never_put_behind_the_first(get: Callable[..., None], server: FakeSource, out: Path, headers: dict[str, str]) -> None:
    server.fail("/file", Reply(body=BODY, cut=700), Reply(206, BODY[5:], headers))
    get(resume=True, check=lambda path: None)
    assert out.read_bytes() == BODY


def test_a_file_that_changed_meanwhile_is_got_anew(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    server.routes["/file"] = ranged
    server.fail("/file", Reply(body=b"X" * len(BODY), cut=700))
    get(resume=True)
    assert out.read_bytes() == BODY


def test_the_token_goes_along_on_one_host(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    server.fail("/file", Reply(302, headers={"Location": "/there"}))
    server.routes["/there"] = lambda seen: Reply(body=BODY)
    get(login=Login())
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer HEADER-CANARY-0"] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_host_never_sees_the_token(get: Callable[..., None], server: FakeSource, other: FakeSource, out: Path, status: int) -> None:
    server.fail("/file", Reply(status, headers={"Location": f"{other.address}/there", "Set-Cookie": "session=COOKIE-CANARY"}))
    other.routes["/there"] = lambda seen: Reply(body=BODY)
    get(login=Login())
    assert out.read_bytes() == BODY
    (seen,) = other.seen
    assert not [value for value in seen.headers.values() if "CANARY" in value]


def test_another_host_that_wants_a_token_gets_none(get: Callable[..., None], server: FakeSource, other: FakeSource) -> None:
    login = Login()
    server.fail("/file", Reply(302, headers={"Location": f"{other.address}/there"}))
    other.routes["/there"] = lambda seen: Reply(401)
    with pytest.raises(DownloadError, match="HTTP 401"):
        get(login=login)
    assert login.renewed == []
    assert len(other.seen) == 1


def test_a_name_that_leads_to_the_same_machine_is_another_host(get: Callable[..., None], server: FakeSource) -> None:
    moved = server.address.replace("127.0.0.1", "localhost")
    server.fail("/file", Reply(302, headers={"Location": f"{moved}/there"}))
    server.routes["/there"] = lambda seen: Reply(body=BODY)
    get(login=Login())
    assert "authorization" not in server.asked("/there")[0].headers


def test_requests_are_not_sent_on_without_end(get: Callable[..., None], server: FakeSource) -> None:
    server.routes["/file"] = lambda seen: Reply(302, headers={"Location": "/file"})
    with pytest.raises(DownloadError, match="sent on more than 5 times"):
        get()


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/file", "file:///etc/passwd", "javascript:1"])
def test_a_request_is_sent_on_to_the_web_only(get: Callable[..., None], server: FakeSource, place: str) -> None:
    server.fail("/file", Reply(302, headers={"Location": place}))
    with pytest.raises(DownloadError, match=r"not safe|is none"):
        get()


def test_an_expired_token_is_renewed_at_most_twice(get: Callable[..., None], server: FakeSource, out: Path) -> None:
    login = Login()
    server.fail("/file", Reply(401), Reply(401))
    get(login=login)
    assert login.renewed == [False, True]
    assert out.exists()
    server.fail("/file", *[Reply(401)] * 3)
    with pytest.raises(DownloadError, match="HTTP 401"):
        get(login=login)


def test_a_login_is_never_sent_on(server: FakeSource, other: FakeSource, session: MakeSession) -> None:
    server.fail("/oauth/token", Reply(307, headers={"Location": f"{other.address}/oauth/token"}))
    with session().connection(SOURCES["acled"]) as connection, pytest.raises(DownloadError, match="The password was not sent there"):
        connection.form("a login", "oauth/token", {"password": "CANARY"})
    assert other.seen == []


def test_a_login_is_tried_again_after_a_failure(server: FakeSource, session: MakeSession) -> None:
    server.fail("/oauth/token", Reply(503), Reply(429, headers={"Retry-After": "1"}), Reply(body=b"{}", cut=1))
    server.routes["/oauth/token"] = lambda seen: Reply(body=b"{}")
    with session().connection(SOURCES["acled"]) as connection:
        assert connection.form("a login", "oauth/token", {"password": "CANARY"}) == (200, b"{}")
    assert len(server.seen) == 4


def test_an_answer_to_a_login_may_not_be_long(server: FakeSource, session: MakeSession) -> None:
    server.routes["/oauth/token"] = lambda seen: Reply(body=b"x" * 100_000)
    with session().connection(SOURCES["acled"]) as connection, pytest.raises(DownloadError, match="far too long"):
        connection.form("a login", "oauth/token", {})


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://acleddata.com", "no open line"),
        ("http://127.0.0.1.example.org", "no open line"),
        ("ftp://acleddata.com", "no open line"),
        ("acleddata.com", "no open line"),
        ("https://", "no open line"),
        ("https://name:CANARY@acleddata.com", "without a name, password"),
        ("https://acleddata.com/?key=CANARY", "without a name, password"),
        ("http://a:b:c", "an address such as"),
    ],
)
def test_an_address_must_be_safe(session: MakeSession, address: str, word: str) -> None:
    given = Session(address, time=session().time)
    with pytest.raises(DownloadError, match=word) as found:
        given.connection(SOURCES["acled"])
    assert "CANARY" not in str(found.value)


def test_a_certificate_that_is_not_known_ends_it(session: MakeSession, tmp_path: Path) -> None:
    import socket
    import ssl

    certificate = tmp_path / "own.pem"
    certificate.write_text(own_certificate(), encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepted: list[object] = []

        def shake() -> None:
            taken, _ = listening.accept()
            accepted.append(taken)
            try:
                context.wrap_socket(taken, server_side=True).close()
            except (ssl.SSLError, OSError):
                taken.close()

        thread = threading.Thread(target=shake, daemon=True)
        thread.start()
        given = Session(f"https://127.0.0.1:{listening.getsockname()[1]}", time=session().time)
        with given.connection(SOURCES["acled"]) as connection, pytest.raises(DownloadError, match="a certificate that is not that of"):
            connection.form("a login", "oauth/token", {"password": "CANARY"})
        thread.join()
        assert len(accepted) == 1


def own_certificate() -> str:
    """Return a certificate that nobody has signed, made for this run."""
    pytest.importorskip("cryptography", reason="comes with keyring on Linux only")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = made.not_valid_before(start).not_valid_after(start + dt.timedelta(days=9)).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signed.public_bytes(serialization.Encoding.PEM).decode() + key.private_bytes(*plain).decode()
