"""[model] and [documents] of case.toml: whether documents may be sent to a model, to which, and what a person said of a document."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
# Names of variables are words with underscores; so long a run of letters and figures without one is a key.
_RUN_OF_A_KEY = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{16,}|[A-Z0-9]{33,}")
# Empty ones say nothing, as if the key were not there.
_LANGUAGE, _URL = r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$", r"^(https?://.{4,})?$"
_ADDRESS = "an address such as http://127.0.0.1:11434/v1: http or https and a host"


class ModelSettings(BaseModel):
    """The model that may be asked who said what, and whether documents may be sent to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str
    name: Annotated[str, Field(min_length=1, max_length=200)]
    send_documents: StrictBool = False
    api_key_env: str | None = None
    timeout: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 120.0
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 0.0

    @field_validator("endpoint")
    @classmethod
    def _address(cls, text: str) -> str:
        address(text)
        return text

    @field_validator("api_key_env")
    @classmethod
    def _name_of_a_variable(cls, name: str | None, found: ValidationInfo) -> str | None:
        if name is None:
            return None
        if not _NAME.fullmatch(name) or _RUN_OF_A_KEY.search(name):
            raise ValueError("the name of an environment variable, in capitals, such as CONCERTED_MODEL_KEY; never the key itself")
        endpoint = found.data.get("endpoint", "https://")
        if urlsplit(endpoint).scheme != "https" and not is_local(endpoint):
            raise ValueError("an endpoint with https, or on this machine, beside it; else anybody on the way can read the key")
        return name


SourceKind = Literal[
    "own_statement",
    "anonymous_group_member",
    "state_official",
    "opponent_official",
    "anonymous_other",
    "media_regional",
    "media_partisan",
    "media",
    "analyst",
]
Interest = Literal["party", "opponent", "official", "analyst", "press"]


class DocumentSettings(BaseModel):
    """What a person says of a document that it does not say itself: when and where it appeared, and whose it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    published: dt.date | None = None
    language: Annotated[str, Field(pattern=_LANGUAGE)] = ""
    url: Annotated[str, Field(pattern=_URL)] = ""
    kind: Literal[SourceKind, ""] = ""
    interest: Literal[Interest, ""] = ""
    organisation: str = ""
    note: str = ""


def address(text: str) -> SplitResult:
    """Take the address of an endpoint apart.

    Raises
    ------
    ValueError
        If it is no web address, or holds more than one. The message never repeats what stands in it.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(_ADDRESS) from None
    if "@" in text:
        raise ValueError("an address without user or password; name the key's environment variable under api_key_env")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError("an address without anything after ? or #; a key belongs into an environment variable, see api_key_env")
    if parts.scheme not in ("http", "https") or not host or port == 0 or not re.fullmatch(r"[!-~]+", text) or "\\" in text:
        raise ValueError(_ADDRESS)
    return parts


def is_local(endpoint: str) -> bool:
    """Tell whether an endpoint is on this machine: what is sent to it does not leave it."""
    host = urlsplit(endpoint).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
