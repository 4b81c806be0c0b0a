"""`fraudctl send`: posts transactions from a file."""

import json
import os
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from fraudctl import report
from fraudctl.posting import Poster
from fraudctl.reading import read
from fraudctl.sending import send as send_lines
from fraudctl.target import Target

STANDARD_INPUT = "<stdin>"
"""What typer names it by."""


def send(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(
            help="Transactions as JSON: lines, an array or printed objects, gzip or not; - for standard input."
        ),
    ],
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")] = 8,
    batch: Annotated[
        int, typer.Option(min=1, max=100, help="Transactions a request; each then needs a timestamp.")
    ] = 1,
    rate: Annotated[float | None, typer.Option(min=0.001, help="Transactions a second, at most.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Post each transaction, signed; a bad one never stops the rest. Exit 1 unless some came and all were accepted."""
    poster = Poster(Target.find(stack), concurrency=concurrency)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    try:
        lines = read(file, None if file.name == STANDARD_INPUT else os.fsencode(file.name).decode(errors="replace"))
        with Progress(*columns, console=report.err) as progress:
            task = progress.add_task("sent", total=None)
            summary = send_lines(
                lines,
                poster,
                concurrency=concurrency,
                batch=batch,
                rate=rate,
                progress=lambda so_far: progress.update(task, completed=so_far.lines),
            )
            progress.update(task, total=summary.lines)
    finally:
        poster.close()
    if as_json:
        typer.echo(json.dumps(summary.as_json(), indent=2))
    else:
        report.out.print(report.summary(summary))
    if not summary.complete:
        raise typer.Exit(1)
