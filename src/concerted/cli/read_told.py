"""What a reading found, as people and programs are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concerted.cli.shown import shown

if TYPE_CHECKING:
    from concerted.read.asking import Sending
    from concerted.read.documents.case import DocumentEntry, ModelEntry, TextEntry
    from concerted.read.into_case import ReadDone

LONGEST = 600
# Rejected proposals shown of one text; the ledger has all.
_MOST_REJECTED = 5
_MOST_NAMES = 3
_FROM = {"given": "as given", "case.toml": "by case.toml", "page": "by the page", "line": "by a line of the text", "letters": "by its letters"}


def sending(sent: Sending) -> str:
    """Return one line on what is about to go where."""
    where = f"the model {shown(sent.model, 80)} at {shown(sent.host, 200)}"
    if not sent.documents:
        return f"Nothing is sent to {where}: {many(sent.answered, 'document')} answered before."
    machine = "this machine" if sent.local else "NOT this machine"
    key = f", with the key in {shown(sent.api_key_env)}" if sent.api_key_env else ""
    before = f"; {many(sent.answered, 'document')} answered before, not sent again" if sent.answered else ""
    return f"Sending to {where} ({machine}{key}): {many(sent.documents, 'document')}, {many(sent.words, 'word')}{before}."


def told(folder: Path, done: ReadDone) -> Iterator[str]:
    """Go through the lines on a reading: the ledger, what changed, what is missing, what comes next."""
    from concerted.read.documents.case import COPY, READ, REFUSED

    found = len(done.entries)
    yield f"Documents: {found:,} found = {done.count(READ):,} read + {done.count(COPY):,} copies + {done.count(REFUSED):,} refused"
    for entry in done.entries:
        yield from _entry(entry)
    yield from _changed(done)
    yield from _missing(done)
    kept = done.carried.statements
    both = sum(one.tier == "both" for one in kept)
    yield f"\nStatements of these documents: {len(kept):,}" + (f", in {both:,} of which two readers agree" if both else "")
    yield f"Written to {shown(str(folder))}: statements.jsonl, documents.jsonl (the ledger), texts/."
    yield f"Every statement is proposed until somebody confirms it. Next: concerted read {shown(str(folder))} --show --proposed"


def whole(done: ReadDone) -> dict[str, Any]:
    """Return all of it for a program."""
    from concerted.read.documents.case import COPY, READ, REFUSED

    return {
        "ok": not done.unanswered,
        "ledger": {"found": len(done.entries), "read": done.count(READ), "copies": done.count(COPY), "refused": done.count(REFUSED)},
        "documents": [asdict(entry) for entry in done.entries],
        "replaced": list(done.replaced),
        "gone": list(done.gone),
        "statements": len(done.carried.statements),
        "found_again": done.carried.moved,
        "dropped": done.carried.dropped,
        "read_otherwise": [one.id for one in done.carried.otherwise],
        "orphans": [one.id for one in done.carried.orphans],
        "sent": None if done.sent is None else asdict(done.sent),
        "unanswered": list(done.unanswered),
        "unmatched": list(done.unmatched),
    }


def many(n: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def short(id_: str) -> str:
    """Return an id without its kind."""
    return id_.partition(":")[2]


def _entry(entry: DocumentEntry) -> Iterator[str]:
    name = shown(entry.document, LONGEST)
    if entry.fate == "copy":
        yield f"  copy     {name}: the same bytes as {shown(entry.of, LONGEST)}; read once"
    elif entry.fate == "refused":
        yield f"  refused  {name}: {shown(entry.reason, LONGEST)}"
    for text in entry.texts:
        page = f" {text.url}" if len(entry.texts) > 1 else ""
        yield f"  read     {name}{shown(page, LONGEST)}: {many(text.statements, 'statement')} ({shown(_known(text), LONGEST)})"
        yield from _of_model(text)


def _known(text: TextEntry) -> str:
    """Return language and day with where they are from, and the notes."""
    language = f"{text.language} {_FROM.get(text.language_from, '')}".strip() if text.language else "language unknown"
    day = f"{text.published_at} {_FROM.get(text.published_from, '')}".strip() if text.published_at else "date unknown"
    return ", ".join((language, day, *text.notes))


def _of_model(text: TextEntry) -> Iterator[str]:
    named = f"; it names {shown(', '.join(text.organisations), 200)}" if text.organisations else ""
    only = f"           statements in this language ({shown(text.language)}) are read by a model only"
    if "model" in text.needs:
        yield f"{only}, and case.toml names none under [model]{named}"
    elif "reader" in text.needs:
        yield f"{only}: --reader model{named}"
    if text.model is not None:
        yield from _proposals(text.model)


def _proposals(model: ModelEntry) -> Iterator[str]:
    if model.failed and not (model.proposed or model.rejected):
        yield "           model: no answer; see below"
    else:
        agreed = f", {model.agreed:,} of them as the grammar reads it" if model.agreed else ""
        yield f"           model: {many(model.proposed, 'proposal')} found word by word in the text{agreed}; {len(model.rejected):,} rejected"
    counted = Counter(model.rejected)
    for one, n in list(counted.items())[:_MOST_REJECTED]:
        quoted = f"“{shown(one.quote, 80)}”: " if one.quote else ""
        yield f"             rejected  {quoted}{shown(one.reason, 200)}" + (f" ({n:,} times)" if n > 1 else "")
    if len(counted) > _MOST_REJECTED:
        yield f"             and {len(counted) - _MOST_REJECTED:,} more, listed in documents.jsonl"


def _missing(done: ReadDone) -> Iterator[str]:
    """Say what to give where the documents do not say it themselves."""
    yield from _unanswered(done)
    for what, need, option in (("Day of publication", "published", "--published DAY"), ("Language", "language", "--language CODE")):
        names = [entry.document for entry in done.entries if any(need in text.needs for text in entry.texts)]
        if names:
            yield f'\n{what} not found in {_listed(names)}. Give it: FILE {option}, or [documents."FILE"] in case.toml.'
        if need == "published":
            yield from _hints(names)
    for name in done.unmatched:
        yield f"\ncase.toml speaks of a document {shown(name, 80)} that is not in the folder documents/. Mend its name under [documents]."


def _unanswered(done: ReadDone) -> Iterator[str]:
    """Say why a model gave no whole answer, each reason once."""
    reasons: dict[str, list[str]] = {}
    for entry in done.entries:
        for why in dict.fromkeys(text.model.failed for text in entry.texts if text.model is not None and text.model.failed):
            reasons.setdefault(why, []).append(entry.document)
    for why, names in reasons.items():
        yield f"\nNo whole answer of a model for {_listed(names)}; what a model proposed of them before stays.\n  {shown(why, LONGEST)}"


def _listed(names: list[str]) -> str:
    some = ", ".join(shown(name, 80) for name in names[:_MOST_NAMES])
    return f"{many(len(names), 'document')} ({some}{', …' if len(names) > _MOST_NAMES else ''})"


def _hints(names: list[str]) -> Iterator[str]:
    from concerted.read.documents.dates import day_in_name

    for name in names:
        day = day_in_name(Path(name).name)
        if day:
            yield f"  {shown(name, 80)} has {day} in its name: is it that day? A name is not taken for it."


def _changed(done: ReadDone) -> Iterator[str]:
    for name in done.replaced:
        yield f"  {shown(name, LONGEST)} had other bytes before; these lie in documents/.earlier"
    for name in done.gone:
        yield f"  {shown(name, LONGEST)} is no longer in the folder"
    carried = done.carried
    if carried.moved:
        yield f"  {many(carried.moved, 'decided statement')} found again, word by word, in a new text"
    if carried.otherwise:
        again = many(len(carried.otherwise), "decided statement")
        yield f"  {again} read otherwise than when somebody decided: {', '.join(short(one.id) for one in carried.otherwise)}. Look again."
    if carried.dropped:
        yield f"  {many(carried.dropped, 'earlier proposal')} not read again and dropped; nobody had decided upon them"
    if carried.orphans:
        yield f"\nORPHANS: {many(len(carried.orphans), 'decided statement')} no longer found in the documents; they count for nothing:"
        yield from (f"  {short(one.id)}  {shown(one.document, 80)}: {shown(one.content.exact, 160)}" for one in carried.orphans)
