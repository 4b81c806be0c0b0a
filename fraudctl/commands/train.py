"""`fraudctl train`: a model made of past payments and their labels, as a strategy to try."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import (
    ColumnOption,
    FormatOption,
    JsonOption,
    MappingOption,
    NoAttemptsOption,
    PageOption,
    PlotOption,
    ReviewCostOption,
    StackOption,
    file_or_named,
    line_reader,
    require_one_source,
)

ACTIVE = "active"


def train(
    *,
    out: Annotated[Path, typer.Option(metavar="STRATEGY", dir_okay=False, help="The file to write, as YAML.")],
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Past payments: JSON or CSV as `backtest` reads it; each with a timestamp and a label.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="In place of a file, a stack's payments since then: ISO 8601, or how long ago as 180d."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(help="The end of that time, likewise; by default and at the latest, the label delay ago."),
    ] = None,
    stack: StackOption = None,
    column: ColumnOption = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER",
            help="A strategy whose entities, currencies, and rules that approve or decline, are kept: a file, or of a "
            "stack active, a digest and so on. By default a stack's active strategy, else the packaged one.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="OTHER", help="A strategy to compare with, likewise; by default that of --like."),
    ] = None,
    label_delay: Annotated[
        str, typer.Option(help="The time after which a label is known, where the file has no label_received.")
    ] = "7d",
    no_attempts: NoAttemptsOption = False,
    review_cost: ReviewCostOption = None,
    card: Annotated[
        Path | None,
        typer.Option(metavar="MD", dir_okay=False, help="A file to write the model's card to, as Markdown."),
    ] = None,
    plot: PlotOption = None,
    html: PageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train a model on past payments, and write a strategy that decides by it.

    Features are what the functions would have read at each payment's time, and labels are used once they would have
    come. The last fifth of the time is held out: on it the strategy is compared with another one. Where labels are too
    few it refuses, and says how many it has and needs.

    Of a stack, it reads what `backtest` does. What was declined then, and nobody labelled, is no good payment; what is
    so recent that its label may still come is left out.

    Files are written only when all is well. Try the strategy by `fraudctl backtest`, then by `fraudctl strategy deploy
    --shadow`, before it decides.
    """
    given = dict(locals())
    from fraudctl.backtest.whole_file import require_apart
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.profiles.packaged import packaged_strategy
    from fraudctl.terminal import report
    from fraudctl.train.asked import asked_by
    from fraudctl.train.environment import set_up
    from fraudctl.train.outputs import open_outputs
    from fraudctl.train.phases import Done
    from fraudctl.train.read_payments import ReadPayments
    from fraudctl.train.report import render_report
    from fraudctl.train.result import training_json

    require_one_source(data, since, until)
    strategies = [Path(each) if each else None for each in (like, against)]
    require_apart({"strategy": out, "card": card, "plot": plot, "page": html}, (data, *strategies))
    named = like or (None if data else ACTIVE)
    base = file_or_named(named, stack) if named else packaged_strategy()
    against_it = file_or_named(against, stack) if against else base
    asked = asked_by(given, base=base, against=against_it, lines=line_reader(form, mapping) if data else None)
    set_up()
    progress = report.progress(Done())

    def say() -> None:
        if as_json:
            report.print_json({"ended": "interrupted", "lines": read.lines})
        else:
            report.err.print(f"{read.lines:,} lines were read; nothing is written")

    with (
        ReadPayments() as read,
        report_if_interrupted(say),
        open_outputs(out, card=card, plot=plot, html=html) as write,
        progress,
    ):
        found = asked.answer(read, progress)
        write(found)
    if as_json:
        report.print_json(training_json(found, out))
    else:
        report.out.print(render_report(found))
