"""One decision of a person, and the line of the log that holds it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import quote, unquote

from concerted.errors import DataError

CONFIRM, REJECT, UNSURE = "confirm", "reject", "unsure"
SAME, NOT_THE_SAME = "same", "not the same"
# The Admiralty scale, given by an analyst and computed by nobody: how reliable a source is, and how credible what it says.
SOURCE_GRADES: Mapping[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
STATEMENT_GRADES: Mapping[str, str] = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
GRADES: Mapping[str, str] = {**SOURCE_GRADES, **STATEMENT_GRADES}
# "unsure" takes an earlier verdict back and gives none.
VERDICTS = (CONFIRM, REJECT, UNSURE, SAME, NOT_THE_SAME, *GRADES)
_GRADED = {"source:": SOURCE_GRADES, "statement:": STATEMENT_GRADES}
_NAME = "name"
_LONGEST = {"by": 200, "about": 2_000, "reason": 20_000}


@dataclass(frozen=True)
class Decision:
    """What somebody decided about one thing, and why.

    Attributes
    ----------
    id : str
        "decision:" and a hash of everything else, so that a changed line shows.
    at : str
        When, in UTC, as ISO 8601 writes it.
    by : str
        Who, as they typed their name.
    about : str
        Id of a statement or of a source; or of a pair of a name and an organisation, see `about_name`.
    verdict : str
        One of `VERDICTS`; "A" to "F" for a source and "1" to "6" for a statement are grades of the Admiralty scale.
    reason : str
    previous : str
        SHA-256 of the line before, as it stands in the log; empty for the first.
    """

    id: str
    at: str
    by: str
    about: str
    verdict: str
    reason: str
    previous: str

    @property
    def line(self) -> bytes:
        """The line of the log, without its end."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def decision(*, about: str, verdict: str, by: str, reason: str, at: str, previous: str) -> Decision:
    """Return a decision with its id.

    Raises
    ------
    DataError
        If a text is empty, too long or cannot be stored, the verdict is none of `VERDICTS`, or the time is none.
    """
    for key, text in (("by", by), ("about", about), ("reason", reason)):
        _check_text(key, text)
    if verdict not in VERDICTS:
        raise DataError(f"expected a verdict among {', '.join(VERDICTS)}; found {verdict!r}. Choose one of these words.")
    _check_grade(about, verdict)
    _check_time(at)
    return Decision(_id(at, by, about, verdict, reason, previous), at, by, about, verdict, reason, previous)


def from_line(line: bytes) -> Decision | None:
    """Return the decision that a line holds; None where it is cut off, altered, or no decision."""
    try:
        found = json.loads(line.decode("utf-8"))
        one = Decision(**found)
        texts = [getattr(one, field.name) for field in fields(one)]
        whole = all(isinstance(text, str) for text in texts) and one.id == _id(*texts[1:])
    except (ValueError, TypeError, RecursionError):
        return None
    return one if whole else None


def now() -> str:
    """Return the time in UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def about_name(name: str, organisation: str) -> str:
    """Return the id of a pair: a name as sources write it, and the id of an organisation that it may stand for."""
    return f"{_NAME}:{quote(organisation, safe=' ')}:{' '.join(name.split())}"


def name_of(about: str) -> tuple[str, str] | None:
    """Return the name and the organisation of a pair; None where a decision is about something else."""
    kind, _, rest = about.partition(":")
    organisation, colon, name = rest.partition(":")
    return (name, unquote(organisation)) if kind == _NAME and colon and name else None


def _id(*texts: str) -> str:
    whole = json.dumps(texts, ensure_ascii=True).encode()
    return f"decision:{hashlib.sha256(whole).hexdigest()[:16]}"


def _check_text(key: str, text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"expected some text under {key!r}; found {text!r}. Every decision keeps who decided what, and why.")
    if len(text) > _LONGEST[key]:
        raise DataError(f"expected at most {_LONGEST[key]:,} characters under {key!r}; found {len(text):,}. Say it shorter.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise DataError(f"expected text under {key!r}; found half a character. Type it again.") from None


def _check_grade(about: str, verdict: str) -> None:
    """Refuse a source's grade on anything else than a source, and a statement's on anything else than a statement."""
    for kind, grades in _GRADED.items():
        if verdict in grades and not about.startswith(kind):
            raise DataError(
                f"expected the id of a {kind[:-1]} under 'about' for the grade {verdict}; found {about[:80]!r}. "
                "A to F are for sources, 1 to 6 for statements."
            )


def _check_time(at: str) -> None:
    try:
        offset = dt.datetime.fromisoformat(at).utcoffset()
    except (ValueError, TypeError):
        offset = None
    if offset != dt.timedelta(0):
        raise DataError(f"expected a time in UTC such as 2024-03-01T08:00:00Z; found {at!r}. Mend the time.")
