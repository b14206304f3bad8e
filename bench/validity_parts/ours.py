"""The questions of `concerted`, each on world i of a row."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

import concerted as cc
from concerted.ask.divide import p_of as divide_p
from concerted.ask.following import Compared, compared
from concerted.ask.network import AFTER, SAME_DAY, Edge
from concerted.ask.spread import p_of as spread_p
from concerted.ask.together import checked
from concerted.ask.turn import p_of as turn_p
from concerted.ask.turn_setting import checked as turn_checked
from concerted.ask.verdict import variant
from concerted.counts import Counts
from concerted.finding import Finding
from validity_parts import made_up
from validity_parts.told import Columns, Told
from validity_parts.worlds import Row

TOGETHER, ANSWER = "together", "answer"
LAGS = {TOGETHER: (0, 1), ANSWER: (1, 2, 3)}
DRAWS = 199
LEVEL = 0.05
_ROUNDING = 1e-12
# Of the slow questions; as no number of pairs divides it, all pairs have their turn.
_WHOLE_EVERY = 37
_NAMES_A_CAUSE = "explain this away"
# Streams of what a row's world does not draw itself, apart from those of `cc.simulate` by the length of the key.
_WINDOW, _PLACES, _PLACES_BY_DAY, _USES, _FALL, _EXCITED = range(6)


def stream(seed: int, row: Row, i: int, purpose: int) -> np.random.Generator:
    """Return random numbers of one world and purpose.

    Parameters
    ----------
    seed : int
    row : Row
    i : int
    purpose : int
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(row.first + i, purpose)))


def _compared(question: str, counts: Counts, pair: tuple[str, str], said: dict[str, Any]) -> Compared:
    lags = LAGS[question]
    told = {"given": said.get("given"), "controls": said.get("controls")}
    setting = checked(counts, *pair, lags, min(lags), window_days=None, share=0.2, days=3, alpha=LEVEL, **told)
    return compared(counts, *pair, replace(setting, first_response=min(lags)))


def p_of(question: str, counts: Counts, pair: tuple[str, str], said: dict[str, Any]) -> float | None:
    """Return the p of `together` or `answer` without the rest of the finding, which takes up to fifty times as long.

    Parameters
    ----------
    question : str
    counts : Counts
    pair : (str, str)
    said : dict
        What the test is told.
    """
    test = _compared(question, counts, pair, said)
    return test.p if test.null.count else None


def quick(question: str, row: Row, seed: int, i: int) -> Columns:
    """Return p alone."""
    world = row.world(seed, i)
    return {question: [Told(p_of(question, world.counts, row.pair(i), row.said(world)))]}


def whole(question: str, row: Row, seed: int, i: int) -> Columns:
    """Return p and verdict of the whole finding.

    Raises
    ------
    RuntimeError
        If the finding's p is another than that of `quick`.
    """
    world = row.world(seed, i)
    finding: Finding = getattr(cc, question)(world.counts, *row.pair(i), **row.said(world))
    p = p_of(question, world.counts, row.pair(i), row.said(world))
    _must_agree(question, row, i, finding, p)
    return {f"{question}, whole": [told(finding)]}


def _must_agree(question: str, row: Row, i: int, finding: Finding, p: float | None) -> None:
    if (p is None) != (finding.p is None) or abs((p or 0.0) - (finding.p or 0.0)) > _ROUNDING:
        raise RuntimeError(f"{question}, {row.name}, world {i}: the finding has p {finding.p}, the test alone {p}")


def _alone(question: str, row: Row, i: int, alone: Callable[[], float | None], finding: Callable[[], Finding]) -> Told:
    """Return p alone, and in every so many worlds what the whole finding says, whose p must be the same number."""
    p = alone()
    if i % _WHOLE_EVERY:
        return Told(p)
    whole_one = finding()
    _must_agree(question, row, i, whole_one, p)
    return told(whole_one)


def told(finding: Finding) -> Told:
    """Return what a finding says.

    Parameters
    ----------
    finding : Finding
    """
    named = _NAMES_A_CAUSE in finding.sentence if finding.p is not None and finding.p < LEVEL else None
    return Told(finding.p, finding.effect, finding.verdict, named)


