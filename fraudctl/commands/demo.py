"""`fraudctl demo`: the whole pipeline at work, on this machine, in one command."""

from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn

from fraudctl import report
from fraudctl.demonstration import demonstrate
from fraudctl.demonstration_shown import shown as tables
from fraudctl.local.running import running

SEED = 7


def demo(
    count: Annotated[int, typer.Option(min=1, help="Transactions to send.")] = 1000,
    seed: Annotated[int, typer.Option(help="Determines the sample.")] = SEED,
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Deploy to an embedded AWS, send a sample, wait until all is scored, and show what happened."""
    with report.progress(MofNCompleteColumn()) as progress:
        opening = progress.add_task("setting up", total=None)
        with running(stack, say=lambda step: progress.update(opening, description=step)) as started:
            progress.update(opening, description="deployed", total=1, completed=1)
            sent = progress.add_task("sent", total=count)
            scored = progress.add_task("scored", total=count)
            shown = demonstrate(
                started,
                count=count,
                seed=seed,
                sent=lambda done: progress.update(sent, completed=done),
                scored=lambda done: progress.update(scored, completed=done),
            )
    if as_json:
        report.print_json(shown.as_json())
    else:
        report.out.print(tables(shown))
    if shown.missing:
        raise typer.Exit(1)
