"""Groups without a link given one: some of them copy a leader, or all of these are moved by one source. Active days are moved as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.simulate.links import moments
from concerted.simulate.own import Row

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """From what range the links of simulated worlds are drawn.

    Attributes
    ----------
    shares : (float, float)
        Share of a group's active days that a link moves.
    moments : (float, float)
        Share of the days that are orders or triggers; on the scale of logarithms.
    lags : tuple of int
        Days by which they follow.
    """

    shares: tuple[float, float]
    moments: tuple[float, float]
    lags: tuple[int, ...]

    def imitation(self, rng: np.random.Generator, values: Rows, known: Mask) -> Rows:
        """Return the rows in which some groups copy one of them."""
        leader, *others = self._who(rng, len(values))
        return self._moved(rng, values, known, others, np.flatnonzero(values[leader]))

    def one_source(self, rng: np.random.Generator, values: Rows, known: Mask) -> Rows:
        """Return the rows in which orders or triggers move some groups."""
        who, share = self._who(rng, len(values)), float(np.exp(rng.uniform(*np.log(self.moments))))
        return self._moved(rng, values, known, who, moments(rng, values.shape[1], share))

    def _who(self, rng: np.random.Generator, groups: int) -> list[int]:
        """Return who takes part: two groups or more, every number as likely, in any order."""
        return [int(one) for one in rng.permutation(groups)[: int(rng.integers(2, groups + 1))]]

    def _moved(self, rng: np.random.Generator, values: Rows, known: Mask, who: list[int], days: npt.NDArray[np.int64]) -> Rows:
        rows, share = values.copy(), float(rng.uniform(*self.shares))
        for row in who:
            rows[row] = moved_days(rng, values[row], days, known[row], lags=self.lags, share=share)
        return rows


def moved_days(rng: np.random.Generator, own: Row, days: npt.NDArray[np.int64], known: Mask, *, lags: tuple[int, ...], share: float) -> Row:
    """Move each active day with all its events, with probability `share`, to one of the chosen days or so many days later.

    Parameters
    ----------
    own : ndarray of int64, shape (n_days,)
    days : ndarray of int64
        The chosen days.
    known : ndarray of bool, shape (n_days,)
        Where events can lie.
    lags : tuple of int
    share : float

    Notes
    -----
    `links.moved` moves events one by one, which takes batches apart: a group with three events on each active day would be active on more
    days than it was.
    """
    places = (days[:, None] + np.array(lags, dtype=np.int64)).ravel()
    places = places[places < own.size]
    places = places[known[places]]
    leaving = (own > 0) & (rng.random(own.size) < share)
    if places.size == 0:
        return own
    row = np.where(leaving, 0, own)
    np.add.at(row, rng.choice(places, size=int(leaving.sum())), own[leaving])
    return row
