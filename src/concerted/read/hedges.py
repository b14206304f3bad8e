"""Words that say how surely something is said, kept as they stand."""

from __future__ import annotations

import re

from concerted.read.statement import Hedge
from concerted.read.text import Text

_WORDS = {
    "epistemic": "may|might|could|would|perhaps|probably|possibly|likely|unlikely|appears?|appeared|seems?|seemed|presumably|potentially"
    "|I think|I believe|in my (?:view|opinion)",
    "evidential": "reportedly|allegedly|apparently|purportedly|supposedly|ostensibly|according to (?:reports?|media)"
    "|(?:is|are) (?:commonly |widely )?(?:thought|believed|said|understood) to|it is (?:thought|believed|said) that",
    "approximator": r"about|around|roughly|nearly|almost|approximately|some (?=\d)|at least|at most|up to|more than|fewer than|less than"
    "|mainly|mostly|largely|partly|generally|usually|often|sometimes",
    "negation": "not always necessarily|not necessarily|not always|not|never|no longer|neither|nor|without|hardly|denied|denies|deny",
}
# A shortened "not" hangs on its verb.
_SHORTENED = "|n['’]t"
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w){_SHORTENED if kind == 'negation' else ''}") for kind, words in _WORDS.items()}


def hedges(text: Text, start: int, end: int) -> tuple[Hedge, ...]:
    """Return the hedges between two places, in order."""
    return tuple(
        sorted(
            Hedge(kind, text.span(match.start(), match.end()))
            for kind, pattern in _PATTERNS.items()
            for match in pattern.finditer(text.text, start, end)
        )
    )
