"""Reads documents into a case: raw bytes, texts, statements, and the ledger of documents; killed at any moment, it can be run again."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from concerted.actors import Register
from concerted.case import Case, read_case
from concerted.decisions import FILE, HEAD
from concerted.decisions.durable import alone
from concerted.errors import CaseError, DataError, OutputError
from concerted.read.asking import Asking, Sending, together
from concerted.read.documents.case import (
    COPY,
    FOLDER,
    READ,
    REFUSED,
    DocumentEntry,
    Given,
    ModelEntry,
    TextEntry,
    entry_of,
    ledger_of,
    listed,
    take_in,
    write_ledger,
)
from concerted.read.documents.extracted import UnreadableError
from concerted.read.documents.language import has_rules
from concerted.read.documents.open import GIVEN, Page, pages, raw_bytes
from concerted.read.kept import KeptStatement, keep, statements_of, write_statements, write_text
from concerted.read.mentions import mentions, names_of
from concerted.read.reading import GRAMMAR, MARKS, agreed, statements
from concerted.read.reanchored import Carried, carry_over
from concerted.read.statement import ORPHAN, Statement
from concerted.read.text import Text

AUTO, BOTH, MODEL, GRAMMAR_AND_MODEL = "auto", "both", "model", "grammar+model"
READERS = (AUTO, GRAMMAR, MARKS, BOTH, MODEL, GRAMMAR_AND_MODEL)
# Those that send documents to the model that the case names; "auto" uses what it answered before, and sends nothing.
SENDING = (MODEL, GRAMMAR_AND_MODEL)
_SETTINGS = "case.toml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.+)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")
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
    sent : Sending or None
        What went to a model; None where nothing could.
    unmatched : tuple of str
        Names under [documents] in case.toml that no document has.
    """

    entries: tuple[DocumentEntry, ...]
    replaced: tuple[str, ...]
    gone: tuple[str, ...]
    carried: Carried
    sent: Sending | None = None
    unmatched: tuple[str, ...] = ()

    def count(self, fate: str) -> int:
        """Return how many documents have a fate; found = read + copies + refused."""
        return sum(entry.fate == fate for entry in self.entries)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Documents for which a model was to be asked and gave no answer, or no whole one."""
        return tuple(entry.document for entry in self.entries if any(text.model is not None and text.model.failed for text in entry.texts))


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
    before_sending: Callable[[Sending], None] | None = None,
) -> ReadDone:
    """Read documents into a case.

    Parameters
    ----------
    folder : path
        The case folder.
    files : iterable of path
        Copied into CASE/documents first. Where none is given, all that lies there is read.
    reader : str
        "grammar", "marks", "auto" (grammar where spaCy is installed, and what a model answered before), "both" (grammar, each statement marked
        where punctuation agrees, and what only punctuation finds), "model" (the one that the case names), or "grammar+model".
    given : Given, optional
        What the files do not say themselves; kept in the ledger for the next reading.
    progress : callable, optional
        Called with the name of each document before it is read.
    before_sending : callable, optional
        Called with what goes to the model, before anything does. Where it raises, nothing is sent.

    Raises
    ------
    CaseError
        If settings, organisations, decisions, or the statements of an earlier reading have faults.
    DataError
        If there is no document, a reader or a library is missing, or `given` holds no day or no language. A model that cannot be asked is no
        such error: its reason stands in the ledger, all else is read, and what it proposed before stays.
    OutputError
        If another process reads into the case, or it cannot be written.
    """
    if reader not in READERS:
        raise DataError(f"expected a reader among {', '.join(READERS)}; found {reader!r}. Choose one of these words.")
    _check_given(given or Given())
    case = case_to_read(folder)
    try:
        _documents_folder(case.folder).mkdir(exist_ok=True)
        with alone(_documents_folder(case.folder), "reading"):
            return _Reading(case, reader, given or Given(), progress, before_sending).done([Path(file) for file in files])
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OutputError(f"expected to write into {case.folder}; the system says: {why}. What was read before is untouched.") from error


def _documents_folder(case_folder: Path) -> Path:
    place = case_folder / FOLDER
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise OutputError(f"expected a folder at {place}; found a file or a link. Move it away.")
    return place


def _check_given(given: Given) -> None:
    """Check what a person said of documents, before anything is done."""
    if given.published and not _is_day(given.published):
        raise DataError(f"expected the day of publication such as 2024-01-03; found {given.published[:40]!r}. Write year, month and day.")
    if given.language and not _LANGUAGE.fullmatch(given.language):
        raise DataError(f"expected the code of a language such as en or ar; found {given.language[:40]!r}. Write two or three letters.")


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and dt.datetime.fromisoformat(text) is not None
    except ValueError:
        return False


class _Reading:
    """One reading of some documents."""

    def __init__(
        self,
        case: Case,
        reader: str,
        given: Given,
        progress: Callable[[str], None] | None,
        before_sending: Callable[[Sending], None] | None,
    ) -> None:
        self._case, self._reader, self._given = case, reader, given
        self._progress, self._before_sending = progress, before_sending
        self._register = Register(case.organisations)
        self._names = names_of(self._register)
        self._asking = Asking(case, self._register, sends=reader in SENDING)
        self._pages: dict[str, list[Page]] = {}
        self._fresh: list[KeptStatement] = []

    def done(self, files: Sequence[Path]) -> ReadDone:
        folder = self._case.folder
        earlier, ledger = statements_of(folder), {entry.document: entry for entry in ledger_of(folder)}
        taken = take_in(folder, files)
        wanted, there = (taken.documents if files else listed(folder)), set(listed(folder))
        if not wanted and not taken.refused and not ledger:
            raise DataError(f"expected documents; found none in {folder / FOLDER}. Name files, or put some there.")
        gone = () if files else tuple(name for name in ledger if name not in there)
        read = {name: one.sha256 for name, one in ledger.items() if name in there and one.fate == READ}
        if files:
            self._check_settled(wanted)
        opened = self._opened(wanted, ledger, read, bool(files))
        texts = {name: [page.text for page in some] for name, some in self._pages.items()}
        sent = self._asking.plan(texts)
        if sent is not None and self._before_sending is not None:
            self._before_sending(sent)
        entries = [self._with_statements(entry, [one for one in earlier if one.document == entry.document]) for entry in opened]
        looked_at = {*wanted, *gone}
        carried = carry_over(self._fresh, [one for one in earlier if one.document in looked_at], texts, self._case.decisions)
        others = [one for one in ledger.values() if one.document not in looked_at]
        # Texts first, statements last: a statement never points at what is not there.
        for text in (text for some in texts.values() for text in some):
            write_text(folder, text)
        write_ledger(folder, [*others, *entries])
        write_statements(folder, [*(one for one in earlier if one.document not in looked_at), *carried.statements])
        unmatched = tuple(name for name in self._case.settings.documents if name not in there)
        return ReadDone((*entries, *taken.refused), taken.replaced, gone, carried, sent, unmatched)

    def _check_settled(self, wanted: Sequence[str]) -> None:
        """Check that what is given with the command is what case.toml says of the same documents."""
        for name in wanted:
            for key, stated in vars(self._settled(name)).items():
                told = vars(self._given)[key]
                if stated and told and stated != told:
                    raise DataError(
                        f"expected {key} {stated!r} for {name}, as case.toml says under [documents]; found {told!r}. Change one of the two."
                    )

    def _settled(self, name: str) -> Given:
        """Return what case.toml says of a document."""
        stated = self._case.settings.documents.get(name)
        return Given() if stated is None else Given(stated.url, stated.published.isoformat() if stated.published else "", stated.language)

    def _opened(self, wanted: Sequence[str], ledger: Mapping[str, DocumentEntry], read: Mapping[str, str], named: bool) -> list[DocumentEntry]:
        """Open documents and return what became of each, without statements; one with the bytes of another is read once."""
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
        self._tell(name)
        sha256 = ""
        try:
            raw = raw_bytes(self._case.folder / FOLDER / name)
            sha256 = hashlib.sha256(raw).hexdigest()
            if sha256 in known:
                return DocumentEntry(name, sha256, COPY, of=known[sha256], given=given)
            self._pages[name] = self._read_pages(name, raw, given)
        except UnreadableError as error:
            return DocumentEntry(name, sha256, REFUSED, reason=str(error), given=given)
        return DocumentEntry(name, sha256, READ, given=given, texts=tuple(entry_of(page, 0) for page in self._pages[name]))

    def _read_pages(self, name: str, raw: bytes, given: Given) -> list[Page]:
        """Return the pages of a document, with what was said of it: in case.toml first, else with the command."""
        settled = self._settled(name)
        whole = {key: value or vars(given)[key] for key, value in vars(settled).items()}
        found = pages(raw, Path(name).name, **whole)
        return [
            replace(
                page,
                language_from=_SETTINGS if settled.language and page.language_from == GIVEN else page.language_from,
                published_from=_SETTINGS if settled.published and page.published_from == GIVEN else page.published_from,
            )
            for page in found
        ]

    def _with_statements(self, entry: DocumentEntry, earlier: Sequence[KeptStatement]) -> DocumentEntry:
        if entry.fate != READ:
            return entry
        self._tell(entry.document)
        counted = []
        for page in self._pages[entry.document]:
            found, model = self._statements(page.text)
            fresh = {one.id: keep(one, entry.document, page.text) for one in found}
            fresh |= self._kept_on(page.text, model, earlier)
            self._fresh += fresh.values()
            counted.append(self._counted(page, len(fresh), model))
        return replace(entry, texts=tuple(counted))

    def _counted(self, page: Page, statements_: int, model: ModelEntry | None) -> TextEntry:
        named = dict.fromkeys(one.organisation for one in mentions(page.text, self._names) if one.organisation is not None)
        source = page.text.source
        needs = [what for what, known in (("language", source.language), ("published", source.published_at)) if not known]
        if not has_rules(source.language) and (model is None or not model.name):
            needs.append("reader" if self._asking.is_set else "model")
        return entry_of(page, statements_, organisations=tuple(named), needs=needs, model=model)

    def _kept_on(self, text: Text, model: ModelEntry | None, earlier: Sequence[KeptStatement]) -> dict[str, KeptStatement]:
        """Return what an earlier reading of the same text found and this one could not, as the model gave no answer."""
        if model is None or not model.failed:
            return {}
        same = (one for one in earlier if one.text.sha256 == text.sha256 and one.status != ORPHAN)
        return {one.id: one for one in same if self._reader == MODEL or "model " in one.extractor}

    def _statements(self, text: Text) -> tuple[list[Statement], ModelEntry | None]:
        ours = self._by_rules(text)
        return together(ours, self._asking.read(text)) if self._reader in (AUTO, *SENDING) else (ours, None)

    def _by_rules(self, text: Text) -> list[Statement]:
        if self._reader == MODEL:
            return []
        if self._reader != BOTH:
            return statements(text, self._register, GRAMMAR if self._reader == GRAMMAR_AND_MODEL else self._reader)
        ours, others = statements(text, self._register, GRAMMAR), statements(text, self._register, MARKS)
        marked = agreed(ours, others)
        alone_ = [one for one in others if not any(one.content.overlaps(own.content) for own in ours)]
        return [*marked, *(replace(one, tier="one") for one in alone_)]

    def _tell(self, name: str) -> None:
        if self._progress is not None:
            self._progress(name)
