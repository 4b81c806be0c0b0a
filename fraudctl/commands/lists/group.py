"""The group of the commands about lists, which each of them joins, and the options that they share."""

from typing import Annotated

import typer

from fraudctl.commands.options import CommandGroup

lists = typer.Typer(
    cls=CommandGroup,
    help="Put customers, cards and other entities on lists that rules read, and take them off.",
    no_args_is_help=True,
)

ForceOption = Annotated[bool, typer.Option("--force", help="Even if no strategy at work reads this list of it.")]
