"""`turn` of a group or of a pair, calibrated: a step at some day in the middle half of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.ask.turn import p_of
from concerted.ask.turn_setting import Setting, checked
from concerted.counts import Counts
from concerted.simulate.links import moved
from concerted.weigh.calibration_trial import only, with_row


@dataclass(frozen=True)
class Turned:
    """A change of the rate of one group, or of the coupling of two."""

    names: tuple[str, ...]
    setting: Setting
    hidden: None = None

    @property
    def one_rate(self) -> bool:
        """One group is drawn without a change; two keep their levels, which are not in question."""
        return len(self.names) == 1

    def fires(self, counts: Counts) -> bool:
        """Tell whether p lies below the level."""
        p = p_of(counts, self.names, self.setting)
        return p is not None and p < self.setting.alpha

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with a step: before a day, or after it, so much of the rate is gone, or so much of B's events follow A."""
        side = _one_side(rng, counts.days.size)
        row = counts.index(self.names[-1])
        if self.one_rate:
            return with_row(counts, row, rng.binomial(counts.values[row], np.where(side, 1 - size, 1.0)))
        own, a = np.where(side, counts.values[row], 0), counts.index(self.names[0])
        acts = np.flatnonzero((counts.values[a] > 0) & counts.observed[a] & side)
        following, _ = moved(rng, own, acts, lags=self.setting.lags, share=size)
        return with_row(counts, row, counts.values[row] - own + following)


def _one_side(rng: np.random.Generator, days: int) -> npt.NDArray[np.bool_]:
    """Return the days before, or after, some day in the middle half of the record."""
    after = np.arange(days) >= int(rng.integers(days // 4, days - days // 4))
    return np.asarray(after if rng.random() < 0.5 else ~after)


def turn_test(
    counts: Counts, groups: tuple[str, ...], options: Mapping[str, Any], *, given: Any, controls: Any, alpha: float, share: float
) -> Turned:
    """Return the test of one group or two.

    Raises
    ------
    UnknownGroupError, DataError
    """
    del share  # a step is measured on its own scale
    only("turn", options, ("lags", "seed", "draws"))
    days = tuple(one for one in given if one not in counts.groups)
    names, setting = checked(counts, tuple(groups), given=days, controls=controls, alpha=alpha, **options)
    return Turned(names, setting)
