"""What one test says of one world."""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """What one test says.

    Attributes
    ----------
    p : float or None
    size : float or None
        For peers, to order worlds with equal p; for other columns the effect.
    verdict : str or None
        None where only p was computed.
    named : bool or None
        Of a finding that fires: whether it names the weakest unlisted cause that would explain it away.
    held : bool or None
        Whether the interval holds the truth.
    """

    p: float | None
    size: float | None = None
    verdict: str | None = None
    named: bool | None = None
    held: bool | None = None


Columns = dict[str, list[Told]]
