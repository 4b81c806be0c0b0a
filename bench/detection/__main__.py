"""`make detection`: try the default strategy in worlds that it was not tuned on, and write docs/detection.md."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.detection.page import write_page
from bench.detection.run import Setting, measure
from fraudctl.errors import CommandError
from fraudctl.terminal.report import err
from simulation import WORLDS

SEED = 2026
CUSTOMERS, DAYS = 1_000, 45
LARGE = Setting(world="web_shop", customers=100_000, days=7, seed=SEED)
"""A world of a size that the strategy was not tuned on."""


def detection(
    only: Annotated[list[str] | None, typer.Option(help=f"A world: town, {', '.join(WORLDS)}, large.")] = None,
    seed: Annotated[int, typer.Option(help="The seed of all worlds.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Try the default strategy beside what is simpler; all worlds together rewrite the page."""
    chosen = settings(seed)
    if unknown := set(only or ()) - chosen.keys():
        raise CommandError(f"there is no world {min(unknown)}: choose of {', '.join(chosen)}")
    results = run([setting for name, setting in chosen.items() if not only or name in only])
    if as_json or only:
        print(json.dumps(results, indent=2, default=str))  # noqa: T201 -- for programs
    if not only and seed == SEED:
        err.print(f"written: {write_page(results)}")


def settings(seed: int) -> dict[str, Setting]:
    """Return the worlds by the names that `--only` takes."""
    town = Setting(world=None, customers=None, days=DAYS, seed=seed)
    named = {name: Setting(world=name, customers=CUSTOMERS, days=DAYS, seed=seed) for name in WORLDS}
    large = Setting(world=LARGE.world, customers=LARGE.customers, days=LARGE.days, seed=seed)
    return {"town": town, **named, "large": large}


def run(chosen: Sequence[Setting]) -> list[dict[str, object]]:
    """Return the figures of each world."""
    results = []
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        for setting in chosen:
            task = progress.add_task(setting.title, total=1)

            def say(done: int, title: str = setting.title, task: object = task) -> None:
                progress.update(task, description=f"{title}: {done:,} payments")  # type: ignore[arg-type]  # rich's TaskID

            results.append(measure(setting, say))
            progress.update(task, completed=1)
    return results


if __name__ == "__main__":
    try:
        typer.run(detection)
    except CommandError as error:
        err.print(f"detection: {error}", style="red", soft_wrap=True)
        sys.exit(1)
