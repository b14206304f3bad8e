"""ACLED: exports and answers of the interface, one row an event (dyadic) or one row an actor (monadic), with the old or the new columns.

Coordinates and place names below the first-level unit are never taken in. Raw rows may not be given on.
"""

from __future__ import annotations

from concerted.events.formats.format import Format, Layout, any_day, text, whole
from concerted.store import Delimited

_NEEDED = ("event_date", "event_type", "actor1")
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_NO_DIRECTION = "actor1 and actor2 do not imply direction: the columns actor and target say only that both took part"
_ALL_TYPES = "rows of all event types are taken, protests, riots and strategic developments too: choose by the column action"
_JOINT = "actor_joint is assoc_actor_1, which holds allies and also the identities of an actor"
_MONADIC = "one row an actor: the rows of one event share its event_id, and each repeats its number of people killed"


def _layout(header: tuple[str, ...]) -> Layout | None:
    columns = {name.lower(): name for name in reversed(header)}
    if not all(name in columns for name in _NEEDED) or not any(name in columns for name in ("event_id_cnty", "data_id")):
        return None
    monadic = "actor2" not in columns
    first, last, precision = _interval(columns)
    killed = _whole(columns, "fatalities")
    select = {
        "event_id": _text(columns, "event_id_cnty", "data_id"),
        "actor": _text(columns, "actor1"),
        "actor_joint": _joined(_text(columns, "assoc_actor_1", "ally_actor_1")),
        "actor_code": _text(columns, "inter1"),
        "target": _text(columns, "actor2"),
        "target_code": _text(columns, "inter2"),
        "target_class": f"CASE WHEN {_text(columns, 'civilian_targeting')} IS NOT NULL THEN 'civilians' END",
        "action": f"nullif(concat_ws(': ', {_text(columns, 'event_type')}, {_text(columns, 'sub_event_type')}), '')",
        "date": first,
        "first": first,
        "last": last,
        "country": _text(columns, "country"),
        "admin1": _text(columns, "admin1"),
        "killed_best": killed,
        "status": "'reported'",
        "reports": f"len(string_split({_text(columns, 'source')}, ';'))",
        "source": _text(columns, "source"),
    }
    day = _day(columns)
    set_aside = (
        (f"{day} IS NULL", "event_date is no day"),
        (f"{day} < DATE '1900-01-01'", "the day lies before 1900"),
        (f"{day} > current_date", "the day lies in the future"),
        (f"{_text(columns, 'actor1')} IS NULL", "no actor is named"),
        (f"{killed} < 0", "fatalities is a negative number"),
    )
    doubts = (
        (f"{precision} = 2", "the day is known only as a week"),
        (f"{precision} = 3", "the day is known only as a month"),
        (f"{precision} IS NULL OR {precision} NOT IN (1, 2, 3)", "time_precision is not 1, 2 or 3; the day is taken as exact"),
        (f"{day} < DATE '1997-01-01'", "the day lies before 1997, when ACLED begins"),
        (f"{killed} IS NULL", "fatalities is no number"),
    )
    guesses = (*((_MONADIC,) if monadic else (_NO_DIRECTION,)), _JOINT, _ALL_TYPES)
    version = ("monadic" if monadic else "dyadic") + (", old columns" if "data_id" in columns or "event_id_no_cnty" in columns else "")
    return Layout(Delimited(header), version, select, set_aside, doubts, guesses, "rows" if monadic else "ids")


def _day(columns: dict[str, str]) -> str:
    return any_day(columns["event_date"], _DAYS)


def _interval(columns: dict[str, str]) -> tuple[str, str, str]:
    """Return the first and last day and the precision: 2 is the ISO week that holds the day, 3 its calendar month."""
    day = _day(columns)
    precision = _whole(columns, "time_precision") if "time_precision" in columns else "1"
    first = f"CASE {precision} WHEN 2 THEN date_trunc('week', {day}) WHEN 3 THEN date_trunc('month', {day}) ELSE {day} END"
    last = f"CASE {precision} WHEN 2 THEN date_trunc('week', {day}) + INTERVAL 6 DAY WHEN 3 THEN last_day({day}) ELSE {day} END"
    return first, last, precision


def _text(columns: dict[str, str], *names: str) -> str:
    """Return an expression for the first of several columns that the file has."""
    return next((text(columns[name]) for name in names if name in columns), "CAST(NULL AS VARCHAR)")


def _whole(columns: dict[str, str], name: str) -> str:
    return whole(columns[name]) if name in columns else "CAST(NULL AS BIGINT)"


def _joined(names: str) -> str:
    return rf"nullif(regexp_replace(regexp_replace({names}, '^[\s;]+|[\s;]+$', '', 'g'), '\s*;[\s;]*', ' + ', 'g'), '')"


FORMAT = Format(
    name="acled",
    title="ACLED",
    licence="ACLED terms of use: raw rows may not be given on",
    citation="Raleigh, Linke, Hegre & Karlsen (2010), Introducing ACLED, Journal of Peace Research 47(5)",
    redistributable=False,
    delimiter=",;",
    layout=_layout,
)
