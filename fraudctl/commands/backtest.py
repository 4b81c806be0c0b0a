"""`fraudctl backtest`: a strategy tried on past payments, without any deployment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fraudctl.commands.options import JsonOption, valid_strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fraudctl.backtest.payment import NumberedPayment

NEVER = "never"
"""The delay of labels that do not come at all: what the strategy is worth without them."""


def backtest(
    strategy: Annotated[Path, typer.Argument(metavar="STRATEGY", help="A strategy, as YAML.")],
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Past payments: JSON as `send` reads it, or CSV with a header; each with a timestamp and a label.",
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="The column of a CSV that holds a field, such as amount=TX_AMOUNT."),
    ] = None,
    against: Annotated[Path | None, typer.Option(metavar="OTHER", help="A strategy to compare with, as YAML.")] = None,
    label_delay: Annotated[
        str,
        typer.Option(
            help="The time after which a label is known, where the file has no label_received; `never`: none ever is."
        ),
    ] = "7d",
    no_attempts: Annotated[
        bool,
        typer.Option("--no-attempts", help="Count no attempts: of payments that came by /transactions there are none."),
    ] = False,
    review_cost: Annotated[
        list[str] | None,
        typer.Option(metavar="AMOUNT", help="What a review of an alert costs, as 4, or with a currency as EUR=4.50."),
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(metavar="CSV", dir_okay=False, help="A file to write the score of each payment to.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="SVG", dir_okay=False, help="A file to write a picture of the figures to.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="HTML", dir_okay=False, help="A file to write all of it to, as one page.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Try a strategy on past payments: what it would have caught, and at what cost.

    The functions' own code decides, in the order of event time; profiles are built as it goes, and labels are known
    once they would have come. Any label but legitimate, false, 0 and none is one of fraud. Lines that hold no payment
    are left out and named. The thresholds are the strategy's own.
    """
    from rich.progress import TextColumn

    from fraudctl.backtest.backtest import Backtest
    from fraudctl.backtest.columns import Columns
    from fraudctl.backtest.data_file import read_payments
    from fraudctl.backtest.reports import open_reports
    from fraudctl.backtest.result import backtest_json
    from fraudctl.backtest.review_cost import ReviewCost
    from fraudctl.backtest.view import render_backtest
    from fraudctl.backtest.whole_file import require_apart
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_duration

    require_apart({"scores": scores, "plot": plot, "page": html}, (data, strategy, *([against] if against else ())))
    other = valid_strategy(against) if against else None
    delay = None if label_delay == NEVER else parse_duration(label_delay)
    tried = Backtest(
        valid_strategy(strategy),
        against=other,
        label_delay=delay,
        attempts=not no_attempts,
        review_cost=ReviewCost(review_cost or ()),
    )
    columns = Columns(column or ())
    progress = report.progress(TextColumn("{task.percentage:.0f} %", markup=False))

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
        data.open("rb") as source,
        progress,
    ):
        read = progress.add_task("read", total=data.stat().st_size if source.seekable() else None)
        decided = progress.add_task("decided", total=None)

        def note_place() -> None:
            if source.seekable():  # a pipe has neither a size nor a place
                progress.update(read, completed=source.tell())

        def lines() -> "Iterator[NumberedPayment]":
            for number, line in enumerate(read_payments(source, columns, str(data))):
                yield line
                if not number % 1_000:
                    note_place()
            note_place()

        tried.run(
            lines(),
            scores=scores,
            progress=lambda done, count: progress.update(decided, completed=done, total=count),
        )
        write_reports(tried)
    if as_json:
        report.print_json(backtest_json(tried))
    else:
        report.out.print(render_backtest(tried))
