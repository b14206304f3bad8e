"""What a format must say of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from concerted.store import Delimited


@dataclass(frozen=True)
class Layout:
    """How one file of a format becomes the schema.

    Attributes
    ----------
    shape : Delimited
        How the file is cut into cells.
    version : str
        Which layout or version of the dataset it is.
    select : mapping of str to str
        From a column of the schema to a DuckDB expression over the file's columns, which are all text. What is left out is empty.
    set_aside : tuple of (str, str)
        Conditions under which a row is set aside, with the reason; the first that holds counts.
    doubts : tuple of (str, str)
        Conditions under which a row is kept and flagged, with the reason.
    guesses : tuple of str
        What was guessed of the file, told to the user.
    choices : tuple of str
        What was guessed and can be stated instead.
    mapping : mapping of str to str
        For a table, from columns of the schema to columns of the file.
    day_first : bool or None
        For a table, the order of day and month, where it mattered.
    doubles : str
        "" where rows are not compared. "rows": a row that repeats an earlier one in every cell is set aside, if it has an `event_id`.
        "ids": besides, rows that share an `event_id` and differ are flagged.
    """

    shape: Delimited
    version: str
    select: Mapping[str, str]
    set_aside: tuple[tuple[str, str], ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    guesses: tuple[str, ...] = ()
    doubles: str = ""
    choices: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        As in `load(path, format=name)`.
    title, licence, citation : str
    redistributable : bool
        Whether rows may stand in an export.
    delimiter : str
        Of its text files; where there are several signs, each is tried in turn.
    quoted : bool
        Whether cells of its first line may stand in quotation marks.
    layout : callable
        From the first line's cells to a layout, or None where the file is not of this format.
    """

    name: str
    title: str
    licence: str
    citation: str
    redistributable: bool
    delimiter: str
    layout: Callable[[tuple[str, ...]], Layout | None]
    quoted: bool = True


def text(column: str) -> str:
    """Return an expression for a text cell without blanks around it; empty cells are null."""
    cell = quoted(column)
    # To trim takes as long as the cell is long, and few cells need it: 40 characters are looked at in two thirds of the time, 200 in an eighth.
    return f"nullif(CASE WHEN starts_with({cell}, ' ') OR ends_with({cell}, ' ') THEN trim({cell}) ELSE {cell} END, '')"


def whole(column: str) -> str:
    """Return an expression for a whole number that may be written as 15960.0; null where it is none, as 2.5 is."""
    number = f"try_cast({text(column)} AS DOUBLE)"
    return f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS BIGINT) END"


def day(column: str, pattern: str = "%Y-%m-%d") -> str:
    """Return an expression for a day whose first ten characters follow a pattern; null where it is none."""
    length = 8 if pattern == "%Y%m%d" else 10
    return f"try_cast(try_strptime(left({text(column)}, {length}), {literal(pattern)}) AS DATE)"


def any_day(column: str, patterns: Sequence[str]) -> str:
    """Return an expression for a day written, as a whole cell, in one of several patterns; null where it is none."""
    first, *others = (literal(pattern) for pattern in patterns)
    # A list of patterns is five times as slow as one; most files write all of their days by the first.
    return f"try_cast(coalesce(try_strptime({text(column)}, {first}), try_strptime({text(column)}, [{', '.join(others)}])) AS DATE)"


def quoted(column: str) -> str:
    """Return the name of a column as DuckDB reads it."""
    escaped = column.replace('"', '""')
    return f'"{escaped}"'


def literal(word: str) -> str:
    """Return a text as DuckDB reads it."""
    escaped = word.replace("'", "''")
    return f"'{escaped}'"
