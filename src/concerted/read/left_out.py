"""Names of persons left out of any text: inflected, in capitals, in an address, or with signs between the letters that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

LEFT_OUT, ADDRESS_LEFT_OUT = "[name left out]", "[address left out]"
_IN_A_NAME_OF_A_FILE = "name-left-out"
_APOSTROPHES = "'’‘ʼ`´"
# Soft hyphens, joiners, marks of direction, and accents that follow their letter.
_UNSEEN = "[\u00ad\u034f\u061c\u200b-\u200f\u2060-\u2064\ufeff\u0300-\u036f]*"
_BETWEEN = r"(?:%20|\+|[\W_])*"
_LETTER = r"[^\W\d_]"
# A chunk without blanks that is an address, an id or the name of a file.
_CHUNK = re.compile(r"\S+")
_SIGNS_OF_AN_ADDRESS = re.compile(r"://|@\w|\w[/@_%#.-]\w")
_WEB = re.compile(r"\W*https?://", re.IGNORECASE)
_HASH = re.compile(r"(?:[a-z]+:)?[0-9a-f]{12,}")
# So short a part of a name stands in many a word of an address.
_SHORTEST, _SHORTEST_INSIDE = 4, 6


class LeftOut:
    """Names that are to be left out.

    Parameters
    ----------
    names : iterable of str
        Whole names and their parts.
    kept : iterable of str
        Names of organisations, which stay even where a part of a person's name stands in them.
    """

    def __init__(self, names: Iterable[str], kept: Iterable[str] = ()) -> None:
        self.words = tuple(sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name)))
        whole = {unicodedata.normalize("NFKC", word).casefold() for word in self.words}
        self._kept = sorted(
            {one for one in kept if one and unicodedata.normalize("NFKC", one).casefold() not in whole}, key=lambda one: (-len(one), one)
        )

    def __bool__(self) -> bool:
        """Tell whether there is any name."""
        return bool(self.words)

    def clean(self, text: str) -> str:
        """Return a text without the names."""
        if not text or _HASH.fullmatch(text) or not self._may_hold(text):
            return text
        plain = _CHUNK.sub(lambda chunk: self._address(chunk[0]), text)
        return self._pattern.sub(lambda found: found["kept"] or LEFT_OUT, plain)

    def found(self, text: str) -> bool:
        """Tell whether one of the names stands in a text."""
        return bool(self.words) and self.clean(text) != text

    def whole_name_in(self, text: str) -> bool:
        """Tell whether a name of two words or more stands in a text, however it is joined and cased."""
        return bool(self._whole is not None and self._whole.search(text))

    def _may_hold(self, text: str) -> bool:
        """Tell whether the letters of a name stand in a text in a row, whatever is between them: most texts hold none, and are done with."""
        letters = _letters(text)
        return any(one in letters for one in self._letters)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(_letters(word) for word in self.words) - {""}

    def _address(self, chunk: str) -> str:
        """Return a chunk without blanks; an address with a name in it is left out as a whole, since what is left would lead elsewhere."""
        if _SIGNS_OF_AN_ADDRESS.search(chunk) is None:
            return chunk
        bare = self._in_addresses.sub(lambda found: found["kept"] or _IN_A_NAME_OF_A_FILE, chunk)
        return ADDRESS_LEFT_OUT if bare != chunk and _WEB.match(chunk) else bare

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        many = [f"(?i:{_spelled(word)})" for word in self.words if len(word.split()) > 1]
        one = [form for word in self.words if len(word.split()) == 1 for form in _forms(word)]
        return re.compile(rf"(?P<kept>{self._kept_names})|(?<!{_LETTER})(?:{'|'.join((*many, *one))})s?(?!{_LETTER})")

    @cached_property
    def _in_addresses(self) -> re.Pattern[str]:
        inside = [_spelled(word) for word in self.words if len(word) >= _SHORTEST_INSIDE]
        apart = [rf"(?<!{_LETTER}){_spelled(word)}s?(?!{_LETTER})" for word in self.words if _SHORTEST <= len(word) < _SHORTEST_INSIDE]
        return re.compile(rf"(?P<kept>{self._kept_names})|{'|'.join((*inside, *apart)) or '(?!)'}", re.IGNORECASE)

    @cached_property
    def _kept_names(self) -> str:
        listed = "|".join(_spelled(one, "") for one in self._kept)
        return rf"(?<!{_LETTER})(?i:{listed})(?!{_LETTER})" if listed else "(?!)"

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        many = [_spelled(word) for word in self.words if len(word.split()) > 1]
        return re.compile("|".join(many), re.IGNORECASE) if many else None


def _letters(text: str) -> str:
    """Return the letters of a text, small and without accents."""
    plain = unicodedata.normalize("NFKD", text.replace("&#39;", "").replace("%27", "").replace("%20", ""))
    return "".join(sign for sign in plain.casefold() if sign.isalpha())


def _forms(word: str) -> list[str]:
    """Return a part of a name as printed, with a capital, and in capitals: in small letters it may be another word."""
    return [_spelled(form) for form in dict.fromkeys((word, word[:1].upper() + word[1:], word.upper(), word.title()))]


def _spelled(name: str, unseen: str = _UNSEEN) -> str:
    """Return what finds a name: any sign or none between its words, any apostrophe, and signs that nobody sees between its letters."""
    words = [re.split(r"[-‐‑]", word) for word in name.split()]
    parts = [part for word in words for part in word if part]
    return _BETWEEN.join(unseen.join(_sign(sign) for sign in part) for part in parts)


def _sign(sign: str) -> str:
    if sign in _APOSTROPHES:
        return f"(?:[{_APOSTROPHES}]|&#39;|%27)?"
    bare = unicodedata.normalize("NFD", sign)[0]
    return re.escape(sign) if bare == sign else f"[{re.escape(sign)}{re.escape(bare)}]"
