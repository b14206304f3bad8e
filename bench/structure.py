"""How often `cc.weigh.structure` places worlds rightly whose links are known: one table of confusions a driver.

Run with: uv run --group test python bench/structure.py [--worlds N] [--runs N]

Five groups, 1,000 days, about 200 events each. A command's counts are those of a shared cause, byte for byte, so only one of them is run. The
figures stand in docs/method/structure.md.
"""

from __future__ import annotations

import argparse
from collections import Counter

import concerted as cc

SEED = 20261202
DRIVERS = ("steady", "weekday", "slow surges", "bursts")
STAR = tuple(("A", name) for name in "BCDE")
# Name of the row, kind, pairs and shares.
ROWS = (
    ("independent", "independent", None, (0.0,)),
    ("shared cause or command", "shared cause", None, (0.2, 0.4)),
    ("imitation: B copies A", "imitation", (("A", "B"),), (0.2, 0.4)),
    ("imitation: B to E copy A", "imitation", STAR, (0.2, 0.4)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--drivers", nargs="+", default=DRIVERS, choices=DRIVERS)
    options = parser.parse_args()
    names = ("driver", "planted", "share", "independent", "imitation", "shared cause or command", "cannot tell", "stated")
    print(f"| {' | '.join(names)} |\n{'|---' * len(names)}|")
    for driver in options.drivers:
        for name, kind, pairs, shares in ROWS:
            for share in shares:
                asked = {"driver": driver, "share": share, "pairs": pairs, "seed": SEED}
                worlds = (cc.simulate.world(kind, number=i, **asked) for i in range(options.worlds))
                print(
                    line((driver, name, f"{share:.1f}"), kind, [cc.weigh.structure(one.counts, runs=options.runs) for one in worlds]),
                    flush=True,
                )


def line(cells: tuple[str, ...], kind: str, found: list[cc.weigh.Structure]) -> str:
    """Return one row: what the worlds were called, and how often the tables say that such worlds are placed rightly."""
    called = Counter("shared cause or command" if one.among == ("shared cause", "command") else one.best for one in found)
    shares = [f"{called[name] / len(found):.2f}" for name in ("independent", "imitation", "shared cause or command", "cannot tell")]
    stated = sum(one.recognised[kind] for one in found) / len(found)
    return f"| {' | '.join((*cells, *shares, f'{stated:.2f}'))} |"


if __name__ == "__main__":
    main()
