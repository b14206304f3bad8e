"""Two groups that each keep a rhythm of their own: sums of products of their surprises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, ndtr

Floats = npt.NDArray[np.float64]

# Surprises up to this far apart count in full for the variance, those up to the second number with a weight that falls to zero: levels
# are measured over three weeks, so surprises that share one depend on each other. 21/28 and 28/42 change no rate by more than .006.
_FULL_DAYS, _LAST_DAYS = 14, 21
# Local means over a quarter of a year, weekday by weekday: variances follow surges and the weekly cycle.
_LOCAL_WEEKS = 13
# Long bursts leave few independent stretches, from which their variance is found too small. With .7 further events an event and a mean
# delay of three days, independent groups fire at .067 with 0, at .062 with .15 and at .057 with .3 (300 worlds of three groups).
_BURST_ERROR = 0.3
_MOST_BURSTS = 10.0
# Below this skewness the distribution is normal to five decimals, and its shape parameter would lose figures.
_LEAST_SKEWNESS = 1e-3


@dataclass(frozen=True)
class Skewed:
    """A distribution known by mean, standard deviation and skewness: a shifted gamma (Pearson's type III).

    Attributes
    ----------
    mean, sd, skewness : float
    """

    mean: float
    sd: float
    skewness: float

    def upper(self, observed: float) -> float:
        """Return the probability of the observed value or a greater one."""
        if self.sd <= 0:
            return 1.0
        return float(upper_tail(np.array((observed - self.mean) / self.sd), np.array(self.skewness)))

    def lower(self, observed: float) -> float:
        """Return the probability of the observed value or a smaller one."""
        if self.sd <= 0:
            return 1.0
        return float(upper_tail(np.array((self.mean - observed) / self.sd), np.array(-self.skewness)))


@dataclass(frozen=True, eq=False)
class Moments:
    """Variance and skewness of sums of products.

    Attributes
    ----------
    cautious : ndarray of float64
        The greater of two estimates of the variance: the products of local autocovariances, and what the products themselves show. For p.
    variance : ndarray of float64
        Their mean. For intervals.
    skewness : ndarray of float64
        On the scale of `cautious`.
    """

    cautious: Floats
    variance: Floats
    skewness: Floats


@dataclass(frozen=True, eq=False)
class SeparateRhythms:
    """The sum of products of two series that have nothing to do with each other.

    Its variance is the sum over days and days apart of the products of their local autocovariances, or the one that the products
    themselves show where that is greater; its skewness the product of theirs. Nothing is drawn.

    Attributes
    ----------
    source, target : ndarray of float64, shape (n_days,)
        Deviations of each from its level; 0 where not known.
    """

    source: Floats
    target: Floats

    name: ClassVar[str] = "each group with a rhythm of its own: levels, weekdays, bursts and batches kept"
    keeps: ClassVar[tuple[str, ...]] = (
        "levels that change over three weeks or more, and steps between them",
        "the weekly profile of each group",
        "each group's own bursts and batches, and gaps in the record",
    )
    breaks: ClassVar[tuple[str, ...]] = ("which surprise of the one goes with which of the other",)
    cannot_see: ClassVar[tuple[str, ...]] = (
        "an unlisted cause that moves one group days before the other",
        "links slower than the lags",
    )

    def distribution(self) -> Skewed:
        """Return the distribution of the sum of products."""
        used = np.ones(self.source.size, dtype=bool)
        found = moments(self.source[None, :], self.target[None, :], used)
        return Skewed(0.0, float(np.sqrt(found.cautious[0, 0])), float(found.skewness[0, 0]))


def moments(sources: Floats, targets: Floats, used: npt.NDArray[np.bool_]) -> Moments:
    """Return variance and skewness of the sums of products of every source with every target.

    Parameters
    ----------
    sources : ndarray of float64, shape (n_sources, n_days)
    targets : ndarray of float64, shape (n_targets, n_days)
    used : ndarray of bool, shape (n_days,)
        Days that take part; elsewhere the targets are 0.

    Returns
    -------
    Moments
        Arrays of shape (n_sources, n_targets).
    """
    seen = np.broadcast_to(used.astype(np.float64), (1, used.size))
    spread = _Spread(np.zeros((sources.shape[0], targets.shape[0])))
    for apart in range(min(_LAST_DAYS, used.size - 1) + 1):
        left, right, both = (_products(rows, rows, apart) for rows in (sources, targets, seen))
        local = _local(both)
        spread.add(apart, left @ right.T, _localised(left, both, local) @ _localised(right, both, local).T)
    thirds = np.outer((sources**3).sum(axis=1), (targets**3).sum(axis=1)) / max(1, int(used.sum()))
    return _moments(spread, thirds)


def pair_moments(residuals: Floats, surprises: Floats, known: npt.NDArray[np.bool_]) -> Moments:
    """Return variance and skewness of the sums of residual_i x surprise_j + residual_j x surprise_i, for all pairs i, j.

    Parameters
    ----------
    residuals, surprises : ndarray of float64, shape (n_groups, n_days)
        Deviations of each group's count from the days after and from the days before.
    known : ndarray of bool, same shape

    Returns
    -------
    Moments
        Arrays of shape (n_groups, n_groups).
    """
    n_groups, n_days = residuals.shape
    seen = known.astype(np.float64)
    kinds = ((residuals, residuals), (surprises, surprises), (residuals, surprises), (surprises, residuals))
    spread = _Spread(np.zeros((n_groups, n_groups)))
    for apart in range(min(_LAST_DAYS, n_days - 1) + 1):
        raw = [_products(*kind, apart) for kind in kinds]
        both = _products(seen, seen, apart)
        local = _local(both)
        smooth = [_localised(rows, both, local) for rows in raw]
        shown, kept = (_both_ways(rr, ss) + _both_ways(rs, sr) for rr, ss, rs, sr in (raw, smooth))
        spread.add(apart, shown, kept)
    cubes = [(residuals**n * surprises ** (3 - n)).sum(axis=1) for n in (3, 0, 2, 1)]
    thirds = np.outer(cubes[0], cubes[1]) + 3 * np.outer(cubes[2], cubes[3])
    return _moments(spread, (thirds + thirds.T) / max(1, n_days))


class _Spread:
    """Sums over days apart of products as they are, and of products of local means."""

    def __init__(self, nothing: Floats) -> None:
        self.shown, self.kept, self.same_day = nothing.copy(), nothing.copy(), nothing.copy()

    def add(self, apart: int, shown: Floats, kept: Floats) -> None:
        share = 1.0 if apart == 0 else 2.0 * min(1.0, (_LAST_DAYS + 1 - apart) / (_LAST_DAYS + 1 - _FULL_DAYS))
        self.shown += share * shown
        self.kept += share * kept
        if apart == 0:
            self.same_day += kept


def _moments(spread: _Spread, thirds: Floats) -> Moments:
    bursts = np.divide(spread.kept, spread.same_day, out=np.ones_like(thirds), where=spread.same_day > 0)
    # Autocovariances that are cut off at three weeks can add up to less than nothing.
    kept, shown = (np.maximum(one, spread.same_day / 4) for one in (spread.kept, spread.shown))
    more = 1 + _BURST_ERROR * np.clip(bursts - 1, 0.0, _MOST_BURSTS)
    variance = np.maximum(kept, shown) * more
    skewness = np.divide(thirds, variance**1.5, out=np.zeros_like(thirds), where=variance > 0)
    return Moments(variance, (kept + shown) / 2 * more, skewness)


def upper_tail(score: Floats, skewness: Floats) -> Floats:
    """Return the probability of a standard score or a greater one under a shifted gamma of this skewness; above 0 and at most 1."""
    size = np.maximum(np.abs(skewness), _LEAST_SKEWNESS)
    shape = 4 / size**2
    # A gamma of shape k, mean k and sd sqrt(k); mirrored where the skewness is negative.
    mirrored = np.where(skewness < 0, -score, score)
    tail = gammaincc(shape, np.maximum(0.0, shape + mirrored * np.sqrt(shape)))
    p = np.where(np.abs(skewness) < _LEAST_SKEWNESS, ndtr(-score), np.where(skewness < 0, 1 - tail, tail))
    return np.asarray(np.clip(p, np.finfo(np.float64).tiny, 1.0))


def _products(left: Floats, right: Floats, apart: int) -> Floats:
    return np.asarray(left[:, apart:] * right[:, : right.shape[1] - apart])


def _both_ways(left: Floats, right: Floats) -> Floats:
    product = left @ right.T
    return np.asarray(product + product.T)


def _localised(rows: Floats, seen: Floats, share: Floats) -> Floats:
    """Return means of the known days around each known day, given the share that is known; 0 on the others."""
    return np.asarray(_local(rows) * np.divide(seen, share, out=np.zeros_like(share), where=share > 0))


def _local(rows: Floats) -> Floats:
    """Return means over the same weekday of `_LOCAL_WEEKS` weeks around each day, as far as the record reaches."""
    n_rows, n_days = rows.shape
    weeks = -(-n_days // 7)
    total = np.zeros((n_rows, weeks + 1, 7))
    padded = np.zeros((n_rows, weeks * 7))
    padded[:, :n_days] = rows
    np.cumsum(padded.reshape(n_rows, weeks, 7), axis=1, out=total[:, 1:])
    week = np.arange(weeks)
    start, end = np.maximum(0, week - _LOCAL_WEEKS // 2), np.minimum(weeks, week + _LOCAL_WEEKS // 2 + 1)
    means = (total[:, end] - total[:, start]) / (end - start)[:, None]
    return np.asarray(means.reshape(n_rows, weeks * 7)[:, :n_days])
