"""The dashboard: seven rows, each headed by the question that its graphs answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from components.monitoring.metrics import (
    SCORE_BANDS,
    Metric,
    api_metric,
    business_metric,
    function_metric,
    queue_metric,
    table_metric,
)
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
            for question, widgets in _graphs(targets, suffix, region).items()
        ),
    ]
    return Output.json_dumps({"widgets": list(_laid_out(rows))})


def _graphs(targets: MonitoringTargets, suffix: str, region: Input[str]) -> Mapping[str, Sequence[dict[str, Any]]]:
    api, functions = targets.api, targets.functions

    def business(*names: str) -> dict[str, Metric]:
        return {name: business_metric(suffix, name) for name in names}

    def per_function(name: str, stat: str = "Sum") -> dict[str, Metric]:
        return {function.pulumi_resource_name: function_metric(function, name, stat=stat) for function in functions}

    def graph(title: str, lines: Mapping[str, Metric], *, stacked: bool = False) -> dict[str, Any]:
        return _graph(title, lines, region, stacked=stacked)

    lags = {
        "in the stream": function_metric(targets.processing, "IteratorAge", stat="Maximum"),
        "for the scorer": function_metric(targets.scoring, "AsyncEventAge", stat="Maximum"),
    }
    answers = {stat: api_metric(api, "Latency", stat=stat) for stat in ("p50", "p99")}
    requests = {"requests": api_metric(api, "Count"), "refused (4xx)": api_metric(api, "4XXError")}
    lost = {
        "events dropped": function_metric(targets.scoring, "AsyncEventsDropped"),
        "dead letters lost": function_metric(targets.scoring, "DeadLetterErrors"),
        "failure records lost": function_metric(targets.processing, "DestinationDeliveryFailures"),
        **business("Poison", "Undurable"),
    }
    units = {kind: table_metric(targets.profiles, f"Consumed{kind}CapacityUnits") for kind in ("Read", "Write")}
    throttled = {kind: table_metric(targets.profiles, f"{kind}ThrottleEvents") for kind in ("Read", "Write")}
    queues = {each.pulumi_resource_name: queue_metric(each.dead_letters) for each in functions}
    queues |= {
        f"{each.pulumi_resource_name}, held by a redrive": queue_metric(
            each.dead_letters, "ApproximateNumberOfMessagesNotVisible"
        )
        for each in functions
    }
    return {
        "How much comes in?": [
            graph("Requests", requests),
            graph("Transactions", business("Transactions", "StaleUpdates")),
            graph("Not stored as they came", business("Duplicates", "Conflicts", "Refusals", "KeptInQueue", "Raced")),
        ],
        "How fast is it scored?": [
            graph("The API's answers, ms", answers),
            graph("Longest wait, ms", lags),
            graph("Slowest invocations (p99), ms", per_function("Duration", "p99")),
        ],
        "What is risky?": [
            graph("Scores by band", business(*SCORE_BANDS), stacked=True),
            graph("Alerts", business("Alerts")),
            graph("What rules could not take", business("MistypedMetadata", "DivisionsByZero", "UnusableEntities")),
        ],
        "What does it remember?": [
            graph("Units of profiles", units),
            graph("Profiles throttled", throttled),
            graph("Profiles in trouble", business("ProfileRaces", "ProfilesGivenUp", "UnreadableProfiles")),
        ],
        "What does it learn?": [
            graph("Labels", business("Labels")),
            graph("Labels that are not stored", business("LabelsUnknown", "LabelsUnavailable", "LabelRaces")),
        ],
        "Where does it hurt?": [
            graph("Failed", {"API (5xx)": api_metric(api, "5XXError"), **per_function("Errors")}),
            graph("Held back", per_function("Throttles")),
            graph("Waiting in queues", queues),
            graph("Given up", lost),
        ],
    }


def _graph(title: str, lines: Mapping[str, Metric], region: Input[str], *, stacked: bool) -> dict[str, Any]:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "stacked": stacked,
            "metrics": [_line(label, metric) for label, metric in lines.items()],
            "yAxis": {"left": {"min": 0}},
        },
    }


def _line(label: str, metric: Metric) -> list[Any]:
    dimensions = [part for dimension in metric.dimensions.items() for part in dimension]
    options = {"stat": metric.stat, "period": metric.period, "label": label}
    return [metric.namespace, metric.name, *dimensions, options]


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
