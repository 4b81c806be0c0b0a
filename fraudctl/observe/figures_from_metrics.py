"""The stages' figures on AWS: one GetMetricData call, and the depths of the queues."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fraudctl.observe.health import StageHealth
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target

API_NAME = "fraud-detection-api"
TABLE_NAME = "transactions"
"""Physical names without the stack's suffix."""

PERIOD = 60
"""Seconds."""

Fold = Callable[[Sequence[float]], float | None]


def _count(values: Sequence[float]) -> float:
    """Return the sum; CloudWatch has no value for a minute in which nothing happened."""
    return sum(values)


def _worst(values: Sequence[float]) -> float | None:
    return max(values, default=None)


@dataclass(frozen=True, kw_only=True)
class StageMetric:
    """A CloudWatch metric, and the field of StageHealth that it fills, multiplied with `unit`."""

    field: str
    metric: str
    statistic: str
    fold: Fold
    unit: float = 1.0


LAMBDA = (
    StageMetric(field="calls_per_minute", metric="Invocations", statistic="Sum", fold=_count),
    StageMetric(field="errors", metric="Errors", statistic="Sum", fold=_count),
    StageMetric(field="throttles", metric="Throttles", statistic="Sum", fold=_count),
    StageMetric(field="p99", metric="Duration", statistic="p99", fold=_worst),
)
AGE = {"processing": "IteratorAge", "scoring": "AsyncEventAge"}
GATEWAY = (
    StageMetric(field="calls_per_minute", metric="Count", statistic="Sum", fold=_count),
    StageMetric(field="errors", metric="5XXError", statistic="Sum", fold=_count),
    StageMetric(field="p99", metric="Latency", statistic="p99", fold=_worst),
)


def stages_from_metrics(target: Target, now: datetime, minutes: int, depths: Mapping[str, int]) -> list[StageHealth]:
    """Return every stage's figures over the last so many minutes."""
    wanted: list[tuple[str, str, dict[str, str], StageMetric]] = [
        ("api", "AWS/ApiGateway", {"ApiName": api_name(target)}, metric) for metric in GATEWAY
    ]
    for stage, name in function_names(target).items():
        figures = list(LAMBDA)
        if metric := AGE.get(stage):
            figures.append(StageMetric(field="age", metric=metric, statistic="Maximum", fold=_worst, unit=0.001))
        wanted += [(stage, "AWS/Lambda", {"FunctionName": name}, figure) for figure in figures]
    values = _values(target, now, minutes, wanted)
    stages: dict[str, dict[str, Any]] = {}
    for (stage, _, _, figure), series in zip(wanted, values, strict=True):
        folded = figure.fold(series)
        stages.setdefault(stage, {})[figure.field] = None if folded is None else folded * figure.unit
    return [_stage(name, figures, minutes, depths.get(name)) for name, figures in stages.items()]


def _values(
    target: Target, now: datetime, minutes: int, wanted: Sequence[tuple[str, str, Mapping[str, str], StageMetric]]
) -> list[list[float]]:
    queries = [
        {
            "Id": f"m{position}",
            "MetricStat": {
                "Metric": {
                    "Namespace": namespace,
                    "MetricName": figure.metric,
                    "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
                },
                "Period": PERIOD,
                "Stat": figure.statistic,
            },
        }
        for position, (_, namespace, dimensions, figure) in enumerate(wanted)
    ]
    values: list[list[float]] = [[] for _ in wanted]
    pages = target.client("cloudwatch").get_paginator("get_metric_data")
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=minutes)
    for page in pages.paginate(MetricDataQueries=queries, StartTime=start, EndTime=now):
        for result in page["MetricDataResults"]:
            values[int(result["Id"][1:])] += result["Values"]
    return values


def _stage(name: str, figures: Mapping[str, Any], minutes: int, depth: int | None) -> StageHealth:
    whole = {field: int(figures[field]) for field in ("errors", "throttles") if figures.get(field) is not None}
    rate = figures["calls_per_minute"] / minutes
    exact = {field: figures.get(field) for field in ("p99", "age")}
    return StageHealth(name=name, calls_per_minute=rate, dead_letters=depth, **whole, **exact)


def api_name(target: Target) -> str:
    """Return the REST API's name, under which CloudWatch has its metrics; all of a stack's names have its suffix."""
    suffix = str(target.exports["transactions_table_name"]).removeprefix(f"{TABLE_NAME}-")
    return f"{API_NAME}-{suffix}"
