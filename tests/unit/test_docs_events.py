"""The page on event tables lists every column of the schema, with its meaning, and every format has a page."""

from __future__ import annotations

import re
from pathlib import Path

from concerted.events.loading import FORMATS
from concerted.events.schema import SCHEMA

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_every_column_stands_there_with_its_meaning() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", text, re.MULTILINE)
    words = {"VARCHAR": "text", "BIGINT": "number", "DATE": "day"}
    assert rows == [(name, words[column.type], column.meaning) for name, column in SCHEMA.items()]


def test_every_format_is_linked_and_has_a_page_that_names_licence_and_citation() -> None:
    index = (REFERENCE / "events.md").read_text(encoding="utf-8")
    for one in FORMATS:
        assert f"(formats/{one.name}.md)" in index, one.name
        page = (REFERENCE / "formats" / f"{one.name}.md").read_text(encoding="utf-8")
        assert f"`{one.name}`" in page
        assert one.licence in page
        assert one.citation in page
        assert all(heading in page for heading in ("## Layout", "## What goes where", "## What is set aside", "## Licence and citation"))
