"""The picture of docs/detection.md: the handbook's world."""

from collections.abc import Mapping
from typing import Any

from bench.detection.contestants import RECALLS
from bench.detection.handbook.models import TRAINED, TRAINED_ON_BOOK
from fraudctl.charts.axis import Axis, share_axis, unit_axis
from fraudctl.charts.panel import Colour, Line, Panel
from fraudctl.charts.picture import Picture

SHOWN: tuple[tuple[str, str, Colour], ...] = (
    (TRAINED, "trained model", "one"),
    (TRAINED_ON_BOOK, "book's features", "two"),
    ("default strategy", "default strategy", "three"),
)


def handbook_plot(scores: Mapping[str, Any]) -> str:
    """Return the picture as SVG: precision by recall, and the average precision of each test."""
    curves = [
        Line(name=said, colour=colour, points=list(zip(RECALLS, scores[name]["precision_by_recall"], strict=False)))
        for name, said, colour in SHOWN
    ]
    weeks = [
        Line(name=said, colour=colour, points=list(enumerate(_average_precisions(scores[name]), 1)), dotted=True)
        for name, said, colour in SHOWN
    ]
    tests = max(len(line.points) for line in weeks)
    ticks = [(float(each), f"{each}") for each in range(1, tests + 1)]
    panels = (
        Panel(title="Precision", x=share_axis("recall"), y=share_axis(), lines=curves),
        Panel(
            title="Average precision",
            x=Axis(label="test week", low=0.5, high=tests + 0.5, ticks=ticks),
            y=unit_axis(""),
            lines=weeks,
        ),
    )
    said = ["Means over the four tests on the left; each test on the right."]
    return Picture(heading="The handbook's world", sentences=said, panels=panels).svg()


def _average_precisions(score: Mapping[str, Any]) -> list[float]:
    return [each["average_precision"] for each in score["folds"]]
