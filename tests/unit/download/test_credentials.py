"""Accounts from the environment and the keyring, which never show themselves."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError

from concerted.download import Session
from concerted.download.credentials import ACLED, UCDP, Secrets, account, forget, store
from concerted.errors import DownloadError

PASSWORD = 'PASS "WORD" CANARY+ü'


class Memory(KeyringBackend):  # type: ignore[misc]
    """A keyring in memory."""

    priority = 5
    name = "memory"

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("CANARY")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise PasswordSetError(password)
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, one = keyring.get_keyring(), Memory()
    keyring.set_keyring(one)
    yield one
    keyring.set_keyring(before)


def revealed(found: tuple[Any, ...]) -> list[str]:
    return [one.reveal() for one in found]


def test_the_environment_comes_first(memory: Memory) -> None:
    memory.held = {("concerted-ucdp", "token"): "kept"}
    assert revealed(account(UCDP, Secrets(), {"CONCERTED_UCDP_TOKEN": " given\n"}, "…")) == ["given"]
    assert revealed(account(UCDP, Secrets(), {"CONCERTED_UCDP_TOKEN": ""}, "…")) == ["kept"]


def test_stored_found_and_forgotten(memory: Memory) -> None:
    secrets = Secrets()
    assert store(ACLED, (secrets.keep("me@mail.example"), secrets.keep(PASSWORD))) == "memory"
    assert memory.held == {("concerted-acled", "email"): "me@mail.example", ("concerted-acled", "password"): PASSWORD}
    assert revealed(account(ACLED, secrets, {}, "…")) == ["me@mail.example", PASSWORD]
    assert (forget(ACLED), forget(ACLED)) == (2, 0)
    assert memory.held == {}


def test_an_account_is_never_put_together_from_two_places(memory: Memory) -> None:
    memory.held = {("concerted-acled", "email"): "other@mail.example", ("concerted-acled", "password"): "other"}
    with pytest.raises(DownloadError, match="expected CONCERTED_ACLED_PASSWORD too; found only a part"):
        account(ACLED, Secrets(), {"CONCERTED_ACLED_EMAIL": "me@mail.example"}, "…")


def test_no_account(memory: Memory) -> None:
    with pytest.raises(DownloadError, match=r"found neither CONCERTED_ACLED_EMAIL and CONCERTED_ACLED_PASSWORD nor a keyring.*run: COMMAND"):
        account(ACLED, Secrets(), {}, "COMMAND")


def test_a_keyring_that_does_not_open(memory: Memory) -> None:
    memory.locked = True
    secrets = Secrets()
    for work in (lambda: account(UCDP, secrets, {}, "…"), lambda: store(UCDP, (secrets.keep("CANARY"),)), lambda: forget(UCDP)):
        with pytest.raises(DownloadError, match=r"expected an open keyring; found (KeyringLocked|PasswordSetError)") as found:
            work()
        assert "CANARY" not in str(found.value)
        assert found.value.__suppress_context__


def test_a_keyring_that_is_not_safe_is_not_used(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memory, "priority", 0.5)
    with pytest.raises(DownloadError, match="expected a keyring of the system; found memory"):
        store(UCDP, (Secrets().keep("CANARY"),))
    assert memory.held == {}


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert revealed(account(UCDP, Secrets(), {"CONCERTED_UCDP_TOKEN": "given"}, "…")) == ["given"]
    with pytest.raises(DownloadError, match="found neither CONCERTED_UCDP_TOKEN"):
        account(UCDP, Secrets(), {}, "…")
    with pytest.raises(DownloadError, match=r'pip install "concerted\[get\]"') as found:
        forget(UCDP)
    assert len(str(found.value).splitlines()) == 1


def test_a_secret_does_not_show_itself() -> None:
    secret = Secrets().keep(PASSWORD)
    assert f"{secret} {secret!r} {[secret]} %s" % secret == "*** *** [***] ***"
    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(secret)
    assert not hasattr(secret, "__dict__")


def test_secrets_are_taken_out_of_texts() -> None:
    secrets = Secrets()
    secrets.keep(PASSWORD)
    secrets.keep("PASS")
    secrets.keep("")
    forms = [PASSWORD, "PASS%20%22WORD%22%20CANARY%2B%C3%BC", "PASS+%22WORD%22+CANARY%2B%C3%BC", r"PASS \"WORD\" CANARY+\u00fc"]
    for form in forms:
        assert secrets.hide(f"a {form} b") == "a *** b"
    assert secrets.hide("nothing") == "nothing"


def test_a_session_does_not_show_the_environment() -> None:
    assert "CANARY" not in repr(Session(environment={"CONCERTED_UCDP_TOKEN": "CANARY"}))
