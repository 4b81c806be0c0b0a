"""A training as one page: it needs no other file, runs no script, and asks nobody for anything."""

from fraudctl.backtest.page import key_cards
from fraudctl.backtest.page_table import table_markup
from fraudctl.charts.page import listed, page, tables_below
from fraudctl.charts.svg import escaped
from fraudctl.train.picture import picture
from fraudctl.train.report import Report, Shown, headline, remarks, tables

ON_A_PAGE = Shown(points=25, features=64, examples=10)


def training_page(report: Report) -> str:
    """Return the page: result, key figures, picture, tables, and what to know."""
    body = [
        *(f"<p>{escaped(each.plain)}</p>" for each in headline(report)),
        *(key_cards(each) for each in report.tried),
        picture(report, sentences=()).strip(),
        tables_below(table_markup(each) for each in tables(report, ON_A_PAGE)),
        listed("To know", list(remarks(report))),
    ]
    return page(f"Training of {report.training.strategy.name}", body)
