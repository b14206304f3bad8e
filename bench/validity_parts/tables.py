"""What is printed: Markdown tables of what was found, and where it misses the standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from concerted.finding import BEYOND, CANNOT_SAY, SHARED_CAUSES
from validity_parts.cells import Column, Found
from validity_parts.misses import ENOUGH_EVENTS, changes, missed
from validity_parts.peers import NAIVE, NAMES, SHORT
from validity_parts.rates import Rate, beyond, cut, fired
from validity_parts.worlds import CURVE, ROWS, Row

# Columns of the chief table: where p stands, and where the verdicts do.
OURS = (
    ("together", "together, whole"),
    ("answer", "answer, whole"),
    ("pause", "pause"),
    ("pause, plain p", "pause, plain p"),
    ("turn", "turn"),
    ("turn, of a pair", "turn, of a pair"),
    ("divide", "divide"),
    ("divide, a day at one place", "divide, a day at one place"),
    ("spread", "spread"),
    ("network", "network"),
    ("network, same day", "network, same day"),
    ("scan", "scan"),
    ("scan, any q in a world", "scan, any q in a world"),
)
PEERS = tuple(SHORT[name] for name in NAMES)
Lines = list[str]


def all_of(found: Found) -> Iterator[Lines]:
    """Return every table for which there is anything.

    Parameters
    ----------
    found : Found
    """
    yield chief(found)
    yield missed(found, [name for name, _ in OURS])
    yield unlisted(found)
    yield power(found)
    yield direction(found)
    yield effects(found)
    yield held(found, "coverage", "together", "planted share", "share beyond expectation, mean")
    for name in ("pause", "pause, plain p"):
        yield held(found, "falls", name, "planted ratio", "ratio, median")
    yield calibration(found)


def chief(found: Found) -> Lines:
    """Return the table of false alarms.

    Parameters
    ----------
    found : Found
    """
    rows = [row for row in ROWS["null"] if any(key[:2] == ("null", row.name) for key in found)]
    every = [*OURS, *((name, "") for name in PEERS)]
    columns = [(name, verdicts) for name, verdicts in every if any(("null", row.name, name) in found for row in rows)]
    if not rows:
        return []
    cells = [[f"{row.name}{' *' * row.drifts}", *(_cell(found, "null", row, *column) for column in columns)] for row in rows]
    means = ["mean of worlds with 50 events or more", *(_average(found, rows, name) for name, _ in columns)]
    pooled = ["all tests together", *(_pooled(found, rows, name) for name, _ in columns)]
    counts = ["tests a world, at least", *(_tests(found, "null", rows, name) for name, _ in columns)]
    return [
        "### False alarms: share of tests with p < .05 where there is no link",
        "",
        "Each cell: share (upper end of its 95 % interval, clustered by world); beyond shared causes / shared causes suffice / cannot say.",
        "",
        *markdown([["world", *(name for name, _ in columns)], *cells, means, pooled, counts]),
        "",
        "The last rows leave out, for `pause` and `turn`, the worlds marked *: there the rate of one group does change.",
    ]


def _cell(found: Found, part: str, row: Row, name: str, verdicts: str) -> str:
    column = found.get((part, row.name, name))
    rate = fired(column) if column else None
    told = found.get((part, row.name, verdicts))
    text = "-" if rate is None else f"{short(rate.value)} ({short(rate.high)})"
    return f"{text}; {_verdicts(told)}" if told is not None and told.verdicts else text


def _verdicts(column: Column) -> str:
    whole = column.verdicts.total()
    return "/".join(short(column.verdicts[name] / whole, 2) for name in (BEYOND, SHARED_CAUSES, CANNOT_SAY))


def _counted(rows: Sequence[Row], name: str) -> list[Row]:
    return [row for row in rows if not changes(row, name)]


def _average(found: Found, rows: Sequence[Row], name: str) -> str:
    enough = [row for row in _counted(rows, name) if row.events >= ENOUGH_EVENTS and ("null", row.name, name) in found]
    rates = [rate.value for row in enough if (rate := fired(found["null", row.name, name]))]
    return short(float(np.mean(rates))) if rates else "-"


def _pooled(found: Found, rows: Sequence[Row], name: str) -> str:
    there = [found["null", row.name, name] for row in _counted(rows, name) if ("null", row.name, name) in found]
    rate = fired(Column(p=[world for column in there for world in column.p]))
    return f"{short(rate.value)} ({short(rate.high)}) of {rate.tests:,}" if rate else "-"


def _tests(found: Found, part: str, rows: Sequence[Row], name: str) -> str:
    rates = [fired(found[part, row.name, name]) for row in rows if (part, row.name, name) in found]
    least = min((one.tests for one in rates if one), default=0)
    worlds = min((one.worlds for one in rates if one), default=0)
    return f"{least:,}" if least == worlds else f"{least:,} in {worlds:,} worlds"


def unlisted(found: Found) -> Lines:
    """Return what is said of fast shared causes that no test is told of.

    Parameters
    ----------
    found : Found
    """
    questions = [name for name in ("together", "answer", "network", "pause") if any(key[0] == "unlisted" and key[2] == name for key in found)]
    rows = []
    for row in ROWS["unlisted"]:
        for name in questions:
            column = found.get(("unlisted", row.name, name))
            told = found.get(("unlisted", row.name, f"{name}, whole"), column)
            rate = fired(column) if column else None
            if rate and told and told.verdicts:
                names = f"{told.named[0]} of {told.named[1]}" if told.named[1] and name in ("together", "answer") else "-"
                rows.append([row.name, name, f"{short(rate.value)} ({rate.tests:,})", _verdicts(told), f"{told.verdicts.total():,}", names])
    head = [
        "world",
        "question",
        "p < .05 (tests)",
        "beyond / shared causes / cannot say",
        "findings",
        "of those that fire name a cause",
    ]
    return ["### Unlisted fast shared causes", "", *markdown([head, *rows])] if rows else []


def power(found: Found) -> Lines:
    """Return what is seen of planted copies.

    Parameters
    ----------
    found : Found
    """
    tests = ["together", *PEERS]
    rows = [[row.name, *(_seen(found, row, name) for name in tests)] for row in ROWS["power"] if ("power", row.name, "together") in found]
    reading = (
        f"Share of worlds in which the test fires (worlds). The ceiling is the {SHORT[NAIVE]} in the steady world. A peer that fires in more "
        "than 5 % of the same worlds without a link is cut to 5 % there (marked c)."
    )
    return ["### Power: B copies A on the same day or the day after", "", reading, "", *markdown([["world", *tests], *rows])] if rows else []


def _seen(found: Found, row: Row, name: str) -> str:
    column, null = found.get(("power", row.name, name)), found.get(("null", row.drivers[0], name))
    rate = fired(column) if column else None
    if column is None or rate is None:
        return "-"
    false = fired(null) if null else None
    if name == "together" or false is None or null is None:
        return f"{short(rate.value)} ({rate.tests:,})"
    if false.value <= 0.05:
        return f"{short(rate.value)} ({rate.tests:,})"
    after = beyond(column, cut(null))
    return f"{short(after.value)} c ({rate.tests:,})" if after else "-"


def direction(found: Found) -> Lines:
    """Return how often `answer` fires either way round.

    Parameters
    ----------
    found : Found
    """
    rows = []
    for row in ROWS["direction"]:
        rates = [fired(found[key]) for key in (("direction", row.name, f"answer, {way}") for way in ("A then B", "B then A")) if key in found]
        if len(rates) == 2 and all(rates):
            rows.append([row.name, *(_rate(one) for one in rates), f"{rates[0].tests:,}" if rates[0] else ""])
    head = ["B copies A", "`answer(A, B)` fires", "`answer(B, A)` fires: the wrong way", "worlds"]
    return ["### Direction of `answer`", "", *markdown([head, *rows])] if rows else []


def _rate(rate: Rate | None) -> str:
    return "-" if rate is None else f"{short(rate.value)} ({short(rate.low)}-{short(rate.high)})"


def effects(found: Found) -> Lines:
    """Return what `network` makes of one group that excites another.

    Parameters
    ----------
    found : Found
    """
    rows = []
    for row in ROWS["effects"]:
        cells = {name: found.get(("effects", row.name, name)) for name in ("a01", "a10", "a01 at least three times a10", "relabelled")}
        if all(cells.values()):
            rows.append([row.name, *_effect_cells(cells)])
    sizes = ["a01: mean; fires; interval holds it", "a10: mean; fires; interval holds 0"]
    head = ["planted", *sizes, "a01 at least three times a10", "same when relabelled"]
    return ["### `network` where A excites B, nothing back", "", *markdown([head, *rows])] if rows else []


def _effect_cells(cells: dict[str, Column | None]) -> Iterator[str]:
    for name in ("a01", "a10"):
        if (column := cells[name]) is not None:
            rate = fired(column)
            fires = "-" if rate is None else f"{short(rate.value)} of {rate.tests}"
            yield f"{np.mean(_sizes(column)):.3f}; {fires}; {_share(column.held)}"
    for name in ("a01 at least three times a10", "relabelled"):
        if (column := cells[name]) is not None:
            yield _share(column.held)


def held(found: Found, part: str, name: str, planted: str, middle: str) -> Lines:
    """Return how often the intervals of a question hold what was planted.

    Parameters
    ----------
    found : Found
    part, name : str
    planted, middle : str
        Heads of the columns.
    """
    rows = []
    for row in ROWS[part]:
        column = found.get((part, row.name, name))
        rate = fired(column) if column else None
        if column and rate:
            sizes = _sizes(column)
            size = np.median(sizes) if part == "falls" else np.mean(sizes)
            rows.append([row.name, f"{row.share:g}", f"{size:.3f}", _share(column.held), short(rate.value)])
    head = ["worlds", planted, middle, "interval holds it", "p < .05"]
    return [f"### Intervals of `{name}`", "", *markdown([head, *rows])] if rows else []


def calibration(found: Found) -> Lines:
    """Return what `calibrate` tells beside what is so.

    Parameters
    ----------
    found : Found
    """
    rows = []
    for row in ROWS["calibrate"]:
        told = [found.get(("calibrate", row.name, name)) for name in ("false alarms", "could have seen")]
        null = found.get(("null", row.name, "together"))
        so = fired(null) if null else None
        if told[0] and told[1] and so:
            false, seen = (_sizes(one) for one in told if one)
            rows.append([row.name, f"{len(told[0].p)}", _mean(false), short(so.value), _mean(seen), _seen_from(found, row.name)])
    head = ["world", "worlds", "false alarms, told (range)", "so", "could have seen, told (range)", "seen in four of five from"]
    return ["### `calibrate` of `together`", "", *markdown([head, *rows])] if rows else []


def _mean(values: Sequence[float]) -> str:
    return f"{np.mean(values):.3f} ({min(values):.3f}-{max(values):.3f})" if values else "-"


def _seen_from(found: Found, driver: str) -> str:
    """Return the share from which on the test fires in four worlds of five, on straight lines between the shares that were tried."""
    columns = [(row.share, found.get(("curve", row.name, "together"))) for row in ROWS["curve"] if row.drivers[0] == driver]
    rates = [(share, rate.value) for share, column in columns if column and (rate := fired(column))]
    if len(rates) < len(CURVE):
        return "-"
    return f"{np.interp(0.8, [value for _, value in rates], [share for share, _ in rates]):.3f}"


def _sizes(column: Column) -> list[float]:
    return [size for world in column.size for size in world if size is not None]


def _share(pair: Sequence[int]) -> str:
    return f"{short(pair[0] / pair[1])} of {pair[1]:,}" if pair[1] else "-"


def short(value: float, digits: int = 3) -> str:
    """Return a share without its leading nought.

    Parameters
    ----------
    value : float
    digits : int
    """
    return f"{value:.{digits}f}".removeprefix("0") if value < 1 else f"{value:.{digits}f}"


def markdown(rows: Iterable[Sequence[str]]) -> Lines:
    """Return rows as a Markdown table, the first row the names.

    Parameters
    ----------
    rows : iterable of sequences
    """
    head, *others = [[cell.replace("|", "/") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *others)]
