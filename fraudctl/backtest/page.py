"""A backtest as one page: it needs no other file, runs no script, and asks nobody for anything."""

from collections.abc import Iterator

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.figures_text import number, percent
from fraudctl.backtest.page_table import table_markup
from fraudctl.backtest.plot import plot
from fraudctl.backtest.view import Shown, headline, remarks, tables
from fraudctl.charts.svg import escaped

ON_A_PAGE = Shown(points=25, rules=None, examples=10)

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The rights of the page in a browser: to apply its own style, and nothing else."""

STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --soft: #52606d; --paper: #fff; --card: #f5f7fa; --rule: #d9dee4;
  --good: #047857; --bad: #b91c1c; --middling: #92610a }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b1; --paper: #14181d; --card: #1d232a;
  --rule: #333c46; --good: #4fd1a5; --bad: #ff8a80; --middling: #f0b95b } }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere } p { margin: .15rem 0; overflow-wrap: anywhere }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 } .card { background: var(--card);
  border-radius: .5rem; padding: .6rem 1rem; min-width: 8rem } .card b { display: block; font-size: 1.4rem }
.card span, .soft, caption small { color: var(--soft) } svg { width: 100%; height: auto; margin: .5rem 0 }
.tables { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem } .wide { overflow-x: auto;
  max-width: 100% } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; white-space: nowrap }
th { font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--rule) }
th, td { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top; white-space: pre-wrap }
.right { text-align: right } .bold td { font-weight: 700 } .dim, .dim td { color: var(--soft) }
.green { color: var(--good) } .red { color: var(--bad) } .yellow { color: var(--middling) }
ul { padding-left: 1.2rem } li { overflow-wrap: anywhere }
@media print { body { max-width: none; padding: 0 } .tables { display: block }
  .wide { break-inside: avoid; margin: 1rem 0 } }
"""


def backtest_page(backtest: Backtest) -> str:
    """Return the page: result, key figures, picture, tables, and what to know of the data."""
    name = escaped(backtest.tried.strategy.name)
    notes = "".join(f"<li>{escaped(each)}</li>" for each in remarks(backtest))
    body = [
        f"<h1>Backtest of {name}</h1>",
        *(f"<p>{escaped(each.plain)}</p>" for each in headline(backtest)),
        *(_cards(each) for each in (backtest.tried, backtest.against) if each),
        plot(backtest, sentences=()).strip(),
        '<div class="tables">',
        *(f'<div class="wide">{table_markup(each)}</div>' for each in tables(backtest, ON_A_PAGE)),
        "</div>",
        f"<h2>To know</h2>\n<ul>{notes}</ul>" if notes else "",
    ]
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>Backtest of {name}</title>\n<style>{STYLE}</style>'
    )
    content = "\n".join(each for each in body if each)
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{content}\n</body>\n</html>\n'


def _cards(tried: TriedStrategy) -> str:
    cards = "".join(f'<div class="card"><b>{said}</b><span>{name}</span></div>' for name, said in _key_figures(tried))
    name = f"{escaped(tried.strategy.name)}, digest {tried.strategy.digest[:12]}"
    return f'<p class="soft">{name}</p>\n<div class="cards">{cards}</div>'


def _key_figures(tried: TriedStrategy) -> Iterator[tuple[str, str]]:
    detection = tried.detection
    if detection.frauds:
        yield "of the frauds caught", percent(detection.recall)
        yield "of the alerts right", percent(detection.precision)
    yield "alerts a day", number(detection.alerts_per_day)
    yield "declines a day", number(detection.declines_per_day)
    if detection.frauds:
        yield "average precision", number(detection.ranking.average_precision())
