"""`fraudctl reconcile`: scores for the transactions that have none."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fraudctl.recovery.unscored import ScanResult

LONGEST_GRACE = 86_400
"""Seconds; no transaction is on its way for longer than a day."""


def reconcile(
    *,
    stack: Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Received since: ISO 8601, or how long ago (90s, 30m, 2h, 7d); at most as scores are kept, less a day."
        ),
    ] = None,
    grace: Annotated[
        int | None,
        typer.Option(
            min=0, max=LONGEST_GRACE, help="Seconds for which a new transaction is left alone; 60 by default."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what was found; score nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Score whatever has no score, do what scores still owe, such as alerts, and say why.

    Exit 1 unless all is done in the end.
    """
    from fraudctl.errors import CommandError
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.recovery import reconcile_scores
    from fraudctl.recovery.errors import Retryable
    from fraudctl.recovery.period import GRACE, period_since
    from fraudctl.recovery.results_view import render_reconcile
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    left_alone = GRACE if grace is None else timedelta(seconds=grace)
    earliest = None if since is None else period_since(since, datetime.now(UTC), grace=left_alone)
    done = {"looked_at": 0, "unscored": 0, "settled": 0}

    def looked(found: "ScanResult") -> None:
        done["looked_at"] = found.looked_at
        progress.update(looking, completed=found.looked_at)

    def scored(settled: int, of: int) -> None:
        done.update(unscored=of, settled=settled)
        progress.update(scoring, completed=settled, total=of, visible=True)

    def say() -> None:
        if as_json:
            report.print_json({"ended": "interrupted", **done})
        else:
            report.err.print("{looked_at} looked at; {settled} of {unscored} without score settled".format(**done))

    try:
        with report_if_interrupted(say), report.progress(report.COUNT) as progress:
            looking = progress.add_task("looked at", total=None)
            scoring = progress.add_task("scored", total=None, visible=False)
            result = reconcile_scores(
                Target.find(stack),
                since=earliest,
                grace=left_alone,
                dry_run=dry_run,
                looked=looked,
                scored=scored,
            )
            progress.update(looking, total=result.looked_at, completed=result.looked_at)
    except Retryable as error:
        raise CommandError(error.reason) from error
    if as_json:
        report.print_json(result.as_json())
    else:
        report.out.print(render_reconcile(result))
    if not result.complete:
        raise typer.Exit(1)
