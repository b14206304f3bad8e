"""How well a test puts allies before others: the area under the curve, and its interval when whole clusters are drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
DRAWS = 2000


@dataclass(frozen=True)
class Area:
    """The chance that an ally stands before another pair, ties half; 0.5 is no order.

    Attributes
    ----------
    value : float
        Each pair counts once.
    by_cluster : float
        Each cluster counts once.
    low, high : float
        Interval, 95 %, of `value`.
    """

    value: float
    by_cluster: float
    low: float
    high: float


def before(allies: Numbers, others: Numbers) -> Numbers:
    """Return for each ally and each other pair 1 where the ally stands before, 0.5 where the two stand equal.

    Parameters
    ----------
    allies, others : ndarray of float64, shapes (n_allies,) and (n_others,)
    """
    one, other = allies[:, None], others[None, :]
    return np.asarray((one > other) + 0.5 * (one == other), dtype=np.float64)


def area(allies: Numbers, others: Numbers, draws: tuple[Numbers, Numbers], once: tuple[Numbers, Numbers]) -> Area:
    """Return the area with its interval.

    Parameters
    ----------
    allies, others : ndarray of float64
        What pairs are ordered by.
    draws : tuple of ndarray, shapes (n_draws, n_allies) and (n_draws, n_others)
        How often each pair was drawn; from `drawn`.
    once : tuple of ndarray, shapes (n_allies,) and (n_others,)
        Weights under which each cluster counts once; from `once`.
    """
    table = before(allies, others)
    weights = draws[0].sum(axis=1) * draws[1].sum(axis=1)
    areas = np.einsum("da,ao,do->d", draws[0], table, draws[1]) / weights
    low, high = np.quantile(areas, (0.025, 0.975))
    return Area(float(table.mean()), float(once[0] @ table @ once[1]), float(low), float(high))


def once(clusters: Sequence[str]) -> Numbers:
    """Return weights that add up to 1 and are the same for each cluster.

    Parameters
    ----------
    clusters : sequence of str
    """
    names, rows, sizes = np.unique(np.asarray(clusters), return_inverse=True, return_counts=True)
    return np.asarray(1 / (names.size * sizes[rows]), dtype=np.float64)


def drawn(allies: Sequence[str], others: Sequence[str], seed: int) -> tuple[Numbers, Numbers]:
    """Draw whole clusters with replacement, and return how often each pair came.

    Clusters that hold allies and others (strangers matched to them) come together. Draws without an ally or another pair are left out.

    Parameters
    ----------
    allies, others : sequence of str
        The cluster of each pair.
    seed : int
    """
    shared = bool(set(allies) & set(others))
    pools = [sorted({*allies, *others})] if shared else [sorted(set(allies)), sorted(set(others))]
    times: dict[str, Numbers] = {}
    for i, names in enumerate(pools):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,)))
        picks = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
        times.update({name: picks[:, k].astype(np.float64) for k, name in enumerate(names)})
    rows = tuple(np.stack([times[name] for name in side], axis=1) for side in (allies, others))
    kept = (rows[0].sum(axis=1) > 0) & (rows[1].sum(axis=1) > 0)
    return rows[0][kept], rows[1][kept]
