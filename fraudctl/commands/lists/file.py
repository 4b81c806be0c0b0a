"""`fraudctl list import`: the entries of a file."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.lists.group import ForceOption, lists
from fraudctl.commands.options import JsonOption, StackOption


@lists.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Entries as JSON objects or CSV: list, kind, id; until and note if any.",
        ),
    ],
    *,
    force: ForceOption = False,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the entries of a file on their lists.

    The same again changes nothing, so that a run that was interrupted is begun anew. Lines that are refused are written
    to FILE.refused. Exit 0 if all entries are in force.
    """
    from datetime import UTC, datetime

    from fraudctl.interruption import report_if_interrupted
    from fraudctl.lists.list_import import ImportSummary, ListImport
    from fraudctl.lists.list_view import render_import
    from fraudctl.lists.stack_lists import StackLists
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    now = datetime.now(UTC)
    stack_lists = StackLists.of(Target.find(stack), now)
    progress = report.progress(report.COUNT)
    task = progress.add_task("entries", total=None)

    def count(summary: ImportSummary) -> None:
        progress.update(task, completed=summary.lines)

    listing = ListImport(
        stack_lists.writer, stack_lists.scope, by=stack_lists.caller, now=now, force=force, progress=count
    )

    def say_interrupted() -> None:
        if as_json:
            report.print_json({"ended": "interrupted", **listing.summary.as_json()})
        else:
            report.err.print(f"{listing.summary.lines} lines read; the same command again writes nothing twice")

    with report_if_interrupted(say_interrupted):
        try:
            with progress:
                summary = listing.run(file)
        finally:
            stack_lists.record_import(file.name, listing.summary)
    if as_json:
        report.print_json(summary.as_json())
    else:
        report.out.print(render_import(summary, file))
    if not summary.complete:
        raise typer.Exit(1)
