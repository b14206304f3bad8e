"""Sentences on acting on the same days."""

from __future__ import annotations

from concerted.words.numbers import figure, p_text, percent, percent_interval, plural

METHOD = "B's active days on the days that A's days and the lags cover; exact one-sided test"
EFFECT = "estimated share of B's active days that follow A's, beyond expectation"
ASSUMES = (
    "within a stratum of days, and with no link, B may act on any day that has the same weight",
    "whoever compiled the table did not look for one group's acts because the other had acted",
)
CANNOT_SHOW = (
    "an order or a plan: a cause that moves both groups within days gives the same counts",
    "co-ordination that does not show in the timing of attacks (supply, training, division of work, meetings)",
)


def lag_words(lags: tuple[int, ...]) -> str:
    """Return lags in words: "on the same day or the day after"."""
    names = {0: "on the same day", 1: "the day after"}
    return " or ".join(names.get(lag, f"{plural(lag, 'day')} after") for lag in lags)


def found(a: str, b: str, lags: tuple[int, ...], seen: int, of: int, expected: float, days: int) -> str:
    """Return what was seen beside what was expected."""
    names = {0: "on the same day as", 1: "the day after"}
    where = " or ".join(names.get(lag, f"{plural(lag, 'day')} after") for lag in lags)
    return (
        f"Of {plural(of, 'active day')} of {b}, {seen} fell {where} a day of {a}, "
        f"where {figure(expected)} would by chance within the same {plural(days, 'day')}"
    )


def size(share: float, low: float, high: float, p: float) -> str:
    """Return the share beyond expectation, its interval and its p."""
    return f"an estimated {percent(share)} of them follow beyond expectation, {percent_interval(low, high)}, p {p_text(p)}"


def sight(covered: float, power: float, share: float, visible: float | None) -> str:
    """Return what the test could have seen."""
    seen = "no share of copied events at all" if visible is None else f"a share of {percent(visible)} or more"
    return (
        f"{percent(covered)} of the days were covered; had {percent(share)} of the events been copied, the test would have fired "
        f"with probability {figure(power, 2)}; in four cases of five it would have seen {seen}"
    )


def null_model(name: str, diagnosis: tuple[float, float, int], *, bursts: bool, asked: bool, drifts: bool, reporting: str) -> str:
    """Return the null model with the reasons for which it was chosen.

    Parameters
    ----------
    name : str
        Name of the model.
    diagnosis : tuple
        Scores of bursts and of a shared level, and the length of the strata in days.
    bursts, asked, drifts : bool
    reporting : str
        What is known of how much was reported.
    """
    clustering, drift, days = diagnosis
    if asked:
        length = f"strata of {plural(days, 'day')}, as asked"
    elif drifts:
        length = f"strata of {plural(days, 'day')} and days weighed by their level, for both groups share a level that changes"
    else:
        length = f"strata of {plural(days, 'day')}, for no shared level that changes shows"
    own = "B acts in bursts" if bursts else "B's neighbouring days are no more frequent than chance gives"
    return f"{name}; {length} (z {figure(drift, 2)}); {own} (z {figure(clustering, 2)}); {reporting}"


def weakest_cause(causes: list[tuple[int, float]], lags: tuple[int, ...]) -> str:
    """Return the weakest unlisted causes that would explain a finding away: multiplier and share of days of each."""
    acts = "both groups act" if lags == (0,) else f"A acts, and B {lag_words(lags)},"
    if not causes:
        return "an unlisted cause of one day would have to make both act more than five times as often to explain this away"
    each = " or ".join(f"{multiplier} times as often on {percent(share)}" for multiplier, share in causes)
    return f"the weakest unlisted cause that would explain this away: {acts} {each} of the days"


def ranged(short: int, long: int) -> tuple[str, ...]:
    """Return what became of events dated as a range of days."""
    lines = []
    if short:
        lines.append(f"{plural(short, 'event')} known as a range of a week or less: the days of the range take no part")
    if long:
        lines.append(f"{plural(long, 'event')} known as a longer range of days: left out")
    return tuple(lines)


def more_days(days: int) -> str:
    """Return how much census data would settle the matter."""
    return f"a census of both groups on every day; about {plural(days, 'day')} at these rates"
