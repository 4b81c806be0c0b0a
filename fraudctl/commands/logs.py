"""`fraudctl tail`: what all functions log, in one stream."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from fraudctl import report
from fraudctl.moment import moment
from fraudctl.observe.line import Line
from fraudctl.observe.lines_shown import shown
from fraudctl.observe.logs import Logs, chosen
from fraudctl.target import Target


def tail(
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    function: Annotated[str | None, typer.Option(help="ingestion, processing or scoring; all by default.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,  # noqa: FBT002 -- a flag
    since: Annotated[str, typer.Option(help="How far back, as 10m, or an ISO 8601 time.")] = "10m",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Show the functions' logs, merged by time, without the lines that Lambda writes of every invocation."""
    target, start = Target.find(stack), moment(since, datetime.now(UTC))
    stages, logs = chosen(target, function), Logs(target)
    if not follow:
        _print(logs.read(stages, start), as_json=as_json)
        return
    try:
        for fresh in logs.follow(stages, start):
            _print(fresh, as_json=as_json)
    except KeyboardInterrupt:  # the way to end it
        raise typer.Exit from None


def _print(lines: Iterable[Line], *, as_json: bool) -> None:
    for line in lines:
        if line.routine:
            continue
        if as_json:
            typer.echo(json.dumps(line.as_json()))
        else:
            report.out.print(shown(line), soft_wrap=True)
