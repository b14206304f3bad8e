"""Sentences on a network of who acts after whom."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.words.numbers import figure, interval, listed, p_text, plural

METHOD = (
    "daily cross-exciting count model, identity link; a target is held against its level in the three weeks after, a source against its level "
    "in the three weeks before; one-sided test of each link, false discovery rate over all"
)
EFFECT = "further events of the target per event of the source, within the lags"
EFFECT_SAME_DAY = "correlation of the two groups' surprises on the same day"
ASSUMES = (
    "an event of the source adds the same number of events to the target whenever it falls",
    "levels that the groups share change over three weeks or more, or by steps",
)
CANNOT_SHOW = (
    "an order or a plan: a cause that moves one group some days before the other gives the same counts",
    "which of two groups led on a day on which both acted",
    "a group that is not among the counts and stands between two that are",
)
BEYOND_JOINT = "more than levels, weekdays and own bursts explain; an unlisted cause of a few days is not excluded"
BEYOND_ALONE = f"{BEYOND_JOINT}; with so many groups each pair stands alone, and a third group may stand between"
SETTLE = (
    "a declared census (coverage 2) of every day for all groups, more days, pages read, or unrelated groups from the same sources as controls"
)
UNDECLARED = "nobody declared that the rows are a census (coverage 2), and neither pages read nor controls show how hard each day was looked at"
SAME_PAGE = "the rows are a sample, and what a newsroom prints on one day looks like acting on one day; controls show that in part only"


def lag_words(lags: Sequence[int]) -> str:
    """Return lags in words: "1, 2 or 3 days after"."""
    *earlier, last = [str(lag) for lag in lags]
    days = f"{', '.join(earlier)} or {last}" if earlier else last
    return f"{days} {'day' if days == '1' else 'days'} after"


def edge(source: str, target: str, effect: float, low: float, high: float, p: float, q: float) -> str:
    """Return one link with its numbers."""
    return f"{target} after {source}: {figure(effect)} further events an event, {interval(low, high)}, p {p_text(p)}, q {p_text(q)}"


def found(groups: int, links: int, days: int, standing: Sequence[str], verdicts: Sequence[tuple[str, int]], lags: Sequence[int]) -> str:
    """Return what stands out of all links that were looked at."""
    looked = f"{plural(links, 'directed link')} between {plural(groups, 'group')} over {plural(days, 'day')}, {lag_words(lags)}"
    tally = listed([f"{n} {verdict}" for verdict, n in verdicts])
    chief = f" {'; '.join(standing)}." if standing else ""
    return f"Of {looked}: {tally or 'none could be looked at'}.{chief}"


def few(source: str, n_source: int, target: str, n_target: int) -> str:
    """Return why two groups say too little."""
    return f"only {plural(n_source, 'active day')} of {source} and {n_target} of {target} can be compared"


def short(days: int, wanted: int) -> str:
    """Return why a record says too little."""
    return f"{plural(days, 'day')} of the target can be held against three weeks before and after; {wanted} are needed"
