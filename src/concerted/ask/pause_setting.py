"""What a question on a pause was asked with, and the comparison of its window to one baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concerted.ask.comparison import Comparison
from concerted.ask.series import Series
from concerted.counts import CENSUS, NOBODY_LOOKED, SAMPLE, Counts
from concerted.days import DayLike, Window
from concerted.errors import DataError
from concerted.measure import pause as measure


@dataclass(frozen=True, eq=False)
class Setting:
    """What was asked."""

    window: Window
    baseline: str
    just_after_days: int
    in_doubt: int
    given: tuple[DayLike, ...]
    controls: tuple[str, ...]
    alpha: float
    coverage: npt.NDArray[np.uint8] | None = None


def check_groups(names: tuple[str, ...], controls: tuple[str, ...], series: str | None, parts: tuple[str, ...]) -> None:
    """Refuse groups that cannot be asked of together.

    Raises
    ------
    DataError
    """
    if not names or len(set(names)) < len(names):
        raise DataError(f"expected one group or several different ones; found {names!r}.")
    if shared := sorted(set(names) & set(controls)):
        raise DataError(f"expected controls that have no part in the question; found {', '.join(shared)}. Leave them out of `controls`.")
    if len(names) > 1 and (series is not None or parts):
        raise DataError(
            f"expected one group with `series` or `parts`; found {len(names)} groups. "
            "A running total counts for one group: ask of each alone, or leave `series` and `parts` out."
        )
    if parts and series is None:
        raise DataError("expected `series` with `parts`; found `parts` alone. Name the total that the parts add up to.")


def coverage_level(coverage: npt.ArrayLike | None, counts: Counts) -> npt.NDArray[np.uint8] | None:
    """Return the coverage of totals by day.

    Raises
    ------
    DataError
        If it is no level for each day.
    """
    if coverage is None:
        return None
    level = np.asarray(coverage)
    if level.shape != counts.days.shape or not np.isin(level, (NOBODY_LOOKED, SAMPLE, CENSUS)).all():
        raise DataError(f"expected coverage 0, 1 or 2 for each of {counts.days.size} days; found other values or shape {level.shape}.")
    return level.astype(np.uint8)


def compared(data: Series, baseline: str, setting: Setting) -> Comparison | None:
    """Return the window against one baseline; None where no day at risk lies in either."""
    stretches = measure.baseline_windows(baseline, setting.window, data.record, setting.just_after_days)
    if not stretches:
        return None
    base, inside = data.tally(stretches), data.tally([setting.window])
    if base.days == 0 or inside.days == 0:
        return None
    about = data.approximate(stretches) if math.isinf(base.high) else None
    # A few stretches measure bursts poorly: the larger of their size in the baseline and on all days outside the window counts.
    everywhere = measure.baseline_windows("both", setting.window, data.record, setting.just_after_days)
    known = [size for size in (data.dispersion(stretches), data.dispersion(everywhere)) if size is not None]
    free = data.placements(setting.window, stretches)
    return Comparison(baseline, inside, base, max(known, default=None), about, free, data.bursts(setting.window))
