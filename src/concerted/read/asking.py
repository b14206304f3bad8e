"""The model of a case in one reading: what is sent is told before, nothing is sent twice, and a failure stops nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from concerted.actors import Register
from concerted.case import Case
from concerted.errors import DataError
from concerted.read.documents.case import ModelEntry
from concerted.read.model import Answers, Endpoint, Proposals, Rejected, check_ready, propose, unanswered
from concerted.read.model.prompt import prompt_hash
from concerted.read.reading import agreed
from concerted.read.statement import NARRATOR, Statement
from concerted.read.text import Text

_GUIDE = "see docs/guide/read-documents.md"
# A server that fails twice in a row will mostly fail again, and each try may last as long as `timeout`.
_MOST_FAILURES = 2
_OTHERWISE = "the grammar reads these words with other bounds or of another speaker; its reading stands"


@dataclass(frozen=True)
class Sending:
    """What is about to be sent to a model, told before anything is.

    Attributes
    ----------
    model, host : str
    local : bool
        Whether the host is this machine.
    api_key_env : str
        Environment variable whose value goes there as the key; empty for none.
    documents, words : int
        How much goes there.
    answered : int
        Documents that were answered before, and are not sent again.
    """

    model: str
    host: str
    local: bool
    api_key_env: str
    documents: int
    words: int
    answered: int


@dataclass(frozen=True)
class ModelReading:
    """What a model proposes of one text; without an entry it was not asked."""

    statements: tuple[Statement, ...] = ()
    entry: ModelEntry | None = None


class Asking:
    """The model that a case names.

    Parameters
    ----------
    case : Case
    register : Register
    sends : bool
        Whether it is asked. Otherwise only what it answered before is used.
    """

    def __init__(self, case: Case, register: Register, *, sends: bool) -> None:
        self._register, self._sends = register, sends
        self._endpoint = _endpoint(case)
        self._answers = Answers(case.folder if self._endpoint is not None else None)
        self._hindrance = _hindrance(case, self._endpoint) if sends else ""
        self._failures = 0

    @property
    def is_set(self) -> bool:
        """Whether the case names a model."""
        return self._endpoint is not None

    def plan(self, texts: Mapping[str, Sequence[Text]]) -> Sending | None:
        """Return what will be sent, or None where nothing may be."""
        if self._endpoint is None or not self._sends or self._hindrance:
            return None
        missing = {name: [part for text in some for part in unanswered(text, self._endpoint, self._answers)] for name, some in texts.items()}
        asked = [parts for parts in missing.values() if parts]
        words = sum(len(re.findall(r"\w+", part)) for parts in asked for part in parts)
        one = self._endpoint
        return Sending(one.model, one.host, one.local, one.api_key_env, len(asked), words, len(missing) - len(asked))

    def read(self, text: Text) -> ModelReading:
        """Return what the model proposes of a text; where it fails, why."""
        endpoint = self._endpoint
        if endpoint is None:
            return self._failed(self._hindrance) if self._sends else ModelReading()
        if unanswered(text, endpoint, self._answers):
            if not self._sends:
                return ModelReading()
            if self._hindrance or self._failures >= _MOST_FAILURES:
                return self._failed(self._hindrance or f"not asked, as {endpoint.host} failed {_MOST_FAILURES} times in a row")
        try:
            found = propose(text, endpoint, allowed=self._sends and not self._hindrance, actors=self._register, answers=self._answers)
        except DataError as error:
            self._failures += 1
            return self._failed(str(error))
        self._failures = 0 if found.asked else self._failures
        return ModelReading(
            found.statements, replace(self._entry(), rejected=found.rejected, failed=_unusable(found), proposed=len(found.statements))
        )

    def _failed(self, why: str) -> ModelReading:
        return ModelReading(entry=replace(self._entry(), failed=why))

    def _entry(self) -> ModelEntry:
        one = self._endpoint
        return ModelEntry() if one is None else ModelEntry(one.model, prompt_hash(), one.temperature)


def together(ours: Sequence[Statement], model: ModelReading) -> tuple[list[Statement], ModelEntry | None]:
    """Put the statements of the grammar and of a model together.

    Where both find the same words of the same speaker, the grammar's stands, with the tier "both" and both readers' names. What only the
    model finds is added. What the grammar reads otherwise is listed as rejected, never dropped in silence.
    """
    if model.entry is None or not ours:
        return [*ours, *model.statements], model.entry
    spoken = [one for one in ours if one.mode != NARRATOR]
    same = {one.id: one.tier == "both" for one in agreed([replace(one, tier="one") for one in model.statements], spoken)}
    marked = {one.id: one for one in _marked(spoken, model.statements)}
    alone: list[Statement] = []
    otherwise: list[Statement] = []
    for one in (one for one in model.statements if not same[one.id]):
        rivals = spoken if one.speaker is not None else ours
        (otherwise if any(one.content.overlaps(own.content) for own in rivals) else alone).append(one)
    rejected = (*model.entry.rejected, *(Rejected(one.content.exact[:200], _OTHERWISE) for one in otherwise))
    entry = replace(model.entry, agreed=sum(same.values()), proposed=len(model.statements) - len(otherwise), rejected=rejected)
    return [*(marked.get(one.id, one) for one in ours), *alone], entry


def _marked(ours: Sequence[Statement], proposals: Sequence[Statement]) -> list[Statement]:
    """Return the grammar's statements with the tier "both", and both names, where the model agrees."""
    if not proposals:
        return list(ours)
    by = proposals[0].extractor
    plain = [replace(one, tier="one") for one in ours]
    return [replace(one, extractor=f"{one.extractor} and {by}") if one.tier == "both" else one for one in agreed(plain, proposals)]


def _endpoint(case: Case) -> Endpoint | None:
    given = case.settings.model
    if given is None:
        return None
    return Endpoint(given.endpoint, given.name, given.temperature, given.timeout, given.api_key_env or "")


def _hindrance(case: Case, endpoint: Endpoint | None) -> str:
    """Return why the model cannot be asked at all, or an empty text."""
    if endpoint is None:
        return f"expected a model under [model] in case.toml; found none. Name its endpoint and its name there; {_GUIDE}."
    if case.settings.model is None or not case.settings.model.send_documents:
        return "expected leave to send documents to a model; the case gives none. Set `send_documents = true` under [model] in case.toml."
    try:
        check_ready(endpoint)
    except DataError as error:
        return str(error)
    return ""


def _unusable(found: Proposals) -> str:
    passages = found.asked + found.recalled
    return f"{found.unusable} of {passages} passages got an answer that cannot be used; the next reading asks again" if found.unusable else ""
