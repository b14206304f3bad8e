"""Typography and white space folded, with the way back to the text as it was.

Folded are forms in which one text is set: quotation marks, dashes, ligatures, full and half width, presentation forms, letters with their
accents apart, blanks of all kinds, soft hyphens. Not folded is what can change the sense: letters' case, raised digits, fractions, and
characters that turn the direction of reading.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Single, double and pointed ones are one: which kind a house prints says nothing.
_QUOTES = frozenset("'\"‘’‚‛′‵ʼʹ`´“”„‟″‶«»〝〞‹›＂＇")
_DASHES = frozenset("‐‑‒–—―−﹘﹣－⁃")
# Marks that are not seen: soft hyphen, zero-width blanks and joiners, byte order mark.
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Ways of setting a letter that leave it that letter; raised and lowered ones, fractions and circles are left as they are.
_SETTINGS = ("<compat>", "<wide>", "<narrow>", "<noBreak>", "<initial>", "<medial>", "<final>", "<isolated>", "<small>", "<vertical>", "<font>")


@dataclass(frozen=True)
class Folded:
    """A folded text.

    Attributes
    ----------
    text : str
    starts, ends : tuple of int
        For each character of the folded text the place that it stands for in the original, half open.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a stretch of the folded text."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text's typography and white space.

    Parameters
    ----------
    text : str

    Returns
    -------
    Folded
        White space at both ends is left out.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _letters(text):
        folded = _folded_letter(text[start:end])
        if (folded == " " and (not pieces or pieces[-1] == " ")) or (folded == "-" and pieces and pieces[-1] == "-"):
            continue
        pieces.extend(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    if pieces and pieces[-1] == " ":
        pieces, starts, ends = pieces[:-1], starts[:-1], ends[:-1]
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def _letters(text: str) -> list[tuple[int, int]]:
    """Return where each letter lies, the accents after it included."""
    if text.isascii():
        return [(i, i + 1) for i in range(len(text))]
    found: list[tuple[int, int]] = []
    for i, sign in enumerate(text):
        if found and unicodedata.combining(sign):
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def _folded_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter.isascii():
        return "'" if letter in _QUOTES else letter
    signs = [_folded_sign(sign) for sign in letter if sign not in _UNSEEN]
    return unicodedata.normalize("NFC", "".join(signs))


def _folded_sign(sign: str) -> str:
    if sign in _QUOTES:
        return "'"
    if sign in _DASHES:
        return "-"
    tag = unicodedata.decomposition(sign).partition(" ")[0]
    return unicodedata.normalize("NFKC", sign) if tag in _SETTINGS else sign
