"""The seed article, read in place, against its annotation: 24 core attributions, one annotator; borderline ones count neither way."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from concerted.actors import Register
from concerted.read import Statement, plain_text, statements
from simulated import shown

SHARED = Path(__file__).parents[3] / "shared"
ARTICLE = SHARED / "documents" / "the-national-2024-01-03.txt"
GOLD = SHARED / "gold" / "gold_seed.json"
NAMES = SHARED / "gold" / "org_aliases.json"
# What the paper claims of organisations in its own voice, by two words each.
NARRATED = (
    *("joint command", "sharply increased", "branch of", "have not been involved", "wave of rocket", "honoured a", "seat of power"),
    *("cross-border conflict", "hub of", "taken over", "boast an", "threaten to"),
)


@pytest.fixture(scope="module")
def read() -> list[Statement]:
    for path in (ARTICLE, GOLD, NAMES):
        if not path.is_file():
            pytest.skip(f"{path.name} does not lie beside the repository")
    with ARTICLE.open(encoding="utf-8", newline="") as file:
        return statements(plain_text(file.read()), actors=Register.load(NAMES), reader="grammar")


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    content = json.loads(GOLD.read_text(encoding="utf-8"))
    assert hashlib.sha256(ARTICLE.read_bytes()).hexdigest() == content["sha256"]
    return list(content["relations"])


def likeness(one: Statement, relation: dict[str, Any]) -> float:
    ours = {i for part in one.parts for i in range(part.start, part.end)}
    theirs = {i for start, end, _ in relation["content"] for i in range(start, end)}
    return len(ours & theirs) / len(ours | theirs)


def same_speaker(one: Statement, relation: dict[str, Any]) -> bool:
    spoken = relation["speaker"]
    if one.speaker is None or spoken is None:
        return one.speaker is spoken is None
    return one.speaker.start < spoken[1] and spoken[0] < one.speaker.end


def scores(read: list[Statement], gold: list[dict[str, Any]], *, speaker: bool) -> float:
    """Return F1: a statement counts where half of its words, and the speaker, are those of a core attribution."""
    quoted = [one for one in read if one.mode != "narrator"]
    core = [one for one in gold if one["level"] == "core"]
    borderline = [one for one in gold if one["level"] != "core"]

    def hits(one: Statement, relation: dict[str, Any]) -> bool:
        return likeness(one, relation) >= 0.5 and (not speaker or same_speaker(one, relation))

    right = sum(any(hits(one, relation) for one in quoted) for relation in core)
    aside = [one for one in quoted if any(hits(one, r) for r in borderline) and not any(hits(one, r) for r in core)]
    precision, recall = right / (len(quoted) - len(aside)), right / len(core)
    shown(f"precision {precision:.3f}, recall {recall:.3f} ({len(quoted)} statements, {len(aside)} of them borderline)")
    return 2 * precision * recall / (precision + recall)


def test_what_was_said(read: list[Statement], gold: list[dict[str, Any]]) -> None:
    assert scores(read, gold, speaker=False) >= 0.95


def test_who_said_it(read: list[Statement], gold: list[dict[str, Any]]) -> None:
    """One speaker of the annotation is misplaced by a word ("he" in "the"), so that a right reading reaches 23 of 24."""
    assert scores(read, gold, speaker=True) >= 0.93


def test_the_papers_own_claims_are_proposed(read: list[Statement]) -> None:
    own = [one.content.exact for one in read if one.mode == "narrator" or one.resolution == "pronoun"]
    assert [words for words in NARRATED if not any(words in content for content in own)] == []


def test_the_places_are_those_of_the_file(read: list[Statement]) -> None:
    text = ARTICLE.read_bytes().decode("utf-8")
    for one in read:
        assert all(text[span.start : span.end] == span.exact for span in one.spans())
