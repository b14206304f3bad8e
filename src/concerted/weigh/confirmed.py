"""Marks out of confirmed statements: two of independent origin, no opponent's, say of the same two groups that they act together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from concerted.days import Day, Window, as_day
from concerted.read.redacted import names_of
from concerted.read.speakers import OFFICIALS
from concerted.read.statement import CONFIRMED, Statement
from concerted.weigh.independence import independent
from concerted.weigh.reporting import OPPONENT, Read, Reported, Reporting, interest_of

FEWEST_ORIGINS = 2
_ON_CONCERT = ("coordinates_with", "directs")


@dataclass(frozen=True)
class ConfirmedMark:
    """Two groups of whom confirmed statements say that they act together.

    Attributes
    ----------
    groups : (str, str)
        Ids of the groups.
    statements : tuple of str
        Ids of the statements that count.
    origins : int
        Independent origins: copies of one story, one quotation in two stories, and statements of one speaker or one organisation are one.
    """

    groups: tuple[str, str]
    statements: tuple[str, ...]
    origins: int

    @property
    def holds(self) -> bool:
        """Whether there are as many origins as a mark needs."""
        return self.origins >= FEWEST_ORIGINS


@dataclass(frozen=True)
class ConfirmedMarks:
    """What confirmed statements say of the groups.

    Attributes
    ----------
    pairs : tuple of ConfirmedMark
        Pairs of groups of which a statement that counts speaks, those that make no mark too.
    left_out : tuple of (str, str)
        Confirmed statements on the groups that do not count: id, and why.
    """

    pairs: tuple[ConfirmedMark, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def marks(self) -> tuple[ConfirmedMark, ...]:
        """The pairs that make a mark."""
        return tuple(one for one in self.pairs if one.holds)


@dataclass(frozen=True)
class Asked:
    """What a case asks: the groups, who fights them, and in which days.

    Attributes
    ----------
    groups, opponents : tuple of str
        Ids.
    period : Window
    tied : callable
        Tells whether two groups may be one hand, such as an umbrella and its member.
    """

    groups: tuple[str, ...]
    opponents: tuple[str, ...]
    period: Window
    tied: Callable[[str, str], bool]


def confirmed_marks(reporting: Reporting, asked: Asked) -> ConfirmedMarks:
    """Return what confirmed statements say of the groups.

    A statement counts if a person has confirmed it, it affirms without "may" or "perhaps" that two groups of the case co-ordinate, or that one
    of them or a third directs them, it speaks of days of the case, and whoever speaks is known not to be an opponent.
    """
    by_pair: dict[tuple[str, str], dict[int, Read]] = defaultdict(dict)
    left_out: dict[str, str] = {}
    for claim in reporting.reported:
        pairs = list(_pairs(claim, asked))
        for one in claim.said_for if pairs else ():
            if one.statement.status != CONFIRMED:
                continue
            why = _why_not(one, claim, asked)
            if why:
                left_out[one.statement.id] = why
            for pair in () if why else pairs:
                by_pair[pair][id(one)] = one
    return ConfirmedMarks(
        tuple(_mark(pair, tuple(said.values())) for pair, said in sorted(by_pair.items())),
        tuple(sorted(left_out.items())),
    )


def _pairs(claim: Reported, asked: Asked) -> Iterator[tuple[str, str]]:
    if claim.kind in _ON_CONCERT:
        named = sorted({*claim.subjects, *claim.objects} & set(asked.groups))
        yield from ((a, b) for a, b in combinations(named, 2) if not asked.tied(a, b))


def _mark(pair: tuple[str, str], said: Sequence[Read]) -> ConfirmedMark:
    return ConfirmedMark(pair, tuple(dict.fromkeys(one.statement.id for one in said)), independent(said, _speaker))


def _speaker(statement: Statement) -> Hashable:
    """Return whoever speaks: their organisation, or the name that is printed; None where that is unknown, or the paper itself speaks."""
    return statement.said_by.affiliation or next(iter(names_of(statement)), None)


def _why_not(one: Read, claim: Reported, asked: Asked) -> str:
    """Return why a confirmed statement does not count; empty where it does."""
    if not asked.opponents:
        return "the case names no opponents (`opponents` in case.toml), so that nobody can tell whether it is an opponent's"
    if interest_of(one, {*claim.subjects, *claim.objects}, asked.opponents) == OPPONENT:
        return "an opponent's word"
    if one.statement.said_by.kind == OFFICIALS and one.statement.said_by.affiliation is None:
        return "made by officials of whom nobody can tell whether they are an opponent's"
    if any(hedge.kind == "epistemic" for hedge in one.statement.hedges):
        return "it says so with a reservation (may, might, probably)"
    return "" if _in_period(one.statement, asked.period) else "it was not said in, and does not name, days of the case"


def _in_period(statement: Statement, period: Window) -> bool:
    """Tell whether a statement speaks of days of the case: those that it names, or else the day on which it was said."""
    said = _day(statement.said_at)
    named = [(_day(one.first), _day(one.last)) for one in statement.periods if one.first or one.last]
    if named:
        # "Since March" runs until it is said, "until March" from whenever.
        return any((first or Day.min) <= period.last and (last or said or Day.max) >= period.first for first, last in named)
    return said is not None and said in period


def _day(text: str) -> Day | None:
    whole = re.match(r"\d{4}-\d{2}-\d{2}", text)
    return as_day(whole[0]) if whole else None
