"""Any table of events, by a mapping from the columns of the schema to those of the file.

What is guessed, the mapping and the order of day and month, is told; what cannot be guessed is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concerted.errors import DataError
from concerted.events.formats.format import Format, Layout, literal, text, whole
from concerted.events.schema import SCHEMA
from concerted.store import Delimited

# Well-known names, the first that a file has being taken. All are compared without capitals, blanks and hyphens.
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    "date": ("date", "event_date", "day", "date_start", "start_date", "incident_date", "attack_date", "occurred", "datetime"),
    "last": ("last", "date_end", "end_date"),
    "actor": ("actor", "actor1", "group", "group_name", "gname", "perpetrator", "perpetrator_group", "armed_group", "side_a", "attacker"),
    "target": ("target", "actor2", "victim", "side_b", "target_name", "against"),
    "target_class": ("target_class", "target_type", "targtype1_txt"),
    "action": ("action", "action_type", "event_type", "attack_type", "attacktype1_txt", "type", "weapon"),
    "country": ("country", "country_name", "country_txt"),
    "admin1": ("admin1", "adm_1", "province", "governorate", "provstate", "region_1"),
    "front": ("front", "theatre", "theater"),
    "killed_low": ("killed_low", "deaths_low", "low"),
    "killed_best": ("killed_best", "fatalities", "killed", "deaths", "best", "nkill"),
    "killed_high": ("killed_high", "deaths_high", "high"),
    "status": ("status",),
    "reports": ("reports", "number_of_sources", "n_sources"),
    "source": ("source", "source_url", "url", "link", "sources"),
    "event_id": ("event_id", "id", "eventid", "reference", "incident_id"),
}
_OWN = ("dataset", "version", "original_row", "first", "actor_organisation", "target_organisation")
_COORDINATES = re.compile(r"lat|latitude|lon|lng|long|longitude|coord.*|position|geom.*|gps.*|mgrs|utm.*|x|y", re.IGNORECASE)
_PLAIN = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_WORDS = ("%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
# A year has four figures: 03/04/20 is no day.
_FULL = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}|.*[A-Za-z].*[ ,-]\d{4})$"
# Two numbers whose order is to be found out, and a year of four figures; a time of day may follow and is left out.
_NUMBERS = r"^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})$"
_TIME = r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[AaPp][Mm]|[+-]\d{2}:?\d{2})?$"
_LOOKS_LIKE_DAY = re.compile(r"\d{4}[-/.]\d|\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{4}|[A-Za-z]{3}.*\d{4}|^(1[89]|20)\d{6}$")

HOW_TO_MAP = 'under [imports.NAME], mapping = { date = "column of days", actor = "column of names" }'

Look = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Order:
    """In which order a column writes day and month, and how that was found."""

    day_first: bool
    told: str


def propose(header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return a mapping from columns of the schema to columns of a file, by exact and well-known names.

    Parameters
    ----------
    header : sequence of str
    sample : sequence of sequence of str
        Some rows. A column of days is proposed only if one of its cells looks like a day.
    """
    plain: dict[str, int] = {}
    for i, name in enumerate(header):
        plain.setdefault(_folded(name), i)
    found: dict[str, str] = {}
    for column, names in KNOWN_NAMES.items():
        fits = (plain[name] for name in names if name in plain)
        free = (i for i in fits if header[i] not in found.values() and (column not in ("date", "last") or _holds_days(sample, i)))
        first = next(free, None)
        if first is not None:
            found[column] = header[first]
    return {column: found[column] for column in SCHEMA if column in found}


