"""Counts of every actor of a table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from concerted.errors import DataError
from concerted.events.by_actor import counts_by_actor

DAY = dt.date(2020, 1, 1)


def table(*rows: tuple[str | None, str | None, int, int]) -> dict[str, Any]:
    names = ("actor", "actor_joint", "first", "last")
    cells = [(actor, joint, DAY + dt.timedelta(first), DAY + dt.timedelta(last)) for actor, joint, first, last in rows]
    return dict(zip(names, (list(column) for column in zip(*cells, strict=True)), strict=True))


ROWS = table(
    ("Reds", None, 0, 0), ("Reds", None, 0, 0), ("Blues", "Reds", 1, 1), ("Blues", None, 2, 4), ("Blues", None, 5, 5), (None, None, 6, 6)
)


def test_each_row_is_told_of() -> None:
    found = counts_by_actor(ROWS)
    assert found.counts.groups == ("Blues", "Reds")
    assert found.counts.values.tolist() == [[0, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 0]]
    assert (found.rows, found.unnamed, found.joint, found.outside, found.ranges) == (6, 1, 1, 0, 1)
    assert [(one.group, one.n) for one in found.counts.intervals] == [("Blues", 1)]
    assert set(found.counts.coverage.ravel()) == {1}


def test_a_census_is_declared_by_whoever_knows() -> None:
    assert set(counts_by_actor(ROWS, census=True).counts.coverage.ravel()) == {2}


def test_days_can_be_chosen() -> None:
    found = counts_by_actor(ROWS, DAY, DAY + dt.timedelta(3))
    assert (found.counts.groups, found.counts.days.size, found.outside) == (("Reds",), 4, 2)
    with pytest.raises(DataError, match="from 2021-01-01 to the last day; found none in 6 rows"):
        counts_by_actor(ROWS, dt.date(2021, 1, 1))
