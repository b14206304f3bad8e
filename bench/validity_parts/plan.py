"""Which tasks are run on which rows, on how many worlds, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from validity_parts.cells import PEERS, TASKS
from validity_parts.worlds import ROWS, Row

# Worlds of each task for one of --tests. `network` has six links in a world of three groups, `scan` twelve pairs in one of four.
SHARES = {
    "together": 1.0,
    "answer": 1.0,
    "pause": 1.0,
    "network": 1 / 6,
    "together, whole": 1 / 40,
    "answer, whole": 1 / 40,
    "turn": 1.0,
    "turn, of a pair": 1.0,
    "divide": 1.0,
    "spread": 1.0,
    "scan": 1 / 12,
    "peers": 1 / 10,
    "naive": 1.0,
    "wrong way": 1 / 4,
    "interval": 1 / 4,
    "fall": 1 / 4,
    "effects": 1 / 8,
    "calibrate": 1 / 400,
}
# Asked of the worlds of one driver alone, unless others are named.
SLOW = ("turn", "turn, of a pair", "divide", "spread", "scan", "peers", "answer, whole")
# Most important first.
ORDER = (
    ("null", ("together", "answer", "pause", "network", "naive")),
    ("power", ("together", "naive")),
    ("unlisted", ("together", "together, whole")),
    ("direction", ("wrong way",)),
    ("effects", ("effects",)),
    ("null", ("together, whole", "spread", "turn, of a pair", "turn", "scan", "peers", "divide")),
    ("power", ("peers",)),
    ("coverage", ("interval",)),
    ("falls", ("fall",)),
    ("curve", ("together",)),
    ("calibrate", ("calibrate",)),
    ("unlisted", ("answer", "answer, whole", "network", "pause")),
    ("null", ("answer, whole",)),
)


def wanted(
    tests: int, parts: Collection[str], questions: Collection[str], worlds: Collection[str], peers: bool
) -> Iterator[tuple[str, Row, str, int]]:
    """Go through part, row, task and number of worlds.

    Parameters
    ----------
    tests : int
    parts, questions, worlds : collection of str
        Keys of `ROWS`, tasks and names of rows; all where empty.
    peers : bool
    """
    for part, task in [(part, task) for part, tasks in ORDER for task in tasks if not parts or part in parts]:
        if task in TASKS and (not questions or task in questions) and (peers or task not in PEERS):
            for row in ROWS[part]:
                if _asked(part, task, row, worlds):
                    yield part, row, task, max(1, round(tests * SHARES[task]))


def _asked(part: str, task: str, row: Row, worlds: Collection[str]) -> bool:
    if row.name in worlds:
        return True
    named = not worlds or bool({*row.drivers} & {*worlds})
    return named and (row.single or part != "null" or task not in SLOW)
