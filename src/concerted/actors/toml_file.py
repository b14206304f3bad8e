"""Organisations as the TOML that a case reads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from concerted.case.settings import OrganisationsFile


def as_toml(content: OrganisationsFile) -> str:
    """Return the organisations file, so that reading it gives the same again."""
    blocks = [("organisation", one.model_dump(exclude_none=True)) for one in content.organisation]
    blocks += [("relation", one.model_dump(exclude_none=True)) for one in content.relation]
    return "\n".join(line for name, block in blocks for line in _block(name, block))


def _block(name: str, block: Mapping[str, Any]) -> Iterator[str]:
    yield f"[[{name}]]"
    yield from (f"{key} = {_value(value)}" for key, value in block.items() if not (key == "dated_aliases" and not value))
    yield ""


def _value(value: Any) -> str:
    if isinstance(value, str):
        # The same escapes hold in both; only DEL may stand in JSON as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    return f"[{', '.join(map(_value, value))}]"
