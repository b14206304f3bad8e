"""When did a group's rate change, or how two groups go together?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from concerted.ask import turn_pair, turn_rate
from concerted.ask.turn_setting import Setting, checked
from concerted.counts import Counts
from concerted.days import DayLike
from concerted.finding import Finding


def p_of(counts: Counts, names: tuple[str, ...], setting: Setting) -> float | None:
    """Return the p of a finding without the rest of it; None where there is none.

    Parameters
    ----------
    counts : Counts
    names : tuple of str
        One group or two.
    setting : Setting
    """
    return turn_pair.p_of(counts, names[0], names[1], setting) if len(names) == 2 else turn_rate.p_of(counts, names[0], setting)


def turn(
    counts: Counts,
    groups: str | tuple[str, str],
    *,
    lags: Sequence[int] = (0, 1),
    same_as: Sequence[str] | None = None,
    given: Iterable[DayLike] | None = None,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
    seed: int = 1,
    draws: int = 499,
) -> Finding:
    """Ask when a group's rate changed, or when the coupling of two groups did.

    Parameters
    ----------
    counts : Counts
    groups : str or pair of str
        One group: its rate. Two, A then B: the share of B's active days that fall on A's days beyond expectation.
    lags : sequence of int
        For two groups: days after A's day that count as A's; 0 is the same day.
    same_as : sequence of str, optional
        Names of the same group before or after a change of name, such as an umbrella. A turn that is gone when they are counted together
        is none.
    given : iterable of days, optional
        Days left out.
    controls : sequence of str, optional
        Groups without a part in the question; one that turns as well caps the finding.
    alpha : float
    seed, draws : int
        Of the shuffled records.

    Returns
    -------
    Finding
        Effect: rate after over rate before the chief change; for two groups the change of the share. One group's turn never exceeds
        "shared causes suffice".

    Raises
    ------
    UnknownGroupError, DataError
    """
    names, setting = checked(counts, groups, lags=lags, same_as=same_as, given=given, controls=controls, alpha=alpha, seed=seed, draws=draws)
    if len(names) == 2:
        return turn_pair.finding_of(counts, names[0], names[1], setting)
    return turn_rate.finding_of(counts, names[0], setting)
