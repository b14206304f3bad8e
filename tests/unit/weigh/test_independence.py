"""Independent origins of statements: one text, one quotation and one speaker are one, and so is whatever is tied to a third by that."""

from __future__ import annotations

import random
from dataclasses import dataclass

from concerted.read import plain_text
from concerted.read.statement import EXPLICIT, NARRATOR, Speaker, Statement
from concerted.weigh.independence import independent


@dataclass(frozen=True)
class Said:
    statement: Statement
    origin: int


def said(words: str, origin: int, role: str = "") -> Said:
    span = plain_text(words).span(0, len(words))
    return Said(Statement(span, (span,), None, None, Speaker("officials", role=role), NARRATOR, EXPLICIT), origin)


ONE = "the reds have met the blues at the mill every week since the spring"
TWO = "all boats on the lake are handed out by one man in the old town"
BOTH = f"{ONE} and {TWO}"


def test_what_has_nothing_in_common_is_independent() -> None:
    assert independent([]) == 0
    assert independent([said(ONE, 1), said(TWO, 2)]) == 2


def test_one_document_is_one_origin() -> None:
    assert independent([said(ONE, 1), said(TWO, 1)]) == 1


def test_one_quotation_in_two_documents_is_one_origin() -> None:
    assert independent([said(ONE, 1), said(ONE.title(), 2)]) == 1
    assert independent([said("no", 1), said("No", 2), said("yes", 3)]) == 2


def test_whatever_is_tied_to_a_third_is_one_with_it() -> None:
    assert independent([said(ONE, 1), said(TWO, 2), said(BOTH, 3)]) == 1
    assert independent([said(ONE, 1), said(TWO, 2), said(ONE, 3), said("something quite other was said there that day", 2)]) == 2


def test_one_speaker_is_one_origin_where_that_is_asked() -> None:
    pair = [said(ONE, 1, "a mayor"), said(TWO, 2, "a mayor")]
    assert independent(pair) == 2
    assert independent(pair, lambda one: one.said_by.role) == 1
    assert independent(pair, lambda _one: None) == 2


def test_the_order_says_nothing() -> None:
    many = [said(f"{ONE} number {n % 7} {'and then some more words ' * (n % 3)}", n % 11, f"mayor {n % 5}") for n in range(40)]
    counted = set()
    for seed in range(5):
        shuffled = random.Random(seed).sample(many, len(many))
        counted.add(independent(shuffled, lambda one: one.said_by.role))
    assert len(counted) == 1
