"""Events of which only a range of days is known, between a window and a baseline: all that is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Placements:
    """How many of the events known as a range can lie where; those of one range need not lie on one day.

    Attributes
    ----------
    either : int
        In the window or in the baseline, but surely in one of them.
    window_or_none, baseline_or_none : int
        In the one, or on days that take no part.
    anywhere : int
        In the window, in the baseline, or on days that take no part.
    """

    either: int = 0
    window_or_none: int = 0
    baseline_or_none: int = 0
    anywhere: int = 0

    @property
    def events(self) -> int:
        """How many events can lie in more than one place."""
        return self.either + self.window_or_none + self.baseline_or_none + self.anywhere

    def sums(self) -> Iterator[tuple[int, int, int]]:
        """Go through what is possible: events of these in window and baseline together, and the least and the most of them in the window.

        Every number between the least and the most is possible too.
        """
        window = self.either + self.window_or_none + self.anywhere
        baseline = self.either + self.baseline_or_none + self.anywhere
        for both in range(self.either, self.events + 1):
            yield both, max(0, both - baseline), min(both, window)


def placements(ranged: Iterable[tuple[int, Marks, bool]], window: Marks, baseline: Marks) -> Placements:
    """Return where events known as a range can lie, those with one place only left out.

    Parameters
    ----------
    ranged : iterable of (events, days, surely)
        The days at risk on which the events can lie, and whether they surely lie on one of them.
    window, baseline : ndarray of bool, shape (n_days,)
    """
    found = {"either": 0, "window_or_none": 0, "baseline_or_none": 0, "anywhere": 0}
    for n, days, surely in ranged:
        kind = _kind(days, surely, window, baseline)
        if kind:
            found[kind] += n
    return Placements(**found)


def _kind(days: Marks, surely: bool, window: Marks, baseline: Marks) -> str:
    """Return how free events of these days are; empty where they have one place only."""
    in_window, in_baseline = bool((days & window).any()), bool((days & baseline).any())
    elsewhere = not surely or bool((days & ~window & ~baseline).any())
    if in_window and in_baseline:
        return "anywhere" if elsewhere else "either"
    if not elsewhere:
        return ""
    return "window_or_none" * in_window + "baseline_or_none" * in_baseline
