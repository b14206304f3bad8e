"""Rows of events for the reduction to counts, and that reduction in plain Python: what every engine must give."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from concerted.store.daily import COUNTED, Fate, Reduction, RowColumns

START, END = dt.date(2023, 10, 7), dt.date(2024, 2, 4)
# Letters beyond ASCII, apostrophes, backslashes, quotation marks and line breaks: each has broken the quoting of some engine.
NAMES = (None, "", "North", "Süd", "Süd ", "it's", 'say "x"', "back\\slash", "two\nlines", "كتائب", "`tick`", "North + South")
JOINTS = (None, "", "South")
COUNTRIES = (None, "IZ", "Süden", "XX")
UNITS = (None, "Anbar", "unknown")
ACTIONS = (None, "19", "4")
ACTORS = {
    "North": "north",
    "Süd": "süd",
    "it's": "it's",
    'say "x"': 'say "x"',
    "back\\slash": "back\\slash",
    "two\nlines": "two lines",
    "كتائب": "kataib",
    "`tick`": "tick",
    "North + South": "alliance",
}
FRONTS = {"IZ": "Iraq", "Süden": "South", "Anbar": "Anbar's"}
DAYS: dict[str, tuple[Any, ...]] = {
    "date": (None, dt.date(2023, 10, 6), START, dt.date(2023, 12, 31), END, dt.date(2024, 2, 5)),
    "yyyymmdd": (None, 20231006, 20231007, 20240204, 20240205, 20230230, 0, 2023, 202310071, -2023107),
    "iso": (
        None, "2023-10-06", "2023-10-07", "2024-02-04", "", "2024-02-05", "2023-02-30", "2023-10-7", "2023-10-07T23:59:59Z", "2024-02-04 00:00",
        "2023-10-07/2023-10-09", "2023-10-07\n", "20231007", "soon",
    ),
}  # fmt: skip
COLUMNS = RowColumns("Who", "Day", actor_joint="With", last="Last day", country='Coun"try', admin1="Unit", action="Code")
PLAIN = RowColumns("Who", "Day", country='Coun"try')
FIELDS = ("actor", "actor_joint", "country", "admin1", "date", "last", "action")


def asked(dates: str, *, all_columns: bool = True) -> Reduction:
    return Reduction(COLUMNS, START, END, dates, ("19", "20")) if all_columns else Reduction(PLAIN, START, END, dates)


def all_rows(dates: str) -> list[tuple[Any, ...]]:
    """Return rows in which each name meets each day, and each pair of days each place; some of them twice."""
    days = DAYS[dates]
    rows = [(name, joint, "IZ", None, day, None, "19") for name, joint, day in itertools.product(NAMES, JOINTS, days)]
    rows += [("North", None, country, unit, days[2], None, "19") for country, unit in itertools.product(COUNTRIES, UNITS)]
    rows += [("North", None, "IZ", None, first, last, action) for first, last, action in itertools.product(days, days, ACTIONS)]
    return rows + rows[::3]


def write(path: Path, rows: Iterable[tuple[Any, ...]], dates: str) -> Path:
    names = [getattr(COLUMNS, field) for field in FIELDS]
    day = {"date": pl.Date, "iso": pl.String, "yyyymmdd": pl.Int64}[dates]
    types = {name: day if name in (COLUMNS.date, COLUMNS.last) else pl.String for name in names}
    pl.DataFrame(list(rows), schema=types, orient="row").write_parquet(path)
    return path


def reduced(
    rows: Iterable[tuple[Any, ...]], asked: Reduction, actors: Mapping[str, str], fronts: Mapping[str, str]
) -> Counter[tuple[Any, ...]]:
    """Return the number of rows by fate, group, front, first and last day."""
    used = [getattr(asked.columns, field) is not None for field in FIELDS]
    return Counter(_key(dict(zip(FIELDS, _kept(row, used), strict=True)), asked, actors, fronts) for row in rows)


def as_counter(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, n in rows:
        assert tuple(key) not in found
        found[tuple(key)] = int(n)
    return found


def _kept(row: tuple[Any, ...], used: list[bool]) -> list[Any]:
    return [cell if use else None for cell, use in zip(row, used, strict=True)]


def _key(row: Mapping[str, Any], asked: Reduction, actors: Mapping[str, str], fronts: Mapping[str, str]) -> tuple[Any, ...]:
    first = day_of(row["date"], asked.dates)
    last = first if row["last"] in (None, "") else day_of(row["last"], asked.dates)
    several = bool(row["actor_joint"])
    written = f"{row['actor']} + {row['actor_joint']}" if several and row["actor"] is not None else row["actor"]
    group = actors.get(written)
    front = fronts.get(row["admin1"]) or fronts.get(row["country"])
    wanted = asked.columns.action is None or row["action"] in asked.actions
    fate = _fate(first, last, wanted, several, group, front)
    return (COUNTED, group, front, first, last) if fate is None else (fate.value, None, None, None, None)


def _fate(first: dt.date | None, last: dt.date | None, wanted: bool, several: bool, group: str | None, front: str | None) -> Fate | None:
    if first is None or last is None or last < first:
        return Fate.NO_DAY
    if last < START or first > END:
        return Fate.OUTSIDE
    if first < START or last > END:
        return Fate.ACROSS
    if not wanted:
        return Fate.OTHER_ACTION
    if group is None:
        return Fate.SEVERAL if several else Fate.NO_GROUP
    return Fate.NO_FRONT if front is None else None


def day_of(raw: Any, dates: str) -> dt.date | None:
    if dates == "date" or raw is None:
        return raw
    shape = r"([12]\d{3})-([01]\d)-([0-3]\d)([T ].*)?" if dates == "iso" else r"([12]\d{3})(\d\d)(\d\d)"
    found = re.fullmatch(shape, str(raw), re.ASCII | re.DOTALL)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
