"""How groups' active days hang together: a handful of numbers that tell groups of their own, a copied leader and a common source apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.measure.together import weekday_profile

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

# The usual level is an average by a bell of so many days' standard deviation. What is still shared at lags too far off for a link is taken
# away: groups on one wave of three weeks are close at all lags.
_BELL_DAYS = 14
_FAR_DAYS = 7
# Weeks that a level starts with, so that a group's only event is no certainty.
_PRIOR_DAYS = 7.0

# A group's own bursts smear what it shares with others over the days around. What its last three days tell of a day is taken away, drawn
# towards nothing by ten days: of bursty pairs that copy 40 %, .86 instead of .78 are then placed rightly, of steady ones .84 for .85.
_OWN_DAYS, _PRIOR_OWN = 3, 10.0

NAMES = (
    "same day, all pairs",
    "days after, all pairs",
    "all pairs squared",
    "closest pair",
    "second closest pair",
    "same day and one direction, best pair",
    "difference of directions, largest of a pair",
    "difference of directions, closest pair",
    "closest group",
    "difference of directions, largest of a group",
    "difference of directions, closest group",
    "pairs without the closest group",
    "three groups on one day",
)


@dataclass(frozen=True, eq=False)
class Closeness:
    """How often each pair shares days, as z-scores; what far lags share is taken away.

    Attributes
    ----------
    same : ndarray of float64, shape (n_groups, n_groups)
        On the same day.
    after : ndarray of float64, shape (n_groups, n_groups)
        The group of the column some days after that of the row.
    """

    same: Days
    after: Days

    @property
    def whole(self) -> Days:
        """On the same day or some days after, whoever is first; 0 for a group and itself."""
        both = (self.same + self.after + self.after.T) / np.sqrt(3)
        return np.asarray(both * ~np.eye(len(both), dtype=bool))


def summaries(acts: Marks, known: Marks, reach: int) -> Days:
    """Return the numbers of `NAMES`, which do not hang on the order of the groups; shape (13,).

    Parameters
    ----------
    acts, known : ndarray of bool, shape (n_groups, n_days)
        Active days, and days on which somebody looked.
    reach : int
        The largest lag of a link, 1 or more.
    """
    surprise = _without_own(_surprises(acts & known, known))
    one = _closeness(surprise, known, reach)
    first, second = np.triu_indices(len(acts), 1)
    turned = (one.after - one.after.T) / np.sqrt(2)
    directed = (np.sqrt(2) * turned + one.same) / np.sqrt(3)
    pairs, order = one.whole[first, second], np.argsort(one.whole[first, second])
    group = int(one.whole.sum(axis=1).argmax())
    without = (first != group) & (second != group)
    partners = np.sqrt(len(acts) - 1)
    return np.array(
        [
            one.same[first, second].sum() / np.sqrt(first.size),
            (one.after + one.after.T)[first, second].sum() / np.sqrt(2 * first.size),
            np.sqrt((pairs**2).mean()),
            pairs[order[-1]],
            pairs[order[-2:][0]],
            max(directed[first, second].max(), directed[second, first].max()),
            turned.max(),
            abs(turned[first[order[-1]], second[order[-1]]]),
            one.whole[group].sum() / partners,
            turned.sum(axis=1).max() / partners,
            abs(turned[group].sum()) / partners,
            pairs[without].sum() / np.sqrt(max(1, int(without.sum()))),
            _triples(surprise),
        ]
    )


def _surprises(acts: Marks, known: Marks) -> Days:
    """Return active days less those expected by level and weekday, in units of their spread; 0 where nobody looked."""
    profile = np.where(known, weekday_profile(acts, known), 0.0)
    rate = acts.sum(axis=1, keepdims=True) / np.maximum(profile.sum(axis=1, keepdims=True), 1.0)
    level = (_bell(acts.astype(np.float64)) + _PRIOR_DAYS * rate) / (_bell(profile) + _PRIOR_DAYS)
    surprise = np.where(known, acts - np.minimum(level * profile, 1.0), 0.0)
    spread = np.sqrt((surprise**2).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1))
    return surprise / np.where(spread > 0, spread, 1.0)


def _without_own(surprise: Days) -> Days:
    """Return what a group's own last days do not tell of each day, in units of its spread."""
    rest = np.zeros_like(surprise)
    for row, own in zip(rest, surprise, strict=True):
        last = np.stack([np.concatenate([np.zeros(back), own])[: own.size] for back in range(1, _OWN_DAYS + 1)])
        told = np.linalg.solve(last @ last.T + _PRIOR_OWN * np.eye(_OWN_DAYS), last @ own)
        row[:] = np.where(own == 0, 0.0, own - told @ last)
    spread = np.sqrt((rest**2).sum(axis=1, keepdims=True) / np.maximum((rest != 0).sum(axis=1, keepdims=True), 1))
    return rest / np.where(spread > 0, spread, 1.0)


def _bell(rows: Days) -> Days:
    reach = 3 * _BELL_DAYS
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / _BELL_DAYS) ** 2)
    return np.stack([np.convolve(row, kernel)[reach : reach + row.size] for row in rows])


def _closeness(surprise: Days, known: Marks, reach: int) -> Closeness:
    days = known.astype(np.float64)
    both = np.sqrt(np.maximum(days @ days.T, 1.0))
    far = [_at(surprise, lag) for lag in range(reach + 2, reach + 2 + _FAR_DAYS)]
    usual = sum(one + one.T for one in far) / (2 * _FAR_DAYS)
    near = [_at(surprise, lag) - usual for lag in range(1, reach + 1)]
    return Closeness((_at(surprise, 0) - usual) / both, np.asarray(sum(near)) / both / np.sqrt(reach))


def _at(surprise: Days, lag: int) -> Days:
    """Return sums of products so many days apart; row before column."""
    size = surprise.shape[1]
    return surprise[:, : max(0, size - lag)] @ surprise[:, min(lag, size) :].T


def _triples(surprise: Days) -> float:
    """Return the z-score of three groups on one day, beyond what pairs share."""
    groups, days = surprise.shape
    square = surprise * surprise
    first, second, third = (one.sum(axis=0) for one in (surprise, square, square * surprise))
    triples = groups * (groups - 1) * (groups - 2) / 6
    return float(((first * first * first - 3 * first * second + 2 * third) / 6).sum() / np.sqrt(days * triples)) if triples else 0.0
