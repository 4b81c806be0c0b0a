"""What can be measured of the stack: CloudWatch's own metrics of each thing, and our business metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input

from components.api.api import Api
from components.compute.function import Function
from components.compute.queue import DeadLetterQueue
from components.storage.tables import TransactionsTable
from handlers.aws.metrics import DIMENSION, NAMESPACE, MetricCounts

FIVE_MINUTES = 300

BANDS = ("LowScores", "MediumScores", "HighScores")
"""The business metrics that together count every score."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One metric of one thing over `period` seconds; `stat` is Sum, Maximum or a percentile such as p99."""

    namespace: str
    metric: str
    dimensions: Mapping[str, Input[str]]
    stat: str = "Sum"
    period: int = FIVE_MINUTES


def of_function(function: Function, metric: str, *, stat: str = "Sum", period: int = FIVE_MINUTES) -> Reading:
    """What Lambda measures; durations and ages are in milliseconds."""
    return Reading(
        namespace="AWS/Lambda",
        metric=metric,
        dimensions={"FunctionName": function.name},
        stat=stat,
        period=period,
    )


def of_queue(queue: DeadLetterQueue, metric: str = "ApproximateNumberOfMessagesVisible") -> Reading:
    """The messages that wait in a queue; SQS measures only queues that were used within six hours."""
    return Reading(
        namespace="AWS/SQS",
        metric=metric,
        dimensions={"QueueName": queue.name},
        stat="Maximum",
        period=60,
    )


def of_api(api: Api, metric: str, *, stat: str = "Sum") -> Reading:
    """What API Gateway measures of the stage; latencies are in milliseconds."""
    return Reading(
        namespace="AWS/ApiGateway", metric=metric, dimensions={"ApiName": api.name, "Stage": api.stage}, stat=stat
    )


def of_writes(table: TransactionsTable) -> Reading:
    """What was written to the table, in DynamoDB's write units; a duplicate or a refusal writes nothing."""
    return Reading(namespace="AWS/DynamoDB", metric="ConsumedWriteCapacityUnits", dimensions={"TableName": table.name})


def of_business(suffix: str, metric: str, *, period: int = FIVE_MINUTES) -> Reading:
    """What the functions count in their log lines.

    Raises:
        ValueError: they count nothing by that name.
    """
    if metric not in MetricCounts.__annotations__:
        raise ValueError(metric)
    return Reading(namespace=NAMESPACE, metric=metric, dimensions={DIMENSION: suffix}, period=period)
