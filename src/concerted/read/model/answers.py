"""What models answered: CASE/answers.jsonl, appended to as answers come in, so that no passage is sent twice.

Each line says what was asked of which model, where and when, and holds the answer as it came. Nothing of it is believed: each time it is
used it is held against the text again. A line that was cut off, or altered into something else, is passed over, and its passage asked again.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from concerted.decisions.decision import now
from concerted.errors import OutputError
from concerted.read.model.client import MOST_STATEMENTS, Endpoint
from concerted.read.model.prompt import prompt_hash

FILE = "answers.jsonl"
Key = tuple[str, str, float, str]


class Answers:
    """The answers of a case.

    Parameters
    ----------
    folder : path, optional
        The case folder. Without it answers are kept as long as this object is.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = None if folder is None else folder / FILE
        self._known: dict[Key, list[Any]] = {}
        for line in self._lines():
            self._take(line)

    def of(self, endpoint: Endpoint, passage: str) -> list[Any] | None:
        """Return what the model answered to a passage with the prompt as it is now, wherever it ran, or None."""
        return self._known.get(_key(endpoint, passage))

    def add(self, endpoint: Endpoint, passage: str, statements: list[Any]) -> None:
        """Keep an answer; it is on disk when this returns.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        model, prompt, temperature, hashed = key = _key(endpoint, passage)
        self._known[key] = statements
        record = {
            "model": model,
            "prompt": prompt,
            "temperature": temperature,
            "passage": hashed,
            "host": endpoint.host,
            "at": now(),
            "statements": statements,
        }
        # Half a character of a model must not end the line or the work.
        self._append(json.dumps(record, ensure_ascii=True, sort_keys=True).encode("ascii") + b"\n")

    def _lines(self) -> list[bytes]:
        if self._path is None or self._path.is_symlink() or not self._path.is_file():
            return []
        try:
            return self._path.read_bytes().splitlines()
        except OSError as error:
            raise OutputError(f"expected to read {self._path}; the system says: {error.strerror}. Mend its rights.") from error

    def _take(self, line: bytes) -> None:
        try:
            one = json.loads(line)
            key = (str(one["model"]), str(one["prompt"]), float(one["temperature"]), str(one["passage"]))
            if isinstance(one["statements"], list) and len(one["statements"]) <= MOST_STATEMENTS:
                self._known[key] = one["statements"]
        except (ValueError, TypeError, LookupError, RecursionError):
            return

    def _append(self, line: bytes) -> None:
        if self._path is None:
            return
        # A link is not followed: it could lead out of the case.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            handle = os.open(self._path, flags, 0o644)
            with os.fdopen(handle, "rb+") as file:
                size = file.seek(0, os.SEEK_END)
                cut_off = size > 0 and _byte_at(file, size - 1) != b"\n"
                file.write(b"\n" + line if cut_off else line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(
                f"expected to write {self._path}; the system says: {error.strerror}. What was answered before is kept."
            ) from error


def _byte_at(file: Any, place: int) -> bytes:
    file.seek(place)
    found: bytes = file.read(1)
    return found


def _key(endpoint: Endpoint, passage: str) -> Key:
    hashed = hashlib.sha256(passage.encode("utf-8", "surrogatepass")).hexdigest()
    return endpoint.model, prompt_hash(), endpoint.temperature, hashed
