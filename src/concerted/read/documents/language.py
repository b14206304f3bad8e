"""The language of a text, as far as its letters and commonest words tell; asked for where they do not."""

from __future__ import annotations

import re

_COMMON = {
    "en": "the of and to in that is was for with said on by from has",
    "fr": "le la les des et est que dans pour qui une sur avec au du",
    "es": "el la los las de y que en un por con para una del se",
    "de": "der die das und ist nicht mit den von ein eine auf für zu sich",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi",
}
_PERSIAN = re.compile(r"[پچژگکی]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HEBREW = re.compile(r"[\u0590-\u05ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
# Fewer common words than this tell no language.
_FEWEST = 3

# Languages in Arabic or Hebrew letters, as pages name them.
_OTHER_LETTERS = frozenset(("ar", "arc", "ary", "arz", "ckb", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"))


def has_rules(language: str) -> bool:
    """Tell whether statements in a language are read by rules: English, and what is not known to be something else."""
    return language.lower()[:3].rstrip("-_") in ("", "en", "eng")


def language_told(text: str, stated: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the languages that a page states and that its letters tell, each with its origin, the more reliable one first.

    A page mostly knows; but a frame in English around a text in Arabic letters is common, and there the letters are right.
    """
    told = language_of(text)
    page, letters = (stated, "page"), (told, "letters")
    frame_only = bool(told) and bool(stated) and (told in _OTHER_LETTERS) != (stated in _OTHER_LETTERS)
    return (letters, page) if frame_only else (page, letters)


def language_of(text: str) -> str:
    """Return the code of a text's language, or an empty text where it cannot be told."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return ""
    if len(_ARABIC.findall(text)) > letters / 2:
        return "fa" if len(_PERSIAN.findall(text)) > letters / 50 else "ar"
    if len(_HEBREW.findall(text)) > letters / 2:
        return "he"
    if len(_CYRILLIC.findall(text)) > letters / 2:
        return ""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counted = {
        code: sum(word in common for word in words) for code, common in ((code, set(listed.split())) for code, listed in _COMMON.items())
    }
    best = max(counted, key=lambda code: counted[code])
    return best if counted[best] >= max(_FEWEST, len(words) // 20) else ""
