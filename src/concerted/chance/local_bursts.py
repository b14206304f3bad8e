"""First days of bursts stay in their own stretch of days but may fall on any of its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concerted.chance.local_days import LocalDays


@dataclass(frozen=True, eq=False)
class LocalBursts(LocalDays):
    """As `LocalDays`, where `active` holds only the first day of each burst of B: an active day after at least two quiet ones.

    Where one act makes the next likelier, the days of a burst are no separate evidence: moved one by one they would make chance look
    narrower than it is.

    Attributes
    ----------
    active, covered, strata, weights : ndarray, shape (n_days,)
        As in `LocalDays`.
    """

    name: ClassVar[str] = "first days of B's bursts moved within their own stretch of days (exact)"
    keeps: ClassVar[tuple[str, ...]] = ("B's bursts, each as one start", *LocalDays.keeps)
    breaks: ClassVar[tuple[str, ...]] = ("which days of its stratum B's bursts begin on",)
    cannot_see: ClassVar[tuple[str, ...]] = ("what a group does within a burst that has begun", *LocalDays.cannot_see)
