"""Every pair of groups: does one act on the days that the other covers, or after them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.ask.answer import answer
from concerted.ask.findings import (
    CONTROL,
    COVERED,
    ENOUGH,
    FEW,
    FIRES,
    NO_ROOM,
    NONE,
    NOTHING,
    OPEN,
    SHARED,
    UNKNOWN_REPORTING,
    Findings,
    Pairs,
)
from concerted.ask.following import Panel, Setting, Targets
from concerted.ask.together import checked, together
from concerted.ask.verdict import FEWEST_DAYS, MOST_COVERED
from concerted.chance.many import able_to_fire, adjusted
from concerted.chance.many_days import LONGEST, Loops, ManyDays, Sizes, fires_anywhere, many_days
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import DayLike
from concerted.errors import DataError
from concerted.finding import Finding

_LAGS = {"together": (0, 1), "answer": (1, 2, 3)}
_LEAST_LAG = {"together": 0, "answer": 1}
# Groups x days at once: what is worked out once a source is shared by many targets, and memory does not grow with the groups.
_AT_ONCE = 1_500_000
_SOURCES = 512
# Sources whose shared levels with all targets are told at once.
_AHEAD = 64
# Pair-days from which on numba, where it is there, pays for its start.
_WORTH_COMPILING = 8_000_000


@dataclass(frozen=True, eq=False)
class Plan:
    """What is scanned, in parts that can be worked on in any order.

    Attributes
    ----------
    counts : Counts
    question : str
    setting : Setting
    names : tuple of str
        The groups with enough data.
    few : tuple of str
        Those without.
    compiled : bool
        Whether to take the loops that numba compiles.
    """

    counts: Counts
    question: str
    setting: Setting
    names: tuple[str, ...]
    few: tuple[str, ...]
    compiled: bool = False
    _panels: dict[tuple[int, ...], Panel] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def parts(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """Sources and targets of each part, as places in `names`."""
        wide = max(1, _AT_ONCE // max(1, self.counts.days.size))
        places = range(len(self.names))
        targets = [tuple(places[i : i + wide]) for i in range(0, len(places), wide)]
        sources = [tuple(places[i : i + _SOURCES]) for i in range(0, len(places), _SOURCES)]
        return tuple((some, others) for others in targets for some in sources)

    @property
    def pairs(self) -> int:
        """Directed pairs of groups with enough data."""
        return len(self.names) * (len(self.names) - 1)

    def part(self, number: int) -> Pairs:
        """Ask the question of the pairs of one part.

        Parameters
        ----------
        number : int
        """
        sources, others = self.parts[number]
        panel = self._panel(others)
        found: list[Pairs] = []
        for start in range(0, len(sources), _AHEAD):
            some = sources[start : start + _AHEAD]
            panel.ahead([self.names[a] for a in some])
            found.extend(self._of_source(panel, a, np.array(others)) for a in some)
        return Pairs.joined(found)

    def _panel(self, others: tuple[int, ...]) -> Panel:
        """Return the targets of a part; those of the last part are kept, as the next one mostly has the same."""
        if others not in self._panels:
            self._panels.clear()
            self._panels[others] = Panel(self.counts, tuple(self.names[i] for i in others), self.setting, self.compiled)
        return self._panels[others]

    def _of_source(self, panel: Panel, a: int, others: npt.NDArray[np.int64]) -> Pairs:
        source, targets = panel.against(self.names[a])
        found = _tested(targets, int(source.active.sum()), self._census[others] & self._census[a])
        return replace(found, a=np.full(others.size, a, dtype=np.int32), b=others.astype(np.int32)).chosen(others != a)

    def forget(self) -> None:
        """Let go of what was worked out of the targets; it may take hundreds of megabytes."""
        self._panels.clear()

    @cached_property
    def _census(self) -> npt.NDArray[np.bool_]:
        """Whether somebody declared all days on which a group was looked for to be a census; shape (names,)."""
        levels = self.counts.coverage[[self.counts.index(name) for name in self.names]]
        return np.asarray(((levels == CENSUS) | (levels == NOBODY_LOOKED)).all(axis=1) & self.counts.declared)

    def single(self, a: str, b: str) -> Finding:
        """Ask the question of one pair.

        Parameters
        ----------
        a, b : str
        """
        one = self.setting
        ask = together if self.question == "together" else answer
        return ask(
            self.counts,
            a,
            b,
            one.lags,
            window_days=one.window_days,
            smallest_share=one.smallest_share,
            given=one.given,
            response_days=one.response_days,
            controls=one.controls,
            alpha=one.alpha,
        )


def scan(
    counts: Counts,
    question: str = "together",
    *,
    lags: tuple[int, ...] | None = None,
    window_days: int | None = None,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
    response_days: int = 3,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    workers: int = 1,
    compiled: bool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Ask `together` or `answer` of every directed pair of groups with enough data, with one correction over all.

    Parameters
    ----------
    counts : Counts
    question : str
        "together" or "answer".
    lags : tuple of int, optional
        As in the question; (0, 1) or (1, 2, 3) if left out.
    window_days, smallest_share, given, response_days, controls
        As in the question. Groups in `given` and `controls` are not scanned.
    alpha : float
        Level of the false discovery rate.
    workers : int
        Processes; the answer is the same with any number.
    compiled : bool, optional
        Whether numba compiles the loops (extra `fast`); if left out, where it is there and there is much to do. Other digits than the
        first nine may differ.
    progress : callable, optional
        Called with the parts that are done and all parts.

    Returns
    -------
    Findings
        p is that of a single call. q is corrected over all pairs that could have fired.

    Raises
    ------
    DataError, UnknownGroupError
    """
    made = plan(
        counts,
        question,
        lags=lags,
        window_days=window_days,
        smallest_share=smallest_share,
        given=given,
        response_days=response_days,
        controls=controls,
        alpha=alpha,
    )
    if compiled is not None:
        made = replace(made, compiled=compiled)
    return findings(made, _told(worked(made, range(len(made.parts)), workers), len(made.parts), progress))


