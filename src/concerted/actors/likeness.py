"""How names are compared when no listed alias decides: by their words, across scripts and spellings.

A name becomes its units (brigade, movement), its places, and its other words. Two names can be one organisation's only if every other word
of each has its like in the other and no unit or place contradicts. Likeness gives candidates; the register decides when one is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from concerted.actors.glossary import EMPTY, PHRASES, PLACES, UNITS, WORDS

# Arabic, Persian, Urdu and Kurdish letters as Latin consonants; long vowels become what is left of them in most transliterations.
_LETTERS = str.maketrans(
    {
        **dict(
            zip(
                "بتثجحخدذرزسشصضطظعغفقكلمنهوي",
                (
                    "b",
                    "t",
                    "th",
                    "j",
                    "h",
                    "kh",
                    "d",
                    "dh",
                    "r",
                    "z",
                    "s",
                    "sh",
                    "s",
                    "d",
                    "t",
                    "z",
                    "",
                    "gh",
                    "f",
                    "q",
                    "k",
                    "l",
                    "m",
                    "n",
                    "h",
                    "w",
                    "y",
                ),
                strict=True,
            )
        ),
        **dict(zip("پچژگکیەێۆڤۇ", ("p", "ch", "zh", "g", "k", "y", "e", "e", "o", "v", "u"), strict=True)),
        **dict.fromkeys("اأإآٱىءئؤ", "a"),
        "ة": "",
        "ـ": "",
        "\u200c": " ",
    }
)
_HEBREW = str.maketrans(
    dict(
        zip(
            "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
            (
                "a",
                "b",
                "g",
                "d",
                "h",
                "w",
                "z",
                "h",
                "t",
                "y",
                "k",
                "k",
                "l",
                "m",
                "m",
                "n",
                "n",
                "s",
                "",
                "p",
                "p",
                "ts",
                "ts",
                "k",
                "r",
                "sh",
                "t",
            ),
            strict=True,
        )
    )
)
_WORD = re.compile(r"[^\W_]+")
# One letter in several forms, in Arabic and in Persian writing.
_SAME_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "\u200c": " "})
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_VOWELS = str.maketrans({"e": "a", "o": "u", "y": "i", "q": "k", "v": "w"})
_JOINED_TWICE = re.compile(r"\bco-o")
_APOSTROPHES = re.compile(r"['’‘ʼʿʾ`´]")
_OWNED = re.compile(r"(?<=\w)['’ʼ]s\b")
_ELIDED = re.compile(r"\b[ldLD]['’ʼ](?=[aeiouhAEIOUH\u00c0-\u00ff])")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th|er|re|e|o|a)\b")
_ACCENTS = re.compile("[\u00c0-\u024f]")
# "Lords" and "nationales"; not "Hamas", "Nasrallah's" or "Tigris".
_PLURAL = re.compile(r"(?<=\w{3}[^\W\dsuia])s$")
WHOLE, PARTLY = 2, 1
_SHORTEST_LIKE = 4
_FEWEST_BONES = 3
_ARTICLE = re.compile(r"^(?:al|el|ul|as|ash|ad|ar|an|at|az)(?=[a-z]{4})")


@dataclass(frozen=True)
class Shape:
    """A name's words by what they say.

    Attributes
    ----------
    units, places, words : frozenset of str
        Units as sets of senses would have it: a unit word is kept as all senses that it can have, joined by "|".
    acronym : bool
        Whether the name is one word of capitals, or shorter than five letters: nothing can be told from likeness then.
    """

    units: frozenset[str]
    places: frozenset[str]
    words: frozenset[str]
    acronym: bool


@lru_cache(maxsize=100_000)
def shape(name: str) -> Shape:
    """Return a name's words by what they say."""
    written = list(_words(name))
    plain = [word for word in written if not _by_word().get(word, "").startswith(("unit:", "place:"))]
    # A name of one short word needs its vowels: two consonants alone are shared by Houthi and Hutu.
    senses = [_sense(word, vowels=len(plain) < 2) for word in written]
    units = {sense for sense in senses if sense.startswith("unit:")}
    places = {sense for sense in senses if sense.startswith("place:")}
    words = set(senses) - units - places
    letters = [sign for sign in name if sign.isalpha()]
    acronym = len(letters) < _SHORTEST_LIKE + 1 or (name.isascii() and " " not in name.strip() and "".join(letters).isupper())
    return Shape(frozenset(units), frozenset(places), frozenset(words), acronym)


