"""What is measured, and the file that keeps it: one line a stretch of worlds of one row and task, so that a run can be resumed."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import concerted
from validity_parts import ours, peers
from validity_parts.told import Columns, Told
from validity_parts.worlds import ROWS, Row

TASKS: dict[str, ours.Task] = {**ours.TASKS, "peers": peers.peers, "naive": peers.naive}
PEERS = ("peers", "naive")
# The results hang on these parts of the library.
_MEASURED = ("ask", "chance", "measure", "simulate")
# Stretches of a run that take some seconds to a minute each.
_STRETCH = 250
_SLOW_STRETCH = 25
_SLOW = ("together, whole", "answer, whole", "scan", "peers", "calibrate")


@dataclass(frozen=True)
class Job:
    """Worlds `start` to `stop` of one row, for one task."""

    part: str
    row: str
    task: str
    seed: int
    start: int
    stop: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Part, row and task."""
        return self.part, self.row, self.task


@dataclass
class Column:
    """All that one test said in the worlds of one row; one list a world."""

    p: list[list[float | None]] = field(default_factory=list)
    size: list[list[float | None]] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    named: list[int] = field(default_factory=lambda: [0, 0])
    held: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, told: Iterable[Told]) -> None:
        """Add one world."""
        rows = list(told)
        self.p.append([one.p for one in rows])
        self.size.append([None if one.size is None else float(f"{one.size:.5g}") for one in rows])
        self.verdicts.update(one.verdict for one in rows if one.verdict)
        for name in ("named", "held"):
            answers = [getattr(one, name) for one in rows if getattr(one, name) is not None]
            was = getattr(self, name)
            setattr(self, name, [was[0] + sum(map(bool, answers)), was[1] + len(answers)])

    def join(self, other: Column) -> None:
        """Add further worlds."""
        self.p += other.p
        self.size += other.size
        self.verdicts.update(other.verdicts)
        self.named = [a + b for a, b in zip(self.named, other.named, strict=True)]
        self.held = [a + b for a, b in zip(self.held, other.held, strict=True)]


Found = dict[tuple[str, str, str], Column]


@cache
def code() -> str:
    """Return the mark of the code that is measured."""
    home = Path(concerted.__file__).parent
    files = sorted(path for name in _MEASURED for path in (home / name).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def run(job: Job) -> dict[str, Any]:
    """Return the line of one job.

    Parameters
    ----------
    job : Job
    """
    begin = time.perf_counter()
    row = next(one for one in ROWS[job.part] if one.name == job.row)
    columns: dict[str, Column] = {}
    for i in range(job.start, job.stop):
        told: Columns = TASKS[job.task](row, job.seed, i)
        for name, rows in told.items():
            columns.setdefault(name, Column()).add(rows)
    cells = {name: vars(column) for name, column in columns.items()}
    return {**vars(job), "code": code(), "seconds": round(time.perf_counter() - begin, 1), "columns": cells}


def read(path: Path | None, seed: int) -> list[dict[str, Any]]:
    """Return the lines of a file that this seed has made; a last line that was cut off is left out.

    Parameters
    ----------
    path : Path or None
    seed : int
    """
    if path is None or not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            print(f"{path}: a line that was cut off is measured again", file=sys.stderr)
    return [one for one in found if one["seed"] == seed]


def done(lines: Iterable[dict[str, Any]]) -> dict[tuple[str, str, str], int]:
    """Return how many worlds, from the first on, each row and task has.

    Parameters
    ----------
    lines : iterable of dict
    """
    reached: dict[tuple[str, str, str], int] = {}
    for one in sorted(lines, key=lambda line: line["start"]):
        key = (one["part"], one["row"], one["task"])
        if one["start"] == reached.get(key, 0):
            reached[key] = one["stop"]
    return reached


def jobs(wanted: Iterable[tuple[str, Row, str, int]], reached: dict[tuple[str, str, str], int], seed: int) -> Iterator[Job]:
    """Cut what is wanted and not yet there into stretches.

    Parameters
    ----------
    wanted : iterable of (part, row, task, number of worlds)
    reached : dict
    seed : int
    """
    for part, row, task, worlds in wanted:
        stretch = _SLOW_STRETCH if task in _SLOW else _STRETCH
        for start in range(reached.get((part, row.name, task), 0), worlds, stretch):
            yield Job(part, row.name, task, seed, start, min(worlds, start + stretch))


def measure(todo: Sequence[Job], path: Path | None, workers: int) -> list[dict[str, Any]]:
    """Run the jobs, and append each line to the file as soon as it is there.

    Parameters
    ----------
    todo : sequence of Job
    path : Path or None
    workers : int
    """
    lines = []
    for k, line in enumerate(_lines(todo, workers), start=1):
        lines.append(line)
        if path is not None:
            _append(path, line)
        label = f"{line['part']}: {line['row']}: {line['task']}, worlds {line['start']} to {line['stop'] - 1}"
        print(f"{time.strftime('%H:%M:%S')} {k} of {len(todo)}  {label}  {line['seconds']} s", file=sys.stderr, flush=True)
    return lines


def _append(path: Path, line: dict[str, Any]) -> None:
    # A run that was ended in the middle of a line leaves it without its end.
    with path.open("a+b") as file:
        if file.seek(0, 2):
            file.seek(-1, 2)
            file.write(b"\n" * (file.read() != b"\n"))
        file.write(json.dumps(line).encode() + b"\n")


def _lines(todo: Sequence[Job], workers: int) -> Iterator[dict[str, Any]]:
    if workers == 1:
        yield from map(run, todo)
        return
    # Results are taken in the order of the jobs, so the file is the same on any number of workers.
    with ProcessPoolExecutor(workers) as pool:
        pending: list[Future[dict[str, Any]]] = [pool.submit(run, job) for job in todo]
        for one in pending:
            yield one.result()


def collected(lines: Iterable[dict[str, Any]]) -> Found:
    """Return what all lines say, by part, row and column; each world once.

    Parameters
    ----------
    lines : iterable of dict
    """
    found: Found = {}
    reached: dict[tuple[str, str, str], int] = {}
    for one in sorted(lines, key=lambda line: line["start"]):
        key = (one["part"], one["row"], one["task"])
        if one["start"] != reached.get(key, 0):
            continue
        reached[key] = one["stop"]
        for name, cells in one["columns"].items():
            column = Column(**{**cells, "verdicts": Counter(cells["verdicts"])})
            found.setdefault((one["part"], one["row"], name), Column()).join(column)
    return found
