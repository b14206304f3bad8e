"""The folder beside the result in which a download grows: the earlier result stays until the new one is whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from concerted.errors import DownloadError, OutputError

if sys.platform != "win32":
    import fcntl

RECORD, LEDGER = "download.toml", "ledger.csv"
_REQUEST, _JOURNAL, _PLACING = "request.json", "journal.jsonl", "placing.json"
# Pages of a table that is brought up to date every week or so must not come from two of its states.
LONGEST_BREAK = dt.timedelta(hours=24)


class Work:
    """The growing download of one folder; made by `working`.

    Attributes
    ----------
    target : path
        The folder of the result.
    fresh : path
        Where files of the coming result are put, under the names that they will have.
    goes_on : bool
        Whether an earlier run had begun it.
    """

    def __init__(self, target: Path, folder: Path) -> None:
        self.target, self._folder = target, folder
        self.fresh, self.pages = folder / "fresh", folder / "pages"
        self.goes_on = False

    def begin(self, request: Mapping[str, Any], now: dt.datetime, longest_break: dt.timedelta = LONGEST_BREAK) -> None:
        """Go on with what is there if it is of the same request and not old; begin anew otherwise."""
        held = _read(self._folder / _REQUEST)
        if held.get("request") != dict(request) or now - _moment(held.get("begun")) > longest_break:
            self.clear()
            _write(self._folder / _REQUEST, {"request": dict(request), "begun": now.isoformat()})
        self.goes_on = (self._folder / _JOURNAL).exists() or any(self.fresh.rglob("*"))
        self.fresh.mkdir(exist_ok=True)
        self.pages.mkdir(exist_ok=True)

    def journal(self) -> list[dict[str, Any]]:
        """Return what has been noted, as far as it is whole."""
        path = self._folder / _JOURNAL
        lines = path.read_bytes().splitlines() if path.exists() else []
        noted = []
        for line in lines:
            try:
                noted.append(dict(json.loads(line)))
            except ValueError:
                break
        return noted

    def note(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Write the journal anew, on disk when this returns."""
        path = self._folder / _JOURNAL
        _write_text(path, "".join(json.dumps(dict(entry), ensure_ascii=False) + "\n" for entry in entries))

    def place(self, names: Iterable[str], gone: Iterable[str]) -> None:
        """Put fresh files into the folder of the result, the record last, and take away those that it no longer has.

        Once this has begun, a killed run is finished by the next one before it does anything else.
        """
        listed = sorted(set(names) - {RECORD})
        _write(self._folder / _PLACING, {"names": [*listed, RECORD], "gone": sorted(gone)})
        self.finish()

    def finish(self) -> None:
        """Finish the placing of a run that was killed, if there is one."""
        placing = _read(self._folder / _PLACING)
        if not placing:
            return
        for name in placing["names"]:
            if (self.fresh / name).exists():
                (self.target / name).parent.mkdir(parents=True, exist_ok=True)
                (self.fresh / name).replace(self.target / name)
        for name in placing["gone"]:
            (self.target / name).unlink(missing_ok=True)
        self.clear()

    def clear(self) -> None:
        """Forget everything; what says that a placing has begun goes last."""
        for path in (self.fresh, self.pages):
            shutil.rmtree(path, ignore_errors=True)
        for name in (_REQUEST, _JOURNAL, _PLACING):
            (self._folder / name).unlink(missing_ok=True)


@contextmanager
def working(out: Path) -> Iterator[Work]:
    """Hold the folder of a result and the one beside it in which the download grows.

    Raises
    ------
    DownloadError
        If another run holds it.
    OutputError
        If the place cannot be written, or holds something else.
    """
    target = out.resolve()
    folder = target.with_name(f".{target.name}.download")
    try:
        _refuse_strangers(target)
        folder.mkdir(parents=True, exist_ok=True)
        with _held(folder, out):
            work = Work(target, folder)
            work.finish()
            yield work
            if not any(path.name != "lock" for path in folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"expected to write {out}; the system says: {error.strerror or error}. Check rights and space. What stood there is untouched, and "
            "what came before is kept."
        ) from error


def digest(path: Path, kind: str = "sha256") -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(kind, usedforsecurity=False)).hexdigest()


def _refuse_strangers(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(f"expected a folder to write into; found a file at {target}. Choose another name with --out.")
    if target.is_dir() and any(target.iterdir()) and not (target / RECORD).is_file():
        raise OutputError(f"expected a new folder, an empty one or an earlier download; found other files in {target}. Choose another.")


@contextmanager
def _held(folder: Path, out: Path) -> Iterator[None]:
    """Hold a folder; the hold ends with the process, however that ends."""
    with (folder / "lock").open("w") as file:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DownloadError(f"expected to be the only one to write {out}; found another download at work there. Wait for it.") from None
        yield


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(dict(content), ensure_ascii=False))


def _write_text(path: Path, text: str) -> None:
    """Write a small file as a whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _moment(text: Any) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
