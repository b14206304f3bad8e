"""What `LocalDays` gives, for one source and many targets at once: tails exact to rounding, sizes from the first two moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from concerted.chance import weighted_picks
from concerted.chance.sums import Rows, greatest, upper_tails

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
_Curve = Callable[[Days], Days]

# Sums of products of more days than this may leave the range of a double; such strata go the slower way.
LONGEST = 40
_TAIL = 1.959964
_STEPS = 16
# Where following everywhere and nowhere differ by less than this in the expected count, no share is identified (as in a single call).
_LEAST_ROOM = 1e-6
_NOT_LAID = np.zeros(0), np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ManyDays:
    """Active days of many targets, each free to move within its own stratum; the statistic is how many fall on the source's covered days.

    Attributes
    ----------
    active, usable : ndarray of bool, shape (n_targets, n_days)
    covered : ndarray of bool, shape (n_days,)
    weights : ndarray of float64, shape (n_members, n_targets, n_days)
        Odds of each day; several members where they are known only roughly, each as likely as the others.
        0 on days that take no part.
    table : ndarray of int64, shape (n_strata, longest)
        The days of each stratum, -1 after the last.
    """

    active: Marks
    usable: Marks
    covered: Marks
    weights: Days
    table: Whole


@dataclass(frozen=True, eq=False)
class Loops:
    """The same for many sources in turn, for loops that numba compiles: what depends on the targets alone is worked out once.

    Attributes
    ----------
    active, usable : ndarray of bool, shape (n_targets, n_days)
    table : ndarray of int64, shape (n_strata, longest)
        As in `ManyDays`; no stratum of more than forty days.
    """

    active: Marks
    usable: Marks
    table: Whole
    _kept: dict[str, tuple[Days, Whole]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _acts(self) -> Any:
        # Loaded here: numba takes a second, and only large scans need it.
        from concerted.chance.compiled import acted

        return acted(self.active, self.usable, self._days)

    @cached_property
    def _days(self) -> npt.NDArray[np.int32]:
        return self.table.astype(np.int32)

    def sizes(self, rows: Whole, covered: Marks, weights: Days, place: Whole, *, common: bool = False) -> Sizes:
        """Return what `many_days` does for some of the targets and one source.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
        covered : ndarray of bool, shape (n_days,)
        weights : ndarray of float64, shape (n_members, n_weights, n_days)
            0 on days that take no part.
        place : ndarray of int64, shape (n,)
            Which of the weights are those of each target.
        common : bool
            Whether the weights are those of all targets, one member in their order, and the same in every call where this is so.
        """
        from concerted.chance.compiled import covered_bits, laid, tally
        from concerted.chance.compiled_sums import shares

        sums, seen = np.zeros((11, rows.size)), np.zeros((5, rows.size), dtype=np.int64)
        source = covered, covered_bits(self._days, covered), self._days
        if common and "odds" not in self._kept:
            self._kept["odds"] = laid(self._acts, self._days, weights[0])
        known = self._kept["odds"] if common else _NOT_LAID
        tally(self._acts, rows, source, self.usable, weights, place, known, _by_stratum(self.table.shape[1]), sums, seen)
        p, least, expected, variance, even = sums[:5]
        tiny = np.finfo(np.float64).tiny
        p, least = np.clip(p, tiny, 1.0), np.maximum(least, tiny)
        count, observed, fixed, days, on = seen
        told = _Told(p, least, expected, variance, count, observed, fixed, days, on, even, sums[5:9], sums[9:])
        return _sizes(told, shares(sums, told.observed - told.fixed, _TAIL, _STEPS))


@dataclass(frozen=True, eq=False)
class Sizes:
    """What many tests show; each of shape (n_targets,), not a number where a share is not identified.

    Attributes
    ----------
    p : ndarray of float64
        1 where no active day can be compared.
    count, observed : ndarray of int64
        Active days that take part, and those on covered days.
    expected : ndarray of float64
    least_p : ndarray of float64
        The smallest p that these margins could give.
    effect, low, high : ndarray of float64
        Share beyond expectation and its 95 % interval, from the first two moments of what a share gives.
    days, covered : ndarray of int64
        Days that take part, and covered ones.
    """

    p: Days
    count: Whole
    observed: Whole
    expected: Days
    least_p: Days
    effect: Days
    low: Days
    high: Days
    days: Whole
    covered: Whole


@dataclass(frozen=True, eq=False)
class _Margins:
    """The strata in which something can move, one row a target and stratum.

    Attributes
    ----------
    k, covered, free : ndarray of int64, shape (n_rows,)
        Active days, covered days and free days.
    target : ndarray of int64, shape (n_rows,)
        In rising order.
    days : ndarray of int64, shape (n_rows, longest)
        Days of the stratum, covered ones first, -1 after the last.
    cut : ndarray of int64, shape (n_rows,)
        How many of the first columns are covered days, usable for this target or not.
    """

    k: Whole
    covered: Whole
    free: Whole
    target: Whole
    days: Whole
    cut: Whole


def many_days(model: ManyDays, *, compiled: bool = False) -> Sizes:
    """Return p, expectation and size for every target.

    Parameters
    ----------
    model : ManyDays
    compiled : bool
        Whether to take the loops that numba compiles; strata of more than forty days never do.
    """
    if compiled and model.table.shape[1] <= LONGEST:
        rows = np.arange(len(model.active))
        return Loops(model.active, model.usable, model.table).sizes(rows, model.covered, model.weights, rows)
    one = _told(model)
    return _sizes(one, _shares(one))


def _sizes(one: _Told, shares: Days) -> Sizes:
    """Return the sizes; no share where following everywhere and nowhere differ by next to nothing."""
    effect, low, high = np.where(one.hits[3] - one.hits[0] >= _LEAST_ROOM, shares, np.nan)
    return Sizes(one.p, one.count, one.observed, one.expected + one.fixed, one.least_p, effect, low, high, one.days, one.covered)


@dataclass(frozen=True, eq=False)
class _Told:
    """What is told of each target; shape (n_targets,), hits without those that cannot be otherwise.

    Attributes
    ----------
    p, least_p, expected, variance : ndarray of float64
    count, observed, fixed, days, covered : ndarray of int64
        Active days, those on covered days, hits that cannot be otherwise, days that take part, covered ones.
    even : ndarray of float64
        Expected hits with equal odds.
    hits : ndarray of float64, shape (4, n_targets)
        With equal odds, where all days avoid the source's, half of them do, half of them follow, all follow.
    spreads : ndarray of float64, shape (2, n_targets)
        Variances where half avoid, and where half follow.
    """

    p: Days
    least_p: Days
    expected: Days
    variance: Days
    count: Whole
    observed: Whole
    fixed: Whole
    days: Whole
    covered: Whole
    even: Days
    hits: Days
    spreads: Days


def _told(model: ManyDays) -> _Told:
    margins, fixed = _margins(model)
    n = len(model.active)
    observed = (model.active & model.covered).sum(axis=1)
    rows = [Rows(_hits(np.where(model.usable, weights, 0.0), margins), margins.target, n) for weights in model.weights]
    moments = [one.moments() for one in rows]
    expected = np.mean([mean for mean, _variance in moments], axis=0)
    # Members differ in their means as well.
    variance = np.mean([spread + (mean - expected) ** 2 for mean, spread in moments], axis=0)
    tails = np.mean([upper_tails(one, observed - fixed) for one in rows], axis=0)
    least = np.mean([greatest(one) for one in rows], axis=0)
    days, covered = model.usable.sum(axis=1), (model.usable & model.covered).sum(axis=1)
    return _Told(tails, least, expected, variance, model.active.sum(axis=1), observed, fixed, days, covered, *_even(margins, n))


def _even(margins: _Margins, n: int) -> tuple[Days, Days, Days]:
    """Return the hits with equal odds: expected ones, those by the share that follows, and the variances half-way."""
    days, k, covered, free = margins.covered + margins.free, margins.k, margins.covered, margins.free
    half = _halfway(int(days.max(initial=1)))
    follow, avoid = half[:, days, k, covered], half[:, days, k, free]

    def total(values: npt.NDArray[Any]) -> Days:
        return np.bincount(margins.target, values, n).astype(np.float64)

    hits = (np.maximum(k - free, 0), k - avoid[0], follow[0], np.minimum(k, covered))
    return total(k * covered / np.maximum(days, 1)), np.stack([total(one) for one in hits]), np.stack([total(avoid[1]), total(follow[1])])


def _margins(model: ManyDays) -> tuple[_Margins, Whole]:
    """Return the strata in which days can move, and the hits in those where they cannot."""
    there, marked = model.table >= 0, model.covered[model.table]
    order = np.argsort(np.where(there, ~marked, 2), axis=1, kind="stable")
    days, cut = np.take_along_axis(model.table, order, axis=1), (there & marked).sum(axis=1)
    kinds = (model.active, model.usable & model.covered, model.usable & ~model.covered)
    k, covered, free = (np.where(days >= 0, marks[:, days], False).sum(axis=2) for marks in kinds)
    moves = (k > 0) & (covered > 0) & (free > 0)
    fixed = np.where(free > 0, 0, k).sum(axis=1)
    target, stratum = np.nonzero(moves)
    return _Margins(k[moves], covered[moves], free[moves], target, days[stratum], cut[stratum]), fixed


def _hits(weights: Days, margins: _Margins) -> Days:
    """Return the probabilities of 0, 1, … hits in each row; shape (n_rows, greatest k + 1)."""
    odds = np.where(margins.days >= 0, weights[margins.target[:, None], margins.days], 0.0)
    if margins.days.shape[1] > LONGEST:
        first = np.arange(odds.shape[1]) < margins.cut[:, None]
        return weighted_picks.hits(weighted_picks.Strata(margins.k, np.where(first, odds, 0.0), np.where(first, 0.0, odds)))
    result = np.zeros((margins.k.size, int(margins.k.max(initial=0)) + 1))
    for cut in np.unique(margins.cut):
        mine = np.flatnonzero(margins.cut == cut)
        result[mine] = _of_one_cut(odds[mine], margins.k[mine], int(cut), result.shape[1])
    return result


def _of_one_cut(odds: Days, k: Whole, cut: int, width: int) -> Days:
    """Return the same where the first `cut` days of every row are the covered ones."""
    most = int(k.max())
    covered, free = _products(odds[:, :cut].T, most), _products(odds[:, cut:].T, most)
    chances = np.zeros((width, k.size))
    hits = np.arange(min(cut, most) + 1)[:, None]
    misses = k - hits
    there = (misses >= 0) & (misses < len(free))
    chances[: hits.size] = np.where(there, covered * np.take_along_axis(free, np.clip(misses, 0, len(free) - 1), axis=0), 0.0)
    return np.asarray((chances / chances.sum(axis=0)).T)


def _products(odds: Days, most: int) -> Days:
    """Return the sums of products of 0, 1, … of the days' odds (elementary symmetric polynomials); shape (n, n_rows)."""
    sums = np.zeros((min(most, len(odds)) + 1, odds.shape[1]))
    sums[0] = 1.0
    for i, one in enumerate(odds):
        last = min(i + 1, len(sums) - 1)
        # From the highest down, so that each day is taken once.
        sums[1 : last + 1] += one * sums[:last]
    return sums


