"""Upper tails of sums of independent hits, many sums at once.

Each sum has its own rows, one a stratum. Its tail is read from its Fourier series, tilted towards what was observed where the tail is
small, so that small tails are as exact as large ones: what `distribution.convolved` gives, without a convolution for each sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

Chances = npt.NDArray[np.float64]

# Frequencies at which no sum keeps more than exp(-36), 2e-16, of its weight tell nothing; no sum lies further from its mean than where
# Bernstein's bound falls to exp(-36).
_NOTHING = 36.0
# Rounding leaves some 1e-14 of a whole: tails below this are tilted, so that they have ten good digits.
_SMALL = 1e-4
_STEPS, _MOST_TILT = 60, 60.0


@dataclass(frozen=True, eq=False)
class Rows:
    """Probabilities of 0, 1, … hits in each stratum of each sum.

    Attributes
    ----------
    chances : ndarray of float64, shape (n_rows, longest)
        Each row sums to 1.
    owner : ndarray of int64, shape (n_rows,)
        The sum that a row belongs to, in rising order.
    sums : int
        How many sums there are; one without rows is 0.
    """

    chances: Chances
    owner: npt.NDArray[np.int64]
    sums: int

    def of(self, chosen: npt.NDArray[np.bool_]) -> Rows:
        """Return the rows of some of the sums."""
        mine = chosen[self.owner]
        place = np.cumsum(chosen) - 1
        return Rows(self.chances[mine], place[self.owner[mine]], int(chosen.sum()))

    def tilted(self, tilt: Chances) -> tuple[Rows, Chances]:
        """Return the rows with h hits made exp(tilt h) as likely, and the logarithm of what each sum then weighs."""
        hits = np.arange(self.chances.shape[1])
        # The greatest number that a row can have is set to weigh 1: no tilt overflows.
        heavy = self.chances * np.exp(tilt[self.owner, None] * (hits - hits[-1]))
        weight = heavy.sum(axis=1)
        log = np.bincount(self.owner, np.log(weight), self.sums) + tilt * hits[-1] * np.bincount(self.owner, minlength=self.sums)
        return Rows(heavy / weight[:, None], self.owner, self.sums), log

    def moments(self) -> tuple[Chances, Chances]:
        """Return the mean and the variance of each sum."""
        hits = np.arange(self.chances.shape[1], dtype=np.float64)
        mean = self.chances @ hits
        variance = np.maximum(self.chances @ hits**2 - mean**2, 0.0)
        totals = [np.bincount(self.owner, one, self.sums).astype(np.float64) for one in (mean, variance)]
        return totals[0], totals[1]

    def most(self) -> npt.NDArray[np.int64]:
        """Return the greatest value that each sum can have."""
        hits = np.arange(self.chances.shape[1])
        return np.bincount(self.owner, (hits * (self.chances > 0)).max(axis=1, initial=0), self.sums).astype(np.int64)


def upper_tails(rows: Rows, observed: npt.NDArray[np.int64]) -> Chances:
    """Return the probability of each sum's observed value or a greater one; shape (sums,).

    Parameters
    ----------
    rows : Rows
    observed : ndarray of int64, shape (sums,)
    """
    mean, variance = rows.moments()
    most = rows.most()
    tails = np.where(observed > most, np.finfo(np.float64).tiny, 1.0)
    inside = (observed > 0) & (observed <= most)
    for chosen in _alike(variance, inside):
        tails[chosen] = _tails(rows.of(chosen), observed[chosen], np.zeros(int(chosen.sum())), mean[chosen], variance[chosen])
    small = inside & (tails < _SMALL)
    if small.any():
        tails[small] = _far(rows.of(small), observed[small], most[small])
    return np.asarray(np.clip(tails, np.finfo(np.float64).tiny, 1.0))


def _far(rows: Rows, observed: npt.NDArray[np.int64], most: npt.NDArray[np.int64]) -> Chances:
    """Return small tails: of each sum tilted so that its mean is what was observed."""
    tilt = _tilt(rows, observed.astype(np.float64))
    heavy, log = rows.tilted(tilt)
    mean, variance = heavy.moments()
    tails = np.zeros(rows.sums)
    for chosen in _alike(variance, np.ones(rows.sums, dtype=bool)):
        part = _tails(heavy.of(chosen), observed[chosen], tilt[chosen], mean[chosen], variance[chosen])
        tails[chosen] = np.exp(log[chosen] - tilt[chosen] * observed[chosen]) * part
    # No finite tilt makes the greatest value of all the mean.
    return np.where(observed == most, greatest(rows), tails)


def greatest(rows: Rows) -> Chances:
    """Return the probability of the greatest value that each sum can have: there is one way in each row; shape (sums,)."""
    last = rows.chances.shape[1] - 1 - (rows.chances[:, ::-1] > 0).argmax(axis=1)
    log = np.log(np.take_along_axis(rows.chances, last[:, None], axis=1)[:, 0])
    return np.maximum(np.exp(np.bincount(rows.owner, log, rows.sums)), np.finfo(np.float64).tiny)


def _tilt(rows: Rows, wanted: Chances) -> Chances:
    """Return the tilt that makes the mean of each sum what is wanted, by bisection."""
    low, high = np.zeros(rows.sums), np.full(rows.sums, _MOST_TILT)
    guess = np.ones(rows.sums)
    for _ in range(_STEPS):
        heavy, _log = rows.tilted(guess)
        mean, variance = heavy.moments()
        low, high = np.where(mean < wanted, guess, low), np.where(mean < wanted, high, guess)
        if np.all(np.abs(mean - wanted) < np.maximum(0.01, 0.01 * np.sqrt(variance))):
            break
        step = guess + (wanted - mean) / np.maximum(variance, 1e-300)
        guess = np.where((step > low) & (step < high), step, (low + high) / 2)
    return guess


def _alike(variance: Chances, inside: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.bool_]]:
    """Return the sums in sets of like spread: the length of the series follows the widest, its frequencies the narrowest."""
    size = np.where(inside, np.ceil(np.log2(_reach(variance))), -1)
    return [size == one for one in np.unique(size[inside])]


def _reach(variance: Chances) -> Chances:
    """Return how far from its mean no sum lies but with probability 2e-16, on either side (Bernstein)."""
    return np.asarray(_NOTHING / 3 + np.sqrt((_NOTHING / 3) ** 2 + 2 * _NOTHING * variance) + 1)


def _tails(rows: Rows, observed: npt.NDArray[np.int64], tilt: Chances, mean: Chances, variance: Chances) -> Chances:
    """Return the sum over m from `observed` on of P(m) exp(-tilt (m - observed)), of sums of like spread."""
    length = 2 * int(np.ceil(_reach(variance).max())) + 2
    first = np.floor(mean).astype(np.int64) - length // 2
    least = float(variance.min())
    told = 2 * least * np.sin(np.pi * np.arange(1, length // 2 + 1) / length) ** 2 <= _NOTHING
    turn = 2 * np.pi * np.arange(1, max(1, int(told.sum())) + 1) / length
    # m from the first value of the series, or from the observed one, to the series' last one.
    count = np.clip(first + length - observed, 0, length).astype(np.float64)
    factor = _series(rows, turn) * np.exp(-1j * turn * np.maximum(observed, first)[:, None])
    ratio = np.exp(-tilt)[:, None] * np.exp(-1j * turn)
    part = factor * (1 - ratio ** count[:, None]) / (1 - ratio)
    nyquist = np.where(2 * np.arange(1, turn.size + 1) == length, 0.5, 1.0)
    steady = np.where(tilt > 0, -np.expm1(-tilt * count) / np.where(tilt > 0, -np.expm1(-tilt), 1.0), count)
    return np.asarray((steady + 2 * (part.real * nyquist).sum(axis=1)) / length)


def _series(rows: Rows, turn: Chances) -> npt.NDArray[np.complex128]:
    """Return the characteristic function of each sum at these frequencies; shape (sums, n_frequencies)."""
    hits = np.arange(rows.chances.shape[1])
    waves = np.exp(1j * np.outer(hits, turn))
    parts = rows.chances @ waves.real + 1j * (rows.chances @ waves.imag)
    starts = np.flatnonzero(np.diff(rows.owner, prepend=-1))
    result = np.ones((rows.sums, turn.size), dtype=np.complex128)
    if starts.size:
        result[rows.owner[starts]] = np.multiply.reduceat(parts, starts, axis=0)
    return cast("npt.NDArray[np.complex128]", result)
