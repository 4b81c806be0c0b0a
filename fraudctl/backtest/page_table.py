"""A table of the terminal as HTML: the same rows, in which nothing is markup that was not made here."""

from collections.abc import Iterator
from itertools import groupby

from rich.table import Table

from fraudctl.charts.svg import escaped
from fraudctl.terminal.text import AnyText

STYLES = frozenset({"bold", "dim", "green", "red", "yellow"})
"""Styles of the terminal that the page has, too."""


def table_markup(table: Table) -> str:
    """Return the table with its title, columns and rows."""
    right = [column.justify == "right" for column in table.columns]
    heads = "".join(
        f"<th scope=col{_class('right' if at_right else '')}>{escaped(str(column.header))}</th>"
        for column, at_right in zip(table.columns, right, strict=True)
    )
    head = f"<caption>{escaped(str(table.title))}</caption>\n<thead><tr>{heads}</tr></thead>"
    rows = "\n".join(_rows(table, right))
    return f"<table>{head}\n<tbody>\n{rows}\n</tbody></table>"


def _rows(table: Table, right: list[bool]) -> Iterator[str]:
    cells = [list(column.cells) for column in table.columns]
    for place, row in enumerate(table.rows):
        made = (
            f"<td{_class('right' if at_right else '')}>{_content(column[place])}</td>"
            for column, at_right in zip(cells, right, strict=True)
        )
        yield f"<tr{_class(str(row.style or ''))}>{''.join(made)}</tr>"


def _content(cell: object) -> str:
    if not isinstance(cell, AnyText):
        return escaped(str(cell))
    styles = [str(cell.style)] * len(cell.plain)
    for span in cell.spans:
        styles[span.start : span.end] = [str(span.style)] * (min(span.end, len(styles)) - span.start)
    parts = []
    for style, run in groupby(zip(styles, cell.plain, strict=True), key=lambda each: each[0]):
        said = escaped("".join(character for _, character in run))
        parts.append(f"<span{_class(style)}>{said}</span>" if style in STYLES else said)
    return "".join(parts)


def _class(name: str) -> str:
    return f' class="{name}"' if name in STYLES or name == "right" else ""
