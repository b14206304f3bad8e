"""How often would this test fire on nothing, and what could it have seen, on data like this?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import betaincinv

from concerted.ask import arguments
from concerted.counts import Counts
from concerted.days import DayLike
from concerted.errors import DataError
from concerted.simulate.alike import Alike
from concerted.weigh.calibration_runs import SHARES, Fired, Study, run
from concerted.weigh.calibration_tests import QUESTIONS
from concerted.weigh.calibration_trial import Trial
from concerted.words import calibration as words

if TYPE_CHECKING:
    from arro3.core import Table

# How likely a link is held to be before the test is seen.
PRIORS = (0.1, 0.3, 0.5)
_SEEN_OFTEN = 0.8
# With fewer runs nothing can be said of a rate of one in twenty.
_FEWEST_RUNS = 20


class Seen(NamedTuple):
    """How often a planted size was seen: `fired` of `runs`. Size 0 is no link at all."""

    share: float
    fired: int
    runs: int

    @property
    def rate(self) -> float:
        """Share of the runs in which the test fired."""
        return self.fired / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the rate (Clopper & Pearson 1934)."""
        k, n = self.fired, self.runs
        low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, 0.025))
        return low, 1.0 if k == n else float(betaincinv(k + 1, n - k, 0.975))


@dataclass(frozen=True)
class Calibration:
    """What a test does on data like a case's own.

    Attributes
    ----------
    question : str
    groups : tuple of str
        Who was asked about; empty where every pair (or group) of the counts was, in turn.
    alpha : float
        Level of the test.
    seed : int
    seen : tuple of Seen
        First without a link, then with ever larger planted ones.
    smallest_share : float
        The smallest size of interest.
    effect, cause : str
        The words for what was planted: "a share" and "link", "a fall" and "pause", "a step" and "turn".
    """

    question: str
    groups: tuple[str, ...]
    alpha: float
    seed: int
    seen: tuple[Seen, ...]
    smallest_share: float = 0.2
    effect: str = "a share"
    cause: str = "link"

    @property
    def runs(self) -> int:
        """Worlds without a link."""
        return self.seen[0].runs

    @property
    def false_alarm_rate(self) -> float:
        """In what share of cases like this the test would fire if there were no link."""
        return self.seen[0].rate

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the false-alarm rate."""
        return self.seen[0].interval

    @property
    def least_p(self) -> float:
        """The smallest p that may be printed: 1 / (runs + 1)."""
        return 1 / (self.runs + 1)

    @cached_property
    def _power(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Sizes and how often each is seen, made never to fall with the size."""
        shares = np.array([one.share for one in self.seen])
        return shares, _never_falling(np.array([one.rate for one in self.seen]), np.array([one.runs for one in self.seen]))

    @property
    def could_have_seen(self) -> float | None:
        """The smallest planted share seen in four cases of five, between the shares tried by a straight line; None if there is none."""
        shares, power = self._power
        if power[-1] < _SEEN_OFTEN:
            return None
        above = int(np.argmax(power >= _SEEN_OFTEN))
        if above == 0:
            return 0.0
        part = (_SEEN_OFTEN - power[above - 1]) / (power[above] - power[above - 1])
        return float(shares[above - 1] + part * (shares[above] - shares[above - 1]))

    @property
    def power(self) -> float:
        """How often the smallest share of interest is seen."""
        return float(np.interp(self.smallest_share, *self._power))

    @property
    def likely_real(self) -> Mapping[float, float]:
        """How likely a firing is to be real, by how likely a link of the smallest size of interest was held to be before.

        The false-alarm rate is taken as (fired + 1) / (runs + 1), never 0.
        """
        false = (self.seen[0].fired + 1) / (self.runs + 1)
        return {prior: prior * self.power / (prior * self.power + (1 - prior) * false) for prior in PRIORS}

    @property
    def sentence(self) -> str:
        """The calibration as it is printed beside a finding."""
        return words.sentence((self.false_alarm_rate, self.interval[1]), self.could_have_seen, self.effect, self.cause)

    def printed(self, p: float | None) -> float | None:
        """Return a p as it may be printed: not below `least_p`."""
        return None if p is None else max(p, self.least_p)

    def table(self) -> Table:
        """Return an Arrow table with a row for each planted share: share, runs, fired, rate, low, high."""
        from arro3.core import Array, DataType, Field, Schema, Table

        whole, real = DataType.int64(), DataType.float64()
        columns: dict[str, tuple[list[Any], DataType]] = {
            "share": ([one.share for one in self.seen], real),
            "runs": ([one.runs for one in self.seen], whole),
            "fired": ([one.fired for one in self.seen], whole),
            "rate": ([one.rate for one in self.seen], real),
            "low": ([one.interval[0] for one in self.seen], real),
            "high": ([one.interval[1] for one in self.seen], real),
        }
        fields = [Field(name, kind, nullable=False) for name, (_, kind) in columns.items()]
        return Table.from_arrays(
            [Array(cells, field) for (cells, _), field in zip(columns.values(), fields, strict=True)], schema=Schema(fields)
        )


