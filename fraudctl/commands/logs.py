"""`fraudctl logs`: the logs of all functions, in one stream."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fraudctl.observe.log_line import LogLine


def logs(
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    function: Annotated[
        str | None,
        typer.Option(
            help="decision, ingestion, processing, scoring, feedback, queries or fraud_detector; all by default."
        ),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    since: Annotated[str, typer.Option(help="How far back, as 10m, or an ISO 8601 time.")] = "10m",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show request and trace ids too, and lists whole.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line.")] = False,
) -> None:
    """Show the functions' logs, merged by time, without the lines that Lambda writes of every invocation."""
    from fraudctl.observe.logs import EVERY, LogFollower, LogReader, choose_stages
    from fraudctl.observe.polling import PollOptions, poll
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_time

    target, start = Target.find(stack), parse_time(since, datetime.now(UTC))
    stages = choose_stages(target, function)
    if not follow:
        _print(LogReader(target).read(stages, start), verbose=verbose, as_json=as_json)
        return
    try:
        for new in poll(LogFollower(stages, start).poll, target, PollOptions(every=EVERY, report=report.print_error)):
            _print(new, verbose=verbose, as_json=as_json)
    except KeyboardInterrupt:  # the way to end it
        raise typer.Exit from None


def _print(lines: "Iterable[LogLine]", *, verbose: bool, as_json: bool) -> None:
    from fraudctl.observe.log_line_view import render_log_line
    from fraudctl.terminal import report

    for line in lines:
        if line.routine:
            continue
        if as_json:
            report.print_json(line.as_json(), indent=None)
        else:
            report.out.print(render_log_line(line, verbose=verbose), soft_wrap=True)
