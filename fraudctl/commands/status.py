"""`fraudctl status`: the health of a stack."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fraudctl.observe.health import Health
    from fraudctl.stacks.target import Target


def status(
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="The window of the figures.")] = 5,
    watch: Annotated[bool, typer.Option("--watch", help="Look again and again until Ctrl-C.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two looks of --watch.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON; null is unknown.")] = False,
) -> None:
    """Show rates, errors, ages, dead letters, alarms, and a command for each problem. Exit 1 unless healthy."""
    from fraudctl.observe.collect_health import collect_health
    from fraudctl.observe.health_view import render_health
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    if watch and as_json:
        raise typer.BadParameter("--watch is for a person, --json for a program: choose one")
    target = Target.find(stack)
    if watch:
        health = _watched(target, minutes, every)
    else:
        health = collect_health(target, minutes)
        if as_json:
            report.print_json(health.as_json())
        else:
            report.out.print(render_health(health))
    raise typer.Exit(health is None or bool(health.problems))


def _watched(target: "Target", minutes: int, every: float) -> "Health | None":
    """Show the health again and again until Ctrl-C, and return the last; None without any."""
    from rich.live import Live

    from fraudctl.observe.collect_health import collect_health
    from fraudctl.observe.health_view import render_health
    from fraudctl.observe.polling import PollOptions, poll
    from fraudctl.terminal import report

    health: Health | None = None
    live = Live(console=report.out, auto_refresh=False)

    def show_above(text: str) -> None:
        live.stop()  # the last health stays on the screen, above the text
        report.print_error(text)
        live.start()

    try:
        with live:
            for health in poll(
                lambda there: collect_health(there, minutes), target, PollOptions(every=every, report=show_above)
            ):
                live.update(render_health(health), refresh=True)
    except KeyboardInterrupt:  # the way to end it
        pass
    return health
