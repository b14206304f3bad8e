"""What `pause` and `divide` do with input that nothing can be made of: an error in plain words or "cannot say", never a number that is none."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.counts import IntervalCount, TotalBound
from concerted.days import Window, after

START = Window.of(("2024-01-01", "2024-01-01")).first
WINDOW = (after(START, 40), after(START, 46))
REACH = {"A": ["x", "y"], "B": ["x", "y"]}


def counts_of(values: Any = None, days: int = 100, **more: Any) -> cc.Counts:
    table = np.ones((2, days), dtype=int) if values is None else values
    return cc.Counts.from_arrays(table, ["A", "B"], START, **{"coverage": np.full(np.shape(table), 2), **more})


def only(day: int, n: int) -> Any:
    values = np.zeros((2, 100), dtype=int)
    values[:, day] = n
    return values


def ranged(*ranges: tuple[int, int, int], values: Any = None) -> cc.Counts:
    counts = counts_of(values)
    return dataclasses.replace(counts, intervals=tuple(IntervalCount("A", after(START, i), after(START, j), n) for i, j, n in ranges))


def totals(*said: tuple[int, int, int | None], group: str = "T") -> cc.Counts:
    return counts_of().with_totals([TotalBound(group, "all", START, after(START, day), low, high) for day, low, high in said])


def tabled(a: int, b: int, place_a: str = "x", place_b: str = "y", **more: Any) -> dict[str, Any]:
    return {"actor": ["A"] * a + ["B"] * b, "target": [place_a] * a + [place_b] * b, **more}


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "negative counts": (lambda: counts_of(-np.ones((2, 9), dtype=int)), "between 0 and 1,000,000 events a day"),
    "fractions": (lambda: counts_of(np.full((2, 9), 0.5)), "whole numbers of events"),
    "missing numbers": (lambda: counts_of(np.full((2, 9), np.nan)), "Mark unobserved days"),
    "a thousand million on one day": (lambda: counts_of(only(10, 10**9)), "Look for running totals or typing errors"),
    "a million a day": (lambda: cc.pause(counts_of(np.full((2, 100), 10**6)), "A", WINDOW), "at most 2,000,000 events in window and baseline"),
    "a thousand million in a total": (
        lambda: cc.pause(totals((39, 10**9, 10**9), (46, 10**9, 10**9), (99, 2 * 10**9, 2 * 10**9)), "T", WINDOW),
        "at most 2,000,000 events",
    ),
    "a window outside the record": (lambda: cc.pause(counts_of(), "A", ("2030-01-01", "2030-01-09")), "inside the record"),
    "a window turned round": (lambda: cc.pause(counts_of(), "A", WINDOW[::-1]), "Swap the two days"),
    "no window": (lambda: cc.pause(counts_of(), "A", "2024-01-05"), "a pair|such as 2023-11-24"),
    "no such group": (lambda: cc.pause(counts_of(), "Z", WINDOW), "found 'Z'"),
    "a group twice": (lambda: cc.pause(counts_of(), ("A", "A"), WINDOW), "different ones"),
    "a group as its own control": (lambda: cc.pause(counts_of(), "A", WINDOW, controls=["A"]), "no part in the question"),
    "totals that fall": (lambda: cc.pause(totals((39, 50, 50), (46, 40, 40)), "T", WINDOW), "never go down"),
    "a level of 2": (lambda: cc.pause(counts_of(), "A", WINDOW, alpha=2), "alpha=2"),
    "no columns": (lambda: cc.divide({"who": ["A"], "where": ["x"]}), "a column 'actor'"),
    "empty cells": (lambda: cc.divide({"actor": ["A", None], "target": ["x", "y"]}), "found empty cells"),
    "columns of two lengths": (lambda: cc.divide({"actor": ["A"], "target": ["x", "y"]}), "columns of one length"),
    "a day that is none": (lambda: cc.divide(tabled(1, 1, date=["2024-02-30", "2024-01-01"])), "such as 2023-11-24"),
    "a range turned round": (lambda: cc.divide(tabled(1, 1, first=["2024-01-09"] * 2, last=["2024-01-03"] * 2)), "Swap the two"),
    "a precision that is none": (
        lambda: cc.divide(tabled(1, 1, date=["2024-01-09"] * 2, date_precision=["about", "day"])),
        "found 'about'",
    ),
    "reach as a list": (lambda: cc.divide(tabled(9, 9), reach=[("A", "x")]), "reach as a mapping"),  # type: ignore[arg-type]
}

UNDECIDED: dict[str, Callable[[], cc.Finding]] = {
    "all zero": lambda: cc.pause(counts_of(np.zeros((2, 100), dtype=int)), "A", WINDOW),
    "one day": lambda: cc.pause(counts_of(days=1), "A", (START, START)),
    "the whole record": lambda: cc.pause(counts_of(), "A", (START, after(START, 99))),
    "nobody ever looked": lambda: cc.pause(counts_of(coverage=np.zeros((2, 100))), "A", WINDOW),
    "nobody looked in the window": lambda: cc.pause(
        counts_of(coverage=np.where(np.arange(100) // 7 == 5, 0, 2) * np.ones((2, 1))), "A", WINDOW
    ),
    "every day given": lambda: cc.pause(counts_of(), "A", WINDOW, given=[after(START, i) for i in range(100)]),
    "every day of totals given": lambda: cc.pause(totals((39, 40, 40), (46, 41, 41)), "T", WINDOW, given=[after(START, i) for i in range(100)]),
    "nothing to act against": lambda: cc.pause(counts_of(np.zeros((2, 100), dtype=int), exposure=np.zeros((2, 100))), "A", WINDOW),
    "nothing but a range": lambda: cc.pause(ranged((30, 60, 3), values=np.zeros((2, 100), dtype=int)), "A", WINDOW),
    "a range over all": lambda: cc.pause(ranged((0, 99, 10**6)), "A", WINDOW),
    "a range on unobserved days only": lambda: cc.pause(
        dataclasses.replace(ranged((30, 60, 3)), coverage=np.zeros((2, 100), dtype=np.uint8)), "A", WINDOW
    ),
    "a total without an upper bound": lambda: cc.pause(totals((39, 40, None)), "T", WINDOW),
    "a total of zero": lambda: cc.pause(totals((39, 0, 0), (46, 0, 0), (99, 0, 0)), "T", WINDOW),
    "no event": lambda: cc.divide({"actor": [], "target": []}, draws=19),
    "one event": lambda: cc.divide(tabled(1, 0), draws=19),
    "one group": lambda: cc.divide(tabled(30, 0), draws=19),
    "one place": lambda: cc.divide(tabled(30, 30, "x", "x"), draws=19),
    "every day of a division given": lambda: cc.divide(tabled(20, 20, date=["2024-01-05"] * 40), given=["2024-01-05"], draws=19),
    "nothing within reach": lambda: cc.divide(tabled(30, 30), reach={"A": [], "B": []}, draws=19),
    "all known as months": lambda: cc.divide(tabled(20, 20, first=["2024-01-05"] * 40, last=["2024-03-05"] * 40), reach=REACH, draws=19),
}

EXTREME: dict[str, Callable[[], cc.Finding]] = {
    "a hundred thousand on one day of the baseline": lambda: cc.pause(counts_of(only(10, 10**5)), "A", WINDOW),
    "a million on one day of the window": lambda: cc.pause(counts_of(only(43, 10**6)), "A", WINDOW),
    "a window of one day": lambda: cc.pause(counts_of(), "A", (after(START, 50), after(START, 50))),
    "a baseline of one day": lambda: cc.pause(counts_of(), "A", (START, after(START, 98))),
    "an exposure of all sizes": lambda: cc.pause(counts_of(exposure=np.geomspace(1e-9, 1e9, 200).reshape(2, 100)), "A", WINDOW),
    "a range of many": lambda: cc.pause(ranged((38, 42, 200)), "A", WINDOW),
    "a group apart": lambda: cc.divide(tabled(400, 400), reach=REACH, draws=19),
    "one event against many": lambda: cc.divide(tabled(1, 400), reach=REACH, draws=19),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_in_words(name: str) -> None:
    ask, match = REFUSED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(cc.DataError, match=match):
            ask()


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_decides_nothing_cannot_say(name: str) -> None:
    finding = sound(UNDECIDED[name])
    assert finding.verdict == "cannot say"
    assert finding.settle


@pytest.mark.parametrize("name", EXTREME)
def test_what_is_extreme_still_gives_numbers(name: str) -> None:
    assert sound(EXTREME[name]).p is not None


def sound(ask: Callable[[], cc.Finding]) -> cc.Finding:
    """Return a finding without a warning, without a number that is none and without a p of 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        finding = ask()
    for row in (finding, *finding.variants, *finding.controls):
        numbers = [getattr(row, name) for name in ("p", "p_dispersed", "effect", "low", "high", "count", "expected_count")]
        assert all(value is None or math.isfinite(value) for value in numbers)
        assert all(value is None or 0 < value <= 1 for value in (row.p, row.p_dispersed))
    assert "nan" not in finding.sentence.lower().split()
    return finding
