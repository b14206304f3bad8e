"""The time that is spoken of: the words, and the days that they stand for where that is certain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from concerted.read.statement import Period
from concerted.read.text import Text

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    r"(?P<lead>since|before|after|until|on|from|by)?\s*\b"
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?!\d)|(?P<day2>\d{{1,2}}) (?P<month2>{_MONTH}))(?:,? (?P<year>\d{{4}}))?"
)
_WHEN = rf"(?:war|(?:{_MONTH})(?! \d)|(?:19|20)\d\d|then|[A-Z]\w+ war)"
_VAGUE = re.compile(
    rf"\b(?:(?:since|before|after|until|during) (?:the )?(?:start of )?(?:the )?{_WHEN}(?: in [A-Z]\w+)?"
    r"|(?:last|this|next) (?:week|month|year)|for (?:months|years|a long time)|in (?:19|20)\d\d)\b"
)


def periods(text: Text, start: int, end: int) -> tuple[Period, ...]:
    """Return the times spoken of between two places.

    A day without a year is the last such day up to the day of publication; where that is not known either, the words stand alone.
    """
    found = [*_days(text, start, end), *(Period(text.span(m.start(), m.end())) for m in _VAGUE.finditer(text.text, start, end))]
    return tuple(sorted(found, key=lambda one: one.span))


def _days(text: Text, start: int, end: int) -> Iterator[Period]:
    for match in _DAY.finditer(text.text, start, end):
        first = match.start("lead") if match["lead"] else min(match.start(name) for name in ("month", "day2") if match[name])
        day = _certain(match, text.source.published_at)
        written = "" if day is None else day.isoformat()
        since, until = match["lead"] in ("since", "from", "after"), match["lead"] in ("before", "until", "by")
        yield Period(text.span(first, match.end()), "" if until else written, "" if since else written)


def _certain(match: re.Match[str], published: str) -> dt.date | None:
    month = _MONTHS.index(match["month"] or match["month2"]) + 1
    day = int(match["day"] or match["day2"])
    try:
        if match["year"]:
            return dt.date(int(match["year"]), month, day)
        known = dt.date.fromisoformat(published[:10])
        this_year = dt.date(known.year, month, day)
        return this_year if this_year <= known else dt.date(known.year - 1, month, day)
    except ValueError:
        return None
