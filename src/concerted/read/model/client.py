"""A small client for servers that speak as OpenAI's does: Ollama, llama.cpp, vLLM and others, local ones first."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from concerted.errors import DataError

KEY = "CONCERTED_MODEL_KEY"
_LARGEST_ANSWER = 4 * 2**20
_LOCAL = ("127.0.0.1", "localhost", "::1")


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
    """

    url: str
    model: str
    temperature: float = 0.0
    timeout_seconds: float = 120.0

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return urlsplit(self.url).hostname in _LOCAL


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


def ask(endpoint: Endpoint, system: str, user: str) -> list[Any]:
    """Ask a model and return the statements of its answer, unchecked.

    Raises
    ------
    DataError
        If the endpoint cannot be reached, refuses, or httpx is not installed.
    AnswerError
        If the answer is no JSON of the shape asked for.
    """
    body = {
        "model": endpoint.model,
        "temperature": endpoint.temperature,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_object"},
    }
    raw = _post(endpoint, body)
    try:
        content = raw["choices"][0]["message"]["content"]
        return _Answer.model_validate_json(_without_fence(content)).statements
    except (KeyError, IndexError, TypeError, AttributeError, ValidationError) as error:
        raise AnswerError("no JSON of the shape asked for (cut off, or other words)") from error


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


def _post(endpoint: Endpoint, body: dict[str, Any]) -> Any:
    try:
        import httpx
    except ImportError as error:
        raise DataError('expected httpx to ask a model; found none. Install "concerted[llm]".') from error
    key = os.environ.get(KEY, "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        # Proxies and other settings of the surroundings are not trusted with a document, and a redirect would send it elsewhere.
        with httpx.Client(timeout=endpoint.timeout_seconds, follow_redirects=False, trust_env=False) as client:
            answer = client.post(f"{endpoint.url.rstrip('/')}/chat/completions", json=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataError(f"expected a model at {_host(endpoint)}; found {type(error).__name__}. Start it, or mend the address.") from error
    if answer.status_code != httpx.codes.OK:
        raise DataError(
            f"expected an answer of {_host(endpoint)}; found status {answer.status_code}. Check the model's name and the key in {KEY}."
        )
    if len(answer.content) > _LARGEST_ANSWER:
        raise AnswerError("an answer of more than 4 MB")
    try:
        return answer.json()
    except ValueError as error:
        raise AnswerError("no JSON") from error


def _host(endpoint: Endpoint) -> str:
    return urlsplit(endpoint.url).netloc.rpartition("@")[2] or "no host"


def _without_fence(content: str) -> str:
    """Return an answer without the fence that some models put around JSON; nothing else is mended."""
    text = content.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    return text
