"""`fraudctl simulate`: realistic labelled transactions."""

import sys
from typing import Annotated, Literal

import typer

Kind = Literal[
    "high_street",
    "corner_shops",
    "kiosks",
    "web_shop",
    "wallet",
    "travel",
    "plain",
    "quiet",
    "handbook",
    "households",
    "registrations",
]
"""The named worlds, here so that help needs no simulation."""


def simulate(
    *,
    seed: Annotated[int, typer.Option(help="The same seed and options give the same bytes.")],
    count: Annotated[int | None, typer.Option(min=1, max=1_000_000_000, help="Number of transactions.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="Days, in place of a number.")] = None,
    world: Annotated[
        Kind | None,
        typer.Option(help="A kind of business, with frauds of its own; a town by default."),
    ] = None,
    customers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1_000_000,
            help="Customers, each with a rate of its own: 200 of the town, 2,000 of a world, 5,000 of the handbook's, "
            "1,000 households; of registrations those of a day, 1,000.",
        ),
    ] = None,
    terminals: Annotated[
        int | None,
        typer.Option(
            min=63, max=1_000_000, help="Terminals, or shops where there are none; one for ten customers by default."
        ),
    ] = None,
) -> None:
    """Print realistic transactions as JSON lines, each labelled as legitimate or as a kind of fraud.

    `send` never posts the label: fraudctl simulate --count 200 --seed 1 | fraudctl send -

    A town has 200 customers, who pay five times a day each. With --customers they pay twice a day on average, some
    seven times and some once in three days; a million need no more memory than ten.
    With --world the business is another one: docs/simulation.md tells of each and of its frauds.
    The handbook's is that of the Fraud Detection Handbook, whose figures are published. Registrations are no payments:
    they have no amount, and series of false accounts among them.
    """
    from fraudctl.interruption import report_if_interrupted
    from simulation import World, simulate_world

    if (count is None) == (days is None):
        raise typer.BadParameter("give --count or --days, one of them")
    if terminals is not None and customers is None and world is None:
        raise typer.BadParameter("--terminals goes with --customers or --world: the town has shops of its own")
    simulated = World(seed=seed, name=world, customers=customers, terminals=terminals)
    whole = f"{count}" if count else f"those of {days} days"
    printed = 0
    with report_if_interrupted(lambda: typer.echo(f"{printed} of {whole} transactions were printed", err=True)):
        try:
            for transaction in simulate_world(simulated, count=count, days=days):
                sys.stdout.buffer.write(transaction.line())
                printed += 1
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader had enough
            return
