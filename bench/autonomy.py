"""How often `contrast` tells two `together` findings apart where they do not differ, and where only one of two kinds of events is linked.

Run with: uv run --group test python bench/autonomy.py [--worlds N]

Regional and domestic events of A and B are four rows of one world, so that they share its driver; the tables stand in docs/method/contrast.md.
"""

from __future__ import annotations

import argparse

import numpy as np

import concerted as cc
from concerted.ask import verdict
from concerted.ask.together import checked
from concerted.words import together as words

SEED = 20261201
DRIVERS = ("steady", "weekday", "slow surges", "bursts")
# Shares planted in the regional and in the domestic events.
ALIKE, APART = ((0.0, 0.0), (0.2, 0.2)), ((0.4, 0.4), (0.2, 0.0), (0.4, 0.0), (0.6, 0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--fewer-worlds", type=int, default=200, help="worlds of each of the last four shares")
    parser.add_argument("--drivers", nargs="+", default=DRIVERS, choices=DRIVERS)
    parser.add_argument("--first", type=int, default=0, help="number of the first world")
    options = parser.parse_args()
    print(
        "| driver | share regional | share domestic | worlds | p < .05 | interval holds the difference | no p |\n|---|---|---|---|---|---|---|"
    )
    for shares in (*ALIKE, *APART):
        for driver in options.drivers:
            worlds = options.worlds if shares in ALIKE else options.fewer_worlds
            print(line(driver, shares, [contrasted(driver, shares, options.first + i) for i in range(worlds)]), flush=True)


def contrasted(driver: str, shares: tuple[float, float], number: int) -> cc.Finding:
    """Return the difference of regional and domestic events in one world."""
    values = np.stack([rows(driver, share, number)[2 * kind : 2 * kind + 2] for kind, share in enumerate(shares)])
    return cc.contrast(*(sized(one, name) for one, name in zip(values, ("regional", "domestic"), strict=True)))


def sized(values: np.ndarray, name: str) -> cc.Finding:
    """Return the size of `cc.together(counts, "A", "B")`, without its other lags, which take most of the time."""
    counts = cc.Counts.from_arrays(values, ("A", "B"), "2020-01-06", coverage=np.full(values.shape, 2))
    setting = checked(counts, "A", "B", (0, 1), 0, window_days=None, share=0.2, given=None, days=3, controls=None, alpha=0.05)
    main = verdict.ask(counts, "A", "B", setting, cause_lags=(0,)).main
    told = {"effect_name": words.EFFECT, "p": main.p, "effect": main.effect, "low": main.low, "high": main.high, "count": main.count}
    return cc.Finding("together", ("A", "B"), "cannot say", "only the size is asked", "", about=name, **told)


def rows(driver: str, share: float, number: int) -> np.ndarray:
    """Return A and B, regional and domestic, in which B copies this share of A; the own events are the same for every share."""
    kind = {"kind": "imitation", "pairs": (("A", "B"), ("C", "D"))} if share else {}
    return cc.simulate.world(driver=driver, groups=4, share=share, seed=SEED, number=number, **kind).counts.values


def line(driver: str, shares: tuple[float, float], found: list[cc.Finding]) -> str:
    """Return one row of the table."""
    told = [one for one in found if one.p is not None and one.low is not None and one.high is not None]
    fired = sum(one.p < 0.05 for one in told) / len(found)
    held = sum(one.low <= shares[0] - shares[1] <= one.high for one in told) / len(told)
    cells = (driver, f"{shares[0]:.1f}", f"{shares[1]:.1f}", str(len(found)), f"{fired:.3f}", f"{held:.3f}", str(len(found) - len(told)))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
