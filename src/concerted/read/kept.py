"""The statements of a case: CASE/statements.jsonl, one a line, sorted, the same bytes for the same reading.

The file holds what was read. What people decided of it stands in the log of decisions; the two are put together when they are looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concerted.decisions import CONFIRM, REJECT, Decisions
from concerted.decisions.durable import replace_file
from concerted.errors import CaseError, DataError, Fault
from concerted.read.statement import CONFIRMED, ORPHAN, PROPOSED, REJECTED, Statement
from concerted.read.text import Text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE, TEXTS = "statements.jsonl", "texts"
_AGAIN = "Put the file back from a copy, or take it away and run `concerted read` again."
_STATUS_OF = {CONFIRM: CONFIRMED, REJECT: REJECTED}


@dataclass(frozen=True)
class TextOf:
    """Which text a statement stands in.

    Attributes
    ----------
    sha256 : str
        Of the text; CASE/texts holds it under this name.
    extractor, version, options_hash : str
        What took it out of the document.
    source : str
        Id of the source: "source:" and the hash of the raw bytes.
    url : str
        Address of the page, where it is known.
    """

    sha256: str
    extractor: str
    version: str
    options_hash: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptStatement(Statement):
    """A statement with all that is needed to open it at its source.

    Attributes
    ----------
    document : str
        File in CASE/documents.
    text : TextOf
    was : tuple of str
        Ids that it had in earlier texts of the document; decisions on these are decisions on it.
    """

    document: str
    text: TextOf
    was: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids under which something may have been decided of it."""
        return (*self.was, self.id)


def keep(statement: Statement, document: str, text: Text, was: tuple[str, ...] = ()) -> KeptStatement:
    """Return a statement with its place in a case."""
    source = text.source
    place = TextOf(text.sha256, text.extractor, text.version, text.options_hash, source.id, source.url)
    return KeptStatement(**_fields(statement), document=document, text=place, was=was)


def statements_of(folder: str | Path) -> tuple[KeptStatement, ...]:
    """Return the statements of a case as they were read; `with_decisions` says what became of them.

    Raises
    ------
    CaseError
        If the file is damaged; every line of it at once.
    """
    path = Path(folder) / FILE
    try:
        lines = path.read_bytes().splitlines() if path.exists() or path.is_symlink() else []
    except OSError as error:
        raise CaseError([Fault(FILE, 0, "", "a readable file", error.strerror or type(error).__name__, "Mend its rights.")]) from error
    found, faults = [], []
    for row, line in enumerate(lines, start=1):
        one = _from_line(line)
        if one is None:
            faults.append(Fault(FILE, row, "", "a statement as `concerted read` writes it", "something else", _AGAIN))
        else:
            found.append(one)
    if faults:
        raise CaseError(faults)
    return tuple(found)


def with_decisions(statements: Iterable[KeptStatement], decisions: Decisions) -> tuple[KeptStatement, ...]:
    """Return statements with the status that the latest decision on each gives them; an orphan stays one whatever was decided."""

    def status(one: KeptStatement) -> str:
        latest = decisions.latest(*one.ids)
        return one.status if one.status == ORPHAN or latest is None else _STATUS_OF.get(latest.verdict, PROPOSED)

    return tuple(replace(one, status=status(one)) for one in statements)


def write_statements(folder: Path, statements: Iterable[KeptStatement]) -> None:
    """Write the statements of a case in one step, sorted by document and place."""
    ordered = sorted(statements, key=lambda one: (one.document, one.text.sha256, one.content.start, one.content.end, one.id))
    replace_file(folder / FILE, b"".join(as_line(one) for one in ordered))


def write_text(folder: Path, text: Text) -> None:
    """Keep a text under its hash, so that its statements can be opened whatever becomes of the document."""
    path = folder / TEXTS / f"{text.sha256}.txt"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        replace_file(path, text.text.encode("utf-8", "surrogatepass"))


def text_of(folder: str | Path, sha256: str) -> str:
    """Return a text of a case by its hash.

    Raises
    ------
    DataError
        If the case does not hold it, or what it holds was altered.
    """
    try:
        raw = (Path(folder) / TEXTS / f"{sha256}.txt").read_bytes()
    except OSError as error:
        raise DataError(f"expected the text {sha256[:12]}… in {TEXTS}; found none. Run `concerted read` again.") from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise DataError(f"expected the text {sha256[:12]}… in {TEXTS} as it was read; found an altered one. Run `concerted read` again.")
    return raw.decode("utf-8", "surrogatepass")


def as_record(statement: KeptStatement) -> dict[str, Any]:
    """Return a statement as its line has it; the hash of the text stands once, not in every span."""
    whole = {"id": statement.id, "document": statement.document, **asdict(statement)}
    record: dict[str, Any] = _without_hash(whole)
    return record


def as_line(statement: KeptStatement) -> bytes:
    """Return a statement as one line of JSON."""
    return json.dumps(as_record(statement), ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace") + b"\n"


def schema() -> str:
    """Return the JSON Schema of a line of statements.jsonl."""
    described = _without_text_of_spans(_adapter().json_schema(mode="serialization"))
    described["properties"] = {"id": {"type": "string", "pattern": "^statement:[0-9a-f]{16}$"}, **described["properties"]}
    described["properties"]["status"] = {"enum": [PROPOSED, ORPHAN]}
    described["required"] = sorted(described["properties"])
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **described}, indent=1, ensure_ascii=False) + "\n"


def _from_line(line: bytes) -> KeptStatement | None:
    try:
        record = json.loads(line)
        id_ = record.pop("id")
        one = _adapter().validate_python(_with_hash(record, record["text"]["sha256"]))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return one if one.id == id_ else None


@cache
def _adapter() -> TypeAdapter[KeptStatement]:
    from pydantic import TypeAdapter

    return TypeAdapter(KeptStatement)


def _fields(statement: Statement) -> dict[str, Any]:
    return {name: getattr(statement, name) for name in Statement.__dataclass_fields__}


def _without_hash(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_hash(one) for key, one in value.items() if not (key == "text" and "exact" in value)}
    return [_without_hash(one) for one in value] if isinstance(value, (list, tuple)) else value


def _with_hash(value: Any, sha256: str) -> Any:
    if isinstance(value, dict):
        whole = {key: _with_hash(one, sha256) for key, one in value.items()}
        return {**whole, "text": sha256} if "exact" in whole else whole
    return [_with_hash(one, sha256) for one in value] if isinstance(value, list) else value


def _without_text_of_spans(described: dict[str, Any]) -> dict[str, Any]:
    del described["$defs"]["Span"]["properties"]["text"]
    for one in described["$defs"].values():
        one["required"] = sorted(one["properties"])
    return described
