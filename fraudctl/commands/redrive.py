"""`fraudctl redrive`: brings back what lies in a dead-letter queue."""

import json
import signal
import threading
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from fraudctl import report
from fraudctl.recovery import Stage, tables
from fraudctl.recovery import redrive as bring_back
from fraudctl.target import Target


def redrive(
    *,
    queue: Annotated[Stage, typer.Argument(help="Whose queue.")],
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
    most: Annotated[int | None, typer.Option("--max", min=1, help="Messages to take, at most.")] = None,
    discard: Annotated[bool, typer.Option("--discard", help="Delete poison, once it is shown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring back what a stage could not go on with; a message leaves when its work is durable. Exit 1 if any stays."""
    target, stop = Target.find(stack), threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: _finish(stop))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=report.err) as progress:
            task = progress.add_task("taken", total=most)
            result = bring_back(
                target,
                queue,
                most=most,
                dry_run=dry_run,
                discard=discard,
                stop=stop,
                progress=lambda so_far: progress.update(task, completed=so_far.taken),
            )
            progress.update(task, total=result.taken)
    finally:
        signal.signal(signal.SIGINT, before)
    if as_json:
        typer.echo(json.dumps({"queue": queue.value, **result.as_json()}, indent=2))
    else:
        report.out.print(tables.redriven(queue.value, result))
    if not (result.complete or dry_run):
        raise typer.Exit(1)


def _finish(stop: threading.Event) -> Any:
    """The first Ctrl-C lets the messages in hand be finished, the second does not."""
    stop.set()
    signal.signal(signal.SIGINT, signal.default_int_handler)
