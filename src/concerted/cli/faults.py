"""How faults and errors are shown."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from concerted.errors import CaseError, ConcertedError, Fault


def show(error: ConcertedError | OSError, *, as_json: bool) -> int:
    """Print an error and return the exit status."""
    faults = error.faults if isinstance(error, CaseError) else ()
    if as_json:
        print_json(as_text(faults, str(error) if not faults else "") + "\n")
    elif faults:
        list_faults(faults)
    else:
        click.echo(f"Error: {error}", err=True)
    return 1


def print_json(text: str) -> None:
    """Print JSON on standard output: UTF-8, whatever the encoding of the terminal."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def as_text(faults: tuple[Fault, ...], error: str = "", *, notes: tuple[str, ...] = ()) -> str:
    """Return faults as JSON: {"ok": …, "faults": […], "error": …}, and "notes" where there are any."""
    answer = {"ok": not faults and not error, "faults": [asdict(fault) for fault in faults], "error": error or None}
    return json.dumps({**answer, **({"notes": list(notes)} if notes else {})}, ensure_ascii=False, indent=1)


def list_faults(faults: tuple[Fault, ...]) -> None:
    """Print faults, one a line, file by file."""
    for fault in faults:
        click.echo(str(fault), err=True)
    noun = "fault" if len(faults) == 1 else "faults"
    click.echo(f"{len(faults)} {noun}; nothing was written.", err=True)
