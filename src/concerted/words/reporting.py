"""Sentences on what documents claim: titles of claims, and which data would test each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concerted.words.numbers import listed, plural

# What one organisation does with nobody named beside it, and what several do. "Said to" keeps it a claim, and fits one and many.
_DOES: Mapping[str, tuple[str, str]] = {
    "coordinates_with": ("co-ordinate with others", "co-ordinate"),
    "directs": ("direct", "direct"),
    "funds": ("fund", "fund"),
    "arms": ("arm", "arm"),
    "trains": ("train", "train"),
    "hosts": ("host", "host"),
    "part_of": ("be part of", "be part of"),
    "ally_of": ("be allied with others", "be allied"),
    "opposes": ("oppose others", "oppose each other"),
    "claims_attack": ("claim an attack", "claim an attack"),
    "attacks": ("attack", "attack"),
    "honours_ceasefire": ("hold fire", "hold fire"),
    "divides": ("have a front or role of its own", "divide fronts or roles"),
    "acts_alone": ("act on its own", "act each on its own"),
    "denies": ("deny", "deny"),
}
_DONE: Mapping[str, str] = {
    "directs": "directed by somebody",
    "funds": "funded by somebody",
    "arms": "armed by somebody",
    "trains": "trained by somebody",
    "hosts": "hosted by somebody",
    "part_of": "part of each other",
}
_NOBODY = "Groups that are not named"
_ONE_SIDED = ("directs", "funds", "arms", "trains", "hosts", "part_of")

TESTS: Mapping[str, str] = {
    "coordinates_with": "days on which each group acted (a census, or a sample with unrelated groups of the same sources), over some hundred "
    "events a group: then the questions together and answer; meetings and messages do not show in timing",
    "directs": "a record that is not timing: an order, a joint announcement, a private trigger; daily counts cannot tell an order from a "
    "shared cause",
    "arms": "dated finds and first uses of a weapon by group: then the question spread; deliveries do not show in timing",
    "funds": "accounts or court records; no event table shows money",
    "trains": "dated first uses of a tactic by group: then the question spread; training itself does not show in events",
    "hosts": "statements of independent origin that place people or offices; no event table shows them",
    "part_of": "a dated, sourced relation in the register, from both sides",
    "ally_of": "joint acts recorded in the data, or joint announcements; sympathy does not show in events",
    "opposes": "fights between them recorded in an event table, by day and province",
    "honours_ceasefire": "attacks by day, or running totals with their dates, before, during and after the truce: then the question pause",
    "divides": "each group's acts by front or target, and which of them it can reach at all: then the question divide",
    "acts_alone": "the same question asked of regional and of domestic acts, and the difference: then the question contrast",
    "claims_attack": "a row for the attack, with who claimed it and who laid it to whom",
    "attacks": "a row for the attack, with who claimed it and who laid it to whom",
    "denies": "the denied act as a row of its own, with its sources",
}
# The same in a line; the whole stands where the report says what would change the answer.
TESTED_BY: Mapping[str, str] = {
    "coordinates_with": "days of acts by group: together, answer",
    "directs": "a record that is not timing; counts by day cannot",
    "arms": "first uses of a weapon by group: spread",
    "funds": "accounts or court records; no event table",
    "trains": "first uses of a tactic by group: spread",
    "hosts": "more statements of independent origin; no event table",
    "part_of": "a dated, sourced relation in the register",
    "ally_of": "recorded joint acts, or joint announcements",
    "opposes": "fights recorded in an event table",
    "honours_ceasefire": "attacks by day around the truce: pause",
    "divides": "acts by front or target, and reach: divide",
    "acts_alone": "regional and domestic acts apart: contrast",
    "claims_attack": "a row for the attack",
    "attacks": "a row for the attack",
    "denies": "a row for the denied act",
}
NO_EVENTS = (
    "the case has no event table, so that no question could be asked of days and counts; what its documents claim is listed below, for and "
    "against, and is not tested"
)
KIND_NOT_GIVEN = "kind not given"
REDACTED = "Speakers are redacted: the names of persons who speak are left out of this report and of every file beside it."


def title(kind: str, subjects: Sequence[str], objects: Sequence[str]) -> str:
    """Return a claim as a line: who does what to whom.

    Parameters
    ----------
    kind : str
        One of `concerted.read.relations.KINDS`.
    subjects, objects : sequence of str
        Names of organisations; empty where the words name none that the register lists.
    """
    if kind in _ONE_SIDED:
        if not subjects:
            return f"{listed(objects) or _NOBODY} said to be {_DONE[kind]}"
        return f"{listed(subjects)} said to {_DOES[kind][0]} {listed(objects) or 'others'}"
    return f"{listed(subjects) or _NOBODY} said to {_DOES[kind][len(subjects) != 1]}"


def side(statements: int, origins: int) -> str:
    """Return how many statements are on one side of a claim, and from how many independent origins."""
    return f"{plural(statements, 'statement')}, {plural(origins, 'independent origin')}" if statements else "nobody"


def claims(on_concert: int, confirmed: int, others: int, contradictions: int) -> str:
    """Return how many claims bear on concert, how many of these rest on a confirmed statement, and how many pairs contradict each other."""
    rest = f"{confirmed or 'none'} of them with a statement that a person has confirmed" if on_concert else "nobody confirmed one"
    return (
        f"claims that bear on concert: {on_concert}, {rest}; other claims: {others}; pairs of statements that contradict each other: "
        f"{contradictions}"
    )


def mark(groups: str, statements: int, origins: int, *, holds: bool) -> str:
    """Return what confirmed statements say of two groups, and whether that is a mark."""
    said = f"{groups}: {plural(statements, 'confirmed statement')} of {plural(origins, 'independent origin')}, no opponent's"
    return f"{said}. This is a mark" if holds else f"{said}. A mark needs two origins"


def tiers(counted: Sequence[tuple[str, int]]) -> str:
    """Return on how many statements two readers agree, and how many one reader alone proposes."""
    known = {"both": "two readers agree on", "one": "one reader alone proposes"}
    return listed([f"{known.get(tier, f'{tier}:')} {n}" for tier, n in counted])


def read(documents: int, origins: int, statements: int, confirmed: int, rejected: int) -> str:
    """Return what was read, and how much of it people decided."""
    proposed = statements - confirmed
    found = f"{plural(documents, 'document')} of {plural(origins, 'independent origin')}: {plural(statements + rejected, 'statement')}"
    return (
        f"{found}, of which a person has confirmed {confirmed} and rejected {rejected}; {proposed} proposed by a machine and decided by nobody"
    )


def give_kind(document: str) -> str:
    """Return what to write into case.toml for a document whose kind of source nobody gave."""
    return (
        f'{document}: {KIND_NOT_GIVEN}. Say in case.toml what it is, under [documents."{document}"]: kind = "media", "media_partisan", '
        '"own_statement", "state_official", "opponent_official" or "analyst"'
    )
