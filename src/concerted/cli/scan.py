"""concerted scan."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concerted.cli.import_events import FORMATS
from concerted.version import __version__

if TYPE_CHECKING:
    from concerted.ask.findings import Findings, Pairs
    from concerted.ask.scan import Plan
    from concerted.events.by_actor import ByActor

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--question", type=click.Choice(("together", "answer")), default="together", show_default=True, help="What is asked of each pair."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the answer; FILE's name with -scan if left out.")
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="auto", show_default=True, help="What the file is.")
@click.option("--day-first/--month-first", "day_first", default=None, help="How to read 03/04/2020; found from the rows if left out.")
@click.option("--map", "columns", multiple=True, metavar="OURS=THEIRS", help="A column of a plain table, such as actor=who; several times.")
@click.option("--from", "first", type=_DAY, help="First day to count; that of the first row if left out.")
@click.option("--to", "last", type=_DAY, help="Last day to count; that of the last row if left out.")
@click.option("--control", "controls", multiple=True, help="An actor without a part in the question; may be given several times.")
@click.option("--given", multiple=True, help="A known trigger: a day, or an actor such as the opponent; may be given several times.")
@click.option("--census", is_flag=True, help="Declare that every event of every actor in these days stands in the file.")
@click.option("--alpha", type=float, default=0.05, show_default=True, help="Level of the false discovery rate.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes; the answer is the same with any number.")
@click.option("--json", "as_json", is_flag=True, help="Print scan.json on standard output.")
def command(
    file: Path,
    question: str,
    out: Path | None,
    format_name: str,
    day_first: bool | None,
    columns: tuple[str, ...],
    first: dt.datetime | None,
    last: dt.datetime | None,
    controls: tuple[str, ...],
    given: tuple[str, ...],
    census: bool,
    alpha: float,
    workers: int,
    as_json: bool,
) -> None:
    """Ask of every pair of actors in the event table FILE whether one acts on the days of the other, or after them.

    One correction is made over all pairs that could fire. Writes pairs.csv, a row a directed pair, and scan.json. A scan that was stopped
    goes on where it was. Actors stand as the file names them: parts of one organisation are held against each other like any others.
    """
    from concerted.ask.scan import plan
    from concerted.cli.faults import print_json
    from concerted.cli.progress import working
    from concerted.errors import OutputError
    from concerted.events.by_actor import counts_by_actor
    from concerted.events.loading import load
    from concerted.report.scan_files import pairs_csv, summary
    from concerted.store.parts import Parts

    folder = out or file.with_name(f"{file.name.split('.')[0]}-scan")
    _refuse_strangers(folder, OutputError)
    mapping = _mapping(columns)
    with working(f"Reading {file.name}"):
        loaded = load(file, "table" if mapping else format_name, mapping or None, day_first)
        counted = counts_by_actor(loaded.events, first and first.date(), last and last.date(), census=census)
    made = plan(counted.counts, question, given=given, controls=controls, alpha=alpha)
    options = {"question": question, "columns": mapping, "given": list(given), "controls": list(controls), "alpha": alpha, "census": census}
    about = {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "format": loaded.format.name,
        "guesses": list(loaded.guesses),
        **options,
        **_rows(counted),
    }
    key = hashlib.sha256(json.dumps([__version__, about], sort_keys=True).encode()).hexdigest()[:24]
    parts = Parts(folder / ".parts", key)
    folder.mkdir(parents=True, exist_ok=True)
    found = _worked(made, parts, workers)
    told = summary(found, about)
    (folder / "pairs.csv").write_text(pairs_csv(found), encoding="utf-8")
    (folder / "scan.json").write_text(told, encoding="utf-8")
    parts.clear()
    if as_json:
        print_json(told)
        return
    click.echo("\n".join(_told(found, counted, folder)))


def _mapping(columns: tuple[str, ...]) -> dict[str, str]:
    """Return the columns of the file by ours."""
    parts = [one.partition("=") for one in columns]
    if wrong := [ours + sign + theirs for ours, sign, theirs in parts if not (ours and theirs)]:
        raise click.UsageError(f"expected --map OURS=THEIRS, such as --map actor=who; found {wrong[0]!r}")
    return {ours: theirs for ours, _, theirs in parts}


def _refuse_strangers(folder: Path, error: type[Exception]) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise error(f"expected a folder to write into; found a file or a link at {folder}. Choose another name with --out.")
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / name).exists() for name in ("scan.json", ".parts")):
        raise error(f"expected a new folder, an empty one or an earlier scan; found other files in {folder}. Choose another name with --out.")


def _rows(counted: ByActor) -> dict[str, Any]:
    window = counted.counts.window
    return {
        "first": str(window.first),
        "last": str(window.last),
        "rows": counted.rows,
        "rows_without_actor": counted.unnamed,
        "rows_of_several_actors": counted.joint,
        "rows_outside": counted.outside,
        "rows_of_a_range_of_days": counted.ranges,
    }


def _worked(made: Plan, parts: Any, workers: int) -> Findings:
    """Work on the parts that are not kept yet, and keep each."""
    from concerted.ask.findings import Pairs
    from concerted.ask.scan import findings, worked

    done: dict[int, Pairs] = {number: Pairs(**arrays) for number, arrays in parts.kept().items()}
    left = [number for number in range(len(made.parts)) if number not in done]
    with _progress(len(made.parts), len(done)) as advance:
        for number, part in zip(left, worked(made, left, workers), strict=True):
            done[number] = part
            parts.keep(number, vars(part))
            advance()
    return findings(made, [done[number] for number in sorted(done)])


@contextmanager
def _progress(total: int, done: int) -> Iterator[Any]:
    """Show on a terminal how far the pairs have come; nothing where standard error is piped."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Testing pairs", total=total, completed=done)
        yield lambda: bar.advance(task)


def _told(found: Findings, counted: ByActor, folder: Path) -> Iterator[str]:
    from concerted.cli.shown import shown
    from concerted.words import scan as words
    from concerted.words.numbers import figure, plural

    window = counted.counts.window
    yield f"{plural(counted.rows, 'row')}, {window.first} to {window.last}"
    aside = {
        "of several actors together, which stand in nobody's series": counted.joint,
        "known as a range of days, which take no part": counted.ranges,
        "without an actor": counted.unnamed,
        "outside these days": counted.outside,
    }
    yield from (f"  - {plural(n, 'row')} {why}" for why, n in aside.items() if n)
    yield f"\n{shown(found.sentence)}"
    if len(found):
        yield "\nWhy:"
        yield from (f"  - {figure(n)}: {reason}" for reason, n in found.reasons.items())
        yield "\nThe smallest p:"
        yield from map(_pair, found.strongest(10))
    if found.verdicts["cannot say"] == len(found):
        yield f"\nWhat would settle it: {words.SETTLE}."
    yield f"\n{folder / 'pairs.csv'}: all pairs. {folder / 'scan.json'}: what was asked, and the whole findings that stand."


def _pair(row: Mapping[str, Any]) -> str:
    from concerted.cli.shown import shown
    from concerted.words.numbers import p_text

    q = "outside the family" if row["q"] is None else f"q {p_text(row['q'])}"
    p = "no p" if row["p"] is None else f"p {p_text(row['p'])}"
    return f"  - {shown(row['a'], 60)} then {shown(row['b'], 60)}: {p}, {q}, {row['verdict']}"