def calibrate(
    counts: Counts,
    question: str = "together",
    *,
    groups: tuple[str, ...] | None = None,
    options: Mapping[str, Any] | None = None,
    runs: int = 400,
    seed: int = 1,
    workers: int = 1,
    alpha: float = 0.05,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
    controls: Sequence[str] | None = None,
) -> Calibration:
    """Measure how often a test fires on data like these without any link, and what share of copied events it sees.

    Parameters
    ----------
    counts : Counts
        The case's own. The simulated worlds keep the days looked at, exposure, effort, controls and whatever is `given` as they are, and
        each group's own level, weekdays, bursts and batches; the groups are drawn apart from each other.
    question : {"together", "answer", "pause", "turn", "network"}
        Which test.
    groups : tuple of str, optional
        A and B; for `pause` one group, or several for their joint pause; for `turn` one group, or two for their coupling. Every pair (or,
        for `pause` and `turn`, every group) in turn if left out.
    options : mapping, optional
        Further arguments of the question, such as {"lags": (0,)} or, needed for `pause`, {"window": (first, last)}.
    runs : int
        Worlds without a link; a planted one is tried on every second of them, at six sizes.
    seed : int
        Row g of run i uses the stream SeedSequence(seed, spawn_key=(i, g)).
    workers : int
        Processes; the answer is the same with any number. Within `joblib.parallel_config` that backend is used, Dask's among them.
    alpha, smallest_share, given, controls
        As for the question.

    Returns
    -------
    Calibration

    Raises
    ------
    UnknownGroupError, WindowError, DataError
    """
    arguments.whole(runs, "runs", _FEWEST_RUNS)
    arguments.whole(seed, "seed", 0)
    if workers != -1:
        arguments.whole(workers, "workers", 1)
    told, others = arguments.several(given, "given"), tuple(str(name) for name in arguments.several(controls, "controls"))
    if question not in QUESTIONS:
        raise DataError(f"expected a question among {', '.join(QUESTIONS)}; found {question!r}. Others cannot be calibrated.")
    asked = _Asked(dict(options or {}), told, others, arguments.level(alpha), arguments.share(smallest_share))
    tests = asked.tests(counts, question, groups)
    alike = Alike.of(counts, given=told, controls=others, hidden=tests[0].hidden, one_rate=tests[0].one_rate)
    *_, fired = run(Study(alike, tests, seed, runs), workers)
    return summary(question, tuple(groups or ()), fired, alpha=alpha, seed=seed, smallest_share=smallest_share)


@dataclass(frozen=True)
class _Asked:
    """What all tests of a calibration share."""

    options: dict[str, Any]
    given: tuple[Any, ...]
    controls: tuple[str, ...]
    alpha: float
    smallest_share: float

    def tests(self, counts: Counts, question: str, groups: tuple[str, ...] | None) -> tuple[Trial, ...]:
        """Return the test of the groups that are meant, or of every pair or group in turn."""
        kind = QUESTIONS[question]
        apart = {*self.controls, *(str(one) for one in self.given)}
        chosen = kind.choices([name for name in counts.groups if name not in apart]) if groups is None else [groups]
        if not chosen:
            raise DataError(f"expected {kind.least} groups or more that are neither controls nor given; found fewer. Name them in `groups`.")
        return tuple(
            kind.test(counts, names, self.options, given=self.given, controls=self.controls, alpha=self.alpha, share=self.smallest_share)
            for names in chosen
        )


def summary(question: str, groups: tuple[str, ...], fired: Fired, *, alpha: float, seed: int, smallest_share: float) -> Calibration:
    """Return what the runs show.

    Parameters
    ----------
    fired : ndarray of int8, shape (n_runs, n_sizes)
        1 where the test fired, 0 where not, -1 where it was not asked; column 0 without a link.
    """
    seen = tuple(Seen(size, int((column == 1).sum()), int((column >= 0).sum())) for size, column in zip(SHARES, fired.T, strict=True))
    return Calibration(question, groups, alpha, seed, seen, smallest_share, QUESTIONS[question].effect, QUESTIONS[question].cause)


def _never_falling(rates: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the nearest rates that never fall: neighbours that do are pooled."""
    pools: list[tuple[float, float, int]] = []
    for rate, weight in zip(rates.tolist(), weights.tolist(), strict=True):
        pools.append((rate, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (r2, w2, n2), (r1, w1, n1) = pools.pop(), pools.pop()
            pools.append(((r1 * w1 + r2 * w2) / (w1 + w2), w1 + w2, n1 + n2))
    return np.repeat([rate for rate, _, _ in pools], [n for _, _, n in pools])
