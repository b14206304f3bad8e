"""Where a question misses the standard: at a nominal .05 at most .06, upper end .07, and .03 in the mean of worlds with events enough."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from concerted.finding import CANNOT_SAY
from validity_parts.cells import Found
from validity_parts.rates import LEVEL, Rate, fired
from validity_parts.worlds import ROWS, Row

MOST, MOST_HIGH, LEAST_MEAN = 0.06, 0.07, 0.03
ENOUGH_EVENTS = 50
_NEARLY_ALL = 0.95
# Where the rate of one group changes, a fall or a turn is there to be found, whatever its cause.
OF_ONE_GROUP = ("pause", "pause, plain p", "turn")


def missed(found: Found, questions: Iterable[str]) -> list[str]:
    """Return one line for each question and row that misses, and for each question that is too careful or was asked too seldom.

    Parameters
    ----------
    found : Found
    questions : iterable of str
    """
    lines, open_still = [], []
    for name in questions:
        rates = [(row, rate) for row, rate in rates_of(found, name) if rate]
        high = [_miss(found, row, name, rate) for row, rate in rates if _surely(rate)]
        lines += [f"- `{name}`: {'; '.join(high)}"] if high else []
        lines += _careful(name, [rate.value for row, rate in rates if row.events >= ENOUGH_EVENTS and not changes(row, name)])
        open_still += _few(name, [(row, rate) for row, rate in rates if _unsettled(rate)])
    if not any(key[0] == "null" for key in found):
        return []
    few_lines = ["", "Not settled, for too few tests: share (upper end; tests).", "", *open_still] if open_still else []
    return ["### Where it misses", "", *(lines or ["Nowhere."]), *few_lines]


def changes(row: Row, name: str) -> bool:
    """Whether what the question asks for is there: the rate of one group does change.

    Parameters
    ----------
    row : Row
    name : str
    """
    return row.drifts and name in OF_ONE_GROUP


def rates_of(found: Found, name: str) -> list[tuple[Row, Rate | None]]:
    """Return the share of tests that fire in each row.

    Parameters
    ----------
    found : Found
    name : str
    """
    return [(row, fired(found["null", row.name, name])) for row in ROWS["null"] if ("null", row.name, name) in found]


def _surely(rate: Rate) -> bool:
    return rate.value > MOST and rate.low > LEVEL


def _unsettled(rate: Rate) -> bool:
    return not _surely(rate) and (rate.value > MOST or rate.high > MOST_HIGH)


def _few(name: str, rates: list[tuple[Row, Rate]]) -> list[str]:
    high = [f"{row.name} {rate.value:.3f} ({rate.high:.3f}; {rate.tests:,})" for row, rate in rates if rate.value > MOST]
    tests = sorted(rate.tests for _, rate in rates if rate.value <= MOST)
    rest = [f"rows at .06 or below: {len(tests)}, the least of {tests[0]:,} tests"] if tests else []
    return [f"- `{name}`: {'; '.join(high + rest)}"] if rates else []


def _careful(name: str, values: list[float]) -> list[str]:
    if not values or np.mean(values) >= LEAST_MEAN:
        return []
    return [f"- `{name}`: {np.mean(values):.3f} in the mean of {len(values)} worlds with {ENOUGH_EVENTS} events or more: too careful."]


def _miss(found: Found, row: Row, name: str, rate: Rate) -> str:
    notes = [f"{rate.tests:,} tests"]
    told = found.get(("null", row.name, f"{name}, whole"), found["null", row.name, name]).verdicts
    if told:
        silent = told[CANNOT_SAY] / told.total()
        notes.append(f'"cannot say" in {silent:.2f}' + (", which the standard allows" if silent >= _NEARLY_ALL else ""))
    return f"{row.name}{' *' * changes(row, name)} {rate.value:.3f} ({rate.low:.3f}-{rate.high:.3f}; {', '.join(notes)})"
