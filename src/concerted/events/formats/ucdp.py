"""UCDP Georeferenced Event Dataset: yearly, Candidate, and the flavour with a row of tags that the Humanitarian Data Exchange gives out.

Columns differ by version and flavour and are read by name. Joint actors are written with commas ("A, B"): joint action recorded in the data.
"""

from __future__ import annotations

from concerted.events.formats.format import Format, Layout, day, text, whole
from concerted.store import Delimited

_NEEDED = ("side_a", "side_b", "date_start", "date_end", "best", "type_of_violence")
# Days that each precision stands for are given by date_start and date_end; 1 is a day, 2 to 5 ever longer.
_EARLIEST = "DATE '1946-01-01'"


def _layout(header: tuple[str, ...]) -> Layout | None:
    names = _named(header)
    if not all(name in names for name in _NEEDED) or not any(name in names for name in ("id", "relid")):
        return None
    start, end = day("date_start"), day("date_end")
    first_actor = "nullif(trim(split_part(side_a, ', ', 1)), '')"
    others = "nullif(array_to_string(string_split(side_a, ', ')[2:], ' + '), '')"
    select = {
        "event_id": text("id" if "id" in names else "relid"),
        "actor": first_actor,
        "actor_joint": others,
        "actor_code": _number(names, "side_a_new_id"),
        "target": text("side_b"),
        "target_code": _number(names, "side_b_new_id"),
        "action": f"CASE {whole('type_of_violence')} WHEN 1 THEN 'state-based' WHEN 2 THEN 'non-state' WHEN 3 THEN 'one-sided' END",
        "action_code": f"CAST({whole('type_of_violence')} AS VARCHAR)",
        "date": start,
        "first": start,
        "last": end,
        "country": _optional(names, "country"),
        "admin1": _optional(names, "adm_1"),
        "killed_low": _whole(names, "low"),
        "killed_best": whole("best"),
        "killed_high": _whole(names, "high"),
        "status": "'reported'",
        "reports": _whole(names, "number_of_sources"),
        "source": _optional(names, "source_office") if "source_office" in names else _optional(names, "source_article"),
    }
    set_aside = (
        ("starts_with(coalesce(date_start, ''), '#') OR starts_with(coalesce(side_a, ''), '#')", "a row of tags, no event"),
        (f"{start} IS NULL", "date_start is no day"),
        (f"{end} IS NULL", "date_end is no day"),
        (f"{end} < {start}", "the last day lies before the first"),
        (f"{start} < {_EARLIEST}", "the day lies before 1946"),
        (f"{start} > current_date", "the day lies in the future"),
        (f"{end} > current_date", "the last day lies in the future"),
        (f"{text('side_a')} IS NULL", "no actor is named"),
        (f"{whole('best')} IS NULL OR {whole('best')} < 0", "best is no number of people killed"),
        *((f"{_whole(names, column)} < 0", f"{column} is a negative number") for column in ("low", "high") if column in names),
    )
    doubts = (
        (f"{start} <> {end}", "the day is known only as a range"),
        (f"{others} IS NOT NULL OR side_b LIKE '%, %'", "joint action: several actors on one side"),
    )
    flavour = "GED, slim or other columns" if "relid" not in names else "GED"
    guesses = ("an unnamed first column is taken as a row index",) if "" in header else ()
    return Layout(Delimited(names), flavour, select, set_aside, doubts, guesses)


def _named(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name or f"unnamed_{i}" for i, name in enumerate(header))


def _optional(names: tuple[str, ...], column: str) -> str:
    return text(column) if column in names else "NULL"


def _whole(names: tuple[str, ...], column: str) -> str:
    return whole(column) if column in names else "NULL"


def _number(names: tuple[str, ...], column: str) -> str:
    return f"CAST({whole(column)} AS VARCHAR)" if column in names else "NULL"


FORMAT = Format(
    name="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    licence="CC BY 4.0",
    citation="Sundberg & Melander (2013), Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4)",
    redistributable=True,
    delimiter=",",
    layout=_layout,
)
