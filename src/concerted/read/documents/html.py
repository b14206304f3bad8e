"""HTML: the article without its frame. Scripts, styles and handlers are never part of the text."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from typing import Any

from concerted.read.documents.extracted import Extracted, UnreadableError

# What a reader of the page does not see is no part of what it says.
_UNSEEN = [
    "//template",
    "//*[@hidden and not(@hidden='until-found')]",
    "//*[contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')]",
    "//*[contains(translate(@style, 'VISBLTYHDEN ', 'visbltyhden'), 'visibility:hidden')]",
]
_OPTIONS: dict[str, Any] = {
    "include_comments": False,
    "include_tables": True,
    "favor_recall": True,
    "prune_xpath": _UNSEEN,
    "with_metadata": True,
}

_LANGUAGE = re.compile(rb"""<html\b[^>]{0,2000}?\s(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3})(?![A-Za-z])""", re.IGNORECASE)


def extract(raw: bytes, url: str = "") -> list[Extracted]:
    """Take the text out of a page.

    Raises
    ------
    UnreadableError
        If there is no text in it.
    """
    from trafilatura import bare_extraction

    found: Any = bare_extraction(raw, url=url or None, **_OPTIONS)
    text = "" if found is None else str(found.text or "").strip()
    if not text:
        raise UnreadableError("expected an article in the page; found markup without one")
    return [
        Extracted(
            text,
            "trafilatura",
            version("trafilatura"),
            ", ".join(f"{name}={value}" for name, value in sorted(_OPTIONS.items())),
            title=found.title or "",
            url=url or found.url or "",
            publisher=found.sitename or "",
            byline=found.author or "",
            published_at=found.date or "",
            language=(found.language or "")[:3] or _stated_language(raw),
            raw_sha256=hashlib.sha256(raw).hexdigest(),
        )
    ]


def _stated_language(raw: bytes) -> str:
    """Return the language that the page says it is in."""
    found = _LANGUAGE.search(raw[:65536])
    return found[1].decode("ascii").lower() if found else ""
