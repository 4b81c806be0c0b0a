"""`fraudctl export`: a stack's payments, with all that became of them, into files."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption

KNOWN = "entity.json"
"""The file with what profiles, labels and lists know of the entity."""


def export(
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="A folder of its own, made if it is missing.")
    ],
    since: Annotated[
        str | None, typer.Option(help="Payments since then: ISO 8601, or how long ago (2h, 30d); by event time.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The end of that time, likewise; now by default.")] = None,
    entity: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="KIND ID", help="All payments of one entity, such as customer C-1, and what is known of it."
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl, which is exact, or csv.")] = "jsonl",
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write payments with what was decided, by which features, their reviews and their labels; one line a payment.

    A file holds a day of event time (UTC), in order. `backtest --data`, `train --data` and `profiles load` read them.
    It reads the whole transactions table, and says what that costs. The same command goes on where it was ended, and
    has no payment twice. For more than a machine should hold, DynamoDB itself exports to S3: docs/export.md.
    """
    from datetime import UTC, datetime

    from rich.progress import TextColumn

    from fraudctl.export.entity_filter import EntityFilter
    from fraudctl.export.export_run import ExportRun
    from fraudctl.export.manifest import write_whole
    from fraudctl.export.request import ExportRequest
    from fraudctl.export.stack_reader import StackReader
    from fraudctl.export.view import export_json, render_export
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.profiles.knowledge import find_knowledge
    from fraudctl.profiles.knowledge_view import knowledge_json
    from fraudctl.profiles.packaged import entity_of
    from fraudctl.profiles.table_payments import PaymentsInTables
    from fraudctl.rollout.running import strategy_naming
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.json_text import as_json_text

    now, target = datetime.now(UTC), Target.find(stack)
    run = ExportRun(out, ExportRequest.of(target.stack, since, until, form, entity), now)
    only = None
    if entity:
        strategy = strategy_naming(entity[0], target)
        only = EntityFilter(entity=entity_of(*entity, strategy), place=strategy.entities[entity[0]])

    def say() -> None:
        if as_json:
            report.print_json({**export_json(run), "ended": "interrupted"})
        else:
            report.err.print(f"{out} is not complete: the same command goes on from here")

    if not run.complete:
        cost = PaymentsInTables(target).cost()
        report.err.print(
            f"reads about {cost.rows:,} rows of {target.stack}: {cost.units:,} read units, USD {cost.usd:.2f}"
        )
        progress = report.progress(TextColumn("{task.completed:,}", markup=False))
        with report_if_interrupted(say), progress:
            read, wrote = (
                progress.add_task("rows looked at", total=None),
                progress.add_task("payments written", total=None),
            )
            run.run(
                StackReader(target, run.time, run.manifest.request.form, only),
                lambda count: progress.advance(read, count),
                lambda count: progress.advance(wrote, count),
            )
    if only and not (out / KNOWN).exists():
        known = knowledge_json(find_knowledge(target, only.entity, strategy, now))
        write_whole(out / KNOWN, as_json_text(known).encode() + b"\n")
    if as_json:
        report.print_json(export_json(run))
    else:
        for line in render_export(run):
            report.out.print(line)
