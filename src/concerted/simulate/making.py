"""How a world is made: levels, own events, links, the opponent, other names, reporting. In this order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from concerted.counts import CENSUS, NOBODY_LOOKED, SAMPLE, Counts
from concerted.simulate import links, own, reporting, surges
from concerted.simulate.drivers import CANNOT_BE_TOLD, DRIVERS
from concerted.simulate.levels import Level
from concerted.simulate.truth import COMMANDER, Link, Truth, World
from concerted.simulate.wanted import COMMAND, IMITATION, SHARED_CAUSE, Wanted

OPPONENT, UMBRELLA = "opponent", "umbrella"

# Rates of unequal groups run from a third of the middle one to three times as much.
_UNEQUAL = 3.0
_SPARSE = 0.1
# Of the events, how many answer a strike, are claimed in the umbrella's name, have a wrong date.
_ANSWERING, _RENAMED, _MISDATED = 0.4, 0.7, 0.2
_ANSWER_LAGS = (1, 2)

# One stream of random numbers for each purpose, so that one more control or gap changes nothing else.
_LEVEL, _SHOCKS, _EFFORT, _OWN, _LINKS, _MOMENTS, _STRIKES, _ANSWERS, _UMBRELLA, _THINNING, _DATES, _GAPS = range(12)


@dataclass
class _Draft:
    """A world while it is being made: rows by name, and what is known of them."""

    rows: dict[str, npt.NDArray[np.int64]]
    rates: dict[str, float]
    planted: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def move(self, rng: np.random.Generator, name: str, days: npt.NDArray[np.int64], *, lags: tuple[int, ...], share: float) -> None:
        """Move a share of a group's events to chosen days."""
        self.rows[name], planted = links.moved(rng, self.rows[name], days, lags=lags, share=share)
        self.planted[name] = self.planted.get(name, 0) + planted


def made(wanted: Wanted) -> World:
    """Return the world that is wanted."""
    draft = _own_events(wanted)
    _plant(wanted, draft)
    if "retaliation" in wanted.drivers:
        _retaliate(wanted, draft)
    if "umbrella" in wanted.drivers:
        _rename(wanted, draft)
    _report(wanted, draft)
    names = tuple(draft.rows)
    coverage = _coverage(wanted, len(names))
    values = np.where(coverage > NOBODY_LOOKED, np.stack([draft.rows[name] for name in names]), 0)
    return World(Counts.from_arrays(values, names, wanted.start, coverage=coverage), _truth(wanted, draft, names))


def _truth(wanted: Wanted, draft: _Draft, names: tuple[str, ...]) -> Truth:
    return Truth(
        kind=wanted.kind,
        drivers=wanted.drivers,
        seed=wanted.seed,
        number=wanted.number,
        groups=wanted.groups,
        controls=wanted.controls,
        rates=tuple(draft.rates[name] for name in names),
        planted=tuple(draft.planted.get(name, 0) for name in names),
        **draft.facts,
    )


def _own_events(wanted: Wanted) -> _Draft:
    facts: dict[str, Any] = {}
    quick, effort = _quick_levels(wanted, facts), _effort(wanted, facts)
    # Thinning takes away all but 1 / max of the events, so that many more must happen.
    before = effort.max() if wanted.thinning else effort
    draft = _Draft({}, dict(zip(wanted.groups, _rates(wanted), strict=True)), facts=facts)
    same = _level(wanted, 0)
    for row, name in enumerate(wanted.groups):
        level = (same if wanted.shared else _level(wanted, row + 1)) * quick
        draft.rows[name] = _events(wanted, row, draft.rates[name] * level * before / (level * effort).mean())
    for row, name in enumerate(wanted.controls, start=len(wanted.groups)):
        draft.rates[name] = wanted.control_rate
        draft.rows[name] = np.asarray(wanted.stream(_OWN, row).poisson(wanted.control_rate * before, size=wanted.days))
    return draft


def _events(wanted: Wanted, row: int, expected: Level) -> npt.NDArray[np.int64]:
    return own.events(
        wanted.stream(_OWN, row),
        expected,
        bursts="bursts" in wanted.drivers,
        overdispersed="overdispersed" in wanted.drivers,
        batches="same-day batches" in wanted.drivers,
    )


def _level(wanted: Wanted, row: int) -> Level:
    """Return the product of the slow levels; row 0 is the one that all groups share, others are stretches out of longer records."""
    level = np.ones(wanted.days)
    for place, name in enumerate(wanted.drivers):
        if (shape := DRIVERS[name].level) is not None:
            rng = wanted.stream(_LEVEL, row, place)
            longer, offset = (2 * wanted.days, int(rng.integers(wanted.days + 1))) if row else (wanted.days, 0)
            level = level * shape(rng, longer)[offset : offset + wanted.days]
    return np.asarray(level)


