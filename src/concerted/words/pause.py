"""Sentences on a pause."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.days import Window
from concerted.words.numbers import bound, figure, interval, listed, p_text, plural

METHOD = "exact conditional test of two rates, two-sided; interval of Clopper and Pearson"
METHOD_BURSTS = (
    "conditional test of two rates that allows for bursts as large as those outside the window, two-sided, and the interval of ratios that it "
    "keeps; where no bursts are shown the exact test, and the interval of Clopper and Pearson"
)
EFFECT = "rate ratio, window over baseline"
ASSUMES = (
    "events are counted alike in the window and in the baseline",
    "outside the window the rate of the baseline would have gone on",
)
IN_PROPORTION = "events follow the exposure in proportion"
WEIGHTED = "Days count by their exposure: a day of the usual exposure is one day."
CANNOT_SHOW = (
    "a trend: a rate that drifts looks like a fall against one side of the window only",
    "why a rate fell: an order, an own decision, fear of strikes and solidarity look alike",
    "who held fire, where the series does not tell groups apart",
)
BASELINE_WORDS = {
    "before": "all days of the record before it",
    "after": "all days of the record after it",
    "both": "all days of the record before and after it",
    "just after": "the days just after it",
}


def found(window: Window, seen: float, expected: float, baseline: str, days: float) -> str:
    """Return what was counted and what was to be expected."""
    return (
        f"In the window {window} ({plural(len(window), 'day')}) {plural(seen, 'attack')} "
        f"{'was' if seen == 1 else 'were'} counted where {figure(expected)} would be expected from "
        f"{BASELINE_WORDS[baseline]} ({plural(days, 'day')})"
    )


def chance(p: float, p_dispersed: float | None, p_poisson: float | None) -> str:
    """Return p, and what it would be with or without bursts."""
    if p_poisson is not None and p_poisson < p:
        return f"p {p_text(p)} with bursts allowed for ({p_text(p_poisson)} without)"
    return f"p {p_text(p)}{'' if p_dispersed is None else f', allowing for bursts p {p_text(p_dispersed)}'}"


def size(ratio: float, low: float, high: float, chances: str) -> str:
    """Return the ratio, its interval and what chance has to do with it."""
    return f"rate ratio {figure(ratio)}, {interval(low, high)}, {chances}"


def brief(seen: float, expected: float, p: float) -> str:
    """Return count, expectation and p in a few words."""
    return f"{figure(seen)} where {figure(expected)} would be expected, p {p_text(p)}"


def over_placements(window: Window, seen: tuple[float, float], base: tuple[float, float], baseline: str, days: float) -> str:
    """Return what was counted where some events can lie in more than one place."""
    return (
        f"In the window {window} ({plural(len(window), 'day')}) {bound(*seen)} attacks were counted and {bound(*base)} in "
        f"{BASELINE_WORDS[baseline]} ({plural(days, 'day')}), by where events known only as a range of days lie"
    )


def size_over_placements(seen: float, expected: float, ratio: float, low: float, high: float, chances: str) -> str:
    """Return the most cautious placement: the largest p, and the interval that holds those of all placements."""
    return (
        f"The range of what is possible is given: over all ways in which they can lie the 95 % intervals of the rate ratio reach from "
        f"{figure(low)} to {figure(high)}, and the largest p counts ({chances}), as with {figure(seen)} in the window where "
        f"{figure(expected)} would be expected (rate ratio {figure(ratio)})"
    )


def possible(low: float, high: float, base_low: float, base_high: float, events: int) -> str:
    """Return between what numbers a count lies, as a note."""
    return (
        f"over all places of {plural(events, 'event')} known only as a range of days: window {bound(max(0.0, low), max(0.0, high))}, "
        f"baseline {bound(base_low, base_high)}"
    )


def ranges(free: int, out: int) -> str:
    """Return what became of events known only as a range of days."""
    told = [f"{plural(free, 'event')} can lie in more than one of window, baseline and days that take no part"] if free else []
    left = f"{plural(out, 'event')} can lie only on days that take no part, and {'is' if out == 1 else 'are'} left out"
    return "; ".join([*told, *([left] if out else [])])


def contradicted(name: str, stretch: Window, rose: float, low: float, high: float, further: int) -> str:
    """Return that rows and a total cannot both be right, and what to do."""
    more = f" (and {plural(further, 'further stretch')[:-1] + 'es' if further > 1 else '1 further stretch'})" if further else ""
    return (
        f"on {stretch} the total {name!r} rose by {figure(rose)} and the daily rows hold {bound(low, high)}{more}: they do not count the same, "
        "or one is wrong. Look up what each counts, then mend the rows or mark the weaker total as inconsistent"
    )


def contradiction(notes: Sequence[str]) -> str:
    """Return that rows and totals contradict each other, as a sentence of its own and a space; empty where they do not."""
    return f"Rows and totals contradict each other: {'; '.join(notes)}. " if notes else ""


def source(total: str | None) -> str:
    """Return by what a group was judged, as the beginning of a note."""
    return "from daily rows; " if total is None else f"from the running total {total!r}; "


def judged_by(groups: Sequence[str], totals: Sequence[str | None]) -> str:
    """Return by what each of several groups was judged, as a sentence of its own; empty where it was daily rows for all."""
    if not any(totals):
        return ""
    each = [
        f"{group} by {'its daily rows' if total is None else f'the running total {total!r}'}"
        for group, total in zip(groups, totals, strict=True)
    ]
    return f"Judged were {listed(each)}. "


def alike(group: str) -> str:
    """Return that an exposure was given, and not for this group."""
    return f"what {group} could have acted against: the exposure is known for groups with daily values only, so its days count alike"


def bounded(window: Window, low: float, high: float, base_low: float, base_high: float, days: float, by: str = "totals") -> str:
    """Return what bounds say of window and baseline."""
    return (
        f"The {by} bound the window {window} to {bound(low, high)} attacks "
        f"and the {plural(days, 'day')} of the baseline to {bound(base_low, base_high)}."
    )


def sample(shares: str) -> str:
    """Return why rows that are a sample decide nothing."""
    return f"the rows are a sample ({shares}), so a week with few rows can be a week with few pages"


def no_census(shares: str) -> str:
    """Return why a count that nobody declared a census decides nothing."""
    return f"nothing says that this count is a census on every day ({shares})"


def other_baselines(rows: Sequence[tuple[str, float | None, float | None]]) -> str:
    """Return what other baselines give, as a sentence of its own; empty without any."""
    if not rows:
        return ""
    parts = [f"{BASELINE_WORDS[name]} ratio {figure(ratio)} (p {p_text(p)})" for name, ratio, p in rows]
    return f" Against {listed(parts)}."


def needed(rate: float, days: int) -> str:
    """Return how much census data a pause of this rate needs."""
    if rate <= 0:
        return "a census with attacks in the baseline; without any no pause can be seen"
    # A window that should hold 25 events is the first whose halving is seen in four cases of five (Poisson, two-sided 5 %: .806).
    held = figure(rate * days, 2)
    return (
        "a census of every day in the window and the baseline; a halving shows where about 25 attacks would be expected in the window, "
        f"and at these rates its {plural(days, 'day')} hold {held}, so only a fall that is near to complete could show"
        if rate * days < 25
        else "a census of every day in the window and the baseline"
    )
