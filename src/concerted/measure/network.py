"""Who acts after whom: a daily self- and cross-exciting count model, with levels taken from one side only.

A target's rate on a day is its own slowly changing level times the weight of the day, plus a sum over sources and lags of (coefficient x the
source's count that many days before). With the levels set aside, the score of its quasi-Poisson likelihood is linear in the coefficients.
Levels are set aside from two sides: a target is held against its level in the days *after*, a source against its level in the days
*before* its lags. What a level gets wrong before a day and what it gets wrong after it have nothing in common where levels move by
steps, so shared levels do not pass for links; and a level that took in days of both sides would carry what follows into what precedes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# A multiple of seven, so that a weekday that the profile misses does not move the level.
LEVEL_DAYS = 21
_LEAST_LEVEL_DAYS = 10
_DAYS_OF_A_WEEK = 7
# Events that a weekday starts with, at the mean rate: a profile from fewer is mostly flat.
_PRIOR_EVENTS = 10.0
# Counts of days further apart than this are taken as unrelated once levels are set aside.
_RELATED_DAYS = 7
# Keeps the equations solvable where two groups always act together; .001 of their own variance.
_RIDGE = 1e-3


@dataclass(frozen=True, eq=False)
class Terms:
    """The coefficients of the model: one a source and lag.

    Attributes
    ----------
    source, lag : ndarray of int64, shape (n_terms,)
    joint : ndarray of bool, shape (n_groups, n_groups)
        Which sources are held constant when the effect of a source is taken; True on the diagonal.
    """

    source: npt.NDArray[np.int64]
    lag: npt.NDArray[np.int64]
    joint: Mask


@dataclass(frozen=True, eq=False)
class Deviations:
    """Counts as deviations from levels of one side.

    Attributes
    ----------
    after : ndarray of float64, shape (n_groups, n_days)
        Count minus the level of the days after, a straight line; 0 where not known.
    before : ndarray of float64, same shape
        Count minus the level of the days before the lags; 0 where not known.
    after_known, before_known : ndarray of bool, same shape
    past : ndarray of float64, shape (n_terms, n_days)
        The source's count at the lag minus the level of the days before the lags; 0 where not known.
    past_known : ndarray of bool, same shape
    past_after : ndarray of float64, same shape
        The source's count at the lag, held against the days after as the target is.
    weight : ndarray of float64, shape (n_days,)
        One over the relative level of all groups in the days before.
    """

    after: Floats
    before: Floats
    after_known: Mask
    before_known: Mask
    past: Floats
    past_known: Mask
    past_after: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """What the model finds of some targets that were observed on the same days.

    Attributes
    ----------
    targets : ndarray of int64, shape (n_targets,)
    effect : ndarray of float64, shape (n_groups, n_targets)
        Further events of the target, within the lags, per event of the source.
    instrument : ndarray of float64, shape (n_groups, n_days)
        What an effect's error weighs the residuals by: error = instrument @ residual.
    residual : ndarray of float64, shape (n_targets, n_days)
    used : ndarray of bool, shape (n_days,)
    """

    targets: npt.NDArray[np.int64]
    effect: Floats
    instrument: Floats
    residual: Floats
    used: Mask


def weekday_profile(values: Floats, risk: Floats, first_weekday: int) -> Floats:
    """Return the relative rate of each day's weekday, drawn towards 1 where events are few; shape (n_groups, n_days).

    Parameters
    ----------
    values, risk : ndarray of float64, shape (n_groups, n_days)
        Events, and days at risk (0 where nobody looked).
    first_weekday : int
        Weekday of the first day, in any numbering.
    """
    weekday = (np.arange(values.shape[1]) + first_weekday) % _DAYS_OF_A_WEEK
    of_week = np.eye(_DAYS_OF_A_WEEK)[weekday]
    acted, at_risk = np.where(risk > 0, values, 0.0) @ of_week, risk @ of_week
    mean = acted.sum(axis=1, keepdims=True) / np.maximum(at_risk.sum(axis=1, keepdims=True), 1e-12)
    profile = (acted + _PRIOR_EVENTS) / (mean * at_risk + _PRIOR_EVENTS)
    return np.asarray(profile[:, weekday])


def deviations(values: Floats, risk: Floats, terms: Terms) -> Deviations:
    """Return counts as deviations from levels of one side.

    Parameters
    ----------
    values : ndarray of float64, shape (n_groups, n_days)
        Events per day.
    risk : ndarray of float64, same shape
        Days at risk times the weight of the day; 0 where nobody looked.
    terms : Terms
    """
    counts = np.where(risk > 0, values, 0.0)
    gap = int(terms.lag.max(initial=0)) + 1
    events, days, seen = (_sum_before(rows, gap) for rows in (counts, risk, (risk > 0).astype(np.float64)))
    level_known = (seen >= _LEAST_LEVEL_DAYS) & (days > 0)
    level = np.where(level_known, events / np.where(days > 0, days, 1.0), 0.0)
    after, after_known = _held_against_after(counts, risk)
    # An unobserved day of a source is unknown, not zero: its level stands in, so that it deviates by nothing.
    filled, one = np.where(risk > 0, counts, level), np.ones_like(counts)
    lagged = [(int(j), int(lag)) for j, lag in zip(terms.source, terms.lag, strict=True)]
    known = np.array([level_known[j] & (shifted(risk[j], lag) > 0) for j, lag in lagged]).reshape(len(lagged), counts.shape[1])
    past = np.array([shifted(counts[j], lag) - level[j] * shifted(risk[j], lag) for j, lag in lagged]).reshape(known.shape)
    past_after = [_held_against_after(shifted(filled, lag), one)[0] for lag in range(gap)]
    before_known = level_known & (risk > 0)
    return Deviations(
        after=after,
        before=np.where(before_known, counts - level * risk, 0.0),
        after_known=after_known,
        before_known=before_known,
        past=np.where(known, past, 0.0),
        past_known=known,
        past_after=np.array([past_after[lag][j] for j, lag in lagged]).reshape(known.shape),
        weight=_weight(counts, risk, gap),
    )


def shifted(rows: Floats, lag: int) -> Floats:
    """Return rows moved `lag` days later, with zeros before the record; the last axis is days."""
    moved = np.zeros_like(rows)
    moved[..., lag:] = rows[..., : max(0, rows.shape[-1] - lag)]
    return moved


def covariance(values: Floats, risk: Floats, weight: Floats) -> dict[int, Floats]:
    """Return the covariances of daily counts around their levels, by days apart.

    Levels are those of the `LEVEL_DAYS` days around each day; what taking them off takes from the covariances is put back.

    Returns
    -------
    dict of int to ndarray of float64, shape (n_groups, n_groups)
        Under the key h: the covariance of j's count with k's count h days later.
    """
    counts = np.where(risk > 0, values, 0.0)
    around, days = (_sum_around(rows) for rows in (counts, risk))
    rest = np.where(risk > 0, counts - risk * around / np.where(days > 0, days, 1.0), 0.0)
    seen = (risk > 0).astype(np.float64)
    lags = range(-_RELATED_DAYS, _RELATED_DAYS + 1)
    raw = {h: _cross(rest * weight, rest, h) / np.maximum(1.0, _cross(seen, seen, h)) for h in lags}
    taken = {h: 2 / LEVEL_DAYS - (LEVEL_DAYS - abs(h)) / LEVEL_DAYS**2 for h in lags}
    whole = np.asarray(sum(raw.values())) / (1 - sum(taken.values()))
    return {h: raw[h] + taken[h] * whole for h in lags}


def fits(values: Floats, risk: Floats, terms: Terms) -> tuple[list[Fit], Deviations]:
    """Return the model's fit, targets observed on the same days together, and the deviations that it rests on."""
    moved = deviations(values, risk, terms)
    inverse = np.asarray(np.linalg.inv(_information(covariance(values, risk, moved.weight), terms)), dtype=np.float64)
    patterns, member = np.unique(moved.after_known, axis=0, return_inverse=True)
    member = member.ravel()
    return [_fit(moved, terms, inverse, used, np.flatnonzero(member == i)) for i, used in enumerate(patterns)], moved


