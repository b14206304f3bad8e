"""Takes an event table into a case: one folder, written as a whole or not at all, and an account of what became of each row."""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.case.settings import ImportSettings
from concerted.decisions.durable import alone
from concerted.errors import CaseError, DataError, Fault, OutputError
from concerted.events.formats import Format, table
from concerted.events.fronts import placing
from concerted.events.imported import FOLDER
from concerted.events.ledger import KEPT, MERGED, SET_ASIDE, Ledger
from concerted.events.loading import FORMATS, Imported, import_file
from concerted.events.schema import SCHEMA
from concerted.store import differences, rows
from concerted.store.folders import whole
from concerted.version import __version__

_EVENTS, _LEDGER, _MANIFEST = "events.parquet", "ledger.csv", "import.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_ENDINGS = re.compile(r"(\.(zip|gz|csv|tsv|tab|txt|json|jsonl|ndjson|parquet|xlsx|xlsm))+$")
_FIRST_ROWS = 5
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_JOINT = " + "
# What one file says of itself; a new version of a dataset changes these in every row.
_NOT_COMPARED = ("dataset", "version", "original_row")
_ORDER = {SET_ASIDE: 0, MERGED: 1, KEPT: 2}


@dataclass(frozen=True)
class Reason:
    """Why some rows were set aside or merged, or are kept with a doubt.

    Attributes
    ----------
    fate, reason : str
    rows : int
        How many.
    first_rows : tuple of int
        Rows of the file, the first five.
    """

    fate: str
    reason: str
    rows: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """Where rows stand that no front of the case covers; all three are empty where the row says nothing of a place.

    Attributes
    ----------
    front, country, admin1 : str
        As the table says; `admin1` only where other units of its country have a front.
    rows : int
    """

    front: str
    country: str
    admin1: str
    rows: int


@dataclass(frozen=True)
class Change:
    """What differs from the earlier import of the same name.

    Attributes
    ----------
    file : str
        The file of that import.
    same_file : bool
        Whether it had the same bytes.
    added, changed, deleted : int or None
        Rows, by `event_id` where there is one; None where the earlier import cannot be compared.
    """

    file: str
    same_file: bool
    added: int | None
    changed: int | None
    deleted: int | None


@dataclass(frozen=True)
class ImportDone:
    """What an import wrote and found.

    Attributes
    ----------
    name : str
        Of the folder.
    folder : path
    file : str
        Name of the file, without its path.
    sha256 : str
        Of the file.
    table : Imported
        Format, what was guessed, ledger.
    reasons : tuple of Reason
        Rows set aside first, then merged, then kept with a doubt; the most frequent reason first.
    unknown_actors : tuple of (str, int)
        Names that the organisations file does not list, and in how many kept rows each stands; the most frequent first.
    nobody : int
        Kept rows that name no actor.
    without_front : tuple of Place
        The most frequent first.
    settings_block : str
        Lines of case.toml that make the next import of the file the same without a guess; empty where the case has them, or nothing
        is to be stated.
    replaces_block : bool
        Whether case.toml has lines under that heading already, which these would replace.
    change : Change or None
        None for the first import of the name.
    """

    name: str
    folder: Path
    file: str
    sha256: str
    table: Imported
    reasons: tuple[Reason, ...]
    unknown_actors: tuple[tuple[str, int], ...]
    nobody: int
    without_front: tuple[Place, ...]
    settings_block: str
    replaces_block: bool
    change: Change | None

    @property
    def format(self) -> Format:
        """The format that the file was read as."""
        return self.table.format

    @property
    def ledger(self) -> Ledger:
        """What became of the rows."""
        return self.table.ledger


