"""The record beside a download: source, licence, what was asked, what came, when. It has no credential in it.

`ledger.csv` says of each page or file what became of it: part, fate, rows, bytes, checksum, reason.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from concerted.download.session import Session
from concerted.download.sources import Source
from concerted.download.work import LEDGER, RECORD, digest
from concerted.errors import DownloadError
from concerted.version import __version__

TAKEN, MISSING, DAMAGED, NOT_LISTED = "taken", "missing", "damaged", "not listed"


@dataclass(frozen=True)
class Part:
    """One page or file of a download.

    Attributes
    ----------
    part : str
        Number of the page, or name of the file.
    fate : str
        "taken", "missing" (listed and not there), "damaged" (not what its list promises) or "not listed" (the source has none).
    rows, bytes : int
    checksum : str
        SHA-256 of a page; MD5 of a file, as its list states it.
    reason : str
    """

    part: str
    fate: str
    rows: int = 0
    bytes: int = 0
    checksum: str = ""
    reason: str = ""


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of an earlier download; empty where there is none.

    Raises
    ------
    DownloadError
        If it cannot be read.
    """
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise DownloadError(f"expected the record of an earlier download in {path}; found none: {error}. Choose another folder.") from None


def read_ledger(folder: Path) -> list[Part]:
    """Return the ledger of an earlier download; empty where there is none or it was changed by hand."""
    try:
        with (folder / LEDGER).open(encoding="utf-8", newline="") as file:
            return [Part(r["part"], r["fate"], int(r["rows"]), int(r["bytes"]), r["checksum"], r["reason"]) for r in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def write_ledger(path: Path, parts: Iterable[Part]) -> None:
    """Write a ledger."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(Part)])
        writer.writerows(astuple(part) for part in parts)


def described(source: Source, query: Mapping[str, Any], session: Session, version: str) -> dict[str, Any]:
    """Return what a record says before anything has come."""
    today = session.time.now().date().isoformat()
    return {
        "source": source.title,
        "format": source.format.name,
        "version": version,
        "retrieved": today,
        "licence": source.format.licence,
        "citation": source.format.citation,
        "redistributable": source.format.redistributable,
        **({"terms_acknowledged": today} if source.terms else {}),
        "address": session.address_of(source),
        "concerted": __version__,
        "query": {key: value for key, value in query.items() if value not in (None, (), [])},
    }


def tables(folder: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return name, size and checksum of the tables of a download."""
    return [{"file": name, "bytes": (folder / name).stat().st_size, "sha256": digest(folder / name)} for name in names]


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record as TOML."""
    plain = {key: value for key, value in record.items() if not isinstance(value, dict) and not _is_tables(value)}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key, value in record.items():
        for one in value if _is_tables(value) else [value] if isinstance(value, dict) else []:
            lines += ["", f"[[{key}]]" if _is_tables(value) else f"[{key}]", *(f"{name} = {_value(cell)}" for name, cell in one.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: Any) -> str:
    """Return a value as TOML; its strings are those of JSON, but for the letters that JSON need not escape."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
