"""fraudctl: deploy, feed and question the pipeline, on this machine or on AWS."""

import importlib
import logging
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer

from emulator.errors import LocalError
from fraudctl.commands.options import CommandGroup
from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import escape_unencodable

GROUPS = {
    "Try": ("demo", "local", "simulate", "send"),
    "Look": ("show", "trace", "status", "logs"),
    "Repair": ("redrive", "reconcile"),
    "Plan": ("capacity", "graph", "adopt"),
}
"""By what they are for. Each is the thing of its name in the module of its name in `fraudctl.commands`."""

COMMANDS = tuple(name for names in GROUPS.values() for name in names)

MAX_SHORT_HELP = 200
"""Characters of a command's first sentence; more than any has, for cut off it would say less than nothing."""

ALIASES = {"tail": "logs"}
"""Names that commands had before, still taken."""


class GroupedCommands(CommandGroup):
    """The commands as the help lists them: in groups."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each group, all in columns of the same width."""
        width = max(map(len, COMMANDS))
        for title, names in GROUPS.items():
            listed = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name.ljust(width), each.get_short_help_str(MAX_SHORT_HELP)) for name, each in listed if each]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def command_line(*names: str) -> typer.Typer:
    """Return the command line with these commands; what one needs is imported when it runs."""
    cli = typer.Typer(
        cls=GroupedCommands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain text: it takes a third of the time, and fits any width
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    cli.callback(
        help="Deploy, feed and question the fraud detection pipeline, on this machine or on AWS.",
        epilog="fraudctl COMMAND --help says what one gets. A first look: fraudctl demo",
    )(_all)
    for name in names:
        command = getattr(importlib.import_module(f"fraudctl.commands.{name}"), name)
        if isinstance(command, typer.Typer):
            cli.add_typer(command, name=name)
        else:
            cli.command(name)(command)
            for alias in (alias for alias, new in ALIASES.items() if new == name):
                cli.command(alias, hidden=True)(command)
    return cli


def app() -> None:
    """Run a command; what stops it is said in one line, and the exit code is 1."""
    escape_unencodable(sys.stdout, sys.stderr)
    sys.excepthook = lambda *error: _report().print_traceback(*error)
    if logging.lastResort:
        logging.lastResort.setFormatter(LazyEscapingFormatter())
    named = [name for name in (ALIASES.get(each, each) for each in sys.argv[1:2]) if name in COMMANDS]
    try:
        command_line(*(named or COMMANDS))(prog_name="fraudctl")
    except Exception as error:
        if not isinstance(error, (CommandError, LocalError, OSError, *_of_aws())):
            raise
        told = _of_the_machine(error) if isinstance(error, OSError) else error
        _report().print_error(told)
        sys.exit(1)


def _of_the_machine(error: OSError) -> str:
    """Return what became of a file, a folder or a disk of the user's."""
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


class LazyEscapingFormatter(logging.Formatter):
    """The form of what libraries warn of, which is imported when one does."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message, spelt out."""
        return str(_report().EscapingFormatter().format(record))


def _report() -> Any:
    """Return what prints, which takes longer to import than the help takes."""
    return importlib.import_module("fraudctl.terminal.report")


def _of_aws() -> tuple[type[Exception], ...]:
    """Return the errors of the AWS SDK, if a command has come so far that it may raise one."""
    exceptions = sys.modules.get("botocore.exceptions")
    return (exceptions.ClientError, exceptions.BotoCoreError) if exceptions else ()


def _say_version(wanted: bool) -> None:  # noqa: FBT001 -- typer's callback
    if wanted:
        python = ".".join(map(str, sys.version_info[:3]))
        typer.echo(f"fraudctl {version('fraud-detection')} (Python {python})")
        raise typer.Exit


def _all(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version, and Python's.")
    ] = False,
) -> None:
    """Keeps a command's name part of the line even where it is the only one."""
