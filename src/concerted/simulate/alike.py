"""Data like a case's own, without a link: each group's level, weekdays, bursts and batches, drawn apart from the others'.

The days looked at, exposure, effort, controls and whatever is `given` stay exactly as they are. What the groups' days owe to these is kept
too, as far as the data show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from concerted.counts import Counts
from concerted.days import DayLike, as_day
from concerted.simulate import smoothing
from concerted.simulate.hidden_effort import HiddenEffort, hidden_effort
from concerted.simulate.likeness import Likeness, likeness
from concerted.simulate.smoothing import Mask, Reals

# How strongly a group's rate follows the pages read: not at all, to in proportion.
_ELASTICITIES = np.linspace(0, 1, 11)
# The first day of numpy's calendar was a Thursday.
_WEEKDAY_OF_DAY_ZERO = 3


@dataclass(frozen=True, eq=False)
class Alike:
    """Groups of counts as they behave on their own.

    Attributes
    ----------
    counts : Counts
        The case's own.
    own : dict of int to Likeness
        The rows that are drawn anew; the others stay.
    effort : HiddenEffort or None
        The daily effort of reporting that the controls show.
    follows : dict of int to float
        How much of that effort each drawn row shows, 0 to 1.
    """

    counts: Counts
    own: dict[int, Likeness]
    effort: HiddenEffort | None
    follows: dict[int, float]

    @classmethod
    def of(
        cls,
        counts: Counts,
        *,
        given: Iterable[DayLike | str] = (),
        controls: Sequence[str] = (),
        hidden: Mask | None = None,
        one_rate: bool = False,
    ) -> Alike:
        """Measure how each group behaves on its own.

        Parameters
        ----------
        counts : Counts
        given : iterable of days or groups
            Known triggers, and opponents, which stay as they are.
        controls : sequence of str
            Unrelated groups of the same sources; they stay as they are.
        hidden : ndarray of bool, shape (n_days,), optional
            Days from which nothing is learned, such as the window of a pause.
        one_rate : bool
            Whether each group's level is drawn as one rate, whatever it was.
        """
        told = tuple(given)
        opponents = [str(one) for one in told if one in counts.groups]
        fixed = {counts.index(name) for name in (*controls, *opponents)}
        known = counts.observed if hidden is None else counts.observed & ~hidden
        weekday = (counts.days.astype(np.int64) + _WEEKDAY_OF_DAY_ZERO) % 7
        effort = hidden_effort(counts.values.astype(np.float64), known, weekday, [counts.index(name) for name in controls])
        near = _near(counts, [as_day(one) for one in told if one not in counts.groups], opponents)
        own, follows = {}, {}
        for row in range(len(counts.groups)):
            if row not in fixed:
                offset = _offset(counts, row, known[row])
                follows[row] = _follows(effort, counts.values[row].astype(np.float64), known[row], offset)
                shown = np.ones(weekday.size) if effort is None else 1 + follows[row] * (effort.mean - 1)
                own[row] = likeness(counts.values[row], known[row], offset, shown, weekday, near, one_rate=one_rate)
        return cls(counts, own, effort, follows)

    def draw(self, seed: int, run: int) -> Counts:
        """Return counts like these in which no drawn group knows of another.

        Parameters
        ----------
        seed, run : int
            Row g of run i uses the stream SeedSequence(seed, spawn_key=(i, g)).
        """
        streams = [np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(run, row))) for row in range(len(self.counts.groups) + 1)]
        effort = np.ones(self.counts.days.size) if self.effort is None else self.effort.draw(streams[-1])
        values = self.counts.values.copy()
        for row, own in self.own.items():
            values[row] = own.draw(streams[row], 1 + self.follows[row] * (effort - 1))
        values[~self.counts.observed] = 0
        values.flags.writeable = False
        return replace(self.counts, values=values)


def _near(counts: Counts, triggers: Sequence[DayLike], opponents: Sequence[str]) -> tuple[Mask, ...]:
    """Return where listed triggers lie, then where each opponent acted; shape (n_days,) each."""
    listed = [np.isin(counts.days, np.array(triggers, dtype="datetime64[D]"))] if triggers else []
    rows = [counts.index(name) for name in opponents]
    return (*listed, *((counts.values[row] > 0) & counts.observed[row] for row in rows))


def _offset(counts: Counts, row: int, known: Mask) -> Reals:
    """Return exposure, times the pages read as far as the group's rate follows them; shape (n_days,)."""
    at_risk = np.ones(counts.days.size) if counts.exposure is None else counts.exposure[row]
    if counts.effort is None or not known.any():
        return at_risk
    read = counts.effort[row]
    read = np.where(read > 0, read / read[known].mean(), 1.0)
    values = counts.values[row].astype(np.float64)
    likely = [_log_likelihood(values, at_risk * read**power, known) for power in _ELASTICITIES]
    return np.asarray(at_risk * read ** float(_ELASTICITIES[int(np.argmax(likely))]))


def _log_likelihood(values: Reals, offset: Reals, known: Mask) -> float:
    expected = smoothing.level(values, known, offset)
    there = known & (expected > 0)
    return float((values * np.log(np.where(there, expected, 1.0)) - expected)[there].sum())


def _follows(effort: HiddenEffort | None, values: Reals, known: Mask, offset: Reals) -> float:
    return 0.0 if effort is None else effort.follows(values, smoothing.level(values, known, offset), known)
