"""The payments that a command is given, of a file or of a stack, with a bar for how far they are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.data_file import read_payments
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.backtest.stack_payments import StackPayments
from fraudctl.client.reading import LineReader
from fraudctl.stacks.target import Target


@contextmanager
def payments_of_file(
    data: Path, columns: Columns, progress: Progress, read: LineReader | None = None
) -> Iterator[Iterator[NumberedPayment]]:
    """Open a file of past payments and yield them; `read` reads one in the form of another system."""
    with data.open("rb") as source:
        task = progress.add_task("read", total=data.stat().st_size if source.seekable() else None)

        def note_place() -> None:
            if source.seekable():  # a pipe has neither a size nor a place
                progress.update(task, completed=source.tell())

        def lines() -> Iterator[NumberedPayment]:
            for number, line in enumerate(read_payments(source, columns, str(data), read)):
                yield line
                if not number % 1_000:
                    note_place()
            note_place()

        yield lines()


@contextmanager
def payments_of_stack(target: Target, time: CountedTime, progress: Progress) -> Iterator[Iterator[NumberedPayment]]:
    """Yield the payments of a stack's tables; how many rows there are is not known before."""
    read = progress.add_task("rows looked at", total=None)
    yield iter(StackPayments(target, time, looked=lambda count: progress.advance(read, count)))
