"""Surges that all groups share: slow ones, which a test must put up with, and quick ones, which it must be told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.simulate.levels import Level

# No slow surge rises or falls in fewer days than this.
_SLOW_DAYS = 21
# Between two campaigns lie so many quiet days.
_QUIET_DAYS = (30, 120)


def smooth_surges(rng: np.random.Generator, days: int, *, kernel_days: int = 30) -> Level:
    """Return log-normal surges: white noise smoothed by a bell whose standard deviation is `kernel_days`; shape (days,)."""
    reach = 3 * kernel_days
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / kernel_days) ** 2)
    smooth = np.convolve(rng.normal(size=days + 2 * reach), kernel / np.sqrt((kernel**2).sum()), mode="valid")
    surges = np.exp(0.8 * smooth)
    return np.asarray(surges / surges.mean())


def triangular_campaigns(rng: np.random.Generator, days: int) -> Level:
    """Return campaigns that rise evenly to five times the quiet rate and fall evenly, each over 21 to 42 days; shape (days,)."""
    return _campaigns(rng, days, flat=False)


def plateaus(rng: np.random.Generator, days: int) -> Level:
    """Return campaigns that begin over 21 to 42 days, stay at five times the quiet rate for 14 to 60, and end over 21 to 42; shape (days,)."""
    return _campaigns(rng, days, flat=True)


def _campaigns(rng: np.random.Generator, days: int, *, flat: bool) -> Level:
    level = np.zeros(days)
    start = -int(rng.integers(_QUIET_DAYS[1]))
    while start < days:
        rise, fall = (int(rng.integers(_SLOW_DAYS, 2 * _SLOW_DAYS + 1)) for _ in range(2))
        top = int(rng.integers(14, 61)) if flat else 0
        level += np.interp(np.arange(days) - start, [0, rise, rise + top, rise + top + fall], [0, 1, 1, 0])
        start += rise + top + fall + int(rng.integers(_QUIET_DAYS[0], _QUIET_DAYS[1] + 1))
    campaigns = 1 + 4 * level
    return np.asarray(campaigns / campaigns.mean())


def shock_days(rng: np.random.Generator, days: int, *, length: int, share: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return where shocks of `length` days begin, and all their days, together about `share` of the record.

    Returns
    -------
    starts : ndarray of int64
        In order, without doubles; at least one.
    hit : ndarray of bool, shape (days,)
    """
    number = max(1, min(days, round(share * days / length)))
    starts = np.sort(rng.choice(days, size=number, replace=False))
    hit = np.zeros(days + length, dtype=bool)
    for later in range(length):
        hit[starts + later] = True
    return starts, hit[:days]


def shocked(hit: npt.NDArray[np.bool_], factor: float) -> Level:
    """Return a rate that is `factor` times as high on the days hit; shape (days,)."""
    level = np.where(hit, factor, 1.0)
    return np.asarray(level / level.mean())
