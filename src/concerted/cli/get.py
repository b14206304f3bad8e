"""concerted get."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concerted.download import Done, Session
    from concerted.download.credentials import Entry
    from concerted.download.session import Progress

_DAY = click.DateTime(["%Y-%m-%d"])


class _Sources(click.Group):
    """Lists the sources in the order in which they are written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Sources)
def command() -> None:
    """Download event tables with your own account.

    Resumable: a run that was stopped is gone on with by the next one. A run into the folder of an earlier download says what was added,
    changed and deleted since.
    """


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all sources have."""
    options = (
        click.option("--out", type=click.Path(path_type=Path), help="Folder for table, record and ledger; new, empty or an earlier download."),
        click.option("--address", metavar="URL", help="Of a mirror, instead of the source's own."),
        click.option("--accept-columns", is_flag=True, help="Go on although the columns changed."),
        click.option("--pace", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between two requests."),
        click.option("--timeout", type=click.FloatRange(min=0.1), default=120.0, show_default=True, help="Seconds to wait for an answer."),
        click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command()
@click.option("--country", "countries", multiple=True, metavar="NAME", help="As ACLED writes it; again for more. All if left out.")
@click.option("--from", "first", type=_DAY, metavar="DAY", help="First day of the events.")
@click.option("--to", "last", type=_DAY, metavar="DAY", help="Last day of the events.")
@click.option(
    "--export-type", type=click.Choice(["dyadic", "monadic"]), default="dyadic", show_default=True, help="A row an event, or an actor."
)
@click.option("--accept-terms", is_flag=True, help="Say that you know ACLED's terms of use and keep to them.")
@click.option("--store-password", is_flag=True, help="Ask for e-mail and password, and put them into the system's keyring.")
@click.option("--forget-password", is_flag=True, help="Take them out of the keyring.")
@_common
def acled(
    countries: tuple[str, ...],
    first: dt.datetime | None,
    last: dt.datetime | None,
    export_type: str,
    accept_terms: bool,
    store_password: bool,
    forget_password: bool,
    **common: Any,
) -> None:
    """Events of ACLED, with an account of acleddata.com.

    The account stands in CONCERTED_ACLED_EMAIL and CONCERTED_ACLED_PASSWORD, or in the system's keyring. Rows may not be given on.
    """
    from concerted.download import credentials
    from concerted.download.acled import AcledQuery, get_acled

    if store_password or forget_password:
        _keep_account(credentials.ACLED, forget=forget_password)
        return
    out = _out(common)
    days = _days(first, last)
    for name in countries:
        if not name.strip() or "|" in name or ":OR:" in name:
            raise click.UsageError(f"expected the name of one country; found {name!r}. Give --country again for each.")
    _acknowledge("acled", accepted=accept_terms)
    query = AcledQuery(*days, tuple(name.strip() for name in countries), export_type)
    with _session(common, accept_terms=True) as session:
        done = get_acled(query, out, session)
    _say(done, as_json=common["as_json"])


@command.command()
@click.option("--dataset", type=click.Choice(["gedevents"]), default="gedevents", show_default=True, help="The table of events.")
@click.option("--version", metavar="VERSION", help="Such as 24.1, or 25.0.3 for the candidates of a month.")
@click.option(
    "--country", "countries", type=click.IntRange(1, 999), multiple=True, metavar="NUMBER", help="Of Gleditsch and Ward; again for more."
)
@click.option("--from", "first", type=_DAY, metavar="DAY", help="UCDP holds it against the last day of an event.")
@click.option("--to", "last", type=_DAY, metavar="DAY", help="So, too.")
@click.option("--store-token", is_flag=True, help="Ask for the token, and put it into the system's keyring.")
@click.option("--forget-token", is_flag=True, help="Take it out of the keyring.")
@_common
def ucdp(
    dataset: str,
    version: str | None,
    countries: tuple[int, ...],
    first: dt.datetime | None,
    last: dt.datetime | None,
    store_token: bool,
    forget_token: bool,
    **common: Any,
) -> None:
    """Events of UCDP, yearly or candidates of a month.

    The token, which UCDP gives on request, stands in CONCERTED_UCDP_TOKEN or in the system's keyring.
    """
    from concerted.download import credentials
    from concerted.download.ucdp import UcdpQuery, get_ucdp

    if store_token or forget_token:
        _keep_account(credentials.UCDP, forget=forget_token)
        return
    out = _out(common)
    if version is None:
        raise click.UsageError("Missing option '--version'.")
    if first and last:
        _days(first, last)
    query = UcdpQuery(version, dataset, countries, first.date() if first else None, last.date() if last else None)
    with _session(common) as session:
        done = get_ucdp(query, out, session)
    _say(done, as_json=common["as_json"])


@command.command()
@click.option(
    "--version", type=click.Choice(["1", "2"]), required=True, help="1: a file a day, from 1979. 2: four an hour, from February 2015."
)
@click.option("--from", "first", type=_DAY, metavar="DAY", help="First day on which rows were added.")
@click.option("--to", "last", type=_DAY, metavar="DAY", help="Last day on which rows were added.")
@click.option("--allow-missing", is_flag=True, help="End with 0 although files are missing or damaged.")
@_common
def gdelt(version: str, first: dt.datetime | None, last: dt.datetime | None, allow_missing: bool, **common: Any) -> None:
    """Event files of GDELT; no account is needed. Each is held against the size and checksum of GDELT's list."""
    from concerted.download.gdelt import GdeltQuery, get_gdelt

    out = _out(common)
    days = _days(first, last)
    with _session(common) as session:
        done = get_gdelt(GdeltQuery(version, *days), out, session)
    _say(done, as_json=common["as_json"])
    if done.record["missing"] and not allow_missing:
        sys.exit(1)


