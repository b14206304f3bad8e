"""The lines of a PDF's page, with their places on it, in the order in which they are read."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

# What the library puts for a hyphen that ends a line, and what printers' programs write for one.
_LINE_END_HYPHENS = ("\x02", "\ufffe", "\u00ad")
_UNSEEN = str.maketrans(dict.fromkeys(_LINE_END_HYPHENS, ""))
# In heights of a letter. A wider gap within a line may lie between two columns; words set wide apart stay closer together.
_WIDE_GAP, _CELLS_APART, _LEVEL = 0.9, 2, 0.2
# So many lines with a gap at one place, and words on both sides as long as in running text, are columns; a table's cells are shorter.
_FEWEST_ROWS, _FEWEST_LETTERS = 3, 16
# In points: left edges this close together are one edge.
_EDGE = 3.0


@dataclass(frozen=True)
class Line:
    """A line of a page, or a column's part of one.

    Attributes
    ----------
    text : str
        Without blanks at its ends, and without the hyphen where `hyphen` is set.
    left, right, bottom : float
        Place on the page, in points from its lower left corner.
    height : float
        Of its letters; from the lowest to the highest that its type has.
    first_word : float
        Width of its first word.
    hyphen : str
        "soft" where the line's end alone made a hyphen; "hard" where the hyphen may be the word's own; else empty.
    page : int
    row : bool
        Whether words stand so far apart in it that it is a table's row.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    first_word: float = 0.0
    hyphen: str = ""
    page: int = 0
    row: bool = False


_Box = tuple[float, float, float, float]


class _Letter(NamedTuple):
    """A character, and for the first and the last of a word its box: left, bottom, right, top."""

    sign: str
    box: _Box | None = None


def lines_of(layer: Any, page: int) -> list[Line]:
    """Return the lines of a page's text layer; columns one after the other."""
    rows = [_parts(row) for row in _rows(_letters(layer))]
    made = [[one for one in (_line(part, page) for part in row) if one is not None] for row in rows]
    return _by_columns(_at_one_height([row for row in made if row]))


def _at_one_height(rows: Iterable[list[Line]]) -> list[list[Line]]:
    """Return rows with those made one that the library parts although they stand side by side."""
    found: list[list[Line]] = []
    for row in rows:
        before, one = found[-1][-1] if found else None, row[0]
        if before is not None and not before.hyphen and abs(before.bottom - one.bottom) < _LEVEL * one.height and one.left > before.right:
            found[-1] += row
        else:
            found.append(row)
    return found


def _letters(layer: Any) -> Iterator[_Letter]:
    signs = _signs(layer)
    for i, sign in enumerate(signs):
        # Asking for a box takes longer than all else; only the edges of words are needed.
        edge = not (0 < i < len(signs) - 1 and signs[i - 1].isalnum() and signs[i + 1].isalnum())
        yield _Letter(sign, _box(layer, i) if edge and sign.strip() and sign not in _LINE_END_HYPHENS else None)


def _signs(layer: Any) -> Sequence[str]:
    """Return the characters of a page, one for each place in its layer."""
    from pypdfium2 import raw

    whole: str = layer.get_text_range()
    n = layer.count_chars()
    if len(whole) == n:
        return whole
    # Characters that the library holds as two halves, or none that can be shown.
    return [
        chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"
        for code in (raw.FPDFText_GetUnicode(layer, i) for i in range(n))
    ]


def _box(layer: Any, i: int) -> _Box | None:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    found = raw.FPDFText_GetLooseCharBox(layer, i, ctypes.byref(box))
    return (box.left, box.bottom, box.right, box.top) if found else None


def _rows(letters: Iterator[_Letter]) -> Iterator[list[_Letter]]:
    row: list[_Letter] = []
    for one in letters:
        if one.sign not in "\r\n":
            row.append(one)
        # Nothing follows the mark of a line's end hyphen: the library leaves the break out.
        if one.sign in ("\n", *_LINE_END_HYPHENS[:2]) and row:
            yield row
            row = []
    if row:
        yield row


def _parts(row: Sequence[_Letter]) -> list[list[_Letter]]:
    """Return a row cut at its wide gaps."""
    parts: list[list[_Letter]] = [[]]
    last: _Box | None = None
    for one in row:
        if last is not None and one.box is not None and one.box[0] - last[2] > _WIDE_GAP * (last[3] - last[1]):
            parts.append([])
        parts[-1].append(one)
        # Within a word there is no gap, and letters inside of one have no box.
        last = one.box if one.sign.strip() else last
    return parts


def _line(letters: Sequence[_Letter], page: int) -> Line | None:
    words = " ".join("".join(one.sign for one in letters).split())
    boxes = [one.box for one in letters if one.box is not None]
    hyphen = "soft" if words.endswith("\u00ad") else "hard" if words.endswith((*_LINE_END_HYPHENS, "-", "‐")) and len(words) > 1 else ""
    words = words.rstrip("".join(_LINE_END_HYPHENS) + "-‐") if hyphen else words
    if not boxes or not words:
        return None
    return Line(
        words.translate(_UNSEEN),
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        median(box[1] for box in boxes),
        median(box[3] - box[1] for box in boxes),
        _first_word(letters) - boxes[0][0],
        hyphen,
        page,
    )


def _first_word(letters: Sequence[_Letter]) -> float:
    """Return where the first word of a line ends."""
    right = 0.0
    for one in letters:
        if one.sign.isspace() and right:
            break
        right = one.box[2] if one.box is not None else right
    return right


def _by_columns(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines in the order of reading; what was cut at gaps that are no columns' is one line again."""
    edges = _edges(rows)
    found: list[Line] = []
    waiting: list[tuple[int, Line]] = []
    for row in rows:
        for one in _joined(row, edges):
            column = sum(edge <= one.left + _EDGE for edge in edges)
            if any(one.left + _EDGE < edge < one.right - _EDGE for edge in edges) or not edges:
                found += _ordered(waiting)
                waiting = []
                found.append(one)
            else:
                waiting.append((column, one))
    return [*found, *_ordered(waiting)]


def _ordered(waiting: Sequence[tuple[int, Line]]) -> list[Line]:
    return [one for _, one in sorted(waiting, key=lambda pair: pair[0])]


def _edges(rows: Sequence[Sequence[Line]]) -> list[float]:
    """Return the left edges of columns of which lines of several stand in one row."""
    counted = Counter(
        round(right.left / _EDGE) for row in rows for left, right in pairwise(row) if min(len(left.text), len(right.text)) >= _FEWEST_LETTERS
    )
    return sorted(edge * _EDGE for edge, n in counted.items() if n >= _FEWEST_ROWS)


def _joined(row: Sequence[Line], edges: Sequence[float]) -> Iterator[Line]:
    whole: Line | None = None
    for one in row:
        if whole is None:
            whole = one
        elif any(abs(one.left - edge) <= _EDGE for edge in edges):
            yield whole
            whole = one
        else:
            words = f"{whole.text}{'-' if whole.hyphen else ''} {one.text}"
            apart = whole.row or one.left - whole.right > _CELLS_APART * whole.height
            whole = replace(whole, text=words, right=max(whole.right, one.right), hyphen=one.hyphen, row=apart)
    if whole is not None:
        yield whole
