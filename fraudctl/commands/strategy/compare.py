"""`fraudctl strategy compare`: the shadow and the challenger beside the strategy that decides."""

from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption
from fraudctl.commands.strategy.group import strategy


@strategy.command("compare")
def compare_running(
    *,
    since: Annotated[str, typer.Option(help="ISO 8601, or how long ago (90s, 30m, 2h, 7d).")] = "24h",
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare the shadow and the challenger with the active strategy, on what they decided.

    Of a shadow: outcomes that differ, alerts gained and lost, by rule; with labels, precision and recall of both. Of a
    challenger: the rates of both arms, with intervals by customer, not by payment. Features without data are named. It
    reads the whole scores table.
    """
    from datetime import UTC, datetime

    from fraudctl.rollout.compare.comparison import Comparison
    from fraudctl.rollout.compare.rows import ComparedRows
    from fraudctl.rollout.compare.view import render_comparison
    from fraudctl.rollout.table.session import Session
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_time

    start, session = parse_time(since, datetime.now(UTC)), Session.open(stack)
    found = Comparison.of(session.table)
    progress = report.progress(report.COUNT)
    task = progress.add_task("scores read", total=None)
    with progress:
        rows = ComparedRows.of(session.target, lambda count: progress.advance(task, count))
        found.add_all(rows.since(start))
    if as_json:
        report.print_json({"since": start, **found.facts()})
    else:
        report.out.print(render_comparison(found))
