"""The register as FollowTheMoney, one entity a line, and what FollowTheMoney cannot hold in a sidecar beside it: together they lose nothing.

Organisations only: persons of a file that comes in are never taken.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from concerted.case.settings import DatedAliasSettings, DecidedOrganisations, OrganisationSettings, OrganisationsFile, RelationSettings
from concerted.errors import DataError

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_OPENSANCTIONS = "https://www.opensanctions.org/entities/{}/"
_FROM_OPENSANCTIONS = re.compile(r"https://(?:www\.)?opensanctions\.org/entities/([A-Za-z0-9][A-Za-z0-9-]*)/?")
_ENDS = {"Membership": ("member", "organization"), "Succession": ("successor", "predecessor"), "UnknownLink": ("subject", "object")}
_SCHEMA_OF = {"member_of": "Membership", "successor_of": "Succession"}
_TYPE_OF = {"Membership": "member_of", "Succession": "successor_of"}
_LINKS = ("wing_of", "suspected_of", "part_of")
_ORGANISATIONS = {"Organization": "other", "PublicBody": "state", "Company": "other"}
_WEAK = ("acronym", "weak")
_SIDECAR = 1

Entity = dict[str, Any]


@dataclass(frozen=True)
class Exported:
    """A register as FollowTheMoney.

    Attributes
    ----------
    entities : tuple of dict
        One a line.
    sidecar : dict
        What brings back all that the entities cannot hold.
    cannot_hold : tuple of str
        The same in words: what a program sees less of that knows the entities alone.
    """

    entities: tuple[Entity, ...]
    sidecar: dict[str, Any]
    cannot_hold: tuple[str, ...]

    @property
    def lines(self) -> str:
        """The entities as JSON lines."""
        return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in self.entities)


@dataclass(frozen=True)
class Taken:
    """Organisations out of FollowTheMoney, and what was left there.

    Attributes
    ----------
    content : OrganisationsFile
    lost : tuple of str
        What was not taken, or not as it was, and why.
    """

    content: OrganisationsFile
    lost: tuple[str, ...]


def export(content: OrganisationsFile) -> Exported:
    """Return organisations and relations as FollowTheMoney entities with their sidecar."""
    ids = {one.id: _entity_id(one.id) for one in content.organisation}
    entities = [_organisation(one, ids[one.id]) for one in content.organisation]
    relations = _relations(content.relation, ids)
    sidecar = {
        "sidecar_of": "FollowTheMoney entities by concerted",
        "version": _SIDECAR,
        "organisations": {ids[one.id]: _beside(one) for one in content.organisation},
        "relations": {key: one.type for key, one in relations.items()},
    }
    return Exported((*entities, *(_relation(one, key, ids) for key, one in relations.items())), sidecar, _cannot_hold(content, ids))


def take(lines: Iterable[str], sidecar: Mapping[str, Any] | None = None) -> Taken:
    """Return organisations and relations out of FollowTheMoney entities.

    Parameters
    ----------
    lines : iterable of str
        JSON, one entity a line.
    sidecar : mapping, optional
        As `export` made it; without it kinds and dates of names are lost, which is listed.

    Raises
    ------
    DataError
        If a line is no entity, or the sidecar is none.
    """
    beside = _checked(sidecar)
    lost = [] if sidecar is not None else ["without a sidecar: kinds of organisations and of names, days of names"]
    entities = [_parsed(line, row) for row, line in enumerate(lines, start=1) if line.strip()]
    found = [(one["id"], _taken(one, beside["organisations"].get(one["id"]), lost)) for one in entities if one["schema"] in _ORGANISATIONS]
    organisations = {key: one for key, one in found if one is not None}
    relations = [_tie(one, {key: own.id for key, own in organisations.items()}, beside, lost) for one in entities if one["schema"] in _ENDS]
    others = Counter(one["schema"] for one in entities if one["schema"] not in {*_ORGANISATIONS, *_ENDS})
    lost += [f"{n} of the schema {schema}: {_why_not(schema)}" for schema, n in sorted(others.items())]
    content = OrganisationsFile(organisation=tuple(organisations.values()), relation=tuple(one for one in relations if one is not None))
    return Taken(content, tuple(lost))


def _entity_id(id_: str) -> str:
    return id_ if _ID.fullmatch(id_) else f"org-{hashlib.sha1(id_.encode(), usedforsecurity=False).hexdigest()}"


def _organisation(one: OrganisationSettings, key: str) -> Entity:
    names = [(text, kind) for text, kind in one.aliases if text != one.name] + [(alias.text, alias.kind) for alias in one.dated_aliases]
    properties = {
        "name": [one.name],
        "alias": _once(text for text, kind in names if kind not in _WEAK),
        "weakAlias": _once(text for text, kind in names if kind in _WEAK),
        "wikidataId": [one.wikidata] if one.wikidata else [],
        "sourceUrl": [_OPENSANCTIONS.format(one.opensanctions)] if one.opensanctions else [],
    }
    return _entity(key, "PublicBody" if one.kind == "state" else "Organization", properties)


def _relations(relations: Sequence[RelationSettings], ids: Mapping[str, str]) -> dict[str, RelationSettings]:
    found: dict[str, RelationSettings] = {}
    for one in (one for one in relations if {one.subject, one.object} <= ids.keys()):
        said = json.dumps([one.subject, one.type, one.object, str(one.since), str(one.until), one.source_url, one.note])
        key = f"tie-{hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()}"
        found[key if key not in found else f"{key}-{len(found)}"] = one
    return found


def _relation(one: RelationSettings, key: str, ids: Mapping[str, str]) -> Entity:
    schema = _SCHEMA_OF.get(one.type, "UnknownLink")
    subject, object_ = _ENDS[schema]
    properties = {
        subject: [ids[one.subject]],
        object_: [ids[one.object]],
        "role": [one.type.replace("_", " ")],
        "startDate": [str(one.since)] if one.since else [],
        "endDate": [str(one.until)] if one.until else [],
        "sourceUrl": [one.source_url],
        "description": [one.note] if one.note else [],
    }
    return _entity(key, schema, properties)


def _entity(key: str, schema: str, properties: Mapping[str, list[str]]) -> Entity:
    return {"id": key, "schema": schema, "properties": {name: values for name, values in properties.items() if values}}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _beside(one: OrganisationSettings) -> dict[str, Any]:
    dated = [alias.model_dump(mode="json", exclude_none=True) for alias in one.dated_aliases]
    return {"id": one.id, "kind": one.kind, "aliases": [list(alias) for alias in one.aliases], "dated_aliases": dated}


def _cannot_hold(content: OrganisationsFile, ids: Mapping[str, str]) -> tuple[str, ...]:
    dated = sum(len(one.dated_aliases) for one in content.organisation)
    kinds = Counter(kind for one in content.organisation for _, kind in one.aliases)
    own = Counter(one.kind for one in content.organisation if one.kind not in ("state", "other"))
    decided = len(content.decided) if isinstance(content, DecidedOrganisations) else 0
    renamed = sum(key != id_ for id_, key in ids.items())
    told = [
        (sum(own.values()), f"kinds of organisations ({', '.join(sorted(own))}): all are Organization, states PublicBody"),
        (sum(kinds.values()), "kinds of names: acronyms and weak names are weakAlias, all others alias"),
        (dated, "days and datasets of names"),
        (renamed, "ids with other characters than letters, digits, dots and hyphens"),
        (decided, "decisions: names that are the same are names like others, those that are not the same stand in the log alone"),
        (sum(not {one.subject, one.object} <= ids.keys() for one in content.relation), "relations with an end that is not in the register"),
    ]
    return tuple(f"{n} {what}" for n, what in told if n)


def _checked(sidecar: Any) -> dict[str, Any]:
    if sidecar is None:
        return {"organisations": {}, "relations": {}}
    parts = [sidecar.get(key) for key in ("organisations", "relations")] if isinstance(sidecar, Mapping) else []
    if not parts or not all(isinstance(part, Mapping) for part in parts) or sidecar.get("version") != _SIDECAR:
        raise DataError(f"expected a sidecar of version {_SIDECAR} as an export writes it; found something else. Take it from the export.")
    return dict(sidecar)


def _parsed(line: str, row: int) -> Entity:
    try:
        found = json.loads(line)
        properties = {name: [str(value) for value in values] for name, values in found["properties"].items()}
        return {"id": str(found["id"]), "schema": str(found["schema"]), "properties": properties}
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        advice = "Give a file of FollowTheMoney entities, one a line."
        raise DataError(f"expected an entity with id, schema and properties in row {row}; found something else. {advice}") from None


def _taken(entity: Entity, beside: Mapping[str, Any] | None, lost: list[str]) -> OrganisationSettings | None:
    held = entity["properties"]
    names = held.get("name", [])
    if not names:
        lost.append(f"{entity['id']}: it has no name")
        return None
    listed = dict.fromkeys(held.get("weakAlias", []), "weak") | dict.fromkeys((*names, *held.get("alias", [])), "name")
    pages = [match[1] for url in held.get("sourceUrl", []) if (match := _FROM_OPENSANCTIONS.fullmatch(url))]
    other = [url for url in held.get("sourceUrl", []) if not _FROM_OPENSANCTIONS.fullmatch(url)]
    unknown = sorted(held.keys() - {"name", "alias", "weakAlias", "wikidataId", "sourceUrl"})
    lost += [f"{entity['id']}: {name}, which an organisation of a case does not hold" for name in (*unknown, *(["sourceUrl"] if other else []))]
    lost += [f"{entity['id']}: all but the first {name}" for name in ("wikidataId",) if len(held.get(name, [])) > 1]
    about = {"name": names[0], "wikidata": next(iter(held.get("wikidataId", [])), None), "opensanctions": pages[0] if pages else None}
    own = {"id": entity["id"], "kind": _ORGANISATIONS[entity["schema"]]} if beside is None else {"id": beside["id"], "kind": beside["kind"]}
    try:
        return OrganisationSettings(**about, **own, **_aliases(listed, names[0], beside, entity["id"], lost))
    except (ValidationError, KeyError, TypeError) as error:
        lost.append(f"{entity['id']}: it does not fit an organisation of a case ({type(error).__name__})")
        return None


def _aliases(listed: dict[str, str], name: str, beside: Mapping[str, Any] | None, key: str, lost: list[str]) -> dict[str, Any]:
    """Return the names as the sidecar has them, with what was added to the entity since, and without what was taken out."""
    if beside is None:
        return {"aliases": [(text, listed[text]) for text in sorted(listed, key=lambda text: (text != name, listed[text] == "weak"))]}
    known = [(text, kind) for text, kind in beside["aliases"] if text in listed]
    dated = [DatedAliasSettings.model_validate(one) for one in beside["dated_aliases"] if one["text"] in listed]
    gone = [text for text, _ in beside["aliases"] if text not in listed] + [
        one["text"] for one in beside["dated_aliases"] if one["text"] not in listed
    ]
    lost += [f"{key}: the name {text!r}, which the entity no longer has" for text in gone]
    old = {text for text, _ in known} | {one.text for one in dated} | {name}
    return {"aliases": [*known, *((text, kind) for text, kind in listed.items() if text not in old)], "dated_aliases": dated}


def _tie(entity: Entity, ids: Mapping[str, str], beside: Mapping[str, Any], lost: list[str]) -> RelationSettings | None:
    held = entity["properties"]
    ends = [ids.get(key) for end in _ENDS[entity["schema"]] for key in held.get(end, [])]
    type_ = beside["relations"].get(entity["id"]) or _TYPE_OF.get(entity["schema"]) or _link(held)
    if len(ends) != 2 or None in ends or type_ is None:
        lost.append(f"{entity['id']}: a {entity['schema']} that does not tie two of the organisations in a way that a case knows")
        return None
    try:
        return RelationSettings.model_validate(
            {
                "subject": ends[0],
                "type": type_,
                "object": ends[1],
                "since": _day(held.get("startDate")),
                "until": _day(held.get("endDate")),
                "source_url": next(iter(held.get("sourceUrl", [])), ""),
                "note": next(iter(held.get("description", [])), ""),
            }
        )
    except (ValidationError, ValueError):
        lost.append(f"{entity['id']}: a {entity['schema']} without a page that states it, or with days that are none")
        return None


def _link(held: Mapping[str, list[str]]) -> str | None:
    role = next(iter(held.get("role", [])), "").replace(" ", "_")
    return role if role in _LINKS else None


def _day(values: list[str] | None) -> dt.date | None:
    return dt.date.fromisoformat(values[0]) if values else None


def _why_not(schema: str) -> str:
    return "a case keeps no persons" if schema == "Person" else "a case has no such thing"
