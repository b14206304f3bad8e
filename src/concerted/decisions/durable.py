"""Files that survive a power cut, and work that only one process does at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from concerted.errors import OutputError

if sys.platform != "win32":
    import fcntl


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of the old one in one step; a killed run leaves the old one.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.partial")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as durable as its files; where the system has no call for it, nothing is done."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(handle: int) -> Iterator[None]:
    """Hold an open file until the block ends, waiting for whoever holds it; the hold ends with the process, however that ends."""
    if sys.platform == "win32":
        yield
        return
    # Some network drives know no holds; there, two writers at once are the user's to avoid.
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def alone(folder: Path, work: str) -> Iterator[None]:
    """Hold a folder while it is worked on; the hold ends with the process, however that ends.

    Parameters
    ----------
    folder : path
    work : str
        What is done, as a noun, for the message to a second process.

    Raises
    ------
    OutputError
        If another process holds it.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"expected to work on {folder} alone; found another process there: another {work} at work. Wait until it has ended."
            ) from None
        except OSError:
            # Some network drives know no holds; there, two processes at once are the user's to avoid.
            pass
        yield
    finally:
        os.close(handle)
