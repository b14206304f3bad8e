"""Accounts: from the environment or from the system's keyring, held so that they never show themselves.

Nothing here is ever written to a file. A secret prints as ***, and `Secrets.hide` takes every known one out of a text before it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus

from concerted.errors import DownloadError

INSTALL = 'Install them: pip install "concerted[get]".'
# The keyring package gives less than 1 to places that it does not recommend, such as a file in plain text.
_RECOMMENDED = 1


class Secret:
    """A text that shows itself only where it is asked to by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")

    def reveal(self) -> str:
        """Return the text, to be sent to the one who knows it anyway."""
        return self._text


class Secrets:
    """All secrets of one run."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def keep(self, text: str) -> Secret:
        """Return a text as a secret, which `hide` knows from now on."""
        self._texts.add(text)
        return Secret(text)

    def hide(self, text: str) -> str:
        """Return a text in which every secret, also as it stands in an address or in JSON, is ***."""
        for known in sorted(filter(None, self._texts), key=len, reverse=True):
            for form in (known, quote(known, safe=""), quote_plus(known), json.dumps(known)[1:-1]):
                text = text.replace(form, "***")
        return text


@dataclass(frozen=True)
class Entry:
    """Where one part of an account lies: a variable of the environment, or an entry under a service in the keyring."""

    service: str
    name: str
    variable: str
    title: str
    hidden: bool = True


ACLED = (
    Entry("concerted-acled", "email", "CONCERTED_ACLED_EMAIL", "e-mail of the ACLED account", hidden=False),
    Entry("concerted-acled", "password", "CONCERTED_ACLED_PASSWORD", "password of the ACLED account"),
)
UCDP = (Entry("concerted-ucdp", "token", "CONCERTED_UCDP_TOKEN", "token for the UCDP interface"),)


def account(entries: tuple[Entry, ...], secrets: Secrets, environment: Mapping[str, str], store: str) -> tuple[Secret, ...]:
    """Return the parts of an account; all from the environment, or else all from the keyring.

    Parameters
    ----------
    entries : tuple of Entry
    secrets : Secrets
        Learns them.
    environment : mapping of str to str
    store : str
        The command that stores them, for the message.

    Raises
    ------
    DownloadError
        If a part is in neither place.
    """
    given = [environment.get(entry.variable, "").strip() for entry in entries]
    if not all(given) and not any(given):
        given = [_from_keyring(entry) for entry in entries]
    lacking = [entry.variable for entry, text in zip(entries, given, strict=True) if not text]
    if len(lacking) == len(entries):
        raise DownloadError(f"expected an account; found neither {' and '.join(lacking)} nor a keyring with it. Set them, or run: {store}")
    if lacking:
        raise DownloadError(f"expected {' and '.join(lacking)} too; found only a part of the account. Set the rest, or run: {store}")
    return tuple(secrets.keep(text) for text in given)


def store(entries: tuple[Entry, ...], texts: tuple[Secret, ...]) -> str:
    """Put an account into the system's keyring and return the keyring's name.

    Raises
    ------
    DownloadError
        If there is no keyring that keeps secrets safe.
    """
    keyring, problem = _keyring()
    backend = keyring.get_keyring()
    if backend.priority < _RECOMMENDED:
        raise DownloadError(f"expected a keyring of the system; found {backend.name}, which is none or not safe. Use the environment.")
    for entry, text in zip(entries, texts, strict=True):
        try:
            keyring.set_password(entry.service, entry.name, text.reveal())
        except problem as error:
            raise _locked(error) from None
    return str(backend.name)


def forget(entries: tuple[Entry, ...]) -> int:
    """Take an account out of the system's keyring and return how many entries there were."""
    keyring, problem = _keyring()
    count = 0
    for entry in entries:
        try:
            if keyring.get_password(entry.service, entry.name) is not None:
                keyring.delete_password(entry.service, entry.name)
                count += 1
        except problem as error:
            raise _locked(error) from None
    return count


def _from_keyring(entry: Entry) -> str:
    try:
        keyring, problem = _keyring()
    except DownloadError:
        return ""
    from keyring.errors import NoKeyringError

    try:
        return keyring.get_password(entry.service, entry.name) or ""
    except NoKeyringError:
        return ""
    except problem as error:
        raise _locked(error) from None


def _keyring() -> tuple[Any, type[Exception]]:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise DownloadError(f"expected the library keyring; found none. {INSTALL}") from None
    return keyring, KeyringError


def _locked(error: Exception) -> DownloadError:
    # What the keyring says is not shown: it may repeat what it was given.
    return DownloadError(f"expected an open keyring; found {type(error).__name__}. Unlock it, or use the environment.")
