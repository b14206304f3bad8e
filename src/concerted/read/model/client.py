"""A small client for servers that speak as OpenAI's does: Ollama, llama.cpp, vLLM and others, local ones first."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from concerted.case.settings_model import address, is_local
from concerted.errors import DataError

_LARGEST_ANSWER = 4 * 2**20
# A passage holds a few dozen statements; thousands are a fault or an attack, and each has to be looked for.
MOST_STATEMENTS = 500
_AGAIN = "run the command again: what was answered is not sent again"
_REFUSED = {
    400: "Check the model's name; the server's own log says more.",
    404: "Check the model's name, and that the endpoint ends where the server says, mostly with /v1.",
    413: "Choose a model that takes longer passages.",
    429: f"It was asked too often: wait, then {_AGAIN}.",
}


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers, and how it is asked.

    Attributes
    ----------
    url : str
        Up to and with "/v1".
    model : str
    temperature : float
    timeout_seconds : float
        For one passage.
    api_key_env : str
        Name of the environment variable that holds the key; empty where none is sent.
    """

    url: str
    model: str
    temperature: float = 0.0
    timeout_seconds: float = 120.0
    api_key_env: str = ""

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return is_local(self.url)

    @property
    def host(self) -> str:
        """Host and port, without user or password."""
        return urlsplit(self.url).netloc.rpartition("@")[2] or "no host"


class Said(BaseModel):
    """One statement as a model gives it; places are never taken from a model."""

    model_config = ConfigDict(extra="ignore", strict=True)

    quote: str
    speaker: str | None = None
    cue: str | None = None
    denied: bool = False


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    statements: list[Any]


class AnswerError(Exception):
    """An answer that cannot be used; its message says why in one line."""


def check_ready(endpoint: Endpoint) -> None:
    """Check that the endpoint could be asked; nothing is sent.

    Raises
    ------
    DataError
        If the address is none, httpx is not installed, or the key is not there.
    """
    try:
        address(endpoint.url)
    except ValueError as error:
        raise DataError(f"expected {error}; found another endpoint. Mend it under [model] in case.toml.") from error
    try:
        import httpx  # noqa: F401
    except ImportError as error:
        raise DataError('expected httpx to ask a model; found none. Install "concerted[llm]".') from error
    _key(endpoint)


def ask(endpoint: Endpoint, system: str, user: str) -> list[Any]:
    """Ask a model and return the statements of its answer, unchecked.

    Raises
    ------
    DataError
        If the endpoint cannot be reached, refuses, or httpx is not installed.
    AnswerError
        If the answer is no JSON of the shape asked for.
    """
    check_ready(endpoint)
    body = {
        "model": endpoint.model,
        "temperature": endpoint.temperature,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_object"},
    }
    raw = _post(endpoint, body)
    try:
        content = raw["choices"][0]["message"]["content"]
        statements = _Answer.model_validate_json(_without_fence(content)).statements
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise AnswerError("no JSON of the shape asked for (cut off, or other words)") from error
    if len(statements) > MOST_STATEMENTS:
        raise AnswerError(f"{len(statements)} statements in one answer; at most {MOST_STATEMENTS} are looked for")
    return statements


def said(one: Any) -> Said:
    """Return one statement of an answer.

    Raises
    ------
    AnswerError
        If it has no quotation, or cells of other kinds.
    """
    try:
        return Said.model_validate(one)
    except ValidationError as error:
        raise AnswerError("a statement without a quotation, or with cells of other kinds") from error


def _key(endpoint: Endpoint) -> str:
    if not endpoint.api_key_env:
        return ""
    key = os.environ.get(endpoint.api_key_env, "").strip()
    if not key.isascii() or not key.isprintable() or not key:
        found = "something else" if key else "none"
        raise DataError(
            f"expected a key in the environment variable {endpoint.api_key_env}; found {found}. Set it, or take api_key_env out of [model]."
        )
    return key


def _post(endpoint: Endpoint, body: dict[str, Any]) -> Any:
    import httpx

    key = _key(endpoint)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    # In ASCII: half a character of a document must not end the work.
    content = json.dumps(body).encode("ascii")
    url = f"{endpoint.url.rstrip('/')}/chat/completions"
    try:
        # Proxies and other settings of the surroundings are not trusted with a document, and a redirect would send it elsewhere.
        with (
            httpx.Client(timeout=endpoint.timeout_seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=content, headers=headers) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise DataError(_refused(endpoint, answer.status_code))
            raw = _received(endpoint, answer)
    except httpx.TimeoutException as error:
        raise DataError(_late(endpoint)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataError(f"expected a model at {endpoint.host}; found {type(error).__name__}. Start it, or mend the address.") from error
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise AnswerError("no JSON") from error


def _received(endpoint: Endpoint, answer: Any) -> bytes:
    """Return what was answered, within the time and the size that an answer may take; the time of httpx is that of one piece."""
    raw, end = b"", time.monotonic() + endpoint.timeout_seconds
    for piece in answer.iter_bytes(65536):
        raw += piece
        if len(raw) > _LARGEST_ANSWER:
            raise AnswerError("an answer of more than 4 MB")
        if time.monotonic() > end:
            raise DataError(_late(endpoint))
    return raw


def _late(endpoint: Endpoint) -> str:
    return (
        f"expected an answer of {endpoint.host} within {endpoint.timeout_seconds:g} seconds; found none. "
        "Set a longer `timeout` under [model], or choose a smaller model."
    )


def _refused(endpoint: Endpoint, status: int) -> str:
    key = endpoint.api_key_env
    if status in (401, 403):
        advice = f"Check the key in {key}." if key else "Name the environment variable that holds the key, api_key_env under [model]."
    elif status in _REFUSED:
        advice = _REFUSED[status]
    elif 300 <= status < 400:
        advice = "It points elsewhere, where no document is sent: name the address itself as endpoint."
    else:
        advice = f"The server failed; see its own log, then {_AGAIN}."
    return f"expected an answer of {endpoint.host}; found status {status}. {advice}"


def _without_fence(content: str) -> str:
    """Return an answer without the fence that some models put around JSON; nothing else is mended."""
    text = content.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    return text
