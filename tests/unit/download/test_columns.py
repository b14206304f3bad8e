"""Changes of columns in words."""

from __future__ import annotations

import pytest

from concerted.download.columns import change, compare, require
from concerted.errors import DownloadError


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("a b c", "a b c", ""),
        ("a b c", "c b a", ""),
        ("a b c", "a b c d", "d is new"),
        ("a b c", "a c", "b is missing"),
        ("a b c", "a x c", "b now seems to be called x"),
        ("a b c", "x b c", "a now seems to be called x"),
        ("a b c d", "a c x d", "b is missing; x is new"),
        ("a b c d", "a x y d", "b is missing; c is missing; x is new; y is new"),
    ],
)
def test_change(old: str, new: str, words: str) -> None:
    assert change(old.split(), new.split()) == words


def test_a_change_must_be_accepted() -> None:
    assert compare(["a"], ["a"], accepted=False) == ""
    assert compare(["a"], ["a", "b"], accepted=True) == "b is new"
    with pytest.raises(DownloadError, match="found that b is new"):
        compare(["a"], ["a", "b"], accepted=False)


def test_needed_columns_cannot_be_done_without() -> None:
    require(["a"], ["b", "a"], "the table")
    with pytest.raises(DownloadError, match=r"found that a is missing \(other columns: b\)"):
        require(["a"], ["b"], "the table")