def _shares(told: _Told) -> Days:
    """Return the share that gives what was observed, and the shares between which it lies within 1.96 standard deviations and a half.

    Shape (3, n).
    """
    mean, spread = _curves(told)
    n = told.p.size
    z, half = np.array([0.0, _TAIL, -_TAIL])[:, None], np.array([0.0, -0.5, 0.5])[:, None]
    below = np.full((3, n), -1.0)
    above = -below
    for _ in range(_STEPS):
        middle = (below + above) / 2
        over = mean(middle) + z * np.sqrt(np.maximum(spread(middle), 0.0)) > told.observed - told.fixed + half
        below, above = np.where(over, below, middle), np.where(over, middle, above)
    return np.asarray((below + above) / 2)


def _curves(told: _Told) -> tuple[_Curve, _Curve]:
    """Return mean and variance of the hits by the share that follows: quadratic curves through -1, -1/2, 0, 1/2 and 1."""
    # Half of what the weights change in the mean is still there half-way.
    shift, none = (told.expected - told.even) / 2, np.zeros(told.p.size)
    means = [told.hits[0], told.hits[1] + shift, told.expected, told.hits[2] + shift, told.hits[3]]
    return _through(means), _through([none, told.spreads[0], told.variance, told.spreads[1], none])


def _sides(values: list[Days]) -> list[tuple[Days, Days]]:
    """Return what is added half-way and all the way, for positive shares and for negative ones."""
    return [(values[3] - values[2], values[4] - values[2]), (values[1] - values[2], values[0] - values[2])]


