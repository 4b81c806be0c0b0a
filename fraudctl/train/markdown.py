"""Tables of the terminal as Markdown, in which nothing from outside is markup."""

import re

from rich.table import Table

from fraudctl.terminal.escaping import escape_invisible
from fraudctl.terminal.text import AnyText

_MARKUP = re.compile(r"([\\`*\[\]<>|&]|(?<!\w)_|_(?!\w))")


def plain(text: str) -> str:
    """Return a text as Markdown that says just that."""
    return _MARKUP.sub(r"\\\1", escape_invisible(text))


def markdown_table(table: Table) -> str:
    """Return a table under its title; bars are left out, and a row in bold stays so."""
    heads = [plain(str(column.header)) for column in table.columns]
    rules = ["---:" if column.justify == "right" else "---" for column in table.columns]
    columns = [[_said(cell) for cell in column.cells] for column in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    bold = [str(row.style) == "bold" for row in table.rows]
    lines = [
        heads,
        rules,
        *([f"**{cell}**" if cell and strong else cell for cell in row] for row, strong in zip(rows, bold, strict=True)),
    ]
    body = "".join(f"| {' | '.join(row)} |\n" for row in lines)
    return f"**{plain(str(table.title))}**\n\n{body}"


def _said(cell: object) -> str:
    said = cell.plain if isinstance(cell, AnyText) else str(cell)
    return plain(said.translate({ord("█"): None, ord("░"): None}).strip())
