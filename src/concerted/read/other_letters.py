"""Names in Arabic, Persian and Hebrew letters: forms of one letter, small words written together with a name, words that make a longer name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# One letter in several forms, in Arabic and in Persian writing. One for one: places in the text stay what they are.
SAME_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"})
# With one of these before it, or after it, a listed name is part of a longer one: the Kata'ib are not Hezbollah.
BEFORE = r"[وفبلك]{0,2}(?:كتائب|كتيبه|سرايا|لواء|عصائب|فيلق|جند|فرقه)"
AFTER = r"(?:النجباء|العراق|العراقي|عراق)"
_OTHER = re.compile(r"[\u0590-\u06ff]")
# "And", "so": written together with any word.
_AND = "وفו"
# "In", "to", "like", "from", "that", "the": with a short word they make another word, such as "with zeal" of Hamas.
_SMALL = "بلكבלמשהכ"
_LONG = 5


def is_other(name: str) -> bool:
    """Tell whether a name is in Arabic or Hebrew letters."""
    return _OTHER.search(name) is not None


def written_together(name: str) -> str:
    """Return a name as Persian writes it, without a blank; empty where it has none."""
    return name.replace(" ", "") if is_other(name) and " " in name else ""


def with_small_words(words: str) -> Iterator[str]:
    """Go through the ways in which words may begin with a small word that is written together with them; none for other letters."""
    if is_other(words):
        yield from (letter + words for letter in _AND + _SMALL)


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds names as whole words, the longest first.

    In Arabic and Hebrew letters they are found after a small word that is written together with them as well.
    """
    ordered = sorted(names, key=len, reverse=True)
    other = [name for name in ordered if is_other(name)]
    found = [rf"(?<!\w)(?:{_any(ordered)})(?!\w)"]
    if other:
        found.append(rf"(?<=(?<!\w)[{_AND}])(?:{_any(other)})(?!\w)")
    if long := [name for name in other if len(name) >= _LONG]:
        found.append(rf"(?:(?<=(?<!\w)[{_SMALL}])|(?<=(?<!\w)[{_AND}][{_SMALL}]))(?:{_any(long)})(?!\w)")
    return re.compile("|".join(found))


def _any(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, names))
