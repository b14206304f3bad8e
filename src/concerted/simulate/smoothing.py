"""The level of a series: what it is on average, slowly changing, by day of the week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Standard deviation of the bell; it is 33 days wide at half its height, so that changes over fewer than 21 days are no level.
_BELL_DAYS = 14
# Length of the blocks whose sums say whether there is a level at all.
_BLOCK_DAYS = 28
# Differences so many standard deviations beyond chance are taken as they are, none beyond chance not at all, in between in part. Drawn in
# further, two groups with one level would seem to have less in common than they have.
_PLAIN = 2.0
_WEEK = 7
# A group that acts on every day differs not at all; nothing is divided by that.
_LEAST_NOISE = 1e-6


def level(values: Reals, known: Mask, offset: Reals) -> Reals:
    """Return the expected value a day: a smooth rate times the offset; shape (n_days,).

    The smooth rate is drawn towards one rate as far as blocks of 28 days differ no more than chance and bursts would have them.

    Parameters
    ----------
    values : ndarray of float64, shape (n_days,)
        Counts, or 1 for an active day and 0 for another.
    known : ndarray of bool, shape (n_days,)
        Days from which to learn.
    offset : ndarray of float64, shape (n_days,)
        What each day multiplies the rate by.
    """
    seen, at_risk = np.where(known, values, 0.0), np.where(known, offset, 0.0)
    if seen.sum() == 0 or at_risk.sum() == 0:
        return np.zeros(values.size)
    flat = seen.sum() / at_risk.sum()
    # One day of the mean stands in wherever little is known.
    rate = (_bell(seen) + flat) / (_bell(at_risk) + 1.0)
    rate = flat + _kept(seen, rate * at_risk, flat * at_risk) * (rate - flat)
    return np.asarray(rate * offset * seen.sum() / max((rate * at_risk).sum(), np.finfo(float).tiny))


def one_step(values: Reals, known: Mask, offset: Reals) -> Reals:
    """Return the expected value a day with one rate, or with two where a step is clear, times the offset; shape (n_days,).

    A step is clear if it gains 3 log(days) x the dispersion of weeks in 2 x log-likelihood, the price of a change in `turn`.

    Parameters
    ----------
    values, known, offset
        As for `level`.
    """
    seen, at_risk = np.where(known, values, 0.0), np.where(known, offset, 0.0)
    if seen.sum() == 0 or at_risk.sum() == 0:
        return np.zeros(values.size)
    before, risk = np.cumsum(seen), np.cumsum(at_risk)
    sums, days = np.stack([before, before[-1] - before]), np.stack([risk, risk[-1] - risk])
    rates = np.divide(sums, days, out=np.zeros_like(sums), where=days > 0)
    likely = (sums * np.log(np.where(rates > 0, rates, 1.0))).sum(axis=0)
    last = int(likely.argmax())
    stepped = np.asarray(np.where(np.arange(values.size) <= last, *rates[:, last]) * offset)
    price = 3 * np.log(values.size) * max(1.0, _pearson(seen, np.where(known, stepped, 0.0), _WEEK))
    return stepped if 2 * (likely[last] - likely[-1]) > price else np.asarray(offset * rates[0, -1])


def _bell(values: Reals) -> Reals:
    reach = 3 * _BELL_DAYS
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / _BELL_DAYS) ** 2)
    return np.convolve(values, kernel, mode="full")[reach : reach + values.size]


def _kept(seen: Reals, smooth: Reals, flat: Reals) -> float:
    """Return how much of the smooth rate's differences to keep, given what chance and bursts would make of one rate."""
    # Days that are active or not differ less than counts do.
    noise = max(1 - flat[flat > 0].mean(), _pearson(seen, smooth, _WEEK), _LEAST_NOISE)
    found, blocks = _chi2(seen, flat, _BLOCK_DAYS)
    return _beyond_chance(found / noise, blocks - 1)


def _beyond_chance(found: float, freedom: int) -> float:
    return float(np.clip((found - freedom) / np.sqrt(2 * max(1, freedom)) / _PLAIN, 0, 1))


def _chi2(seen: Reals, expected: Reals, length: int) -> tuple[float, int]:
    starts = np.arange(0, seen.size, length)
    sums, wanted = np.add.reduceat(seen, starts), np.add.reduceat(expected, starts)
    there = wanted > 0
    return float(((sums - wanted)[there] ** 2 / wanted[there]).sum()), int(there.sum())


def _pearson(seen: Reals, expected: Reals, length: int) -> float:
    found, blocks = _chi2(seen, expected, length)
    return found / max(1, blocks)


def weekdays(values: Reals, expected: Reals, known: Mask, weekday: npt.NDArray[np.int64]) -> Reals:
    """Return what each day's day of the week multiplies the expectation by, drawn towards 1 as far as it may be chance; shape (n_days,)."""
    seen, wanted = (np.bincount(weekday[known], weights=one[known], minlength=_WEEK) for one in (values, expected))
    there = wanted > 0
    if there.sum() < 2:
        return np.ones(values.size)
    found = ((seen - wanted)[there] ** 2 / wanted[there]).sum()
    kept = _beyond_chance(float(found), int(there.sum()) - 1)
    ratio = np.divide(seen, wanted, out=np.ones(_WEEK), where=there)
    factor = (1 + kept * (ratio - 1))[weekday]
    return np.asarray(factor * expected[known].sum() / max((factor * expected)[known].sum(), np.finfo(float).tiny))


def responses(values: Reals, expected: Reals, known: Mask, near: Mask, lags: tuple[int, ...], rounds: int = 10) -> Reals:
    """Return what nearness to triggers multiplies the expectation by: one factor a lag, drawn towards 1 by five events; shape (n_days,).

    Parameters
    ----------
    near : ndarray of bool, shape (n_days,)
        Days of a trigger.
    lags : tuple of int
        Days since the trigger; below zero, days before it.
    """
    factor = np.ones(values.size)
    sets = [_shifted(near, lag) for lag in lags]
    for _ in range(rounds):
        for days in sets:
            there = days & known
            factor[days] *= (values[there].sum() + 5.0) / ((expected * factor)[there].sum() + 5.0)
    return factor


def _shifted(near: Mask, lag: int) -> Mask:
    days = np.zeros_like(near)
    if lag >= 0:
        days[lag:] = near[: near.size - lag]
    else:
        days[:lag] = near[-lag:]
    return days
