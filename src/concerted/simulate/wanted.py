"""What world is wanted: the arguments of `world`, checked and told plainly."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.counts import CENSUS, SAMPLE
from concerted.days import Day, as_day, day_numbers
from concerted.errors import DataError
from concerted.simulate.drivers import CONTROLS, DRIVERS

INDEPENDENT, SHARED_CAUSE, IMITATION, COMMAND = KINDS = ("independent", "shared cause", "imitation", "command")

_MOST_GROUPS, _MOST_DAYS, _HIGHEST_RATE, _HIGHEST_FACTOR = 10_000, 100_000, 1_000.0, 100.0
_MOST_CELLS = 10**8
_CONTROLS_OF_EFFORT = 3
_COVERAGE = {"sample": SAMPLE, "census": CENSUS}


@dataclass(frozen=True)
class Wanted:
    """The arguments of `world`, checked."""

    kind: str
    drivers: tuple[str, ...]
    groups: tuple[str, ...]
    controls: tuple[str, ...]
    days: int
    rate: float
    share: float
    lags: tuple[int, ...]
    pairs: tuple[tuple[str, str], ...]
    moments: float
    shocks: tuple[float, float]
    control_rate: float
    shared: bool
    thinning: bool
    start: Day
    coverage: int | None
    seed: int
    number: int

    def stream(self, purpose: int, row: int = 0, place: int = 0) -> np.random.Generator:
        """Return the random numbers of one purpose, row and place among the drivers."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.number, purpose, row, place)))

    def dates(self, days: npt.NDArray[np.int64]) -> tuple[dt.date, ...]:
        """Return places in the record as dates."""
        return tuple(self.start + dt.timedelta(days=int(day)) for day in days)

    @property
    def variation(self) -> float | None:
        """Coefficient of variation of the reporting effort; None where it is the same every day."""
        return next((DRIVERS[name].size for name in self.drivers if DRIVERS[name].told == CONTROLS), None)


def checked(
    *,
    kind: Any,
    driver: Any,
    groups: Any,
    controls: Any,
    days: Any,
    rate: Any,
    share: Any,
    lags: Any,
    pairs: Any,
    moments: Any,
    shocks: Any,
    control_rate: Any,
    shared: Any,
    thinning: Any,
    start: Any,
    coverage: Any,
    seed: Any,
    number: Any,
) -> Wanted:
    """Return the arguments of `world` as they are meant.

    Raises
    ------
    DataError, WindowError
        If one cannot be used.
    """
    names = _drivers(driver)
    own = tuple(_letters(i) for i in range(_whole(groups, "groups", 1, _MOST_GROUPS)))
    extra = _CONTROLS_OF_EFFORT if any(DRIVERS[name].told == CONTROLS for name in names) else 0
    extra = extra if controls is None else _whole(controls, "controls", 0, _MOST_GROUPS)
    if (len(own) + extra) * _whole(days, "days", 1, _MOST_DAYS) > _MOST_CELLS:
        raise DataError(f"expected at most {_MOST_CELLS:,} cells of groups by days; found {len(own) + extra} x {days}. Ask for less.")
    return Wanted(
        kind=_one_of(kind, KINDS, "kind"),
        drivers=names,
        groups=own,
        controls=tuple(f"control {i + 1}" for i in range(extra)),
        days=_whole(days, "days", 1, _MOST_DAYS),
        rate=_number(rate, "rate", 0, _HIGHEST_RATE),
        share=_number(share, "share", 0, 1),
        lags=tuple(_whole(lag, "a lag", 0, _MOST_DAYS) for lag in _several(lags, "lags", (0, 1))),
        pairs=_pairs(pairs, kind, own),
        moments=_number(moments, "moments", 0, 1),
        shocks=_shocks(shocks),
        control_rate=_number(control_rate, "control_rate", 0, _HIGHEST_RATE),
        shared=_yes_or_no(shared, "shared"),
        thinning=_yes_or_no(thinning, "thinning"),
        start=_first(start, days),
        coverage=None if coverage is None else _COVERAGE[_one_of(coverage, tuple(_COVERAGE), "coverage")],
        seed=_whole(seed, "seed", 0, None),
        number=_whole(number, "number", 0, None),
    )


