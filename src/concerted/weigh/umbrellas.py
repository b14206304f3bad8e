"""What a finding would say if an umbrella and its members were counted otherwise. A verdict that hangs on that is no verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from concerted.actors import Register, Ties
from concerted.case.records import EventRow
from concerted.events import Rows
from concerted.finding import CANNOT_SAY, Finding
from concerted.weigh.attacks import variant
from concerted.words.numbers import capital, listed, plural

KIND = "umbrella"


@dataclass(frozen=True)
class Regrouping:
    """Another way to count the rows of an umbrella and its members.

    Attributes
    ----------
    name : str
        In words.
    group : str
        Id of the group whose series changes.
    sources : frozenset of str
        Ids of the organisations whose rows are moved.
    owners : mapping of str to str
        From the id of a row to the group that it would count for; "" for none.
    """

    name: str
    group: str
    sources: frozenset[str]
    owners: Mapping[str, str]

    def bears_on(self, ids: Iterable[str]) -> bool:
        """Tell whether a finding on these groups changes, and its groups stay apart."""
        asked = set(ids)
        return self.group in asked and not self.sources & (asked - {self.group})


def regroupings(register: Register, rows: Rows, observed: Callable[[str, EventRow], bool]) -> tuple[Regrouping, ...]:
    """Return every other way to count the rows of a case that its relations and the column `subgroup` give.

    Parameters
    ----------
    register : Register
    rows : Rows
    observed : callable
        From the id of a group and a row to whether anybody looked for the group there; a row where nobody did moves nowhere.
    """
    return tuple(_Rows(register, rows, observed).ways())


class _Rows:
    """Rows of single actors, by organisation."""

    def __init__(self, register: Register, rows: Rows, observed: Callable[[str, EventRow], bool]) -> None:
        self._register, self._ties, self._groups, self._observed = register, Ties(register), rows.groups, observed
        self._rows: dict[str, list[EventRow]] = {}
        for row in (*(kept.row for kept in rows.kept if kept.group in rows.groups), *rows.others, *rows.unobserved):
            owner = register.listed(row.actor, row.date).organisation
            if owner is not None:
                self._rows.setdefault(owner, []).append(row)

    def ways(self) -> Iterator[Regrouping]:
        for group in (group for group in self._groups if self._rows.get(group)):
            below = self._ties.below(group)
            above = [one for one in self._ties.above(group) if one not in below]
            yield from self._all_into(group, below, "counted with")
            for umbrella in above:
                if self._rows.get(umbrella):
                    family = [one for one in (umbrella, *self._ties.below(umbrella)) if one != group]
                    yield from self._all_into(group, family, f"under {self._register.name(umbrella)} counted as one with")
            yield from self._named_apart(group, below)
            for umbrella in above:
                yield from self._named_back(group, umbrella)

    def _all_into(self, group: str, others: Iterable[str], words: str) -> Iterator[Regrouping]:
        found = {one: [row for row in self._rows.get(one, ()) if self._observed(group, row)] for one in others}
        owners = {row.event_id: group for rows in found.values() for row in rows}
        present = [one for one, rows in found.items() if rows]
        if owners:
            names = listed([self._register.name(one) for one in present])
            name = f"{plural(len(owners), 'row')} of {names} {words} {self._register.name(group)}"
            yield Regrouping(name, group, frozenset(present), owners)

    def _named_apart(self, group: str, below: Iterable[str]) -> Iterator[Regrouping]:
        """Take the rows that name a member out of the umbrella's series."""
        named = {row.event_id: one for row in self._rows[group] if (one := self._subgroup(row)) in below}
        if named:
            name = f"{plural(len(named), 'row')} that name a member taken out of {self._register.name(group)}"
            owners = {id_: one if one in self._groups else "" for id_, one in named.items()}
            yield Regrouping(name, group, frozenset(named.values()), owners)

    def _named_back(self, group: str, umbrella: str) -> Iterator[Regrouping]:
        """Count the umbrella's rows that name a member for the member."""
        own = (group, *self._ties.below(group))
        owners = {row.event_id: group for row in self._rows.get(umbrella, ()) if self._subgroup(row) in own and self._observed(group, row)}
        if owners:
            name = f"{plural(len(owners), 'row')} of {self._register.name(umbrella)} that name it counted with {self._register.name(group)}"
            yield Regrouping(name, group, frozenset({umbrella}), owners)

    def _subgroup(self, row: EventRow) -> str:
        return (self._register.listed(row.subgroup, row.date).organisation if row.subgroup else None) or ""


def with_umbrellas(finding: Finding, tests: Mapping[str, Callable[[], Finding]]) -> Finding:
    """Return the finding with one line for each other way of counting; where one gives another verdict, it cannot say."""
    found = {name: test() for name, test in tests.items()}
    lines = tuple(variant(finding, name, KIND, one) for name, one in found.items())
    finding = replace(finding, variants=finding.variants + lines)
    other = [f"{one.verdict!r} with {name}" for name, one in found.items() if one.verdict != finding.verdict]
    return _capped(finding, other) if other else finding


def _capped(finding: Finding, other: list[str]) -> Finding:
    hangs = f"the verdict hangs on how an umbrella and its members are counted: {finding.verdict!r} as the rows are written, {listed(other)}"
    # What made it "cannot say" before still holds and is told first.
    reason = f"{finding.reason}; besides, {hangs}" if finding.verdict == CANNOT_SAY else hangs
    said = finding.sentence.removesuffix(f"{capital(finding.verdict)}: {finding.reason}.")
    return replace(
        finding,
        verdict=CANNOT_SAY,
        reason=reason,
        sentence=f"{said}{capital(CANNOT_SAY)}: {reason}.",
        settle=finding.settle or "for each act of the umbrella, which member made it; or a question about the umbrella as a whole",
    )