def _out(common: dict[str, Any]) -> Path:
    if common["out"] is None:
        raise click.UsageError("Missing option '--out'.")
    out: Path = common["out"]
    return out


def _days(first: dt.datetime | None, last: dt.datetime | None) -> tuple[dt.date, dt.date]:
    if first is None or last is None:
        raise click.UsageError(f"Missing option '{'--to' if first else '--from'}'.")
    if last < first:
        raise click.UsageError(f"expected --to on or after --from; found {first.date()} to {last.date()}.")
    return first.date(), last.date()


def _acknowledge(name: str, *, accepted: bool) -> None:
    """Show the terms of a source, and go on only with a yes."""
    from concerted.download import SOURCES

    terms = SOURCES[name].terms
    if accepted:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(f"{terms}\n\nNothing was asked of the source. If you keep to these terms, run again with --accept-terms.")
    click.echo(terms, err=True)
    click.confirm("Do you keep to these terms?", abort=True, err=True)


def _keep_account(entries: tuple[Entry, ...], *, forget: bool) -> None:
    """Put an account into the keyring, or take it out."""
    from concerted.download import credentials

    if forget:
        count = credentials.forget(entries)
        click.echo("Taken out of the keyring." if count else "There was nothing in the keyring.")
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            "expected a terminal to type into; found none. Elsewhere set " + " and ".join(one.variable for one in entries) + "."
        )
    secrets = credentials.Secrets()
    texts = tuple(secrets.keep(click.prompt(one.title, hide_input=one.hidden, err=True)) for one in entries)
    click.echo(f"Put into the keyring ({credentials.store(entries, texts)}).")


@contextmanager
def _session(common: dict[str, Any], *, accept_terms: bool = False) -> Iterator[Session]:
    from concerted.download import Session
    from concerted.download.pace import Manners

    manners = Manners(pace_seconds=common["pace"], read_seconds=common["timeout"])
    with _bar() as progress:
        yield Session(common["address"], accept_terms, common["accept_columns"], progress, manners)


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show a bar on a terminal; nothing where standard error is piped."""
    from concerted.download.session import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("Asking", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _say(done: Done, *, as_json: bool) -> None:
    from concerted.cli.faults import print_json

    record = done.record
    if as_json:
        print_json(json.dumps({"folder": str(done.folder), **record}, ensure_ascii=False, indent=1) + "\n")
        return
    parts = f"{record['pages']:,} pages" if "pages" in record else f"{record['files']:,} files"
    click.echo(f"{record['source']} {record['version']}: {record['rows']:,} rows in {parts}.")
    click.echo(f"Licence: {record['licence']}.\nCite: {record['citation']}.")
    _say_changes(record.get("changes") or {})
    for note in record["notes"]:
        click.echo(f"Note: {note}.")
    for name in record.get("missing", ()):
        click.echo(f"Missing or damaged: {name}; see ledger.csv. The next run asks for it again.", err=True)
    for name in done.tables:
        click.echo(f"Next: concerted import CASE {done.folder / name}")


def _say_changes(changes: dict[str, Any]) -> None:
    if changes:
        by = f" ({changes['deleted_by_source']:,} by the source's own list)" if "deleted_by_source" in changes else ""
        click.echo(
            f"Since {changes['since']}: {changes['added']:,} events added, {changes['changed']:,} changed, {changes['deleted']:,} deleted{by}."
        )