def _first(start: Any, days: int) -> Day:
    """Return the first day of a record whose last day has a date."""
    first = as_day(start)
    day_numbers(first, days)
    return first


def _drivers(driver: Any) -> tuple[str, ...]:
    names = _several((driver,) if isinstance(driver, str) else driver, "driver", ("weekday", "bursts"))
    for name in names:
        _one_of(name, tuple(DRIVERS), "driver")
    if len(set(names)) < len(names):
        raise DataError(f"expected each driver once; found {', '.join(names)}. Leave out the second of a kind.")
    efforts = [name for name in names if DRIVERS[name].told == CONTROLS]
    if len(efforts) > 1:
        raise DataError(f"expected one reporting effort; found {' and '.join(efforts)}. Keep one of them.")
    return names


def _pairs(pairs: Any, kind: str, groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    if kind == IMITATION and len(groups) < 2:
        raise DataError("expected two groups or more, one to copy and one to be copied; found groups=1. Ask for more groups.")
    if pairs is None:
        return ((groups[0], groups[1]),) if kind == IMITATION else ()
    if kind != IMITATION:
        raise DataError(f"expected pairs only for the kind 'imitation'; found them with {kind!r}. Leave them out.")
    found = _several(pairs, "pairs", (("A", "B"),))
    for pair in found:
        if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] == pair[1] or not {*pair} <= {*groups}:
            known = ", ".join(groups[:4]) + (" …" if len(groups) > 4 else "")
            raise DataError(f"expected pairs of two different groups among {known}; found {pair!r}. Write pairs=[('A', 'B')].")
    if len({follower for _, follower in found}) < len(found):
        raise DataError("expected each group to copy from one other; found one that copies from two. Take out a pair.")
    return found


def _shocks(shocks: Any) -> tuple[float, float]:
    found = _several(shocks, "shocks", (0.05, 5.0))
    if len(found) != 2:
        raise DataError(f"expected a share of the days and a factor, such as shocks=(0.05, 5.0); found {shocks!r}.")
    return _number(found[0], "the share of days in shocks", 0, 1), _number(found[1], "the factor in shocks", 1, _HIGHEST_FACTOR)


def _several(items: Any, name: str, example: tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(items, str) or not isinstance(items, Iterable) or not (found := tuple(items)):
        raise DataError(f"expected one or more values in a tuple; found {name}={items!r}. Write {name}={example!r}.")
    return found


def _one_of(value: Any, known: tuple[str, ...], name: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise DataError(f"expected {name} to be one of {', '.join(repr(one) for one in known)}; found {value!r}. Check the spelling.")
    return value


def _whole(value: Any, name: str, least: int, most: int | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least or (most is not None and value > most):
        span = f"of {least} or more" if most is None else f"from {least} to {most:,}"
        raise DataError(f"expected a whole number {span}; found {name}={value!r}. Change {name}.")
    return int(value)


def _number(value: Any, name: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, float | int | np.floating | np.integer) or not least <= value <= most:
        raise DataError(f"expected a number from {least:g} to {most:g}; found {name}={value!r}. Change {name}.")
    if not math.isfinite(value):
        raise DataError(f"expected a finite number; found {name}={value!r}. Change {name}.")
    return float(value)


def _yes_or_no(value: Any, name: str) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise DataError(f"expected True or False; found {name}={value!r}.")
    return bool(value)


def _letters(i: int) -> str:
    """Return A to Z, then AA, AB and so on, as a spreadsheet names its columns."""
    name = ""
    while i >= 0:
        name = chr(ord("A") + i % 26) + name
        i = i // 26 - 1
    return name
