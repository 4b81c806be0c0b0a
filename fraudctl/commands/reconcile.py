"""`fraudctl reconcile`: finds transactions without a score, and has them scored."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from fraudctl import report
from fraudctl.errors import CommandError
from fraudctl.moment import moment
from fraudctl.recovery import reconcile as reconcile_tables
from fraudctl.recovery import tables
from fraudctl.recovery.errors import NotDurable
from fraudctl.recovery.period import GRACE
from fraudctl.target import Target

MOST_GRACE = 86_400
"""Seconds: what is on its way for longer than a day is not."""


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
        int, typer.Option(min=0, max=MOST_GRACE, help="Seconds for which a new transaction is left alone.")
    ] = round(GRACE.total_seconds()),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what was found; score nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Score whatever has no score, or whose alert is owed, and say why. Exit 1 unless all is done in the end."""
    earliest = _earliest(since, timedelta(seconds=grace)) if since is not None else None
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=report.err) as progress:
            looking = progress.add_task("looked at", total=None)
            scoring = progress.add_task("scored", total=None, visible=False)
            result = reconcile_tables(
                Target.find(stack),
                since=earliest,
                grace=timedelta(seconds=grace),
                dry_run=dry_run,
                looked=lambda found: progress.update(looking, completed=found.looked_at),
                scored=lambda done, of: progress.update(scoring, completed=done, total=of, visible=True),
            )
            progress.update(looking, total=result.looked_at, completed=result.looked_at)
    except NotDurable as error:
        raise CommandError(error.reason) from error
    if as_json:
        typer.echo(json.dumps(result.as_json(), indent=2))
    else:
        report.out.print(tables.reconciled(result))
    if not result.complete:
        raise typer.Exit(1)


def _earliest(since: str, grace: timedelta) -> datetime:
    """Return the time that is meant.

    Raises:
        CommandError: it is none, or the grace leaves nothing to look at.
    """
    now = datetime.now(UTC)
    found = moment(since, now)
    if found >= now - grace:
        raise CommandError(
            f"--since {since} leaves nothing to look at: what is younger than {grace.total_seconds():.0f} s may be on "
            "its way. Give an earlier time, or a smaller --grace"
        )
    return found
