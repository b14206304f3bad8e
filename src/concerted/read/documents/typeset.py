"""Typeset lines to paragraphs: what stands on every page is left out, and what a line's, a column's or a page's end cut is one again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from concerted.read.documents.hyphens import Vocabulary
from concerted.read.documents.pdf_lines import Line

# A head or a foot stands among the first or last lines of its page, on at least two pages and on a third of all: left and right pages differ.
_AT_EDGE, _FEWEST_PAGES, _SHARE_OF_PAGES = 2, 2, 1 / 3
# In points.
_ONE_HEIGHT = 4
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_STOPS = (".", "!", "?", ":", ".”", ".'", '."', ".’", "!”", "?”", "…", ".)")
_BULLETS = ("•", "◦", "▪", "●", "‣")
# All in heights of a letter.
_OTHER_TYPE, _INDENT, _SAME_EDGE, _BLANK, _FAR = 0.15, 0.7, 2.5, 0.25, 4
# A gap of more than so many usual distances from line to line parts paragraphs.
_GAP = 1.35


@dataclass(frozen=True)
class Typeset:
    """The text of typeset pages.

    Attributes
    ----------
    text : str
    left_out : tuple of str
        Heads and feet, as their first page has them.
    joined, kept : int
        Words that a line's end had cut: made one, and one with its hyphen.
    """

    text: str
    left_out: tuple[str, ...]
    joined: int
    kept: int


def typeset(pages: Sequence[Sequence[Line]]) -> Typeset:
    """Return the text of some pages of lines, one line for each paragraph."""
    repeated = _repeated(pages)
    lines = [one for page in pages for i, one in enumerate(page) if (one.page, i) not in repeated]
    words = Vocabulary(one.text for one in _without_halves(lines))
    pieces, joined, kept = [lines[0].text] if lines else [], 0, 0
    for one, break_ in zip(lines[1:], _breaks(lines), strict=True):
        before = lines[len(pieces) - 1]
        mark = _mark(before, one, words) if before.hyphen and not break_ else "-" if before.hyphen else " "
        joined, kept = joined + (before.hyphen != "" and mark == ""), kept + (before.hyphen != "" and not break_ and mark == "-")
        pieces.append(f"{mark.strip()}{break_}{one.text}" if break_ else f"{mark}{one.text}")
    end = "-" if lines and lines[-1].hyphen else ""
    left_out = tuple(dict.fromkeys(_key(text) for text in repeated.values()))
    first = {_key(text): text for text in reversed(repeated.values())}
    return Typeset("".join(pieces) + end, tuple(first[key] for key in left_out), joined, kept)


def _mark(before: Line, after: Line, words: Vocabulary) -> str:
    return "" if before.hyphen == "soft" else words.mark(before.text, after.text)


def _without_halves(lines: Sequence[Line]) -> Iterator[Line]:
    """Go through the lines; of one that a cut word ends or begins, without that half."""
    cut = False
    for one in lines:
        text = one.text.partition(" ")[2] if cut else one.text
        yield replace(one, text=text.rpartition(" ")[0] if one.hyphen else text)
        cut = bool(one.hyphen)


def _repeated(pages: Sequence[Sequence[Line]]) -> dict[tuple[int, int], str]:
    """Return heads and feet by page and place in it: lines that stand at the edge of several pages, numbers apart, at one height."""
    at: dict[str, list[tuple[int, int, Line]]] = defaultdict(list)
    for page in pages:
        ranked = sorted(range(len(page)), key=lambda i: page[i].bottom)
        for i in dict.fromkeys([*ranked[:_AT_EDGE], *ranked[-_AT_EDGE:]]):
            at[_key(page[i].text)].append((page[i].page, i, page[i]))
    found: dict[tuple[int, int], str] = {}
    fewest = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    for same in at.values():
        heights = Counter(round(line.bottom / _ONE_HEIGHT) for _, _, line in same)
        often = {near for height, n in heights.items() if n + heights[height + 1] >= fewest for near in (height, height + 1)}
        found |= {(page, i): line.text for page, i, line in same if round(line.bottom / _ONE_HEIGHT) in often}
    usual = _usual_distance([one for page in pages for one in page])
    for page in pages:
        _keep_inside(page, found, usual)
    return found


def _keep_inside(page: Sequence[Line], found: dict[tuple[int, int], str], usual: float) -> None:
    """Take out of the heads and feet what goes on into the page's own text: lines of one type at the usual distance."""
    own = [one for i, one in enumerate(page) if (one.page, i) not in found]
    if not own:
        own = list(page)
    while own:
        touched = [i for i, one in enumerate(page) if (one.page, i) in found and any(_touch(one, other, usual) for other in own)]
        for i in touched:
            del found[page[i].page, i]
        own = [page[i] for i in touched]