def _told(parts: Iterator[Pairs], total: int, progress: Callable[[int, int], None] | None) -> Iterator[Pairs]:
    """Yield the parts, and tell of each."""
    for done, part in enumerate(parts, start=1):
        if progress is not None:
            progress(done, total)
        yield part


def plan(
    counts: Counts,
    question: str = "together",
    *,
    lags: tuple[int, ...] | None = None,
    window_days: int | None = None,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
    response_days: int = 3,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
) -> Plan:
    """Return what `scan` would work on, checked; parameters as there.

    Raises
    ------
    DataError, UnknownGroupError
    """
    if question not in _LAGS:
        raise DataError(f"expected a question of pairs, {' or '.join(_LAGS)}; found {question!r}.")
    outside = {str(one) for one in (*arguments.several(given, "given"), *arguments.several(controls, "controls"))}
    names = tuple(name for name in counts.groups if name not in outside)
    if len(names) < 2:
        raise DataError(f"expected two groups or more besides triggers and controls; found {len(names)}. Give counts of more groups.")
    first, second = names[:2]
    setting = checked(
        counts,
        first,
        second,
        _LAGS[question] if lags is None else lags,
        _LEAST_LAG[question],
        window_days=window_days,
        share=smallest_share,
        given=given,
        days=response_days,
        controls=controls,
        alpha=alpha,
    )
    rows = [counts.index(name) for name in names]
    active = ((counts.values[rows] > 0) & counts.observed[rows]).sum(axis=1)
    enough = tuple(name for name, n in zip(names, active, strict=True) if n >= FEWEST_DAYS)
    few = tuple(name for name, n in zip(names, active, strict=True) if n < FEWEST_DAYS)
    compiled = len(enough) ** 2 * counts.days.size >= _WORTH_COMPILING and find_spec("numba") is not None
    return Plan(counts, question, replace(setting, first_response=_LEAST_LAG[question]), enough, few, compiled)


def worked(made: Plan, numbers: Sequence[int], workers: int = 1) -> Iterator[Pairs]:
    """Yield the parts of a plan with these numbers, in their order.

    Parameters
    ----------
    made : Plan
    numbers : sequence of int
    workers : int
        Processes; the parts are the same with any number.
    """
    if workers == 1 or len(numbers) < 2:
        yield from (made.part(number) for number in numbers)
        return
    # Loaded here: only this needs it.
    from joblib import Parallel, delayed

    yield from Parallel(n_jobs=workers, return_as="generator")(delayed(made.part)(number) for number in numbers)


def findings(made: Plan, parts: Iterable[Pairs]) -> Findings:
    """Return the findings of all parts of a plan, corrected as one family.

    Parameters
    ----------
    made : Plan
    parts : iterable of Pairs
        In any order; each is put in its place as it comes, so that millions of pairs stand in memory once.
    """
    pairs = Pairs.of_all(len(made.names), parts)
    made.forget()
    if made.setting.lags == (0,):
        pairs = _undirected(pairs)
    q, q_any = _corrected(pairs, made.setting)
    why = np.where((q < made.setting.alpha) & (pairs.why > COVERED), FIRES, pairs.why)
    if made.setting.controls:
        why = _with_controls(made, pairs, why)
    return Findings(made.question, made.names, made.few, pairs, q, q_any, why, made.setting.alpha, made.single)


