"""The figures as a table on a terminal."""

from collections.abc import Mapping

from rich.console import Group
from rich.table import Table

from bench.figures import Measured, shown
from bench.rows import ROWS
from fraudctl.terminal.text import Text

STYLES = {"met": "green", "missed": "red", "": ""}


def table(results: Mapping[str, Measured]) -> Table:
    """A section for each row."""
    shape = Table("figure", title="make bench", title_justify="left", expand=True)
    shape.add_column("value", no_wrap=True)
    shape.add_column("goal", no_wrap=True)
    shape.add_column("verdict", no_wrap=True)
    for name, measured in results.items():
        shape.add_section()
        shape.add_row(Text(ROWS[name].title, style="bold"))
        for figure in measured.figures:
            beside = [Text(f"  {figure.beside}", style="dim")] if figure.beside else []
            told = Group(Text(figure.name), *beside)
            verdict = Text(figure.verdict, style=STYLES[figure.verdict])
            shape.add_row(told, f"{shown(figure.value)} {figure.unit}", str(figure.goal or ""), verdict)
    return shape
