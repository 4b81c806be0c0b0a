"""`make bench`: run every measure, print the table, and write docs/performance.md."""

import json
import sys
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.measurement import Measurement, Scale
from bench.plots import draw_plots
from bench.report import describe_machine, figures_table, write_page
from bench.runner import MEASURES, run_measure
from fraudctl.errors import CommandError
from fraudctl.terminal.report import err, out


def bench(
    only: Annotated[list[str] | None, typer.Option(help=f"A row to measure: {', '.join(MEASURES)}.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A short look; nothing is written.")] = False,  # noqa: FBT002 -- a flag
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- likewise
) -> None:
    """Measure speed, memory and cost, each as a ratio where a ratio is meant; all rows together rewrite the page."""
    if unknown := set(only or ()) - MEASURES.keys():
        raise CommandError(f"there is no row {min(unknown)}: choose of {', '.join(MEASURES)}")
    machine, results = describe_machine(), dict[str, Measurement]()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        for name in only or MEASURES:
            task = progress.add_task(MEASURES[name].title, total=1)

            def say(step: str, title: str = MEASURES[name].title, task: object = task) -> None:
                progress.update(task, description=f"{title}: {step}")  # type: ignore[arg-type]  # rich's TaskID

            results[name] = run_measure(name, Scale(quick=quick), say)
            progress.update(task, description=MEASURES[name].title, completed=1)
    if as_json:
        rows = {name: measured.as_json() for name, measured in results.items()}
        print(json.dumps({"machine": machine, "rows": rows}, indent=2))  # noqa: T201 -- for programs
    else:
        out.print(figures_table(results))
    if not only and not quick:
        err.print(f"written: {write_page(results, machine, draw_plots(results))}")


if __name__ == "__main__":
    try:
        typer.run(bench)
    except CommandError as error:
        err.print(f"bench: {error}", style="red", soft_wrap=True)
        sys.exit(1)
