"""`fraudctl label`: tells a stack what transactions turned out to be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption

if TYPE_CHECKING:
    from fraudctl.labels.label_run import LabelSummary


def label(
    transaction_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="The transaction's id; after -- if it begins with a hyphen.")
    ] = None,
    verdict: Annotated[str | None, typer.Argument(metavar="LABEL", help="fraud or legitimate.")] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="Many labels, as JSON objects or CSV."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Who says so: chargeback, analyst, customer or issuer.")] = None,
    at: Annotated[str | None, typer.Option(help="Since when it is known: 2h ago, or an ISO 8601 time; now.")] = None,
    note: Annotated[str | None, typer.Option(help="A remark, kept with the label.")] = None,
    stack: StackOption = None,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Requests of --file under way at once.")] = 4,
    as_json: JsonOption = False,
) -> None:
    """Label a transaction, or those of a file: fraud or legitimate.

    A label again is harmless, and of several the one known latest counts. With --file, a run that was interrupted goes
    on where it ended; labels of unknown ids are written to FILE.unknown, those that could not be stored to
    FILE.unavailable, and lines that are no labels are named. Exit 0 if all labels are in force.
    """
    from fraudctl.client.api_client import ApiClient
    from fraudctl.errors import CommandError
    from fraudctl.labels.label_run import LabelRun
    from fraudctl.labels.label_sender import STORED, LabelSender
    from fraudctl.labels.label_view import render_labels
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_time

    if (file is None) == (transaction_id is None) or (file and (verdict or source or at or note)):
        raise CommandError("give either an ID with a LABEL and --source, or --file")
    client = ApiClient(Target.find(stack), endpoint="labels_endpoint", concurrency=concurrency)
    try:
        sender = LabelSender(client, concurrency=concurrency)
        if file is None:
            now = datetime.now(UTC)
            known = parse_time(at, now) if at else now
            given = {"transaction_id": transaction_id, "label": verdict, "source": source, "note": note}
            (result,) = sender.send([(1, {**given, "at": int(known.timestamp() * 1000)})])
            if result.status not in STORED:
                raise CommandError(f"{result.status}: {result.error}")
            if as_json:
                report.print_json({"status": result.status, "label": result.label})
            else:
                report.out.print(f"{result.status}; {result.label} counts")
            return
        with report.progress(report.COUNT) as shown:
            task = shown.add_task("labels", total=None)

            def count(so_far: "LabelSummary") -> None:
                shown.update(task, completed=so_far.lines)

            summary = LabelRun(sender, count).send(file)
        if as_json:
            report.print_json(summary)
        else:
            report.out.print(render_labels(summary, file))
        if not summary.complete:
            raise typer.Exit(1)
    finally:
        client.close()
