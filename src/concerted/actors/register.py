"""The register of organisations of a case."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concerted.actors.likeness import WHOLE, agree, shape
from concerted.case.settings import (
    DatedAliasSettings,
    DecidedName,
    DecidedOrganisations,
    OrganisationSettings,
    OrganisationsFile,
    RelationSettings,
    folded,
    read_organisations,
)
from concerted.days import DayLike, as_day
from concerted.errors import CaseError, DataError, Fault

if TYPE_CHECKING:
    from concerted.actors.ftm import Exported

_JOINED = " + "
_WITH_ACRONYM = re.compile(r"(?P<name>.*\w.*?)\s*\((?P<acronym>[A-Z][A-Z0-9-]{1,9})\)")
LISTED, LIKENESS = "listed", "likeness"
_Listed = tuple[DatedAliasSettings, str]
# Kinds of aliases that a plain JSON file may name as the register does; all others are names.
_KIND_OF = {kind: kind for kind in ("translit", "translation", "acronym", "exonym", "weak", "dataset")}


@dataclass(frozen=True)
class Match:
    """What a name resolves to.

    Attributes
    ----------
    organisation : str or None
        Id of the organisation; None where no alias is listed.
    candidates : tuple of str
        Ids that a person might choose from.
    why : str
        The reason, in words.
    how : str
        "listed", "likeness", or "" where no organisation was found.
    """

    organisation: str | None
    candidates: tuple[str, ...]
    why: str
    how: str = ""


class Register:
    """Organisations, their aliases, and dated claims on how they are tied."""

    def __init__(self, content: OrganisationsFile, not_the_same: Iterable[tuple[str, str]] = ()) -> None:
        # What people decided not to be the same vetoes all likeness: names as folded, with the id that they are not.
        self._decided = {(folded(one.name), one.organisation): one for one in _decided(content)}
        vetoes = {(folded(name), id_) for name, id_ in not_the_same}
        self._not_the_same = frozenset(vetoes | {pair for pair, one in self._decided.items() if not one.same})
        self.content = content
        self._organisations = {one.id: one for one in content.organisation}
        self.relations: tuple[RelationSettings, ...] = content.relation
        self._listed: dict[str, tuple[_Listed, ...]] = {}
        for one in content.organisation:
            for alias in one.names:
                key = folded(alias.text)
                self._listed[key] = (*self._listed.get(key, ()), (alias, one.id))

    @classmethod
    def load(cls, path: str | Path) -> Register:
        """Read an organisations file: TOML as in a case, or plain JSON of id -> [[alias, kind], ...].

        Raises
        ------
        CaseError
            If the file cannot be read; all faults at once.
        """
        file = Path(path)
        try:
            raw = file.read_bytes()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise CaseError([Fault(file.name, 0, "", "a readable file", why, "Check the path.")]) from error
        content, faults = _from_json(file.name, raw) if file.suffix == ".json" else read_organisations(file.name, raw)
        if content is None:
            raise CaseError(faults)
        return cls(content)

    @classmethod
    def from_ftm(cls, lines: Iterable[str], sidecar: Mapping[str, Any] | None = None) -> tuple[Register, tuple[str, ...]]:
        """Return a register out of FollowTheMoney entities, and what was not taken; see `concerted.actors.ftm.take`."""
        from concerted.actors.ftm import take

        taken = take(lines, sidecar)
        return cls(taken.content), taken.lost

    def to_ftm(self) -> Exported:
        """Return the register as FollowTheMoney entities, with a sidecar of what they cannot hold; see `concerted.actors.ftm.export`."""
        from concerted.actors.ftm import export

        return export(self.content)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all organisations."""
        return tuple(self._organisations)

    def organisation(self, id_: str) -> OrganisationSettings:
        """Return one organisation.

        Raises
        ------
        DataError
            If the register holds no such id.
        """
        if id_ not in self._organisations:
            raise DataError(f"expected the id of an organisation; found {id_!r}. Look it up in the organisations file.")
        return self._organisations[id_]

    def name(self, id_: str) -> str:
        """Return the display name of an organisation."""
        return self.organisation(id_).name

    def aliases(self) -> tuple[tuple[str, str, str], ...]:
        """Return every listed name, dated ones too: alias, kind, id of the organisation."""
        return tuple((alias.text, alias.kind, one.id) for one in self._organisations.values() for alias in one.names)

    def organisations(self) -> tuple[OrganisationSettings, ...]:
        """Return all organisations, in the order of the file."""
        return tuple(self._organisations.values())

    def decided(self) -> tuple[DecidedName, ...]:
        """Return what people decided of names; a name that is the same is among the aliases already."""
        return tuple(self._decided.values())

    def listed(self, name: str, on: DayLike | None = None, dataset: str = "") -> Match:
        """Return what a name stands for by the listed aliases and by decisions alone; this is what counts when rows are counted.

        Parameters
        ----------
        name : str
        on : day, optional
            The day on which the name was used. Without it a dated alias counts whenever it held; one that stood for several organisations
            in their turn then stands for none.
        dataset : str, optional
            The dataset that the name stands in, such as "acled": names of other datasets are then left aside.
        """
        day = None if on is None else as_day(on)
        key = folded(name)
        named = self._listed.get(key, ())
        owners = tuple(dict.fromkeys(id_ for alias, id_ in named if alias.holds(day, dataset)))
        when = f" on {day}" if day is not None else ""
        if len(owners) == 1:
            return Match(owners[0], owners, self._why(name, owners[0], when), LISTED)
        if owners:
            return Match(None, owners, f"{name!r} is a listed alias of {' and of '.join(owners)}{when}; a person decides")
        if named:
            others = " and of ".join(dict.fromkeys(id_ for _, id_ in named))
            return Match(None, (), f"{name!r} is a listed alias of {others}, but not{when or ' in this dataset'}; a person decides")
        return Match(None, (), f"{name!r} is no listed alias of any organisation{when}; add it, or a person decides")

    def _why(self, name: str, id_: str, when: str) -> str:
        one = self._decided.get((folded(name), id_))
        if one is None:
            return f"{name!r} is a listed alias of {id_}{when}"
        return f"{name!r} was decided to be {id_} by {one.by} on {one.at[:10]}: {one.reason}"

    def resolve(self, name: str, on: DayLike | None = None) -> Match:
        """Return what a name stands for: a listed alias, or else the one organisation whose names it agrees with word by word.

        Words are compared across scripts and spellings (see `likeness`). Two names agree only where every word, unit and place of each has
        its like in the other, so that "Kata'ib Hezbollah" is never Hezbollah; a name of one short word or of capitals alone is never
        matched by likeness. Where names agree but for a unit or a place, or with several organisations, they are candidates for a person.

        Parameters
        ----------
        name : str
        on : day, optional
        """
        exact = self.listed(name, on)
        if exact.candidates:
            return exact
        spelled = _WITH_ACRONYM.fullmatch(name.strip())
        if spelled is not None and not self._vetoes(name):
            return self._with_acronym(name, self.resolve(spelled["name"], on), self.listed(spelled["acronym"], on))
        day = None if on is None else as_day(on)
        alike = {id_: shared for id_, shared in self._alike(name, day).items() if (folded(name), id_) not in self._not_the_same}
        whole = tuple(sorted(id_ for id_, (agreement, _) in alike.items() if agreement == WHOLE))
        if len(whole) == 1:
            return Match(whole[0], whole, f"{name!r} agrees word by word with {alike[whole[0]][1]!r}, a listed alias of {whole[0]}", LIKENESS)
        candidates = whole or tuple(sorted(alike))
        if not candidates:
            return self._vetoed(name, exact)
        return Match(None, candidates, f"{name!r} is like names of {' and of '.join(candidates)}; a person decides")

    def _vetoes(self, name: str) -> bool:
        return any(own == folded(name) for own, _ in self._not_the_same)

    def _with_acronym(self, name: str, spelled: Match, acronym: Match) -> Match:
        """Return what a name with an acronym in brackets stands for: both have to stand for the same organisation."""
        ids = tuple(dict.fromkeys([*spelled.candidates, *acronym.candidates]))
        if spelled.organisation is not None and spelled.organisation == acronym.organisation:
            return Match(spelled.organisation, (spelled.organisation,), f"{spelled.why}; so is its acronym", spelled.how)
        if not ids:
            return Match(None, (), f"{name!r} is no listed alias of any organisation; add it, or a person decides")
        return Match(None, ids, f"{name!r} is like names of {' and of '.join(ids)}, but name and acronym are not both listed; a person decides")

    def _vetoed(self, name: str, exact: Match) -> Match:
        """Return a match without an organisation, with the decisions that are the reason for it where there are any."""
        key = folded(name)
        told = [
            f"not {id_}, by {one.by} on {one.at[:10]}: {one.reason}" for (own, id_), one in self._decided.items() if own == key and not one.same
        ]
        return Match(None, (), f"{exact.why}; decided: {'; '.join(told)}") if told else exact

    def _alike(self, name: str, on: dt.date | None) -> dict[str, tuple[int, str]]:
        """Return the organisations of which a name agrees with this one, how well, and the name."""
        ours = shape(name)
        found: dict[str, tuple[int, str]] = {}
        for alias, id_ in self._by_words.get(ours.words, ()):
            agreement = agree(ours, shape(alias.text)) if alias.holds(on, "") else 0
            if agreement > found.get(id_, (0, ""))[0]:
                found[id_] = agreement, alias.text
        return found

    @cached_property
    def _by_words(self) -> Mapping[frozenset[str], tuple[_Listed, ...]]:
        index: dict[frozenset[str], list[_Listed]] = defaultdict(list)
        for alias, id_ in (one for listed in self._listed.values() for one in listed):
            index[shape(alias.text).words].append((alias, id_))
        return {words: tuple(names) for words, names in index.items()}

    def resolve_joint(self, name: str, on: DayLike | None = None, dataset: str = "") -> tuple[Match, ...]:
        """Return one match for each actor of a joint act ("A + B")."""
        if self.listed(name, on, dataset).organisation is not None or _JOINED not in name:
            return (self.listed(name, on, dataset),)
        return tuple(self.listed(part, on, dataset) for part in name.split(_JOINED))

    def tied(self, a: str, b: str, on: dt.date | None = None) -> str | None:
        """Return the relation that ties two organisations on a day, in words; None where none is listed."""
        for one in self.relations:
            if {one.subject, one.object} == {a, b} and _holds(one, on):
                return f"{self.name(one.subject)} {one.type.replace('_', ' ')} {self.name(one.object)}"
        return None


def _decided(content: OrganisationsFile) -> tuple[DecidedName, ...]:
    return content.decided if isinstance(content, DecidedOrganisations) else ()


def _holds(relation: RelationSettings, on: dt.date | None) -> bool:
    if on is None:
        return True
    return (relation.since is None or relation.since <= on) and (relation.until is None or on <= relation.until)


def _from_json(name: str, raw: bytes) -> tuple[OrganisationsFile | None, list[Fault]]:
    expected = "JSON of id -> [[alias, kind], ...]"
    try:
        data = json.loads(raw)
        content = {
            "organisation": [
                {"id": id_, "name": aliases[0][0], "kind": "other", "aliases": [[alias, _KIND_OF.get(kind, "name")] for alias, kind in aliases]}
                for id_, aliases in data.items()
            ]
        }
        return OrganisationsFile.model_validate(content), []
    except (ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
        return None, [Fault(name, 0, "", expected, type(error).__name__, "Mend the file.")]
