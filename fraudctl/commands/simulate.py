"""`fraudctl simulate`: realistic labelled transactions."""

import sys
from typing import Annotated

import typer


def simulate(
    count: Annotated[int, typer.Option(min=1, max=1_000_000_000, help="Number of transactions.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
) -> None:
    """Print realistic transactions as JSON lines, each labelled as legitimate or as a kind of fraud.

    `send` never posts the label: fraudctl simulate --count 200 --seed 1 | fraudctl send -
    """
    from fraudctl.interruption import report_if_interrupted
    from simulation import simulate as transactions

    printed = 0
    with report_if_interrupted(lambda: typer.echo(f"{printed} of {count} transactions were printed", err=True)):
        try:
            for transaction in transactions(count, seed):
                sys.stdout.buffer.write(transaction.line())
                printed += 1
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader had enough
            return
