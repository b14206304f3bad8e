"""Who acts after whom, among all groups at once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from concerted.ask import arguments
from concerted.chance.many import benjamini_hochberg
from concerted.chance.separate_rhythms import SeparateRhythms, moments, pair_moments, upper_tail
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import as_day
from concerted.errors import DataError
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, SHARED_CAUSES
from concerted.measure import network as measure
from concerted.words import network as words
from concerted.words.numbers import capital, figure

if TYPE_CHECKING:
    from arro3.core import Table

AFTER, SAME_DAY = "after", "same day"
_FEWEST_DAYS = 10
# Days that must be left once three weeks on either side are set aside: eight weeks.
_LEAST_DAYS = 56
# With fewer days a coefficient, each pair is taken on its own.
_DAYS_A_TERM = 5
# Controls with fewer events a day between them do not show how hard a day was looked at.
_LEAST_EFFORT = 2.0
_SMALLEST_EFFECT = 0.2
_HALF = float(-ndtri(0.025))
# What such an interval leaves out at either end.
_TAIL = 0.025
_TOO_LONG = 60
# Fewer events of the source would bring fewer than ten of the target at the smallest effect of interest.
_FEWEST_EVENTS = 50


@dataclass(frozen=True)
class Edge:
    """One link of a network.

    Attributes
    ----------
    source, target : str
    kind : str
        "after": the target acts after the source. "same day": both act on one day, without a direction.
    effect, low, high : float or None
        After: further events of the target per event of the source within the lags. Same day: correlation of surprises. 95 % interval.
    p, q, q_any : float or None
        p one-sided; q after correction over all links of the kind (Benjamini & Hochberg 1995), q_any the same for links that depend on
        each other in any way (Benjamini & Yekutieli 2001).
    source_events, target_events : int
        On days that could be used.
    days : int
        Days of the target that could be compared.
    verdict : str
        One of `VERDICTS`.
    reason : str
    """

    source: str
    target: str
    kind: str
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    q_any: float | None
    source_events: int
    target_events: int
    days: int
    verdict: str
    reason: str


@dataclass(frozen=True)
class Network:
    """All links between the groups of some counts.

    Attributes
    ----------
    groups : tuple of str
    edges : tuple of Edge
        Directed links first, by target and source in the order of the groups; then pairs on the same day.
    lags : tuple of int
    joint : bool
        Whether all groups stand in one model, so that a third group is held constant; else each pair stands alone.
    verdict, reason, sentence : str
    settle : str or None
    method, null, effect_name : str
    assumes, cannot_show : tuple of str
    """

    groups: tuple[str, ...]
    edges: tuple[Edge, ...]
    lags: tuple[int, ...]
    joint: bool
    verdict: str
    reason: str
    sentence: str
    settle: str | None
    method: str = words.METHOD
    null: str = SeparateRhythms.name
    effect_name: str = words.EFFECT
    assumes: tuple[str, ...] = words.ASSUMES
    cannot_show: tuple[str, ...] = words.CANNOT_SHOW + SeparateRhythms.cannot_see

    def table(self) -> Table:
        """Return one row a link, as an Arrow table with the columns of `Edge`."""
        from arro3.core import Array, DataType, Field, Schema, Table

        kinds = {"int": DataType.int64(), "str": DataType.string()}
        names = [Field(f.name, kinds.get(str(f.type), DataType.float64()), nullable=True) for f in fields(Edge)]
        cells = [Array([getattr(edge, one.name) for edge in self.edges], one) for one in names]
        return Table.from_arrays(cells, schema=Schema(names))

    def _repr_html_(self) -> str:
        """Return the network as a notebook shows it: the links with the smallest p."""
        columns = ("source", "target", "kind", "effect", "low", "high", "p", "q", "verdict")
        strongest = sorted(self.edges, key=lambda edge: (edge.p is None, edge.p or 0.0))[:20]
        head = "".join(f"<th>{name}</th>" for name in columns)
        rows = "".join("<tr>" + "".join(f"<td>{_cell(getattr(edge, name))}</td>" for name in columns) + "</tr>" for edge in strongest)
        title = f"<p><strong>{escape(self.verdict)}</strong>. {escape(self.sentence)}</p>"
        return f"<section><h4>network: {len(self.groups)} groups</h4>{title}<table><tr>{head}</tr>{rows}</table></section>"


def network(
    counts: Counts,
    *,
    lags: Sequence[int] = (1, 2, 3),
    given: Iterable[Any] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
) -> Network:
    """Ask of all groups at once who acts after whom.

    Parameters
    ----------
    counts : Counts
        Two groups or more.
    lags : sequence of int
        Days after the source's day, 1 or more; a shared day has no direction and stands in rows of its own.
    given : iterable, optional
        Known triggers: days (they and the days after are left out), or groups such as the opponent (held constant, on the same day too,
        and not reported).
    controls : sequence of str, optional
        Unrelated groups from the same sources: they show how hard each day was looked at, and are not reported.
    alpha : float
        Level of the false discovery rate.
    seed : int
        Nothing is drawn; taken as by other questions.

    Returns
    -------
    Network

    Raises
    ------
    UnknownGroupError, DataError
    """
    arguments.whole(seed, "seed", 0)
    setting = _setting(counts, lags, given, controls, arguments.level(alpha))
    risk = _risk(counts, setting)
    rows = [counts.index(name) for name in (*setting.groups, *setting.given)]
    found = _measured(counts.values[rows].astype(np.float64), risk[rows], setting, _census(counts)[rows])
    return _network(counts, setting, found)


@dataclass(frozen=True)
class _Setting:
    """What was asked."""

    groups: tuple[str, ...]
    given: tuple[str, ...]
    days: tuple[np.datetime64, ...]
    controls: tuple[str, ...]
    lags: tuple[int, ...]
    alpha: float
    watched: bool
    pages: bool


@dataclass(frozen=True, eq=False)
class _Measured:
    """Matrices of sources by targets, given groups last, for links and for pairs on one day."""

    effect: npt.NDArray[np.float64]
    sd: npt.NDArray[np.float64]
    p: npt.NDArray[np.float64]
    days: npt.NDArray[np.int64]
    active: npt.NDArray[np.int64]
    crude: npt.NDArray[np.float64]
    together: npt.NDArray[np.float64]
    together_sd: npt.NDArray[np.float64]
    together_p: npt.NDArray[np.float64]
    joint: bool
    events: npt.NDArray[np.int64]
    census: npt.NDArray[np.bool_]


def _setting(counts: Counts, lags: Any, given: Any, controls: Any, alpha: float) -> _Setting:
    checked = arguments.several(lags, "lags")
    if not checked or any(isinstance(lag, bool) or not isinstance(lag, int | np.integer) or not 1 <= lag <= _TOO_LONG for lag in checked):
        raise DataError(f"expected lags of 1 to {_TOO_LONG} days, such as (1, 2, 3); found {lags!r}. A shared day has no direction.")
    triggers = arguments.several(given, "given")
    opponents = tuple(one for one in triggers if isinstance(one, str) and one in counts.groups)
    days = tuple(np.datetime64(as_day(one)) for one in triggers if one not in opponents)
    others = tuple(str(name) for name in arguments.several(controls, "controls"))
    for name in others:
        counts.index(name)
    if both := sorted(set(others) & set(opponents)):
        raise DataError(f"expected a group either as a trigger or as a control; found {', '.join(both)} as both. Leave one out.")
    groups = tuple(name for name in counts.groups if name not in {*opponents, *others})
    pages = counts.effort is not None
    if len(groups) < 2:
        raise DataError(f"expected two groups or more besides triggers and controls; found {len(groups)}. Give counts of more groups.")
    return _Setting(groups, opponents, days, others, tuple(sorted({int(lag) for lag in checked})), alpha, bool(others) or pages, pages)


def _risk(counts: Counts, setting: _Setting) -> npt.NDArray[np.float64]:
    """Return days at risk times the weight of the day; 0 where nobody looked or a known trigger lay on the day or the day before."""
    at_risk = counts.observed.astype(np.float64) * (1.0 if counts.exposure is None else counts.exposure)
    days = np.array(setting.days, dtype="datetime64[D]")
    triggered = np.isin(counts.days, days) | np.isin(counts.days - 1, days)
    at_risk = np.where(triggered, 0.0, at_risk) * _effort(counts, setting.controls)
    # Its unit does not matter. A day with less than a thousandth of the usual risk says nothing and would be divided by.
    usual = at_risk.sum(axis=1, keepdims=True) / np.maximum(1, (at_risk > 0).sum(axis=1, keepdims=True))
    at_risk = np.where(at_risk > 1e-3 * usual, at_risk / np.where(usual > 0, usual, 1.0), 0.0)
    return at_risk * measure.weekday_profile(counts.values.astype(np.float64), at_risk, int(counts.days[0].astype(int)) + 3)


def _effort(counts: Counts, controls: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Return how hard each day was looked at: pages read where they are known, else what the controls show."""
    if counts.effort is not None:
        return np.where(counts.observed, counts.effort, 0.0)
    seen = np.zeros(counts.days.size)
    for name in controls:
        row = counts.index(name)
        looked = counts.observed[row]
        mean = counts.values[row][looked].mean() if looked.any() else 0.0
        seen += np.where(looked, counts.values[row], mean)
    if not controls or seen.mean() < _LEAST_EFFORT:
        return np.ones(counts.days.size)
    return np.asarray((seen + 1.0) / (seen.mean() + 1.0))