def agree(a: Shape, b: Shape) -> int:
    """Return how well two names agree: `WHOLE`, `PARTLY` but for a unit or a place that only one of them names, or 0."""
    if a.acronym or b.acronym or a.words != b.words:
        return 0
    if not a.words:
        return WHOLE if a.units and a.places and a.units == b.units and a.places == b.places else 0
    units, places = _compare_units(a.units, b.units), _compare(a.places, b.places)
    if units == "other" or places == "other":
        return 0
    return WHOLE if units == places == "same" else PARTLY


def _compare_units(a: frozenset[str], b: frozenset[str]) -> str:
    """Compare units: each of one name needs one of the other with a sense in common."""
    if not a or not b:
        return "same" if not a and not b else "a" if a else "b"

    def met(one: str, others: frozenset[str]) -> bool:
        return any(set(one.split("|")) & set(other.split("|")) for other in others)

    return "same" if all(met(one, b) for one in a) and all(met(one, a) for one in b) else "other"


def _compare(a: frozenset[str], b: frozenset[str]) -> str:
    if a == b:
        return "same"
    if a and b:
        return "other"
    return "a" if a else "b"


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Return what different spellings of a word share: its consonants, doubled ones once, likely variants made one."""
    plain = _latin(word)
    for old, new in (
        ("kh", "x"),
        ("gh", "g"),
        ("dh", "d"),
        ("th", "t"),
        ("sh", "S"),
        ("ch", "C"),
        ("ph", "f"),
        ("zh", "j"),
        ("q", "k"),
        ("v", "w"),
    ):
        plain = plain.replace(old, new)
    plain = _DOUBLED.sub(r"\1", plain)
    first, rest = plain[:1], re.sub(r"[aeiouyw]", "", plain[1:])
    kept = _DOUBLED.sub(r"\1", ("" if first in "aeiouyw" else first) + rest)
    return kept.removesuffix("h") if len(kept) > 2 else kept


def _words(name: str) -> Iterator[str]:
    """Go through a name's words as written, in one spelling of its script."""
    # "Myanmar's" and "l'Azawad" before all apostrophes go: in "Kata'ib" they are letters.
    plain = _ELIDED.sub(" ", _OWNED.sub("", _ORDINAL.sub(r"\1", name)))
    folded = _ACCENTS.sub(_without_accent, unicodedata.normalize("NFKC", _APOSTROPHES.sub("", plain))).translate(_SAME_LETTERS).lower()
    folded = _JOINED_TWICE.sub("coo", folded)
    for phrase, word in PHRASES.items():
        folded = folded.replace(phrase, word)
    for written in _WORD.findall(folded):
        for word in _split(written if written.isascii() else _without_article(written)):
            if word not in EMPTY:
                yield word


def _without_accent(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKD", match[0])[0]


def _without_article(word: str) -> str:
    """Return a word of Arabic script without its article and the preposition before it."""
    if word in _by_word():
        return word
    for prefix in ("ال", "لل", "بال", "وال", "ل"):
        rest = word.removeprefix(prefix)
        if rest != word and (rest in _by_word() or (len(rest) > 2 and prefix != "ل")):
            return rest
    return word


def _sense(word: str, *, vowels: bool) -> str:
    known = _by_word().get(word)
    if known is not None:
        return known
    one = _PLURAL.sub("", word)
    if one in _by_word():
        return _by_word()[one]
    bones = skeleton(one)
    if len(bones) < _FEWEST_BONES and (vowels or len(bones) < 2):
        return _DOUBLED.sub(r"\1", _latin(word).translate(_VOWELS)).removesuffix("h")
    return (_by_skeleton().get(bones) if len(bones) >= _FEWEST_BONES else None) or bones


def _split(word: str) -> Iterator[str]:
    """Go through what is written in one word: "Ansarullah" is two, and an article may hang on."""
    for ending in ("ullah", "allah", "ollah", "alah", "llah"):
        stem = word.removesuffix(ending)
        if stem != word and skeleton(stem) == skeleton("ansar"):
            yield from ("ansar", "allah")
            return
    if word.startswith("hizbul") and len(word) == len("hizbul"):
        yield "hizb"
        return
    without = _ARTICLE.sub("", word)
    yield without if without != word and (without in _by_word() or skeleton(without) in _by_skeleton()) else word


def _latin(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS).translate(_HEBREW))
    if not plain.isascii():
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if not plain.isascii():
        from anyascii import anyascii

        plain = anyascii(plain)
    return plain.lower()


@cache
def _by_word() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, senses in (("unit", UNITS), ("place", PLACES), ("word", WORDS)):
        for sense, words in senses.items():
            for word in words.split():
                key = f"{kind}:{sense}"
                found[word] = f"{found[word]}|{key}" if kind == "unit" and word in found else found.get(word, key)
    return found


@cache
def _by_skeleton() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, sense in _by_word().items():
        found.setdefault(skeleton(word), sense)
    return found
