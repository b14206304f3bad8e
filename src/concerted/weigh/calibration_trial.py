"""What a test must tell and do to be calibrated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from concerted.counts import Counts
from concerted.errors import DataError


class Trial(Protocol):
    """One question asked of certain groups; must survive a journey to another process."""

    @property
    def hidden(self) -> npt.NDArray[np.bool_] | None:
        """Days from which the data's own ways are not learned; shape (n_days,)."""

    @property
    def one_rate(self) -> bool:
        """Whether the groups are drawn at one rate each: the question is whether it changed."""

    def fires(self, counts: Counts) -> bool:
        """Tell whether the test fires."""

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with what the test looks for in them."""


@dataclass(frozen=True)
class Question:
    """One question that can be calibrated.

    Attributes
    ----------
    least : int
        Groups that it needs.
    effect, cause : str
        What is planted, "a share" or "a fall", and what is absent where an alarm is false, "link" or "pause".
    choices : callable
        From the names of the groups to all that can be asked.
    test : callable
        From counts, groups, options, given, controls, alpha and smallest share to a `Trial`.
    """

    least: int
    effect: str
    cause: str
    choices: Callable[[Sequence[str]], list[tuple[str, ...]]]
    test: Callable[..., Trial]


def with_row(counts: Counts, row: int, values: npt.NDArray[np.int64]) -> Counts:
    """Return the counts with one row exchanged; what falls on days without anybody looking is lost."""
    table = counts.values.copy()
    table[row] = np.where(counts.observed[row], values, 0)
    table.flags.writeable = False
    return replace(counts, values=table)


def only(question: str, options: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse options that a question does not have.

    Raises
    ------
    DataError
    """
    if unknown := sorted(set(options) - set(known)):
        raise DataError(f"expected options of {question} among {', '.join(known)}; found {', '.join(unknown)}. Check the spelling.")
