"""Reads the folders that `concerted import` writes: whole, unaltered, or a fault that names the file."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from concerted.case.folder import Input
from concerted.errors import DataError, Fault
from concerted.events.ledger import KEPT, MERGED, SET_ASIDE
from concerted.events.schema import SCHEMA

FOLDER = "imported"
_EVENTS, _LEDGER, _MANIFEST = "events.parquet", "ledger.csv", "import.toml"
_AGAIN = "Run `concerted import` again for this table."


class Manifest(BaseModel):
    """What import.toml says of an import."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    file: str
    sha256: str
    format: str
    version: str = ""
    licence: str
    citation: str
    redistributable: bool
    read: int
    kept: int
    merged: int
    set_aside: int
    guesses: tuple[str, ...] = ()
    parquet_sha256: str = ""


@dataclass(frozen=True)
class ImportedTable:
    """One imported event table.

    Attributes
    ----------
    name : str
        Of its folder.
    manifest : Manifest
    parquet : Path
    reasons : tuple of (str, str, int)
        Fate, reason and number of rows: what the ledger says, counted.
    """

    name: str
    manifest: Manifest
    parquet: Path
    reasons: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Imports:
    """All imported tables of a case, the files that were read, and what is wrong with them."""

    tables: tuple[ImportedTable, ...] = ()
    inputs: tuple[Input, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_imports(case_folder: Path, wanted: Mapping[str, object]) -> Imports:
    """Read the folders of imported tables.

    Parameters
    ----------
    case_folder : Path
    wanted : mapping
        Its keys are the names that case.toml has under `[imports]`; one without a folder is a fault.
    """
    found = sorted(path.name for path in _folders(case_folder))
    tables, inputs = [], []
    faults = [_missing(name) for name in wanted if name not in found]
    for name in found:
        reader = _Reader(case_folder / FOLDER / name)
        table = reader.table()
        faults += reader.faults
        inputs += reader.inputs
        tables += [table] if table is not None else []
    return Imports(tuple(tables), tuple(inputs), tuple(sorted(faults)))


def _folders(case_folder: Path) -> Iterator[Path]:
    """Go through the folders of imports; what begins with a dot is an import under way, or one that was killed."""
    root = case_folder / FOLDER
    if root.is_dir():
        yield from (path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


def _missing(name: str) -> Fault:
    advice = f"Run `concerted import CASE FILE --name {name}`, or take [imports.{name}] out of case.toml."
    return Fault(f"{FOLDER}/{name}", 0, "", "the folder of an imported table", "no such folder", advice)


class _Reader:
    """Reads one folder and gathers its faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[Fault] = []
        self.inputs: list[Input] = []

    def table(self) -> ImportedTable | None:
        """Return the table; None where anything is wrong with it."""
        raw = {name: self._bytes(name) for name in (_MANIFEST, _LEDGER, _EVENTS)}
        manifest = self._manifest(raw[_MANIFEST]) if raw[_MANIFEST] else None
        if manifest is None or self.faults:
            return None
        reasons = self._reasons(raw[_LEDGER].decode("utf-8", "replace"), manifest)
        self._check_parquet(manifest, hashlib.sha256(raw[_EVENTS]).hexdigest())
        return None if self.faults else ImportedTable(self._folder.name, manifest, self._folder / _EVENTS, reasons)

    def _fault(self, file: str, expected: str, found: str, column: str = "", advice: str = _AGAIN) -> None:
        self.faults.append(Fault(f"{FOLDER}/{self._folder.name}/{file}", 0, column, expected, found, advice))

    def _bytes(self, name: str) -> bytes:
        try:
            raw = (self._folder / name).read_bytes()
        except OSError as error:
            self._fault(name, "a readable file", error.strerror or type(error).__name__)
            return b""
        self.inputs.append(Input(f"{FOLDER}/{self._folder.name}/{name}", hashlib.sha256(raw).hexdigest()))
        if not raw:
            self._fault(name, "a whole file", "an empty one")
        return raw

    def _manifest(self, raw: bytes) -> Manifest | None:
        try:
            manifest = Manifest.model_validate(tomllib.loads(raw.decode("utf-8")))
        except ValidationError as error:
            for one in error.errors(include_url=False):
                place = ".".join(str(part) for part in one["loc"])
                self._fault(_MANIFEST, "what an import writes", str(one["msg"]).lower(), place)
            return None
        except (ValueError, RecursionError) as error:
            self._fault(_MANIFEST, "TOML in UTF-8", str(error).splitlines()[0])
            return None
        if manifest.name != self._folder.name:
            advice = "Give the folder its name back, or import the table again."
            self._fault(_MANIFEST, f"the name of its folder, {self._folder.name!r}", repr(manifest.name), "name", advice)
        if manifest.read != manifest.kept + manifest.merged + manifest.set_aside:
            found = f"{manifest.kept} + {manifest.merged} + {manifest.set_aside}, not {manifest.read}"
            self._fault(_MANIFEST, "kept, merged and set aside to add up to the rows read", found)
        return manifest

    def _reasons(self, text: str, manifest: Manifest) -> tuple[tuple[str, str, int], ...]:
        """Return the ledger's reasons, counted; the rows behind them must be those of import.toml."""
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        if any(not {"row", "fate", "reason"} <= row.keys() for row in rows[:1]):
            self._fault(_LEDGER, "the columns row, fate and reason", ", ".join(rows[0]))
            return ()
        counted = Counter((row["fate"] or "", row["reason"] or "") for row in rows)
        for fate, stated in ((MERGED, manifest.merged), (SET_ASIDE, manifest.set_aside)):
            listed = sum(n for (one, _), n in counted.items() if one == fate)
            if listed != stated:
                self._fault(_LEDGER, f"{stated} rows {fate}, as import.toml says", str(listed), "fate")
        order = {SET_ASIDE: 0, MERGED: 1, KEPT: 2}
        return tuple(sorted(((f, r, n) for (f, r), n in counted.items()), key=lambda one: (order.get(one[0], 3), -one[2], one[1])))

    def _check_parquet(self, manifest: Manifest, sha256: str) -> None:
        if manifest.parquet_sha256 and manifest.parquet_sha256 != sha256:
            self._fault(
                _EVENTS, f"the file that import.toml names (SHA-256 {manifest.parquet_sha256[:12]}…)", f"{sha256[:12]}…: it was altered"
            )
            return
        # Loaded here: a case without imports needs no DuckDB.
        from concerted.store.damaged import rows_if_whole

        columns = ", ".join(f'count("{name}")' for name in SCHEMA)
        try:
            counted = rows_if_whole(self._folder / _EVENTS, f"SELECT count(*), {columns} FROM {{table}}")[0][0]  # noqa: S608
        except DataError as error:
            self._fault(
                _EVENTS, "a whole Parquet file with the columns of an event table", str(error).partition("; found ")[2].partition(". ")[0]
            )
            return
        if counted != manifest.kept:
            self._fault(_EVENTS, f"{manifest.kept} rows, as import.toml says", str(counted))
