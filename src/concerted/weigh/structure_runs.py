"""Worlds like the data of each kind, and what they teach: the weights of the data, and how often such worlds are placed rightly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask.reporting import FEWEST_CONTROL_DAYS, WIDEST
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import as_day
from concerted.errors import DataError
from concerted.measure.effort import shared_variance
from concerted.measure.sorting import Sorter
from concerted.measure.structure import summaries
from concerted.simulate.alike import Alike
from concerted.simulate.linked import Drawn
from concerted.simulate.wanted import IMITATION, INDEPENDENT

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

CANNOT_TELL, ONE_SOURCE = "cannot tell", "shared cause or command"
_PLACES = (INDEPENDENT, IMITATION, ONE_SOURCE)
# Four kinds are as likely before the data are seen, and two of them are the last place.
_BEFORE = np.array([0.25, 0.25, 0.5])
# A kind is named where it is twice as likely as all others together. With five groups of 200 events in 1,000 days groups without a link are
# then given one in 2 of 100 worlds.
_LEAST_WEIGHT = 2 / 3
# Share of the days that are orders or triggers: `cc.simulate.world` has .05.
_MOMENTS = (0.02, 0.1)
# A trigger may be answered on its day and so many days after; these days take no part.
_RESPONSE_DAYS = 3
_FOLDS = 5
_CHUNK = 25
_MOST_GROUPS, _MOST_CELLS = 20, 200_000


@dataclass(frozen=True)
class Wanted:
    """The arguments of `structure`, checked."""

    names: tuple[str, ...]
    given: tuple[Any, ...]
    controls: tuple[str, ...]
    lags: tuple[int, ...]
    shares: tuple[float, float]
    runs: int
    seed: int


@dataclass(frozen=True)
class Learned:
    """What simulated worlds teach of the data.

    Attributes
    ----------
    weights : mapping of str to float
        "independent", "imitation", "shared cause or command".
    answer : str
        One of these, or "cannot tell".
    called : mapping of str to mapping of str to float
        What worlds of each place that took no part in the learning were called, in shares.
    runs : int
    effort_known : bool
        Whether it is known how much was reported each day.
    """

    weights: Mapping[str, float]
    answer: str
    called: Mapping[str, Mapping[str, float]]
    runs: int
    effort_known: bool = True


@dataclass(frozen=True, eq=False)
class Worlds:
    """Worlds of each kind, three of one run: they share the groups' own events."""

    alike: Alike
    rows: npt.NDArray[np.int64]
    known: Mask
    drawn: Drawn
    reach: int
    seed: int

    def chunk(self, first: int, last: int) -> Numbers:
        """Return the numbers of the worlds of some runs; shape (last - first, 3, n_numbers)."""
        return np.stack([self._one(run) for run in range(first, last)])

    def numbers(self, values: npt.NDArray[np.int64]) -> Numbers:
        """Return the numbers of one world."""
        return summaries(values > 0, self.known, self.reach)

    def _one(self, run: int) -> Numbers:
        counts = self.alike.counts
        values = self.alike.draw(self.seed, run).values[self.rows]
        open_days = self.known if counts.exposure is None else self.known & (counts.exposure[self.rows] > 0)
        # The streams of the groups come first.
        copies, source = (np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(run, len(counts.groups) + i))) for i in (1, 2))
        worlds = (values, self.drawn.imitation(copies, values, open_days), self.drawn.one_source(source, values, open_days))
        return np.stack([self.numbers(one) for one in worlds])


