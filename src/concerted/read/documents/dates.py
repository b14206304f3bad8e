"""The day of publication, where a text prints it on a line of its own near its beginning; asked for where it does not."""

from __future__ import annotations

import datetime as dt
import re

# Headlines, a line under a picture, a byline: a day that stands further down is mostly spoken of.
_LINES = 15
_LONGEST_LINE = 80
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS) + "|Sept\\.?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? +|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,? +)?"
_BEFORE = rf"(?:(?:first |last )?(?:published|posted|issued|released|date)(?: on| at)?:? +)?{_WEEKDAY}"
_CLOCK = r"(?:[,T |–-]*(?:at )?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?(?:UTC|GMT|[A-Z]{2,4}|Z|[+-]\d\d:?\d\d))?)?"
_DAYS = (
    rf"(?P<month>{_MONTH}) +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? +(?P<month>{_MONTH}),? +(?P<year>\d{{4}})",
    r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)",
)
_PATTERNS = tuple(re.compile(rf"{_BEFORE}{day}{_CLOCK}\W*", re.IGNORECASE) for day in _DAYS)
_YEAR = re.compile(r"\d{4}")
_IN_A_NAME = re.compile(r"(?<!\d)(\d{4})[-_]?(\d\d)[-_]?(\d\d)(?!\d)")


def day_printed(text: str) -> str:
    """Return the day, as ISO 8601, that stands alone on a line near the beginning; empty where none does.

    A text with several such days, wherever they stand, is rather a chronology or a list of articles: none of them is taken. Days in figures
    alone, such as 03/04/2024, are not read: they mean one day here and another there.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = {day: place for place, line in reversed(list(enumerate(lines))) if (day := _day_of(line))}
    return next(iter(found)) if len(found) == 1 and min(found.values()) < _LINES else ""


def day_in_name(name: str) -> str:
    """Return the day that a file's name holds: a hint for whoever knows the document, never taken for the day of publication."""
    found = _IN_A_NAME.search(name)
    return _iso(int(found[1]), int(found[2]), int(found[3])) if found else ""


def _day_of(line: str) -> str:
    line = " ".join(line.split())
    # Most lines, those made to hold the patterns up among them, are no day at the first look.
    if len(line) > _LONGEST_LINE or not _YEAR.search(line):
        return ""
    return next((day for pattern in _PATTERNS if (match := pattern.fullmatch(line)) and (day := _day(match))), "")


def _day(match: re.Match[str]) -> str:
    named = match.groupdict()
    month = int(named["number"]) if "number" in named else [one[:3].lower() for one in _MONTHS].index(named["month"][:3].lower()) + 1
    return _iso(int(named["year"]), month, int(named["day"]))


def _iso(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat() if 1800 <= year < 2200 else ""
    except ValueError:
        return ""
