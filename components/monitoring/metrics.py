"""The metrics of a stack: CloudWatch's own for each part, and our business metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input

from components.api.api import Api
from components.compute.dead_letter_queue import DeadLetterQueue
from components.compute.function import Function
from components.storage.events_topic import EventsTopic
from components.storage.profiles_table import ProfilesTable
from components.storage.tables import TransactionsTable
from handlers.aws.metrics import DIMENSION, NAMESPACE, MetricCounts

FIVE_MINUTES = 300

SCORE_BANDS = ("LowScores", "MediumScores", "HighScores")
"""The business metrics that together count every score."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric of one thing over `period` seconds; `stat` is CloudWatch's word: Sum, SampleCount, Maximum, p99."""

    namespace: str
    name: str
    dimensions: Mapping[str, Input[str]]
    stat: str = "Sum"
    period: int = FIVE_MINUTES


def function_metric(function: Function, name: str, *, stat: str = "Sum", period: int = FIVE_MINUTES) -> Metric:
    """Return a metric of Lambda's; durations and ages are in milliseconds."""
    return Metric(
        namespace="AWS/Lambda",
        name=name,
        dimensions={"FunctionName": function.name},
        stat=stat,
        period=period,
    )


def queue_metric(queue: DeadLetterQueue, name: str = "ApproximateNumberOfMessagesVisible") -> Metric:
    """Return a metric of SQS, by default the waiting messages; SQS reports only queues used within six hours."""
    return Metric(
        namespace="AWS/SQS",
        name=name,
        dimensions={"QueueName": queue.name},
        stat="Maximum",
        period=60,
    )


def api_metric(api: Api, name: str, *, stat: str = "Sum") -> Metric:
    """Return a metric of the API's stage; latencies are in milliseconds."""
    return Metric(
        namespace="AWS/ApiGateway", name=name, dimensions={"ApiName": api.name, "Stage": api.stage}, stat=stat
    )


def table_metric(table: TransactionsTable | ProfilesTable, name: str) -> Metric:
    """Return a metric of DynamoDB's, which counts units and what was throttled."""
    return Metric(namespace="AWS/DynamoDB", name=name, dimensions={"TableName": table.name})


def topic_metric(topic: EventsTopic, name: str) -> Metric:
    """Return a metric of SNS's, which counts messages and their deliveries."""
    return Metric(namespace="AWS/SNS", name=name, dimensions={"TopicName": topic.name})


def writes_metric(table: TransactionsTable) -> Metric:
    """Return the table's consumed write units; a duplicate or a refusal writes nothing."""
    return table_metric(table, "ConsumedWriteCapacityUnits")


def business_metric(suffix: str, name: str, *, stat: str = "Sum", period: int = FIVE_MINUTES) -> Metric:
    """Return a metric that the functions count in their log lines.

    Raises:
        ValueError: they count nothing by that name.
    """
    if name not in MetricCounts.__annotations__:
        raise ValueError(name)
    return Metric(namespace=NAMESPACE, name=name, dimensions={DIMENSION: suffix}, stat=stat, period=period)
