"""A backtest as one page: it needs no other file, runs no script, and asks nobody for anything."""

from collections.abc import Iterator

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.figures_text import number, percent
from fraudctl.backtest.page_table import table_markup
from fraudctl.backtest.plot import plot
from fraudctl.backtest.view import Shown, headline, remarks, tables
from fraudctl.charts.page import cards, listed, page, tables_below
from fraudctl.charts.svg import escaped

ON_A_PAGE = Shown(points=25, rules=None, examples=10)


def backtest_page(backtest: Backtest) -> str:
    """Return the page: result, key figures, picture, tables, and what to know of the data."""
    body = [
        *(f"<p>{escaped(each.plain)}</p>" for each in headline(backtest)),
        *(key_cards(each) for each in (backtest.tried, backtest.against) if each),
        plot(backtest, sentences=()).strip(),
        tables_below(table_markup(each) for each in tables(backtest, ON_A_PAGE)),
        listed("To know", list(remarks(backtest))),
    ]
    return page(f"Backtest of {backtest.tried.strategy.name}", body)


def key_cards(tried: TriedStrategy) -> str:
    """Return the key figures of a strategy as cards."""
    return cards(f"{tried.strategy.name}, digest {tried.strategy.digest[:12]}", _key_figures(tried))


def _key_figures(tried: TriedStrategy) -> Iterator[tuple[str, str]]:
    detection = tried.detection
    if detection.frauds:
        yield "of the frauds caught", percent(detection.recall)
        yield "of the alerts right", percent(detection.precision)
    yield "alerts a day", number(detection.alerts_per_day)
    yield "declines a day", number(detection.declines_per_day)
    if detection.frauds:
        yield "average precision", number(detection.ranking.average_precision())
