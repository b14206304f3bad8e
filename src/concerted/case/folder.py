"""Reads a case folder: every file once, every fault of every file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from concerted.case import records
from concerted.case.cross import cross_faults
from concerted.case.decided import current, decision_faults, with_decisions
from concerted.case.settings import FileSettings, OrganisationsFile, Settings, read_organisations, read_settings
from concerted.case.table import read_table
from concerted.decisions import FILE as DECISIONS
from concerted.decisions import HEAD, Decisions, Log
from concerted.errors import CaseError, Fault

SETTINGS = "case.toml"
_RECORDS: dict[str, type] = {
    "claims": records.ClaimRow,
    "events": records.EventRow,
    "totals": records.TotalRow,
    "ships": records.ShipRow,
    "references": records.ReferenceRow,
    "controls": records.ControlRow,
    "baseline": records.BaselineRow,
    "marks": records.MarkRow,
    "reach": records.ReachRow,
    "coverage": records.CoverageRow,
    "searches": records.SearchRow,
    "exposure": records.ExposureRow,
}


@dataclass(frozen=True)
class Input:
    """One file as it was read."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Case:
    """A case as read; tables that the case does not have are empty. Decisions on names are part of its organisations."""

    folder: Path
    settings: Settings
    organisations: OrganisationsFile
    inputs: tuple[Input, ...]
    claims: tuple[records.ClaimRow, ...] = ()
    events: tuple[records.EventRow, ...] = ()
    totals: tuple[records.TotalRow, ...] = ()
    ships: tuple[records.ShipRow, ...] = ()
    references: tuple[records.ReferenceRow, ...] = ()
    controls: tuple[records.ControlRow, ...] = ()
    baseline: tuple[records.BaselineRow, ...] = ()
    marks: tuple[records.MarkRow, ...] = ()
    reach: tuple[records.ReachRow, ...] = ()
    coverage: tuple[records.CoverageRow, ...] = ()
    searches: tuple[records.SearchRow, ...] = ()
    exposure: tuple[records.ExposureRow, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)


def read_case(folder: str | Path) -> tuple[Case | None, tuple[Fault, ...]]:
    """Read a case folder.

    Returns
    -------
    case, faults
        The case is None where its settings or organisations could not be read; rows with faults are left out of its tables.

    Raises
    ------
    CaseError
        If there is no such folder or no case.toml in it.
    """
    root = Path(folder)
    _check_folder(root)
    faults: list[Fault] = []
    inputs: list[Input] = []
    settings, wrong = read_settings(SETTINGS, _bytes(root, SETTINGS, inputs, faults))
    faults += wrong
    # Faults of the tables are told even where case.toml has faults of its own: then the usual names are tried.
    files = settings.files if settings is not None else _usual_files(root)
    organisations, wrong = read_organisations(files.organisations, _bytes(root, files.organisations, inputs, faults))
    faults += wrong
    decisions = _decisions(root, inputs, faults)
    if organisations is not None:
        faults += decision_faults(organisations, current(decisions))
        organisations = with_decisions(organisations, decisions)
    tables = _tables(root, files, inputs, faults)
    if settings is not None:
        faults += cross_faults(settings, organisations, files, tables)
    told = tuple(sorted(set(faults)))
    if settings is None or organisations is None:
        return None, told
    return Case(root, settings, organisations, tuple(inputs), **tables, decisions=decisions), told


def _check_folder(root: Path) -> None:
    advice = "Give the folder that holds case.toml, or make one with `concerted new`."
    try:
        is_folder, has_settings = root.is_dir(), (root / SETTINGS).is_file()
    except OSError as error:
        raise CaseError([Fault(str(root), 0, "", "a case folder", error.strerror or type(error).__name__, advice)]) from error
    if not is_folder:
        raise CaseError([Fault(str(root), 0, "", "a case folder", "no such folder", advice)])
    if not has_settings:
        raise CaseError([Fault(str(root / SETTINGS), 0, "", "the settings of a case", "no such file", advice)])


def _bytes(root: Path, name: str, inputs: list[Input], faults: list[Fault]) -> bytes:
    path = root / name
    if not _inside(root, path):
        faults.append(Fault(SETTINGS, 0, "files", "a file inside the case folder", repr(name), "Move the file into the folder."))
        return b""
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        faults.append(Fault(name, 0, "", "a readable file", why, "Add the file, or take it out of [files] in case.toml."))
        return b""
    inputs.append(Input(name, hashlib.sha256(raw).hexdigest()))
    return raw


def _decisions(root: Path, inputs: list[Input], faults: list[Fault]) -> Decisions:
    """Return what people decided; a log whose lines were changed or taken out decides nothing."""
    path = root / DECISIONS
    there = [name for name in (DECISIONS, HEAD) if (root / name).exists() or (root / name).is_symlink()]
    outside = [name for name in there if not _inside(root, root / name)]
    advice = "Move the file into the folder."
    faults += [Fault(name, 0, "", "a file inside the case folder", "a link that leads out of it", advice) for name in outside]
    if outside or not there:
        return Decisions()
    try:
        found = Log(root).read()
    except CaseError as error:
        faults += error.faults
        return Decisions()
    faults += found.faults
    if DECISIONS in there:
        inputs.append(Input(DECISIONS, hashlib.sha256(path.read_bytes()).hexdigest()))
    return Decisions() if found.faults else found


def _inside(root: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        # Links that lead to each other, or a name that no file can have.
        return False


def _tables(root: Path, files: FileSettings, inputs: list[Input], faults: list[Fault]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for key, record in _RECORDS.items():
        name = getattr(files, key)
        if name is None:
            continue
        known = len(faults)
        raw = _bytes(root, name, inputs, faults)
        if len(faults) == known:
            tables[key], wrong = read_table(name, raw, record)
            faults += wrong
    return tables


def _usual_files(root: Path) -> FileSettings:
    usual = {"totals": "cumulative.csv", "ships": "shipping.csv", "references": "reference_dates.csv"}
    names = {key: usual.get(key, f"{key}.csv") for key in _RECORDS}
    return FileSettings(**{key: name for key, name in names.items() if (root / name).is_file()})