def _through(values: list[Days]) -> _Curve:
    """Return the curve of two parabolas through the values at -1, -1/2, 0, 1/2 and 1."""
    rises = [(4 * half - whole, 2 * whole - 4 * half) for half, whole in _sides(values)]

    def curve(share: Days) -> Days:
        up = share >= 0
        first, second = (np.where(up, *pair) for pair in zip(*rises, strict=True))
        return np.asarray(values[2] + np.abs(share) * (first + second * np.abs(share)))

    return curve


@cache
def _halfway(longest: int) -> Days:
    """Return mean and variance of the hits where each of k active days follows with probability 1/2; shape (2, days, k, covered)."""
    size = longest + 1
    days, k, covered, taken = np.ogrid[:size, :size, :size, :size]
    chance = np.exp(gammaln(k + 1.0) - gammaln(taken + 1.0) - gammaln(np.maximum(k - taken, 0) + 1.0)) / 2.0**k
    chance = np.where((taken <= k) & (k <= days) & (covered <= days), chance, 0.0)
    sure = np.minimum(taken, covered)
    left, rest, picks = np.maximum(days - sure, 1), covered - sure, k - sure
    mean = sure + picks * rest / left
    spread = picks * rest / left * (1 - rest / left) * np.maximum(left - picks, 0) / np.maximum(left - 1, 1)
    whole = (chance * mean).sum(axis=3)
    return np.stack([whole, (chance * (spread + mean**2)).sum(axis=3) - whole**2])