def _corrected(pairs: Pairs, setting: Setting) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return q-values over the pairs that could have fired; not a number for the others."""
    enough = pairs.why >= ENOUGH
    # A shared day has no direction: the two orders of a pair are one test.
    once = enough & (pairs.a < pairs.b) if setting.lags == (0,) else enough
    q = np.full(pairs.p.size, np.nan)
    family = np.zeros(pairs.p.size, dtype=bool)
    family[once] = able_to_fire(pairs.least_p[once], setting.alpha)
    q[family] = adjusted(pairs.p[family])
    if setting.lags == (0,):
        order = np.lexsort((pairs.a, pairs.b))
        q = np.where(pairs.a > pairs.b, q[order], q)
    harmonic = float((1 / np.arange(1, max(1, int(family.sum())) + 1)).sum())
    return q, np.minimum(1.0, q * harmonic)


def _undirected(pairs: Pairs) -> Pairs:
    """Return for both orders of a pair the less surprising of the two, as in a single call; pairs are in the order of a and b."""
    order = np.lexsort((pairs.a, pairs.b))
    other = pairs.chosen(order)
    first = (pairs.p > other.p) | ((pairs.p == other.p) & (pairs.a < pairs.b))
    rows = np.where(first, np.arange(pairs.p.size), order)
    return replace(pairs.chosen(rows), a=pairs.a, b=pairs.b)


def _with_controls(made: Plan, pairs: Pairs, why: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the reasons where a pair that fires also fires with a control in the source's place."""
    result = why.copy()
    for i in np.flatnonzero(why == FIRES):
        one = made.single(made.names[int(pairs.a[i])], made.names[int(pairs.b[i])])
        if any(c.p is not None and c.p < made.setting.alpha / len(one.controls) for c in one.controls):
            result[i] = CONTROL
    return result


def _tested(targets: Targets, acts_a: int, census: npt.NDArray[np.bool_]) -> Pairs:
    """Return the pairs of one source and all targets; places of source and target are filled in by the caller."""
    kinds = targets.kinds()
    parts = [_pairs(targets, rows, _sizes(targets, rows), acts_a, census) for rows in kinds]
    return Pairs.joined(parts).chosen(np.argsort(np.concatenate(kinds)))


def _sizes(targets: Targets, rows: npt.NDArray[np.int64]) -> Sizes:
    """Return the sizes of targets of one diagnosis."""
    known, window_days = targets.known, targets.diagnosis(int(rows[0])).window_days
    stretches = targets.source.stretches(window_days)
    weights, place = targets.weights(rows)
    weights = weights[None]
    if not targets.plain:
        weights = weights[:, place] * np.stack([np.stack(targets.reporting[i].odds) for i in rows], axis=1)
        place = np.arange(rows.size)
    if known.compiled and int(stretches.sizes.max()) <= LONGEST:
        loops = targets.kept.setdefault(window_days, Loops(known.active, known.usable, stretches.table()))
        # What groups answer of listed triggers weighs on days and differs by source.
        common = targets.plain and not targets.setting.given and not targets.diagnosis(int(rows[0])).drifts
        return loops.sizes(rows, targets.source.covered, weights, place, common=common)
    table = stretches.table()
    # Where the source covers nothing, nothing can be hit.
    table = table[(targets.source.covered[table] & (table >= 0)).any(axis=1)]
    return many_days(ManyDays(known.active[rows], known.usable[rows], targets.source.covered, weights[:, place], table))


def _pairs(targets: Targets, rows: npt.NDArray[np.int64], one: Sizes, acts_a: int, census: npt.NDArray[np.bool_]) -> Pairs:
    """Return the sizes of targets of one diagnosis, and why each has its verdict where it does not fire; the first reason counts."""
    setting = targets.setting
    known = census[rows] | (False if targets.plain else np.array([targets.reporting[i].known for i in rows]))
    reasons = (
        (NOTHING, one.count == 0),
        (NO_ROOM, np.isnan(one.effect)),
        (FEW, np.minimum(one.count, acts_a) < FEWEST_DAYS),
        (UNKNOWN_REPORTING, ~known),
        (COVERED, one.covered > MOST_COVERED * np.maximum(1, one.days)),
        (OPEN, ~(one.high < setting.smallest_share)),
        (SHARED, fires_anywhere(one, setting.alpha, compiled=targets.known.compiled)),
    )
    why = np.full(rows.size, NONE, dtype=np.int8)
    for reason, told in reversed(reasons):
        why[told] = reason
    p = np.where(one.count == 0, np.nan, one.p)
    seen, days = one.observed.astype(np.int32), one.count.astype(np.int32)
    return Pairs(rows, rows, p, one.effect, one.low, one.high, one.expected, one.least_p, seen, days, why)
