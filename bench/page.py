"""docs/performance.md: the same table for readers of the repository, with the plots."""

from collections.abc import Mapping
from pathlib import Path

from bench.figures import Measured, shown
from bench.rows import ROWS
from emulator.emulator import PROJECT

DOCS = PROJECT / "docs"
PAGE = DOCS / "performance.md"

OPENING = """# Performance

Every figure here comes from one run of `make bench`, which wrote this page (`.venv/bin/python -m bench --quick` takes a
short look and writes nothing, `--only ROW` measures one row). A ratio compares two things measured in turns in that
run, so that it means the same on another machine; absolute figures belong to this one:

{machine}

The reference is the same pipeline written the plain way, in `bench/reference/`: one write, one invocation and one score
write for every record. The floor is the bare SDK calls that a function makes, with nothing around them.
"""


def write(results: Mapping[str, Measured], machine: Mapping[str, str], plots: Mapping[str, Path]) -> Path:
    """Writes the page; `plots` are images by the row that they illustrate."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    parts = [OPENING.format(machine=facts)]
    for name, measured in results.items():
        parts.append(_section(ROWS[name].title, measured))
        if name in plots:
            parts.append(f"![{ROWS[name].title}]({plots[name].name})\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return PAGE


def _section(title: str, measured: Measured) -> str:
    lines = [f"## {title}", "", "| figure | value | goal | verdict | beside |", "| --- | ---: | --- | --- | --- |"]
    for figure in measured.figures:
        verdict = "**missed**" if figure.verdict == "missed" else figure.verdict
        value = f"{shown(figure.value)} {figure.unit}"
        lines.append(f"| {figure.name} | {value} | {figure.goal or ''} | {verdict} | {figure.beside} |")
    lines += ["", *(f"{remark[0].upper()}{remark[1:]}." for remark in measured.remarks), ""]
    return "\n".join(lines)
