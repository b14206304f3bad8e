"""Can running totals of two counters be held against each other day by day?"""

from __future__ import annotations

from concerted.chance.local_days import LocalDays
from concerted.counts import Counts
from concerted.finding import CANNOT_SAY, Finding
from concerted.measure.totals import curve
from concerted.words import together as words
from concerted.words.numbers import plural


def together_totals(counts: Counts, a: tuple[str, str], b: tuple[str, str]) -> Finding:
    """Say on how many days two running totals give a count, which decides whether `together` can be asked of them.

    Parameters
    ----------
    counts : Counts
    a, b : pair of str
        Group and series of each counter.
    """
    days = [_single_days(counts, *one) for one in (a, b)]
    both = days[0] & days[1]
    record = counts.days.size
    reason = (
        f"of {plural(record, 'day')} the totals give the count of {len(days[0])} single days of the first and {len(days[1])} of the second, "
        f"{len(both)} of both; a total stated every few days does not say on which of them attacks fell"
    )
    return Finding(
        question="together",
        groups=(a[0], b[0]),
        verdict=CANNOT_SAY,
        reason=reason,
        settle=f"both totals stated every day, for {plural(record, 'day')} or more",
        about=f"{a[1]}; {b[1]}",
        sentence=f"Cannot say: {reason}.",
        count=float(len(both)),
        effect_name=words.EFFECT,
        method=words.METHOD,
        null=LocalDays.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW,
    )


def _single_days(counts: Counts, group: str, series: str) -> set[int]:
    bounds = [one for one in counts.totals if one.group == group and one.series == series]
    if not bounds:
        return set()
    known = curve(bounds, counts.window.last)
    offset = (known.days.first - counts.window.first).days
    return {offset + i for i in range(len(known.days)) if known.known[i] and known.known[i + 1]}
