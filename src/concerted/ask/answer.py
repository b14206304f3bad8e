"""Does B act after A?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from concerted.ask import verdict
from concerted.ask.following import Setting, compared
from concerted.ask.together import checked, other_lags, without_triggers
from concerted.ask.verdict import Asked
from concerted.counts import Counts
from concerted.days import DayLike
from concerted.finding import Finding, Variant
from concerted.words import answers

_OTHER_LAGS = ((1,), (1, 2), (1, 2, 3), (2, 3))


def answer(
    counts: Counts,
    a: str,
    b: str,
    lags: tuple[int, ...] = (1, 2, 3),
    *,
    window_days: int | None = None,
    smallest_share: float = 0.2,
    given: Iterable[DayLike | str] | None = None,
    response_days: int = 3,
    controls: Sequence[str] | None = None,
    alpha: float = 0.05,
) -> Finding:
    """Test whether B's active days fall some days after A's, beyond B's own rhythm.

    A shared day has no direction, so it does not count. With an opponent in `given` the finding is the direct answer, beside what B
    answers of the opponent's acts; "total" and "via" the opponent stand among its variants. What goes via the opponent is a shared
    cause.

    Parameters
    ----------
    counts : Counts
        Daily values; days on which nobody looked for either group, or for a group in `given`, take no part.
    a, b : str
        The group that may be answered and the one that may answer.
    lags : tuple of int
        Days after A's day, 1 or more.
    window_days : int, optional
        Length of the strata within which B's days are free to move. If left out, diagnostics of the data choose it.
    smallest_share : float
        Smallest share of answering events that is of interest.
    given : iterable of days or groups, optional
        Known triggers, such as the opponent's name.
    response_days : int
        Days after a trigger within which it may be answered; a dated one also on its own day, a group's acts from the day after on.
    controls : sequence of str, optional
        Groups without a part in the question.
    alpha : float
        Level of the test.

    Returns
    -------
    Finding
        Effect: share of B's active days beyond expectation. The verdicts and their limits are those of `together`.

    Raises
    ------
    UnknownGroupError, DataError
        Also if a lag is 0.
    """
    setting = checked(
        counts, a, b, lags, 1, window_days=window_days, share=smallest_share, given=given, days=response_days, controls=controls, alpha=alpha
    )
    # A shared day has no direction with the opponent either; as an answer it would take the direct one away (see docs/method/answer.md).
    asked = verdict.ask(counts, a, b, replace(setting, first_response=1), cause_lags=setting.lags)
    variants = (*other_lags(asked, _OTHER_LAGS), *_paths(asked))
    cannot_show = answers.CANNOT_SHOW + ((answers.window(setting.response_days, 1),) if setting.given else ())
    return verdict.finding(asked, "answer", answers.METHOD, cannot_show, variants)


def _paths(asked: Asked) -> tuple[Variant, ...]:
    """Return the total, what is left beside the groups that were given, and what goes by their way."""
    total = without_triggers(asked)
    groups = tuple(one for one in asked.setting.given if isinstance(one, str) and one in asked.counts.groups)
    if not groups:
        return total
    direct = replace(asked.main, name=answers.direct(groups), kind="trigger")
    whole, left = total[0].effect, asked.main.effect
    notes = [answers.via(whole, left, groups), *(_mediators(asked, groups))]
    via = Variant(
        f"via {' and '.join(groups)}",
        "trigger",
        effect=None if whole is None or left is None else whole - left,
        note="; ".join(notes),
    )
    return (*total, via, direct)


def _mediators(asked: Asked, groups: tuple[str, ...]) -> list[str]:
    """Return which triggers follow A's own acts."""
    lags = tuple(range(1, asked.setting.response_days + 1))
    if not lags:
        return []
    p = {name: compared(asked.counts, asked.a, name, Setting(lags=lags)).p for name in groups}
    return [answers.mediator(name, asked.a, value) for name, value in p.items() if value < asked.setting.alpha]
