"""One link of `network`, calibrated among all the groups that it stands with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from concerted.ask.network import AFTER, network
from concerted.counts import Counts
from concerted.errors import DataError
from concerted.simulate.links import moved
from concerted.weigh.calibration_trial import only, with_row


@dataclass(frozen=True)
class Linked:
    """Whether B acts after A."""

    a: str
    b: str
    lags: tuple[int, ...]
    given: tuple[Any, ...]
    controls: tuple[str, ...]
    alpha: float
    hidden: None = None
    one_rate: bool = False

    def fires(self, counts: Counts) -> bool:
        """Tell whether the link stands after correction over all links."""
        found = network(counts, lags=self.lags, given=self.given, controls=self.controls, alpha=self.alpha)
        q = next(one.q for one in found.edges if (one.source, one.target, one.kind) == (self.a, self.b, AFTER))
        return q is not None and q < self.alpha

    def plant(self, rng: np.random.Generator, counts: Counts, size: float) -> Counts:
        """Return the counts with a share of B's events put so many days after days of A."""
        row, a = counts.index(self.b), counts.index(self.a)
        acts = np.flatnonzero((counts.values[a] > 0) & counts.observed[a])
        following, _ = moved(rng, counts.values[row], acts, lags=self.lags, share=size)
        return with_row(counts, row, following)


def network_test(
    counts: Counts, groups: tuple[str, ...], options: Mapping[str, Any], *, given: Any, controls: Any, alpha: float, share: float
) -> Linked:
    """Return the test of one link.

    Raises
    ------
    UnknownGroupError, DataError
    """
    del share  # the smallest effect of interest is the question's own
    only("network", options, ("lags",))
    if len(groups) != 2 or len(set(groups)) < 2:
        raise DataError(f"expected two different groups, A and B; found groups={groups!r}.")
    for name in groups:
        counts.index(name)
    # Whatever is wrong with the arguments is told now, not in a worker.
    found = network(counts, given=given, controls=controls, alpha=alpha, **options)
    if apart := sorted({*groups} - {*found.groups}):
        raise DataError(f"expected groups that are neither controls nor given; found {', '.join(apart)}. Leave them out of one of the two.")
    return Linked(groups[0], groups[1], found.lags, tuple(given), tuple(controls), alpha)
