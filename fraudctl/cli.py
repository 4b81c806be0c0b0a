"""fraudctl: deploy, feed and question the pipeline, on this machine or on AWS."""

import importlib
import logging
import sys

import typer
from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError
from fraudctl.local.errors import LocalError
from fraudctl.report import LegibleFormatter, complain, unforeseen
from fraudctl.terminal import write_whatever_comes

COMMANDS = (
    "demo",
    "local",
    "simulate",
    "send",
    "show",
    "status",
    "trace",
    "logs",
    "redrive",
    "reconcile",
    "capacity",
    "graph",
    "adopt",
)
"""Each is the thing of its name in the module of its name in `fraudctl.commands`."""

ALIASES = {"tail": "logs"}
"""Names that commands had before, still taken."""


def command_line(*names: str) -> typer.Typer:
    """The command line with these commands; what they need is imported now."""
    cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
    cli.callback(help="Deploy, feed and question the fraud detection pipeline, on this machine or on AWS.")(_all)
    for name in names:
        command = getattr(importlib.import_module(f"fraudctl.commands.{name}"), name)
        if isinstance(command, typer.Typer):
            cli.add_typer(command, name=name)
        else:
            cli.command()(command)
            for alias in (alias for alias, new in ALIASES.items() if new == name):
                cli.command(alias, hidden=True)(command)
    return cli


def app() -> None:
    """Runs a command, importing no other's needs; what stops it is said in one line, and the exit code is 1."""
    write_whatever_comes(sys.stdout, sys.stderr)
    sys.excepthook = unforeseen
    if logging.lastResort:
        logging.lastResort.setFormatter(LegibleFormatter())
    named = [name for name in (ALIASES.get(each, each) for each in sys.argv[1:2]) if name in COMMANDS]
    try:
        command_line(*(named or COMMANDS))()
    except (CommandError, LocalError, ClientError, BotoCoreError) as error:
        complain(error)
        sys.exit(1)


def _all() -> None:
    """Keeps a command's name part of the line even where it is the only one."""
