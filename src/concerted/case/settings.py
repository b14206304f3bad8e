"""case.toml and organisations.toml: their keys, checked at the door by pydantic, all faults at once."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
import unicodedata
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concerted.errors import Fault

Model = TypeVar("Model", bound=BaseModel)

Url = Annotated[str, Field(pattern=r"^https?://.{4,}")]
Name = Annotated[str, Field(min_length=1)]
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ʿ": "'", "ʾ": "'"})


def folded(name: str) -> str:
    """Return a name as it is compared: compatibility form, case folded, white space and apostrophes made one."""
    text = unicodedata.normalize("NFKC", name).translate(_APOSTROPHES)
    return " ".join(text.casefold().split())


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseSettings(_Strict):
    """What is asked."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Name
    question: Name
    start: dt.date
    end: dt.date
    seed: Annotated[int, Field(ge=0)] = 1
    smallest_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    groups: Annotated[tuple[Name, ...], Field(min_length=1)]
    seen_until: dt.date | None = None
    seen_because: str = ""


class AuditSettings(_Strict):
    """How far a check of the rows against their pages got."""

    rows_checked: Annotated[int, Field(ge=1)]
    rows_in_all: Annotated[int, Field(ge=1)]
    wrong_share: Annotated[float, Field(ge=0, le=1)]
    low: Annotated[float, Field(ge=0, le=1)]
    high: Annotated[float, Field(ge=0, le=1)]
    note: str = ""


class WindowSettings(_Strict):
    """A stretch of days in which something is claimed to have happened."""

    id: Name
    name: Name
    start: dt.date
    end: dt.date
    just_after_days: Annotated[int, Field(ge=1)] | None = None
    source_url: Url


class SeriesSettings(_Strict):
    """A running total: who counts what, from when on."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    name: Name
    group: Name
    coverage_group: str = ""
    by_anyone: bool = False
    stands_for: tuple[Name, ...] = ()
    fronts: tuple[Name, ...]
    targets: tuple[Name, ...] = ()
    parts: tuple[Literal["iraq", "syria"], ...] = ()
    start: dt.date
    counts: Name
    source_url: Url


class ScopeSettings(_Strict):
    """What a front's name in coverage.csv stands for."""

    name: Name
    fronts: tuple[Name, ...]
    targets: tuple[Name, ...] = ()


class ControlSettings(_Strict):
    """What a reader must know of a control group."""

    group: Name
    tied_from: dt.date | None = None
    note: Name
    source_url: Url


class HypothesisSettings(_Strict):
    """A rival explanation: what it predicts of a pause and where its evidence is listed."""

    id: Name
    name: Name
    text: Name
    marks: tuple[Name, ...] = ()
    references: tuple[Name, ...] = ()
    falls_before: bool | None = None
    falls_within: bool | None = None
    rises_after: bool | None = None


class FileSettings(_Strict):
    """Which files the case has."""

    organisations: Name = "organisations.toml"
    claims: Name | None = None
    events: Name | None = None
    totals: Name | None = None
    ships: Name | None = None
    references: Name | None = None
    controls: Name | None = None
    baseline: Name | None = None
    marks: Name | None = None
    reach: Name | None = None
    coverage: Name | None = None


class Settings(_Strict):
    """The whole of case.toml."""

    case: CaseSettings
    files: FileSettings
    fronts: tuple[Name, ...] = ()
    control_fronts: tuple[Name, ...] = ()
    front_aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    audit: AuditSettings | None = None
    windows: tuple[WindowSettings, ...] = ()
    series: tuple[SeriesSettings, ...] = ()
    scopes: tuple[ScopeSettings, ...] = ()
    controls: tuple[ControlSettings, ...] = ()
    hypotheses: tuple[HypothesisSettings, ...] = ()


class OrganisationSettings(_Strict):
    """One organisation and the names under which sources speak of it."""

    id: Name
    name: Name
    kind: Literal["armed_group", "umbrella", "wing", "party", "state", "unidentified", "control", "other"]
    aliases: tuple[tuple[Name, Literal["name", "translit", "translation", "acronym", "exonym", "weak", "dataset"]], ...]


class RelationSettings(_Strict):
    """A dated, sourced claim on how two organisations are tied; never a merge."""

    subject: Name
    type: Literal["member_of", "wing_of", "successor_of", "suspected_of", "part_of"]
    object: Name
    since: dt.date | None = None
    until: dt.date | None = None
    source_url: Url
    note: str = ""


class OrganisationsFile(_Strict):
    """The whole of organisations.toml."""

    organisation: tuple[OrganisationSettings, ...] = ()
    relation: tuple[RelationSettings, ...] = ()


def read_settings(name: str, raw: bytes) -> tuple[Settings | None, list[Fault]]:
    """Parse case.toml."""
    data, faults = _toml(name, raw)
    return (None, faults) if data is None else _validated(name, data, Settings)


def read_organisations(name: str, raw: bytes) -> tuple[OrganisationsFile | None, list[Fault]]:
    """Parse organisations.toml."""
    data, faults = _toml(name, raw)
    return (None, faults) if data is None else _validated(name, data, OrganisationsFile)


def _toml(name: str, raw: bytes) -> tuple[dict[str, Any] | None, list[Fault]]:
    if not raw.strip():
        return None, [Fault(name, 0, "", "TOML", "an empty file", "Start from `concerted new`, which explains every key.")]
    try:
        return tomllib.loads(raw.decode("utf-8")), []
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        return None, [Fault(name, row, "", "text in UTF-8", f"byte 0x{raw[error.start]:02x}", "Save the file again as UTF-8.")]
    except (ValueError, RecursionError) as error:
        # Besides its own error tomllib lets through those of numbers with thousands of digits and of brackets in thousands of brackets.
        found = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "thousands of digits, or of brackets in each other"
        place = re.search(r"at line (\d+)", found)
        advice = "Mend the line; strings stand in quotation marks, dates do not."
        return None, [Fault(name, int(place[1]) if place else 0, "", "TOML", found, advice)]


def _validated(name: str, data: dict[str, Any], model: type[Model]) -> tuple[Model | None, list[Fault]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        wrong = error.errors(include_url=False)
    faults = [_fault(name, one, model) for one in wrong]
    if any(one["type"] != "extra_forbidden" for one in wrong):
        return None, faults
    # Without its unknown keys the file can still be held against the others.
    for one in wrong:
        _drop(data, one["loc"])
    return model.model_validate(data), faults


def _drop(data: Any, place: tuple[int | str, ...]) -> None:
    for part in place[:-1]:
        data = data[part]
    del data[place[-1]]


def _fault(name: str, error: Any, model: type[BaseModel]) -> Fault:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return Fault(name, 0, place, "a known key", "an unknown one", _hint(str(error["loc"][-1]), model))
    if error["type"] == "missing":
        return Fault(name, 0, place, "this key", "no such key", "Add it; see docs/reference/case.md.")
    message = str(error["msg"])
    expected = message.removeprefix("Input should be ").removeprefix("Value error, ")
    return Fault(name, 0, place, expected[:1].lower() + expected[1:], repr(error["input"])[:80], "Mend the value.")


def _hint(key: str, model: type[BaseModel]) -> str:
    known = set(model.model_fields)
    for field in model.model_fields.values():
        for part in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            known |= set(getattr(part, "model_fields", {}))
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else "Remove it; see docs/reference/case.md for the keys."
