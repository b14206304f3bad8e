"""Whether several groups paused: each must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from concerted.days import Window
from concerted.finding import CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding, Variant
from concerted.words import pause as words
from concerted.words.numbers import capital, listed


def joint(singles: Sequence[Finding], totals: Sequence[str | None], window: Window) -> Finding:
    """Return whether all groups paused: each must, so the largest p stands for all (intersection-union test).

    Parameters
    ----------
    singles : sequence of Finding
        One a group.
    totals : sequence of str or None
        The running total by which each group was judged; None where its daily rows were used.
    window : Window
    """
    weakest = max(singles, key=lambda f: 2.0 if f.p is None else f.p + (f.effect is not None and f.effect >= 1))
    groups = tuple(f.groups[0] for f in singles)
    verdict = _verdict(singles)
    # The largest p need not belong to the group that decides: a sample says nothing however small its p.
    deciding = weakest if weakest.verdict == verdict else next(f for f in singles if f.verdict == verdict)
    reason = f"each of {listed(groups)} must have paused; the weakest case is {deciding.groups[0]}: {deciding.reason}"
    held = sum(f.verdict == SHARED_CAUSES for f in singles)
    by, largest = words.judged_by(groups, totals), _largest(weakest)
    return replace(
        weakest,
        groups=groups,
        verdict=verdict,
        reason=reason,
        settle=deciding.settle,
        about=f"joint pause in the window {window}",
        sentence=(
            f"{held} of {len(groups)} groups are shown to have paused in the window {window}{largest}. {by}{capital(verdict)}: {reason}."
        ),
        variants=tuple(_row(f, words.source(name) if by else "") for f, name in zip(singles, totals, strict=True)),
    )


def _largest(weakest: Finding) -> str:
    if weakest.p is None or weakest.count is None or weakest.expected_count is None:
        return ""
    return f"; the largest p is that of {weakest.groups[0]}, {words.brief(weakest.count, weakest.expected_count, weakest.p)}"


def _verdict(singles: Sequence[Finding]) -> str:
    verdicts = {f.verdict for f in singles}
    if NO_SIGN in verdicts:
        return NO_SIGN
    return SHARED_CAUSES if verdicts == {SHARED_CAUSES} else CANNOT_SAY


def _row(f: Finding, source: str) -> Variant:
    note = f"{source}{f.verdict}: {f.reason}"
    plain = (f.p_poisson, f.poisson_low, f.poisson_high)
    return Variant(f.groups[0], "part", f.p, f.p_dispersed, f.effect, f.low, f.high, f.count, f.expected_count, note, *plain)
