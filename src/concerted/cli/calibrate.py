"""concerted calibrate."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concerted.weigh.case_calibration import Step

# With fewer nothing can be said of a rate of one in twenty.
_FEWEST_RUNS = 20


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--runs", type=click.IntRange(min=_FEWEST_RUNS), default=400, show_default=True, help="Simulated worlds a finding.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes; the answer is the same with any number.")
@click.option("--seed", type=click.IntRange(min=0), help="Instead of the seed of case.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print calibration.json on standard output.")
def command(case: Path, runs: int, workers: int, seed: int | None, as_json: bool) -> None:
    """How often would the tests of CASE fire on nothing, and what could they have seen?

    Simulates data like those of CASE without a link, once for each timing finding. Writes CASE/calibration.json, which an assessment shows
    beside its findings. A calibration that was stopped goes on where it was.
    """
    from concerted.assessment import assess
    from concerted.cli.faults import print_json
    from concerted.cli.progress import working
    from concerted.weigh.case_calibration import FILE, calibrate_case

    with working("Reading, counting and testing"):
        assessment = assess(case, seed=seed)
    done = list(_finished(calibrate_case(assessment, case, runs=runs, seed=assessment.seed, workers=workers), runs))
    if as_json:
        print_json((case / FILE).read_text(encoding="utf-8"))
        return
    for step in done:
        finding, calibration = step.planned.finding, step.calibration
        if calibration is not None:
            click.echo(f"{finding.id} {finding.question}, {', '.join(finding.groups)}: {calibration.sentence}.")
    click.echo(f"{len(done)} of {len(assessment.findings)} findings calibrated; the others are not about timing or have no p.\n{case / FILE}")


def _finished(steps: Iterable[Step], runs: int) -> Iterator[Step]:
    """Yield the findings that are done; show on a terminal how far each has come."""
    if not sys.stderr.isatty():
        yield from (step for step in steps if step.calibration is not None)
        return
    from rich.console import Console

    with Console(stderr=True).status("Calibrating …") as status:
        for step in steps:
            finding = step.planned.finding
            status.update(f"{finding.id} {finding.question}, {', '.join(finding.groups)}: {step.done} of {runs} runs")
            if step.calibration is not None:
                yield step
