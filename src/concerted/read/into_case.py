"""Reads documents into a case: raw bytes, texts, statements, and the ledger of documents; killed at any moment, it can be run again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.decisions import FILE, HEAD
from concerted.decisions.durable import alone
from concerted.errors import CaseError, DataError, OutputError
from concerted.read.documents.case import COPY, FOLDER, READ, REFUSED, DocumentEntry, Given, entry_of, ledger_of, listed, take_in, write_ledger
from concerted.read.documents.extracted import UnreadableError
from concerted.read.documents.open import raw_bytes, texts
from concerted.read.kept import KeptStatement, keep, statements_of, write_statements, write_text
from concerted.read.reading import GRAMMAR, MARKS, agreed, statements
from concerted.read.reanchored import Carried, carry_over
from concerted.read.statement import Statement
from concerted.read.text import Text

AUTO, BOTH = "auto", "both"
READERS = (AUTO, GRAMMAR, MARKS, BOTH)
_FILES_OF_THIS = (FILE, HEAD, "case.toml")


@dataclass(frozen=True)
class ReadDone:
    """What a reading wrote and found.

    Attributes
    ----------
    entries : tuple of DocumentEntry
        What became of each document that was looked at, in order.
    replaced : tuple of str
        Documents that had other bytes before.
    gone : tuple of str
        Documents of an earlier reading that are no longer in the folder.
    carried : Carried
        The statements of the documents looked at, and what became of earlier ones.
    """

    entries: tuple[DocumentEntry, ...]
    replaced: tuple[str, ...]
    gone: tuple[str, ...]
    carried: Carried

    def count(self, fate: str) -> int:
        """Return how many documents have a fate; found = read + copies + refused."""
        return sum(entry.fate == fate for entry in self.entries)


def case_to_read(folder: str | Path, *, undo: bool = False) -> Case:
    """Return a case whose organisations and decisions can be relied upon; faults of its tables are no hindrance to reading.

    Parameters
    ----------
    folder : path
    undo : bool
        Whether decisions on organisations that are not there, or that contradict each other, are no hindrance either: they are to be mended.

    Raises
    ------
    CaseError
        If the settings, the organisations or the decisions have faults.
    """
    case, faults = read_case(folder)
    if case is None:
        raise CaseError(faults)
    hindrances = (*_FILES_OF_THIS, case.settings.files.organisations)
    mine = [fault for fault in faults if fault.file in hindrances and not (undo and fault.file == FILE and fault.column == "about")]
    if mine:
        raise CaseError(mine)
    return case


def read_into(
    folder: str | Path,
    files: Iterable[str | Path] = (),
    *,
    reader: str = AUTO,
    given: Given | None = None,
    progress: Callable[[str], None] | None = None,
) -> ReadDone:
    """Read documents into a case.

    Parameters
    ----------
    folder : path
        The case folder.
    files : iterable of path
        Copied into CASE/documents first. Where none is given, all that lies there is read.
    reader : str
        "grammar", "marks", "auto", or "both": grammar, each statement marked where the other reader agrees, and what only the other finds.
    given : Given, optional
        What the files do not say themselves; kept in the ledger for the next reading.
    progress : callable, optional
        Called with the name of each document before it is read.

    Raises
    ------
    CaseError
        If settings, organisations, decisions, or the statements of an earlier reading have faults.
    DataError
        If there is no document, a reader or a library is missing.
    OutputError
        If another process reads into the case, or it cannot be written.
    """
    if reader not in READERS:
        raise DataError(f"expected a reader among {', '.join(READERS)}; found {reader!r}. Choose one of these words.")
    case = case_to_read(folder)
    try:
        _documents_folder(case.folder).mkdir(exist_ok=True)
        with alone(_documents_folder(case.folder), "read documents"):
            return _Reading(case, reader, given or Given(), progress).done([Path(file) for file in files])
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OutputError(f"expected to write into {case.folder}; the system says: {why}. What was read before is untouched.") from error


def _documents_folder(case_folder: Path) -> Path:
    place = case_folder / FOLDER
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise OutputError(f"expected a folder at {place}; found a file or a link. Move it away.")
    return place


class _Reading:
    """One reading of some documents."""

    def __init__(self, case: Case, reader: str, given: Given, progress: Callable[[str], None] | None) -> None:
        self._case, self._reader, self._given, self._progress = case, reader, given, progress
        self._register = Register(case.organisations)
        self._texts: dict[str, list[Text]] = {}
        self._fresh: list[KeptStatement] = []

    def done(self, files: Sequence[Path]) -> ReadDone:
        folder = self._case.folder
        earlier, ledger = statements_of(folder), {entry.document: entry for entry in ledger_of(folder)}
        taken = take_in(folder, files)
        wanted, there = (taken.documents if files else listed(folder)), set(listed(folder))
        if not wanted and not taken.refused and not ledger:
            raise DataError(f"expected documents; found none in {folder / FOLDER}. Name files, or put some there.")
        gone = () if files else tuple(name for name in ledger if name not in there)
        entries = self._entries(
            wanted, ledger, {name: one.sha256 for name, one in ledger.items() if name in there and one.fate == READ}, bool(files)
        )
        looked_at = {*wanted, *gone}
        carried = carry_over(self._fresh, [one for one in earlier if one.document in looked_at], self._texts, self._case.decisions)
        others = [one for one in ledger.values() if one.document not in looked_at]
        # Texts first, statements last: a statement never points at what is not there.
        for text in (text for some in self._texts.values() for text in some):
            write_text(folder, text)
        write_ledger(folder, [*others, *entries])
        write_statements(folder, [*(one for one in earlier if one.document not in looked_at), *carried.statements])
        return ReadDone((*entries, *taken.refused), taken.replaced, gone, carried)

    def _entries(self, wanted: Sequence[str], ledger: Mapping[str, DocumentEntry], read: Mapping[str, str], named: bool) -> list[DocumentEntry]:
        """Read documents and return what became of each; one with the bytes of another is read once."""
        known = {sha256: name for name, sha256 in read.items() if name not in wanted}
        entries = []
        for name in wanted:
            before = ledger[name].given if name in ledger else Given()
            given = Given(**{key: new or vars(before)[key] for key, new in vars(self._given).items()}) if named else before
            entry = self._entry(name, given, known)
            if entry.fate == READ:
                known[entry.sha256] = name
            entries.append(entry)
        return entries

    def _entry(self, name: str, given: Given, known: Mapping[str, str]) -> DocumentEntry:
        if self._progress is not None:
            self._progress(name)
        sha256 = ""
        try:
            raw = raw_bytes(self._case.folder / FOLDER / name)
            sha256 = hashlib.sha256(raw).hexdigest()
            if sha256 in known:
                return DocumentEntry(name, sha256, COPY, of=known[sha256], given=given)
            found = texts(raw, Path(name).name, url=given.url, published=given.published, language=given.language)
        except UnreadableError as error:
            return DocumentEntry(name, sha256, REFUSED, reason=str(error), given=given)
        self._texts[name] = found
        counted = []
        for text in found:
            fresh = {one.id: keep(one, name, text) for one in self._statements(text)}
            self._fresh += fresh.values()
            counted.append(entry_of(text, len(fresh)))
        return DocumentEntry(name, sha256, READ, given=given, texts=tuple(counted))

    def _statements(self, text: Text) -> list[Statement]:
        if self._reader != BOTH:
            return statements(text, self._register, self._reader)
        ours, others = statements(text, self._register, GRAMMAR), statements(text, self._register, MARKS)
        marked = agreed(ours, others)
        alone_ = [one for one in others if not any(one.content.overlaps(own.content) for own in ours)]
        return [*marked, *(replace(one, tier="one") for one in alone_)]
