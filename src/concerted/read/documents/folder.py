"""A folder of documents: all that can be read, one line for each that cannot, and a ledger that adds up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from concerted.errors import DataError
from concerted.read.documents.extracted import UnreadableError
from concerted.read.documents.open import raw_bytes, texts
from concerted.read.text import Text


@dataclass(frozen=True, order=True)
class Refused:
    """A file that gave no text, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class DocumentLedger:
    """What became of each file.

    Attributes
    ----------
    found : int
        Files seen: those read and those refused.
    texts : tuple of (str, Text)
        File, relative to the folder, and text; an archive gives several.
    copies : tuple of (str, str)
        Files whose bytes are those of an earlier one, which is named second; they are read once.
    refused : tuple of Refused
    """

    found: int
    texts: tuple[tuple[str, Text], ...]
    copies: tuple[tuple[str, str], ...]
    refused: tuple[Refused, ...]

    def __post_init__(self) -> None:
        """Check that every file has one fate.

        Raises
        ------
        DataError
            If the numbers do not add up.
        """
        read = len({name for name, _ in self.texts})
        if self.found != read + len(self.copies) + len(self.refused):
            raise DataError(
                f"expected {self.found} documents; {read} read, {len(self.copies)} copies, {len(self.refused)} refused do not add up."
            )


def folder(path: str | Path, progress: Callable[[str], None] | None = None) -> DocumentLedger:
    """Read all documents below a folder, in the order of their names.

    Links are not followed, and hidden files are left out.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    root = Path(path)
    if not root.is_dir():
        raise DataError(f"expected a folder of documents; found no folder at {root}. Check the path.")
    files = [one for one in sorted(root.rglob("*")) if one.is_file() and not one.is_symlink() and not _hidden(one.relative_to(root))]
    read: list[tuple[str, Text]] = []
    copies: list[tuple[str, str]] = []
    refused: list[Refused] = []
    known: dict[bytes, str] = {}  # by hash: the bytes themselves may be many
    for file in files:
        name = file.relative_to(root).as_posix()
        if progress is not None:
            progress(name)
        try:
            raw = raw_bytes(file)
            sha256 = hashlib.sha256(raw).digest()
            if sha256 in known:
                copies.append((name, known[sha256]))
                continue
            read += [(name, text) for text in texts(raw, file.name)]
            known[sha256] = name
        except UnreadableError as error:
            refused.append(Refused(name, str(error)))
    return DocumentLedger(len(files), tuple(read), tuple(copies), tuple(refused))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
