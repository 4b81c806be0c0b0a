"""A send from its first line to its summary, whichever route it takes."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from fraudctl.client.line_results import SendSummary
from fraudctl.client.reading import LineReader, NumberedLine, read_transactions
from fraudctl.client.reading.source import StoppableSource
from fraudctl.client.sending import Sender
from fraudctl.interruption import Interrupted, defer_signals
from fraudctl.terminal import report

STANDARD_INPUT = "<stdin>"
"""Typer's name of the standard input."""


def send_file(
    sender: Sender,
    source: StoppableSource,
    name: str,
    *,
    doing: str,
    print_summary: Callable[[], None],
    read: LineReader = read_transactions,
) -> None:
    """Send the transactions of a file, by its name, with a progress display; however it ends, print the summary."""
    progress = report.progress(report.COUNT)
    task = progress.add_task(doing, total=None)

    def count(so_far: SendSummary) -> None:
        if not progress.live.is_started:  # there is something to show, and not only one line of what is wrong
            showing.enter_context(progress)
        progress.update(task, completed=so_far.lines)

    sender.progress = count
    sender.stop_reading = source.stop
    try:
        with ExitStack() as showing:
            sender.send(_lines(source, name, read))
            progress.update(task, total=sender.summary.lines)
    except Interrupted as error:
        if error.__cause__:  # the input held no transaction until then
            report.print_error(error.__cause__)
        raise
    finally:
        with defer_signals():
            sender.client.close()
            source.close()
            if sender.summary.lines or sender.summary.ended:
                print_summary()


def _lines(source: StoppableSource, name: str, read: LineReader) -> Iterator[NumberedLine]:
    """Yield the file's transactions; reading begins with the first one asked for, as a feed may keep it waiting."""
    yield from read(source, None if name == STANDARD_INPUT else os.fsencode(name).decode(errors="replace"))
