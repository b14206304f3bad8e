"""How long all pairs take: exact p beside what people can install, the arithmetic floor, and how the cost grows.

Run with: uv run --group test --with-requirements bench/requirements.txt python bench/scan_speed.py [--no-peers] [--events N] [--groups N]

One thread. Times are of work (process time), which other work on the machine does not lengthen. A peer is timed on a hundred random pairs
in the same run, with a thousand surrogates a pair, and scaled to all pairs; the line says so.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import resource
import time
from collections.abc import Callable
from unittest import mock

import numpy as np

import concerted as cc

GROUPS, EVENTS, DAYS = 100, 500, 1000
SURROGATES, PEER_PAIRS, ELEPHANT_PAIRS = 1000, 100, 100
FLOOR = 500_000_000


def worked(call: Callable[[], object]) -> float:
    """Return the seconds that a call worked."""
    start = time.process_time()
    call()
    return time.process_time() - start


def counts(groups: int, events: int, days: int, seed: int = 1) -> cc.Counts:
    """Return groups with as many events each, on days drawn alike."""
    values = np.random.default_rng(seed).multinomial(events, np.full(days, 1 / days), size=groups)
    return cc.Counts.from_arrays(values, [f"group {k:04d}" for k in range(groups)], "2000-01-01", coverage=np.full(values.shape, 2))


def heavy_tailed(groups: int, events: int, days: int, seed: int = 1) -> cc.Counts:
    """Return groups whose sizes fall like those of real tables (log-normal, sd 1.7), each alive for a part of the record only."""
    rng = np.random.default_rng(seed)
    share = rng.lognormal(0, 1.7, groups)
    sizes = rng.multinomial(events, share / share.sum())
    values = np.zeros((groups, days), dtype=np.int64)
    for row, size in zip(values, sizes, strict=True):
        life = int(rng.integers(days // 20, days + 1))
        first = int(rng.integers(0, days - life + 1))
        row[first : first + life] = rng.multinomial(size, np.full(life, 1 / life))
    return cc.Counts.from_arrays(values, [f"group {k:04d}" for k in range(groups)], "2000-01-01", coverage=np.full(values.shape, 2))


def floor_seconds() -> float:
    """Return the seconds of five hundred million multiply-adds on numbers near the processor."""
    a, b, c = (np.random.default_rng(i).random(4000) for i in range(3))
    rounds = FLOOR // a.size

    def multiply_and_add() -> None:
        product = np.empty_like(a)
        for _ in range(rounds):
            np.multiply(a, b, out=product)
            np.add(c, product, out=c)

    return worked(multiply_and_add)


def peer_seconds(given: cc.Counts) -> dict[str, float]:
    """Return what each peer would take for all directed pairs, from a hundred random ones."""
    from pairs import peers

    rng = np.random.default_rng(2)
    days = [np.flatnonzero(row) for row in given.values]
    chosen = [rng.choice(len(days), 2, replace=False) for _ in range(PEER_PAIRS)]
    calls: dict[str, Callable[[int, int], object]] = {
        "PySpike": lambda i, j: peers._pyspike(days[i], days[j], given.days.size, rng),
        "Elephant": lambda i, j: peers._elephant(days[i], days[j], given.days.size),
    }
    directed = len(days) * (len(days) - 1)
    with mock.patch.object(peers, "DRAWS", SURROGATES):
        return {name: worked(lambda call=call: [call(*pair) for pair in chosen]) * directed / PEER_PAIRS for name, call in calls.items()}  # type: ignore[misc]


def print_pairs(with_peers: bool) -> None:
    """Print ours for all pairs of a hundred groups beside the floor and the peers."""
    given = counts(GROUPS, EVENTS, DAYS)
    floor = floor_seconds()
    print(f"{GROUPS} groups x {EVENTS} events x {DAYS} days, {GROUPS * (GROUPS - 1):,} directed pairs, exact p and sizes, one thread")
    print(f"  {FLOOR:.0e} multiply-adds: {floor:.2f} s")
    ours = 0.0
    for name, compiled in (("arrays", False), ("compiled by numba", True)):
        cc.scan(given, compiled=compiled)
        ours = min(worked(lambda compiled=compiled: cc.scan(given, compiled=compiled)) for _ in range(5))  # type: ignore[misc]
        print(f"  scan, {name}: {ours:.2f} s, {ours / floor:.1f} times the floor (to stay within 3)", flush=True)
    if with_peers:
        for name, seconds in peer_seconds(given).items():
            print(f"  {name}, {SURROGATES} surrogates: {seconds:,.0f} s (from {PEER_PAIRS} random pairs); {seconds / ours:,.0f} times ours")


def print_growth() -> None:
    """Print how the cost grows, as a plot: the bars should be of one length."""
    print("cost of a million pair-days")
    for groups, days in ((50, 1000), (100, 1000), (200, 1000), (400, 1000), (100, 2000), (100, 4000)):
        given = counts(groups, days // 5, days)
        each = worked(lambda given=given: cc.scan(given, compiled=True)) / (groups * (groups - 1) * days) * 1e6  # type: ignore[misc]
        print(f"  {groups:4d} groups x {days:4d} days {each:6.3f} s {'#' * round(each * 200)}")


def print_table(groups: int, events: int) -> None:
    """Print what the scan of a whole event table takes."""
    for name, days, make in (("sizes as in real tables", 4000, heavy_tailed), ("all of one size", 1000, _alike)):
        given = make(groups, events, days)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        found = cc.scan(given)
        seconds = time.process_time() - start
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{groups:,} groups, {int(given.values.sum()):,} events, {days:,} days, {name}: {len(found):,} pairs with enough data")
        print(f"  {seconds:.1f} s (to stay under 30), {seconds / max(1, len(found)) * 1e6:.0f} millionths of a second a pair")
        print(f"  memory {most / 1024:,.0f} MiB at most, {before / 1024:,.0f} before (to stay under 1,024)", flush=True)


def _alike(groups: int, events: int, days: int) -> cc.Counts:
    return counts(groups, events // groups, days)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-table", action="store_true", help="leave the scan of a whole table out")
    parser.add_argument("--groups", type=int, default=1800)
    parser.add_argument("--events", type=int, default=385_000)
    chosen = parser.parse_args()
    print_pairs(not chosen.no_peers)
    print_growth()
    if not chosen.no_table:
        print_table(chosen.groups, chosen.events)


if __name__ == "__main__":
    main()
