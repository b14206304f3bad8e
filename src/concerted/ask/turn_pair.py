"""When did the coupling of two groups change?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from concerted.ask.turn_setting import FEWEST_EVENTS, FEWEST_STRETCHES, Setting
from concerted.chance.distribution import Draws
from concerted.chance.shuffled_stretches import ShuffledStretches
from concerted.counts import CENSUS, NOBODY_LOOKED, Counts
from concerted.days import Day, as_day
from concerted.finding import BEYOND, CANNOT_SAY, NO_SIGN, Finding
from concerted.measure import together
from concerted.measure import turn as measure
from concerted.words import turn as words
from concerted.words.numbers import capital, percent

_WINDOW_DAYS = 14
_SMALLEST_SHARE = 0.2


def p_of(counts: Counts, a: str, b: str, setting: Setting) -> float | None:
    """Return the p of the finding without the rest of it."""
    return _p(*_chances(_stretches(counts, a, b, setting)[0], setting))


def finding_of(counts: Counts, a: str, b: str, setting: Setting) -> Finding:
    """Return what is found of the coupling of A and B."""
    stretches, days = _stretches(counts, a, b, setting)
    best, chance = _chances(stretches, setting)
    enough = chance is not None
    scores = measure.coupling_scores(stretches) if len(stretches) > 1 else np.zeros(1)
    split = int(scores.argmax())
    p = _p(best, chance)
    errors = 0.0 if chance is None else max(1.96, float(np.quantile(chance.values, 1 - setting.alpha)))
    change, low, high = _pair_size(stretches, split, errors) if enough else (None, None, None)
    verdict, reason, settle = _pair_verdict(counts, (a, b), p, low, high, setting)
    said = ""
    if p is not None and change is not None and low is not None and high is not None:
        said = words.found_pair(a, b, days[split], change, low, high, p, float(stretches[:, 2].sum())) + " "
    return Finding(
        question="turn",
        groups=(a, b),
        verdict=verdict,
        reason=reason,
        settle=settle,
        about=f"coupling of {a} and {b}",
        sentence=f"{said}{capital(verdict)}: {reason}.",
        p=p,
        effect=change,
        effect_name=words.EFFECT_PAIR,
        low=low,
        high=high,
        count=float(stretches[:, 2].sum()) if len(stretches) else 0.0,
        method=words.METHOD_PAIR,
        null=ShuffledStretches.name,
        assumes=words.ASSUMES,
        cannot_show=words.CANNOT_SHOW,
    )


def _chances(stretches: npt.NDArray[np.float64], setting: Setting) -> tuple[float, Draws | None]:
    """Return the greatest score, and those of shuffled records; None where there is too little to shuffle."""
    if len(stretches) < FEWEST_STRETCHES or stretches[:, 2].sum() < 4 * FEWEST_EVENTS:
        return 0.0, None
    total = stretches.sum(axis=0)

    def best(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(measure.coupling_scores_at(sums, total).max(axis=1))

    chance = ShuffledStretches(stretches, 1, best, setting.seed, setting.draws).distribution()
    return float(measure.coupling_scores(stretches).max()), chance


def _p(best: float, chance: Draws | None) -> float | None:
    return None if chance is None else chance.upper(best)


def _stretches(counts: Counts, a: str, b: str, setting: Setting) -> tuple[npt.NDArray[np.float64], list[Day]]:
    row_a, row_b = counts.index(a), counts.index(b)
    covered, known = together.covered_days(counts.values[row_a] > 0, counts.observed[row_a], setting.lags)
    used = known & counts.observed[row_b] & ~setting.left_out(counts)
    stretches = measure.coupling(counts.values[row_b] > 0, covered, used, _WINDOW_DAYS)
    lasts = [*counts.days[_WINDOW_DAYS - 1 :: _WINDOW_DAYS], counts.days[-1]]
    kept = [as_day(lasts[i].item()) for i in range(-(-used.size // _WINDOW_DAYS)) if used[i * _WINDOW_DAYS : (i + 1) * _WINDOW_DAYS].any()]
    return stretches, kept


def _pair_size(stretches: npt.NDArray[np.float64], split: int, errors: float) -> tuple[float, float, float]:
    """Return the change of the share and its interval, so many standard errors wide: the day was picked for its size."""
    change, variance = 0.0, 0.0
    for side, sign in ((stretches[: split + 1], -1), (stretches[split + 1 :], 1)):
        days = max(1.0, float(side[:, 2].sum()))
        change += sign * float(side[:, 0].sum()) / days
        variance += float(side[:, 1].sum()) / days**2
    wide = errors * float(np.sqrt(variance))
    return change, change - wide, change + wide


def _pair_verdict(
    counts: Counts, pair: tuple[str, str], p: float | None, low: float | None, high: float | None, setting: Setting
) -> tuple[str, str, str | None]:
    needed = words.more(100)
    if p is None or low is None or high is None:
        return CANNOT_SAY, f"fewer than {FEWEST_STRETCHES} stretches of two weeks or {4 * FEWEST_EVENTS} active days can be compared", needed
    for name in pair:
        coverage = counts.coverage[counts.index(name)]
        if not counts.declared or bool((coverage[coverage > NOBODY_LOOKED] != CENSUS).any()):
            return CANNOT_SAY, f"no declared census of {name}, and a change of what is printed looks like a change of coupling", needed
    if p < setting.alpha:
        return (
            BEYOND,
            "the coupling changed, beyond what the order of stretches gives by chance; an unlisted cause of a few days may have, too",
            None,
        )
    if max(-low, high) < _SMALLEST_SHARE:
        return NO_SIGN, f"the interval leaves out a change of {percent(_SMALLEST_SHARE)} either way", None
    return CANNOT_SAY, "within chance, and a change is not ruled out", needed