def told(mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a proposed mapping says, to be shown to the user."""
    return tuple(f"column {name!r} of the file is taken as {column}" for column, name in mapping.items())


def toml(name: str, mapping: Mapping[str, str], day_first: bool | None = None) -> str:
    """Return a mapping as the lines of `case.toml` that state it.

    Parameters
    ----------
    name : str
        Of the import: small letters, digits and hyphens.
    mapping : mapping of str to str
    day_first : bool, optional
    """
    order = [] if day_first is None else [f"day_first = {str(day_first).lower()}"]
    words = ", ".join(f"{key} = {toml_text(word)}" for key, word in mapping.items())
    return "\n".join([f"[imports.{name}]", 'format = "table"', *order, f"mapping = {{ {words} }}"]) + "\n"


def toml_text(word: str) -> str:
    """Return a text as TOML writes it: as JSON does, with DEL escaped besides."""
    sound = word.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def by_mapping(file: str, columns: Sequence[str], mapping: Mapping[str, str], day_first: bool | None, look: Look) -> Layout:
    """Return the layout that a mapping gives.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    columns : sequence of str
        Of the file.
    mapping : mapping of str to str
        From columns of the schema to columns of the file; `date` and `actor` must be there.
    day_first : bool or None
        Order of day and month in 03/04/2020; None to find it from the rows.
    look : callable
        From a query in which `{table}` stands for the file to its rows.

    Raises
    ------
    DataError
        If the mapping names what does not exist, or coordinates, or the order of day and month cannot be found.
    """
    _check(file, columns, mapping)
    days = [column for column in ("date", "last") if column in mapping]
    orders = {column: _order(file, mapping[column], day_first, look) for column in days}
    date = _day(mapping["date"], orders["date"])
    last = f"coalesce({_day(mapping['last'], orders['last'])}, {date})" if "last" in mapping else date
    numbers = [name for name in mapping if SCHEMA[name].type == "BIGINT"]
    select = {name: whole(cell) if name in numbers else text(cell) for name, cell in mapping.items()}
    select |= {"date": date, "first": date, "last": last}
    set_aside = [(f"{date} IS NULL", f"{mapping['date']} is no day that can be read"), *_outside(date, "day")]
    if "last" in mapping:
        set_aside.append(
            (f"{text(mapping['last'])} IS NOT NULL AND {_day(mapping['last'], orders['last'])} IS NULL", f"{mapping['last']} is no day")
        )
        set_aside += [(f"{last} < {date}", "the last day lies before the first"), (f"{last} > current_date", "the last day lies in the future")]
    set_aside.append((f"{text(mapping['actor'])} IS NULL", "no actor is named"))
    set_aside += [(f"{whole(mapping[name])} < 0", f"{mapping[name]} is a negative number") for name in numbers]
    doubts = [(f"{date} <> {last}", "the day is known only as a range")] if "last" in mapping else []
    doubts += [(f"{text(mapping[n])} IS NOT NULL AND {whole(mapping[n])} IS NULL", f"{mapping[n]} is no number") for n in numbers]
    choices = tuple(order.told for order in orders.values() if order is not None and order.told)
    doubles = "ids" if "event_id" in mapping else ""
    return Layout(
        Delimited(tuple(columns)),
        "by mapping",
        select,
        tuple(set_aside),
        tuple(doubts),
        doubles=doubles,
        choices=choices,
        mapping=dict(mapping),
        day_first=_one_order(file, mapping, orders, day_first),
    )


def _one_order(file: str, mapping: Mapping[str, str], orders: Mapping[str, Order | None], given: bool | None) -> bool | None:
    """Return the order of day and month of a file; a case can state one only."""
    found = {order.day_first for order in orders.values() if order is not None}
    if len(found) > 1:
        names = " and ".join(repr(mapping[column]) for column in orders)
        raise DataError(f"expected one order of day and month in {file}; found {names} to differ. Export it again with days as 2020-04-03.")
    return given if not found else found.pop()


def _outside(day: str, word: str) -> tuple[tuple[str, str], ...]:
    return ((f"{day} < DATE '1900-01-01'", f"the {word} lies before 1900"), (f"{day} > current_date", f"the {word} lies in the future"))


def _check(file: str, columns: Sequence[str], mapping: Mapping[str, str]) -> None:
    allowed = [name for name in SCHEMA if name not in _OWN]
    unknown = [name for name in mapping if name not in allowed]
    if unknown:
        raise DataError(f"expected columns among {', '.join(allowed)} in the mapping; found {', '.join(unknown)}. Check the spelling.")
    missing = [name for name in mapping.values() if name not in columns]
    if missing:
        raise DataError(f"expected the columns of {file}: {', '.join(columns)}; found {', '.join(missing)} in the mapping. Check the spelling.")
    lacking = [name for name in ("date", "actor") if name not in mapping]
    if lacking:
        raise DataError(
            f"expected a mapping with date and actor for {file}; found none for {' and '.join(lacking)}. "
            f"Say which columns hold them: {HOW_TO_MAP}."
        )
    places = [name for name in mapping.values() if _COORDINATES.fullmatch(_folded(name))]
    if places:
        raise DataError(f"expected places no finer than admin1; found coordinates in the mapping: {', '.join(places)}. Leave them out.")


def _order(file: str, column: str, day_first: bool | None, look: Look) -> Order | None:
    """Return the order of day and month in a column, by the rows in which only one order makes a day; None where no row needs it."""
    if day_first is not None:
        return Order(day_first, "")
    first, second = _number(column, 1), _number(column, 2)
    day_rows, month_rows, open_rows = look(
        f"SELECT count(*) FILTER ({first} BETWEEN 13 AND 31 AND {second} BETWEEN 1 AND 12), "  # noqa: S608
        f"count(*) FILTER ({second} BETWEEN 13 AND 31 AND {first} BETWEEN 1 AND 12), "
        f"count(*) FILTER ({first} BETWEEN 1 AND 12 AND {second} BETWEEN 1 AND 12) FROM {{table}}"
    )[0]
    if not day_rows and not month_rows and not open_rows:
        return None
    if day_rows == month_rows:
        found = f"{day_rows} rows for each order" if day_rows else "no row that settles it"
        raise DataError(
            f"expected to find the order of day and month in {column!r} of {file}; found {found}. "
            "Say day_first = true or day_first = false (--day-first, --month-first)."
        )
    is_day, sure, against = day_rows > month_rows, max(day_rows, month_rows), min(day_rows, month_rows)
    order = "day before month" if is_day else "month before day"
    clash = f"; {against:,} rows that contradict it are set aside" if against else ""
    return Order(is_day, f"{column!r} is read with the {order}: {sure:,} rows can be nothing else, {open_rows:,} could be either{clash}")


def _number(column: str, which: int) -> str:
    return f"try_cast(regexp_extract({_without_time(column)}, {literal(_NUMBERS)}, {which}) AS INTEGER)"


def _without_time(column: str) -> str:
    return f"trim(regexp_replace({text(column)}, {literal(_TIME)}, ''))"


def _day(column: str, order: Order | None) -> str:
    """Return an expression for a day in any of the forms that are read; null where it is none."""
    cell = _without_time(column)
    listed = ", ".join(literal(pattern) for pattern in (*_PLAIN, *_WORDS))
    plain = f"CASE WHEN regexp_matches({cell}, {literal(_FULL)}) THEN try_strptime({cell}, [{listed}]) END"
    if order is None:
        return f"try_cast({plain} AS DATE)"
    pattern = literal("%d/%m/%Y" if order.day_first else "%m/%d/%Y")
    parts = ", ".join(f"regexp_extract({cell}, {literal(_NUMBERS)}, {i})" for i in (1, 2, 3))
    return f"try_cast(coalesce({plain}, try_strptime(concat_ws('/', {parts}), {pattern})) AS DATE)"


def _folded(name: str) -> str:
    return re.sub(r"[\s\-.]+", "_", name.strip().lower())


def _holds_days(sample: Sequence[Sequence[str]], i: int) -> bool:
    return any(len(row) > i and _LOOKS_LIKE_DAY.search(row[i].strip()) for row in sample)


def _layout(header: tuple[str, ...]) -> Layout | None:
    """Return None: the header alone does not settle a table; see `by_mapping`."""
    del header
    return None


FORMAT = Format(
    name="table",
    title="a table of events",
    licence="as its owner says",
    citation="cite the table's owner",
    redistributable=False,
    delimiter=",;\t|",
    layout=_layout,
)