@cache
def _by_stratum(longest: int) -> Days:
    """Return what a stratum adds to the sums of `compiled.tally` from the fifth on, and a 0; shape (days, k, covered, 8)."""
    days, k, covered = np.indices((longest + 1,) * 3)
    free = np.maximum(days - covered, 0)
    half = _halfway(longest)
    follow, avoid = half[:, days, k, covered], half[:, days, k, free]
    even = k * covered / np.maximum(days, 1)
    parts = (even, np.maximum(k - free, 0), k - avoid[0], follow[0], np.minimum(k, covered), avoid[1], follow[1], np.zeros_like(even))
    return np.stack(parts, axis=-1)


def anywhere(one: Sizes) -> Days:
    """Return p where the targets' days may fall on any day that takes part, weighed alike (hypergeometric); shape (n_targets,)."""
    days, covered, k, seen = (values[:, None] for values in (one.days, one.covered, one.count, one.observed))
    hits = np.arange(int(k.max(initial=0)) + 1)
    log = _choose(covered, hits) + _choose(days - covered, k - hits) - _choose(days, k)
    return np.asarray(np.minimum(1.0, np.where(hits >= seen, np.exp(log), 0.0).sum(axis=1)))


def fires_anywhere(one: Sizes, alpha: float, *, compiled: bool = False) -> Marks:
    """Tell where `anywhere` is below a level; shape (n_targets,)."""
    if not compiled:
        return anywhere(one) < alpha
    from concerted.chance.compiled_sums import fires_anywhere as quick

    return np.asarray(quick(one.count, one.observed, one.days, one.covered, _log_factorials(int(one.days.max(initial=0))), alpha))


@cache
def _log_factorials(most: int) -> Days:
    return np.asarray(gammaln(np.arange(most + 1) + 1.0))


def _choose(n: Whole, k: Whole) -> Days:
    """Return the logarithm of the ways to choose k of n; minus infinity where there is none."""
    there = (k >= 0) & (k <= n)
    kept = np.where(there, k, 0)
    return np.where(there, gammaln(n + 1.0) - gammaln(kept + 1.0) - gammaln(n - kept + 1.0), -np.inf)
