"""concerted assess."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concerted.assessment import Assessment

_DATA_CANNOT_SAY = 3


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files; CASE/out if left out.")
@click.option("--open", "open_report", is_flag=True, help="Open the report in a browser.")
@click.option("--seed", type=click.IntRange(min=0), help="Instead of the seed of case.toml.")
@click.option("--redact-speakers", is_flag=True, help="Leave the names of persons who speak out of every file.")
@click.option("--json", "as_json", is_flag=True, help="Print findings.json on standard output.")
@click.option("--fail-unless-answered", is_flag=True, help="Exit with status 3 when the data cannot say.")
def command(
    case: Path, out: Path | None, open_report: bool, seed: int | None, redact_speakers: bool, as_json: bool, fail_unless_answered: bool
) -> None:
    """Read, count, test and weigh CASE; write report.html, findings.json, claims.csv, pairs.csv and figures/."""
    from concerted.assessment import assess
    from concerted.cli.faults import print_json
    from concerted.finding import CANNOT_SAY

    with _working("Reading, counting and testing"):
        assessment = assess(case, seed=seed)
    with _working("Drawing and writing"):
        folder = assessment.write(out or case / "out", redact_speakers=redact_speakers)
    if as_json:
        print_json((folder / "findings.json").read_text(encoding="utf-8"))
    else:
        _say(_shown(assessment, redact_speakers), folder)
    if open_report:
        click.launch(str(folder / "report.html"))
    if fail_unless_answered and assessment.grade == CANNOT_SAY:
        sys.exit(_DATA_CANNOT_SAY)


@contextmanager
def _working(what: str) -> Iterator[None]:
    """Show on a terminal that work goes on; nothing where standard error is piped."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield


def _shown(assessment: Assessment, redact_speakers: bool) -> Assessment:
    """Return what may be printed."""
    if not redact_speakers:
        return assessment
    from concerted.report.redaction import without_speakers

    return without_speakers(assessment)[0]


def _say(assessment: Assessment, folder: Path) -> None:
    from concerted.weigh.reporting import documents_line
    from concerted.words.answer import answer, opening

    click.echo(assessment.case.settings.case.question)
    click.echo(f"\n{answer(assessment.grade)}\nWhy: {assessment.reason}.")
    for question, tally, _ in opening(assessment.findings):
        click.echo(f"  {question} {tally}.")
    if assessment.reporting.read:
        click.echo(f"  {documents_line(assessment.reporting)}.")
    verdicts = [judged.verdict for judged in assessment.claims]
    counted = ", ".join(f"{verdicts.count(v)} {v}" for v in ("supported", "contradicted", "cannot say"))
    if verdicts:
        click.echo(f"  Claims: {counted}.")
    click.echo(f"\n{folder / 'report.html'}")