def import_into(
    case_folder: str | Path, file: str | Path, *, format_name: str | None = None, name: str | None = None, day_first: bool | None = None
) -> ImportDone:
    """Read an event table into a case; what the case says of the import under `[imports.<name>]` holds where nothing is given.

    Parameters
    ----------
    case_folder, file : path
    format_name : str, optional
        Name of a format, or "auto".
    name : str, optional
        Of the import: small letters, digits and hyphens; from the name of the file if left out.
    day_first : bool, optional
        Whether 03/04/2020 is the third of April, for a table.

    Raises
    ------
    CaseError
        If the case cannot be read, or what it says of the import is wrong.
    DataError
        If the file cannot be read, or not one of its rows.
    OutputError
        If the disk refuses, or another import is at work. The case is then as it was.
    """
    root, source = Path(case_folder), Path(file)
    case = _case(root)
    name = _named(source) if name is None else _checked(name)
    settings = _settings(case, name)
    wanted = settings.format if format_name is None else format_name
    order = settings.day_first if day_first is None else day_first
    try:
        with alone(root, "import"), tempfile.TemporaryDirectory(prefix="concerted-") as folder, ThreadPoolExecutor(1) as beside:
            checksum = beside.submit(_sha256, source)
            staged = Path(folder) / _EVENTS
            table = import_file(source, staged, wanted, settings.mapping or None, order)
            _refuse_unreadable(source.name, table)
            target = root / FOLDER / name
            with whole(target) as fresh:
                table.write(staged, fresh / _EVENTS)
                _write_ledger(fresh / _LEDGER, table.ledger)
                _write_manifest(fresh, name, source.name, checksum.result(), table)
                change = _change(target, fresh, checksum.result())
    except OSError as error:
        raise OutputError(
            f"expected to write into {root / FOLDER}; the system says: {error.strerror or error}. Nothing was changed."
        ) from error
    return _done(case, root / FOLDER / name, source.name, checksum.result(), table, change)


def _case(root: Path) -> Case:
    case, faults = read_case(root)
    if case is None:
        raise CaseError(faults)
    return case


def _named(source: Path) -> str:
    stem = _ENDINGS.sub("", source.name.casefold())
    name = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:80].strip("-")
    if not name:
        raise DataError(f"expected a file whose name has a letter from a to z or a digit; found {source.name}. Give the import a --name.")
    return name


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise DataError(f"expected a name of at most 80 small letters, digits and hyphens; found {name!r}. Give another --name.")
    return name


def _settings(case: Case, name: str) -> ImportSettings:
    """Return what the case says of an import; an error where that cannot be."""
    settings = case.settings.imports.get(name, ImportSettings())
    faults = []
    formats = ("auto", *(one.name for one in FORMATS))
    if settings.format not in formats:
        faults.append(_fault(name, "format", f"one of {', '.join(formats)}", settings.format))
    own = case.settings
    fronts = {*own.fronts, *own.control_fronts, *own.front_aliases}
    faults += [_fault(name, f"fronts.{place}", "a front of the case", front) for place, front in settings.fronts.items() if front not in fronts]
    if faults:
        raise CaseError(faults)
    return settings


def _fault(name: str, key: str, expected: str, found: str) -> Fault:
    return Fault("case.toml", 0, f"imports.{name}.{key}", expected, repr(found), "Mend the value.")


def _sha256(source: Path) -> str:
    # A file that cannot be read is told of by whoever reads it as a table.
    with suppress(OSError), source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""


def _refuse_unreadable(file: str, done: Imported) -> None:
    if done.unreadable < done.ledger.read:
        return
    told = "; ".join(f"{one.reason} ({_in_rows(one)})" for one in reasons(done.ledger)[:3])
    raise DataError(f"expected rows that can be read in {file}; found {done.ledger.read:,}, none of which can: {told}. Export the table again.")


def _in_rows(one: Reason) -> str:
    noun = "row" if one.rows == 1 else "rows"
    more = " …" if one.rows > len(one.first_rows) else ""
    return f"{noun} {', '.join(map(str, one.first_rows))}{more}"


def reasons(ledger: Ledger) -> tuple[Reason, ...]:
    """Return the reasons of a ledger, counted, each with its first rows."""
    found: dict[tuple[str, str], list[int]] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for entry in ledger.entries:
        key = (entry.fate, entry.reason)
        counted[key] += 1
        first = found.setdefault(key, [])
        if len(first) < _FIRST_ROWS:
            first.append(entry.row)
    listed = [Reason(fate, reason, n, tuple(found[fate, reason])) for (fate, reason), n in counted.items()]
    return tuple(sorted(listed, key=lambda one: (_ORDER[one.fate], -one.rows, one.reason)))


def _write_ledger(path: Path, ledger: Ledger) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("row", "fate", "reason"))
        writer.writerows((entry.row, entry.fate, _as_text(entry.reason)) for entry in ledger.entries)


def _as_text(reason: str) -> str:
    """Return a reason that no spreadsheet runs: it may begin with the name of a column of the file."""
    return f"'{reason}" if reason.startswith(_FORMULA) else reason


