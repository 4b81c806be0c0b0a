"""`fraudctl simulate`: realistic labelled transactions."""

import sys
from typing import Annotated

import typer

from fraudctl.simulation import simulate as transactions


def simulate(
    count: Annotated[int, typer.Option(min=1, help="How many.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
) -> None:
    """Print labelled transactions as JSON lines; `send` keeps the label to itself."""
    try:
        for transaction in transactions(count, seed):
            sys.stdout.buffer.write(transaction.line())
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader had enough
        sys.stderr.close()
        raise typer.Exit(0) from None
