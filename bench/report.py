"""The figures as a table on a terminal and as the page docs/performance.md, with the machine they were taken on."""

import importlib.metadata
import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Group
from rich.table import Table

from bench.measurement import Measurement, format_value
from bench.runner import MEASURES
from emulator.emulator import INTERPRETER, PROJECT
from fraudctl.terminal.text import Text

DOCS = PROJECT / "docs"
PAGE = DOCS / "performance.md"
STYLES = {"met": "green", "missed": "red", "": ""}
PACKAGES = ("boto3", "botocore", "msgspec", "pulumi", "pulumi-aws")
GIGABYTE = 1024**3

OPENING = """# Performance

Every figure here comes from one run of `make bench`, which wrote this page (`.venv/bin/python -m bench --quick` takes a
short look and writes nothing, `--only ROW` measures one row). A ratio compares two things measured in turns in that
run, so that it means the same on another machine; absolute figures belong to this one:

{machine}

The reference is the same pipeline written the plain way, in `bench/reference/`: one write, one invocation and one score
write for every record; it keeps no profiles, so that it makes two reads and two writes less for a transaction. The
floor is the bare SDK calls that a function makes, with nothing around them.
Everything but the end-to-end figures is measured with profiles: with payments of a simulated region of 100,000
customers, whose weeks before are in the profiles of its customers and terminals (`bench/region_simulation.py`).
Scoring by fixed rules, in `bench/fixed_scoring.py`, is Scoring with the same rules in Python, as before they were data;
it reads, folds and writes the same profiles.
"""


def write_page(results: Mapping[str, Measurement], machine: Mapping[str, str], plots: Mapping[str, Path]) -> Path:
    """Write the page and return its path; `plots` are images by the measure that they illustrate."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    parts = [OPENING.format(machine=facts)]
    for name, measured in results.items():
        parts.append(_section(MEASURES[name].title, measured))
        if name in plots:
            parts.append(f"![{MEASURES[name].title}]({plots[name].name})\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return PAGE


def _section(title: str, measured: Measurement) -> str:
    lines = [f"## {title}", "", "| figure | value | goal | verdict | beside |", "| --- | ---: | --- | --- | --- |"]
    for figure in measured.figures:
        verdict = "**missed**" if figure.verdict == "missed" else figure.verdict
        value = f"{format_value(figure.value)} {figure.unit}"
        lines.append(f"| {figure.name} | {value} | {figure.goal or ''} | {verdict} | {figure.beside} |")
    if measured.remarks:
        lines += ["", *(f"{remark[0].upper()}{remark[1:]}." for remark in measured.remarks)]
    lines.append("")
    return "\n".join(lines)


def figures_table(results: Mapping[str, Measurement]) -> Table:
    """Return the table, a section for each measure."""
    shape = Table("figure", title="make bench", title_justify="left", expand=True)
    shape.add_column("value", no_wrap=True)
    shape.add_column("goal", no_wrap=True)
    shape.add_column("verdict", no_wrap=True)
    for name, measured in results.items():
        shape.add_section()
        shape.add_row(Text(MEASURES[name].title, style="bold"))
        for figure in measured.figures:
            beside = [Text(f"  {figure.beside}", style="dim")] if figure.beside else []
            details = Group(Text(figure.name), *beside)
            verdict = Text(figure.verdict, style=STYLES[figure.verdict])
            shape.add_row(details, f"{format_value(figure.value)} {figure.unit}", str(figure.goal or ""), verdict)
    return shape


def describe_machine() -> dict[str, str]:
    """Return the facts about machine and time that a reader needs to compare figures."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIGABYTE
    versions = [f"{package} {importlib.metadata.version(package)}" for package in PACKAGES]
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{_processor()}, {len(os.sched_getaffinity(0))} CPUs, {memory:.0f} GB, {platform.system()}",
        "busy": f"{os.getloadavg()[0]:.1f} processes wanted a CPU in the minute before",
        "versions": ", ".join([f"Python {platform.python_version()}", *versions, f"ministack {_emulator()}"]),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", information.read_text()) if information.exists() else None
    return found[1] if found else platform.machine()


def _emulator() -> str:
    installed = INTERPRETER.parents[1].glob("lib/python*/site-packages/ministack-*.dist-info")
    return next((folder.name.split("-")[1].removesuffix(".dist") for folder in installed), "unknown")
