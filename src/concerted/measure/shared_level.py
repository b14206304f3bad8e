"""A level that two groups share, told by hidden Markov chains: how likely is B to act on each day, given A's days and B's other days?

The level is one of five states, and moves from day to day by one of four chains: small steps and now and then a jump, of levels that
differ little or much; slow steps alone; jumps alone. A chain tells of each day from all of A's days and from B's days outside the window
of that day: where B's days fall within their own window is what is tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concerted.measure.together import weekday_profile

Days = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

# Each chain: standard deviation of the logarithm of the level, chance a day of a jump to any level, and of a step to the next one.
# With sharp plateaus of 21 days five times as busy `together` fired at .037 of 1,500 worlds, with slow surges at .034; a chain of jumps
# alone saw fewer copied events beside slow surges (.834 of worlds for .871).
_CHAINS = ((0.4, 1 / 50, 0.1), (0.8, 1 / 50, 0.1), (0.8, 0.0, 0.02), (1.3, 1 / 25, 0.0))
_PLACES = np.linspace(-2.0, 2.0, 5)
START = np.exp(-(_PLACES**2) / 2) / np.exp(-(_PLACES**2) / 2).sum()
_HALVINGS, _WIDEST = 60, 30.0
# Windows of any length give one evidence; with this one arrays work longest at a time.
_MONTH = 28
_NEARLY_SURE = 1 - 1e-9


def _levels() -> Days:
    """Return the levels of each chain, 1 on average; shape (n_chains, n_states)."""
    raw = np.exp(np.outer([spread for spread, _, _ in _CHAINS], _PLACES))
    return np.asarray(raw / (raw @ START)[:, None])


def _moves() -> Days:
    """Return the chance of each move from one day to the next; shape (n_chains, n_states, n_states), rows add to 1."""
    size = START.size
    found = []
    for _, jump, step in _CHAINS:
        steps = np.zeros((size, size))
        for here in range(size):
            for there in {here - 1, here + 1} & {*range(size)}:
                # Steps towards rare levels are rarer, so that the shares of days at each level stay as they start.
                steps[here, there] = step * min(1.0, START[there] / START[here])
        steps += np.diag(1 - steps.sum(axis=1))
        found.append((1 - jump) * steps + jump * START)
    return np.array(found)


LEVELS, MOVES = _levels(), _moves()
CHAINS = LEVELS, MOVES, START


@dataclass(frozen=True, eq=False)
class Acts:
    """Days of several groups, as the chains take them.

    Attributes
    ----------
    active, seen : ndarray of bool, shape (n_groups, n_days)
        Days with an act, and days that tell something.
    mean : ndarray of float64, shape (n_groups, n_days)
        Acts expected on each day at the usual level.
    compiled : bool
        Whether to take the loops that numba compiles.
    told : ndarray of float64, optional
        The evidence, where it was worked out before.
    """

    active: Marks
    seen: Marks
    mean: Days
    compiled: bool = False
    told: Days | None = None
    _alone: dict[int, tuple[Days, Days]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, active: Marks, seen: Marks, odds: Days, *, compiled: bool = False) -> Acts:
        """Return the groups with these odds of each day; shape (n_groups, n_days) each."""
        acts = active & seen
        return cls(acts, seen, _expected(acts, np.where(seen, odds, 0.0), compiled=compiled), compiled)

    @classmethod
    def of_source(cls, active: Marks, seen: Marks, *, compiled: bool = False) -> Acts:
        """Return one group whose odds are those of its weekdays; shape (n_days,) each."""
        return cls.of(active[None], seen[None], weekday_profile(active, seen)[None], compiled=compiled)

    @classmethod
    def of_sources(cls, active: Marks, seen: Marks) -> list[Acts]:
        """Return the same of several groups, each on its own, by the loops that numba compiles; shape (n_groups, n_days) each.

        Eight groups at once take them little more time than one.
        """
        several = cls.of(active, seen, weekday_profile(active, seen), compiled=True)
        rows = (several.active, several.seen, several.mean, several.evidence)
        return [cls(acts[None], known[None], mean[None], True, told[None]) for acts, known, mean, told in zip(*rows, strict=True)]

    @cached_property
    def evidence(self) -> Days:
        """Logarithm of the probability of each group's days, by chain; shape (n_groups, n_chains)."""
        if self.told is not None:
            return self.told
        if self.compiled:
            from concerted.measure.compiled import evidence_alone

            return evidence_alone((self.active, self.seen, self.mean), CHAINS)
        chains = np.arange(len(LEVELS))
        return np.stack([_around(_in_windows(self.emitted(i, chains), _MONTH), MOVES)[2] for i in range(len(self.mean))])

    @cached_property
    def usual(self) -> Days:
        """Odds of an act on each day at the usual level; shape (n_groups, n_days)."""
        return np.asarray(np.expm1(self.mean))

    def alone(self, window_days: int) -> tuple[Days, Days]:
        """Return the evidence, and how likely each group is to act on each day by its days of other windows.

        Shapes (n_groups, n_chains) and (n_groups, n_chains, n_days).

        Parameters
        ----------
        window_days : int
        """
        if window_days not in self._alone:
            self._alone[window_days] = self._told_alone(window_days)
        return self._alone[window_days]

    def _told_alone(self, window_days: int) -> tuple[Days, Days]:
        if self.compiled:
            from concerted.measure.compiled import alone

            return alone((self.active, self.seen, self.mean), CHAINS, window_days)
        chains = np.arange(len(LEVELS))
        none = np.ones((chains.size, self.mean.shape[1], START.size))
        told = [_told(none, self, i, chains, window_days) for i in range(len(self.mean))]
        return np.stack([evidence for evidence, _ in told]), np.stack([likely for _, likely in told])

    def emitted(self, group: int, chains: Whole) -> Days:
        """Return the probability of what was seen of a group on each day at each level; shape (n_chains, n_days, n_states)."""
        quiet = np.exp(-self.mean[group][:, None] * LEVELS[chains][:, None, :])
        seen = np.where(self.active[group][:, None], 1 - quiet, quiet)
        return np.asarray(np.where(self.seen[group][:, None], seen, 1.0))


