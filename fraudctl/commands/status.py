"""`fraudctl status`: health at a glance."""

import json
import threading
from typing import Annotated

import typer
from rich.live import Live

from fraudctl import report
from fraudctl.observe.health_shown import shown
from fraudctl.observe.look import look
from fraudctl.target import Target


def status(
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="The window of the figures.")] = 5,
    watch: Annotated[bool, typer.Option("--watch", help="Look again and again until Ctrl-C.")] = False,  # noqa: FBT002 -- a flag
    every: Annotated[float, typer.Option(min=1, help="Seconds between two looks of --watch.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON; null is unknown.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Show rates, errors, ages, dead letters and alarms. Exit 0: healthy; 1: not, or it could not be told."""
    if watch and as_json:
        raise typer.BadParameter("--watch is for a person, --json for a program: choose one")
    target = Target.find(stack)
    health = look(target, minutes)
    if as_json:
        typer.echo(json.dumps(health.as_json(), indent=2))
    elif not watch:
        report.out.print(shown(health))
    else:
        nothing = threading.Event()
        try:
            with Live(shown(health), console=report.out, auto_refresh=False) as live:
                while not nothing.wait(every):  # figures cannot be awaited
                    health = look(target, minutes)
                    live.update(shown(health), refresh=True)
        except KeyboardInterrupt:  # the way to end it
            pass
    raise typer.Exit(bool(health.problems))
