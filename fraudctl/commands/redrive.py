"""`fraudctl redrive`: the redrive of a dead-letter queue."""

import threading
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from fraudctl.recovery import RedriveResult


def redrive(
    *,
    queue: Annotated[
        Literal["ingestion", "processing", "scoring"],
        typer.Argument(help="Whose queue; Ingestion's holds Decision's messages too."),
    ],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    limit: Annotated[int | None, typer.Option("--max", min=1, help="Messages to take, at most.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for messages that another run holds out of sight.")
    ] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="Delete poison and conflicts, once they are shown.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Redrive a stage's dead-letter queue; a message is deleted once its work is persisted. Exit 1 if any stays."""
    from fraudctl.interruption import Interrupted, handle_signals
    from fraudctl.recovery import Stage, redrive_queue
    from fraudctl.recovery.results_view import render_redrive
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    target, stop = Target.find(stack), threading.Event()
    # Messages in flight are finished or released; those of a run that is killed stay invisible until their timeout.
    with handle_signals(stop.set), report.progress(report.COUNT) as progress:
        task = progress.add_task("taken", total=limit)
        result = redrive_queue(
            target,
            Stage(queue),
            limit=limit,
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
        report.out.print(render_redrive(queue, result))
    if result.ended == "interrupted":
        raise Interrupted
    if not (result.complete or (dry_run and not result.unseen)):
        raise typer.Exit(1)


def _doing(so_far: "RedriveResult") -> str:
    if not so_far.held_until:
        return "taken"
    return f"taken; {so_far.held} more are held, until {so_far.held_until:%H:%M:%S} UTC at the latest (Ctrl-C ends it)"
