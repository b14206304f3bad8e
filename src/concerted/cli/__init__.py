"""The command line: one module a command. Each command imports its work when it runs, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import io
import sys

import click

from concerted.version import __version__

_COMMANDS = {
    "actors": "Resolve names to organisations; record what people decide of them.",
    "assess": "Read, count, test and weigh a case; write its report.",
    "calibrate": "Tell how often the tests of a case would fire on nothing.",
    "check": "Tell every fault of a case at once.",
    "get": "Download event tables with your own account.",
    "import": "Take an event table into a case, with a ledger of its rows.",
    "new": "Make a case to start from, with every file explained.",
    "read": "Read documents into a case: who said what, in which words.",
    "scan": "Ask of every pair of actors in an event table whether they act together.",
}
# Commands whose module has another name, as theirs is a word of the language.
_MODULES = {"import": "import_events"}


class _LazyGroup(click.Group):
    """Loads a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"concerted.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="concerted")
def cli() -> None:
    """Are these armed groups acting in concert?

    Graded, sourced, tested assessments of public reporting, after the fact. Exit status: 0 the work was done, 1 the case or the data are
    at fault, 2 the command was not understood, 3 the data cannot say (only with --fail-unless-answered).
    """


def main() -> None:
    """Run the command line; errors that the user can act on end as one message and status 1."""
    from concerted.errors import ConcertedError

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal's encoding has no letters for is spelled out; it is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped; nothing was changed", err=True)
        sys.exit(130)
    except (ConcertedError, OSError) as error:
        from concerted.cli.faults import show

        sys.exit(show(error, as_json="--json" in sys.argv))
