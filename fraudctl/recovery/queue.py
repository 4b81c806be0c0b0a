"""A dead-letter queue, as one who empties it sees it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

HOLD = 900
"""Seconds for which nobody else gets a message that was taken: well above the longest invocation, all its repeats
included. After a crash that could not give them back, messages are out of sight for so long."""

LONG_POLL = 1
"""Seconds; above 0, so that every server of the queue is asked and an empty answer means empty."""

MOST_IN_A_CALL = 10
"""Messages that SQS hands out, deletes or gives back in one call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedMessage:
    """A message and the receipt under which it is held."""

    id: str
    body: str
    receipt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueDepth:
    """How many messages a queue has, about: SQS takes up to a minute to count what has just changed."""

    in_sight: int
    held: int
    """Out of sight, since somebody has taken them and may yet delete them."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.in_sight + self.held


class RedriveQueue:
    """Takes messages, and deletes them or gives them back."""

    def __init__(self, client: "SQSClient", url: str, *, hold: int = HOLD) -> None:
        self._client = client
        self._url = url
        self.hold = hold

    def counts(self) -> QueueDepth:
        """Count the messages, those in this run's own hands among them."""
        found = self._client.get_queue_attributes(
            QueueUrl=self._url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return QueueDepth(
            in_sight=int(found["ApproximateNumberOfMessages"]),
            held=int(found["ApproximateNumberOfMessagesNotVisible"]),
        )

    def take(self, most: int, *, wait: int | None = None) -> list[ReceivedMessage]:
        """Up to ten messages that are in sight, or come into it within `wait` seconds; none when there are none."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(most, MOST_IN_A_CALL),
            VisibilityTimeout=self.hold,
            WaitTimeSeconds=LONG_POLL if wait is None else wait,
        )
        return [
            ReceivedMessage(id=each["MessageId"], body=each["Body"], receipt=each["ReceiptHandle"])
            for each in answer.get("Messages", [])
        ]

    def delete(self, messages: Sequence[ReceivedMessage]) -> set[str]:
        """The ids of those, at most ten, that could not be deleted and will come again."""
        if not messages:
            return set()
        answer = self._client.delete_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": str(index), "ReceiptHandle": each.receipt} for index, each in enumerate(messages)],
        )
        return {messages[int(failed["Id"])].id for failed in answer.get("Failed", [])}

    def release(self, messages: Collection[ReceivedMessage]) -> None:
        """Brings messages back into sight; one that cannot be, since its receipt is too old, is in sight by itself."""
        held = list(messages)
        for first in range(0, len(held), MOST_IN_A_CALL):
            self._client.change_message_visibility_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": each.receipt, "VisibilityTimeout": 0}
                    for index, each in enumerate(held[first : first + MOST_IN_A_CALL])
                ],
            )
