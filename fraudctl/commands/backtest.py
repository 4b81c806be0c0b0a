"""`fraudctl backtest`: a strategy tried on past payments, of a file or of a stack."""

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
    valid_strategy,
)

NEVER = "never"
"""The delay of labels that do not come at all: what the strategy is worth without them."""


def backtest(
    strategy: Annotated[Path, typer.Argument(metavar="STRATEGY", help="A strategy, as YAML.")],
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Past payments: JSON as `send` reads it, or CSV with a header; each with a timestamp and a label.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="In place of a file, a stack's payments since then: ISO 8601, or how long ago as 30d."),
    ] = None,
    until: Annotated[str | None, typer.Option(help="The end of that time, likewise; now by default.")] = None,
    stack: StackOption = None,
    column: ColumnOption = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER",
            help="A strategy to compare with: a file, or of a stack active, shadow, a digest and so on.",
        ),
    ] = None,
    label_delay: Annotated[
        str,
        typer.Option(
            help="The time after which a label is known, where the file has no label_received; `never`: none ever is."
        ),
    ] = "7d",
    no_attempts: NoAttemptsOption = False,
    review_cost: ReviewCostOption = None,
    scores: Annotated[
        Path | None, typer.Option(metavar="CSV", dir_okay=False, help="A file to write the score of each payment to.")
    ] = None,
    plot: PlotOption = None,
    html: PageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a strategy on past payments: what it would have caught, and at what cost.

    The functions' own code decides, in the order of event time; profiles are built as it goes, and labels are known
    once they would have come. Any label but legitimate, false, 0 and none is one of fraud. Lines that hold no payment
    are left out and named. The thresholds are the strategy's own.

    Of a stack, it reads the whole transactions table, 35 days before the time too as their history, and what was
    decided and labelled. What was declined then, and nobody labelled, is left out of precision.
    """
    from datetime import UTC, datetime

    from rich.progress import TextColumn

    from fraudctl.backtest.backtest import Backtest
    from fraudctl.backtest.columns import Columns
    from fraudctl.backtest.counted_time import CountedTime
    from fraudctl.backtest.given_payments import payments_of_file, payments_of_stack
    from fraudctl.backtest.reports import open_reports
    from fraudctl.backtest.result import backtest_json
    from fraudctl.backtest.review_cost import ReviewCost
    from fraudctl.backtest.view import render_backtest
    from fraudctl.backtest.whole_file import require_apart
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_duration

    require_one_source(data, since, until)
    if form and since:
        raise typer.BadParameter("--format goes with --data: a stack's payments are in our own")
    lines = line_reader(form, mapping)
    read = (data, strategy, Path(against) if against else None)
    require_apart({"scores": scores, "plot": plot, "page": html}, read)
    delay = None if label_delay == NEVER else parse_duration(label_delay)
    costs, columns, made = ReviewCost(review_cost or ()), Columns(column or ()), valid_strategy(strategy)
    other = file_or_named(against, stack) if against else None
    target = None if since is None else Target.find(stack)
    time = CountedTime.parse(target.stack, str(since), until, datetime.now(UTC)) if target else None
    tried = Backtest(made, against=other, label_delay=delay, attempts=not no_attempts, review_cost=costs, time=time)
    progress = report.progress(TextColumn("{task.percentage:.0f} %", markup=False))
    source = (
        payments_of_stack(target, time, progress)
        if target and time
        else payments_of_file(data or Path(), columns, progress, lines)
    )

    def say() -> None:
        done = {"decided": tried.tried.detection.transactions, "lines": tried.lines}
        if as_json:
            report.print_json({"ended": "interrupted", **done})
        else:
            report.err.print(
                "{decided:,} payments of {lines:,} lines were decided; no scores are written".format(**done)
            )

    with (
        report_if_interrupted(say),
        open_reports(picture=plot, page=html) as write_reports,
        progress,
        source as payments,
    ):
        decided = progress.add_task("decided", total=None)
        tried.run(
            payments,
            scores=scores,
            progress=lambda done, count: progress.update(decided, completed=done, total=count),
        )
        write_reports(tried)
    if as_json:
        report.print_json(backtest_json(tried))
    else:
        report.out.print(render_backtest(tried))
