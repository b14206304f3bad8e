"""Words that claim a relation."""

from __future__ import annotations

import pytest

from concerted.read import plain_text
from concerted.read.relations import relations


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("The Blues were armed by the Reds", {"arms"}),
        ("The Reds armed the Blues", {"arms"}),
        ("an armed group of the Reds", set()),
        ("The Reds and the Blues coordinate", {"coordinates_with"}),
        ("The Reds are directed by the Blues", {"directs"}),
        ("direct action", set()),
    ],
)
def test_words_claim_a_relation(words: str, kinds: set[str]) -> None:
    text = plain_text(words)
    assert {one.kind for one in relations(text, 0, len(words), ())} == kinds
