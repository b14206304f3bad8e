"""A group whose days may be followed: which days it covers, and the strata in which days are compared."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from concerted.measure.shared_level import Acts
from concerted.measure.stretches import Stretches

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Source:
    """A, whose days may be followed.

    Attributes
    ----------
    active, seen : ndarray of bool, shape (n_days,)
        Days on which A acted, and on which somebody looked for A.
    covered, known : ndarray of bool, shape (n_days,)
        Days that A's days and the lags cover, and days of which that is known.
    condition : ndarray of int64, shape (n_days,)
        Days since a dated trigger.
    kept : dict
        Strata by their length, one for all sources.
    told : Acts, optional
        A as the chains take it, where that was worked out before.
    """

    active: Marks
    seen: Marks
    covered: Marks
    known: Marks
    condition: npt.NDArray[np.int64]
    kept: dict[int, Stretches] = field(default_factory=dict)
    told: Acts | None = None

    def stretches(self, window_days: int) -> Stretches:
        """Return the strata of this length."""
        if window_days not in self.kept:
            self.kept[window_days] = Stretches.of(self.condition, window_days)
        return self.kept[window_days]

    def acts(self, *, compiled: bool) -> Acts:
        """Return A as the chains that tell a shared level take it."""
        return self.told or Acts.of_source(self.active, self.seen, compiled=compiled)