def _quick_levels(wanted: Wanted, facts: dict[str, Any]) -> Level:
    """Return the product of listed surges and unlisted shocks, and note their days."""
    level, hidden = np.ones(wanted.days), np.zeros(wanted.days, dtype=bool)
    share, factor = wanted.shocks
    for place, name in enumerate(wanted.drivers):
        if name == "listed surges" or DRIVERS[name].told == CANNOT_BE_TOLD:
            starts, hit = surges.shock_days(wanted.stream(_SHOCKS, place), wanted.days, length=int(DRIVERS[name].size or 1), share=share)
            level = level * surges.shocked(hit, factor)
            if name == "listed surges":
                facts["triggers"] = wanted.dates(starts)
            else:
                hidden |= hit
    facts["shock_days"] = wanted.dates(np.flatnonzero(hidden))
    return np.asarray(level)


def _effort(wanted: Wanted, facts: dict[str, Any]) -> Level:
    if wanted.variation is None:
        return np.ones(wanted.days)
    effort = reporting.daily_effort(wanted.stream(_EFFORT), wanted.days, wanted.variation)
    effort.flags.writeable = False
    facts["effort"] = effort
    return effort


def _rates(wanted: Wanted) -> tuple[float, ...]:
    rate = wanted.rate * (_SPARSE if "sparse" in wanted.drivers else 1.0)
    if "unequal rates" not in wanted.drivers or len(wanted.groups) == 1:
        return (rate,) * len(wanted.groups)
    return tuple(float(rate * factor) for factor in np.geomspace(1 / _UNEQUAL, _UNEQUAL, len(wanted.groups)))


def _plant(wanted: Wanted, draft: _Draft) -> None:
    if wanted.kind == IMITATION:
        _imitate(wanted, draft)
    elif wanted.kind in (SHARED_CAUSE, COMMAND):
        days = links.moments(wanted.stream(_MOMENTS), wanted.days, wanted.moments)
        for row, name in enumerate(wanted.groups):
            draft.move(wanted.stream(_LINKS, row), name, days, lags=wanted.lags, share=wanted.share)
        if wanted.kind == COMMAND:
            draft.facts["orders"] = wanted.dates(days)
            draft.facts["links"] = tuple(Link(COMMANDER, name, wanted.lags, wanted.share) for name in wanted.groups)
        else:
            draft.facts["triggers"] = tuple(sorted({*draft.facts.get("triggers", ()), *wanted.dates(days)}))


def _imitate(wanted: Wanted, draft: _Draft) -> None:
    # Everybody copies what the others did of their own accord, so that the order of the pairs changes nothing.
    leaders = {name: np.flatnonzero(draft.rows[name]) for name, _ in wanted.pairs}
    for a, b in wanted.pairs:
        draft.move(wanted.stream(_LINKS, wanted.groups.index(b)), b, leaders[a], lags=wanted.lags, share=wanted.share)
    draft.facts["links"] = tuple(Link(a, b, wanted.lags, wanted.share) for a, b in wanted.pairs)


def _retaliate(wanted: Wanted, draft: _Draft) -> None:
    first, *others = wanted.groups
    strikes = links.strikes(wanted.stream(_STRIKES), draft.rows[first], wanted.rate / 2)
    for row, name in enumerate(others):
        draft.move(wanted.stream(_ANSWERS, row), name, np.flatnonzero(strikes), lags=_ANSWER_LAGS, share=_ANSWERING)
    draft.rows[OPPONENT] = strikes
    draft.rates[OPPONENT] = wanted.rate / 2 + links.STRUCK_BACK * draft.rates[first]
    draft.facts["opponent"] = OPPONENT


def _rename(wanted: Wanted, draft: _Draft) -> None:
    members = wanted.groups[: (len(wanted.groups) + 1) // 2]
    rows, under, start = reporting.renamed(wanted.stream(_UMBRELLA), np.stack([draft.rows[name] for name in members]), _RENAMED)
    draft.rows.update(zip(members, rows, strict=True))
    draft.rows[UMBRELLA], draft.rates[UMBRELLA] = under, 0.0
    draft.facts.update(umbrella=UMBRELLA, members=members, renamed_from=wanted.dates(np.array([start]))[0])


def _report(wanted: Wanted, draft: _Draft) -> None:
    effort = draft.facts.get("effort")
    for row, name in enumerate(draft.rows):
        if effort is not None and wanted.thinning:
            draft.rows[name] = reporting.thinned(wanted.stream(_THINNING, row), draft.rows[name], effort)
        if "date errors" in wanted.drivers:
            draft.rows[name] = reporting.misdated(wanted.stream(_DATES, row), draft.rows[name], _MISDATED)


def _coverage(wanted: Wanted, rows: int) -> npt.NDArray[np.uint8]:
    level = (SAMPLE if wanted.variation is not None else CENSUS) if wanted.coverage is None else wanted.coverage
    coverage = np.full((rows, wanted.days), level, dtype=np.uint8)
    if "gaps" in wanted.drivers:
        for row in range(rows):
            coverage[row, reporting.gaps(wanted.stream(_GAPS, row), wanted.days)] = NOBODY_LOOKED
    return coverage
