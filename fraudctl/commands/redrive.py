"""`fraudctl redrive`: brings back what lies in a dead-letter queue."""

import threading
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from fraudctl.recovery import Redriven


def redrive(
    *,
    queue: Annotated[Literal["ingestion", "processing", "scoring"], typer.Argument(help="Whose queue.")],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    most: Annotated[int | None, typer.Option("--max", min=1, help="Messages to take, at most.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for messages that another run holds out of sight.")
    ] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Delete poison, once it is shown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring back what a stage could not go on with; a message leaves when its work is durable. Exit 1 if any stays."""
    from fraudctl.interruption import Interrupted, handle_signals
    from fraudctl.recovery import Stage, tables
    from fraudctl.recovery import redrive as bring_back
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    target, stop = Target.find(stack), threading.Event()
    # What is in hand is finished or given back: of a run that is killed it is out of sight until its hold is over.
    with handle_signals(stop.set), report.progress(report.COUNT) as progress:
        task = progress.add_task("taken", total=most)
        result = bring_back(
            target,
            Stage(queue),
            most=most,
            dry_run=dry_run,
            discard=discard,
            wait=wait,
            stop=stop,
            progress=lambda so_far: progress.update(task, completed=so_far.taken, description=_doing(so_far)),
        )
        progress.update(task, total=result.taken, description="taken")
    if as_json:
        report.print_json({"queue": queue, **result.as_json()})
    else:
        report.out.print(tables.redriven(queue, result))
    if result.ended == "interrupted":
        raise Interrupted
    if not (result.complete or (dry_run and not result.unseen)):
        raise typer.Exit(1)


def _doing(so_far: "Redriven") -> str:
    if not so_far.held_until:
        return "taken"
    return f"taken; {so_far.held} more are held, until {so_far.held_until:%H:%M:%S} UTC at the latest (Ctrl-C ends it)"
