"""Folders that are written as a whole or not at all: made beside the old one under another name, then exchanged for it in one step."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from concerted.errors import OutputError

_PARTIAL, _ASIDE = ".partial", ".aside"
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a new folder to be filled; it takes the place of the target when the block ends without an error.

    Its parent is made where there is none, and taken away again if nothing comes of it.
    Only one process is to work in its parent at a time (`concerted.decisions.durable.alone`).

    Parameters
    ----------
    target : path

    Yields
    ------
    path
        Beside the target, with a name that begins with a dot and ends with ".partial".

    Raises
    ------
    OutputError
        If the target or its parent is a file or a link.
    """
    for place in (target.parent, target):
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise OutputError(f"expected a folder at {place}; found a file or a link. Move it away.")
    had_parent = target.parent.exists()
    target.parent.mkdir(exist_ok=True)
    _clear_leftovers(target.parent)
    fresh = target.with_name(f".{target.name}{_PARTIAL}")
    try:
        fresh.mkdir()
        yield fresh
        _sync(fresh)
        _exchange(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if not had_parent:
            # Fails where it holds something, as it should.
            with suppress(OSError):
                target.parent.rmdir()


def _clear_leftovers(parent: Path) -> None:
    """Remove what killed imports left; a folder that was put aside and not replaced goes back to its place."""
    for left in sorted(parent.glob(f".*{_ASIDE}")):
        place = left.with_name(left.name[1 : -len(_ASIDE)])
        if place.exists():
            shutil.rmtree(left)
        else:
            left.rename(place)
    for left in sorted(parent.glob(f".*{_PARTIAL}")):
        shutil.rmtree(left)


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _exchange(fresh: Path, target: Path) -> None:
    """Put the fresh folder in the place of the old one; the old one is then where the fresh one was."""
    if not target.exists():
        fresh.rename(target)
    elif not _swapped_at_once(fresh, target):
        aside = target.with_name(f".{target.name}{_ASIDE}")
        target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            aside.rename(target)
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
