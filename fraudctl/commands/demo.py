"""`fraudctl demo`: the whole pipeline at work, on this machine, in one command."""

from collections.abc import Callable
from typing import Annotated

import typer

from fraudctl.commands.options import console_module

SEED = 7


def demo(
    count: Annotated[int, typer.Option(min=1, max=1_000_000_000, help="Transactions to decide on.")] = 1000,
    seed: Annotated[int, typer.Option(help="Determines the sample.")] = SEED,
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
    console: Annotated[  # noqa: FBT002 -- a flag
        bool, typer.Option("--console", help="Keep it running, with the analyst's console open on it, until Ctrl-C.")
    ] = False,
) -> None:
    """Run it all on this machine: deploy, load a month's payments, decide on a day's, show what it detects.

    A thousand transactions are a day of a simulated town, and the month before them is loaded first; before fewer comes
    less, a day at least. In the middle comes a burst on one card. It needs no AWS account, and removes everything
    again. Exit 1 if anything is missing.
    """
    from rich.progress import MofNCompleteColumn

    from fraudctl.demo.burst import BURST
    from fraudctl.demo.demonstrate import demonstrate
    from fraudctl.demo.demonstration_view import render_demonstration
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.stacks.local_stack import run_stack
    from fraudctl.terminal import report

    serve = _serving(as_json=as_json) if console else None
    done = {"deployed": False, "loaded": 0, "decided": 0, "scored": 0}

    def report_progress() -> None:
        if as_json:
            report.print_json({"ended": "interrupted", **done})
        elif done["deployed"]:
            said = "{loaded} loaded, {decided} decided, {scored} of them scored; what was deployed is removed"
            report.err.print(said.format(**done))

    with report_if_interrupted(report_progress), report.progress(MofNCompleteColumn()) as progress:
        setup = progress.add_task("setting up", total=None)
        with run_stack(stack, say=lambda step: progress.update(setup, description=step)) as started:
            done["deployed"] = True
            progress.update(setup, description="deployed", total=1, completed=1)
            tasks = {"loaded": progress.add_task("history", total=None)}
            totals = {"decided": count, "scored": count + BURST}
            tasks |= {name: progress.add_task(name, total=total) for name, total in totals.items()}

            def counter(name: str) -> Callable[..., None]:
                def count_so_far(number: int, total: int | None = None) -> None:
                    done[name] = number
                    progress.update(tasks[name], completed=number, total=total or totals.get(name))

                return count_so_far

            try:
                results = demonstrate(started, count=count, seed=seed, **{name: counter(name) for name in tasks})
                if serve:
                    progress.stop()
                    report.out.print(render_demonstration(results))
                    serve(started.target)
            finally:
                progress.update(setup, description="removing what was deployed", total=None)
    if as_json:
        report.print_json(results.as_json())
    elif not console:
        report.out.print(render_demonstration(results))
    if results.missing:
        raise typer.Exit(1)


def _serving(*, as_json: bool) -> Callable[..., None]:
    """Return the function that serves the console, before anything is deployed for it."""
    from fraudctl.errors import CommandError

    if as_json:
        raise CommandError("--json prints for a program, and --console is for a person: give one of them")
    serve: Callable[..., None] = console_module().serve_target
    return serve
