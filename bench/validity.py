"""How often each question fires where there is no link, what it sees where there is one, and the same of what people can install.

Run with: uv run --group test --with-requirements bench/requirements.txt python bench/validity.py [--tests N] [--out FILE.jsonl]

What the worlds are and what the tables show: docs/method/validity.md. The same seed gives the same tables. With --out each finished
stretch of worlds is kept, and the next run goes on from there. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from validity_parts import cells, plan, tables
from validity_parts.worlds import ROWS

SEED = 20261123
_INSTALLED = ("elephant", "pyspike", "pyunicorn", "statsmodels")


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    os.environ.setdefault("TQDM_DISABLE", "1")
    _check(options)
    lines = cells.read(options.out, options.seed)
    if {one["code"] for one in lines} - {cells.code()}:
        print("some of what the file holds was measured with other code of the library; it is kept", file=sys.stderr)
    wanted = list(plan.wanted(options.tests, options.parts, options.questions, options.worlds, options.peers))
    todo = [] if options.print_only else list(cells.jobs(wanted, cells.done(lines), options.seed))
    lines += cells.measure(todo, options.out, options.workers)
    print("\n\n".join("\n".join(part) for part in tables.all_of(cells.collected(lines)) if part))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", type=int, default=4000, help="tests of each question in each null world; slow ones take a share of it")
    parser.add_argument("--parts", nargs="+", default=[], choices=tuple(ROWS), help="some of the tables")
    parser.add_argument("--questions", nargs="+", default=[], metavar="QUESTION", help=f"some of: {', '.join(cells.TASKS)}")
    parser.add_argument("--worlds", nargs="+", default=[], metavar="WORLD", help="some rows, by their name or a driver's")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, help="file that keeps what is finished, one line a stretch of worlds")
    parser.add_argument("--print-only", action="store_true", help="print the tables of what the file holds")
    return parser.parse_args(arguments)


def _check(options: argparse.Namespace) -> None:
    if unknown := sorted({*options.questions} - {*cells.TASKS}):
        sys.exit(f"expected questions among {', '.join(cells.TASKS)}; found {', '.join(unknown)}.")
    names = {name for rows in ROWS.values() for row in rows for name in (row.name, *row.drivers)}
    if unknown := sorted({*options.worlds} - names):
        sys.exit(f"expected worlds by the names of rows or drivers; found {', '.join(unknown)}.")
    if options.tests < 1 or options.workers < 1:
        sys.exit(f"expected --tests and --workers of 1 or more; found {options.tests} and {options.workers}.")
    missing = [name for name in _INSTALLED if importlib.util.find_spec(name) is None]
    if options.peers and not options.print_only and missing:
        sys.exit(f"{', '.join(missing)}: not installed. Run with --with-requirements bench/requirements.txt, or with --no-peers")


if __name__ == "__main__":
    main()