def shared_level(a: Acts, b: Acts, rows: Whole, window_days: int) -> Days:
    """Return how many times as likely as at the usual level, in odds, each B is to act on each day; shape (rows.size, n_days).

    Of the chains the one is taken that makes the days of A and of B likeliest apart. What it tells if they share one level, and what it
    tells if each has its own, is weighed by how likely their days are under either, at even odds.

    Parameters
    ----------
    a : Acts
        One group.
    b : Acts
    rows : ndarray of int64
        Which of the B's.
    window_days : int
        Length of the windows within which B's days are compared.
    """
    apart, alone = b.alone(window_days)
    apart = apart[rows] + a.evidence
    chain = apart.argmax(axis=1)
    each = np.arange(rows.size)
    apart = apart[each, chain]
    if b.compiled:
        from concerted.measure.compiled import shared

        known, several = (a.active[0], a.seen[0], a.mean[0]), (b.active, b.seen, b.mean)
        return shared(known, several, rows, chain, CHAINS, window_days, (apart, alone, b.usual))
    together, likely = _told_together(a, b, rows, chain, window_days)
    # Beyond e^500 nothing is left of the other.
    one = (1 / (1 + np.exp(np.clip(apart - together, -500.0, 500.0))))[:, None]
    likely = np.minimum(one * likely + (1 - one) * alone[rows, chain], _NEARLY_SURE)
    usual = b.usual[rows]
    return np.asarray(np.where(usual > 0, likely / (1 - likely) / np.where(usual > 0, usual, 1.0), 1.0))


def _told_together(a: Acts, b: Acts, rows: Whole, chain: Whole, window_days: int) -> tuple[Days, Days]:
    """Return the evidence of A's and each B's days if they share a level, and how likely B is then to act on each day."""
    always = a.emitted(0, np.arange(len(LEVELS)))
    told = [_told(always[[m]], b, i, np.array([m]), window_days) for i, m in zip(rows, chain, strict=True)]
    return np.array([evidence[0] for evidence, _ in told]), np.stack([each[0] for _, each in told])


