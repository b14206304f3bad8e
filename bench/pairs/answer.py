"""What one test says of one pair: a size and a p to order pairs by, and a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from concerted.counts import Counts
from pairs.incidents import Incident
from pairs.labels import Label

LEVEL = 0.05
FIRES, SILENT = "fires", "does not fire"


@dataclass(frozen=True)
class Answer:
    """What one test says of one pair.

    Attributes
    ----------
    size : float or None
        Larger for pairs that seem linked.
    p : float or None
    verdict : str
        The test's own words; of peers "fires" where p lies below .05. Empty for what gives no verdict.
    reason : str
        Why, with the names and figures of the pair left out, so that the same reason counts as one.
    """

    size: float | None
    p: float | None = None
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """One labelled pair with what is counted of it.

    Attributes
    ----------
    label : Label
    own : dict of str to list of Incident
        The events of each of the two that do not name the other.
    counts : Counts
        Of the two.
    unrelated : dict of str to list of Incident
        Events of groups of the country that have no part with either.
    enemies : tuple of str
        Whom both fought.
    """

    label: Label
    own: dict[str, list[Incident]]
    counts: Counts
    unrelated: dict[str, list[Incident]] = field(default_factory=dict)
    enemies: Sequence[str] = ()

    @property
    def cluster(self) -> str:
        """The country and the coalition or conflict."""
        return f"{self.label.country}: {self.label.cluster}"
