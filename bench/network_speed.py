"""How long `network` takes: 100 groups over ten years, one thread, with ten thousand and with a million events.

Run with: uv run python bench/network_speed.py
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import statistics
import time

import numpy as np

import concerted as cc

GROUPS, DAYS, RUNS = 100, 3650, 3


def counts(events: int, groups: int = GROUPS, days: int = DAYS) -> cc.Counts:
    values = np.random.default_rng(1).poisson(events / groups / days, (groups, days))
    names = [f"group {k:03d}" for k in range(groups)]
    return cc.Counts.from_arrays(values, names, "2010-01-01", coverage=np.full(values.shape, 2))


def seconds(given: cc.Counts) -> str:
    """Return the time that the thread worked, which other work on the machine does not lengthen, and the time on the clock."""
    worked, clock = [], []
    for _ in range(RUNS):
        start = time.process_time(), time.perf_counter()
        cc.network(given)
        worked.append(time.process_time() - start[0])
        clock.append(time.perf_counter() - start[1])
    return f"median {statistics.median(worked):5.2f} s of work, {statistics.median(clock):5.2f} s on the clock"


def main() -> None:
    print(f"network, one thread, {RUNS} runs each, links in all directions and pairs on the same day")
    for events in (10_000, 100_000, 1_000_000):
        given = counts(events)
        print(f"{GROUPS} groups x {DAYS} days, {int(given.values.sum()):>9,} events: {seconds(given)} (to stay under 5 s)")
    for groups, days in ((25, DAYS), (50, DAYS), (100, 912), (100, 1825)):
        print(f"{groups} groups x {days} days: {seconds(counts(100_000, groups, days))}")


if __name__ == "__main__":
    main()
