"""`fraudctl redrive`: brings back what lies in a dead-letter queue."""

import contextlib
import json
import signal
import threading
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from fraudctl import report
from fraudctl.recovery import Redriven, Stage, tables
from fraudctl.recovery import redrive as bring_back
from fraudctl.target import Target

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def redrive(
    *,
    queue: Annotated[Stage, typer.Argument(help="Whose queue.")],
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
    target = Target.find(stack)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with _ended_by_signals() as stop, Progress(*columns, console=report.err) as progress:
        task = progress.add_task("taken", total=most)
        result = bring_back(
            target,
            queue,
            most=most,
            dry_run=dry_run,
            discard=discard,
            wait=wait,
            stop=stop,
            progress=lambda so_far: progress.update(task, completed=so_far.taken, description=_doing(so_far)),
        )
        progress.update(task, total=result.taken, description="taken")
    if as_json:
        typer.echo(json.dumps({"queue": queue.value, **result.as_json()}, indent=2))
    else:
        report.out.print(tables.redriven(queue.value, result))
    if not (result.complete or (dry_run and not result.unseen)):
        raise typer.Exit(1)


def _doing(so_far: Redriven) -> str:
    if not so_far.held_until:
        return "taken"
    return f"taken; {so_far.held} more are held, until {so_far.held_until:%H:%M:%S} UTC at the latest (Ctrl-C ends it)"


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[threading.Event]:
    """Let the first of these signals set an event, so that what is in hand is finished or given back; not the second.

    A run that is killed gives nothing back: its messages are out of sight until their hold is over.
    """
    stop = threading.Event()
    before = {each: signal.getsignal(each) or signal.SIG_DFL for each in ENDING}

    def finish(*_: object) -> None:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)

    for each in ENDING:
        signal.signal(each, finish)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
