"""Words that a line's end cuts in two: which hyphens are the word's own, and which the line's end made.

What the rest of the document writes decides first; then how English writes such words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_TAIL, _HEAD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*$"), re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
# What stands after a hyphen in words such as "Iran-backed" and "three-year-old", and before one in "well-known" and "ex-officer".
_AFTER = """
    backed led based born wide old made funded aligned held run trained armed style like free term range scale level related linked friendly
    affiliated sponsored supported controlled dominated owned speaking language year kilometre kilometer metre elect established occupied
    brokered mediated launched guided propelled fired ranking profile minded handed torn stricken threatening bound facing driven runner class
"""
_BEFORE = """
    well ill self non long short half cross low mid multi quasi two three four five six seven eight nine twelve twenty thirty forty fifty sixty
    seventy eighty ninety hundred second third fourth fifth
"""
# English writes these with what follows as one word, although both halves are words.
_CLOSED = """
    over under out with some any every no there where here fore back may how what when who up down in on after news head life home wide fire
    air work stand break week birth night battle war land water house road cease foot hand eye brother gun bomb check black rain snow sun earth
    time grand mother father rail data key note book for per
"""
_AFTER_HYPHEN, _BEFORE_HYPHEN, _WITHOUT = (frozenset(words.split()) for words in (_AFTER, _BEFORE, _CLOSED))
_FEWEST, _FEWEST_OF_VERB = 3, 5
_LONGEST_ACRONYM = 4


class Vocabulary:
    """The words of a document, with and without hyphens, to decide how one that a line's end cuts is written.

    Parameters
    ----------
    texts : iterable of str
        Lines; words that lines' ends cut should not be among them.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._counted = Counter(word.lower().replace("‐", "-").replace("‑", "-") for text in texts for word in _WORDS.findall(text))

    def mark(self, before: str, after: str) -> str:
        """Return what stands between the halves of a word: a hyphen, or nothing.

        Parameters
        ----------
        before, after : str
            The line without its hyphen, and the one that follows.
        """
        first, second = _TAIL.search(before), _HEAD.match(after)
        if first is None or second is None:
            return "-"
        left, right = first[0], second[0]
        joined, parted = self._counted[(left + right).lower()], self._counted[f"{left}-{right}".lower()]
        if joined != parted:
            return "" if joined > parted else "-"
        return "-" if _is_compound(left, right) or self._stand_alone(left.lower(), right.lower()) else ""

    def _stand_alone(self, left: str, right: str) -> bool:
        """Tell whether both halves are words of the document, or the first is and the other is a verb's form, as in "hate-fuelled"."""
        if left in _WITHOUT or min(len(left), len(right)) < _FEWEST or not self._counted[left]:
            return False
        return self._counted[right] > 0 or (len(right) >= _FEWEST_OF_VERB and right.endswith(("ed", "ing")))


def _is_compound(left: str, right: str) -> bool:
    if left.isupper() and right.isupper():
        return max(len(left), len(right)) <= _LONGEST_ACRONYM
    if "-" in left + right or not (left[0].isalpha() and left[-1].isalpha() and right[0].isalpha()):
        return True
    if right[0].isupper() or (left.isupper() and len(left) > 1):
        return True
    return left.lower() in _BEFORE_HYPHEN or (right.lower() in _AFTER_HYPHEN and left.lower() not in _WITHOUT)
