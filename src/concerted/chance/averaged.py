"""A null model whose weights are known only roughly: the mean over what they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from concerted.chance.distribution import Exact
from concerted.chance.local_days import LocalDays


@dataclass(frozen=True, eq=False)
class Averaged:
    """Several models of the same days that differ in their weights only, each as likely as the others.

    Attributes
    ----------
    members : tuple of LocalDays
        At least one. With one member all is as in that member.
    """

    members: tuple[LocalDays, ...]

    breaks: ClassVar[tuple[str, ...]] = LocalDays.breaks
    cannot_see: ClassVar[tuple[str, ...]] = LocalDays.cannot_see

    @property
    def first(self) -> LocalDays:
        """Any of the members: days, strata and counts are the same in all."""
        return self.members[0]

    @property
    def name(self) -> str:
        """What the model is called in a report."""
        return self.first.name

    @property
    def keeps(self) -> tuple[str, ...]:
        """What of the data stays as it was."""
        return (*self.first.keeps, "what is not known of the weights") if len(self.members) > 1 else self.first.keeps

    @property
    def count(self) -> int:
        """B's active days that take part."""
        return self.first.count

    @property
    def observed(self) -> int:
        """B's active days that fall on covered days."""
        return self.first.observed

    def distribution(self) -> Exact:
        """Return the mean of the members' distributions."""
        return Exact(np.mean([one.distribution().probabilities for one in self.members], axis=0))

    def planted(self, share: float) -> Exact:
        """Return the mean of the members' planted distributions."""
        return Exact(np.mean([one.planted(share).probabilities for one in self.members], axis=0))

    def planted_mean(self, share: float) -> float:
        """Return the mean of `planted(share)`."""
        return float(np.mean([one.planted_mean(share) for one in self.members]))
