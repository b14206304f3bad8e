"""Writes the files of an assessment into a folder, all or none of them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from concerted.errors import OutputError
from concerted.report import charts, json_file, page, tables
from concerted.weigh.dossier import Dossier

_OURS = ("report.html", "findings.json", "claims.csv", "pairs.csv", "figures")
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def write_report(dossier: Dossier, out: Path) -> Path:
    """Write all files of an assessment and return the folder.

    Everything is made in a folder beside the old one, which is then exchanged for it in one step: whoever kills the program finds the old
    folder or the new one, never a mixture. Files in the old folder that are not ours are carried over.

    Raises
    ------
    OutputError
        If the folder holds something else than an assessment, or the disk refuses.
    """
    _refuse_strangers(out)
    files = _files(dossier)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"expected to write beside {out}; the system says: {error.strerror}. Check rights and space.") from error
    try:
        _fill(fresh, files)
        _carry_over(out, fresh)
        _exchange(fresh, out)
    except OSError as error:
        raise OutputError(f"expected to write {out}; the system says: {error.strerror}. What stood there is untouched.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return out


def _files(dossier: Dossier) -> dict[str, str]:
    figures = charts.figures(dossier)
    files = {
        "report.html": page.render(dossier, figures),
        "findings.json": json_file.findings(dossier),
        "claims.csv": tables.as_csv(tables.claims(dossier)),
        "pairs.csv": tables.as_csv(tables.pairs(dossier)),
    }
    for figure in figures:
        files[f"figures/{figure.name}.svg"] = figure.svg
        files[f"figures/{figure.name}.vl.json"] = figure.spec_text
        files[f"figures/{figure.name}.csv"] = tables.as_csv(figure.table)
    return files


def _refuse_strangers(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"expected a folder to write into; found a file at {out}. Choose another name with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / "findings.json").is_file():
        raise OutputError(
            f"expected a new folder, an empty one or an earlier assessment; found other files in {out}. Choose another name with --out."
        )


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def _carry_over(old: Path, fresh: Path) -> None:
    if not old.is_dir():
        return
    for entry in old.iterdir():
        if entry.name in _OURS:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, fresh / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, fresh / entry.name, follow_symlinks=False)


def _exchange(fresh: Path, out: Path) -> None:
    """Put the fresh folder in the place of the old one; the old one is then where the fresh one was."""
    if not out.exists():
        fresh.rename(out)
    elif not _swapped_at_once(fresh, out):
        aside = fresh.with_name(f"{fresh.name}-old")
        out.rename(aside)
        fresh.rename(out)
        shutil.rmtree(aside, ignore_errors=True)


def _swapped_at_once(a: Path, b: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); Python has no call for it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE) == 0)
