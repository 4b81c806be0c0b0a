"""The files of a training: the strategy, its card, a picture and a page, which are there once all are whole."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from fraudctl.backtest.whole_file import open_whole
from fraudctl.strategy.yaml_text import yaml_of
from fraudctl.train.model_card import model_card
from fraudctl.train.page import training_page
from fraudctl.train.picture import picture
from fraudctl.train.report import Report


def _strategy(report: Report) -> str:
    return yaml_of(report.training.strategy.document)


@contextmanager
def open_outputs(
    out: Path, *, card: Path | None, plot: Path | None, html: Path | None
) -> Iterator[Callable[[Report], None]]:
    """Open the files that are asked for, and yield the function that writes them.

    Raises:
        OSError: one cannot be written.
    """
    wanted = ((html, training_page), (plot, picture), (card, model_card), (out, _strategy))
    with ExitStack() as stack:
        files = [(stack.enter_context(open_whole(name)), made) for name, made in wanted if name]

        def write(report: Report) -> None:
            for file, made in files:
                file.write(made(report))

        yield write
