"""`fraudctl send`: posts transactions from a file or a feed."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption

if TYPE_CHECKING:
    from fraudctl.client.line_results import SendSummary
    from fraudctl.client.reading import NumberedLine
    from fraudctl.client.reading.source import StoppableSource

STANDARD_INPUT = "<stdin>"
"""Typer's name of the standard input."""


def send(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(
            metavar="FILE",
            help="Transactions as JSON: lines, an array or printed objects, gzip or not; - for standard input.",
        ),
    ],
    *,
    stack: StackOption = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")] = 8,
    batch: Annotated[
        int,
        typer.Option(
            min=1,
            max=100,
            help="Transactions a request, each with a timestamp; what has come in a second is sent, full or not.",
        ),
    ] = 1,
    rate: Annotated[float | None, typer.Option(min=0.001, help="Transactions a second, at most.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Post transactions from a file or a feed, and report the result of each.

    It prints counts, latencies, and the lines that were not accepted, by reason; with --json each transaction's id too.
    A bad line never stops the rest. A failed request is retried for half a minute; an API that stays away ends it.
    However it ends, by Ctrl-C too, it reports what was done. Exit 0 if there were transactions and all were accepted.
    """
    from fraudctl.client.api_client import ApiClient
    from fraudctl.client.reading.source import StoppableSource
    from fraudctl.client.sending import Sender
    from fraudctl.client.sending_view import print_send_summary
    from fraudctl.interruption import Interrupted, defer_signals
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    client, source = ApiClient(Target.find(stack), concurrency=concurrency), StoppableSource(file)
    sender = Sender(client=client, concurrency=concurrency, batch=batch, rate=rate, stop_reading=source.stop)
    progress = report.progress(report.COUNT)
    task = progress.add_task("sent", total=None)

    def count(so_far: "SendSummary") -> None:
        if not progress.live.is_started:  # there is something to show, and not only one line of what is wrong
            showing.enter_context(progress)
        progress.update(task, completed=so_far.lines)

    sender.progress = count
    try:
        with ExitStack() as showing:
            sender.send(_lines(source, file.name))
            progress.update(task, total=sender.summary.lines)
    except Interrupted as error:
        if error.__cause__:  # the input held no transaction until then
            report.print_error(error.__cause__)
        raise
    finally:
        with defer_signals():
            client.close()
            source.close()
            if sender.summary.lines or sender.summary.ended:
                print_send_summary(sender.summary, json_wanted=as_json)
    if not sender.summary.complete:
        raise typer.Exit(1)


def _lines(source: "StoppableSource", name: str) -> "Iterator[NumberedLine]":
    """Yield the file's transactions; reading begins with the first one asked for, as a feed may keep it waiting."""
    from fraudctl.client.reading import read_transactions

    yield from read_transactions(source, None if name == STANDARD_INPUT else os.fsencode(name).decode(errors="replace"))
