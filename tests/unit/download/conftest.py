"""What the tests of downloads share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from concerted.download import Session
from concerted.download.pace import Manners, Time
from fake_source import Clock, FakeAcled, FakeGdelt, FakeSource, FakeUcdp

EMAIL, PASSWORD, TOKEN = "canary@mail.example", 'PASS "WORD" CANARY+ü', "UCDP-CANARY"
ENVIRONMENT = {"CONCERTED_ACLED_EMAIL": EMAIL, "CONCERTED_ACLED_PASSWORD": PASSWORD, "CONCERTED_UCDP_TOKEN": TOKEN}

MakeSession = Callable[..., Session]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[FakeSource]:
    with FakeSource() as one:
        yield one


@pytest.fixture
def other() -> Iterator[FakeSource]:
    """Another host: the port is part of it."""
    with FakeSource() as one:
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(server: FakeSource, clock: Clock) -> MakeSession:
    def one(**more: Any) -> Session:
        manners = replace(Manners(connect_seconds=5, read_seconds=5), **more.pop("manners", {}))
        time = Time(clock.now, clock.monotonic, clock.sleep)
        more = {"accept_terms": True, **more}
        return Session(server.address, manners=manners, time=time, environment=more.pop("environment", ENVIRONMENT), **more)

    return one


@pytest.fixture
def acled(server: FakeSource) -> FakeAcled:
    return FakeAcled(server, EMAIL, PASSWORD)


@pytest.fixture
def ucdp(server: FakeSource) -> FakeUcdp:
    return FakeUcdp(server, TOKEN)


@pytest.fixture
def gdelt(server: FakeSource) -> FakeGdelt:
    return FakeGdelt(server)
