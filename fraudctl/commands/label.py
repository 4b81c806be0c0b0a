"""`fraudctl label`: tells a stack what transactions turned out to be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fraudctl.commands.options import JsonOption, StackOption

if TYPE_CHECKING:
    from fraudctl.client.api_client import ApiClient
    from fraudctl.labels.label_sender import LabelSender


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
    FILE.unavailable, and lines that are no labels, with the reason, to FILE.refused. Exit 0 if all labels are in force.
    """
    from fraudctl.client.api_client import ApiClient
    from fraudctl.errors import CommandError
    from fraudctl.labels.label_sender import LabelSender
    from fraudctl.stacks.target import Target
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
            _send_one(sender, {**given, "at": int(known.timestamp() * 1000)}, as_json=as_json)
        else:
            _send_file(sender, client, file, as_json=as_json)
    finally:
        client.close()


def _send_one(sender: "LabelSender", fields: dict[str, Any], *, as_json: bool) -> None:
    from fraudctl.errors import CommandError
    from fraudctl.labels.label_sender import STORED
    from fraudctl.terminal import report

    (result,) = sender.send([(1, fields)])
    if result.status not in STORED:
        raise CommandError(f"{result.status}: {result.error}")
    if as_json:
        report.print_json({"status": result.status, "label": result.label})
    else:
        report.out.print(f"{result.status}; {result.label} counts")


def _send_file(sender: "LabelSender", client: "ApiClient", file: Path, *, as_json: bool) -> None:
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.labels.label_run import LabelRun
    from fraudctl.labels.label_view import render_labels
    from fraudctl.terminal import report

    progress = report.progress(report.COUNT)
    task = progress.add_task("labels", total=None)
    run = LabelRun(sender, lambda summary: progress.update(task, completed=summary.lines))

    def say_interrupted() -> None:
        client.stop_retrying()  # requests under way are waited for, and not tried again
        if as_json:
            report.print_json({"ended": "interrupted", **run.summary.as_json()})
        else:
            report.err.print(f"{run.summary.lines} labels answered; the same command goes on after them")

    with report_if_interrupted(say_interrupted), progress:
        summary = run.send(file)
    if as_json:
        report.print_json(summary.as_json())
    else:
        report.out.print(render_labels(summary, file))
    if not summary.complete:
        raise typer.Exit(1)
