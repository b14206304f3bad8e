"""Sentences on a scan of all pairs."""

from __future__ import annotations

from concerted.words.numbers import figure, p_text, plural

NOTHING = "no active day of the target can be compared"
NO_ROOM = "no stretch of days holds both days that the source covers and days that it leaves free"
FEW = "fewer than ten active days of either group can be compared"
UNKNOWN_REPORTING = "the rows are no declared census, and no pages or controls tell how much was reported on a day"
COVERED = "the source's days cover more than 60 % of all days, which leaves too few to compare with"
OPEN = "within chance among so many pairs, and the smallest share of interest is not ruled out"
SHARED = "the groups are active in the same weeks, and within them nothing is left over"
NONE = "the interval leaves out the smallest share of interest"
CONTROL = "the test fires as well with a control in the source's place, which has no part in the question"
BEYOND = "more than the target's own rhythm and the listed triggers explain, after correction; an unlisted cause of a few days is not excluded"

METHOD = {
    "together": "`together` of every directed pair; exact one-sided p, corrected over all pairs that could have fired",
    "answer": "`answer` of every directed pair; exact one-sided p, corrected over all pairs that could have fired",
}
SIZES = "effect, low and high rest on the first two moments of what a share gives; `finding(a, b)` gives the exact ones of one pair"
DEPENDENT = "pairs share groups, so that their tests depend on each other: q_any holds whatever the dependence"
CANNOT_SHOW = (
    "which of many pairs were of interest before the scan: a scan explores, and what it finds is a question for other data",
    "a cause that moves many groups within a few days: it makes many pairs fire at once",
)
SETTLE = "a declared census (coverage 2) of every day for the groups, more days, pages read, or unrelated groups as controls"


def found(
    question: str, pairs: int, groups: int, few: int, family: int, verdicts: dict[str, int], strongest: list[tuple[str, str, float]]
) -> str:
    """Return what a scan found."""
    left = f" {plural(few, 'group')} with fewer than ten active days were left out." if few else ""
    told = "".join(f" {name}: {n};" for name, n in verdicts.items() if n).rstrip(";")
    best = "; ".join(f"{a} then {b} (q {p_text(q)})" for a, b, q in strongest)
    return (
        f"{question}: {plural(pairs, 'directed pair')} of {plural(groups, 'group')}, of which {figure(family)} could have fired and are one "
        f"family.{left}{told and f'{told}.'}{f' Smallest q: {best}.' if best else ''}"
    )


def corrected(sentence: str, q: float | None, pairs: int) -> str:
    """Return the sentence of a pair that fires alone and not among all."""
    among = "it is outside the family" if q is None else f"q {p_text(q)}"
    return f"{sentence} That is the pair alone; among {plural(pairs, 'pair')} {among}: cannot say."