def _census(counts: Counts) -> npt.NDArray[np.bool_]:
    """Tell for each group whether somebody declared all days that were looked at to be a census."""
    whole = ((counts.coverage == CENSUS) | (counts.coverage == NOBODY_LOOKED)).all(axis=1)
    return np.asarray(whole & counts.declared)


def _measured(values: npt.NDArray[np.float64], risk: npt.NDArray[np.float64], setting: _Setting, census: npt.NDArray[np.bool_]) -> _Measured:
    n = values.shape[0]
    terms = _terms(n, setting, int((risk > 0).sum(axis=1).max(initial=0)))
    fitted, moved = measure.fits(values, risk, terms)
    effect, sd, p = np.zeros((n, n)), np.zeros((n, n)), np.ones((n, n))
    for one in fitted:
        spread = moments(one.instrument, one.residual, one.used)
        effect[:, one.targets], sd[:, one.targets] = one.effect, np.sqrt(spread.variance)
        p[:, one.targets] = upper_tail(_ratio(one.effect, np.sqrt(spread.cautious)), spread.skewness)
    shared = measure.same_day(fitted, moved, values, risk)
    sums = shared.residual @ shared.surprise.T
    pairs = pair_moments(shared.residual, shared.surprise, moved.after_known & moved.before_known)
    return _Measured(
        effect=effect,
        sd=sd,
        p=p,
        days=moved.after_known.sum(axis=1),
        active=((values > 0) & moved.after_known).sum(axis=1),
        crude=_crude(np.where(risk > 0, values, 0.0), setting.lags),
        together=_ratio(sums + sums.T, shared.scale),
        together_sd=_ratio(np.sqrt(pairs.variance), shared.scale),
        together_p=upper_tail(_ratio(sums + sums.T, np.sqrt(pairs.cautious)), pairs.skewness),
        joint=bool(terms.joint.all()),
        events=(values * (risk > 0)).sum(axis=1).astype(np.int64),
        census=census,
    )


