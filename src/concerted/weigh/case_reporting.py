"""What the documents of a case say: its statements with what people decided of them, and its sources with what is known of each."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from concerted.actors import Register
from concerted.case import Case
from concerted.case.folder import Input
from concerted.case.settings_model import DocumentSettings
from concerted.errors import DataError
from concerted.read import plain_text
from concerted.read.documents.case import LEDGER, READ, DocumentEntry, TextEntry, ledger_of
from concerted.read.folding import fold
from concerted.read.kept import FILE, TEXTS, KeptStatement, statements_of, text_of, with_decisions
from concerted.read.origins import origins
from concerted.read.redacted import introduced
from concerted.read.statement import CONFIRMED, ORPHAN, PROPOSED, Statement
from concerted.weigh.reporting import ANALYST, OFFICIAL, OPPONENT, PARTY, PRESS, Read, Reporting, SourceRead, weigh_reporting
from concerted.words.reporting import give_kind

# Whose side a kind of source is on, where nobody says otherwise.
_SIDES = {"party": PARTY, "opponent": OPPONENT, "official": OFFICIAL, "analyst": ANALYST, "press": PRESS}
_INTEREST_OF_KIND = {
    "own_statement": PARTY,
    "anonymous_group_member": PARTY,
    "state_official": OFFICIAL,
    "opponent_official": OPPONENT,
    "media_regional": PRESS,
    "media_partisan": PARTY,
    "media": PRESS,
    "analyst": ANALYST,
}


def reporting_of(case: Case, register: Register) -> Reporting:
    """Order what the documents of a case say, if any were read.

    Raises
    ------
    CaseError
        If the statements or the ledger of documents are damaged.
    DataError
        If a text that a statement stands in is missing or was altered.
    """
    kept = introduced(with_decisions(statements_of(case.folder), case.decisions), register)
    entries = [one for one in ledger_of(case.folder) if one.fate == READ]
    origin = _origins(case.folder, [one.text.sha256 for one in kept], [text.sha256 for one in entries for text in one.texts])
    sources = tuple(_sources(case, kept, entries, origin))
    by_document = {(one.document, one.id): one for one in sources}
    opponents = _names_of_opponents(case, register)
    read = [
        Read(
            one,
            one.document,
            origin[one.text.sha256],
            by_document.get((one.document, one.text.source)),
            case.decisions.latest(*one.ids),
            case.decisions.grade(*one.ids),
            opponents.search(_folded(one)) is not None,
        )
        for one in kept
    ]
    settings = case.settings.case
    return weigh_reporting(read, settings.opponents, settings.groups, sources=sources, inputs=_inputs(case.folder, kept))


def missing_kinds(case: Case) -> tuple[str, ...]:
    """Return, for each document that was read and whose kind of source nobody gave, what to write into case.toml."""
    read = {one.document for one in statements_of(case.folder)} | {one.document for one in ledger_of(case.folder) if one.fate == READ}
    known = case.settings.documents
    return tuple(give_kind(name) for name in sorted(read) if name not in known or not known[name].kind)


def _origins(folder: Path, of_statements: Sequence[str], of_ledger: Sequence[str]) -> Mapping[str, int]:
    """Return the number of the origin that each text goes back to, by its hash; a text of the ledger that is gone has none."""
    texts = {sha256: plain_text(text_of(folder, sha256)) for sha256 in dict.fromkeys(of_statements)}
    for sha256 in of_ledger:
        try:
            texts.setdefault(sha256, plain_text(text_of(folder, sha256)))
        except DataError:
            continue
    hashes = tuple(texts)
    return {hashes[i]: number for number, one in enumerate(origins(list(texts.values())), start=1) for i in one.documents}


def _sources(case: Case, kept: Sequence[KeptStatement], entries: Sequence[DocumentEntry], origin: Mapping[str, int]) -> Iterator[SourceRead]:
    ledger = {(entry.document, text.source): text for entry in entries for text in entry.texts if text.sha256 in origin}
    stated = {(one.document, one.text.source): one for one in kept if one.status != ORPHAN}
    counted = Counter((one.document, one.text.source) for one in kept if one.status in (PROPOSED, CONFIRMED))
    confirmed = Counter((one.document, one.text.source) for one in kept if one.status == CONFIRMED)
    for key in sorted({*ledger, *stated}):
        document, source = key
        text, one = ledger.get(key), stated.get(key)
        given = case.settings.documents.get(document, DocumentSettings())
        yield SourceRead(
            id=source,
            document=document,
            url=given.url or _of(text, "url") or (one.text.url if one else ""),
            publisher=_of(text, "publisher"),
            published_at=_of(text, "published_at") or (one.said_at if one else ""),
            kind=given.kind,
            interest=_SIDES.get(given.interest, "") or _INTEREST_OF_KIND.get(given.kind, ""),
            organisation=given.organisation or None,
            note=given.note,
            origin=origin[text.sha256 if text else one.text.sha256 if one else ""],
            statements=counted[key],
            confirmed=confirmed[key],
            grade=case.decisions.grade(source),
        )


def _of(text: TextEntry | None, key: str) -> str:
    return str(getattr(text, key, "") or "")


def _names_of_opponents(case: Case, register: Register) -> re.Pattern[str]:
    enemies = case.settings.case.opponents
    names = sorted({fold(alias).text.casefold() for alias, _, id_ in register.aliases() if id_ in enemies}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else re.compile(r"(?!)")


def _folded(one: Statement) -> str:
    """Return the words that name the speaker and whoever reported the statement, as names are compared."""
    words = [one.said_by.role, *(span.exact for span in (one.speaker, one.reported_via) if span is not None)]
    return fold(" | ".join(words)).text.casefold()


def _inputs(folder: Path, kept: Sequence[KeptStatement]) -> tuple[Input, ...]:
    texts = [f"{TEXTS}/{sha256}.txt" for sha256 in sorted({one.text.sha256 for one in kept})]
    there = [name for name in (FILE, LEDGER, *texts) if (folder / name).is_file()]
    return tuple(Input(name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in there)
