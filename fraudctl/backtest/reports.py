"""The files of a backtest for people: a picture and a page, which are there once they are whole."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.page import backtest_page
from fraudctl.backtest.plot import plot
from fraudctl.backtest.whole_file import open_whole


@contextmanager
def open_reports(*, picture: Path | None, page: Path | None) -> Iterator[Callable[[Backtest], None]]:
    """Open the files that are asked for, and yield the function that writes them.

    Raises:
        OSError: one cannot be written.
    """
    with ExitStack() as stack:
        files = [
            (stack.enter_context(open_whole(name)), drawn)
            for name, drawn in ((picture, plot), (page, backtest_page))
            if name
        ]

        def write(backtest: Backtest) -> None:
            for file, drawn in files:
                file.write(drawn(backtest))

        yield write
