"""The group of the commands about strategies, which each of them joins, and the options that they share."""

from typing import Annotated

import typer

from fraudctl.commands.options import CommandGroup

strategy = typer.Typer(
    cls=CommandGroup,
    help="Check a strategy, explain it on a transaction, test it, compare it with another, and put it live.",
    no_args_is_help=True,
)

NoteOption = Annotated[str | None, typer.Option(help="Why: kept with the record of the change.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Go on without asking, for programs.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Even if a guard refuses it; needs --note.")]
TriedArgument = Annotated[str, typer.Argument(metavar="shadow|challenger", help="Which of the two.")]
