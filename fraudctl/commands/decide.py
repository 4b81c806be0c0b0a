"""`fraudctl decide`: has transactions from a file or a feed decided on, as a shop does before it charges."""

from functools import partial
from typing import Annotated

import typer

from fraudctl.commands.options import ConcurrencyOption, JsonOption, RateOption, StackOption, TransactionsArgument


def decide(
    file: TransactionsArgument,
    *,
    stack: StackOption = None,
    concurrency: ConcurrencyOption = 8,
    rate: RateOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Decide afresh on what is known now, and leave no trace.")
    ] = False,
    fail_above: Annotated[
        str | None,
        typer.Option(metavar="LIMITS", help="Fail past a threshold, as p99=200ms,errors=0.1%,degraded=1%."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Have transactions from a file or a feed decided on, and report outcomes and latencies.

    It reads what `send` reads, and reports the lines without a decision, by reason; with --json each decision too.
    A failed request is retried as `send` does; the latency is that of the try that was answered.
    With --fail-above it is a load test: exit 1 if p1 to p99 of the latencies, the share of tries without a decision
    (errors) or that of decisions for which something could not be read (degraded) is above its threshold.
    Otherwise exit 0 if there were transactions and all were decided on; with a threshold on errors, as many as it says.
    """
    from fraudctl.client.api_client import ApiClient
    from fraudctl.client.decision_results import DecisionSummary
    from fraudctl.client.decision_view import render_decision_summary
    from fraudctl.client.reading.source import StoppableSource
    from fraudctl.client.route import DECIDE, DRY_RUN
    from fraudctl.client.sending import Sender
    from fraudctl.client.sending_run import send_file
    from fraudctl.client.sending_view import print_summary
    from fraudctl.client.thresholds import exceeded, parse_thresholds, tolerates_errors
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    thresholds = [] if fail_above is None else parse_thresholds(fail_above)
    route, summary = DRY_RUN if dry_run else DECIDE, DecisionSummary()
    client = ApiClient(Target.find(stack), endpoint=route.endpoint, concurrency=concurrency)
    sender = Sender(client=client, route=route, concurrency=concurrency, rate=rate, summary=summary)

    def show() -> None:
        render = partial(render_decision_summary, summary, dry_run=dry_run)
        print_summary(summary, render, json_wanted=as_json)

    send_file(sender, StoppableSource(file), file.name, doing="decided", print_summary=show)
    found = list(exceeded(thresholds, summary))
    for line in found:
        report.print_error(line)
    if found or summary.stopped or not (summary.complete or tolerates_errors(thresholds)):
        raise typer.Exit(1)