def _ratio(value: npt.NDArray[np.float64], scale: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.divide(value, scale, out=np.zeros_like(value), where=scale > 0)


def _terms(groups: int, setting: _Setting, days: int) -> measure.Terms:
    """Return one coefficient a group and lag; known triggers get one for the same day too."""
    asked = len(setting.groups)
    terms = [(j, lag) for j in range(groups) for lag in (*([0] if j >= asked else []), *setting.lags)]
    joint = np.eye(groups, dtype=bool) | (days >= _DAYS_A_TERM * len(terms))
    joint[asked:], joint[:, asked:] = True, True
    source, lag = np.array(terms, dtype=np.int64).T
    return measure.Terms(source, lag, joint)


def _crude(values: npt.NDArray[np.float64], lags: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return the score of plain correlation at the lags, levels and all: what a reader sees with bare eyes; sources by targets."""
    rest = values - values.mean(axis=1, keepdims=True)
    norm = np.sqrt(np.maximum((rest**2).sum(axis=1), 1e-12))
    products = sum((rest[:, : max(0, rest.shape[1] - lag)] @ rest[:, min(lag, rest.shape[1]) :].T) for lag in lags)
    return np.asarray(np.sqrt(rest.shape[1] / len(lags)) * np.asarray(products) / np.outer(norm, norm))


def _network(counts: Counts, setting: _Setting, found: _Measured) -> Network:
    n = len(setting.groups)
    directed = [(j, i) for i in range(n) for j in range(n) if i != j]
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    after = _edges(setting, found, directed, AFTER)
    edges = (*after, *_edges(setting, found, pairs, SAME_DAY))
    tally = Counter(edge.verdict for edge in after)
    verdict = next(v for v in (BEYOND, CANNOT_SAY, SHARED_CAUSES, NO_SIGN) if tally[v])
    standing = sorted((edge for edge in after if edge.verdict == BEYOND), key=lambda edge: edge.p or 0.0)[:3]
    said = [words.edge(e.source, e.target, e.effect or 0.0, e.low or 0.0, e.high or 0.0, e.p or 1.0, e.q or 1.0) for e in standing]
    reason = standing[0].reason if standing else Counter(e.reason for e in after if e.verdict == verdict).most_common(1)[0][0]
    told = words.found(n, len(directed), counts.days.size, said, tally.most_common(), setting.lags)
    return Network(
        groups=setting.groups,
        edges=edges,
        lags=setting.lags,
        joint=found.joint,
        verdict=verdict,
        reason=reason,
        sentence=f"{told} {capital(verdict)}: {reason}.",
        settle=words.SETTLE if verdict == CANNOT_SAY else None,
    )


def _edges(setting: _Setting, found: _Measured, places: list[tuple[int, int]], kind: str) -> tuple[Edge, ...]:
    p = [_p(found, j, i, kind) for j, i in places]
    q = benjamini_hochberg(p)
    harmonic = float((1 / np.arange(1, max(1, sum(one is not None for one in p)) + 1)).sum())
    q_any = [None if one is None else min(1.0, one * harmonic) for one in q]
    return tuple(_edge(setting, found, j, i, kind, (p[k], q[k], q_any[k])) for k, (j, i) in enumerate(places))


def _p(found: _Measured, j: int, i: int, kind: str) -> float | None:
    sd = found.sd if kind == AFTER else found.together_sd
    if found.days[i] < _LEAST_DAYS or min(found.active[i], found.active[j]) < 1 or sd[j, i] <= 0:
        return None
    effect, p = (found.effect, found.p) if kind == AFTER else (found.together, found.together_p)
    # Where one day holds nearly all events the skewed tail is none: with a million on one day of both groups p was 2e-308 beside an interval
    # that holds 0.
    return float(p[j, i] if effect[j, i] > _HALF * sd[j, i] else max(p[j, i], _TAIL))


def _edge(setting: _Setting, found: _Measured, j: int, i: int, kind: str, tested: tuple[float | None, float | None, float | None]) -> Edge:
    effect, sd = (found.effect, found.sd) if kind == AFTER else (found.together, found.together_sd)
    size = low = high = None
    if tested[0] is not None:
        size, half = float(effect[j, i]), _HALF * float(sd[j, i])
        low, high = size - half, size + half
    verdict, reason = _verdict(setting, found, j, i, kind, tested[1], high)
    events = int(found.events[j]), int(found.events[i])
    return Edge(setting.groups[j], setting.groups[i], kind, size, low, high, *tested, *events, int(found.days[i]), verdict, reason)


def _verdict(setting: _Setting, found: _Measured, j: int, i: int, kind: str, q: float | None, high: float | None) -> tuple[str, str]:
    if found.days[i] < _LEAST_DAYS:
        return CANNOT_SAY, words.short(int(found.days[i]), _LEAST_DAYS)
    if min(found.active[i], found.active[j]) < _FEWEST_DAYS or q is None or high is None:
        return CANNOT_SAY, words.few(setting.groups[j], int(found.active[j]), setting.groups[i], int(found.active[i]))
    if not ((found.census[i] and found.census[j]) or setting.watched):
        return CANNOT_SAY, words.UNDECLARED
    # Controls show the effort of a day with an error that all groups share, which is a same-day tie by itself.
    if kind == SAME_DAY and not ((found.census[i] and found.census[j]) or setting.pages):
        return CANNOT_SAY, words.SAME_PAGE
    if q < setting.alpha:
        return BEYOND, words.BEYOND_JOINT if found.joint else words.BEYOND_ALONE
    if high >= _SMALLEST_EFFECT or found.events[j] < _FEWEST_EVENTS:
        return CANNOT_SAY, f"within chance, and an effect of {figure(_SMALLEST_EFFECT)} is not ruled out"
    if kind == AFTER and found.crude[j, i] > ndtri(1 - setting.alpha):
        return SHARED_CAUSES, "the groups are active in the same weeks, and beyond levels and weekdays nothing is left over"
    return NO_SIGN, f"the interval leaves out an effect of {figure(_SMALLEST_EFFECT)}"


def _cell(value: Any) -> str:
    return escape(figure(value) if isinstance(value, float) else str(value))
