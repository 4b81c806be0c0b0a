"""`fraudctl demo`: the whole pipeline at work, on this machine, in one command."""

from collections.abc import Callable
from typing import Annotated

import typer

SEED = 7


def demo(
    count: Annotated[int, typer.Option(min=1, max=1_000_000_000, help="Transactions to send.")] = 1000,
    seed: Annotated[int, typer.Option(help="Determines the sample.")] = SEED,
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Run the whole pipeline on this machine: deploy, send a sample, show the scores and alerts.

    It needs no AWS account, waits until all is scored, and removes everything again. Exit 1 if anything is missing.
    """
    from rich.progress import MofNCompleteColumn

    from fraudctl.demo.demonstration import demonstrate
    from fraudctl.demo.demonstration_view import render_demonstration
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.stacks.local_stack import run_stack
    from fraudctl.terminal import report

    done = {"deployed": False, "sent": 0, "scored": 0}

    def report_progress() -> None:
        if as_json:
            report.print_json({"ended": "interrupted", **done})
        elif done["deployed"]:
            report.err.print("{sent} sent, {scored} of them scored; what was deployed is removed".format(**done))

    with report_if_interrupted(report_progress), report.progress(MofNCompleteColumn()) as progress:
        setup = progress.add_task("setting up", total=None)
        with run_stack(stack, say=lambda step: progress.update(setup, description=step)) as started:
            done["deployed"] = True
            progress.update(setup, description="deployed", total=1, completed=1)
            tasks = {name: progress.add_task(name, total=count) for name in ("sent", "scored")}

            def counter(name: str) -> Callable[[int], None]:
                def count_so_far(number: int) -> None:
                    done[name] = number
                    progress.update(tasks[name], completed=number)

                return count_so_far

            results = demonstrate(started, count=count, seed=seed, sent=counter("sent"), scored=counter("scored"))
    if as_json:
        report.print_json(results.as_json())
    else:
        report.out.print(render_demonstration(results))
    if results.missing:
        raise typer.Exit(1)
