"""An assessment without the names of persons who speak: left out of the data before anything is drawn, and looked for again after."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from concerted.actors import Register
from concerted.case import Case
from concerted.counts import Counts
from concerted.errors import OutputError
from concerted.events import Coverage
from concerted.read.left_out import LeftOut
from concerted.read.redacted import names_in, names_left_out, redacted
from concerted.weigh.dossier import Dossier
from concerted.weigh.reporting import Read, Reported, Reporting

AnyDossier = TypeVar("AnyDossier", bound=Dossier)

# Organisations, counts and coverage name no person.
_AS_THEY_ARE = (Register, Counts, Coverage)


def without_speakers(dossier: AnyDossier) -> tuple[AnyDossier, LeftOut]:
    """Return an assessment without the names of persons who speak, and the names that were left out.

    Who is named as a speaker, in a document or in a table, is left out wherever the name stands: in what others say, in claims, notes,
    titles, addresses, names of files and ids. Organisations, offices, and speakers without a name stay.
    """
    names = _names(dossier)
    bare = _Without(names, dossier.register).of(dossier)
    return replace(bare, speakers_redacted=True), names


def check_files(files: Mapping[str, str], names: LeftOut) -> None:
    """Make sure that no whole name stands in what is about to be written.

    Raises
    ------
    OutputError
        If one does; it is not repeated.
    """
    for name, text in files.items():
        plain = html.unescape(re.sub(r"<[^>]*>", " ", text)) if name.endswith((".html", ".svg")) else text
        if names.whole_name_in(plain) or names.whole_name_in(text):
            raise OutputError(f"expected no name of a speaker in {name}; found one. Nothing was written. Tell the makers of concerted.")


def _names(dossier: Dossier) -> LeftOut:
    case, register = dossier.case, dossier.register
    statements = [read.statement for read in dossier.reporting.read]
    outlets = _outlets(case)
    tabled = {name for words in _speakers_of_tables(case) if words not in outlets for name in names_in(words, register)}
    # An outlet that bears the name of somebody who speaks is left out as well.
    bare = names_left_out(statements, register, more=tabled)
    return names_left_out(statements, register, more=tabled, kept=[one for one in outlets if not bare.found(one)])


def _speakers_of_tables(case: Case) -> Iterator[str]:
    """Go through the cells that say who speaks; several are joined by semicolons."""
    cells = [
        *(row.by for row in case.claims),
        *(row.by_whom for row in case.marks),
        *(row.stated_by for row in case.totals),
        *(row.stated_by for row in case.baseline),
        *(row.attributed_by for row in case.ships),
    ]
    for cell in cells:
        yield from re.split(r"; | / |(?<=\w)/(?=\w)", cell)


def _outlets(case: Case) -> set[str]:
    """Return who published: outlets are organisations, and many bear the name of a place or of a thing."""
    tables = (case.claims, case.marks, case.totals, case.baseline, case.ships, case.events, case.controls, case.references)
    return {row.publisher for table in tables for row in table if len(row.publisher) > 3}


class _Without:
    """Goes through plain data and leaves names out; an object that two places share stays one object."""

    def __init__(self, names: LeftOut, register: Register) -> None:
        self._names, self._register = names, register
        self._done: dict[int, tuple[Any, Any]] = {}

    def of(self, value: Any) -> Any:
        """Return a value without the names."""
        if isinstance(value, str):
            return self._names.clean(value)
        if isinstance(value, (*_AS_THEY_ARE, type)):
            return value
        known = self._done.get(id(value))
        if known is not None:
            return known[1]
        bare = self._rebuilt(value)
        # The value is kept beside its copy, so that no other object gets its id.
        self._done[id(value)] = (value, bare)
        return bare

    def _rebuilt(self, value: Any) -> Any:
        if isinstance(value, Reporting):
            return self._fields(self._by_role(value))
        if isinstance(value, BaseModel):
            return value.model_copy(update={name: self.of(getattr(value, name)) for name in type(value).model_fields})
        if is_dataclass(value):
            return self._fields(value)
        if isinstance(value, Mapping):
            return {self.of(key): self.of(one) for key, one in value.items()}
        if isinstance(value, (tuple, list, set, frozenset)):
            return type(value)(self.of(one) for one in value)
        return value

    def _fields(self, value: Any) -> Any:
        """Return a copy of a dataclass; what it worked out from the names and kept is worked out anew."""
        bare = object.__new__(type(value))
        for field in fields(value):
            object.__setattr__(bare, field.name, self.of(getattr(value, field.name)))
        return bare

    def _by_role(self, reporting: Reporting) -> Reporting:
        """Return what documents say with each named speaker as a public role."""
        roles = redacted([read.statement for read in reporting.read], self._register)
        bare = {id(read): replace(read, statement=one) for read, one in zip(reporting.read, roles, strict=True)}

        def those(said: tuple[Read, ...]) -> tuple[Read, ...]:
            return tuple(bare[id(read)] for read in said)

        def claim(one: Reported) -> Reported:
            return replace(one, said_for=those(one.said_for), said_against=those(one.said_against))

        pairs = tuple((bare[id(a)], bare[id(b)]) for a, b in reporting.contradictions)
        return replace(reporting, read=those(reporting.read), reported=tuple(claim(one) for one in reporting.reported), contradictions=pairs)
