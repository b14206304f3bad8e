"""In which order actors took something up, and whether ties foretell it: order-of-acquisition diffusion (Franz & Nunn 2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Strengths of transmission that are tried, per unit of tie and relative to taking it up alone: from a hundredth to a thousand times.
STRENGTHS = np.concatenate(([0.0], np.logspace(-2, 3, 61)))

# Numbers of all networks that are held at a time, and powers of ten that a product may span: a double holds 307 either way.
_MOST_NUMBERS, _DECADES = 20_000, 300


@dataclass(frozen=True, eq=False)
class Uptakes:
    """First uses in order, one row a use.

    Attributes
    ----------
    actor : ndarray of int64, shape (n_uses,)
    informed : ndarray of bool, shape (n_uses, n_actors)
        Who used the same item on an earlier day.
    at_risk : ndarray of bool, shape (n_uses, n_actors)
        Who had not: the one who took it up is among them.
    """

    actor: npt.NDArray[np.int64]
    informed: npt.NDArray[np.bool_]
    at_risk: npt.NDArray[np.bool_]


def uptakes(actor: npt.NDArray[np.int64], day: npt.NDArray[np.int64], item: npt.NDArray[np.int64], actors: int) -> Uptakes:
    """Return first uses as choices; uses of one item on one day know nothing of each other.

    Parameters
    ----------
    actor, day, item : ndarray of int64, shape (n_rows,)
        Codes of actors from 0 on; days in any numbering; codes of items. Only the first day of an actor and item counts.
    actors : int
    """
    chosen, informed, at_risk = [], [], []
    for one in np.unique(item):
        first = np.full(actors, np.iinfo(np.int64).max)
        rows = item == one
        np.minimum.at(first, actor[rows], day[rows])
        for who in np.argsort(first, kind="stable")[: int((first < np.iinfo(np.int64).max).sum())]:
            before = first < first[who]
            # Without anybody before, ties have nothing to say.
            if before.any():
                chosen.append(int(who))
                informed.append(before)
                at_risk.append(~before)
    shape = (len(chosen), actors)
    return Uptakes(
        np.array(chosen, dtype=np.int64), np.array(informed, dtype=bool).reshape(shape), np.array(at_risk, dtype=bool).reshape(shape)
    )


def log_likelihoods(uses: Uptakes, ties: Floats) -> Floats:
    """Return the log-likelihood at each of `STRENGTHS`: who is next is drawn by 1 + strength x ties to those who have it.

    Parameters
    ----------
    uses : Uptakes
    ties : ndarray of float64, shape (n_actors, n_actors)
        From row to column: how much what the row has can reach the column; none below zero.

    Returns
    -------
    ndarray of float64, shape (n_strengths,)
    """
    return np.asarray(log_ratios(uses, ties[None])[0] - np.log(uses.at_risk.sum(axis=1)).sum())


def log_ratios(uses: Uptakes, ties: Floats) -> Floats:
    """Return the log-likelihood of each network at each of `STRENGTHS`, over that of no ties.

    Parameters
    ----------
    uses : Uptakes
    ties : ndarray of float64, shape (n_networks, n_actors, n_actors)
        As for `log_likelihoods`.

    Returns
    -------
    ndarray of float64, shape (n_networks, n_strengths)
    """
    if len(ties) == 0 or uses.actor.size == 0:
        return np.zeros((len(ties), STRENGTHS.size))
    at_once = max(1, _MOST_NUMBERS // (uses.actor.size * max(STRENGTHS.size, ties.shape[1])))
    return np.concatenate([_log_ratios(uses, ties[first : first + at_once]) for first in range(0, len(ties), at_once)])


def _log_ratios(uses: Uptakes, ties: Floats) -> Floats:
    reach = np.matmul(uses.informed.astype(np.float64), ties)
    own = reach[:, np.arange(uses.actor.size), uses.actor]
    # By a tie on the average of those who could have been next.
    usual = np.einsum("nua,ua->nu", reach, uses.at_risk / np.maximum(1, uses.at_risk.sum(axis=1, keepdims=True)))
    likelier = (1.0 + own.T[:, :, None] * STRENGTHS) / (1.0 + usual.T[:, :, None] * STRENGTHS)
    # One logarithm for as many uses as a product can hold: it costs as much as ten of the other steps.
    longest = max(1, int(_DECADES / np.log10(1.0 + STRENGTHS[-1] * max(1.0, float(reach.max(initial=0.0))))))
    products = [likelier[first : first + longest].prod(axis=0) for first in range(0, uses.actor.size, longest)]
    return np.asarray(np.log(products).sum(axis=0))


def shares_by_ties(uses: Uptakes, ties: Floats) -> Floats:
    """Return, at each of `STRENGTHS`, the expected share of uses that came by a tie and not alone; shape (n_strengths,)."""
    if uses.actor.size == 0:
        return np.zeros(STRENGTHS.size)
    reach = (uses.informed @ ties)[np.arange(uses.actor.size), uses.actor]
    by_tie = STRENGTHS[:, None] * reach[None]
    return np.asarray((by_tie / (1.0 + by_tie)).mean(axis=1))
