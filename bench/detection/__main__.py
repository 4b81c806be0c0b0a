"""`make detection`: try the default strategy in worlds that it was not tuned on, and write docs/detection.md."""

import gc
import json
import multiprocessing
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.detection.handbook.run import BOOK, measure_handbook
from bench.detection.page import world_section, write_page
from bench.detection.run import Setting, measure
from fraudctl.errors import CommandError
from fraudctl.terminal.report import err
from simulation import HANDBOOK, WORLDS

SEED = 2026
CUSTOMERS, DAYS = 1_000, 45
LARGE = Setting(world="web_shop", customers=100_000, days=7, seed=SEED)
"""A world of a size that the strategy was not tuned on."""

TURNING = Setting(world="high_street", customers=5_000, days=60, seed=SEED, turns_to="corner_shops")
"""A world whose frauds change half way, to kinds that it did not have."""

PROCESSES = 2


def detection(
    only: Annotated[
        list[str] | None, typer.Option(help=f"A world: town, {', '.join(WORLDS)}, large, turning, handbook.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of all worlds.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Try the default strategy beside what is simpler; all worlds together rewrite the page."""
    chosen = settings(seed)
    if unknown := set(only or ()) - chosen.keys():
        raise CommandError(f"there is no world {min(unknown)}: choose of {', '.join(chosen)}")
    results = run({name: setting for name, setting in chosen.items() if not only or name in only})
    if only and not as_json:
        for each in results:
            err.print("\n".join([*world_section(each), ""]), markup=False, highlight=False, soft_wrap=True)
    if as_json or only:
        print(json.dumps(results, indent=2, default=str))  # noqa: T201 -- for programs
    if not only and seed == SEED:
        err.print(f"written: {write_page(results)}")


def settings(seed: int) -> dict[str, Setting]:
    """Return the worlds by the names that `--only` takes."""
    town = Setting(world=None, customers=None, days=DAYS, seed=seed)
    named = {name: Setting(world=name, customers=CUSTOMERS, days=DAYS, seed=seed) for name in WORLDS}
    handbook = Setting(world=HANDBOOK, customers=5_000, days=BOOK.days, seed=seed)
    return {
        "town": town,
        **named,
        "large": replace(LARGE, seed=seed),
        "turning": replace(TURNING, seed=seed),
        HANDBOOK: handbook,
    }


def run(chosen: Mapping[str, Setting]) -> list[dict[str, Any]]:
    """Return the figures of each world, measured by two processes that begin with the largest."""
    largest_first = sorted(chosen.values(), key=lambda each: (each.customers or 0) * each.days, reverse=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    found = dict[Setting, dict[str, Any]]()
    # Forked before the display has a thread.
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool, Progress(*columns, console=err) as progress:
        task = progress.add_task("", total=len(chosen))
        for setting, result in pool.imap_unordered(_measure, largest_first):
            found[setting] = result
            progress.console.print(f"{setting.title}: {result['transactions']:,} payments", markup=False)
            progress.update(task, completed=len(found), description=f"{len(found)} of {len(chosen)} worlds")
    return [found[setting] for setting in chosen.values()]


def _measure(setting: Setting) -> tuple[Setting, dict[str, Any]]:
    gc.disable()  # nothing here refers to itself, and to look for what does takes longer, the more entities there are
    return setting, measure_handbook(setting) if setting.world == HANDBOOK else measure(setting)


if __name__ == "__main__":
    try:
        typer.run(detection)
    except CommandError as error:
        err.print(f"detection: {error}", style="red", soft_wrap=True)
        sys.exit(1)
