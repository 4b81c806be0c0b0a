"""`make bench`: measures every row, prints the table, and writes docs/performance.md."""

import json
import sys
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.figures import Measured
from bench.machine import described
from bench.page import write
from bench.plots import draw
from bench.rows import ROWS, measure
from bench.scale import Scale
from bench.table import table
from fraudctl.errors import CommandError
from fraudctl.terminal.report import err, out


def bench(
    only: Annotated[list[str] | None, typer.Option(help=f"A row to measure: {', '.join(ROWS)}.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A short look; nothing is written.")] = False,  # noqa: FBT002 -- a flag
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- likewise
) -> None:
    """Measure speed, memory and cost, each as a ratio where a ratio is meant; all rows together rewrite the page."""
    if unknown := set(only or ()) - ROWS.keys():
        raise CommandError(f"there is no row {min(unknown)}: choose of {', '.join(ROWS)}")
    machine, results = described(), dict[str, Measured]()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        for name in only or ROWS:
            task = progress.add_task(ROWS[name].title, total=1)

            def say(step: str, title: str = ROWS[name].title, task: object = task) -> None:
                progress.update(task, description=f"{title}: {step}")  # type: ignore[arg-type]  # rich's TaskID

            results[name] = measure(name, Scale(quick=quick), say)
            progress.update(task, description=ROWS[name].title, completed=1)
    if as_json:
        rows = {name: measured.as_json() for name, measured in results.items()}
        print(json.dumps({"machine": machine, "rows": rows}, indent=2))  # noqa: T201 -- for programs
    else:
        out.print(table(results))
    if not only and not quick:
        err.print(f"written: {write(results, machine, draw(results))}")


if __name__ == "__main__":
    try:
        typer.run(bench)
    except CommandError as error:
        err.print(f"bench: {error}", style="red", soft_wrap=True)
        sys.exit(1)