def _days_of(world: cc.simulate.World, row: Row) -> dict[str, Any]:
    """Return what questions on one group are told: they take days, not an opponent."""
    return {"given": world.truth.triggers or None, "controls": world.truth.controls or None} if row.told else {}


def pause(row: Row, seed: int, i: int) -> Columns:
    """Ask of 30 days somewhere in the record; the exact p without bursts stands beside the finding's own."""
    world, rng = row.world(seed, i), stream(seed, row, i, _WINDOW)
    found = cc.pause(world.counts, row.pair(i)[1], made_up.window(world.counts, rng), **_days_of(world, row))
    return {"pause": [told(found)], "pause, plain p": [Told(found.p_poisson)]}


def turn(row: Row, seed: int, i: int) -> Columns:
    """Ask for a change of one group's rate."""
    world, group = row.world(seed, i), row.pair(i)[1]
    same = (world.truth.umbrella,) if world.truth.umbrella and group in world.truth.members else None
    return {"turn": [_turned("turn", row, i, world.counts, group, same_as=same, **_days_of(world, row))]}


def coupling(row: Row, seed: int, i: int) -> Columns:
    """Ask for a change of the coupling of two groups."""
    world = row.world(seed, i)
    return {"turn, of a pair": [_turned("turn, of a pair", row, i, world.counts, row.pair(i), **_days_of(world, row))]}


def _turned(name: str, row: Row, i: int, counts: Counts, groups: str | tuple[str, str], **said: Any) -> Told:
    names, setting = turn_checked(counts, groups, draws=DRAWS, seed=i, **said)
    return _alone(name, row, i, lambda: turn_p(counts, names, setting), lambda: cc.turn(counts, groups, draws=DRAWS, seed=i, **said))


def divide(row: Row, seed: int, i: int) -> Columns:
    """Ask of groups that prefer the same places; once each event has its own place, once a day's events stand at one."""
    world = row.world(seed, i)
    columns = {"divide": _PLACES, "divide, a day at one place": _PLACES_BY_DAY}
    placed = {
        name: made_up.placed(world.counts, row.pair(i), stream(seed, row, i, purpose), by_day=purpose == _PLACES_BY_DAY)
        for name, purpose in columns.items()
    }
    return {name: [_divided(name, row, i, events)] for name, events in placed.items()}


def _divided(name: str, row: Row, i: int, events: dict[str, list[Any]]) -> Told:
    said: dict[str, Any] = {"by": "actor", "over": "target", "reach": dict.fromkeys(row.pair(i), made_up.PLACES), "draws": DRAWS, "seed": i}
    return _alone(name, row, i, lambda: divide_p(events, **said), lambda: cc.divide(events, **said))


def spread(row: Row, seed: int, i: int) -> Columns:
    """Ask of sixteen groups that take items up in their own time."""
    world = row.world(seed, i, made_up.ACTORS)
    uses, ties = made_up.first_uses(world.counts, world.truth.groups, stream(seed, row, i, _USES))
    said: dict[str, Any] = {"draws": DRAWS, "seed": i}
    return {"spread": [_alone("spread", row, i, lambda: spread_p(uses, ties, **said), lambda: cc.spread(uses, ties, **said))]}


def network(row: Row, seed: int, i: int) -> Columns:
    """Return all links between three groups or more."""
    world = row.world(seed, i, max(3, row.groups))
    groups = {*world.truth.groups}
    edges = [one for one in cc.network(world.counts, **row.said(world)).edges if {one.source, one.target} <= groups]
    names = {"network": AFTER, "network, same day": SAME_DAY}
    return {name: [_edge(one, 0.0) for one in edges if one.kind == kind] for name, kind in names.items()}


def _edge(edge: Edge, truth: float) -> Told:
    held = None if edge.low is None or edge.high is None else edge.low <= truth <= edge.high
    return Told(edge.p, edge.effect, edge.verdict, held=held)


def scan(row: Row, seed: int, i: int) -> Columns:
    """Return every directed pair of four groups: each one's p, and the smallest corrected p of the world."""
    world = row.world(seed, i, max(4, row.groups))
    counts = _without(world.counts, world.truth.umbrella)
    table = cc.scan(counts, question=TOGETHER, **row.said(world)).table()
    found = {name: table.column(name).to_pylist() for name in ("p", "q", "verdict")}
    least = min((one for one in found["q"] if one is not None), default=None)
    pairs = [Told(p, verdict=verdict) for p, verdict in zip(found["p"], found["verdict"], strict=True)]
    return {"scan": pairs, "scan, any q in a world": [Told(least)]}


