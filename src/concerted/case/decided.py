"""Decisions on names, put on top of the organisations file: the file stays as it is, and the decision is what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from concerted.case.settings import DecidedName, DecidedOrganisations, OrganisationSettings, OrganisationsFile, folded
from concerted.decisions import FILE, NOT_THE_SAME, SAME, Decisions
from concerted.errors import Fault


def with_decisions(organisations: OrganisationsFile, decisions: Decisions) -> OrganisationsFile:
    """Return the organisations with what people decided of their names.

    A name decided to be the same is a listed alias from then on, and of nobody else; one decided not to be the same is no alias of that
    organisation, whatever the file lists.
    """
    decided = current(decisions)
    if not decided:
        return organisations
    changed = tuple(_changed(one, decided) for one in organisations.organisation)
    return DecidedOrganisations(organisation=changed, relation=organisations.relation, decided=decided)


def current(decisions: Decisions) -> tuple[DecidedName, ...]:
    """Return the verdicts on names that hold: for each name and organisation the latest, spelling apart; "unsure" takes one back."""
    latest = {(folded(name), organisation): (name, one) for name, organisation, one in decisions.names()}
    return tuple(
        DecidedName(name=name, organisation=organisation, same=one.verdict == SAME, by=one.by, at=one.at, reason=one.reason)
        for (_, organisation), (name, one) in latest.items()
        if one.verdict in (SAME, NOT_THE_SAME)
    )


def decision_faults(organisations: OrganisationsFile, decided: Iterable[DecidedName]) -> Iterator[Fault]:
    """Yield a fault for each verdict on an organisation that is not there, and for each name that is decided to be several."""
    ids = {one.id for one in organisations.organisation}
    owner: dict[str, str] = {}
    for one in decided:
        undo = f"`concerted actors CASE NAME --unsure {one.organisation}` takes the verdict back."
        if one.organisation not in ids:
            expected = f"an organisation of the case, as decided of {one.name!r}"
            yield Fault(FILE, 0, "about", expected, repr(one.organisation), f"Give the organisation its id back, or: {undo}")
        if one.same and owner.setdefault(folded(one.name), one.organisation) != one.organisation:
            found = f"{owner[folded(one.name)]} and {one.organisation}"
            yield Fault(FILE, 0, "about", f"one organisation for the name {one.name!r}", found, undo)


def _changed(organisation: OrganisationSettings, decided: tuple[DecidedName, ...]) -> OrganisationSettings:
    own = [one for one in decided if one.organisation == organisation.id]
    same = {folded(one.name): one.name for one in own if one.same}
    taken = {folded(one.name) for one in own if not one.same} | {folded(one.name) for one in decided if one.same and one not in own}
    kept = tuple((text, kind) for text, kind in organisation.aliases if folded(text) not in {*taken, *same})
    dated = tuple(one for one in organisation.dated_aliases if folded(one.text) not in {*taken, *same})
    listed = {folded(text): (text, kind) for text, kind in organisation.aliases}
    added = tuple(listed.get(key, (name, "name")) for key, name in same.items())
    return organisation.model_copy(update={"aliases": (*kept, *added), "dated_aliases": dated})
