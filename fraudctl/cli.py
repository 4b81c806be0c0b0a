"""The command line `fraudctl`: deploy, feed and question the pipeline, on this machine or on AWS."""

import importlib
import logging
import sys
from typing import Annotated, Any

import typer

from emulator.errors import LocalError
from fraudctl.commands.options import CommandGroup
from fraudctl.errors import CHECKOUT, CommandError
from fraudctl.terminal.escaping import escape_unencodable

GROUPS = {
    "Try": ("demo", "local", "simulate", "send", "decide", "label"),
    "Look": ("show", "explain", "replay", "trace", "status", "verify", "logs"),
    "Decide": ("console", "review", "strategy", "list", "backtest", "train", "drift", "profiles"),
    "Keep": ("export", "erase"),
    "Repair": ("redrive", "reconcile"),
    "Plan": ("capacity", "graph", "openapi", "adopt", "import"),
}
"""Commands by purpose. Each is the function or group of its name in `fraudctl.commands.NAME`."""

MODULES = {"list": "lists", "import": "imports"}
"""Names of module and group where the command's own is a name of Python's."""

COMMANDS = tuple(name for names in GROUPS.values() for name in names)

PROGRAM = ("components", "policy", "pulumi", "emulator.program", "emulator.provisioners", "emulator.streams")
"""Beginnings of the names of modules that only an installation with the program has."""

MAX_SHORT_HELP = 200
"""Characters of a command's first sentence; more than any has, so that none is cut off."""

ALIASES = {"tail": "logs"}
"""Former names of commands, still accepted."""


class GroupedCommands(CommandGroup):
    """The commands, listed by purpose in the help."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each purpose, all in columns of the same width."""
        width = max(map(len, COMMANDS))
        for title, names in GROUPS.items():
            listed = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name.ljust(width), each.get_short_help_str(MAX_SHORT_HELP)) for name, each in listed if each]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def command_line(*names: str) -> typer.Typer:
    """Return the command line with these commands; each imports what it needs when it runs."""
    cli = typer.Typer(
        cls=GroupedCommands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain text: it takes a third of the time, and fits any width
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    cli.callback(
        help="Deploy, feed and question the fraud detection pipeline, on this machine or on AWS.",
        epilog="fraudctl COMMAND --help explains a command. A first look: fraudctl demo",
    )(_root)
    for name in names:
        module = MODULES.get(name, name)
        command = getattr(importlib.import_module(f"fraudctl.commands.{module}"), module)
        if isinstance(command, typer.Typer):
            cli.add_typer(command, name=name)
        else:
            cli.command(name)(command)
            for alias in (alias for alias, new in ALIASES.items() if new == name):
                cli.command(alias, hidden=True)(command)
    return cli


def app() -> None:
    """Run a command; an expected error is printed in one line, and the exit code is 1."""
    escape_unencodable(sys.stdout, sys.stderr)
    sys.excepthook = lambda *error: _report().print_traceback(*error)
    if logging.lastResort:
        logging.lastResort.setFormatter(LazyEscapingFormatter())
    named = [name for name in (ALIASES.get(each, each) for each in sys.argv[1:2]) if name in COMMANDS]
    try:
        command_line(*(named or COMMANDS))(prog_name="fraudctl")
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and str(error.name).startswith(PROGRAM):
            error = CommandError(f"this runs the program, which is not installed here (no {error.name}): {CHECKOUT}")
        if not isinstance(error, (CommandError, LocalError, OSError, *_aws_errors())):
            raise
        message = _os_error_message(error) if isinstance(error, OSError) else error
        _report().print_error(message)
        sys.exit(1)


def _os_error_message(error: OSError) -> str:
    """Return the message of an error with a file, a folder or a disk."""
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


class LazyEscapingFormatter(logging.Formatter):
    """The form of libraries' warnings, imported at the first of them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message with escapes."""
        return str(_report().EscapingFormatter().format(record))


def _report() -> Any:
    """Return the module that prints; it takes longer to import than the help takes."""
    return importlib.import_module("fraudctl.terminal.report")


def _aws_errors() -> tuple[type[Exception], ...]:
    """Return the errors of the AWS SDK, if the command has imported it."""
    exceptions = sys.modules.get("botocore.exceptions")
    return (exceptions.ClientError, exceptions.BotoCoreError) if exceptions else ()


def _print_version(wanted: bool) -> None:  # noqa: FBT001 -- typer's callback
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 -- other commands need not import it

        python = ".".join(map(str, sys.version_info[:3]))
        typer.echo(f"fraudctl {version('fraud-detection')} (Python {python})")
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and Python's.")
    ] = False,
) -> None:
    """Keep a command's name on the command line even where there is only one command."""
