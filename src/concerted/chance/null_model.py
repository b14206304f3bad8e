"""The shape that every null model has."""

from __future__ import annotations

from typing import Protocol

from concerted.chance.distribution import Distribution


class NullModel(Protocol):
    """Data without concert, as far as one statistic can tell."""

    @property
    def name(self) -> str:
        """What the model is called in a report."""

    @property
    def keeps(self) -> tuple[str, ...]:
        """What of the data stays as it was."""

    @property
    def breaks(self) -> tuple[str, ...]:
        """What is destroyed, so that its presence would show."""

    @property
    def cannot_see(self) -> tuple[str, ...]:
        """What would look like concert, or hide it, without the test noticing."""

    def distribution(self) -> Distribution:
        """Return how the statistic is distributed under this model."""