def _fit(moved: Deviations, terms: Terms, inverse: Floats, used: Mask, targets: npt.NDArray[np.int64]) -> Fit:
    days = np.maximum(1.0, (moved.past_known & used).sum(axis=1, keepdims=True))
    instruments = moved.past * (moved.weight * used) / days
    after, lagged = moved.after[targets] * used, moved.past_after * used
    first = inverse @ (instruments @ after.T)
    # One more step: the information is that of the whole record, the residuals are those of these days.
    coefficients = first + inverse @ (instruments @ (after - first.T @ lagged).T)
    # Lag 0 of a known trigger is held constant, it is no part of an effect.
    of_source = ((terms.source[None, :] == np.arange(moved.after.shape[0])[:, None]) & (terms.lag > 0)).astype(np.float64)
    return Fit(
        targets=targets,
        effect=of_source @ coefficients,
        instrument=(of_source @ inverse) @ instruments,
        residual=after - coefficients.T @ lagged,
        used=used,
    )


@dataclass(frozen=True, eq=False)
class SameDay:
    """Surprises of one day: (residual @ surprise.T + its transpose) / scale is their correlation.

    Attributes
    ----------
    residual : ndarray of float64, shape (n_groups, n_days)
        What the days after and the lags leave of a group's count.
    surprise : ndarray of float64, same shape
        What the days before leave of it, weighted.
    scale : ndarray of float64, shape (n_groups, n_groups)
        0 for groups whose counts do not vary.
    """

    residual: Floats
    surprise: Floats
    scale: Floats


