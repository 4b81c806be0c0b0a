"""The events topic and, where the stack has one, an event bus, as Scoring and Feedback tell them what happened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget
from handlers.contract.errors import BudgetSpent, PartialBatchError
from handlers.contract.event import TO_ALL, Event
from handlers.contract.invisible import legible_json

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

Trouble = BotoCoreError | ClientError | PartialBatchError | BudgetSpent

NOBODY: frozenset[str] = frozenset()


class Told(NamedTuple):
    """The ways that have taken an event by now, and the trouble of the others; None if all have."""

    heard_by: frozenset[str]
    trouble: Trouble | None


class EventPublisher:
    """Publishes events, each by the topic and by the bus: whoever owes one owes it until both took it."""

    def __init__(self, topic: "SNSClient", topic_arn: str, events: Any, bus: str) -> None:
        """Take the client of EventBridge, or None where there is no bus."""
        self._topic = topic
        self._topic_arn = topic_arn
        self._events = events
        self._bus = bus

    @property
    def ways(self) -> Mapping[str, Callable[[Event], None]]:
        """Return the ways by which events go out, by the names that rows know them by."""
        return {"topic": self._by_topic, **({} if self._events is None else {"bus": self._by_bus})}

    def publish(
        self, event: Event, budget: Budget, heard_by: frozenset[str] = NOBODY, skip: frozenset[str] = NOBODY
    ) -> Told:
        """Publish an event by each way that has not taken it; one that fails again and again is left alone.

        Args:
            event: The event.
            budget: For the time; each way has a part of it, with failures of its own.
            heard_by: The ways that have taken it already.
            skip: Ways that are not to be tried.
        """
        trouble: Trouble | None = None
        for way, publish in self.ways.items():
            part = budget.part(way)
            if way in heard_by:
                continue
            if way in skip or part.is_spent:
                trouble = trouble or BudgetSpent()
                continue
            try:
                publish(event)
            except (PartialBatchError, ClientError, BotoCoreError) as error:
                part.failed()
                trouble = error
            else:
                part.succeeded()
                heard_by |= {way}
        return Told(heard_by, trouble)

    def require(self, budget: Budget) -> None:
        """Raise BudgetSpent unless there is a way by which a further event may go out."""
        budget.require()
        if all(budget.part(way).is_spent for way in self.ways):
            raise BudgetSpent

    def _by_topic(self, event: Event) -> None:
        said = {"type": event.type, "to": TO_ALL, **({"outcome": event.outcome} if event.outcome else {})}
        self._topic.publish(
            TopicArn=self._topic_arn,
            Message=legible_json(event.body()),
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in said.items()},
        )

    def _by_bus(self, event: Event) -> None:
        entry: Any = {
            "EventBusName": self._bus,
            "Source": f"fraud-detection.{event.environment}",
            "DetailType": event.type,
            "Detail": legible_json(event.body()),
        }
        answer = self._events.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise PartialBatchError([event.id], reason=str(answer["Entries"][0].get("ErrorCode")))
