"""The documents of a case: raw bytes in CASE/documents first, and CASE/documents.jsonl, which says what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from concerted.decisions.durable import replace_file, sync_folder
from concerted.errors import CaseError, DataError, Fault
from concerted.read.documents.extracted import UnreadableError
from concerted.read.documents.open import Page, raw_bytes
from concerted.read.model.reader import Rejected

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER, LEDGER = "documents", "documents.jsonl"
_EARLIER = ".earlier"
READ, COPY, REFUSED = "read", "copy", "refused"
_AGAIN = "Take the file away and run `concerted read` again; the documents themselves are not touched by it."


@dataclass(frozen=True)
class ModelEntry:
    """What came of asking a model of one text.

    Attributes
    ----------
    name, prompt : str
        The model, and the hash of what it was told to do; empty where none is set.
    temperature : float
    proposed : int
        Proposals whose words stand in the text.
    agreed : int
        Those among them that the grammar found as well.
    rejected : tuple of Rejected
        What is not taken up, each with the reason; nothing of it is mended.
    failed : str
        Why there is no answer, or no whole one; empty where there is. What an earlier reading proposed then stays.
    """

    name: str = ""
    prompt: str = ""
    temperature: float = 0.0
    proposed: int = 0
    agreed: int = 0
    rejected: tuple[Rejected, ...] = ()
    failed: str = ""


@dataclass(frozen=True)
class TextEntry:
    """One text that was taken out of a document.

    Attributes
    ----------
    sha256, extractor, version, options_hash : str
        The text's hash, and what took it out.
    source : str
        Id of the source: "source:" and the hash of the raw bytes.
    url, publisher, byline, published_at, language : str
        As far as they are known.
    notes : tuple of str
        What a reader must know of the extraction.
    statements : int
        How many were read in it.
    language_from, published_from : str
        Where the language and the day are from: "given" with the command, "case.toml", "page", "line" (of the text), "letters"; empty where
        they are unknown.
    organisations : tuple of str
        Ids of the organisations that it names, in the order of their first mention.
    needs : tuple of str
        What is missing: "language", "published"; "model" where only a model could read statements and none is set, "reader" where it is set
        and was not asked.
    model : ModelEntry or None
        None where no model was asked.
    """

    sha256: str
    extractor: str
    version: str
    options_hash: str
    source: str
    url: str
    publisher: str
    byline: str
    published_at: str
    language: str
    notes: tuple[str, ...]
    statements: int
    language_from: str = ""
    published_from: str = ""
    organisations: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    model: ModelEntry | None = None


@dataclass(frozen=True)
class Given:
    """What a person said of a document that it does not say itself; empty where they said nothing."""

    url: str = ""
    published: str = ""
    language: str = ""


@dataclass(frozen=True)
class DocumentEntry:
    """What became of one document.

    Attributes
    ----------
    document : str
        File in CASE/documents, or the path of one that could not be taken in.
    sha256 : str
        Of its raw bytes; empty where they could not be read.
    fate : str
        "read", "copy" or "refused".
    of : str
        For a copy: the document that has the same bytes.
    reason : str
        For a refused one: why.
    given : Given
    texts : tuple of TextEntry
        Several for a web archive.
    """

    document: str
    sha256: str
    fate: str
    of: str = ""
    reason: str = ""
    given: Given = Given()
    texts: tuple[TextEntry, ...] = ()

    def __post_init__(self) -> None:
        """Check that it has one fate, with what belongs to it.

        Raises
        ------
        DataError
            If it has none, or a part is missing.
        """
        whole = {READ: bool(self.texts), COPY: bool(self.of), REFUSED: bool(self.reason)}
        if not whole.get(self.fate, False):
            raise DataError(f"expected a document that was read, is a copy or was refused; found {self.fate!r} of {self.document!r}.")


@dataclass(frozen=True)
class TakenIn:
    """Files that are in the case's folder now.

    Attributes
    ----------
    documents : tuple of str
        Their names below CASE/documents, in order, each once.
    replaced : tuple of str
        Those that had other bytes before; the earlier ones lie in CASE/documents/.earlier.
    refused : tuple of DocumentEntry
        Files that could not be taken in.
    """

    documents: tuple[str, ...]
    replaced: tuple[str, ...]
    refused: tuple[DocumentEntry, ...]


def entry_of(
    page: Page, statements: int, *, organisations: Sequence[str] = (), needs: Sequence[str] = (), model: ModelEntry | None = None
) -> TextEntry:
    """Return a text's entry in the ledger."""
    text, source = page.text, page.text.source
    return TextEntry(
        text.sha256,
        text.extractor,
        text.version,
        text.options_hash,
        source.id,
        source.url,
        source.publisher,
        source.byline,
        source.published_at,
        source.language,
        text.notes,
        statements,
        page.language_from,
        page.published_from,
        tuple(organisations),
        tuple(needs),
        model,
    )


