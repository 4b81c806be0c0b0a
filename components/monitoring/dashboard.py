"""The dashboard: ten rows, each headed by the question that its graphs answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from components.monitoring.dashboard_graphs import graphs_by_question
from components.monitoring.targets import MonitoringTargets

WIDTH, HEADING, HEIGHT = 24, 1, 6
"""Grid units; CloudWatch's dashboards are 24 wide."""


@dataclass(frozen=True, kw_only=True)
class DashboardRow:
    """A question, and the widgets that answer it side by side."""

    question: str
    widgets: Sequence[dict[str, Any]]


def dashboard_body(
    targets: MonitoringTargets, suffix: str, region: Input[str], alarm_arns: Sequence[Input[str]]
) -> Output[str]:
    """Return the dashboard's JSON, as CloudWatch takes it; the first alarm is the composite one."""
    rows = [
        DashboardRow(question="Is it healthy?", widgets=[_alarm_states(alarm_arns)]),
        *(
            DashboardRow(question=question, widgets=widgets)
            for question, widgets in graphs_by_question(targets, suffix, region).items()
        ),
    ]
    return Output.json_dumps({"widgets": list(_laid_out(rows))})


def _alarm_states(alarm_arns: Sequence[Input[str]]) -> dict[str, Any]:
    return {"type": "alarm", "properties": {"title": "Alarms", "alarms": alarm_arns}}


def _laid_out(rows: Sequence[DashboardRow]) -> Iterator[dict[str, Any]]:
    """Yield each widget with its position: a heading, then the row's widgets in equal shares of the width."""
    y = 0
    for row in rows:
        heading = {"type": "text", "properties": {"markdown": f"## {row.question}"}}
        yield {**heading, "x": 0, "y": y, "width": WIDTH, "height": HEADING}
        share = WIDTH // len(row.widgets)
        for column, widget in enumerate(row.widgets):
            yield {**widget, "x": column * share, "y": y + HEADING, "width": share, "height": HEIGHT}
        y += HEADING + HEIGHT