def looked_at(counts: Counts, wanted: Wanted, fewest: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the groups with enough active and quiet days that take part, and the others.

    Parameters
    ----------
    counts : Counts
    wanted : Wanted
    fewest : int
    """
    apart = ~_near(counts, wanted.given)

    def enough(name: str) -> bool:
        row, seen = counts.values[counts.index(name)] > 0, counts.observed[counts.index(name)] & apart
        return min(int((row & seen).sum()), int((~row & seen).sum())) >= fewest

    kept = tuple(name for name in wanted.names if enough(name))
    return kept, tuple(name for name in wanted.names if name not in kept)


def _near(counts: Counts, given: Sequence[Any]) -> Mask:
    """Tell which days lie on a dated trigger or shortly after; shape (n_days,)."""
    days = np.array([as_day(one) for one in given if one not in counts.groups], dtype="datetime64[D]")
    since = counts.days[:, None] - days[None, :]
    return np.asarray(((since >= np.timedelta64(0, "D")) & (since <= np.timedelta64(_RESPONSE_DAYS, "D"))).any(axis=1))


def learned(counts: Counts, wanted: Wanted, names: tuple[str, ...], workers: int) -> Learned:
    """Return the weights of the data, and how often worlds like them are placed rightly.

    Parameters
    ----------
    counts : Counts
    wanted : Wanted
    names : tuple of str
        The groups that are weighed.
    workers : int

    Raises
    ------
    DataError
        If there are more groups or days than can be simulated.
    """
    _check_size(names, counts.days.size)
    opponents = [one for one in wanted.given if isinstance(one, str) and one in counts.groups]
    own = only(counts, tuple(dict.fromkeys((*names, *wanted.controls, *opponents))))
    near, rows = _near(counts, wanted.given), np.array([own.index(name) for name in names])
    alike = Alike.of(own, given=opponents, controls=wanted.controls, hidden=near)
    worlds = Worlds(alike, rows, own.observed[rows] & ~near, Drawn(wanted.shares, _MOMENTS, wanted.lags), max(1, *wanted.lags), wanted.seed)
    numbers = _simulated(worlds, wanted.runs, workers)
    weights = _weights(Sorter.of(*_flat(numbers), len(_PLACES)), worlds.numbers(own.values[rows])[None])[0]
    return Learned(
        weights={place: float(weight) for place, weight in zip(_PLACES, weights, strict=True)},
        answer=_answers(weights[None])[0],
        called=_called(numbers),
        runs=wanted.runs,
        effort_known=_effort_known(counts, names, wanted.controls),
    )


def _check_size(names: tuple[str, ...], days: int) -> None:
    if len(names) > _MOST_GROUPS:
        raise DataError(f"expected at most {_MOST_GROUPS} groups to weigh; found {len(names)}. Name some of them in `groups`.")
    if len(names) * days > _MOST_CELLS:
        raise DataError(f"expected at most {_MOST_CELLS:,} cells of groups by days; found {len(names)} x {days}. Name fewer in `groups`.")


def only(counts: Counts, names: tuple[str, ...]) -> Counts:
    """Return the counts of some groups.

    Parameters
    ----------
    counts : Counts
    names : tuple of str
    """
    rows = [counts.index(name) for name in names]
    return replace(
        counts,
        groups=names,
        values=counts.values[rows],
        coverage=counts.coverage[rows],
        exposure=None if counts.exposure is None else counts.exposure[rows],
        effort=None if counts.effort is None else counts.effort[rows],
    )


def _simulated(worlds: Worlds, runs: int, workers: int) -> Numbers:
    """Return the numbers of all worlds; shape (runs, 3, n_numbers)."""
    from joblib import Parallel, delayed  # loaded here: only this needs it

    firsts = range(0, runs, _CHUNK)
    return np.concatenate(Parallel(n_jobs=workers)(delayed(worlds.chunk)(first, min(first + _CHUNK, runs)) for first in firsts))


def _flat(numbers: Numbers) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Return the worlds one below the other, and the place of each."""
    return numbers.reshape(-1, numbers.shape[2]), np.tile(np.arange(len(_PLACES)), len(numbers))


def _weights(sorter: Sorter, numbers: Numbers) -> Numbers:
    weights = sorter.weights(numbers) * _BEFORE
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _answers(weights: Numbers) -> list[str]:
    named = weights.argmax(axis=1)
    return [_PLACES[one] if row[one] >= _LEAST_WEIGHT else CANNOT_TELL for one, row in zip(named, weights, strict=True)]


def _called(numbers: Numbers) -> dict[str, dict[str, float]]:
    """Return what worlds were called by what the others taught; the three worlds of a run are held out together."""
    fold = np.arange(len(numbers)) % _FOLDS
    answers: dict[str, list[str]] = {place: [] for place in _PLACES}
    for one in range(_FOLDS):
        sorter = Sorter.of(*_flat(numbers[fold != one]), len(_PLACES))
        for i, place in enumerate(_PLACES):
            answers[place] += _answers(_weights(sorter, numbers[fold == one, i]))
    return {place: {name: told.count(name) / len(told) for name in (*_PLACES, CANNOT_TELL)} for place, told in answers.items()}


def _effort_known(counts: Counts, names: tuple[str, ...], controls: tuple[str, ...]) -> bool:
    """Tell whether the rows are a declared census, or it is known how much was reported each day."""
    looked = counts.coverage[[counts.index(name) for name in names]]
    if counts.effort is not None or (counts.declared and (looked[looked > NOBODY_LOOKED] == CENSUS).all()):
        return True
    if len(controls) < 2:
        return False
    rows = [counts.index(name) for name in controls]
    acted = int(((counts.values[rows] > 0) & counts.observed[rows]).sum())
    return acted >= FEWEST_CONTROL_DAYS and shared_variance(counts.values[rows], counts.observed[rows]).width <= WIDEST
