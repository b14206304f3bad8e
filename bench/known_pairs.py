"""Tests of acting together held against what is known of real pairs of armed groups: allies, rivals and strangers in UCDP event files.

Run with: uv run --group test --with-requirements bench/requirements.txt python bench/known_pairs.py [--file PATH …] [--seed N]

Without --file the four files beside the repository are read in place. What the labels are and what the tables show:
docs/method/known-pairs.md. The same seed gives the same output; progress and the time it took go to standard error.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pairs import geography, ours, peers, table
from pairs.answer import Answer, Case
from pairs.incidents import Incident, Pair, pair, read
from pairs.labels import RIVALS, STRANGERS, Label, labels
from pairs.series import common_enemies, counts, own_events
from pairs.strangers import Size, size, strangers, unrelated

from concerted.errors import ConcertedError

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("ged_syria_2016_2019.slim.csv", "ucdp_ged_nigeria_hdx.csv", "ucdp_ged_iraq_hdx.csv", "ged_mexico_1989_2023.slim.csv")
LEAST_EVENTS = 20
CONTROLS = 3


def main() -> None:
    options = _options()
    _need_peers()
    start = time.perf_counter()
    try:
        incidents = read(options.file or [SHARED / name for name in FILES])
    except ConcertedError as fault:
        sys.exit(str(fault))
    told: dict[str, list[Label]] = {}
    for country, events in incidents.items():
        own = labels(events)
        told[country] = own + strangers(events, own, options.least_events)
    sizes = {label: size(incidents[country], label) for country, own in told.items() for label in own}
    tested = list(_tested(incidents, told, sizes, options.least_events, options.seed))
    _write(told, tested, sizes, options)
    print(f"{time.perf_counter() - start:.0f} s in all", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, action="append", help="a file of UCDP events; can be given several times")
    parser.add_argument("--seed", type=int, default=1, help="for the surrogates of the peers and the intervals")
    parser.add_argument("--least-events", type=int, default=LEAST_EVENTS, help="events of its own that each group must have")
    return parser.parse_args()


def _need_peers() -> None:
    # pyunicorn shows a bar for each of its thousand small steps.
    os.environ.setdefault("TQDM_DISABLE", "1")
    missing = [name for name in ("elephant", "pyspike", "pyunicorn") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"{', '.join(missing)}: not installed. Run with --with-requirements bench/requirements.txt")


def _tested(
    incidents: dict[str, tuple[Incident, ...]], told: dict[str, list[Label]], sizes: dict[Label, Size], least_events: int, seed: int
) -> Iterator[tuple[Case, dict[str, Answer]]]:
    enough = [label for own in told.values() for label in own if sizes[label].smaller >= least_events]
    for i, label in enumerate(enough):
        print(f"\r{i + 1} of {len(enough)} pairs", end="\n" if i + 1 == len(enough) else "", file=sys.stderr, flush=True)
        case = _case(incidents[label.country], label, least_events)
        yield case, {**ours.answers(case), **peers.answers(case, seed, i), **geography.answers(case)}


def _case(incidents: Sequence[Incident], label: Label, least_events: int) -> Case:
    a, b, first, last = *label.pair, label.first, label.last
    own = {a: own_events(incidents, a, b, first, last), b: own_events(incidents, b, a, first, last)}
    apart = {*unrelated(incidents, first, last, least_events)}
    names = _controls(apart, own, [one for one in incidents if one.inside(first, last)])
    events = {name: own_events(incidents, name, a, first, last) for name in names}
    return Case(label, own, counts(own, first, last), events, common_enemies(own[a], own[b], a, b))


def _controls(apart: set[Pair], own: dict[str, list[Incident]], inside: Sequence[Incident]) -> list[str]:
    """Return the most active groups that have no part with either."""
    active = Counter(name for one in inside if one.dated for name in one.groups)
    fit = [name for name in active if name not in own and all(pair(name, one) in apart for one in own)]
    return sorted(fit, key=lambda name: (-active[name], name))[:CONTROLS]


def _write(told: dict[str, list[Label]], tested: table.Told, sizes: dict[Label, Size], options: argparse.Namespace) -> None:
    parts = [table.found(told, tested, options.least_events)]
    if tested:
        parts += [
            table.balance(tested, sizes),
            table.ranked(tested, STRANGERS, options.seed),
            table.ranked(tested, RIVALS, options.seed),
            table.verdicts(tested),
            table.reasons(tested, ours.CENSUS_DECLARED),
            table.each(tested),
        ]
    print("\n\n".join("\n".join(part) for part in parts))


if __name__ == "__main__":
    main()
