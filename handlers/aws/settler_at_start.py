"""The settler of a function that starts, with the clients of all that it calls."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.clients import aws_client
from handlers.aws.event_publisher import EventPublisher
from handlers.aws.review_opener import ReviewOpener
from handlers.aws.score_updates import ScoreUpdates
from handlers.aws.settler import Settler

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def settler_at_start(variables: Mapping[str, str], dynamodb: "DynamoDBClient", scores: ScoreUpdates) -> Settler:
    """Return the settler of a function with these variables; the client of a bus is made only where there is one."""
    environment, topics, bus = variables["ENVIRONMENT"], aws_client("sns"), variables["EVENT_BUS"]
    return Settler(
        scores,
        ReviewOpener(dynamodb, variables["REVIEWS_TABLE"], hours=int(variables["REVIEW_HOURS"])),
        AlertPublisher(topics, variables["SNS_TOPIC_ARN"], environment, variables["DASHBOARD_URL"]),
        EventPublisher(topics, variables["EVENTS_TOPIC_ARN"], aws_client("events") if bus else None, bus),
        environment,
    )
