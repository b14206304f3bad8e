"""GDELT event exports, versions 1.0 and 2.0: tabs, no header, no quotation marks; known by the number of cells and the shape of the first.

GDELT reads news by machine and dates an event by the time words of an article ("last week", "a year ago"). Such dates lie a round number of
days before the day on which the row was added, so what lies far back is no date of an event: see `_FARTHEST`.
"""

from __future__ import annotations

import re

from concerted.errors import DataError
from concerted.events.formats.format import Format, Layout, day, literal, text, whole
from concerted.store import Delimited

# Yesterday's news is news. A date up to 30 days back is kept with a doubt. What lies farther back (in practice 365 or 3,650 days: "a year
# ago", "a decade ago") is set aside: the article is about now, or the event was coded long ago from papers of its time.
_UNDOUBTED, _FARTHEST = 1, 30
_TIME_WORDS = {31: "a month", 365: "a year", 366: "a year"} | dict.fromkeys(range(3650, 3654), "ten years")
_WHY = "it comes from an article's time words"
_FIPS = "countries and units are codes of FIPS 10-4 (IZ is Iraq): under `fronts` of the import, say which front a code stands for"
_OLD = "without SOURCEURL it is an old file, whose rows can have been added in batches: no date is set aside for lying far before DATEADDED"

_ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
_PLACE_1 = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_PLACE_2 = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_FIRST = ("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate")
_EVENT = ("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale")
_COUNTRY = text("ActionGeo_CountryCode")
_COUNTED = ("NumMentions", "NumSources", "NumArticles", "AvgTone")
_SHAPES = (r"\d{1,18}", r"\d{8}", r"\d{6}", r"\d{4}")
_MENTION_SHAPES = (r"\d{1,18}", r"\d{14}", r"\d{14}")

# The twenty roots of CAMEO, the scheme of verbs that GDELT codes by.
_ROOTS = {
    "01": "make a public statement",
    "02": "appeal",
    "03": "express intent to cooperate",
    "04": "consult",
    "05": "engage in diplomatic cooperation",
    "06": "engage in material cooperation",
    "07": "provide aid",
    "08": "yield",
    "09": "investigate",
    "10": "demand",
    "11": "disapprove",
    "12": "reject",
    "13": "threaten",
    "14": "protest",
    "15": "exhibit force posture",
    "16": "reduce relations",
    "17": "coerce",
    "18": "assault",
    "19": "fight",
    "20": "use unconventional mass violence",
}


def _columns(place: tuple[str, ...]) -> tuple[str, ...]:
    actors = tuple(f"Actor{i}{name}" for i in (1, 2) for name in _ACTOR)
    places = tuple(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in place)
    return (*_FIRST, *actors, *_EVENT, *_COUNTED, *places, "DATEADDED", "SOURCEURL")


COLUMNS_1, COLUMNS_2 = _columns(_PLACE_1), _columns(_PLACE_2)


def _layout_1(cells: tuple[str, ...]) -> Layout | None:
    # Files of the years before April 2013 end with DATEADDED.
    for columns in (COLUMNS_1, COLUMNS_1[:-1]):
        if (found := _layout(cells, columns, "1.0")) is not None:
            return found
    return None


def _layout_2(cells: tuple[str, ...]) -> Layout | None:
    return _layout(cells, COLUMNS_2, "2.0")


def _layout(cells: tuple[str, ...], columns: tuple[str, ...], version: str) -> Layout | None:
    _refuse_mentions(cells)
    named = tuple(cell.casefold() for cell in cells[:2]) == ("globaleventid", "sqldate")
    if len(cells) != len(columns) or not (named or _is_row(cells)):
        return None
    # Old rows were added in batches, long after their articles: their lag says nothing of an article's time words.
    dated = "SOURCEURL" in columns
    guesses = [_FIPS, *(["the first line is taken as names of columns"] if named else []), *([] if dated else [_OLD])]
    select = _select(dated)
    version = f"{version}, {len(columns)} columns"
    return Layout(
        Delimited(columns, "\t", header=named, quoted=False), version, select, _set_aside(dated), _doubts(dated), tuple(guesses), doubles="ids"
    )


def _is_row(cells: tuple[str, ...]) -> bool:
    return _shaped(cells, _SHAPES) and cells[1].startswith(cells[2])


