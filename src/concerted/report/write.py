"""Writes the files of an assessment into a folder, all or none of them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from concerted.errors import OutputError
from concerted.report import charts, json_file, page, redaction, tables
from concerted.weigh.dossier import Dossier

if sys.platform != "win32":
    import fcntl

_OURS = ("report.html", "findings.json", "claims.csv", "pairs.csv", "reported.csv", "figures")
_UNFINISHED, _ASIDE = "-unfinished-", "-old"
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def write_report(dossier: Dossier, out: Path, *, redact_speakers: bool = False) -> Path:
    """Write all files of an assessment and return the folder.

    Parameters
    ----------
    dossier : Dossier
    out : path
    redact_speakers : bool
        Whether the names of persons who speak are left out of every file.

    Everything is made in a folder beside the old one, which is then exchanged for it in one step: whoever kills the program finds the old
    folder or the new one, never a mixture. Files in the old folder that are not ours are carried over. What a killed run left behind is
    cleared by the next one.

    Raises
    ------
    OutputError
        If the folder holds something else than an assessment, the disk refuses, or a name that is to be left out would be written.
    """
    target = _target(out)
    files = _redacted_files(dossier) if redact_speakers else _files(dossier)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}{_UNFINISHED}", dir=target.parent))
    except OSError as error:
        raise OutputError(f"expected to write beside {out}; the system says: {_why(error)}. Check rights and space.") from error
    try:
        with _held(fresh):
            _fill(fresh, files)
            _carry_over(target, fresh)
            _exchange(fresh, target)
    except OSError as error:
        raise OutputError(f"expected to write {out}; the system says: {_why(error)}. What stood there is untouched.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return out


def _target(out: Path) -> Path:
    """Return the folder to exchange; a link is followed, so that it stays and leads to the new folder."""
    try:
        target = out.resolve()
        _refuse_strangers(target)
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"expected a folder to write into; found {out}: {_why(error)}. Choose another name with --out.") from error
    return target


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _redacted_files(dossier: Dossier) -> dict[str, str]:
    bare, names = redaction.without_speakers(dossier)
    files = _files(bare)
    redaction.check_files(files, names)
    return files


def _files(dossier: Dossier) -> dict[str, str]:
    figures = charts.figures(dossier)
    files = {
        "report.html": page.render(dossier, figures),
        "findings.json": json_file.findings(dossier),
        "claims.csv": tables.as_csv(tables.claims(dossier)),
        "pairs.csv": tables.as_csv(tables.pairs(dossier)),
    }
    if dossier.reporting.read:
        files["reported.csv"] = tables.as_csv(tables.reported(dossier))
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


@contextmanager
def _held(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder while it is worked on; the hold ends with the process, however that ends.

    Raises
    ------
    OSError
        Unless `wait`: if another process holds the folder, or the system cannot tell.
    """
    if sys.platform == "win32":
        if not wait:
            raise OSError("no holds on folders")
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if wait:
            # Some network drives know no holds; there, leftovers stay.
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _clear_leftovers(out: Path) -> None:
    """Remove what killed runs left beside the folder; an empty folder may be that of a run that has just begun."""
    for left in sorted(out.parent.glob(f".{escape(out.name)}{_UNFINISHED}*")):
        if left.is_symlink() or not left.is_dir():
            continue
        with suppress(OSError), _held(left, wait=False):
            if left.name.endswith(_ASIDE) and not out.exists():
                left.rename(out)
            elif any(left.iterdir()):
                shutil.rmtree(left, ignore_errors=True)


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
        aside = fresh.with_name(f"{fresh.name}{_ASIDE}")
        with _held(out):
            out.rename(aside)
            try:
                fresh.rename(out)
            except OSError:
                aside.rename(out)
                raise
        shutil.rmtree(aside, ignore_errors=True)


def _swapped_at_once(a: Path, b: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); Python has no call for it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE) == 0)
