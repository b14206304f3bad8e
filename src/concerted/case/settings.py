"""case.toml and organisations.toml: their keys, checked at the door by pydantic, all faults at once."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
import unicodedata
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from concerted.case.connection import connection_of, needs_table
from concerted.case.settings_model import DocumentSettings, ModelSettings
from concerted.errors import Fault

Model = TypeVar("Model", bound=BaseModel)

Url = Annotated[str, Field(pattern=r"^https?://.{4,}")]
Name = Annotated[str, Field(min_length=1)]
AliasKind = Literal["name", "translit", "translation", "acronym", "exonym", "weak", "dataset"]
_NOT_REPEATED = ("remote", "model.endpoint", "model.api_key_env")
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
    opponents: tuple[Name, ...] = ()
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
    searches: Name | None = None
    exposure: Name | None = None


class ImportSettings(_Strict):
    """How one imported event table is read and used; its name is that of its folder."""

    format: Name = "auto"
    day_first: bool | None = None
    mapping: dict[str, Name] = Field(default_factory=dict)
    fronts: dict[str, Name] = Field(default_factory=dict)
    joined: bool = True


class ApartSettings(_Strict):
    """Two rows that a person keeps apart: they are not reports of one event."""

    first: Name
    second: Name
    reason: Name
    by: Name


class ColumnSettings(_Strict):
    """What the columns of a table that lies elsewhere are called."""

    actor: Name
    date: Name
    actor_joint: Name | None = None
    last: Name | None = None
    country: Name | None = None
    admin1: Name | None = None
    action: Name | None = None


class RemoteSettings(_Strict):
    """A table that is too big for the folder: where it lies and how it is read."""

    connection: Name
    table: Annotated[str, Field(validate_default=True)] = ""
    columns: ColumnSettings
    dates: Literal["date", "iso", "yyyymmdd"] = "date"
    actions: Annotated[tuple[Name, ...], Field(validate_default=True)] = ()
    fronts: dict[str, Name] = Field(default_factory=dict)

    @field_validator("connection")
    @classmethod
    def _known(cls, text: str) -> str:
        connection_of(text)
        return text

    @field_validator("table")
    @classmethod
    def _named(cls, table: str, found: ValidationInfo) -> str:
        if not table and needs_table(found.data.get("connection", "")):
            raise ValueError("the name of a table, which this connection needs")
        return table

    @field_validator("columns")
    @classmethod
    def _placed(cls, columns: ColumnSettings) -> ColumnSettings:
        if columns.country is None and columns.admin1 is None:
            raise ValueError("a column for `country` or for `admin1`, without which no row has a front")
        return columns

    @field_validator("actions")
    @classmethod
    def _both(cls, actions: tuple[str, ...], found: ValidationInfo) -> tuple[str, ...]:
        columns = found.data.get("columns")
        if columns is not None and bool(actions) != (columns.action is not None):
            raise ValueError("`actions` together with a column for `action`, or neither")
        return actions


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
    imports: dict[str, ImportSettings] = Field(default_factory=dict)
    apart: tuple[ApartSettings, ...] = ()
    remote: RemoteSettings | None = None
    model: ModelSettings | None = None
    documents: dict[str, DocumentSettings] = Field(default_factory=dict)


class DatedAliasSettings(_Strict):
    """A name that stands for the organisation in some days, or in one dataset."""

    text: Name
    kind: AliasKind
    since: dt.date | None = None
    until: dt.date | None = None
    dataset: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    source_url: Url | None = None

    def holds(self, on: dt.date | None, dataset: str) -> bool:
        """Tell whether the name stands for the organisation on a day and in a dataset; what is not given limits nothing."""
        if dataset and self.dataset and dataset != self.dataset:
            return False
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))

    def meets(self, other: DatedAliasSettings) -> bool:
        """Tell whether two could both hold for one row."""
        if self.dataset and other.dataset and self.dataset != other.dataset:
            return False
        first, last = (self.since or dt.date.min, other.since or dt.date.min), (self.until or dt.date.max, other.until or dt.date.max)
        return max(first) <= min(last)


class OrganisationSettings(_Strict):
    """One organisation and the names under which sources speak of it."""

    id: Name
    name: Name
    kind: Literal["armed_group", "umbrella", "wing", "party", "state", "unidentified", "control", "other"]
    aliases: tuple[tuple[Name, AliasKind], ...]
    dated_aliases: tuple[DatedAliasSettings, ...] = ()
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")] | None = None
    opensanctions: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")] | None = None

    @property
    def names(self) -> tuple[DatedAliasSettings, ...]:
        """Every listed name, those that hold always first."""
        return (*(DatedAliasSettings(text=text, kind=kind) for text, kind in self.aliases), *self.dated_aliases)


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


class DecidedName(_Strict):
    """What a person decided of a name: that it stands for an organisation, or that it does not."""

    name: Name
    organisation: Name
    same: bool
    by: str
    at: str
    reason: str


class DecidedOrganisations(OrganisationsFile):
    """The organisations file with the decisions on names; these go before what the file lists."""

    decided: tuple[DecidedName, ...] = ()


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
    # A connection may hold a password, an address or a name a key; no message repeats them.
    found = "another value" if place.startswith(_NOT_REPEATED) or place == "model" else repr(error["input"])[:80]
    return Fault(name, 0, place, expected[:1].lower() + expected[1:], found, "Mend the value.")


def _hint(key: str, model: type[BaseModel]) -> str:
    known = set(model.model_fields)
    for field in model.model_fields.values():
        for part in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            known |= set(getattr(part, "model_fields", {}))
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else "Remove it; see docs/reference/case.md for the keys."
