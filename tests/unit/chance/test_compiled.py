"""Loops that numba compiles give what the arrays give."""

from __future__ import annotations

from dataclasses import fields, replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import concerted as cc
from concerted.chance import compiled, compiled_sums
from concerted.chance.many_days import ManyDays, many_days

# The package gives the function under this name.
scan = import_module("concerted.ask.scan")


@pytest.mark.parametrize("driver", ["steady", "gaps", "slow surges", "weekday", "sparse", "bursts", "same-day batches"])
@pytest.mark.parametrize("options", [{}, {"controls": ["E", "F"]}, {"given": ["2023-01-09", "F"]}, {"question": "answer"}, {"lags": (0,)}])
def test_both_ways_agree(driver: str, options: dict[str, Any]) -> None:
    counts = cc.simulate.world("command", driver=driver, groups=6, days=400, rate=0.25, share=0.4, seed=7).counts
    made = scan.plan(counts, **options)
    if not made.parts:
        assert driver == "sparse"
        return
    arrays, loops = made.part(0), replace(made, compiled=True).part(0)
    for one in fields(arrays):
        slack = 1e-4 if one.name in ("effect", "low", "high") else 1e-12
        np.testing.assert_allclose(getattr(loops, one.name), getattr(arrays, one.name), rtol=1e-8, atol=slack, err_msg=one.name)


def test_small_tails_keep_their_digits() -> None:
    """In each of forty weeks both active days fall on the two covered ones: a p far below the rounding of a whole."""
    days = np.arange(280)
    active, covered = (days % 7 < 2)[None], days % 7 < 2
    model = ManyDays(active, np.ones((1, 280), dtype=bool), covered, np.ones((1, 1, 280)), days.reshape(40, 7))
    # One of 7 x 6 / 2 ways in each week.
    np.testing.assert_allclose(many_days(model, compiled=True).p, 21.0**-40, rtol=1e-10)


@pytest.mark.parametrize("days", [4, 7, 14, 40])
@pytest.mark.parametrize("rate", [0.03, 0.2, 0.6])
@pytest.mark.parametrize("size", [37, 2000])
def test_strata_of_any_length_and_with_any_number_of_active_days(days: int, rate: float, size: int) -> None:
    """Also with more strata than are worked on at once, days that take no part, and several members of weights."""
    rng = np.random.default_rng(days)
    usable = rng.random((5, size)) < 0.9
    usable[0] = True
    active, covered = usable & (rng.random((5, size)) < rate), rng.random(size) < 0.3
    active[1] &= rng.random(size) < 0.1
    # The last follows wherever it can: its p is far below 1e-25.
    active[4] = covered & usable[4]
    table = np.full((-(-size // days), days), -1)
    table.ravel()[:size] = np.arange(size)
    model = ManyDays(active, usable, covered, np.where(usable, rng.uniform(0.2, 3, (2, 5, size)), 0.0), table)
    arrays, loops = many_days(model), many_days(model, compiled=True)
    for one in fields(arrays):
        if one.name not in ("effect", "low", "high"):
            np.testing.assert_allclose(getattr(loops, one.name), getattr(arrays, one.name), rtol=1e-9, atol=1e-290, err_msg=one.name)


def test_large_scans_take_them_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = cc.Counts.from_arrays(np.ones((3, 30), dtype=int), "ABC", "2020-01-01", coverage=np.full((3, 30), 2))
    assert not scan.plan(counts).compiled
    monkeypatch.setattr(scan, "_WORTH_COMPILING", 270)
    assert scan.plan(counts).compiled
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    assert not scan.plan(counts).compiled


def test_nothing_here_is_a_loop_of_python() -> None:
    """A function that numba does not compile would be slower than the arrays."""
    rooms = (compiled, compiled_sums)
    found = [one for room in rooms for one in vars(room).values() if getattr(one, "__module__", "") == room.__name__ and callable(one)]
    assert len(found) >= 20
    assert all(hasattr(one, "signatures") for one in found)
