"""The answer in one line, and what led to it."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.finding import CANNOT_SAY, NO_SIGN, SHARED_CAUSES, Finding
from concerted.words.numbers import listed, plural

_ANSWERS = {
    NO_SIGN: "No sign of concert: tests that could have seen it did not.",
    CANNOT_SAY: "Cannot say: these data neither show concert nor rule it out.",
    SHARED_CAUSES: "Shared causes suffice: what the groups have in common needs no concert.",
    "in concert": "In concert: timing beyond shared causes, and marks that are not timing.",
}
_QUESTIONS = {
    "together": "Do they act on the same days, beyond each group's own rhythm",
    "pause": "Did attacks fall in a window in which a pause is claimed",
    "divide": "Do they divide the fronts that several of them can reach",
}


def answer(grade: str) -> str:
    """Return the grade as one sentence."""
    return _ANSWERS[grade]


def opening(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Return, for each question, the question, a tally of verdicts, and the sentence that says most."""
    lines = []
    for question in dict.fromkeys(f.question for f in findings):
        asked = [f for f in findings if f.question == question]
        verdicts = list(dict.fromkeys(f.verdict for f in asked))
        tally = listed([f"{sum(f.verdict == v for f in asked)} {v}" for v in verdicts])
        said = next((f for f in asked if f.verdict != CANNOT_SAY), asked[0])
        counted = f"{plural(len(asked), 'test')}: {tally}"
        lines.append((f"{_QUESTIONS.get(question, question)}?", counted, f"{said.id}, {said.about}. {said.sentence}"))
    return lines
