"""The dashboard: five rows that answer, from top to bottom, what whoever opens it asks first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from components.monitoring.metrics import BANDS, Reading, of_api, of_business, of_function, of_queue
from components.monitoring.targets import Watched

WIDTH, HEADING, HEIGHT = 24, 1, 6
"""Grid units; CloudWatch's dashboards are 24 wide."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A question, and the widgets that answer it side by side."""

    question: str
    widgets: Sequence[dict[str, Any]]


def body(watched: Watched, region: Input[str], alarm_arns: Sequence[Input[str]]) -> Output[str]:
    """The dashboard's JSON, as CloudWatch takes it; the first alarm is the composite one."""
    rows = [
        Row(question="Is it healthy?", widgets=[_health(alarm_arns)]),
        *(Row(question=question, widgets=widgets) for question, widgets in _graphs(watched, region).items()),
    ]
    return Output.json_dumps({"widgets": list(_laid_out(rows))})


def _graphs(watched: Watched, region: Input[str]) -> Mapping[str, Sequence[dict[str, Any]]]:
    api, suffix, functions = watched.api, watched.suffix, watched.functions

    def business(*names: str) -> dict[str, Reading]:
        return {name: of_business(suffix, name) for name in names}

    def each(metric: str, stat: str = "Sum") -> dict[str, Reading]:
        return {each.pulumi_resource_name: of_function(each, metric, stat=stat) for each in functions}

    def graph(title: str, lines: Mapping[str, Reading], *, stacked: bool = False) -> dict[str, Any]:
        return _graph(title, lines, region, stacked=stacked)

    waiting = {
        "in the stream": of_function(watched.processing, "IteratorAge", stat="Maximum"),
        "for the scorer": of_function(watched.scoring, "AsyncEventAge", stat="Maximum"),
    }
    answers = {stat: of_api(api, "Latency", stat=stat) for stat in ("p50", "p99")}
    requests = {"requests": of_api(api, "Count"), "refused (4xx)": of_api(api, "4XXError")}
    given_up = {
        "events dropped": of_function(watched.scoring, "AsyncEventsDropped"),
        "dead letters lost": of_function(watched.scoring, "DeadLetterErrors"),
        "failure records lost": of_function(watched.processing, "DestinationDeliveryFailures"),
        **business("Poison", "Undurable"),
    }
    queues = {each.pulumi_resource_name: of_queue(each.dead_letters) for each in functions}
    queues |= {
        f"{each.pulumi_resource_name}, held by a redrive": of_queue(
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
            graph("Longest wait, ms", waiting),
            graph("Slowest invocations (p99), ms", each("Duration", "p99")),
        ],
        "What is risky?": [
            graph("Scores by band", business(*BANDS), stacked=True),
            graph("Alerts", business("Alerts")),
        ],
        "Where does it hurt?": [
            graph("Failed", {"API (5xx)": of_api(api, "5XXError"), **each("Errors")}),
            graph("Held back", each("Throttles")),
            graph("Waiting in queues", queues),
            graph("Given up", given_up),
        ],
    }


def _graph(title: str, lines: Mapping[str, Reading], region: Input[str], *, stacked: bool) -> dict[str, Any]:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "stacked": stacked,
            "metrics": [_line(label, reading) for label, reading in lines.items()],
            "yAxis": {"left": {"min": 0}},
        },
    }


def _line(label: str, reading: Reading) -> list[Any]:
    dimensions = [part for dimension in reading.dimensions.items() for part in dimension]
    options = {"stat": reading.stat, "period": reading.period, "label": label}
    return [reading.namespace, reading.metric, *dimensions, options]


def _health(alarm_arns: Sequence[Input[str]]) -> dict[str, Any]:
    return {"type": "alarm", "properties": {"title": "Alarms", "alarms": alarm_arns}}


def _laid_out(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Each widget with its place: a heading, then the row's widgets in equal shares of the width."""
    y = 0
    for row in rows:
        heading = {"type": "text", "properties": {"markdown": f"## {row.question}"}}
        yield {**heading, "x": 0, "y": y, "width": WIDTH, "height": HEADING}
        share = WIDTH // len(row.widgets)
        for place, widget in enumerate(row.widgets):
            yield {**widget, "x": place * share, "y": y + HEADING, "width": share, "height": HEIGHT}
        y += HEADING + HEIGHT
