"""Words that make what follows, or what went before, somebody's statement."""

from __future__ import annotations

_SAYING = """
    say tell add write ask note report announce suggest tweet argue explain acknowledge declare insist claim state warn reply respond reveal
    admit deny confirm assert allege testify recall contend conclude maintain stress emphasize emphasise observe remark comment complain concede
    caution predict estimate promise pledge vow threaten swear urge reiterate repeat indicate agree disclose recount quip joke boast lament
    charge accuse propose mention read continue counter retort point describe call quote cite assure remind advise inform inquire answer shout
    exclaim whisper publish post brag interject muse opine proclaim profess rebut relate signal speculate summarize summarise tout underline
    underscore volunteer hint imply demand command order instruct criticize criticise blame guess hear learn stipulate attest affirm vouch
    advocate forecast project calculate certify clarify elaborate marvel protest reason retell sigh scoff gripe grumble chide plead
"""
_HOLDING = "think believe hope expect fear worry doubt suspect find show"
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thinking",
    "find": "finds found finding",
    "show": "shows showed shown showing",
    "read": "reads read reading",
    "swear": "swears swore sworn swearing",
    "hear": "hears heard hearing",
    "forecast": "forecasts forecast forecasting",
    "quip": "quips quipped quipping",
    "brag": "brags bragged bragging",
    "admit": "admits admitted admitting",
    "learn": "learns learned learnt learning",
    "retell": "retells retold retelling",
}
# What is promised, threatened or ordered stands as "to ...".
WITH_INFINITIVE = frozenset(
    [
        "claim",
        "vow",
        "threaten",
        "promise",
        "pledge",
        "swear",
        "agree",
        "expect",
        "hope",
        "propose",
        "demand",
        "urge",
        "order",
        "instruct",
        "command",
        "advise",
        "ask",
        "tell",
        "call",
        "think",
        "believe",
        "say",
        "report",
    ]
)
# What is denied or admitted stands as "doing ..." too.
WITH_GERUND = frozenset(["deny", "admit", "acknowledge", "recall", "confirm"])
# After these a clause without any other mark of speech before "X said" is what was said.
_PLAIN = "say tell add report note write explain announce argue continue warn claim"
STRENGTH = {
    "claimed": "claim allege boast brag profess contend tout insist maintain assert speculate guess suggest hint imply",
    "confirmed": "confirm admit acknowledge concede reveal disclose certify attest testify affirm",
    "denied": "deny rebut counter retort protest",
    "thought": _HOLDING,
    "promised": "vow threaten promise pledge swear",
    "ordered": "order instruct command demand urge advise",
}


def _forms(verb: str) -> tuple[str, ...]:
    if verb in _IRREGULAR:
        return (verb, *_IRREGULAR[verb].split())
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    ending = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return verb, verb + ending, f"{verb}ed", f"{verb}ing"


SAYING = frozenset(_SAYING.split())
PLAIN = frozenset(_PLAIN.split())
VERB_OF = {form: verb for verb in (*_HOLDING.split(), *_SAYING.split()) for form in _forms(verb)}
_STRENGTH_OF = {verb: strength for strength, verbs in STRENGTH.items() for verb in verbs.split()}


def strength(verb: str) -> str:
    """Return how a cue puts what was said: "said" where it takes no side."""
    return _STRENGTH_OF.get(verb, "said")
