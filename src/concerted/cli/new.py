"""concerted new."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
def command(directory: Path, as_json: bool) -> None:
    """Make a case in DIRECTORY to start from; every file explains itself."""
    from concerted.case import new_case
    from concerted.cli.faults import print_json

    names = new_case(directory)
    if as_json:
        print_json(json.dumps({"case": str(directory), "files": list(names)}, ensure_ascii=False, indent=1) + "\n")
        return
    click.echo(f"{directory}: {', '.join(names)}.")
    click.echo(f"Every row is an invented example to be replaced. Next: concerted check {directory}")
