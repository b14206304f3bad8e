"""The tables, as text: which pairs there are, how well each test orders them, which verdict went to whom, and each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from concerted.finding import VERDICTS
from pairs import geography, ours, peers
from pairs.answer import FIRES, LEVEL, SILENT, Answer, Case
from pairs.labels import ALLIES, MIXED, RIVALS, STRANGERS, Label
from pairs.ranking import Area, area, drawn, once
from pairs.series import dated
from pairs.strangers import Size

KINDS = (ALLIES, STRANGERS, RIVALS, MIXED)
LEAST_GAIN = 0.05
# Of fewer pairs on a side no area is worth printing.
LEAST_PAIRS = 5
Told = Sequence[tuple[Case, Mapping[str, Answer]]]


@dataclass(frozen=True)
class Order:
    """One way to order pairs: a test, and whether by its size or by its p."""

    test: str
    by: str

    def value(self, answer: Answer) -> float:
        """Return what pairs are ordered by; where nothing could be computed the pair comes last."""
        found = answer.size if self.by == "size" else answer.p
        return -np.inf if found is None else found if self.by == "size" else -found


def found(labels: Mapping[str, Sequence[Label]], tested: Told, least_events: int) -> list[str]:
    """Say how many pairs of each kind there are in each country, and for how many nothing can be said.

    Parameters
    ----------
    labels : mapping of str to sequence of Label
    tested : sequence of (Case, answers)
    least_events : int
    """
    rows = [("country", "kind", "pairs and periods", "too few events: cannot say", "tested", "clusters tested", "a common enemy")]
    for country, own in labels.items():
        for kind in KINDS:
            all_of = [one for one in own if one.kind == kind]
            cases = [case for case, _ in tested if case.label.country == country and case.label.kind == kind]
            few = f"{len(all_of) - len(cases)} ({(len(all_of) - len(cases)) / len(all_of):.0%})" if all_of else "-"
            clusters = len({case.cluster for case in cases})
            rows.append((country, kind, len(all_of), few, len(cases), clusters, sum(bool(case.enemies) for case in cases)))
    title = f"Pairs, and for how many nothing can be said (under {least_events} events of its own, known to the day, in either group)"
    return [title, "", *columns(row for row in rows if row[2])]


def balance(tested: Told, sizes: Mapping[Label, Size]) -> list[str]:
    """Say how like allies the strangers and rivals are in what is no timing.

    Parameters
    ----------
    tested : sequence of (Case, answers)
    sizes : mapping of Label to Size
    """
    rows = [("kind", "pairs", "days", "events, smaller group", "events, larger group", "province overlap", "events of the label left out")]
    for kind in KINDS:
        labels = [case.label for case, _ in tested if case.label.kind == kind]
        if labels:
            own = [sizes[label] for label in labels]
            middle = [np.median([getattr(size, name) for size in own]) for name in ("smaller", "larger")]
            share = float(np.mean([size.overlap for size in own]))
            days, left_out = (int(np.median([getattr(label, name) for label in labels])) for name in ("days", "events"))
            rows.append((kind, len(labels), days, *(f"{n:.0f}" for n in middle), f"{share:.2f}", left_out))
    return ["How alike they are in what is no timing (medians; the overlap is a mean)", "", *columns(rows)]


def orders() -> list[Order]:
    """Return the ways to order pairs, ours first, geography last."""
    tests = [*(name for name in ours.NAMES if " IF " not in name), *peers.NAMES]
    return [Order(name, by) for name in tests for by in ("size", "p")] + [Order(name, "size") for name in geography.NAMES]


def ranked(tested: Told, against: str, seed: int) -> list[str]:
    """Say how well each order puts allies before others, and how much of it geography does.

    Parameters
    ----------
    tested : sequence of (Case, answers)
    against : str
        Kind of the others.
    seed : int
    """
    title = f"Allies against {against}: area under the curve, the chance that an ally stands before another pair; 0.5 is no order"
    names = ("test", "ordered by", "allies", against, "area", "95 % by clusters", "each cluster once", "geography", "over geography", "")
    rows = [_ranked(order, tested, against, seed) for order in orders()]
    reading = "Geography: the better of its two orders on the same pairs, read in its better direction. Numbers of pairs, clusters in brackets."
    return [title, "", *columns([names, *rows]), "", reading]


def areas(wanted: Sequence[Order], sides: Sequence[Told], seed: int) -> list[Area]:
    """Return how well each order puts one side before the other.

    Parameters
    ----------
    wanted : sequence of Order
    sides : sequence of two sequences of (Case, answers)
        Allies, and the others.
    seed : int
    """
    clusters = [[case.cluster for case, _ in side] for side in sides]
    draws, weights = drawn(clusters[0], clusters[1], seed), (once(clusters[0]), once(clusters[1]))
    values = [[np.array([order.value(answers[order.test]) for _, answers in side]) for side in sides] for order in wanted]
    return [area(allies, others, draws, weights) for allies, others in values]


def _ranked(order: Order, tested: Told, against: str, seed: int) -> tuple[str, ...]:
    sides = [[(case, told) for case, told in tested if case.label.kind == kind and order.test in told] for kind in (ALLIES, against)]
    numbers = tuple(f"{len(side)} ({len({case.cluster for case, _ in side})})" for side in sides)
    if min(map(len, sides)) < LEAST_PAIRS:
        return (order.test, order.by, *numbers, "too few", "", "", "", "", "")
    one, *places = areas([order, *(Order(name, "size") for name in geography.NAMES)], sides, seed)
    told = (f"{one.value:.2f}", f"{one.low:.2f} to {one.high:.2f}", f"{one.by_cluster:.2f}")
    if order.test in geography.NAMES:
        return (order.test, order.by, *numbers, *told, "", "", "")
    bar = max(max(place.value, 1 - place.value) for place in places)
    gain = one.value - bar
    return (order.test, order.by, *numbers, *told, f"{bar:.2f}", f"{gain:+.2f}", "mostly geography" if gain < LEAST_GAIN else "")


def verdicts(tested: Told) -> list[str]:
    """Say how often each verdict went to whom.

    Parameters
    ----------
    tested : sequence of (Case, answers)
    """
    groups = [(kind, [row for row in tested if row[0].label.kind == kind]) for kind in KINDS]
    enemies = [row for row in tested if row[0].label.kind == RIVALS and row[0].enemies]
    groups = [(name, rows) for name, rows in [*groups, ("rivals with a common enemy", enemies)] if rows]
    lines = [("test", "verdict", *(name for name, _ in groups))]
    for test in (*ours.NAMES, *peers.NAMES):
        words = VERDICTS if test in ours.NAMES else (FIRES, SILENT)
        told = [[answers[test] for _, answers in rows if test in answers] for _, rows in groups]
        lines += [(test, word, *(_share(Counter(one.verdict for one in column)[word], len(column)) for column in told)) for word in words]
        if test in (ours.PLAIN, ours.CONTROLS):
            below = [sum(one.p is not None and one.p < LEVEL for one in column) for column in told]
            lines.append((test, "(p below .05, whatever the verdict)", *(_share(n, len(c)) for n, c in zip(below, told, strict=True))))
    note = "Of pairs with enough events. Those with controls are of the pairs for which the country has unrelated groups."
    return ["Which verdict went to whom", "", *columns(lines), "", note]


def reasons(tested: Told, test: str) -> list[str]:
    """Say how often each reason was given.

    Parameters
    ----------
    tested : sequence of (Case, answers)
    test : str
    """
    told = [(case.label.kind, answers[test]) for case, answers in tested if test in answers]
    kinds = [kind for kind in KINDS if any(kind == one for one, _ in told)]
    given = Counter((answer.verdict, answer.reason) for _, answer in told)
    rows = [("verdict", "reason", *kinds)]
    for (verdict, reason), _ in sorted(given.items(), key=lambda item: (-item[1], item[0])):
        each_kind = [sum(kind == one and (verdict, reason) == (a.verdict, a.reason) for one, a in told) for kind in kinds]
        rows.append((verdict, reason, *map(str, each_kind)))
    return [f"Why: {test}", "", *columns(rows)]


def each(tested: Told) -> list[str]:
    """Give one line a pair.

    Parameters
    ----------
    tested : sequence of (Case, answers)
    """
    rows = [
        (
            "country",
            "kind",
            "pair",
            "first",
            "last",
            "label",
            "own",
            "enemy",
            "share",
            "p",
            "p, controls",
            "if census",
            "Elephant p",
            "PySpike p",
        )
    ]
    for case, answers in tested:
        label, plain = case.label, answers[ours.PLAIN]
        own = " ".join(str(dated(case.own[name])) for name in label.pair)
        ps = [answers[name].p if name in answers else None for name in (ours.PLAIN, ours.CONTROLS, peers.ELEPHANT, peers.PYSPIKE)]
        told = [_number(p, 3) for p in ps]
        census = answers[ours.CENSUS_DECLARED].verdict
        enemy = "yes" if case.enemies else ""
        days = (label.first, label.last, label.events, own, enemy)
        rows.append((label.country, label.kind, " / ".join(label.pair), *days, _number(plain.size, 2), *told[:2], census, *told[2:]))
    return ["Each pair that was tested", "", *columns(rows)]


def _share(n: int, of: int) -> str:
    return f"{n}/{of}" if of else "-"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return rows as lines of columns, the first row the names.

    Parameters
    ----------
    rows : iterable of sequences
    """
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
