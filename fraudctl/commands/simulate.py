"""`fraudctl simulate`: realistic labelled transactions."""

import sys
from typing import Annotated

import typer


def simulate(
    seed: Annotated[int, typer.Option(help="The same seed and options give the same bytes.")],
    count: Annotated[int | None, typer.Option(min=1, max=1_000_000_000, help="Number of transactions.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="Days, in place of a number.")] = None,
    customers: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="Customers, each with a rate of its own; a town of 200 by default."),
    ] = None,
    terminals: Annotated[
        int | None,
        typer.Option(min=63, max=1_000_000, help="Terminals; one for ten customers by default."),
    ] = None,
) -> None:
    """Print realistic transactions as JSON lines, each labelled as legitimate or as a kind of fraud.

    `send` never posts the label: fraudctl simulate --count 200 --seed 1 | fraudctl send -

    A town has 200 customers, who pay five times a day each. With --customers they pay twice a day on average, some
    seven times and some once in three days; a million need no more memory than ten.
    """
    from fraudctl.interruption import report_if_interrupted
    from simulation import World, simulate_world

    if (count is None) == (days is None):
        raise typer.BadParameter("give --count or --days, one of them")
    if terminals is not None and customers is None:
        raise typer.BadParameter("--terminals goes with --customers: the town has shops of its own")
    world = World(seed=seed, customers=customers, terminals=terminals)
    whole = f"{count}" if count else f"those of {days} days"
    printed = 0
    with report_if_interrupted(lambda: typer.echo(f"{printed} of {whole} transactions were printed", err=True)):
        try:
            for transaction in simulate_world(world, count=count, days=days):
                sys.stdout.buffer.write(transaction.line())
                printed += 1
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader had enough
            return
