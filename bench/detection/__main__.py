"""`make detection`: what catches fraud in simulated worlds that nothing was tuned on; it writes docs/detection.md."""

import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.detection.jobs import Job, jobs
from bench.detection.page import result_section, write_page
from fraudctl.errors import CommandError
from fraudctl.terminal.report import err
from fraudctl.train.environment import set_up

SEED = 2026
PROCESSES = 2


def detection(
    only: Annotated[
        list[str] | None, typer.Option(help="One of the measures, such as town, large, turning or handbook.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of all worlds.")] = SEED,
    quick: Annotated[bool, typer.Option(help="Small worlds, which show that all works and nothing else.")] = False,  # noqa: FBT002 -- a flag
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Try strategies and models beside what is simpler; all worlds together rewrite the page."""
    every = jobs(seed, quick=quick)
    if unknown := set(only or ()) - every.keys():
        raise CommandError(f"there is no world {min(unknown)}: choose of {', '.join(every)}")
    set_up()
    results = run({name: job for name, job in every.items() if not only or name in only})
    whole = not only and not quick and seed == SEED
    if not whole and not as_json:
        for each in results.values():
            for line in "\n".join([*result_section(each), ""]).split("\n"):  # the terminal escapes line breaks
                err.print(line, markup=False, highlight=False, soft_wrap=True)
    if as_json or not whole:
        print(json.dumps(list(results.values()), indent=2, default=str))  # noqa: T201 -- for programs
    if whole:
        err.print(f"written: {write_page(results)}")


def run(chosen: Mapping[str, Job]) -> dict[str, dict[str, Any]]:
    """Return the figures of each job, done by two processes that begin with the longest."""
    longest_first = sorted(chosen.items(), key=lambda item: -item[1].weight)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    found = dict[str, dict[str, Any]]()
    # Forked before the display has a thread; a process does one job, so that no memory is held for the next.
    context = multiprocessing.get_context("fork")
    with context.Pool(PROCESSES, maxtasksperchild=1) as pool, Progress(*columns, console=err) as progress:
        task = progress.add_task(f"0 of {len(chosen)} done", total=len(chosen))
        for name, result, seconds in pool.imap_unordered(_measure, longest_first):
            found[name] = result
            said = f"{name}: {result['transactions']:,} payments, {seconds:.0f} s of CPU"
            progress.console.print(said, markup=False, highlight=False)
            progress.update(task, completed=len(found), description=f"{len(found)} of {len(chosen)} done")
    return {name: found[name] for name in chosen}


def _measure(item: tuple[str, Job]) -> tuple[str, dict[str, Any], float]:
    """Return a job's figures by its name, and the seconds of CPU that it took, those of its trainings among them."""
    gc.disable()  # nothing here refers to itself, and to look for what does takes longer, the more entities there are
    name, job = item
    try:
        return name, job.measure(), sum(os.times()[:4])
    except CommandError as error:
        raise CommandError(f"{name}: {error}") from error


if __name__ == "__main__":
    try:
        typer.run(detection)
    except CommandError as error:
        err.print(f"detection: {error}", style="red", soft_wrap=True)
        sys.exit(1)
