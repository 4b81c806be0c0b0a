"""The group of the commands about strategies, which each of them joins."""

import typer

from fraudctl.commands.options import CommandGroup

strategy = typer.Typer(
    cls=CommandGroup,
    help="Check a strategy, explain it on a transaction, test it, compare it with another, and put it live.",
    no_args_is_help=True,
)
