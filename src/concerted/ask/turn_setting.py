"""What is asked of `turn`, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.ask import arguments
from concerted.counts import Counts
from concerted.days import DayLike, as_day
from concerted.errors import DataError

FEWEST_STRETCHES = 8
FEWEST_EVENTS = 10


@dataclass(frozen=True)
class Setting:
    """What was asked."""

    given: tuple[np.datetime64, ...]
    controls: tuple[str, ...]
    same_as: tuple[str, ...]
    lags: tuple[int, ...]
    alpha: float
    seed: int
    draws: int

    def left_out(self, counts: Counts) -> npt.NDArray[np.bool_]:
        """Tell which days are given; shape (n_days,)."""
        return np.isin(counts.days, np.array(self.given, dtype="datetime64[D]"))


def checked(
    counts: Counts,
    groups: str | tuple[str, ...],
    *,
    lags: Sequence[int] = (0, 1),
    same_as: Sequence[str] | None = None,
    given: Iterable[DayLike] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
    draws: int = 499,
) -> tuple[tuple[str, ...], Setting]:
    """Return the names of the groups and what is asked of them.

    Raises
    ------
    UnknownGroupError, DataError
    """
    names = (groups,) if isinstance(groups, str) else tuple(arguments.several(groups, "groups"))
    if not 1 <= len(names) <= 2 or len(set(names)) < len(names):
        raise DataError(f"expected one group or two different ones; found {groups!r}.")
    setting = Setting(
        tuple(np.datetime64(as_day(day)) for day in arguments.several(given, "given")),
        tuple(str(name) for name in arguments.several(controls, "controls")),
        tuple(str(name) for name in arguments.several(same_as, "same_as")),
        _lags(lags),
        arguments.level(alpha),
        arguments.whole(seed, "seed", 0),
        arguments.whole(draws, "draws", 1),
    )
    for name in (*names, *setting.controls, *setting.same_as):
        counts.index(name)
    if shared := sorted({*names} & {*setting.controls, *setting.same_as}):
        raise DataError(f"expected other groups in `controls` and `same_as`; found {', '.join(shared)}. Leave them out.")
    return names, setting


def _lags(lags: Sequence[int]) -> tuple[int, ...]:
    checked = arguments.several(lags, "lags")
    if not checked or any(isinstance(lag, bool) or not isinstance(lag, int) or lag < 0 for lag in checked):
        raise DataError(f"expected lags of 0 days or more, such as (0, 1); found {lags!r}.")
    return tuple(sorted(set(checked)))