def _write_manifest(folder: Path, name: str, file: str, sha256: str, done: Imported) -> None:
    """Write what a reader of the folder must know. No time stands in it: the same file gives the same bytes."""
    ledger, one = done.ledger, done.format
    with (folder / _EVENTS).open("rb") as events:
        parquet_sha256 = hashlib.file_digest(events, "sha256").hexdigest()
    words = {"name": name, "file": file, "sha256": sha256, "format": one.name, "version": done.version, "licence": one.licence}
    words |= {"citation": one.citation}
    lines = [
        "# Written by `concerted import`, and written anew by the next import of this name.",
        *(f"{key} = {table.toml_text(word)}" for key, word in words.items()),
        f"redistributable = {str(one.redistributable).lower()}",
        f"concerted = {table.toml_text(__version__)}",
        f"parquet_sha256 = {table.toml_text(parquet_sha256)}",
        *(f"{key} = {getattr(ledger, key)}" for key in ("read", "kept", "merged", "set_aside")),
        f"guesses = [{', '.join(table.toml_text(note) for note in done.notes)}]",
        *([] if done.day_first is None else [f"day_first = {str(done.day_first).lower()}"]),
        *(["", "[mapping]"] if done.mapping else []),
        *(f"{column} = {table.toml_text(word)}" for column, word in done.mapping.items()),
    ]
    (folder / _MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _change(old: Path, new: Path, sha256: str) -> Change | None:
    if not old.is_dir():
        return None
    earlier: Mapping[str, object] = {}
    with suppress(OSError, ValueError):
        earlier = tomllib.loads((old / _MANIFEST).read_text(encoding="utf-8"))
    compared = [column for column in SCHEMA if column not in _NOT_COMPARED]
    counted = differences(old / _EVENTS, new / _EVENTS, "event_id", compared)
    return Change(str(earlier.get("file", "an unknown file")), earlier.get("sha256") == sha256, *(counted or (None, None, None)))


def _done(case: Case, folder: Path, file: str, sha256: str, done: Imported, change: Change | None) -> ImportDone:
    parquet, name = folder / _EVENTS, folder.name
    unknown, nobody = _unknown(case, parquet)
    settings = case.settings.imports.get(name)
    return ImportDone(
        name=name,
        folder=folder,
        file=file,
        sha256=sha256,
        table=done,
        reasons=reasons(done.ledger),
        unknown_actors=unknown,
        nobody=nobody,
        without_front=_without_front(case, name, parquet),
        settings_block=_block(name, done, settings),
        replaces_block=settings is not None,
        change=change,
    )


def _unknown(case: Case, parquet: Path) -> tuple[tuple[tuple[str, int], ...], int]:
    register = Register(case.organisations)
    unknown: Counter[str] = Counter()
    nobody = 0
    for actor, joint, n in rows(parquet, "SELECT actor, actor_joint, count(*) FROM {table} GROUP BY ALL"):
        names = _JOINT.join(part for part in (actor, joint) if part)
        nobody += 0 if names else n
        parts = {names} if register.listed(names).candidates else {part.strip() for part in names.split(_JOINT)}
        unknown.update({part: n for part in parts if part and not register.listed(part).candidates})
    return _most_frequent(unknown), nobody


def _most_frequent(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _without_front(case: Case, name: str, parquet: Path) -> tuple[Place, ...]:
    front_of = placing(case.settings, name)
    found = rows(
        parquet, "SELECT coalesce(front, ''), coalesce(country, ''), coalesce(admin1, ''), count(*) FROM {table} GROUP BY ALL ORDER BY ALL"
    )
    some = {country for front, country, admin1, _ in found if front_of(front, country, admin1)}
    without: Counter[tuple[str, str, str]] = Counter()
    for front, country, admin1, n in found:
        if not front_of(front, country, admin1):
            # The unit is worth a word only where its country as a whole is not what lacks a front.
            without[front, country, admin1 if country in some or not country else ""] += n
    listed = [Place(*place, n) for place, n in without.items()]
    return tuple(sorted(listed, key=lambda one: (-one.rows, one.front, one.country, one.admin1)))


def _block(name: str, done: Imported, settings: ImportSettings | None) -> str:
    """Return the lines of case.toml that state what was guessed of a table; empty where they stand there already."""
    if not done.mapping:
        return ""
    if settings is not None and settings.mapping == dict(done.mapping) and settings.day_first == done.day_first:
        return ""
    return table.toml(name, done.mapping, done.day_first) + _kept_keys(settings)


def _kept_keys(settings: ImportSettings | None) -> str:
    """Return the other keys that stand under the heading."""
    if settings is None:
        return ""
    fronts = ", ".join(f"{table.toml_text(place)} = {table.toml_text(front)}" for place, front in settings.fronts.items())
    lines = [*([f"fronts = {{ {fronts} }}"] if fronts else []), *([] if settings.joined else ["joined = false"])]
    return "".join(f"{line}\n" for line in lines)