def _touch(a: Line, b: Line, usual: float) -> bool:
    return abs(a.bottom - b.bottom) <= _GAP * usual * a.height and a.left < b.right and b.left < a.right and _one_type(a, b)


def _key(text: str) -> str:
    return _NUMBERS.sub("0", text)


def _breaks(lines: Sequence[Line]) -> Iterator[str]:
    """Go through what parts each line from the one before: nothing, the end of a line, or an empty line."""
    usual = _usual_distance(lines)
    margins = _margins(lines)
    first = True
    for i, (before, one) in enumerate(pairwise(lines)):
        down = before.bottom - one.bottom
        jump = before.page != one.page or down < -one.height / 2
        gap = not jump and down > _GAP * usual * max(before.height, one.height)
        first = _ends(before, one, margins[i], margins[i + 1], jump=jump, gap=gap, first=first)
        yield ("\n\n" if gap or jump else "\n") if first else ""


def _usual_distance(lines: Sequence[Line]) -> float:
    """Return the usual distance from line to line, in heights of a letter."""
    distances = [
        (before.bottom - one.bottom) / one.height
        for before, one in pairwise(lines)
        if before.page == one.page and 0 < before.bottom - one.bottom < _FAR * one.height and _one_type(before, one)
    ]
    return median(distances) if distances else 1.0


def _margins(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return where lines like each one mostly begin on its page, and how far to the right they reach."""
    by_page: dict[int, list[Line]] = defaultdict(list)
    for one in lines:
        by_page[one.page].append(one)
    found = []
    for one in lines:
        alike = [other for other in by_page[one.page] if abs(other.left - one.left) <= _SAME_EDGE * one.height and _one_type(other, one)]
        # Set in are the first lines of paragraphs, of which there may be many.
        lefts = sorted(other.left for other in alike)
        found.append((lefts[len(lefts) // 5], max(other.right for other in alike)))
    return found


def _one_type(a: Line, b: Line) -> bool:
    return abs(a.height - b.height) <= _OTHER_TYPE * max(a.height, b.height)


def _ends(
    before: Line, one: Line, margin_before: tuple[float, float], margin: tuple[float, float], *, jump: bool, gap: bool, first: bool
) -> bool:
    """Tell whether a paragraph ends between two lines. `first`: whether the earlier one is the first of its paragraph."""
    if before.hyphen and _one_type(before, one):
        return False
    if gap or before.row or one.row or not _one_type(before, one) or one.text.startswith(_BULLETS):
        return True
    stopped, small = before.text.endswith(_STOPS), one.text[0].islower()
    if jump:
        return stopped and not small
    return (stopped or not small) and (
        _is_set_in(before, one, margin_before[0], margin[0], first=first) or _has_room(before, one, margin_before[1])
    )


def _is_set_in(before: Line, one: Line, edge_before: float, edge: float, *, first: bool) -> bool:
    """Tell whether a line begins further in or out than its paragraph would."""
    in_before, in_now = (line.left - own > _INDENT * line.height for line, own in ((before, edge_before), (one, edge)))
    if in_before == in_now:
        return in_now and first
    return in_now or not first


def _has_room(before: Line, one: Line, edge: float) -> bool:
    """Tell whether the first word of a line would still have stood at the end of the one before."""
    return before.right + _BLANK * one.height + one.first_word <= edge