def _without(counts: Counts, name: str | None) -> Counts:
    """Return the counts without an umbrella's row: it is made of its members' events."""
    if name is None:
        return counts
    rows = [i for i, group in enumerate(counts.groups) if group != name]
    groups = [counts.groups[i] for i in rows]
    return Counts.from_arrays(counts.values[rows], groups, str(counts.days[0]), coverage=counts.coverage[rows])


def wrong_way(row: Row, seed: int, i: int) -> Columns:
    """Ask `answer` both ways round where B copies A."""
    world = row.world(seed, i)
    return {
        f"answer, {name}": [Told(p_of(ANSWER, world.counts, pair, row.said(world)))]
        for name, pair in (("A then B", ("A", "B")), ("B then A", ("B", "A")))
    }


def interval(row: Row, seed: int, i: int) -> Columns:
    """Tell whether the interval of `together` holds the planted share."""
    world = row.world(seed, i)
    found = variant(_compared(TOGETHER, world.counts, ("A", "B"), row.said(world)), "", "lags")
    held = None if found.low is None or found.high is None else found.low <= row.share <= found.high
    return {"together": [Told(found.p, found.effect, held=held)]}


def fall(row: Row, seed: int, i: int) -> Columns:
    """Tell whether the interval of `pause` holds the planted ratio, and whether that without bursts does."""
    counts, rng = row.world(seed, i, 1).counts, stream(seed, row, i, _FALL)
    days = made_up.window(counts, rng)
    found = cc.pause(made_up.fallen(counts, "A", days, row.share, rng), "A", days)
    held, held_plain = (
        (low or 0.0) <= row.share <= (np.inf if high is None else high)
        for low, high in ((found.low, found.high), (found.poisson_low, found.poisson_high))
    )
    return {
        "pause": [told(found)._replace(held=held)],
        "pause, plain p": [Told(found.p_poisson, found.effect, held=held_plain)],
    }


def effects(row: Row, seed: int, i: int) -> Columns:
    """Ask `network` where A excites B, and once more with the groups in the other order."""
    counts = made_up.excited(stream(seed, row, i, _EXCITED), row.share)
    edges = _directed(cc.network(counts).edges)
    turned = Counts.from_arrays(counts.values[::-1], counts.groups[::-1], "2020-01-06", coverage=counts.coverage[::-1])
    again = _directed(cc.network(turned).edges)
    same = all(np.isclose(edges[pair].effect or 0, again[pair].effect or 0, rtol=1e-9, atol=1e-12) for pair in edges)
    there, back = (_edge(edges[pair], truth) for pair, truth in ((("A", "B"), row.share), (("B", "A"), 0.0)))
    three_times = (there.size or 0) >= 3 * (back.size or 0)
    return {
        "a01": [there],
        "a10": [back],
        "a01 at least three times a10": [Told(None, held=three_times)],
        "relabelled": [Told(None, held=same)],
    }


def _directed(edges: Iterable[Edge]) -> dict[tuple[str, str], Edge]:
    return {(one.source, one.target): one for one in edges if one.kind == AFTER}


def calibrate(row: Row, seed: int, i: int) -> Columns:
    """Return the rate of false alarms that `calibrate` tells of one world, and the smallest share that could have been seen."""
    found = cc.calibrate(row.world(seed, i).counts, TOGETHER, groups=("A", "B"), seed=i)
    return {"false alarms": [Told(None, found.false_alarm_rate)], "could have seen": [Told(None, found.could_have_seen)]}


Task = Callable[[Row, int, int], Columns]
TASKS: dict[str, Task] = {
    **{question: functools.partial(quick, question) for question in LAGS},
    **{f"{question}, whole": functools.partial(whole, question) for question in LAGS},
    "pause": pause,
    "network": network,
    "turn": turn,
    "turn, of a pair": coupling,
    "divide": divide,
    "spread": spread,
    **({"scan": scan} if hasattr(cc, "scan") else {}),
    "wrong way": wrong_way,
    "interval": interval,
    "fall": fall,
    "effects": effects,
    "calibrate": calibrate,
}