def take_in(case_folder: Path, files: Iterable[Path]) -> TakenIn:
    """Copy files, and all files below folders, into CASE/documents; files that lie there already stay where they are.

    A file of the same name with other bytes is put aside, never overwritten.
    """
    root = case_folder / FOLDER
    documents: dict[str, None] = {}
    replaced: list[str] = []
    refused: list[DocumentEntry] = []
    for file, name in _wanted(root, files):
        try:
            raw = raw_bytes(file)
            replaced += [name] if _put(root, name, raw) else []
            documents[name] = None
        except UnreadableError as error:
            refused.append(DocumentEntry(str(file), "", REFUSED, reason=str(error)))
    return TakenIn(tuple(documents), tuple(replaced), tuple(refused))


def listed(case_folder: Path) -> tuple[str, ...]:
    """Return the names of all documents of a case, in order; links and hidden files are none."""
    root = case_folder / FOLDER
    return tuple(name for _, name in _below(root, root)) if root.is_dir() else ()


def ledger_of(case_folder: str | Path) -> tuple[DocumentEntry, ...]:
    """Return what became of each document of a case.

    Raises
    ------
    CaseError
        If the ledger is damaged.
    """
    path = Path(case_folder) / LEDGER
    entries, faults = [], []
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
    except OSError as error:
        raise CaseError([Fault(LEDGER, 0, "", "a readable file", error.strerror or type(error).__name__, _AGAIN)]) from error
    for row, line in enumerate(lines, start=1):
        try:
            entries.append(_adapter().validate_json(line))
        except (ValueError, DataError):
            faults.append(Fault(LEDGER, row, "", "a document as `concerted read` lists it", "something else", _AGAIN))
    if faults:
        raise CaseError(faults)
    return tuple(entries)


def write_ledger(case_folder: Path, entries: Sequence[DocumentEntry]) -> None:
    """Write what became of each document, in one step."""
    lines = [json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) for one in sorted(entries, key=lambda one: one.document)]
    replace_file(case_folder / LEDGER, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))


def _wanted(root: Path, files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Go through files with the name that each gets: its own, or its path below the folder that was given."""
    for file in files:
        if file.resolve().is_relative_to(root.resolve()):
            yield from _below(file, root) if file.is_dir() else [(file, file.resolve().relative_to(root.resolve()).as_posix())]
        elif file.is_dir():
            yield from _below(file, file.resolve().parent if file.resolve().name else file)
        else:
            yield file, file.name


def _below(folder: Path, root: Path) -> Iterator[tuple[Path, str]]:
    resolved = root.resolve()
    for path in sorted(folder.resolve().rglob("*")):
        name = path.relative_to(resolved)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
            yield path, name.as_posix()


def _put(root: Path, name: str, raw: bytes) -> bool:
    """Write raw bytes under a name; tell whether others stood there, which are then put aside."""
    path = root / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link below the folder could lead anywhere.
        if not path.parent.resolve().is_relative_to(root.resolve()) or path.is_symlink():
            raise UnreadableError(f"expected a place below {FOLDER}; found a link that leads elsewhere")
        before = path.read_bytes() if path.is_file() else None
        if before == raw:
            return False
        if before is not None:
            aside = root / _EARLIER / hashlib.sha256(before).hexdigest() / path.name
            aside.parent.mkdir(parents=True, exist_ok=True)
            replace_file(aside, before)
        replace_file(path, raw)
        sync_folder(root)
    except OSError as error:
        raise UnreadableError(f"expected to write {name} into {FOLDER}; the system says: {error.strerror or type(error).__name__}") from error
    return before is not None


@cache
def _adapter() -> TypeAdapter[DocumentEntry]:
    from pydantic import TypeAdapter

    return TypeAdapter(DocumentEntry)
