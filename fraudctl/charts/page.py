"""A page that needs no other file, runs no script, and asks nobody for anything."""

from collections.abc import Iterable, Sequence

from fraudctl.charts.svg import escaped

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
.right { text-align: right } td.right { white-space: pre }
.bold td { font-weight: 700 } .dim, .dim td { color: var(--soft) }
.green { color: var(--good) } .red { color: var(--bad) } .yellow { color: var(--middling) }
ul { padding-left: 1.2rem } li { overflow-wrap: anywhere }
@media print { body { max-width: none; padding: 0 } .tables { display: block }
  .wide { break-inside: avoid; margin: 1rem 0 } }
"""


def page(title: str, body: Iterable[str]) -> str:
    """Return the page of a title, which anybody may have written, and of a body, which is markup."""
    name = escaped(title)
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{name}</title>\n<style>{STYLE}</style>'
    )
    content = "\n".join(each for each in (f"<h1>{name}</h1>", *body) if each)
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{content}\n</body>\n</html>\n'


def cards(named: str, figures: Iterable[tuple[str, str]]) -> str:
    """Return figures as cards, each with what it is below it, under the name of that of which they are."""
    made = "".join(f'<div class="card"><b>{escaped(said)}</b><span>{escaped(of)}</span></div>' for of, said in figures)
    return f'<p class="soft">{escaped(named)}</p>\n<div class="cards">{made}</div>'


def tables_below(tables: Iterable[str]) -> str:
    """Return tables, each as wide as it needs and the window allows."""
    return "\n".join(['<div class="tables">', *(f'<div class="wide">{each}</div>' for each in tables), "</div>"])


def listed(title: str, notes: Sequence[str]) -> str:
    """Return notes under a title; nothing without any."""
    items = "".join(f"<li>{escaped(each)}</li>" for each in notes)
    return f"<h2>{escaped(title)}</h2>\n<ul>{items}</ul>" if notes else ""