def _expected(acts: Marks, odds: Days, *, compiled: bool = False) -> Days:
    """Return the acts expected on each day whose odds are a multiple of these, as many days in all as there were; shape as given."""
    if compiled:
        from concerted.measure.compiled import expected

        return expected(acts, odds, _HALVINGS, _WIDEST)
    active = acts.sum(axis=1, keepdims=True)
    below, above = np.full(active.shape, -_WIDEST), np.full(active.shape, _WIDEST)
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        scaled = np.exp(middle) * odds
        over = (scaled / (1 + scaled)).sum(axis=1, keepdims=True) > active
        below, above = np.where(over, below, middle), np.where(over, middle, above)
    return np.asarray(np.log1p(np.exp((below + above) / 2) * odds))


def _told(always: Days, b: Acts, row: int, chains: Whole, window_days: int) -> tuple[Days, Days]:
    """Return the evidence of all days, shape (n_chains,), and how likely B is to act on each, shape (n_chains, n_days).

    Parameters
    ----------
    always : ndarray of float64, shape (n_chains, n_days, n_states)
        Probability of what is known of every day, whichever is asked of.
    b : Acts
        Known of the days of other windows only.
    row : int
        Which B.
    chains : ndarray of int64
    window_days : int
    """
    days = always.shape[1]
    known = _in_windows(always, window_days)
    both = known * _in_windows(b.emitted(row, chains), window_days)
    moves = MOVES[chains]
    before, after, evidence = _around(both, moves)
    states = _within(known, before, after, moves).reshape(chains.size, -1, START.size)[:, :days]
    acts = -np.expm1(-b.mean[row][:, None] * LEVELS[chains][:, None, :])
    return evidence, np.asarray((states * acts).sum(axis=2) / states.sum(axis=2))


def _in_windows(values: Days, window_days: int) -> Days:
    """Return days as rows of windows, ones after the last: from shape (n_chains, n_days, n_states) to (…, n_windows, days, n_states)."""
    windows = -(-values.shape[1] // window_days)
    padded = np.ones((values.shape[0], windows * window_days, values.shape[2]))
    padded[:, : values.shape[1]] = values
    return padded.reshape(values.shape[0], windows, window_days, values.shape[2])


def _around(both: Days, moves: Days) -> tuple[Days, Days, Days]:
    """Return what the days before each window and those after it tell of its first and of the next one's first day, and the evidence."""
    chains, windows, days, states = both.shape
    through = np.broadcast_to(np.eye(states), (chains, windows, states, states))
    for day in range(days):
        # One product a chain is three times as fast as one a window.
        stepped = (through * both[:, :, day, None, :]).reshape(chains, windows * states, states)
        through = (stepped @ moves).reshape(chains, windows, states, states)
    before, after = np.empty((chains, windows, states)), np.ones((chains, windows, states))
    now = np.broadcast_to(START, (chains, states))
    wholes = np.empty((windows, chains))
    for window in range(windows):
        before[:, window] = now
        now = (now[:, None] @ through[:, window])[:, 0]
        wholes[window] = now.sum(axis=1)
        now = now / wholes[window, :, None]
    evidence = np.log(wholes).sum(axis=0)
    for window in range(windows - 1, 0, -1):
        later = (through[:, window] @ after[:, window, :, None])[..., 0]
        after[:, window - 1] = later / later.sum(axis=1, keepdims=True)
    return before, after, evidence


def _within(known: Days, before: Days, after: Days, moves: Days) -> Days:
    """Return the weights of the states of each day, from what is known of all days and from both sides; shape of `known`."""
    states = np.empty_like(known)
    now, later, back = before, after, moves.swapaxes(1, 2)
    for day in range(known.shape[2]):
        states[:, :, day] = now * known[:, :, day]
        now = states[:, :, day] @ moves
    for day in range(known.shape[2] - 1, -1, -1):
        later = later @ back
        states[:, :, day] *= later
        later = later * known[:, :, day]
    return states