def _shaped(cells: tuple[str, ...], shapes: tuple[str, ...]) -> bool:
    return all(re.fullmatch(shape, cell) for shape, cell in zip(shapes, cells, strict=False))


def _refuse_mentions(cells: tuple[str, ...]) -> None:
    """Refuse the table of mentions, with tabs as GDELT gives it out, or with commas and a header."""
    named = "mentiontimedate" in " ".join(cells).casefold()
    if named or (len(cells) in (15, 16) and _shaped(cells, _MENTION_SHAPES)):
        raise DataError(
            "expected GDELT events; found GDELT mentions. Mentions are not events: one event has many, one for each article that speaks of it. "
            "Give the file of the same quarter of an hour that ends in .export.CSV."
        )


def _select(with_source: bool) -> dict[str, str]:
    date = day("SQLDATE", "%Y%m%d")
    return {
        "event_id": text("GLOBALEVENTID"),
        "actor": f"coalesce({text('Actor1Name')}, {text('Actor1Code')})",
        "actor_code": text("Actor1Code"),
        "target": f"coalesce({text('Actor2Name')}, {text('Actor2Code')})",
        "target_code": text("Actor2Code"),
        "action": _action(),
        "action_code": text("EventCode"),
        "date": date,
        "first": date,
        "last": date,
        "country": _COUNTRY,
        "admin1": _admin1(),
        "status": "'reported'",
        "reports": whole("NumArticles"),
        "source": text("SOURCEURL") if with_source else "NULL",
    }


def _action() -> str:
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(words)}" for code, words in _ROOTS.items())
    return f"CASE {text('EventRootCode')} {cases} END"


def _admin1() -> str:
    # A place that is a country as a whole repeats the country's code, and the country's code with 00 stands for "no province known". The
    # names are not read: they hold commas of their own ("Bahamas, The") and question marks for letters that were lost.
    code = text("ActionGeo_ADM1Code")
    return f"CASE WHEN {code} = {_COUNTRY} OR {code} = {_COUNTRY} || '00' THEN NULL ELSE {code} END"


def _lag() -> str:
    return f"date_diff('day', {day('SQLDATE', '%Y%m%d')}, {day('DATEADDED', '%Y%m%d')})"


def _set_aside(dated: bool) -> tuple[tuple[str, str], ...]:
    lag = _lag()
    far = [(_named_lag(days), f"{lag} = {days}") for days in _TIME_WORDS] + [(f"more than {_FARTHEST} days", f"{lag} > {_FARTHEST}")]
    return (
        (f"{day('SQLDATE', '%Y%m%d')} IS NULL", "SQLDATE is no day"),
        (f"{day('DATEADDED', '%Y%m%d')} IS NULL", "DATEADDED is no day"),
        (f"{lag} < 0", "the event date lies after the day on which the row was added"),
        # The order matters: the first condition that holds counts.
        *((condition, f"the event date lies {words} before it was added: {_WHY}") for words, condition in far if dated),
        (f"{text('Actor1Name')} IS NULL AND {text('Actor1Code')} IS NULL", "no actor is named"),
    )


def _doubts(dated: bool) -> tuple[tuple[str, str], ...]:
    lags = [*range(_UNDOUBTED + 1, _FARTHEST + 1), *(() if dated else _TIME_WORDS)]
    return tuple((f"{_lag()} = {days}", f"the event date lies {_named_lag(days)} before it was added") for days in lags)


def _named_lag(days: int) -> str:
    words = _TIME_WORDS.get(days)
    return f"{days:,} days ({words})" if words else f"{days} days"


_LICENCE = "free use and redistribution with citation and link (gdeltproject.org)"
_CITATION = "Leetaru & Schrodt (2013), GDELT: Global Data on Events, Location and Tone, 1979-2012, ISA Annual Convention"

GDELT1 = Format("gdelt1", "GDELT 1.0 event export", _LICENCE, _CITATION, redistributable=True, delimiter="\t", layout=_layout_1, quoted=False)
GDELT2 = Format("gdelt2", "GDELT 2.0 event export", _LICENCE, _CITATION, redistributable=True, delimiter="\t", layout=_layout_2, quoted=False)
FORMATS = (GDELT1, GDELT2)
