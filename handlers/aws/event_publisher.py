"""The events topic and, where the stack has one, an event bus, as Scoring and Feedback tell them what happened."""

from typing import TYPE_CHECKING, Any

from handlers.contract.errors import PartialBatchError
from handlers.contract.event import TO_ALL, Event
from handlers.contract.invisible import legible_json

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class EventPublisher:
    """Publishes events, each to the topic and to the bus: whoever owes one owes it until both took it."""

    def __init__(self, topic: "SNSClient", topic_arn: str, events: Any, bus: str) -> None:
        """Take the client of EventBridge, or None where there is no bus."""
        self._topic = topic
        self._topic_arn = topic_arn
        self._events = events
        self._bus = bus

    def publish(self, event: Event) -> None:
        """Publish an event.

        Raises:
            ClientError, BotoCoreError, PartialBatchError: the topic or the bus did not take it; the other may have.
        """
        body = legible_json(event.body())
        said = {"type": event.type, "to": TO_ALL, **({"outcome": event.outcome} if event.outcome else {})}
        self._topic.publish(
            TopicArn=self._topic_arn,
            Message=body,
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in said.items()},
        )
        if self._events is None:
            return
        entry: Any = {
            "EventBusName": self._bus,
            "Source": f"fraud-detection.{event.environment}",
            "DetailType": event.type,
            "Detail": body,
        }
        answer = self._events.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise PartialBatchError([event.id], reason=str(answer["Entries"][0].get("ErrorCode")))
