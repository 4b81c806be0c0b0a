"""The figures on AWS: one request of GetMetricData for the whole span."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fraudctl.console.health.figures import COUNTED, DECISIONS, LAG, OPEN_REVIEWS, Figures, Fold, Tally
from fraudctl.console.health.span import Slots
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target
from handlers.aws.metrics import DIMENSION, NAMESPACE

AGES = {"processing": "IteratorAge", "scoring": "AsyncEventAge"}
"""Lambda's metrics of how long the oldest had waited, in milliseconds, by function."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A metric of CloudWatch, and the series that it belongs to, multiplied with `unit`."""

    series: str
    namespace: str
    metric: str
    dimensions: dict[str, str] = field(default_factory=dict)
    fold: Fold = "Sum"
    unit: float = 1.0


def figures_from_metrics(target: Target, slots: Slots) -> Figures:
    """Return the figures of the slots.

    Raises:
        ClientError, BotoCoreError: CloudWatch did not answer, or refused.
    """
    wanted, tally = list(_wanted(target)), Tally(slots)
    queries = [
        {
            "Id": f"m{position}",
            "MetricStat": {
                "Metric": {
                    "Namespace": each.namespace,
                    "MetricName": each.metric,
                    "Dimensions": [{"Name": name, "Value": value} for name, value in each.dimensions.items()],
                },
                "Period": int(slots.span.slot.total_seconds()),
                "Stat": each.fold,
            },
        }
        for position, each in enumerate(wanted)
    ]
    pages = target.client("cloudwatch").get_paginator("get_metric_data")
    for page in pages.paginate(MetricDataQueries=queries, StartTime=slots.start, EndTime=slots.end):
        for result in page["MetricDataResults"]:
            of = wanted[int(result["Id"][1:])]
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                tally.add(of.series, slots.place(at), value * of.unit, of.fold)
    return Figures(slots=slots, series=tally.series)


def _wanted(target: Target) -> Iterator[Wanted]:
    environment = {DIMENSION: str(target.exports["transactions_table_name"]).removeprefix("transactions-")}
    for name in COUNTED:
        yield Wanted(series=name, namespace=NAMESPACE, metric=name, dimensions=environment)
    yield Wanted(series=OPEN_REVIEWS, namespace=NAMESPACE, metric=OPEN_REVIEWS, dimensions=environment, fold="Maximum")
    functions = {stage: {"FunctionName": name} for stage, name in function_names(target).items()}
    if "decision" in functions:
        yield Wanted(series=DECISIONS, namespace="AWS/Lambda", metric="Invocations", dimensions=functions["decision"])
    for stage, metric in AGES.items():
        if stage in functions:
            yield Wanted(
                series=LAG,
                namespace="AWS/Lambda",
                metric=metric,
                dimensions=functions[stage],
                fold="Maximum",
                unit=0.001,
            )