def same_day(fitted: list[Fit], moved: Deviations, values: Floats, risk: Floats) -> SameDay:
    """Return what is needed to tell how far two groups' surprises of one day go together."""
    residual = np.zeros_like(moved.after)
    for one in fitted:
        residual[one.targets] = one.residual
    size = np.maximum(0.0, covariance(values, risk, moved.weight)[0].diagonal())
    days = moved.after_known.astype(np.float64) @ moved.before_known.T
    return SameDay(residual, moved.before * moved.weight, np.sqrt(np.outer(size, size)) * (days + days.T))


def _information(related: dict[int, Floats], terms: Terms) -> Floats:
    """Return the expected products of past deviations with lagged counts held against the days after; shape (n_terms, n_terms)."""
    apart = terms.lag[:, None] - terms.lag[None, :]
    expected = np.zeros(apart.shape)
    ahead = _weights_ahead()
    nothing = np.zeros_like(related[0])
    rows, columns = terms.source[:, None], terms.source[None, :]
    for h in np.unique(apart):
        held = related.get(int(h), nothing) - sum(share * related[h + d] for d, share in ahead if h + d in related)
        expected = np.where(apart == h, held[rows, columns], expected)
    expected = expected * terms.joint[rows, columns]
    own = expected.diagonal().copy()
    # A group without events has no variance; its effect is never read.
    np.fill_diagonal(expected, np.where(own > 0, own * (1 + _RIDGE), 1.0))
    return expected


def _weights_ahead() -> list[tuple[int, float]]:
    """Return the days after that give the level of the day itself by a straight line, each with its weight."""
    d = np.arange(1, LEVEL_DAYS + 1, dtype=np.float64)
    share = ((d @ d) - d.sum() * d) / (LEVEL_DAYS * (d @ d) - d.sum() ** 2)
    return [(int(day), float(one)) for day, one in zip(d, share, strict=True)]


def _held_against_after(counts: Floats, risk: Floats) -> tuple[Floats, Mask]:
    """Return counts minus the level that a straight line through the `LEVEL_DAYS` days after gives, and where that is known."""
    n = counts.shape[1]
    day = np.arange(n) - n / 2
    rows = (risk, risk * day, risk * day**2, counts, counts * day, (risk > 0).astype(np.float64))
    s0, s1, s2, y0, y1, seen = (_sum_after(one) for one in rows)
    s2 = s2 - 2 * day * s1 + day**2 * s0
    s1, y1 = s1 - day * s0, y1 - day * y0
    spread = s0 * s2 - s1**2
    known = (seen >= _LEAST_LEVEL_DAYS) & (spread > 1e-6 * s0 * s2) & (s0 > 0)
    level = np.where(known, (s2 * y0 - s1 * y1) / np.where(known, spread, 1.0), 0.0)
    usable = known & (risk > 0)
    return np.where(usable, counts - level * risk, 0.0), usable


def _sum_before(rows: Floats, gap: int) -> Floats:
    day = np.arange(rows.shape[1])
    return _between(rows, day - gap + 1 - LEVEL_DAYS, day - gap + 1)


def _sum_after(rows: Floats) -> Floats:
    day = np.arange(rows.shape[1])
    return _between(rows, day + 1, day + 1 + LEVEL_DAYS)


def _sum_around(rows: Floats) -> Floats:
    day = np.arange(rows.shape[1])
    return _between(rows, day - LEVEL_DAYS // 2, day + LEVEL_DAYS // 2 + 1)


def _between(rows: Floats, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Floats:
    """Return sums over the days from `start` to before `end`, as far as the record reaches."""
    total = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1)], axis=1)
    last = rows.shape[1]
    return np.asarray(total[:, np.clip(end, 0, last)] - total[:, np.clip(start, 0, last)])


def _cross(left: Floats, right: Floats, later: int) -> Floats:
    n = left.shape[1]
    start = min(n, max(0, -later))
    stop = max(start, min(n, n - later))
    return np.asarray(left[:, start:stop] @ right[:, start + later : stop + later].T)


def _weight(counts: Floats, risk: Floats, gap: int) -> Floats:
    events, days = (_sum_before(rows, gap) for rows in (counts, risk))
    mean = counts.sum(axis=1, keepdims=True) / np.maximum(risk.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(((mean * days).sum(axis=0) + _PRIOR_EVENTS / 2) / (events.sum(axis=0) + _PRIOR_EVENTS / 2))
