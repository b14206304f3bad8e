"""concerted check."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
def command(case: Path, as_json: bool) -> None:
    """Tell every fault of CASE at once: file, row, expected, found, what to do; and what a reader of its report will miss."""
    from concerted.assessment import check, notes
    from concerted.cli import faults as shown

    faults = check(case)
    missed = () if faults else notes(case)
    if as_json:
        shown.print_json(shown.as_text(faults, notes=missed) + "\n")
    elif faults:
        shown.list_faults(faults)
    else:
        click.echo("\n".join([f"{case}: no fault.", *(f"  to be given: {note}" for note in missed)]))
    if faults:
        sys.exit(1)
