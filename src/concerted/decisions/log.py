"""decisions.jsonl: lines are added and never changed; each carries the hash of the line before it.

Beside it `decisions.head` says how many lines were answered for, and what the last of them was, so that lines missing at the end show too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from concerted.decisions.decision import Decision, decision, from_line, now
from concerted.decisions.durable import locked, replace_file, sync_folder
from concerted.decisions.view import Decisions
from concerted.errors import CaseError, Fault, OutputError

FILE, HEAD = "decisions.jsonl", "decisions.head"
_RESTORE = "Put both files back from a copy. Decisions are never changed or taken out: a later one takes the place of an earlier."


class Log:
    """The log of decisions of a case.

    Parameters
    ----------
    folder : path
        The case folder.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self.path = self._folder / FILE

    def read(self) -> Decisions:
        """Return all decisions, what was cut off, and what is wrong.

        Raises
        ------
        CaseError
            If the file cannot be read.
        """
        # The head first: a writer at work in between makes the log longer, never shorter than its head.
        head = self._head()
        try:
            raw = self.path.read_bytes() if self.path.exists() or self.path.is_symlink() else b""
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise CaseError([Fault(FILE, 0, "", "a readable file", why, "Mend its rights, or put it back from a copy.")]) from error
        return _parsed(raw, head)

    def append(self, *, about: str, verdict: str, by: str, reason: str, at: str = "") -> Decision:
        """Add a decision, and return once it is on disk and would survive a power cut.

        Parameters
        ----------
        about : str
            What it is about: the id of a statement, of a source, or of a pair (see `about_name`).
        verdict : str
            One of `VERDICTS`. A later verdict on the same thing takes the place of an earlier; both stay in the log.
        by, reason : str
            Who decided, and why.
        at : str, optional
            Time in UTC as ISO 8601; now if left out.

        Raises
        ------
        DataError
            If something is empty, too long, or no verdict.
        CaseError
            If lines of the log were changed or taken out; then nothing is added.
        OutputError
            If it cannot be written; then the decision does not count.
        """
        wanted = decision(about=about, verdict=verdict, by=by, reason=reason, at=at or now(), previous="")
        try:
            with self._held() as handle:
                return self._added(handle, wanted)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise OutputError(
                f"expected to write {self.path}; the system says: {why}. The decision is not recorded: record it again."
            ) from error

    @contextmanager
    def _held(self) -> Iterator[int]:
        # A link is not followed: it could lead out of the case.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        handle = os.open(self.path, flags, 0o644)
        try:
            with locked(handle):
                yield handle
        finally:
            os.close(handle)

    def _added(self, handle: int, wanted: Decision) -> Decision:
        raw = self.path.read_bytes()
        known = _parsed(raw, self._head())
        if known.faults:
            raise CaseError(known.faults)
        lines = _lines(raw)
        one = decision(
            about=wanted.about,
            verdict=wanted.verdict,
            by=wanted.by,
            reason=wanted.reason,
            at=wanted.at,
            previous=_chain(lines),
        )
        # What a killed write left half is ended, not taken away: it stays as it is, and its hash goes into the chain.
        _write(handle, (b"\n" if raw and not raw.endswith(b"\n") else b"") + one.line + b"\n")
        os.fsync(handle)
        sync_folder(self._folder)
        # Only now: a head that is behind is no fault, one that is ahead is.
        replace_file(self._folder / HEAD, json.dumps({"rows": len(lines) + 1, "sha256": _sha256([one.line])}).encode() + b"\n")
        return one

    def _head(self) -> bytes:
        try:
            return (self._folder / HEAD).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise CaseError([Fault(HEAD, 0, "", "a readable file", why, "Mend its rights, or put it back from a copy.")]) from error


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _lines(raw: bytes) -> list[bytes]:
    """Return the lines, cut off ones too; line ends of another system, as version control makes them, are none of their business."""
    lines = raw.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def _parsed(raw: bytes, head: bytes) -> Decisions:
    lines = _lines(raw)
    entries: list[Decision] = []
    notes: list[str] = []
    faults: list[Fault] = []
    # Lines since the last decision, itself included: what the next one carries the hash of.
    since: list[bytes] = []
    for row, line in enumerate(lines, start=1):
        one = from_line(line)
        if one is None:
            since.append(line)
            continue
        broken = [row - back for back in range(len(since) - bool(entries), 0, -1)]
        if one.previous == _sha256(since):
            notes += map(_cut_off, broken)
        else:
            faults += map(_damaged, broken) if broken else [_unlinked(row)]
        entries.append(one)
        since = [line]
    answered, wrong = _head_of(head, lines)
    for row in range(len(lines) - len(since) + bool(entries) + 1, len(lines) + 1):
        if (row == len(lines) and not raw.endswith(b"\n")) or 0 < answered < row:
            notes.append(_cut_off(row))
        else:
            faults.append(_damaged(row))
    return Decisions(tuple(entries), tuple(notes), (*faults, *wrong))


def _cut_off(row: int) -> str:
    return f"{FILE}, row {row}: cut off by a write that did not end; it was never answered for and counts for nothing"


def _damaged(row: int) -> Fault:
    return Fault(FILE, row, "", "a line as it was written", "a changed or damaged one", _RESTORE)


def _unlinked(row: int) -> Fault:
    return Fault(FILE, row, "previous", "the line that this one was written after", "another one: lines were moved or taken out", _RESTORE)


def _chain(lines: list[bytes]) -> str:
    """Return what the next decision carries: the hash of the last one and of all that was cut off after it; empty for the first."""
    at = next((i for i in range(len(lines) - 1, -1, -1) if from_line(lines[i]) is not None), 0)
    return _sha256(lines[at:])


def _head_of(head: bytes, lines: list[bytes]) -> tuple[int, tuple[Fault, ...]]:
    """Return how many rows were answered for, 0 where that is unknown, and a fault where the log holds others."""
    if not head:
        return 0, ()
    try:
        found = json.loads(head)
        rows, sha256 = int(found["rows"]), str(found["sha256"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return 0, (Fault(HEAD, 0, "", "the number of rows and the hash of the last", "something else", _RESTORE),)
    if rows > len(lines):
        return rows, (Fault(FILE, rows, "", f"{rows} rows, as {HEAD} says", f"{len(lines)}: the last are missing", _RESTORE),)
    if rows < 1 or _sha256(lines[rows - 1 : rows]) != sha256:
        found_instead = "another one: it was changed, or a line before it taken out"
        return rows, (Fault(FILE, max(rows, 1), "", f"the line that {HEAD} names", found_instead, _RESTORE),)
    return rows, ()


def _sha256(lines: list[bytes]) -> str:
    return hashlib.sha256(b"\n".join(lines)).hexdigest() if lines else ""
