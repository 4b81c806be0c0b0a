"""The plots of docs/performance.md, in colours that read on white and on black."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter

from bench.measurement import Measurement
from bench.report import DOCS

INK, GRID = "#808890", "#80889040"
OURS, PLAIN, THIRD = "#2f81f7", "#d9822b", "#3fa45b"
SERVICES = ("API", "requests", "time", "writes", "reads", "SNS, SQS", "X-Ray", "logs")

mpl.rcParams.update(
    {
        "svg.hashsalt": "fraud-detection",  # the same figures give the same file
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.titlelocation": "left",
        "axes.titlesize": 9,
        "grid.color": GRID,
        "legend.frameon": False,
        **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    }
)


def draw_plots(results: Mapping[str, Measurement]) -> dict[str, Path]:
    """Draw an image for each measure that has one; return them by the measure's name."""
    drawn = {}
    for name, draw_row in {"load": _load, "growth": _growth, "calls": _bill}.items():
        if name in results and results[name].series:
            figure = draw_row(results[name].series)
            figure.tight_layout()
            drawn[name] = DOCS / f"performance-{name}.svg"
            figure.savefig(drawn[name], transparent=True, metadata={"Date": None})
            plt.close(figure)
    return drawn


def _load(series: Mapping[str, Any]) -> Any:
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.8))
    titles = {"rate": "scored a second", "cpu": "ms of CPU a transaction", "memory": "peak memory, MB"}
    for axis, (kind, title) in zip(axes, titles.items(), strict=True):
        for (name, points), colour in zip(series[kind].items(), (OURS, PLAIN), strict=True):
            axis.plot(*zip(*points, strict=True), marker="o", color=colour, label=name)
        axis.set(title=title, xlabel="clients", ylim=(0, None), xticks=[clients for clients, _ in points])
    axes[0].legend()
    return figure


def _growth(series: Mapping[str, Any]) -> Any:
    of = series["growth"]
    figure, axes = plt.subplots(1, 4, figsize=(11, 2.8))
    shown = (("batch fill", OURS), ("calls a transaction", OURS), ("USD a million", OURS))
    for axis, (name, colour) in zip(axes, shown, strict=False):
        axis.plot(*zip(*of[name], strict=True), marker="o", color=colour)
        axis.set(title=name, ylim=(0, None))
    for name, colour in (("p50", OURS), ("p99", PLAIN)):
        axes[3].plot(*zip(*of[name], strict=True), marker="o", color=colour, label=name)
    axes[3].set(title="ms from arrival to score", ylim=(0, None))
    axes[3].legend()
    for axis in axes:
        axis.set(xscale="log", xlabel="transactions a second")
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    return figure


def _bill(series: Mapping[str, Any]) -> Any:
    figure, axis = plt.subplots(figsize=(8, 2.2))
    bills = series["bill"]
    colours = mpl.colormaps["tab10"].colors  # type: ignore[attr-defined]  # a listed map has them
    left = [0.0] * len(bills)
    for position, service in enumerate(SERVICES):
        values = [dict(points)[position] for points in bills.values()]
        axis.barh(list(bills), values, left=left, label=service, color=colours[position], height=0.6)
        left = [before + value for before, value in zip(left, values, strict=True)]
    axis.set(xlabel="USD a million transactions")
    axis.invert_yaxis()
    axis.legend(ncols=1, bbox_to_anchor=(1, 1), loc="upper left", fontsize=7)
    return figure
